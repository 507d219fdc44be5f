"""Files of every released schema open with this program, and nothing in them is lost.

    tests/fixtures/schema_N.sql    a game as the first program with schema N left it (tests/fixtures/make_schema.py)

Whoever changes the schema adds a migration (storage/sqlite/migrations.py) and then the fixture of the new version; the
older fixtures stay as they are.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

import pytest

import storage
from core.book import KEYS, Identity
from core.engine import Engine
from core.messages.all import Request
from core.messages.positions import Close, Closing, Open, OrderPlaced
from core.money import POINT, USD, Amount
from core.prices.markets import Mark, Rules, Side
from core.rules.links import LinkState
from core.rules.notices import Outcome, Receipt
from core.rules.orders import OrderState
from core.rules.players import Player
from core.rules.positions import Position, State
from core.rules.predictions import PredictionState
from core.rules.rounds import RoundState
from storage.answers import from_text, to_text
from storage.sqlite.migrations import names
from storage.stored_names import stored_type
from tests.fixtures import make_schema
from tests.fixtures.make_schema import PEOPLE, restore


def version_of(fixture: Path) -> int:
    """The version of the schema of a fixture."""
    return int(re.fullmatch(r"schema_(\d+)", fixture.stem)[1])


FIXTURES = sorted(Path(make_schema.__file__).parent.glob("schema_*.sql"), key=version_of)
STATES = {
    "orders": OrderState, "positions": State, "predictions": PredictionState, "rounds": RoundState, "links": LinkState,
}  # fmt: skip


def rows(file: Path) -> dict[str, list[dict]]:
    """Every row of every table of a file, each as a dictionary of its columns."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in tables}


def schema(file: Path) -> list[tuple[str, str, str]]:
    """What a file is made of."""
    with closing(sqlite3.connect(file)) as connection:
        return sorted(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


@pytest.fixture
def older(request, tmp_path) -> Path:
    """A file of an older version, or of this one."""
    path = tmp_path / "game.db"
    restore(path, request.param.read_text(encoding="utf-8"))
    return path


every_version = pytest.mark.parametrize("older", FIXTURES, indirect=True, ids=lambda file: file.stem)


# The schema


@pytest.fixture
def fresh(tmp_path) -> Path:
    """A new file of this program."""
    path = tmp_path / "fresh.db"
    storage.open(path).close()
    return path


def test_every_schema_has_a_fixture():
    assert [version_of(file) for file in FIXTURES] == [*range(1, len(names()) + 1)], (
        "a migration was added: make its fixture by `python -m tests.fixtures.make_schema`"
    )


@pytest.mark.parametrize("older", FIXTURES[-1:], indirect=True)
def test_the_newest_fixture_has_the_schema_of_a_new_file(older, fresh):
    assert schema(older) == schema(fresh), "the schema changed: put a migration under the others"


@every_version
def test_migrations_make_the_schema_of_a_new_file(older, fresh):
    storage.open(older).close()
    assert schema(older) == schema(fresh)


@every_version
def test_a_fixture_has_something_of_everything(older):
    found = rows(older)
    assert not [table for table, inside in found.items() if not inside]
    for table, states in STATES.items():
        assert {row["state"] for row in found[table]} == set(states), table
    assert {row["platform"] for row in found["identities"]} == set(PEOPLE.values())
    for column in ("sent_ms", "ring", "player", "chat"):
        assert {row[column] is None for row in found["outbox"]} == {True, False}, column
    assert {row["held"] for row in found["outbox"]} == {0, 1} and max(row["tries"] for row in found["outbox"]) > 0


# Opening


@every_version
def test_every_row_is_still_there_and_can_be_read(older):
    before = rows(older)
    store = storage.open(older)
    for kind, key in KEYS.items():
        table = f"{stored_type(kind).lower()}s"
        assert all(store.get(kind, *(row[name] for name in key)) is not None for row in before[table]), table
    store.close()
    after = rows(older)
    for table, inside in before.items():
        kept = set(inside[0]) & set(after[table][0])
        left, now = (Counter(tuple(row[name] for name in kept) for row in each) for each in (inside, after[table]))
        assert now >= left, table
    assert all(to_text(from_text(row["answer"])) == row["answer"] for row in after["requests"])


@every_version
def test_the_ledger_is_zero_and_every_balance_is_that_of_its_transfers(older):
    storage.open(older).close()
    found = rows(older)
    sums: defaultdict[str, int] = defaultdict(int)
    for row in found["transfers"]:
        sums[row["debit"]] -= row["amount"]
        sums[row["credit"]] += row["amount"]
    assert {row["name"]: row["balance"] for row in found["accounts"]} == sums
    assert sum(sums.values()) == 0
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


@every_version
def test_a_second_opening_changes_nothing(older):
    storage.open(older).close()
    once = rows(older)
    storage.open(older).close()
    assert rows(older) == once


@every_version
def test_people_go_on_playing(older):
    store = storage.open(older)
    engine = Engine(store, Rules(late_ms=3_000), live=True)
    now = engine.latest_ms()
    ann, cat = (engine.player(Identity(PEOPLE[name], name), name, now) for name in ("ann", "cat"))
    assert ann == cat and store.get(Player, ann).language == "de", "they are linked"
    price = engine.prices()["BTC"]

    def mark(price: int) -> None:
        nonlocal now
        now += 1_000
        assert engine.on_mark(Mark("BTC", now, price, "pyth"))
        engine.on_clock(now)

    def ask(command) -> object:
        return engine.handle(Request(ann, None, False, f"again {now}", now, "", command, now))

    before = store.balance(f"p{ann}")
    placed = ask(Open(Side.SHORT, "BTC", Amount(25 * POINT), 10))
    assert isinstance(placed, OrderPlaced) and store.balance(f"p{ann}") < before
    mark(price)
    number = placed.order.order.number
    assert store.get(Position, ann, number).state is State.OPEN
    assert isinstance(ask(Close(None, 1_000_000)), Closing)
    mark(price - 10 * USD)
    assert store.get(Position, ann, number).state is State.CLOSED
    mark(price // 2)  # and whatever else was open ends
    told = [
        addressed.notice
        for first in (True, False)
        for addressed in engine.telling.untold(first, 0, 10_000)
        if addressed.to
    ]
    assert told and all(engine.telling.look_up(notice, now) for notice in told)
    engine.on_delivered(Receipt("telegram", "ann", "", Outcome.ARRIVED, now, tuple(told)))
    assert not [addressed for addressed in engine.telling.untold(False, 0, 10_000) if addressed.to]
    store.close()
