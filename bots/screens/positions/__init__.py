"""Positions and orders."""
