"""Telegram: what it sends us, and how a screen looks there."""
