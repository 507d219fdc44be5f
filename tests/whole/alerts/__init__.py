"""Alerts, from the mark to the phone."""
