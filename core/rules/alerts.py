"""What is watched beside the game itself: warnings on their way, price alerts, and positions held elsewhere.

    NearWarning   a position came near its liquidation; it is told 2 s later, unless something has ended it by then
    PriceAlert    armed --mark at or beyond--> told, once; one for a move rests for its span and is armed again
    Mirror        watched --mark at or beyond its liquidation price--> reached: told, once; no points are in it

A move is that of a mark against the newest one that is a span older. That takes one look at the past for each span in
use, of which there are few, and one range scan for all alerts of that span; nobody's alert is looked at singly.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.markets import Side
from core.rules.notices import Topic
from core.steps import IllegalStepError, Steps
from core.units import BPS, DAY_MS, HOUR_MS, MINUTE_MS, PPM

NEAR_WAIT_MS = 2_000  # a liquidation within it makes the warning pointless
MOST_ALERTS = 20  # of a player, and as many mirrors
SPANS_MS = {
    "1m": MINUTE_MS,
    "5m": 5 * MINUTE_MS,
    "15m": 15 * MINUTE_MS,
    "1h": HOUR_MS,
    "4h": 4 * HOUR_MS,
    "24h": DAY_MS,
}
LOOKED_BACK_MS = MINUTE_MS  # a mark this much older than the span still stands for its beginning
MOST_MOVE_PPM = PPM  # that an alert may wait for; a figure without an end would not fit into the book


class PriceKind(StrEnum):
    """What a price alert waits for."""

    ABOVE = "above"
    BELOW = "below"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class NearWarning:
    """A position (or mirror) that came near its liquidation at this moment."""

    player: int
    number: int
    topic: Topic
    market: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class PriceAlert:
    """One price alert. `value`: 1e-8 USD, or ppm of a move within `span_ms`; `fired_*`: when it last rang, and at what.

    `armed`: it waits, a move from `rests_until_ms` on.
    """

    player: int
    number: int
    market: str
    kind: PriceKind
    value: int
    span_ms: int = 0
    rests_until_ms: int = 0
    armed: bool = True
    fired_ms: int | None = None
    fired_price: int | None = None


class MirrorState(StrEnum):
    """Where a mirror stands; only `watched` can change."""

    WATCHED = "watched"
    REACHED = "reached"
    REMOVED = "removed"


MIRROR_STEPS: Steps[MirrorState] = {
    MirrorState.WATCHED: {MirrorState.REACHED, MirrorState.REMOVED},
    MirrorState.REACHED: set(),
    MirrorState.REMOVED: set(),
}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A position held elsewhere. Prices are real ones in 1e-8 USD: no gap moves them and no funding is known.

    `near_key`: the price at which `near_percent` of the distance to liquidation is left, or twice that once `warned`.
    """

    player: int
    number: int
    market: str
    side: Side
    leverage: int
    margin: int
    entry: int
    liquidation: int
    since_ms: int
    near_percent: int
    warned: bool = False
    near_key: int = 0
    state: MirrorState = MirrorState.WATCHED
    reached_ms: int | None = None
    reached_price: int | None = None


def liquidation_elsewhere(side: Side, entry: int, leverage: int, loss_bps: int) -> int:
    """The price, without funding, at which that share of a margin is lost: rounded to the side that warns sooner."""
    distance, scale = entry * loss_bps, leverage * BPS
    if side is Side.LONG:
        return entry - floor_div(distance, scale)
    return entry + floor_div(distance, scale)


def near_price(mirror: Mirror) -> int:
    """The price at which its share of the distance is left, or twice as much once it was warned."""
    left = mirror.near_percent * (2 if mirror.warned else 1)
    distance = (mirror.entry - mirror.liquidation) * left
    return mirror.liquidation + (floor_div(distance, 100) if distance > 0 else ceil_div(distance, 100))


def with_near_key(mirror: Mirror) -> Mirror:
    """The mirror with the price that marks compare with, after anything it depends on has changed."""
    return replace(mirror, near_key=near_price(mirror))


def disarmed(alert: PriceAlert) -> PriceAlert:
    """The alert once it has been told or removed. Raises IllegalStepError for one that was before."""
    if not alert.armed:
        raise IllegalStepError(f"price alert {alert.number} of player {alert.player} is not armed")
    return replace(alert, armed=False)


def moved_ppm(then: int, now: int) -> int:
    """How far a price moved either way, whole parts per million; all that is further counts as the furthest watched."""
    return min(floor_div(abs(now - then) * PPM, then), MOST_MOVE_PPM)
