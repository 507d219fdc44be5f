"""A recording as the market: at its own pace, never a jump from what was before, and an end that is said."""

import asyncio
from collections.abc import Callable

import pytest

import storage
from bots.app import run
from bots.delivery.courier import Courier
from bots.languages.texts import ENGLISH
from bots.on_prices.caller import SimulatedPrices, TapePrices, market_from
from bots.on_prices.modes import PriceMode, mode_of
from bots.on_prices.tape import Row, TapeError, moments_of, rows_of
from bots.runtime.engine_thread import EngineThread
from core.engine import Engine
from core.money import USD
from core.prices.conditions import Cause, MarketState
from core.prices.markets import Gap, Mark, Rules
from tests.worlds.quotes import SECOND, START

TAPE_MS = 1_600_000_000_000
ROWS = [Row(TAPE_MS + at_ms, "BTC", price * USD) for at_ms, price in ((0, 50_000), (1_500, 50_100), (4_000, 50_200))]


class Player:
    """A tape in a world whose time passes by sleeping."""

    def __init__(self, rows: list[Row] = ROWS) -> None:
        self.now = START
        self.marks: list[tuple[int, int]] = []  # since the start, price
        self.thread = EngineThread()
        self.book = asyncio.run(self.thread.call(storage.open, None))
        self.engine = Engine(self.book, Rules(), live=False)
        self.rows = rows

    async def sleep(self, seconds: float) -> None:
        self.now += round(seconds * 1_000)
        await asyncio.sleep(0)

    def play(self, until: Callable[[], bool]) -> None:
        """Play it until this is so."""

        async def playing() -> None:
            courier = Courier(self.engine.telling, self.thread, {})
            prices = TapePrices(iter(self.rows), self.engine, self.thread, courier, lambda: self.now, self.sleep)
            await prices.begin()
            task = asyncio.create_task(prices.run())
            async with asyncio.timeout(5):
                while not until():
                    await asyncio.sleep(0.001)
                    assert not task.done(), task.exception()
            task.cancel()

        asyncio.run(playing())

    def mark(self, at_ms: int) -> Mark | None:
        return self.of(self.book.get, Mark, "BTC", at_ms)

    def of(self, function, *args):
        """What something says on the engine's thread."""
        return asyncio.run(self.thread.call(function, *args))

    @property
    def is_over(self) -> bool:
        return self.now_condition().cause is Cause.OVER

    def now_condition(self):
        return self.engine.market("BTC", self.now)[1]

    def close(self) -> None:
        self.of(self.book.close)
        self.thread.close()


@pytest.fixture
def player():
    player = Player()
    yield player
    player.close()


def _play_to_its_end(player: Player) -> None:
    over = asyncio.Event()
    before = player.engine.on_condition

    def on_condition(condition, at_ms) -> None:
        before(condition, at_ms)
        over.set()

    player.engine.on_condition = on_condition
    player.play(over.is_set)
    player.engine.on_condition = before


def test_a_tape_is_played_at_its_own_pace_with_every_second_filled(player):
    _play_to_its_end(player)
    found = {at_ms: mark.price // USD for at_ms in range(0, 4_001, 500) if (mark := player.mark(START + at_ms))}
    assert found == {0: 50_000, 1_000: 50_000, 1_500: 50_100, 2_500: 50_100, 3_500: 50_100, 4_000: 50_200}


def test_after_its_end_the_market_is_halted_and_says_why(player):
    _play_to_its_end(player)
    _ticker, condition = player.of(player.engine.market, "BTC", player.now)
    assert (condition.state, condition.cause) == (MarketState.HALTED, Cause.OVER)


def test_a_tape_begins_a_halt_after_the_last_price_so_that_the_way_to_it_is_skipped(player):
    player.of(player.engine.on_mark, Mark("BTC", START - 2 * SECOND, 100_000 * USD, "tape"))
    _play_to_its_end(player)
    begun = START + 13_001
    assert player.mark(begun).price == 50_000 * USD
    assert player.of(player.book.get, Gap, "BTC", begun).offset == -50_000 * USD


def test_played_again_it_is_not_over(player):
    _play_to_its_end(player)
    player.now += 3_600_000
    player.play(lambda: player.now > START + 3_600_000)
    _ticker, condition = player.of(player.engine.market, "BTC", player.now)
    assert condition.state is MarketState.LIVE


def test_a_simulated_market_after_a_tape_is_open(player):
    _play_to_its_end(player)

    async def begin() -> None:
        market = market_from(await player.thread.call(player.engine.prices), 1)
        courier = Courier(player.engine.telling, player.thread, {})
        await SimulatedPrices(market, player.engine, player.thread, courier, lambda: player.now + 1).begin()

    asyncio.run(begin())
    ticker, condition = player.of(player.engine.market, "BTC", player.now)
    assert condition.state is MarketState.LIVE
    assert abs(ticker.seen_from(0) - 50_200 * USD) < 50 * USD  # it goes on from where the tape ended


def test_more_than_a_minute_between_rows_is_a_halt_of_the_recording():
    rows = [Row(0, "BTC", 1), Row(60_000, "BTC", 2), Row(120_001, "BTC", 3)]
    moments = list(moments_of(rows))
    assert [at_ms for at_ms, _ in moments] == [*range(0, 60_001, 1_000), 120_001]


def test_rows_of_one_moment_are_one_moment():
    rows = [Row(0, "BTC", 1), Row(0, "ETH", 2), Row(2_000, "ETH", 3)]
    assert list(moments_of(rows)) == [(0, {"BTC": 1, "ETH": 2}), (1_000, {"BTC": 1, "ETH": 2}), (2_000, {"ETH": 3})]


def test_the_crash_tapes_go_by_their_names(tmp_path):
    first = next(rows_of("2025-10-10"))
    assert (first.market, first.price) == ("BTC", 117_000 * USD)
    with pytest.raises(TapeError):
        next(rows_of(str(tmp_path / "2025-10-11")))


# Modes


@pytest.mark.parametrize(
    ("text", "token", "mode"),
    [
        ("", False, PriceMode("sim")),
        ("", True, PriceMode("live")),
        ("sim", True, PriceMode("sim")),
        ("live", False, PriceMode("live")),
        ("tape:2025-10-10", True, PriceMode("tape", "2025-10-10")),
        ("tape:/a/b:c.csv", False, PriceMode("tape", "/a/b:c.csv")),
    ],
)
def test_where_prices_come_from_is_chosen_or_what_fits(text, token, mode):
    assert mode_of(text, token) == mode


def test_only_real_prices_say_nothing_of_themselves():
    tags = [PriceMode("live").tag(ENGLISH), PriceMode("sim").tag(ENGLISH), PriceMode("tape", "2025-10-10").tag(ENGLISH)]
    assert tags == ["", "simulated", "recording 2025-10-10"]


@pytest.mark.parametrize("content", [None, "", "at_ms,market,price\n", "1,BTC,2\n0,BTC,2\n", "1,DOGE,2\n"])
def test_a_recording_that_cannot_be_played_stops_the_start(content, tmp_path, monkeypatch, capsys):
    tape = tmp_path / "tape.csv"
    if content is not None:
        tape.write_text(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRICES", f"tape:{tape}")
    assert run(["--db", str(tmp_path / "game.db")]) == 3
    assert "PRICES cannot be played" in capsys.readouterr().err
