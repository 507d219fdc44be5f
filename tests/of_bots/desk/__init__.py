"""The desk: a sentence in, a screen out."""
