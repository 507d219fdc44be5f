"""Alerts: their kinds, and what they wait for beside the game itself."""
