"""What players ask about alerts, digests and positions watched elsewhere, and what they are answered."""

from dataclasses import dataclass

from core.prices.markets import Side, Ticker
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.players import Player
from core.rules.positions import Position


@dataclass(frozen=True, slots=True)
class SetLoudness:
    """How alerts of a kind arrive."""

    kind: AlertKind
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class SetNear:
    """How much of the distance to liquidation is left when it is near, percent; also for what is open."""

    percent: int


@dataclass(frozen=True, slots=True)
class SetFundingShare:
    """The share of its margin, percent, that a position pays in funding from one notice to the next."""

    percent: int


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Quiet hours, minutes of the day of a zone so many minutes ahead of UTC; from = until: none."""

    from_minute: int
    until_minute: int
    zone: str


@dataclass(frozen=True, slots=True)
class SetMentions:
    """Whether the player may be named in a group where nothing else reaches them."""

    on: bool


@dataclass(frozen=True, slots=True)
class SendTest:
    """Send the player an alert that is about nothing."""


@dataclass(frozen=True, slots=True)
class Tested:
    """Nothing: what a test alert is about."""


@dataclass(frozen=True, slots=True)
class AddPriceAlert:
    """Tell when a price is at or beyond `value` (1e-8 USD), or has moved by it (ppm) within a span."""

    market: str
    kind: PriceKind
    value: int
    span_ms: int


@dataclass(frozen=True, slots=True)
class RemovePriceAlert:
    """Forget a price alert."""

    number: int


@dataclass(frozen=True, slots=True)
class AlertNow:
    """A price alert and its market."""

    alert: PriceAlert
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    """How alerts arrive, and what is waited for."""


@dataclass(frozen=True, slots=True)
class AlertsShown:
    """How alerts arrive at a player, the price alerts that wait, and how many positions elsewhere are watched.

    `added`: a price alert that waits since just now; `tested`: a test alert is on its way.
    """

    player: Player
    alerts: tuple[PriceAlert, ...]
    watched: int
    at_ms: int
    changed: bool
    added: PriceAlert | None = None
    tested: bool = False


@dataclass(frozen=True, slots=True)
class WatchPosition:
    """Keep an eye on a position held elsewhere: margin in micro-points, prices in 1e-8 USD.

    `liquidation` None: where `loss_bps` of its margin are lost.
    """

    side: Side
    market: str
    margin: int
    leverage: int
    entry: int
    loss_bps: int
    liquidation: int | None


@dataclass(frozen=True, slots=True)
class StopWatching:
    """Do not watch a position any more."""

    number: int


@dataclass(frozen=True, slots=True)
class WatchedNow:
    """A position held elsewhere and its market."""

    position: WatchedPosition
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class ShowWatched:
    """The positions held elsewhere that are watched."""


@dataclass(frozen=True, slots=True)
class WatchedShown:
    """The positions elsewhere that are watched; `changed`: whether just now."""

    items: tuple[WatchedNow, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class GroupFeedNow:
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


AlertWrite = (
    SetLoudness | SetNear | SetFundingShare | SetQuiet | SetMentions | SendTest | AddPriceAlert
    | RemovePriceAlert | WatchPosition | StopWatching
)  # fmt: skip


AlertRead = ShowAlerts | ShowWatched
