"""A day of quotes with everything that can go wrong with them: no bad one ever becomes a mark, and no good minute is
lost.

Six stretches of four hours. The truth is a simulated market; three sources tell it, each with faults of its own and at
times of its own. What is bad about a quote is known here, so every mark is held against the truth of its moment.
"""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.on_prices.simulated import SimulatedMarket
from core.prices.anchors import MOVE_MS, Verdict, begin, hear, look
from core.prices.conditions import MarketState
from core.prices.markets import Ticker
from core.prices.quotes import Quote
from tests.worlds.quotes import PRICE, PYTH, SECOND, START, Market, percent

HOURS = 4
FAULTS = ("late", "early", "equal", "old", "decimals", "tiny", "large", "spike", "vague")


class Day:
    """A market, its sources with their troubles, and what was decided."""

    def __init__(self, seed: int, hours: int) -> None:
        self.random = Random(seed)
        self.truth = [row["BTC"] for row in _prices(seed, hours * 3_600)]
        self.watch = begin(PYTH, None, Ticker("BTC"), START)
        self.marks: list[tuple[int, Quote]] = []  # with the second in which each was decided
        self.said = {source: [""] * len(self.truth) for source in ("pyth", "binance")}  # each second: "good", "bad"
        self.anchors: list[str] = []
        self.down = {"pyth": 0, "binance": 0, "chainlink": 0}  # until which second
        self.told = PRICE  # by chainlink

    def play(self) -> None:
        for second in range(len(self.truth)):
            for source in self.down:
                if self.random.random() < 1 / 3_000:
                    self.down[source] = max(self.down[source], second + self.random.choice((7, 40, 200, 1_300)))
            self._say("pyth", second, 1 / 25)
            self._say("binance", second, 1 / 40)
            if second % 60 == 0 or abs(self.truth[second] - self.told) * 200 > self.told:
                self.told = self.truth[second]
                self._hear(second, Quote("BTC", "chainlink", self.told, 0, _at(second), _at(second) + 300))
            self.watch = look(PYTH, self.watch, _at(second) + 900, None)
            self.anchors.append(self.watch.anchor)

    def _say(self, source: str, second: int, faulty: float) -> None:
        """A source tells its price of this second, mostly rightly, or is down."""
        if second < self.down[source]:
            return
        delay = self.random.randint(50, 500)
        quote = Quote("BTC", source, self.truth[second], 0, _at(second), _at(second) + delay)
        bad = self.random.random() < faulty
        self.said[source][second] = "bad" if bad else "good"
        if bad:
            quote = spoilt(quote, self.random.choice(FAULTS), self.random)
        self._hear(second, quote)

    def _hear(self, second: int, quote: Quote) -> None:
        self.watch, decision = hear(PYTH, self.watch, quote)
        self.marks += [(second, mark) for mark in decision.marks]


def spoilt(quote: Quote, fault: str, random: Random) -> Quote:
    """The quote with this fault."""
    match fault:
        case "late":
            return replace(quote, published_ms=quote.received_ms - random.randint(3_001, 90_000))
        case "early":
            return replace(quote, published_ms=quote.received_ms + random.randint(3_001, 50_000), price=1)
        case "equal" | "old":
            back = 1_000 if fault == "equal" else random.randint(1_001, 2_500)
            return replace(quote, published_ms=quote.published_ms - back, price=quote.price * 2)
        case "decimals":
            return replace(quote, price=max(1, quote.price // random.choice((10, 100, 10**8))))
        case "tiny":
            return replace(quote, price=1)
        case "large":
            return replace(quote, price=10**17)
        case "spike":
            return replace(quote, price=percent(random.choice((-30, -3, 2.5, 40)), of=quote.price))
    return replace(quote, confidence=quote.price // 500)


def _at(second: int) -> int:
    return START + second * SECOND


def _prices(seed: int, seconds: int) -> list[dict[str, int]]:
    market = SimulatedMarket(seed, {"BTC": PRICE})
    return [market.step(_at(second)) for second in range(seconds)]


@pytest.mark.parametrize("seed", range(6))
def test_a_day_with_every_fault(seed):
    day = Day(seed, HOURS)
    day.play()
    _no_mark_is_bad(day)
    _no_good_stretch_is_lost(day)


def _no_mark_is_bad(day: Day) -> None:
    assert day.marks
    last_ms = 0
    for _second, mark in day.marks:
        assert mark.published_ms > last_ms
        last_ms = mark.published_ms
        assert mark.price == day.truth[(mark.published_ms - START) // SECOND]
        assert mark.received_ms - mark.published_ms <= 3_000


def _no_good_stretch_is_lost(day: Day) -> None:
    """Where the anchor told the truth for five seconds and the other source nothing else, the fifth has its mark."""
    decided = {second for second, _mark in day.marks}
    counted, lost = 0, []
    for second in range(30, len(day.truth)):
        span = slice(second - 4, second + 1)
        anchor = day.anchors[second]
        other = "binance" if anchor == "pyth" else "pyth"
        settled = set(day.anchors[second - 30 : second + 1]) == {anchor}
        if settled and set(day.said[anchor][span]) == {"good"} and "bad" not in day.said[other][span]:
            counted += 1
            lost += [second] if second not in decided else []
    assert not lost
    assert counted * 2 > len(day.truth)


def test_an_anchor_that_is_down_for_long_is_left_and_the_marks_stay_true():
    day = Day(seed=7, hours=1)
    day.down["pyth"] = MOVE_MS // SECOND + 100
    day.play()
    assert set(day.anchors) == {"pyth", "binance"}
    left = day.anchors.index("binance")
    assert left >= MOVE_MS // SECOND
    assert {mark.source for second, mark in day.marks if second < left + MOVE_MS // SECOND} == {"binance"}
    _no_mark_is_bad(day)


faults = st.sampled_from(("good", "good", "good", "silent", *FAULTS))


@settings(max_examples=200, deadline=None)
@example(  # a guard that was wrong before the anchor was right cannot confirm the anchor's mistake
    steps=[*[("good", "good", 0)] * 2, ("good", "decimals", 0), ("good", "silent", 0), ("decimals", "good", 0)], seed=0
)
@example(  # nor one that was wrong before the anchor was ever right
    steps=[("silent", "decimals", 0), ("good", "silent", 0), ("decimals", "good", 0), *[("good", "good", 0)] * 2],
    seed=0,
)
@example(  # nor does the anchor confirm its own by saying it again while the guard is silent
    steps=[
        ("good", "silent", 0), ("silent", "silent", 0), ("equal", "silent", 0), ("silent", "silent", 0),
        ("equal", "good", 0),
    ],
    seed=0,
)  # fmt: skip
@example(steps=[("good", "silent", 0), *[("silent", "silent", 0), ("equal", "silent", 0)] * 5], seed=0)
@given(st.lists(st.tuples(faults, faults, st.integers(-50, 50)), min_size=5, max_size=60), st.integers(0, 2**16))
def test_no_sequence_of_faults_makes_a_bad_mark(steps, seed):
    """Whatever the anchors say in whatever order, as long as one of them is right.

    What one said is held for three seconds: another that makes the very same mistake by then confirms it. Before the
    first mark the anchor alone confirms itself; later it must make one mistake four times with nothing right between.
    """
    wrong = 0  # of the anchor, with nothing right since
    random, price, was_bad = Random(seed), PRICE, False
    market, blamed = Market(PYTH), {0: 0, 1: 0}
    for *both, move in steps:
        price = price * (100_000 + move) // 100_000
        market.now += SECOND
        bad_one = next((index for index, fault in enumerate(both) if fault not in ("good", "silent")), None)
        if was_bad or (bad_one is not None and market.now - blamed[1 - bad_one] <= 3 * SECOND):
            bad_one = None
        if bad_one == 0 and (wrong == 3 or (both[1] == "silent" and not market.marks)):
            bad_one = None
        wrong = wrong + 1 if bad_one == 0 else wrong if both[0] == "silent" else 0
        was_bad = bad_one is not None
        if bad_one is not None:
            blamed[bad_one] = market.now
        for index, (source, fault) in enumerate(zip(("pyth", "binance"), both, strict=True)):
            if fault == "silent":
                continue
            quote = Quote("BTC", source, price, 0, market.now - 200, market.now)
            if index == bad_one:
                quote = spoilt(quote, fault, random)
            marks = len(market.marks)
            market.watch, decision = hear(market.panel, market.watch, quote)
            market.marks += decision.marks
            assert (len(market.marks) > marks) == (decision.verdict is Verdict.MARK)
        _all_near(market, price)
    times = [mark.published_ms for mark in market.marks]
    assert times == sorted(set(times))


def _all_near(market: Market, price: int) -> None:
    """The walk makes at most 0.05 % a second, so what became a mark now is near to the truth now."""
    for mark in market.marks[-2:]:
        if market.now - mark.published_ms < 3 * SECOND:
            assert abs(mark.price - price) * 400 < price


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-2_000, 2_000), min_size=3, max_size=40))
def test_what_is_paused_or_halted_by_a_guard_recovers_by_it(moves):
    market = Market().live()
    for move in moves:
        market.says("binance", PRICE * (100_000 + move) // 100_000)
        market.anchor()
    market.says("binance", PRICE)
    assert market.condition.state is MarketState.LIVE
    assert market.anchor() is Verdict.MARK
