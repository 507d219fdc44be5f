"""Tests of core/actions/links: two accounts of one person become one, and its undo."""
