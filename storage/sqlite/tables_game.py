"""Tables of the game: accounts and transfers, markets, what is traded and what is bet."""

_ACCOUNTS = """
CREATE TABLE accounts (
    name TEXT PRIMARY KEY NOT NULL,
    balance INTEGER NOT NULL,
    CONSTRAINT overdraft CHECK (balance >= 0 OR name IN ('house', 'mint'))
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    code TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    CHECK (debit <> credit)
) STRICT;

-- Not one upsert for the debit: its first half, a row with a negative balance, would fail the CHECK.
CREATE TRIGGER transfers_move AFTER INSERT ON transfers BEGIN
    INSERT INTO accounts VALUES (new.debit, 0) ON CONFLICT DO NOTHING;
    UPDATE accounts SET balance = balance - new.amount WHERE name = new.debit;
    INSERT INTO accounts VALUES (new.credit, new.amount) ON CONFLICT DO UPDATE SET balance = balance + new.amount;
END;
CREATE TRIGGER transfers_stay AFTER UPDATE ON transfers BEGIN
    SELECT RAISE(ABORT, 'a transfer is never changed');
END;
-- INSERT OR REPLACE removes rows without asking this trigger unless recursive_triggers is on: sqlite-utils turns it on.
CREATE TRIGGER transfers_remain AFTER DELETE ON transfers BEGIN
    SELECT RAISE(ABORT, 'a transfer is never removed');
END;
"""

_MARKETS = """
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

_TRADING = """
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

_BETTING = """
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

SCRIPTS = (_ACCOUNTS, _MARKETS, _TRADING, _BETTING)
