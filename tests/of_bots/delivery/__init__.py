"""Tests of bots/delivery: order, pace and retries of messages."""
