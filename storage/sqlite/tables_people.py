"""Tables of people: who they are, what rings for them, what they are told, who left, whose accounts are one."""

_PEOPLE = """
CREATE TABLE players (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    next_number INTEGER NOT NULL CHECK (next_number > 0),
    claimed_ms INTEGER,
    streak INTEGER NOT NULL,
    refilled_ms INTEGER,
    tolerance_bps INTEGER NOT NULL CHECK (tolerance_bps >= 0),
    confirm_above INTEGER,
    presets TEXT NOT NULL,
    rings TEXT NOT NULL,
    loss_limit INTEGER,
    loss_limit_next INTEGER,
    loss_limit_next_ms INTEGER NOT NULL,
    leverage_limit INTEGER,
    leverage_limit_next INTEGER,
    leverage_limit_next_ms INTEGER NOT NULL,
    break_until_ms INTEGER NOT NULL,
    last_margin INTEGER,
    last_leverage INTEGER,
    last_stake INTEGER,
    language TEXT NOT NULL,
    near_percent INTEGER NOT NULL CHECK (near_percent BETWEEN 5 AND 90),
    funding_percent INTEGER NOT NULL CHECK (funding_percent BETWEEN 1 AND 100),
    quiet_from INTEGER NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until INTEGER NOT NULL CHECK (quiet_until BETWEEN 0 AND 1439),
    zone TEXT NOT NULL,
    mentions INTEGER NOT NULL CHECK (mentions IN (0, 1)),
    digest_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX players_digest ON players (digest_ms) WHERE digest_ms > 0;

CREATE TABLE identities (
    platform TEXT NOT NULL,
    user TEXT NOT NULL,
    unreachable_ms INTEGER,
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    spoke_ms INTEGER NOT NULL, -- to the hour; the highest of a player's is the identity that spoke last
    PRIMARY KEY (platform, user),
    UNIQUE (player, platform)
) STRICT, WITHOUT ROWID;

CREATE TABLE chats (
    number INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    key TEXT NOT NULL,
    founder INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    thread TEXT NOT NULL,
    stake_cap INTEGER CHECK (stake_cap > 0),
    admins_open INTEGER NOT NULL CHECK (admins_open IN (0, 1)),
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    left_ms INTEGER,
    feed INTEGER NOT NULL CHECK (feed IN (0, 1)),
    record_ms INTEGER NOT NULL,
    UNIQUE (platform, key)
) STRICT;

CREATE TABLE members (
    chat INTEGER NOT NULL REFERENCES chats DEFERRABLE INITIALLY DEFERRED,
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    spoke_ms INTEGER NOT NULL,
    PRIMARY KEY (chat, player)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_player ON members (player, chat);
CREATE INDEX chats_feed ON chats (number) WHERE feed = 1;

CREATE TABLE requests (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (player, id)
) STRICT;
CREATE INDEX requests_at ON requests (at_ms);

CREATE TABLE drafts (
    player INTEGER NOT NULL REFERENCES players DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (player, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_at ON drafts (at_ms);
"""

_ALERTS = """
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

_OUTBOX = """
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

_DEPARTURES = """
CREATE TABLE departures (
    fingerprint BLOB PRIMARY KEY NOT NULL,
    salt BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    break_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_at ON departures (at_ms);
"""

_LINKS = """
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

_OPERATING = """
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

SCRIPTS = (_PEOPLE, _ALERTS, _OUTBOX, _DEPARTURES, _LINKS, _OPERATING)
