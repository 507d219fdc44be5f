"""Tests of bots/on_prices/sources on the strict servers of tests/servers/prices."""
