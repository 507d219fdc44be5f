"""What must be told: rows written in the same transaction as what happened, delivered until they have arrived.

A notice says *what about*, never *what*: the courier renders it from the state at delivery, so that a late message is
a true one.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.accounts import AlertKind


class Topic(StrEnum):
    """What a notice is about; the state of the thing itself says the rest."""

    POSITION = "position"
    ORDER = "order"
    PREDICTION = "prediction"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell `player` (privately) or `chat` about the thing `number`.

    `ring` is the kind of alert, None for an update of a message that is already there. `at_ms` is when it happened.
    A liquidation is told before everything else of its mark. `id` is given by the book.
    """

    topic: Topic
    number: int
    at_ms: int
    player: int | None = None
    chat: int | None = None
    ring: AlertKind | None = None
    id: int = 0

    @property
    def first(self) -> bool:
        """Whether this goes ahead of what else happened at the same mark."""
        return self.ring is AlertKind.LIQUIDATION
