"""Predictions and rounds."""
