"""Exact quantities: what is a number, and which way divisions round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import POINT, USD, ceil_div, floor_div, parse_units, plain
from core.rules import rounds
from core.units import BPS


@pytest.mark.parametrize(
    ("text", "units"), [("0", 0), ("25", 25_000_000), ("25.5", 25_500_000), ("0.000001", 1), ("1.1000000", 1_100_000)]
)
def test_plain_numbers(text, units):
    assert parse_units(text, 6) == units


@pytest.mark.parametrize(
    "text",
    (
        *("", " 1", "1 ", "1\n", "+1", "-1", ".5", "5.", "1e3", "1_000", "1,5", "0x10", "nan", "inf", "Infinity"),
        *("१२", "１", "1.2.3", "1" * 16, "1." + "0" * 19, "1.0000001"),
    ),
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        parse_units(text, 6)


@given(units=st.integers(min_value=0, max_value=10**20), decimals=st.sampled_from([0, 2, 6, 8]))
def test_plain_is_the_inverse(units, decimals):
    text = plain(units, decimals)
    assert Fraction(text) == Fraction(units, 10**decimals)
    assert not ("." in text and text.endswith("0"))
    if units < 10**15:
        assert parse_units(text, decimals) == units


@given(a=st.integers(), b=st.integers(min_value=1))
def test_divisions_bracket_the_exact_quotient(a, b):
    assert floor_div(a, b) <= Fraction(a, b) <= ceil_div(a, b)
    assert ceil_div(a, b) - floor_div(a, b) == (0 if a % b == 0 else 1)


def test_units_are_what_they_are_called():
    assert (POINT, USD, BPS) == (1_000_000, 100_000_000, 10_000)
    assert (rounds.BETTING_MS, rounds.WITHDRAW_MS, rounds.MAX_MINUTES) == (60_000, 10_000, 60)


def test_zero_has_no_sign():
    assert plain(0, 6) == "0"
    assert plain(-1, 6) == "-0.000001"
