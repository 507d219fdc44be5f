"""Rounds: a chat bets into one pool; the losers' stakes, less a rake, go to the winners.

    open --first mark at or after locks_ms--> locked --first mark at or after closes_ms--> settled
         --nobody on a side, cancelled by an admin, and as below--------------------------> void (full refund, no rake)
                                              --tie, no price in time and none in the anchor's history,
                                                a guard halted the market then, another anchor--> void

Times are set when the round opens: it locks after the betting time and closes one window after that.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.markets import Side
from core.steps import Steps
from core.units import BPS, MINUTE_MS

BETTING_MS = MINUTE_MS
WITHDRAW_MS = 10_000  # no withdrawals in the last seconds before the lock
RAKE_BPS = 300  # of the losing stakes that are not given back
MAX_PROFIT = 4  # a winner's profit is at most so many times the stake
MAX_MINUTES = 60


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    LOCKED = "locked"
    SETTLED = "settled"
    VOID = "void"


ROUND_STEPS: Steps[RoundState] = {
    RoundState.OPEN: {RoundState.LOCKED, RoundState.VOID},
    RoundState.LOCKED: {RoundState.SETTLED, RoundState.VOID},
    RoundState.SETTLED: set(),
    RoundState.VOID: set(),
}


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a chat. Pools in micro-points, prices in 1e-8 USD, times in ms UTC; `due_ms`: when the clock must act.

    `lock_*` and `close_*` are the marks that locked and closed it; `reason` says why it is void.
    """

    number: int
    chat: int
    market: str
    minutes: int
    sealed: bool
    opened_by: int | None
    opened_ms: int
    locks_ms: int
    closes_ms: int
    due_ms: int
    up: int = 0
    down: int = 0
    players: int = 0
    state: RoundState = RoundState.OPEN
    lock: int | None = None
    lock_published_ms: int | None = None
    lock_source: str = ""
    close: int | None = None
    close_published_ms: int | None = None
    close_source: str = ""
    reason: str = ""

    def pool(self, side: Side) -> int:
        """All stakes on a side, micro-points."""
        return self.up if side is Side.UP else self.down

    @property
    def winner(self) -> Side | None:
        """The side that won a settled round."""
        if self.state is not RoundState.SETTLED:
            return None
        assert self.lock is not None and self.close is not None
        return Side.UP if self.close > self.lock else Side.DOWN


@dataclass(frozen=True, slots=True)
class Bet:
    """A player's stake in a round and, once it ended, what it paid, micro-points."""

    round: int
    player: int
    side: Side
    stake: int
    paid: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A round that repeats in a chat; `next_ms` is when the next one opens."""

    chat: int
    market: str
    minutes: int
    every_minutes: int
    sealed: bool
    next_ms: int


@dataclass(frozen=True, slots=True)
class Division:
    """How a pool is divided, micro-points: what losers lose, the rake of it, what winners share, what is given back.

    `taken = rake + pot + dust` and `losing stakes = taken + given_back`.
    """

    taken: int
    rake: int
    pot: int
    given_back: int


def divide(winning: int, losing: int) -> Division:
    """Divide the losing stakes of a round.

    Winners may take at most 4 times their stakes; losing stakes beyond what that needs, rake included, are given back.
    The rake is rounded up, the pot is what is left of the taken stakes, at most the winners' limit.
    """
    limit = MAX_PROFIT * winning
    taken = min(losing, ceil_div(limit * BPS, BPS - RAKE_BPS))
    rake = ceil_div(taken * RAKE_BPS, BPS)
    return Division(taken, rake, min(taken - rake, limit), losing - taken)


def payout(bet: Bet, winner: Side, winning: int, losing: int) -> int:
    """What a bet pays when a side has won: stake and share of the pot, or a share of what is given back; floored."""
    division = divide(winning, losing)
    if bet.side is winner:
        return bet.stake + floor_div(division.pot * bet.stake, winning)
    return floor_div(division.given_back * bet.stake, losing)


def next_opening(schedule: Schedule, at_ms: int) -> int:
    """The first opening of a schedule after this moment, however many were missed."""
    period = schedule.every_minutes * MINUTE_MS
    missed = max(0, floor_div(at_ms - schedule.next_ms, period))
    return schedule.next_ms + (missed + 1) * period
