"""Accounts, choices, links, privacy."""
