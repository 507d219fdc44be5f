"""Prices: pure functions and values of markets, quotes, marks and conditions."""
