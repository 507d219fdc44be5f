"""Near warnings: a position, here or elsewhere, came near its liquidation.

It is told some seconds later, unless something has ended the position by then.
"""

from dataclasses import dataclass

from core.rules.notices import Topic

NEAR_WAIT_MS = 2_000  # a liquidation within it makes the warning pointless


@dataclass(frozen=True, slots=True)
class NearWarning:
    """A position, or one held elsewhere, that came near its liquidation at this moment."""

    player: int
    number: int
    topic: Topic
    market: str
    at_ms: int
