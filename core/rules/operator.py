"""What operators leave in the book: copies of it that they asked for, and messages to everybody.

backup      asked --somebody copies the file--> done or failed
broadcast   waits for a yes (`sent_ms` None) --> sent, at most one an hour
"""

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
