"""The process dies at every statement and commit of a game; after recovery and a repeat all is as without it."""

import pytest

from bots.desk import Desk, Said
from core.engine import Engine
from core.markets import Mark, Rules
from core.money import USD
from core.ports import Identity
from tests.prove.fragile import FragileConnection, Killed, open_fragile

START = 1_700_000_000_000
STEPS = (
    "start", "long btc 25 1001x", 100_001, "long btc 25 50x tp 1% sl 0.5%", 100_000, "margin 2 5", 100_000,
    "short btc 10 50x at 101000", "sl 2 0.4%", "cancel 3", "up 5 1m", 100_000, "close 2 50%", 100_010, "round 1m",
    "up 10", "up 20", "round withdraw", "daily", "limits loss 200", 99_000, "bell", "long btc 5 10x", 99_010,
    "close all", 99_020, "down 5 1m", 99_000, "settings confirm 100", "privacy export",
)  # fmt: skip
BOOKS = ("transfers", "accounts", "positions", "orders", "predictions", "bets", "results")


def _step(engine: Engine, number: int) -> None:
    at_ms = START + number * 1_000
    match STEPS[number]:
        case int(dollars):
            engine.on_mark(Mark("BTC", at_ms, dollars * USD, "test"))
        case "bell":
            engine.on_clock(at_ms + 120_000)
        case text:
            Desk(engine).hear(Said(Identity("test", "one"), "one", "group", True, text, f"m{number}", at_ms, at_ms))


def _books(conn: FragileConnection) -> list[list[tuple]]:
    return [conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in BOOKS]


@pytest.fixture(scope="module")
def without_a_crash(tmp_path_factory):
    """The books in the end, and how many statements each step takes."""
    book, conn = open_fragile(tmp_path_factory.mktemp("whole") / "game.db")
    engine, counts = Engine(book, Rules(), live=False), []
    engine.on_mark(Mark("BTC", START - 1_000, 100_000 * USD, "test"))
    for number in range(len(STEPS)):
        before = conn.count
        _step(engine, number)
        counts.append(conn.count - before)
    end = _books(conn)
    book.close()
    return end, counts


@pytest.mark.parametrize("part", range(4))
def test_a_crash_anywhere_changes_nothing_in_the_end(tmp_path, without_a_crash, part):
    """Each life dies at the same statement of every step that is so long, and repeats the step."""
    end, counts = without_a_crash
    for point in range(part, max(counts), 4):
        path = tmp_path / f"{point}.db"
        book, conn = open_fragile(path)
        engine = Engine(book, Rules(), live=False)
        engine.on_mark(Mark("BTC", START - 1_000, 100_000 * USD, "test"))
        for number, count in enumerate(counts):
            if point < count:
                conn.left = point
                with pytest.raises(Killed):
                    _step(engine, number)
                conn.left = None
                book.close()
                book, conn = open_fragile(path)
                engine = Engine(book, Rules(), live=False)
            _step(engine, number)
        assert _books(conn) == end
        book.close()


def test_the_crashes_are_as_many_as_promised(without_a_crash):
    assert sum(without_a_crash[1]) >= 500
