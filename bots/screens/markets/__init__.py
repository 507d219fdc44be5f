"""Prices and halts."""
