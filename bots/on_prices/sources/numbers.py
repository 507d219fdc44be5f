"""Numbers of the network as whole numbers of 1e-8 USD, and JSON without its traps.

An ASCII pattern of bounded length decides before any conversion, nothing is ever a float, and what does not come out
exactly is rounded down (prices) or up (confidences), by less than 1e-8 USD.
"""

import json
import re
from collections.abc import Callable

from core.money import PRICE_DECIMALS, USD, ceil_div, floor_div, parse_units

MAX_PRICE = 10**9 * USD
_MAX_DIGITS = 39  # of a 128-bit number
_WHOLE = re.compile(rf"-?[0-9]{{1,{_MAX_DIGITS}}}")
_EXPONENTS = range(-18, 10)


class SourceError(Exception):
    """What a source said, or that it said nothing: a short sentence without secrets, fit for people."""


def strict_json(body: bytes) -> object:
    """The document in UTF-8. Raises SourceError for anything that RFC 8259 does not know, for a name given twice, for
    numbers of more than 39 digits and for nesting without end. A number with a fraction is read as null: sources write
    their prices as text."""
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_nothing,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise SourceError("an answer that is not JSON") from error


def _refuse(text: str) -> object:
    raise ValueError(text)


def _nothing(_text: str) -> None:
    return None


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError("too long")
    return int(text)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name twice")
    return members


def whole(value: object, low: int, high: int) -> int:
    """A whole number of JSON within these bounds. Raises SourceError."""
    if type(value) is not int or not low <= value <= high:
        raise SourceError("a number outside its bounds")
    return value


def scaled_price(mantissa: object, exponent: int) -> int:
    """The price mantissa * 10^exponent, its mantissa as text, rounded down. Raises SourceError."""
    return bounded_price(_scaled(mantissa, exponent, floor_div))


def scaled_confidence(mantissa: object, exponent: int) -> int:
    """The confidence mantissa * 10^exponent, its mantissa as text, rounded up. Raises SourceError."""
    confidence = _scaled(mantissa, exponent, ceil_div)
    if not 0 <= confidence <= MAX_PRICE:
        raise SourceError("a confidence outside its bounds")
    return confidence


def _scaled(mantissa: object, exponent: int, divide: Callable[[int, int], int]) -> int:
    if not isinstance(mantissa, str) or not _WHOLE.fullmatch(mantissa):
        raise SourceError("a price that is not a number")
    if exponent not in _EXPONENTS:
        raise SourceError("a price of impossible decimals")
    shift = exponent + PRICE_DECIMALS
    return int(mantissa) * 10**shift if shift >= 0 else divide(int(mantissa), 10**-shift)


def decimal_price(text: object) -> int:
    """A price written as a plain decimal of at most 8 decimals. Raises SourceError."""
    try:
        return bounded_price(parse_units(text, PRICE_DECIMALS) if isinstance(text, str) else 0)
    except ValueError as error:
        raise SourceError("a price that is not a number") from error


def bounded_price(price: int) -> int:
    """This price, if it can be one: above zero and at most a billion dollars. Raises SourceError."""
    if price <= 0:
        raise SourceError("a price that is not above zero")
    if price > MAX_PRICE:
        raise SourceError("a price above a billion dollars")
    return price
