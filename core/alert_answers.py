"""What the engine answers about what rings: the part of the closed set of core/answers.py."""

from dataclasses import dataclass

from core.accounts import Player
from core.alarms import Mirror, PriceAlert
from core.markets import Ticker
from core.positions import Position


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
    """A position of a member, for their group: whose it is, and nothing of its amounts is to be shown."""

    position: Position
    name: str


@dataclass(frozen=True, slots=True)
class Tested:
    """Nothing: what a test alert is about."""


@dataclass(frozen=True, slots=True)
class AlertsShown:
    """What rings with a player, the price alerts that wait, and how many positions elsewhere are watched."""

    player: Player
    alerts: tuple[PriceAlert, ...]
    mirrors: int
    at_ms: int
    changed: bool


@dataclass(frozen=True, slots=True)
class MirrorsShown:
    """The positions elsewhere that are watched; `changed`: whether just now."""

    items: tuple[MirrorNow, ...]
    changed: bool
