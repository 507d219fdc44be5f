"""How a market is: live, or why not, since when, and whose quotes make its marks.

    live      openings, fills, everything
    paused    marks go on, so closes and liquidations do; nothing opens
    halted    no marks: closes wait, nothing is charged
    moving    halted, and another source is about to make the marks: it must first prove itself

The operator may stop openings beside all that (`stopped_ms`): then a market that were live is paused.

A market is also halted whenever its newest mark is more than 5 s old, whatever its condition says: the condition knows
why. It is kept in the book, so a restart changes nothing about it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class MarketState(StrEnum):
    """What may happen on a market."""

    LIVE = "live"
    PAUSED = "paused"
    HALTED = "halted"
    MOVING = "moving"


class Cause(StrEnum):
    """Why a market is not live."""

    NONE = "none"
    GUARD = "guard"  # a second source contradicts the anchor
    CLOCK = "clock"  # our clock is not that of the sources
    SILENT = "silent"  # the anchor gives no usable quote
    OVER = "over"  # the tape has ended
    OPERATOR = "operator"  # the operator lets nothing open


@dataclass(frozen=True, slots=True)
class Condition:
    """How a market is. `anchor`: whose quotes make its marks; empty where nobody guards them (simulated, taped).

    `guard` and `differs_ppm`: which guard contradicts, and by how much of the price when it began. `disputed_*`: when
    a guard last halted the market; `disputed_to_ms` 0 while it does. `halt`: the number of the halt that players were
    told of and that still lasts; 0: none. `stopped_ms`: since when the operator lets nothing open; 0: they may.
    """

    market: str
    anchor: str = ""
    state: MarketState = MarketState.LIVE
    cause: Cause = Cause.NONE
    since_ms: int = 0
    guard: str = ""
    differs_ppm: int = 0
    disputed_from_ms: int = 0
    disputed_to_ms: int = 0
    halt: int = 0
    stopped_ms: int = 0

    @property
    def in_force(self) -> "Condition":
        """What players live under: with the operator's pause, where nothing stricter holds."""
        if not self.stopped_ms or self.state is not MarketState.LIVE:
            return self
        return replace(self, state=MarketState.PAUSED, cause=Cause.OPERATOR, since_ms=self.stopped_ms)

    @property
    def is_disputed(self) -> bool:
        """Whether a guard halts the market now."""
        return self.state is MarketState.HALTED and self.cause is Cause.GUARD

    def was_disputed(self, from_ms: int, to_ms: int) -> bool:
        """Whether a guard halted the market at some moment of this span."""
        if not self.disputed_from_ms or self.disputed_from_ms > to_ms:
            return False
        return not self.disputed_to_ms or self.disputed_to_ms >= from_ms


@dataclass(frozen=True, slots=True)
class Halt:
    """A time without marks that players were told of: from the last mark before it to the first after (None: it
    lasts), publish times in ms UTC."""

    number: int
    market: str
    from_ms: int
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What one source said at the moment of a mark that decided something: kept for ever beside it."""

    market: str
    mark_ms: int
    source: str
    price: int
    confidence: int
    published_ms: int
    received_ms: int
