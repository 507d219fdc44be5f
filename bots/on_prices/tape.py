"""Tapes: recorded prices to play. A tape is a csv file of at_ms,market,price rows in the order of their times, or, by
its name, one of the crash tapes that ship with the program.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bots.on_prices import crash_tapes
from core.money import PRICE_DECIMALS, parse_units
from core.prices.markets import MARKETS

_HEADER = ["at_ms", "market", "price"]
FILLED_GAP_MS = 60_000  # between rows up to this far apart, prices are republished each second
_SECOND_MS = 1_000
MAX_PRICE_USD = 10**9  # beyond it, products of money and price would leave SQLite's 64 bits


class TapeError(ValueError):
    """A tape that cannot be played; the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """A price (1e-8 USD) of a market at a moment (ms UTC)."""

    at_ms: int
    market: str
    price: int


def rows_of(name: str) -> Iterator[Row]:
    """The rows of a file, or of the crash tape of that name. Raises TapeError as `read_tape` does."""
    if name in crash_tapes.TAPES:
        return (Row(*row) for row in crash_tapes.rows(name))
    return read_tape(Path(name))


def moments_of(rows: Iterable[Row]) -> Iterator[tuple[int, dict[str, int]]]:
    """The tape moment by moment: what each market's price is then; seconds without a row repeat the last prices."""
    prices: dict[str, int] = {}
    last_ms: int | None = None
    for at_ms, group in groupby(rows, key=lambda row: row.at_ms):
        if last_ms is not None and at_ms - last_ms <= FILLED_GAP_MS:
            for between_ms in range(last_ms + _SECOND_MS, at_ms, _SECOND_MS):
                yield between_ms, dict(prices)
        fresh = {row.market: row.price for row in group}
        prices |= fresh
        yield at_ms, fresh
        last_ms = at_ms


def read_tape(path: Path) -> Iterator[Row]:
    """The rows of a tape, one at a time. Raises TapeError at the first that is not one, or goes back in time."""
    last = 0
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                if not cells or (number == 1 and cells == _HEADER):
                    continue
                row = _row(path, number, cells)
                if row.at_ms < last:
                    raise TapeError(f"{path}, line {number}: {row.at_ms} is before the row above it")
                last = row.at_ms
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TapeError(f"{path}: {error}") from error


def _row(path: Path, number: int, cells: list[str]) -> Row:
    try:
        at_text, market, price_text = (cell.strip() for cell in cells)
        return Row(parse_units(at_text, 0), known_symbol(market), read_price(price_text))
    except ValueError as error:
        raise TapeError(
            f"{path}, line {number}: expected at_ms,market,price, found {','.join(cells)!r}: {error}"
        ) from error


def known_symbol(text: str) -> str:
    """The symbol of a market. Raises ValueError if there is no such market."""
    if text.upper() not in MARKETS:
        raise ValueError(f"no market {text!r}; there are {', '.join(MARKETS)}")
    return text.upper()


def read_price(text: str) -> int:
    """A price in 1e-8 USD. Raises ValueError unless it is a plain decimal above zero and below 1e9."""
    price = parse_units(text, PRICE_DECIMALS)
    if not 0 < price < MAX_PRICE_USD * 10**PRICE_DECIMALS:
        raise ValueError(f"a price is above 0 and below {MAX_PRICE_USD}")
    return price
