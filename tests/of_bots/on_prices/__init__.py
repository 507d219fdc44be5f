"""Tests of bots/on_prices: simulated, recorded and live prices."""
