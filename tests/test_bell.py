"""The clock as a caller: late, double and skipped bells change nothing that they should not, and an error stops all."""

import asyncio
import time

import pytest

from bots.on_clock import Clock, ring_each_second
from core.answers import PositionsShown, Predicted, PredictionNow
from core.commands import Amount, Predict, Request, ShowPositions
from core.engine import Engine
from core.ledger import player_account
from core.markets import Mark, Rules, Side
from core.ports import Identity
from core.predictions import PredictionState
from storage.book import SqliteBook

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
HOUR_MS = 3_600_000
LONG_MS = 600_000  # a prediction over a minute is long over, and funding was due ten times
POINT = 1_000_000


class Wall:
    """A wall clock that is set by hand."""

    def __init__(self, ms: int) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


def test_the_clock_is_the_wall_clock():
    wall = Wall(START_MS)
    clock = Clock(0, wall)
    assert clock.now() == START_MS
    wall.ms += 1_500
    assert clock.now() == START_MS + 1_500


def test_the_clock_never_goes_back():
    wall = Wall(START_MS)
    clock = Clock(START_MS - 5, wall)
    before = clock.now()
    wall.ms -= HOUR_MS
    assert clock.now() == before
    wall.ms += 2 * HOUR_MS
    assert clock.now() == START_MS + HOUR_MS


def test_a_book_from_the_future_goes_on_there():
    wall = Wall(START_MS)
    clock = Clock(START_MS + HOUR_MS, wall)
    assert clock.now() == START_MS + HOUR_MS + 1
    wall.ms += 1_000
    assert clock.now() == START_MS + HOUR_MS + 1_001


async def _rings(ring, seconds: float) -> None:
    """Ring for so long."""
    try:
        await asyncio.wait_for(ring_each_second(ring, Clock(0)), seconds)
    except TimeoutError:
        return


def test_it_rings_once_a_second_with_the_time():
    rung = []

    async def ring(at_ms: int) -> None:
        rung.append(at_ms)

    asyncio.run(_rings(ring, 2.6))
    assert len(rung) == 2
    assert 800 < rung[1] - rung[0] < 1_200
    assert abs(rung[-1] - time.time_ns() // 1_000_000) < 2_000


def test_late_bells_ring_once_and_none_is_dropped_for_being_late():
    rung = []

    async def ring(at_ms: int) -> None:
        rung.append(at_ms)
        if len(rung) == 1:
            time.sleep(1.7)  # the whole loop stands still: strikes are late, and ring once for all

    asyncio.run(_rings(ring, 3.2))
    assert 2 <= len(rung) <= 3
    assert 1_600 <= rung[1] - rung[0] < 2_500


def test_a_slow_ring_is_never_rung_over():
    rung, at_once = [], 0

    async def ring(at_ms: int) -> None:
        nonlocal at_once
        at_once += 1
        rung.append(at_once)
        await asyncio.sleep(1.2)
        at_once -= 1

    asyncio.run(_rings(ring, 2.9))
    assert rung and set(rung) == {1}


def test_an_error_in_a_ring_comes_out():
    async def ring(at_ms: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(_rings(ring, 3))


# The engine's side: rows decide what is due, not the number of bells


def _game(bells: list[int]) -> tuple:
    """A prediction over a minute whose price stays away; what is left after these bells (ms after the start)."""
    book = SqliteBook(None)
    engine = Engine(book, Rules(), live=False)
    player = engine.player(Identity("console", "ana"), "ana", START_MS)
    engine.on_mark(Mark("BTC", START_MS, 100_000 * 10**8, "sim"))
    command = Predict(Side.UP, Amount(micro=25 * POINT), 1, "BTC")
    placed = engine.handle(Request(player, None, False, "a", START_MS + 1, "up 25 1m", command, START_MS + 1))
    assert isinstance(placed, Predicted)
    engine.on_mark(Mark("BTC", START_MS + 2, 100_000 * 10**8, "sim"))
    for at_ms in bells:
        engine.on_clock(START_MS + at_ms)
    end = START_MS + LONG_MS
    shown = engine.handle(Request(player, None, False, "b", end, "positions", ShowPositions(), end))
    assert isinstance(shown, PositionsShown)
    funding = [(each.market, each.funding_long, each.funding_short) for each in book.tickers()]
    notices = [each.notice for each in engine.untold(False, 0, 100)]
    told = [(_state(engine.look_up(notice, end).thing), notice.ring) for notice in notices]
    return shown.predictions, funding, told, book.balance(player_account(player))


def _state(thing) -> PredictionState | None:
    return thing.prediction.state if isinstance(thing, PredictionNow) else None


SECONDS = list(range(1_000, LONG_MS + 1, 1_000))


@pytest.mark.parametrize(
    "bells",
    [[LONG_MS], [LONG_MS, LONG_MS], [*SECONDS, LONG_MS], [each + 777 for each in SECONDS[:-1]] + [LONG_MS]],
    ids=["skipped", "double", "all, the last twice", "late"],
)
def test_any_bells_do_the_same(bells):
    assert _game(bells) == _game(SECONDS)


def test_a_prediction_without_a_price_is_refunded_by_the_bell_alone():
    predictions, _funding, told, _balance = _game([LONG_MS])
    assert predictions == ()
    assert told[-1][0] is PredictionState.REFUNDED
