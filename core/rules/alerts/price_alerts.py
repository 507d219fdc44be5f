"""Price alerts: a player waits for a price, or for a move of it.

    armed --a mark at or beyond--> told, once; one for a move rests for its span and waits again

A move is that of a mark against the newest one that is a span older. That takes one look at the past for each span in
use, of which there are few, and one range scan for all alerts of that span; nobody's alert is looked at singly.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.money import floor_div
from core.steps import IllegalStepError
from core.units import DAY_MS, HOUR_MS, MINUTE_MS, PPM

MOST_ALERTS = 20  # of a player
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
class PriceAlert:
    """One price alert. `value`: 1e-8 USD, or ppm of a move within `span_ms`.

    `armed`: it waits, one for a move from `rests_until_ms` on. `fired_*`: when it was last told, and at what price.
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


def disarmed(alert: PriceAlert) -> PriceAlert:
    """The alert once it has been told or removed. Raises IllegalStepError for one that was before."""
    if not alert.armed:
        raise IllegalStepError(f"price alert {alert.number} of player {alert.player} is not armed")
    return replace(alert, armed=False)


def moved_ppm(then: int, now: int) -> int:
    """How far a price moved either way, whole parts per million; all that is further counts as the furthest watched."""
    return min(floor_div(abs(now - then) * PPM, then), MOST_MOVE_PPM)
