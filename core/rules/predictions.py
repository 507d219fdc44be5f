"""Dumb mode alone: a call of Up or Down at fixed odds.

    waiting --first later mark--> running --first mark at or after entry time + window--> won, lost or tied
            --5 s without one---> refunded     --none within 15 s: history of the anchor--> won, lost or tied
                                               --none there, or another anchor----------> refunded

Strictly the right side wins stake + profit of the market's table; a tie is refunded. There is no early exit.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.markets import Side
from core.steps import Steps
from core.units import BPS, PPM

EXIT_MS = 15_000  # how long after its expiry a prediction or round may still find its price


class PredictionState(StrEnum):
    """Where a prediction stands."""

    WAITING = "waiting"
    RUNNING = "running"
    WON = "won"
    LOST = "lost"
    TIED = "tied"
    REFUNDED = "refunded"


PREDICTION_STEPS: Steps[PredictionState] = {
    PredictionState.WAITING: {PredictionState.RUNNING, PredictionState.REFUNDED},
    PredictionState.RUNNING: {
        PredictionState.WON,
        PredictionState.LOST,
        PredictionState.TIED,
        PredictionState.REFUNDED,
    },
    PredictionState.WON: set(),
    PredictionState.LOST: set(),
    PredictionState.TIED: set(),
    PredictionState.REFUNDED: set(),
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """One call. Stake and payout in micro-points, prices in 1e-8 USD, times in ms UTC.

    `pays` is what a win pays until it is settled, and then what it paid. `closes_ms` is known from the fill on;
    `due_ms` is when the clock alone must act; `reason` says why the stake went back.
    """

    player: int
    number: int
    market: str
    side: Side
    stake: int
    minutes: int
    profit_bps: int
    received_ms: int
    due_ms: int
    pays: int
    state: PredictionState = PredictionState.WAITING
    entry: int | None = None
    entered_ms: int | None = None
    closes_ms: int | None = None
    exit: int | None = None
    exited_ms: int | None = None
    reason: str = ""


def win_payout(stake: int, profit_bps: int) -> int:
    """Stake and profit of a right call, floored."""
    return stake + floor_div(stake * profit_bps, BPS)


def verdict(side: Side, entry: int, close: int) -> PredictionState:
    """Won if strictly on the right side, tied if equal, else lost."""
    if close == entry:
        return PredictionState.TIED
    return PredictionState.WON if side.sign * (close - entry) > 0 else PredictionState.LOST


def breakeven_ppm(profit_bps: int) -> int:
    """The hit rate that breaks even, in parts per million, rounded up: 77 % profit -> 56.5 %."""
    return ceil_div(BPS * PPM, BPS + profit_bps)
