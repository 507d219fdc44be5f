"""What players say about what rings: each names one change of their own choices, or one thing to keep an eye on."""

from dataclasses import dataclass

from core.prices.markets import Side
from core.rules.alerts import PriceKind
from core.rules.players import AlertKind, Ring


@dataclass(frozen=True, slots=True)
class SetRing:
    """How alerts of a kind arrive."""

    kind: AlertKind
    ring: Ring


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
class AddMirror:
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
class RemoveMirror:
    """Do not watch a position any more."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    """Everything that rings, and how."""


@dataclass(frozen=True, slots=True)
class ShowMirrors:
    """The positions held elsewhere that are watched."""


AlertWrite = (
    SetRing | SetNear | SetFundingShare | SetQuiet | SetMentions | SendTest | AddPriceAlert
    | RemovePriceAlert | AddMirror | RemoveMirror
)  # fmt: skip
AlertRead = ShowAlerts | ShowMirrors
