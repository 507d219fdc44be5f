"""The tables of SQLite: they keep the ledger, have the columns of the entities, and are searched, never scanned."""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import get_args, get_type_hints

import pytest

import storage
from core.book import KEYS, Draft, Identity
from core.ledger import Transfer
from core.messages.all import Refused
from core.prices.markets import Side
from core.rules.notices import Notice, Topic
from core.rules.positions import Position
from storage.sqlite.rows import table_of
from storage.store import Store
from storage.stored_names import stored_field
from tests.of_storage.cases import populate, queries

POSITION = Position(1, 1, "BTC", Side.LONG, 10, 5, 50, 100, 100, 1, 0, 0, 5, 0, liq_key=94)


@pytest.fixture
def sqlite() -> Iterator[Store]:
    made = storage.open(None)
    populate(made)
    made.transfer([grant("first", 100)])
    yield made
    made.close()


def grant(name: str, amount: int, to: str = "p1") -> Transfer:
    """Points from the mint."""
    return Transfer(name, "mint", to, amount, "grant", 1)


_INSERT = "INSERT INTO transfers (sequence, id, debit, credit, amount, code, at_ms)"
_REPLACE = _INSERT.replace("INSERT", "INSERT OR REPLACE")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfers SET amount = 1",
        "UPDATE transfers SET code = 'x' WHERE id = 'first'",
        "DELETE FROM transfers",
        f"{_REPLACE} VALUES (9, 'first', 'mint', 'p2', 1, 'x', 1)",
        f"{_REPLACE} SELECT sequence, 'x', debit, credit, amount, code, at_ms FROM transfers",
        "UPDATE accounts SET balance = -1 WHERE name = 'p1'",
        f"{_INSERT} VALUES (9, 'y', 'mint', 'p2', 1.5, 'x', 1)",
        f"{_INSERT} VALUES (9, 'y', 'mint', 'p2', 'ten', 'x', 1)",
        f"{_INSERT} VALUES (9, 'y', 'mint', 'p1', {2**63 - 1}, 'x', 1)",
    ],
)
def test_the_database_itself_keeps_the_ledger(sqlite, sql):
    with pytest.raises(sqlite3.IntegrityError), sqlite.transaction():
        sqlite._conn.execute(sql)
    assert sqlite._conn.execute("SELECT id, amount, code FROM transfers").fetchall() == [("first", 100, "grant")]
    assert [sqlite.balance(account) for account in ("p1", "mint", "p2")] == [100, -100, 0]


@pytest.mark.parametrize(
    "write",
    [
        lambda book: book.save([POSITION]),
        lambda book: book.delete(Draft(1, 1, "", 0, 0)),
        lambda book: book.transfer([grant("a", 1)]),
        lambda book: book.players.add(Identity("t", "new"), "new", 1),
        lambda book: book.chats.add("t", "new", 1),
        lambda book: book.players.remember(1, "r1", 1, Refused("no", {})),
        lambda book: book.players.forget(1, 1),
        lambda book: book.outbox.add([Notice(Topic.ORDER, 1, 1, player=1)]),
        lambda book: book.outbox.mark_delivered([1], 1),
        lambda book: book.outbox.begin_sending([1]),
        lambda book: book.outbox.hold(1),
        lambda book: book.outbox.release(1),
        lambda book: book.players.set_unreachable(Identity("t", "u1"), 1),
        lambda book: book.chats.move(book.chats.find("t", "k1"), "k8"),
    ],
)
def test_a_write_alone_is_a_transaction(sqlite, write):
    write(sqlite)
    assert not sqlite._conn.in_transaction


@pytest.mark.parametrize(
    ("kind", "table", "key", "more"),
    [
        *((kind, table_of(kind), key, set()) for kind, key in KEYS.items()),
        (Transfer, "transfers", ("sequence",), {"sequence"}),
        (Notice, "outbox", ("id",), {"sent_ms", "held"}),
        (Identity, "identities", ("platform", "user"), {"player", "unreachable_ms", "spoke_ms"}),
    ],
)
def test_columns_are_the_fields(sqlite, kind, table, key, more):
    columns = {row[1]: row for row in sqlite._conn.execute(f"PRAGMA table_info({table})")}
    names = {stored_field(kind, field.name).name: field.name for field in fields(kind)}
    assert set(columns) == {*names} | more
    assert tuple(sorted((name for name in columns if columns[name][5]), key=lambda name: columns[name][5])) == key
    hints = get_type_hints(kind)
    for name, field in names.items():
        written = stored_field(kind, field).write is not None
        kinds = {str} if written else set(get_args(hints[field]) or [hints[field]])
        nullable = type(None) in kinds
        (stored,) = kinds - {type(None)}
        assert columns[name][2] == ("TEXT" if issubclass(stored, str | StrEnum) else "INTEGER")
        assert nullable is not bool(columns[name][3] or columns[name][5]), name
    assert sqlite._conn.execute("SELECT strict FROM pragma_table_list WHERE name = ?", (table,)).fetchone() == (1,)


def test_every_query_is_a_search(sqlite):
    asked: list[str] = []
    sqlite._conn.set_trace_callback(asked.append)
    list(queries(sqlite))
    sqlite.players.forget(1, 1)
    sqlite._conn.set_trace_callback(None)
    asked_by_hand = (  # at the start, or by the operator
        "max(published_ms), 60000", "FROM players WHERE number IN", "AS lane", "unreachable_ms IS NULL AND spoke_ms",
        "FROM broadcasts", "FROM backups", "FROM links WHERE state = 'linked'",
    )  # fmt: skip
    plans = {
        step[3]: sql
        for sql in set(asked)
        if sql.split()[0] in ("SELECT", "DELETE", "UPDATE") and not any(part in sql for part in asked_by_hand)
        for step in sqlite._conn.execute(f"EXPLAIN QUERY PLAN {sql}")
    }
    assert len(plans) > 40
    small = (
        "SCAN tickers", "SCAN (subquery", "SCAN outbox USING INDEX outbox_unsent", "SCAN departures",
        "SCAN chats USING INDEX chats_feed",
    )  # fmt: skip
    assert not {step: sql for step, sql in plans.items() if step.startswith("SCAN") and not step.startswith(small)}
