"""Accounts and transfers; a transfer moves both balances."""

SCRIPT = """
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
