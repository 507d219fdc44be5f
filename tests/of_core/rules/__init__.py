"""Tests of core/rules: formulas and state tables, without a book."""
