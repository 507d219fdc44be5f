"""Whether our clock is that of the sources: fills depend on it, for an order is filled by a price published later.

A reading is one question for the time: sent, told, received. The told time was true at some moment in between, so a
reading proves only what the way there and back cannot explain. The judgement is the median of what the readings of the
last minute prove; it takes three of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.units import MINUTE_MS

WINDOW_MS = MINUTE_MS
FEWEST = 3
MOST_OFF_MS = 250  # a clock further away pauses openings


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time that a source told (ms UTC) in answer to a question of ours, and when that was sent and answered."""

    sent_ms: int
    told_ms: int
    received_ms: int

    @property
    def off_ms(self) -> int:
        """How far the source's clock must be ahead of ours (positive) or behind (negative), at least."""
        if self.told_ms > self.received_ms:
            return self.told_ms - self.received_ms
        return min(0, self.told_ms - self.sent_ms)


def recent(readings: Sequence[ClockReading], at_ms: int) -> tuple[ClockReading, ...]:
    """The readings of the last minute."""
    return tuple(each for each in readings if each.received_ms > at_ms - WINDOW_MS)


def off_by_ms(readings: Sequence[ClockReading], at_ms: int) -> int | None:
    """How far the sources' clocks are ahead of ours (negative: behind): the median over the last minute. None while
    too few have told theirs."""
    found = sorted(each.off_ms for each in recent(readings, at_ms))
    return found[len(found) // 2] if len(found) >= FEWEST else None
