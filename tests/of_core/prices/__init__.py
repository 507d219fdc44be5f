"""Tests of core/prices: from quotes to marks, funding and survival, without a book."""
