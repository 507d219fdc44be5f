"""The clock as a caller: late, double and skipped bells change nothing that they should not, and an error stops all."""

import asyncio
import random
import time

import pytest

import storage
from bots.desk.desk import Desk
from bots.desk.said import Said
from bots.on_clock import Clock, ring_each_second
from bots.on_prices.caller import LATE_MS
from core.book import Identity
from core.engine import Engine
from core.ledger import player_account
from core.messages.all import Request
from core.messages.positions import PositionsShown, ShowPositions
from core.messages.predictions import Predict, Predicted, PredictionNow
from core.money import USD, Amount
from core.prices.markets import Mark, Rules, Side
from core.rules.alerts.kinds import AlertKind
from core.rules.predictions import PredictionState

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
    book = storage.open(None)
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
    funding = [(each.market, each.funding_long, each.funding_short) for each in book.markets.tickers()]
    notices = [each.notice for each in engine.telling.untold(False, 0, 100)]
    told = [(_state(engine.telling.look_up(notice, end).thing), notice.alert) for notice in notices]
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


# Everything that rings, over some minutes, a laptop that sleeps for three days, and half a minute more

DAY_MS = 24 * HOUR_MS
AWAKE_S, SLEEP_S, AFTER_S = 720, 3 * 24 * 3_600, 30
SENTENCES = {
    1: ("alerts funding loud", "alerts funding 1%", "alerts feed on", "long btc 25 1001x", "short btc 10 300x",
        "alert btc above 100060", "alert btc below 99940", "alert btc move 0.05% in 1m", "up 10 1m", "up 5 15m",
        "watch long btc 5 1001x at 100000", "watch short btc 5 800x at 100000", "long btc 5 10x at 99970"),
    660: ("long btc 25 900x", "short btc 5 100x tp 0.02%", "long btc 5 100x sl 0.02%",
        "short btc 25 1001x", "down 10 1m", "alert btc move 0.05% in 5m"),
    690: ("long btc 25 1001x", "long btc 5 500x", "up 10 1m"),
    AWAKE_S - 3: ("up 10 1m", "down 10 15m", "long btc 25 200x", "short btc 5 20x at 100500"),
}  # fmt: skip
KEPT = (
    "accounts", "positions", "orders", "predictions", "bets", "rounds", "results", "pricealerts", "mirrors",
    "nearwarnings",
)  # fmt: skip


def _lived(wall) -> tuple[list[list[tuple]], list[tuple]]:
    """What is in the book in the end, and what was told. `wall(second)`: what the wall clock shows, ms after the start,
    at each of the bells that ring in a second of the truth."""
    book = storage.open(None)
    engine = Engine(book, Rules(late_ms=LATE_MS), live=False)
    desk, dice, price = Desk(engine), random.Random(1), 100_000
    engine.on_mark(Mark("BTC", START_MS, price * USD, "sim"))
    now = START_MS
    clock = Clock(0, lambda: now)
    spoken = 0
    for second in (*range(1, AWAKE_S), *range(AWAKE_S + SLEEP_S, AWAKE_S + SLEEP_S + AFTER_S)):
        true = START_MS + second * 1_000
        for text in SENTENCES.get(second, ()):
            spoken += 1
            name = "bob" if text.startswith(("short", "down")) else "ana"
            chat = "lounge" if text.startswith("long btc 25 1001x") else None
            at_ms = true - 900 + spoken
            screen = desk.hear(Said(Identity("console", name), name, chat, True, text, f"m{spoken}", at_ms, at_ms))
            assert screen.about != "refused", (text, screen)
        if second == 1:
            desk.hear(
                Said(Identity("console", "ana"), "ana", "lounge", True, "setup feed on", "f", true - 50, true - 50)
            )
        if second % 4 == 0:  # calm for as long as it takes until funding is worth a word
            swing = 20 if second < 650 else 90
            price = 100_000 + dice.randrange(-swing, swing)
            engine.on_mark(Mark("BTC", true, price * USD, "sim"))
        for showed in wall(second):
            now = START_MS + showed
            engine.on_clock(clock.now())
    now = START_MS + (AWAKE_S + SLEEP_S + AFTER_S) * 1_000 + 2 * LATE_MS + 5_000
    engine.on_clock(clock.now())
    rows = [sorted(book._conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in KEPT]
    # What a bell gives back has that bell's own time; and a halt that no bell finds is told at its end alone.
    sql = "SELECT topic, number, player, chat, ring, iif(ring = 'refunded', 0, at_ms) FROM outbox"
    told = book._conn.execute(f"{sql} WHERE ring IS NOT 'market' ORDER BY 6, 1, 2, 3, 4, 5").fetchall()
    given_back = KEPT.index("results")
    rows[given_back] = [row[:4] + row[5:] for row in rows[given_back]]
    book.close()
    return rows, told


def _set_back(second: int) -> list[int]:
    """An hour behind from the second minute on: our clock stands still until that hour is over."""
    return [second * 1_000 - (HOUR_MS if second >= 60 else 0)]


def _set_forward(second: int) -> list[int]:
    """An hour behind until the second minute, then right."""
    return [second * 1_000 - (HOUR_MS if second < 60 else 0)]


def _smeared(second: int) -> list[int]:
    """A leap second, spread over some minutes: up to half a second behind, then up to half a second ahead."""
    return [second * 1_000 - 500 + min(1_000, second * 4)]


def _hurried(second: int) -> list[int]:
    """Now three bells at once, now none for a while."""
    dice = random.Random(second)
    return [] if second % 40 > 20 else [second * 1_000 + dice.randrange(400)] * dice.randrange(4)


@pytest.fixture(scope="module")
def usual():
    """With a bell each second, and a right clock."""
    return _lived(lambda second: [second * 1_000])


def test_the_minutes_hold_everything_that_rings(usual):
    told = {each[4] for each in usual[1]}
    assert told >= {kind.value for kind in AlertKind} - {"market", "digest"}


@pytest.mark.parametrize(
    "wall",
    [lambda _s: [], lambda s: [s * 1_000] * 2, lambda s: [s * 1_000 + 999], lambda s: [s * 1_000] * (s % 7 == 0),
     _hurried, _set_back, _set_forward, _smeared, lambda s: [s * 1_000] * (s < AWAKE_S)],
    ids=["none", "double", "late", "skipped", "hurried", "set back", "set forward", "smeared", "none after the sleep"],
)  # fmt: skip
def test_no_bell_and_no_step_of_the_clock_changes_the_book_or_what_is_told(usual, wall):
    rows, told = _lived(wall)
    assert told == usual[1]
    for table, mine, theirs in zip(KEPT, rows, usual[0], strict=True):
        assert mine == theirs, table
