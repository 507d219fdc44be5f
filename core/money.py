"""Exact quantities: integers with a named unit, and divisions that say which way they round.

Rules of the file
1. A point (pt) is 1,000,000 micro-points; a price is a whole number of 1e-8 USD; a rate is in basis points or in the
   unit its name ends with. Nothing here or in any formula is a float.
2. A division is `floor_div` or `ceil_div`; the caller picks the one that favours the house, by less than one unit.
3. Text becomes a number only through `parse_units`: one ASCII pattern of bounded length decides before any conversion,
   because Python's own `int` and `Decimal` also accept `1_000`, Arabic digits, `NaN` and exponents that take seconds.
"""

import re
from dataclasses import dataclass

POINT_DECIMALS = 6
PRICE_DECIMALS = 8
POINT = 10**POINT_DECIMALS  # micro-points in one point
USD: int = 10**PRICE_DECIMALS  # price units in one US dollar

_PLAIN_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many micro-points, or a share of the balance in parts per million."""

    micro: int | None = None
    share_ppm: int | None = None


def floor_div(numerator: int, denominator: int) -> int:
    """The quotient rounded down, towards minus infinity."""
    return numerator // denominator


def ceil_div(numerator: int, denominator: int) -> int:
    """The quotient rounded up, towards plus infinity."""
    return -(-numerator // denominator)


def parse_units(text: str, decimals: int) -> int:
    """Read a plain ASCII decimal such as `25` or `25.5` as a whole number of 10^-decimals units.

    Raises ValueError for anything else: signs, blanks, exponents, other alphabets, more decimals than the unit holds.
    """
    if not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError("not a plain number")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        raise ValueError(f"more than {decimals} decimals")
    scale: int = 10**decimals
    return int(whole) * scale + int(fraction.ljust(decimals, "0") or "0")


def plain(units: int, decimals: int) -> str:
    """The exact decimal of so many 10^-decimals units: no separators or trailing zeros; undoes `parse_units`."""
    whole, fraction = divmod(abs(units), 10**decimals)
    text = f"{whole}.{fraction:0{decimals}d}".rstrip("0").rstrip(".") if decimals else str(whole)
    return f"-{text}" if units < 0 else text
