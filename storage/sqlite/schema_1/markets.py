"""Tickers, marks and what is kept of them, gaps, conditions and halts."""

SCRIPT = """
CREATE TABLE tickers (
    market TEXT PRIMARY KEY NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    published_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    offset INTEGER NOT NULL,
    funding_long INTEGER NOT NULL,
    funding_short INTEGER NOT NULL,
    funding_minute INTEGER NOT NULL,
    open_long INTEGER NOT NULL CHECK (open_long >= 0),
    open_short INTEGER NOT NULL CHECK (open_short >= 0),
    standard_long INTEGER NOT NULL CHECK (standard_long >= 0),
    standard_short INTEGER NOT NULL CHECK (standard_short >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
    market TEXT NOT NULL,
    published_ms INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price > 0),
    source TEXT NOT NULL,
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)),
    PRIMARY KEY (market, published_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_pruned ON marks (published_ms) WHERE kept = 0;

CREATE TABLE proofs (
    market TEXT NOT NULL,
    mark_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price > 0),
    confidence INTEGER NOT NULL CHECK (confidence >= 0),
    published_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (market, mark_ms, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
    market TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    from_price INTEGER NOT NULL,
    to_price INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    PRIMARY KEY (market, to_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE conditions (
    market TEXT PRIMARY KEY NOT NULL,
    anchor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'paused', 'halted', 'moving')),
    cause TEXT NOT NULL CHECK (cause IN ('none', 'guard', 'clock', 'silent', 'over')),
    since_ms INTEGER NOT NULL,
    guard TEXT NOT NULL,
    differs_ppm INTEGER NOT NULL,
    disputed_from_ms INTEGER NOT NULL,
    disputed_to_ms INTEGER NOT NULL,
    halt INTEGER NOT NULL,
    stopped_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE halts (
    number INTEGER PRIMARY KEY,
    market TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER
) STRICT;
"""
