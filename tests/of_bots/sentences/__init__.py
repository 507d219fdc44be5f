"""Tests of bots/sentences: how words are read."""
