"""Positions that players hold elsewhere and have watched here. No points are in them.

watched --a mark at or beyond its liquidation price--> reached: told, once
        --the player--> removed
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.markets import Side
from core.steps import Steps
from core.units import BPS

MOST_WATCHED = 20  # of a player


class WatchState(StrEnum):
    """Where a watched position stands."""

    WATCHED = "watched"
    REACHED = "reached"
    REMOVED = "removed"


WATCH_STEPS: Steps[WatchState] = {
    WatchState.WATCHED: {WatchState.REACHED, WatchState.REMOVED},
    WatchState.REACHED: set(),
    WatchState.REMOVED: set(),
}


@dataclass(frozen=True, slots=True)
class WatchedPosition:
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
    state: WatchState = WatchState.WATCHED
    reached_ms: int | None = None
    reached_price: int | None = None


def liquidation_elsewhere(side: Side, entry: int, leverage: int, loss_bps: int) -> int:
    """The price, without funding, at which that share of a margin is lost: rounded to the side that warns sooner."""
    distance, scale = entry * loss_bps, leverage * BPS
    if side is Side.LONG:
        return entry - floor_div(distance, scale)
    return entry + floor_div(distance, scale)


def near_price(position: WatchedPosition) -> int:
    """The price at which its share of the distance is left, or twice as much once it was warned."""
    left = position.near_percent * (2 if position.warned else 1)
    distance = (position.entry - position.liquidation) * left
    return position.liquidation + (floor_div(distance, 100) if distance > 0 else ceil_div(distance, 100))


def with_near_key(position: WatchedPosition) -> WatchedPosition:
    """The position with the price that marks compare with, after anything it depends on has changed."""
    return replace(position, near_key=near_price(position))
