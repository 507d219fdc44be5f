"""Tests of bots/runtime."""
