"""The money code one unit beside its edges: what `make mutants` found no other test for."""

from dataclasses import replace
from fractions import Fraction

import pytest

from core.money import POINT, USD, plain
from core.prices.funding import accrue, rate_8h
from core.prices.markets import MARKETS, Side, Ticker
from core.rules import rounds
from core.rules.positions import Position, bankruptcy_price, funding_shares, is_near, liquidation_price, with_keys
from core.rules.predictions import PredictionState, breakeven_ppm, verdict
from core.rules.profit_cap import profit_cap
from core.rules.rounds import Round, RoundState, Schedule, next_opening
from core.units import BPS, MINUTE_MS

MINUTE = 29_000_000  # of some hour, in ms / 60,000


def test_units_are_what_they_are_called():
    assert (POINT, USD, BPS) == (1_000_000, 100_000_000, 10_000)
    assert (rounds.BETTING_MS, rounds.WITHDRAW_MS, rounds.MAX_MINUTES) == (60_000, 10_000, 60)


def test_zero_has_no_sign():
    assert plain(0, 6) == "0"
    assert plain(-1, 6) == "-0.000001"


def test_the_rate_of_the_rules_to_the_last_digit():
    """`max(|L - S| x 0.05 % / max(L, S), 0.01 %)` per eight hours."""
    for one, other in ((1, 0), (0, 1), (10, 9), (10, 8), (100, 79), (10**13, 7 * 10**12), (3, 3), (0, 0)):
        exact = Fraction(0)
        if one != other:
            heavier = max(one, other)
            exact = max(Fraction(abs(one - other), heavier) * Fraction(5, 10_000), Fraction(1, 10_000))
        assert Fraction(*rate_8h(one, other)) == exact


def test_equal_sides_pay_and_get_nothing():
    begun = Ticker("BTC", 100_000 * USD, MINUTE * MINUTE_MS - 1, "t", funding_minute=MINUTE - 1)
    accrued = accrue(replace(begun, open_long=7, open_short=7), MINUTE * MINUTE_MS)
    assert (accrued.funding_long, accrued.funding_short, accrued.funding_minute) == (0, 0, MINUTE)


@pytest.mark.parametrize(("side", "close", "state"), [
    (Side.UP, 101, PredictionState.WON), (Side.UP, 100, PredictionState.TIED), (Side.UP, 99, PredictionState.LOST),
    (Side.DOWN, 101, PredictionState.LOST), (Side.DOWN, 100, PredictionState.TIED),
    (Side.DOWN, 99, PredictionState.WON),
])  # fmt: skip
def test_one_unit_decides_a_call(side, close, state):
    assert verdict(side, 100, close) is state


@pytest.mark.parametrize("profit_bps", [1, 7_000, 7_200, 7_700, 8_000, 8_200, 10_000])
def test_the_hit_rate_that_breaks_even_is_rounded_up_by_less_than_a_millionth(profit_bps):
    exact = Fraction(10_000, 10_000 + profit_bps) * 10**6
    assert 0 <= breakeven_ppm(profit_bps) - exact < 1


def test_one_unit_decides_a_round():
    settled = Round(1, 1, "BTC", 1, False, None, 0, 0, 0, 0, state=RoundState.SETTLED, lock=100, close=101)
    assert settled.winner is Side.UP
    assert replace(settled, close=99).winner is Side.DOWN
    assert replace(settled, state=RoundState.LOCKED).winner is None


@pytest.mark.parametrize(("at_ms", "opens_ms"), [(999, 61_000), (1_000, 61_000), (60_999, 61_000), (61_000, 121_000)])
def test_a_schedule_goes_on_after_the_moment_and_never_at_it(at_ms, opens_ms):
    assert next_opening(Schedule(1, "BTC", 1, 1, False, next_ms=1_000), at_ms) == opens_ms


# Positions

BTC = MARKETS["BTC"]


def held(side: Side = Side.LONG, leverage: int = 100, entry: int = 100_000 * USD, **changes) -> Position:
    margin = 10 * POINT
    made = Position(
        player=1, number=1, market="BTC", side=side, leverage=leverage, margin=margin, notional=margin * leverage,
        entry=entry, open_mark=entry, opened_ms=0, funding_index=0, offset=0, put_in=margin, fees=0,
        takeprofit=profit_cap(side, entry, leverage),
    )  # fmt: skip
    return with_keys(replace(made, **changes))


@pytest.mark.parametrize("price_of", [liquidation_price, bankruptcy_price])
def test_a_price_of_one_unit_is_one_and_of_none_is_none(price_of):
    base = price_of(held(), 0)
    assert price_of(held(), 1 - base) == 1
    assert price_of(held(), -base) is None


def test_a_profit_cap_of_nothing_is_none():
    assert profit_cap(Side.SHORT, 5, 5) is None, "below a tenth of a unit, rounded up to none"
    assert profit_cap(Side.SHORT, 11, 6) == 1
    assert profit_cap(Side.LONG, 5, 5) == 10


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("told", [0, 1, 4])
def test_funding_is_told_at_the_first_index_that_has_eaten_its_share(side, told):
    position = held(side, leverage=333, funding_percent=7, funding_told=told, funding_index=-12_345)
    key = position.funding_key
    assert key is not None

    def eaten(index: int) -> Fraction:
        return Fraction(position.notional * (index - position.funding_index), position.entry)

    share = Fraction(7 * (told + 1) * position.margin, 100)
    assert eaten(key - 1) < share <= eaten(key)
    assert (funding_shares(position, key - 1), funding_shares(position, key)) == (told, told + 1)
    assert funding_shares(position, position.funding_index - 10**9) == 0, "what was received eats nothing"


def test_what_is_near_is_near_at_its_key_and_not_before():
    for side in (Side.LONG, Side.SHORT):
        for warned, left in ((False, 30), (True, 60)):
            position = held(side, near_percent=30, warned=warned)
            bound = position.near_key
            assert is_near(position, bound, 0) and not is_near(position, bound + side.sign, 0)
            distance = Fraction(6_000 * (100 - left) // 100, 10_000) * position.entry / position.leverage
            assert abs(bound - (position.entry - side.sign * distance)) < 1
