"""Tests of bots/on_discord, most of them on the strict Discord of tests/servers/discord."""
