"""Tests of core/actions/linking: two accounts of one person become one, and its undo."""
