"""Tests of core/actions: what changes the book, through an engine on a book in memory or in SQLite."""
