"""Notices on their way, and which message shows what."""

SCRIPT = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    player INTEGER,
    chat INTEGER,
    ring TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    sent_with INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    sent_ms INTEGER,
    CHECK (player IS NOT NULL OR chat IS NOT NULL)
) STRICT;
CREATE INDEX outbox_unsent ON outbox (ring IS 'liquidation', id) WHERE sent_ms IS NULL AND held = 0;
CREATE INDEX outbox_of ON outbox (player, id) WHERE sent_ms IS NULL;
CREATE INDEX outbox_halts ON outbox (number, player) WHERE topic = 'halt';

CREATE TABLE messages (
    platform TEXT NOT NULL,
    address TEXT NOT NULL,
    edit_key TEXT NOT NULL,
    reference TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (platform, address, edit_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_at ON messages (at_ms);
"""
