"""Tests of bots/on_telegram, most of them on the strict Telegram of tests/servers/telegram."""
