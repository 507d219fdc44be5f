"""Funding: the rate, the rounding of the index, and that the moment of a bell changes nothing."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import POINT, USD
from core.prices.funding import accrue, rate_8h
from core.prices.markets import Side, Ticker
from core.units import MINUTE_MS

START = 1_700_000_040_000  # a whole minute

MINUTE = 29_000_000  # of some hour, in ms / 60,000


def ticker(**changes) -> Ticker:
    fields = {"price": 100_000 * USD, "published_ms": START - 1_000, "funding_minute": START // MINUTE_MS - 1}
    return Ticker("BTC", **(fields | {"open_long": 3 * POINT, "open_short": 1 * POINT} | changes))


@pytest.mark.parametrize(
    ("longs", "shorts", "expected"),
    [
        (0, 0, 0),
        (5, 5, 0),
        (1, 0, Fraction("0.0005")),
        (3, 1, Fraction("0.0005") * 2 / 3),
        (100, 99, Fraction("0.0001")),
        (10, 8, Fraction("0.0001")),
        (10, 7, Fraction("0.00015")),
    ],
)
def test_rate_of_8_hours(longs, shorts, expected):
    assert Fraction(*rate_8h(longs, shorts)) == expected == Fraction(*rate_8h(shorts, longs))


def test_the_heavier_side_pays_and_the_lighter_receives():
    after = accrue(ticker(), START)
    exact = 100_000 * USD * Fraction("0.0005") * 2 / 3 / 480
    assert 0 <= after.funding_long - exact < 1
    assert 0 <= after.funding_short + exact < 1
    assert after.funding(Side.LONG) > 0 > after.funding(Side.SHORT)


def test_a_minute_accrues_once():
    once = accrue(ticker(), START)
    assert accrue(once, START) is once
    assert accrue(once, START + MINUTE_MS - 1) is once


def test_a_minute_without_a_fresh_mark_is_skipped():
    stale = ticker(published_ms=START - 5_001)
    assert accrue(stale, START).funding_long == 0
    assert accrue(replace(stale, published_ms=START - 5_000), START).funding_long > 0


def test_a_mark_at_the_minute_is_not_before_it():
    assert accrue(ticker(published_ms=START), START).funding_long == 0


def test_missed_minutes_accrue_at_most_once():
    late = accrue(ticker(), START + 7 * 86_400_000)
    assert late.funding_long == accrue(ticker(), START).funding_long


@given(bells=st.lists(st.integers(min_value=0, max_value=299_000), max_size=20))
def test_bells_decide_nothing(bells):
    """However often and whenever bells ring between marks of every second, the indices are the same."""

    def play(extra):
        now = ticker(published_ms=START - MINUTE_MS, funding_minute=START // MINUTE_MS - 1)
        moments = sorted(
            [(START + second * 1_000, True) for second in range(300)] + [(START + b, False) for b in extra]
        )
        for at_ms, is_mark in moments:
            now = accrue(now, at_ms)
            if is_mark:
                now = replace(now, price=100_000 * USD + at_ms % 977, published_ms=at_ms)
        return now.funding_long, now.funding_short

    assert play(bells) == play([])


def test_nothing_accrues_before_the_first_mark():
    fresh = Ticker("BTC")
    assert accrue(fresh, START) is fresh


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
