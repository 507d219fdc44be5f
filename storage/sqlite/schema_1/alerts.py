"""Near warnings, price alerts, and mirrors: positions held elsewhere."""

SCRIPT = """
CREATE TABLE nearwarnings (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    topic TEXT NOT NULL,
    market TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX nearwarnings_at ON nearwarnings (market, at_ms);

CREATE TABLE pricealerts (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    market TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('above', 'below', 'move')),
    value INTEGER NOT NULL CHECK (value > 0),
    span_ms INTEGER NOT NULL CHECK (span_ms >= 0),
    rests_until_ms INTEGER NOT NULL,
    armed INTEGER NOT NULL CHECK (armed IN (0, 1)),
    fired_ms INTEGER,
    fired_price INTEGER,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX pricealerts_armed ON pricealerts (market, kind, span_ms, value) WHERE armed = 1;

CREATE TABLE mirrors (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    market TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('long', 'short')),
    leverage INTEGER NOT NULL CHECK (leverage > 0),
    margin INTEGER NOT NULL CHECK (margin > 0),
    entry INTEGER NOT NULL CHECK (entry > 0),
    liquidation INTEGER NOT NULL CHECK (liquidation > 0),
    since_ms INTEGER NOT NULL,
    near_percent INTEGER NOT NULL CHECK (near_percent > 0),
    warned INTEGER NOT NULL CHECK (warned IN (0, 1)),
    near_key INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('watched', 'reached', 'removed')),
    reached_ms INTEGER,
    reached_price INTEGER,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX mirrors_liq ON mirrors (market, side, liquidation) WHERE state = 'watched';
CREATE INDEX mirrors_near ON mirrors (market, side, warned, near_key) WHERE state = 'watched';
"""
