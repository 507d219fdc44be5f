"""Tests of bots/on_console: the terminal, its steering and its companions."""
