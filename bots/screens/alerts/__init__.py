"""Alerts, as messages and as lists."""
