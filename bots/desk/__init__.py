"""A sentence comes in, a screen goes out."""
