"""Whole conversations: sentences in, screens out."""
