"""Alerts: what players choose about them, and which notices a mark or a bell gives rise to."""
