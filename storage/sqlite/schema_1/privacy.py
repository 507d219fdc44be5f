"""Who has left."""

SCRIPT = """
CREATE TABLE departures (
    fingerprint BLOB PRIMARY KEY NOT NULL,
    salt BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    break_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_at ON departures (at_ms);
"""
