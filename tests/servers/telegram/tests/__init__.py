"""Tests of the strict Telegram itself."""
