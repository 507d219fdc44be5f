"""What the engine answers about what rings: the part of the closed set of core/messages/answers.py."""

from dataclasses import dataclass

from core.prices.markets import Ticker
from core.rules.alerts import Mirror, PriceAlert
from core.rules.players import Player
from core.rules.positions import Position


@dataclass(frozen=True, slots=True)
class MirrorNow:
    """A position held elsewhere and its market."""

    mirror: Mirror
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class AlertNow:
    """A price alert and its market."""

    alert: PriceAlert
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class FeedNow:
    """A position of a member, for their group: whose it is, and nothing of its amounts is to be shown.

    `record`: no Degen position told there has lived longer.
    """

    position: Position
    name: str
    record: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """Results of 24 hours: how many, how many of them gained, and micro-points net."""

    results: int
    gained: int
    net: int


@dataclass(frozen=True, slots=True)
class DigestNow:
    """A day of a player's, what they can spend now, and what is open with its funding so far; micro-points."""

    day: Day
    balance: int
    positions: int
    funding: int


@dataclass(frozen=True, slots=True)
class Tested:
    """Nothing: what a test alert is about."""


@dataclass(frozen=True, slots=True)
class AlertsShown:
    """What rings with a player, the price alerts that wait, and how many positions elsewhere are watched.

    `added`: a price alert that waits since just now; `tested`: a test alert is on its way.
    """

    player: Player
    alerts: tuple[PriceAlert, ...]
    mirrors: int
    at_ms: int
    changed: bool
    added: PriceAlert | None = None
    tested: bool = False


@dataclass(frozen=True, slots=True)
class MirrorsShown:
    """The positions elsewhere that are watched; `changed`: whether just now."""

    items: tuple[MirrorNow, ...]
    changed: bool
