"""What the operator asks for, the part of the closed set of core/messages/commands.py that nobody else can say."""

from dataclasses import dataclass
from enum import StrEnum

MAX_BROADCAST = 1_000  # characters


class BackupState(StrEnum):
    """How far a copy of the book is."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the book that an operator (`player`) asked for: the file's path and bytes, or why there is none."""

    number: int
    player: int
    asked_ms: int
    state: BackupState = BackupState.ASKED
    file: str = ""
    size: int = 0
    error: str = ""
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message of an operator (`player`) to everybody: `sent_ms` None while it waits for a yes.

    `people`: how many it would reach, or was put on its way to.
    """

    number: int
    player: int
    text: str
    made_ms: int
    people: int
    sent_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SetPause:
    """Nothing opens on a market (None: on all) any more, or again."""

    market: str | None
    paused: bool


@dataclass(frozen=True, slots=True)
class VoidRound:
    """Give a round's stakes back, all of them."""

    number: int


@dataclass(frozen=True, slots=True)
class PlanBroadcast:
    """Keep a text, and say how many it would reach."""

    text: str


@dataclass(frozen=True, slots=True)
class SendBroadcast:
    """Send a text that was kept."""

    number: int


@dataclass(frozen=True, slots=True)
class AskBackup:
    """Copy the book into a file."""


@dataclass(frozen=True, slots=True)
class Unlink:
    """Undo a link of two accounts."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """How the program and the game are."""


@dataclass(frozen=True, slots=True)
class ShowLinks:
    """The newest links in force."""


OperatorWrite = SetPause | VoidRound | PlanBroadcast | SendBroadcast | AskBackup | Unlink
OperatorRead = ShowStatus | ShowLinks
