"""Orders, positions, and results of everything that ended."""

SCRIPT = """
CREATE TABLE orders (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    market TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('long', 'short')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    leverage INTEGER NOT NULL CHECK (leverage > 0),
    "limit" INTEGER,
    received_ms INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    reference INTEGER NOT NULL,
    tolerance_bps INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    tp_by TEXT CHECK (tp_by IN ('price', 'move', 'roe')),
    tp_value INTEGER NOT NULL,
    sl_by TEXT CHECK (sl_by IN ('price', 'move', 'roe')),
    sl_value INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'filled', 'refunded', 'expired', 'cancelled')),
    reason TEXT NOT NULL,
    limit_key INTEGER,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_waiting ON orders (player, number) WHERE state = 'waiting';
CREATE INDEX orders_due ON orders (due_ms) WHERE state = 'waiting';
CREATE INDEX orders_sequence ON orders (sequence);
CREATE INDEX orders_market ON orders (market, received_ms) WHERE state = 'waiting' AND "limit" IS NULL;
CREATE INDEX orders_limit ON orders (market, side, limit_key) WHERE state = 'waiting' AND "limit" IS NOT NULL;

CREATE TABLE positions (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    market TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('long', 'short')),
    leverage INTEGER NOT NULL CHECK (leverage > 0),
    margin INTEGER NOT NULL CHECK (margin >= 0),
    notional INTEGER NOT NULL CHECK (notional >= 0),
    entry INTEGER NOT NULL CHECK (entry > 0),
    open_mark INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    funding_index INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    put_in INTEGER NOT NULL,
    fees INTEGER NOT NULL,
    takeprofit INTEGER,
    capped INTEGER NOT NULL CHECK (capped IN (0, 1)),
    stoploss INTEGER,
    adding INTEGER NOT NULL CHECK (adding >= 0),
    adding_ms INTEGER NOT NULL,
    closing_ppm INTEGER NOT NULL CHECK (closing_ppm BETWEEN 0 AND 1000000),
    closing_ms INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'liquidated', 'takeprofit', 'stoploss')),
    exit INTEGER,
    exit_mark INTEGER,
    exit_index INTEGER,
    exit_offset INTEGER,
    closed_ms INTEGER,
    realised_pnl INTEGER NOT NULL,
    realised_funding INTEGER NOT NULL,
    returned INTEGER NOT NULL CHECK (returned >= 0),
    liq_key INTEGER,
    tp_key INTEGER,
    sl_key INTEGER,
    near_percent INTEGER NOT NULL CHECK (near_percent >= 0),
    warned INTEGER NOT NULL CHECK (warned IN (0, 1)),
    near_key INTEGER,
    funding_percent INTEGER NOT NULL CHECK (funding_percent >= 0),
    funding_told INTEGER NOT NULL CHECK (funding_told >= 0),
    funding_key INTEGER,
    takeprofit_ms INTEGER NOT NULL,
    stoploss_ms INTEGER NOT NULL,
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX positions_open ON positions (player, number) WHERE state = 'open';
CREATE INDEX positions_liq ON positions (market, side, liq_key) WHERE state = 'open' AND liq_key IS NOT NULL;
CREATE INDEX positions_sl ON positions (market, side, sl_key) WHERE state = 'open' AND sl_key IS NOT NULL;
CREATE INDEX positions_tp ON positions (market, side, tp_key) WHERE state = 'open' AND tp_key IS NOT NULL;
CREATE INDEX positions_near ON positions (market, side, warned, near_key) WHERE state = 'open' AND near_key IS NOT NULL;
CREATE INDEX positions_funding ON positions (market, side, funding_key)
    WHERE state = 'open' AND funding_key IS NOT NULL;
CREATE INDEX positions_closing ON positions (market, closing_ms) WHERE state = 'open' AND closing_ppm > 0;
CREATE INDEX positions_adding ON positions (market, adding_ms) WHERE state = 'open' AND adding > 0;

CREATE TABLE results (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    chat INTEGER,
    at_ms INTEGER NOT NULL,
    staked INTEGER NOT NULL,
    net INTEGER NOT NULL,
    lived_ms INTEGER NOT NULL,
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (player, kind, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX results_player ON results (player, at_ms DESC);
CREATE INDEX results_at ON results (at_ms);
CREATE INDEX results_chat ON results (chat, at_ms) WHERE chat IS NOT NULL;
"""
