"""Fixed odds: payout, verdict, and the hit rate that breaks even."""

from fractions import Fraction

import pytest

from core.money import POINT
from core.prices.markets import MARKETS, Side
from core.rules.predictions import PredictionState, breakeven_ppm, verdict, win_payout


@pytest.mark.parametrize(
    ("market", "minutes", "percent"),
    [("BTC", 1, 70), ("BTC", 5, 77), ("BTC", 15, 80), ("ETH", 30, 82), ("BNB", 30, 72), ("SOL", 60, 77)],
)
def test_table_of_profits(market, minutes, percent):
    profit = MARKETS[market].profit_bps(minutes)
    assert profit == percent * 100
    assert win_payout(100 * POINT, profit) == (100 + percent) * POINT


def test_windows_that_are_not_offered():
    assert MARKETS["BTC"].profit_bps(60) is None
    assert MARKETS["SOL"].profit_bps(5) is None


def test_a_win_is_floored():
    assert win_payout(1_000_001, 7_700) == 1_770_001


@pytest.mark.parametrize(
    ("side", "close", "state"),
    [
        (Side.UP, 101, PredictionState.WON),
        (Side.UP, 99, PredictionState.LOST),
        (Side.DOWN, 99, PredictionState.WON),
        (Side.DOWN, 101, PredictionState.LOST),
        (Side.UP, 100, PredictionState.TIED),
        (Side.DOWN, 100, PredictionState.TIED),
    ],
)
def test_strictly_the_right_side_wins(side, close, state):
    assert verdict(side, 100, close) is state


def test_break_even_hit_rate():
    assert breakeven_ppm(7_700) == 564_972  # the rules say 56.5 %


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
