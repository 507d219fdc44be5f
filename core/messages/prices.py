"""What players ask about prices, and what they are told of a halt."""

from dataclasses import dataclass

from core.prices.conditions import Condition, Halt
from core.prices.markets import Ticker


@dataclass(frozen=True, slots=True)
class ShowPrice:
    """Prices and the age of the feed; one market or all."""

    market: str | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """A market, and how it moved in the last 15 minutes: range and mean one-minute move, ppm of the price."""

    ticker: Ticker
    condition: Condition
    range_ppm: int | None
    minute_ppm: int | None


@dataclass(frozen=True, slots=True)
class PriceShown:
    """Markets as they are now."""

    pulses: tuple[Pulse, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class HaltNow:
    """A halt that players are told of, and how its market is now."""

    halt: Halt
    ticker: Ticker
    condition: Condition
