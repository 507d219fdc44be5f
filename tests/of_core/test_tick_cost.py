"""What a price costs: the same with many positions as with few, and one transaction however many it liquidates.

Costs are counted in instructions of SQLite's virtual machine, which are the same on every machine and under any load.
"""

from dataclasses import replace

import pytest

import storage
from core.book import Identity
from core.engine import Engine
from core.ledger import Transfer, item_account, player_account
from core.money import POINT, USD
from core.prices.markets import Mark, Rules, Side, Ticker
from core.rules.positions import Position, State, with_keys
from core.rules.profit_cap import profit_cap
from storage.store import Store

START = 1_700_000_000_000
ENTRY = 100_000 * USD
MARGIN = 10 * POINT
EACH = 20  # positions of a player


@pytest.fixture
def crowd(tmp_path):
    """A maker of worlds with so many open longs and shorts."""
    books = []

    def make(count: int, leverage: int) -> tuple[Store, Engine]:
        book = storage.open(tmp_path / f"{count}.db")
        books.append(book)
        engine = Engine(book, Rules(), live=False)
        engine.on_mark(Mark("BTC", START, ENTRY, "test"))
        for number in range(1, count // EACH + 1):
            engine.player(Identity("test", str(number)), f"p{number}", START)
        positions = [_position(index, leverage) for index in range(count)]
        with book.transaction():
            book.save(positions)
            book.transfer(_reserve(position) for position in positions)
            side = count // 2 * MARGIN * leverage
            book.save([replace(book.get(Ticker, "BTC"), open_long=side, open_short=side)])
        return book, engine

    yield make
    for book in books:
        book.close()


def _position(index: int, leverage: int) -> Position:
    side = Side.LONG if index % 2 else Side.SHORT
    return with_keys(
        Position(
            player=index // EACH + 1, number=index % EACH + 1, market="BTC", side=side, leverage=leverage,
            margin=MARGIN, notional=MARGIN * leverage, entry=ENTRY + index, open_mark=ENTRY, opened_ms=START,
            funding_index=0, offset=0, put_in=MARGIN, fees=0, takeprofit=profit_cap(side, ENTRY, leverage),
            near_percent=30, funding_percent=10,
        )
    )  # fmt: skip


def _reserve(position: Position) -> Transfer:
    account = item_account(position.player, position.number)
    return Transfer(f"{account}:reserve", player_account(position.player), account, MARGIN, "reserve", START)


def _instructions(book: Store, act) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    book._conn.set_progress_handler(count, 1)
    act()
    book._conn.set_progress_handler(None, 0)
    return steps


def test_a_tick_costs_the_same_with_many_positions(crowd):
    """Nothing fires; the threshold scans touch nothing but the edges of their indexes."""
    costs = {}
    for count in (1_000, 20_000):
        book, engine = crowd(count, leverage=100)
        mark = Mark("BTC", START + 1_000, ENTRY + USD, "test")
        costs[count] = _instructions(book, lambda engine=engine, mark=mark: engine.on_mark(mark))
    assert costs[20_000] <= 1.1 * costs[1_000]


def test_a_bell_costs_the_same_with_many_positions(crowd):
    costs = {}
    for count in (1_000, 20_000):
        book, engine = crowd(count, leverage=100)
        engine.on_mark(Mark("BTC", START + 39_900, ENTRY, "test"))
        costs[count] = _instructions(book, lambda engine=engine: engine.on_clock(START + 41_000))  # funding is due
    assert costs[20_000] <= 1.1 * costs[1_000]


def test_a_halt_is_told_to_everybody_in_one_statement(crowd):
    """Once in a halt a bell costs some instructions for each open position, and the bells after it nothing."""
    book, engine = crowd(20_000, leverage=100)
    assert _instructions(book, lambda: engine.on_clock(START + 6_000)) < 20 * 20_000
    told = [notice.player for notice in book.outbox.waiting(False, 0, 30_000)]
    assert told == list(range(1, 20_000 // EACH + 1))
    assert _instructions(book, lambda: engine.on_clock(START + 7_000)) < 1_000


def test_ten_thousand_liquidations_are_one_transaction(crowd):
    book, engine = crowd(20_000, leverage=1001)
    commits = []
    book._conn.set_trace_callback(lambda sql: commits.append(sql) if sql.startswith("COMMIT") else None)
    engine.on_mark(Mark("BTC", START + 1_000, ENTRY * 99 // 100, "test"))
    book._conn.set_trace_callback(None)
    assert len(commits) == 1
    liquidations, others = (book.outbox.waiting(first, 0, 30_000) for first in (True, False))
    assert len(liquidations) == len(others) == 10_000  # every long is liquidated, every short takes its profit
    assert {notice.alert for notice in liquidations} == {"liquidation"}
    assert {notice.alert for notice in others} == {"takeprofit"}
    assert not book.positions.open_of(1)
    assert {book.get(Position, 1, 1).state, book.get(Position, 1, 2).state} == {State.TAKEPROFIT, State.LIQUIDATED}
