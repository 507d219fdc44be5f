"""Tests of bots/screens: what is said."""
