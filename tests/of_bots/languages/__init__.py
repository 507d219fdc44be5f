"""Tests of bots/languages."""
