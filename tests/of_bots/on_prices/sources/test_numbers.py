"""Numbers of the network: exact, bounded, or refused."""

from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.on_prices.sources.numbers import (
    MAX_PRICE,
    SourceError,
    decimal_price,
    scaled_confidence,
    scaled_price,
    strict_json,
)


@pytest.mark.parametrize(
    ("mantissa", "exponent", "price"),
    [
        ("6141993501000", -8, 6_141_993_501_000),
        ("61419", 0, 6_141_900_000_000),
        ("614199", -1, 6_141_990_000_000),
        ("123456789012", -11, 123_456_789),  # rounded down
        ("1", 9, MAX_PRICE),
    ],
)
def test_a_scaled_price_is_exact_or_rounded_down(mantissa, exponent, price):
    assert scaled_price(mantissa, exponent) == price


@pytest.mark.parametrize(
    "mantissa", ["", "0", "-1", "1.0", "1e5", "NaN", " 1", "1_0", "١", "１", "+1", "9" * 40, None, 5]
)
def test_a_scaled_price_that_is_none(mantissa):
    with pytest.raises(SourceError):
        scaled_price(mantissa, -8)


@pytest.mark.parametrize(("mantissa", "exponent"), [("1000000001", 0), ("1", -9), ("1", -19), ("1", 10), ("2", 9)])
def test_a_scaled_price_outside_what_a_price_can_be(mantissa, exponent):
    with pytest.raises(SourceError):
        scaled_price(mantissa, exponent)


def test_a_confidence_is_rounded_up_and_may_be_zero():
    assert scaled_confidence("11", -9) == 2
    assert scaled_confidence("0", -8) == 0
    for mantissa in ("-1", "nan", "9" * 39):
        with pytest.raises(SourceError):
            scaled_confidence(mantissa, -8)


@pytest.mark.parametrize(
    "text", ["0", "0.00000000", "-1", "NaN", "Infinity", "1e5", "1,5", "٣", "", " 1", "0.000000001", 1, None]
)
def test_a_decimal_price_that_is_none(text):
    with pytest.raises(SourceError):
        decimal_price(text)


def test_a_decimal_price_is_exact():
    assert decimal_price("59999.99000000") == 5_999_999_000_000
    assert decimal_price("1000000000") == MAX_PRICE
    with pytest.raises(SourceError, match="billion"):
        decimal_price("1000000000.00000001")


@settings(deadline=None)
@given(st.integers(1, 10**30), st.integers(-18, 9))
def test_a_scaled_price_is_the_decimal_one(mantissa, exponent):
    exact = int((Decimal(mantissa).scaleb(exponent + 8)).to_integral_value(ROUND_FLOOR)) if mantissa < 10**28 else None
    try:
        price = scaled_price(str(mantissa), exponent)
    except SourceError:
        assert exact is None or not 0 < exact <= MAX_PRICE
    else:
        assert 0 < price <= MAX_PRICE and exact in (None, price)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"NaN", b"[Infinity]", b"[-Infinity]", b'{"a":1,"a":2}', b"[1", b"\xff\xfe[\x001\x00]\x00", b"[" * 100_000,
        b"9" * 5_000, b"<html>", b"[1]x", b"'a'", b"{a:1}", b"\x00", b"[0x10]",
    ],
)  # fmt: skip
def test_what_is_not_strict_json(body):
    with pytest.raises(SourceError):
        strict_json(body)


def test_a_number_with_a_fraction_is_nothing():
    assert strict_json(b'[0.1, 1e309, 5, "0.1"]') == [None, None, 5, "0.1"]


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_json_or_the_one_error(body):
    try:
        strict_json(body)
    except SourceError:
        return
