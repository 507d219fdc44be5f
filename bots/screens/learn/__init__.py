"""Lessons and odds."""
