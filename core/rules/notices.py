"""What must be told: rows written in the same transaction as what happened, delivered until they have arrived.

A notice says *what about*, never *what*: the courier renders it from the state at delivery, so that a late message is
a true one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.rules.alerts.kinds import ALERTS, AlertKind


class Topic(StrEnum):
    """What a notice is about; the state of the thing itself says the rest."""

    POSITION = "position"
    ORDER = "order"
    PREDICTION = "prediction"
    ROUND = "round"
    HALT = "halt"
    LINK = "link"
    PRICE = "price"  # a price alert
    WATCHED = "mirror"  # a position held elsewhere that is watched here
    BROADCAST = "broadcast"  # what the operator says to everybody
    BACKUP = "backup"
    DIGEST = "digest"  # a player's day
    TEST = "test"  # nothing: a player wants to know whether alerts arrive


# How the messages that show things of a topic are named; an update changes the message of the same name. Empty: nothing
# of this topic is ever updated.
_MESSAGES: Mapping[Topic, str] = {
    Topic.POSITION: "position",
    Topic.ORDER: "position",  # an order and the position it becomes are one thing
    Topic.PREDICTION: "prediction",
    Topic.ROUND: "round",
    Topic.HALT: "",
    Topic.LINK: "link",
    Topic.PRICE: "price alert",
    Topic.WATCHED: "watch",
    Topic.BROADCAST: "",
    Topic.BACKUP: "backup",
    Topic.DIGEST: "digest",
    Topic.TEST: "test",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell `player` (privately) or `chat` about the thing `number`; with both, the chat about the player's thing.

    `alert` is the kind of alert, None for an update of a message that is already there. `at_ms` is when it happened.
    `id` is given by the book. `tries` counts how often a send of it was begun, so that after a crash in the middle of
    one the repeat can say that it is one. `sent_with` is the id of the first notice of the message that was begun last,
    so that the repeat is the same message; 0: none was begun.
    """

    topic: Topic
    number: int
    at_ms: int
    player: int | None = None
    chat: int | None = None
    alert: AlertKind | None = None
    id: int = 0
    tries: int = 0
    sent_with: int = 0

    @property
    def first(self) -> bool:
        """Whether this goes ahead of what else happened at the same mark."""
        return self.alert is not None and ALERTS[self.alert].first

    @property
    def edit_key(self) -> str:
        """The thing whose message this changes; empty for an alert and a broadcast, which are messages of their own."""
        own_view = self.topic is Topic.ROUND and self.player is not None
        name = "bet" if own_view else _MESSAGES[self.topic]
        return f"{name} {self.number}" if name and self.alert is None else ""


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
