"""Predictions, rounds and the bets in them, schedules."""

SCRIPT = """
CREATE TABLE predictions (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    market TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('up', 'down')),
    stake INTEGER NOT NULL CHECK (stake > 0),
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    profit_bps INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    pays INTEGER NOT NULL CHECK (pays >= 0),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'won', 'lost', 'tied', 'refunded')),
    entry INTEGER,
    entered_ms INTEGER,
    closes_ms INTEGER,
    exit INTEGER,
    exited_ms INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX predictions_open ON predictions (player, number) WHERE state IN ('waiting', 'running');
CREATE INDEX predictions_due ON predictions (due_ms) WHERE state IN ('waiting', 'running');
CREATE INDEX predictions_stakes ON predictions (market, minutes, side, stake) WHERE state IN ('waiting', 'running');
CREATE INDEX predictions_waiting ON predictions (market, received_ms) WHERE state = 'waiting';
CREATE INDEX predictions_closing ON predictions (market, closes_ms) WHERE state = 'running';

CREATE TABLE rounds (
    number INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chats DEFERRABLE INITIALLY DEFERRED,
    market TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
    opened_by INTEGER REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    opened_ms INTEGER NOT NULL,
    locks_ms INTEGER NOT NULL,
    closes_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    up INTEGER NOT NULL CHECK (up >= 0),
    down INTEGER NOT NULL CHECK (down >= 0),
    players INTEGER NOT NULL CHECK (players >= 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'locked', 'settled', 'void')),
    lock INTEGER,
    lock_published_ms INTEGER,
    lock_source TEXT NOT NULL,
    close INTEGER,
    close_published_ms INTEGER,
    close_source TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX rounds_active ON rounds (chat) WHERE state IN ('open', 'locked');
CREATE INDEX rounds_due ON rounds (due_ms) WHERE state IN ('open', 'locked');
CREATE INDEX rounds_locking ON rounds (market, locks_ms) WHERE state = 'open';
CREATE INDEX rounds_closing ON rounds (market, closes_ms) WHERE state = 'locked';

CREATE TABLE bets (
    round INTEGER NOT NULL REFERENCES rounds DEFERRABLE INITIALLY DEFERRED,
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    side TEXT NOT NULL CHECK (side IN ('up', 'down')),
    stake INTEGER NOT NULL CHECK (stake > 0),
    paid INTEGER CHECK (paid >= 0),
    PRIMARY KEY (round, player)
) STRICT, WITHOUT ROWID;
CREATE INDEX bets_open ON bets (player, round) WHERE paid IS NULL;

CREATE TABLE schedules (
    chat INTEGER PRIMARY KEY REFERENCES chats DEFERRABLE INITIALLY DEFERRED,
    market TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    every_minutes INTEGER NOT NULL CHECK (every_minutes > 0),
    sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
    next_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_next ON schedules (next_ms);
"""
