"""Quotes: what a price source said about a market, before anything is decided by it."""

from dataclasses import dataclass

from core.money import floor_div
from core.units import PPM

SIMULATED = "sim"  # the source of prices that are not real; a screen that shows one says so
TETHERED = frozenset({"binance"})  # sources whose prices are in USDT; they are shown as such and never converted


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source said: price and confidence (half an interval; 0: none given) in 1e-8 USD, times in ms UTC.

    `published_ms` is the source's own time, or for a source that tells none the moment its request was sent;
    `received_ms` is when it was here.
    """

    market: str
    source: str
    price: int
    confidence: int
    published_ms: int
    received_ms: int


def differs_ppm(price: int, from_price: int) -> int:
    """How far a price is from another, in parts per million of that other, rounded down."""
    return floor_div(abs(price - from_price) * PPM, from_price)


def beyond(price: int, from_price: int, most_ppm: int) -> bool:
    """Whether a price is further from another than so many parts per million of that other; exact."""
    return abs(price - from_price) * PPM > most_ppm * from_price


def quote_currency(source: str) -> str:
    """What the prices of a source are in."""
    return "USDT" if source in TETHERED else "USD"
