"""Links of two accounts, the rounds that moved, wrong codes."""

SCRIPT = """
CREATE TABLE links (
    number INTEGER PRIMARY KEY,
    offered_by INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    offered_ms INTEGER NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('offered', 'planned', 'linked', 'undone')),
    asked_by INTEGER REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    keeps INTEGER REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    closes INTEGER REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    points INTEGER NOT NULL CHECK (points >= 0),
    given_twice INTEGER NOT NULL CHECK (given_twice >= 0),
    offset INTEGER NOT NULL CHECK (offset >= 0),
    count INTEGER NOT NULL CHECK (count >= 0),
    renumbered TEXT NOT NULL,
    platforms TEXT NOT NULL,
    linked_ms INTEGER,
    undone_ms INTEGER,
    returned INTEGER NOT NULL CHECK (returned >= 0)
) STRICT;
CREATE UNIQUE INDEX links_code ON links (code) WHERE code <> '';
CREATE UNIQUE INDEX links_offered ON links (offered_by) WHERE state IN ('offered', 'planned');
CREATE INDEX links_keeps ON links (keeps) WHERE state = 'linked';
CREATE INDEX links_closes ON links (closes) WHERE state = 'linked';

-- The rounds that a link has given to the older account, for its undo: their numbers are of all chats, not of a player.
CREATE TABLE linked_rounds (
    link INTEGER NOT NULL REFERENCES links DEFERRABLE INITIALLY DEFERRED,
    round INTEGER NOT NULL REFERENCES rounds DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (link, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    player INTEGER PRIMARY KEY REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    last_ms INTEGER NOT NULL
) STRICT;
"""
