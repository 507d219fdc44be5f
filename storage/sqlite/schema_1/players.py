"""Players and their identities, chats and their members, requests, drafts."""

SCRIPT = """
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
