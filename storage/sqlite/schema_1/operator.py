"""Broadcasts and backups."""

SCRIPT = """
CREATE TABLE broadcasts (
    number INTEGER PRIMARY KEY,
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    people INTEGER NOT NULL CHECK (people >= 0),
    sent_ms INTEGER
) STRICT;

CREATE TABLE backups (
    number INTEGER PRIMARY KEY,
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    asked_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'done', 'failed')),
    file TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    error TEXT NOT NULL,
    ended_ms INTEGER
) STRICT;
"""
