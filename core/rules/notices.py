"""What must be told: rows written in the same transaction as what happened, delivered until they have arrived.

A notice says *what about*, never *what*: the courier renders it from the state at delivery, so that a late message is
a true one.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.rules.players import AlertKind


class Topic(StrEnum):
    """What a notice is about; the state of the thing itself says the rest."""

    POSITION = "position"
    ORDER = "order"
    PREDICTION = "prediction"
    ROUND = "round"
    HALT = "halt"
    LINK = "link"
    PRICE = "price"  # a price alert
    MIRROR = "mirror"  # a position held elsewhere
    BROADCAST = "broadcast"  # what the operator says to everybody
    BACKUP = "backup"
    DIGEST = "digest"  # a player's day
    TEST = "test"  # nothing: a player wants to know whether alerts arrive


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell `player` (privately) or `chat` about the thing `number`; with both, the chat about the player's thing.

    `ring` is the kind of alert, None for an update of a message that is already there. `at_ms` is when it happened.
    A liquidation is told before everything else of its mark. `id` is given by the book; `tries` counts how often a send
    of it was begun, so that after a crash in the middle of one the repeat can say that it is one. `sent_with`: the id
    of the first notice of the message that was begun last, so that the repeat is the same message; 0: none was.
    """

    topic: Topic
    number: int
    at_ms: int
    player: int | None = None
    chat: int | None = None
    ring: AlertKind | None = None
    id: int = 0
    tries: int = 0
    sent_with: int = 0

    @property
    def first(self) -> bool:
        """Whether this goes ahead of what else happened at the same mark."""
        return self.ring is AlertKind.LIQUIDATION


class Outcome(StrEnum):
    """What became of a message."""

    ARRIVED = "arrived"
    UNCERTAIN = "uncertain"  # the platform did not answer; it may have arrived
    UNREACHABLE = "unreachable"  # blocked, closed, gone: nothing reaches that person or chat until it speaks again


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message to a person (`user`) or a group (`chat`), the platform's own ids.

    `notices`: what it told. `edit_key` and `reference`: which thing the message shows from now on, and the
    platform's own name for the message.
    """

    platform: str
    user: str
    chat: str
    outcome: Outcome
    at_ms: int
    notices: tuple[Notice, ...] = ()
    edit_key: str = ""
    reference: str = ""

    @property
    def address(self) -> str:
        """The person or group as one word, for what is kept of each."""
        return f"chat {self.chat}" if self.chat else f"user {self.user}"


@dataclass(frozen=True, slots=True)
class Message:
    """Which message of a platform shows a thing at an address: a newer version of it is an edit of that message."""

    platform: str
    address: str
    edit_key: str
    reference: str
    at_ms: int
