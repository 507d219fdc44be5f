"""Bots under measurement, each in a process of its own, and the people who talk to them."""
