"""Tests of storage/: the port to the book, its file, and the reference beside it."""
