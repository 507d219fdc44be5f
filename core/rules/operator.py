"""What operators leave in the book: backups that they asked for, and broadcasts, which are messages to everybody.

    backup       asked --somebody copies the file, bots/runtime/backups.py--> done or failed, told to whoever asked
    broadcast    planned (`sent_ms` None) --the operator's yes--> sent

There is one backup at a time, and at most one broadcast an hour.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.steps import IllegalStepError, Steps
from core.units import DAY_MS, HOUR_MS

MAX_BROADCAST = 1_000  # characters
HEARD_MS = 30 * DAY_MS  # who spoke to us since then gets a broadcast
BROADCAST_MS = HOUR_MS  # from one broadcast to the next, at least


class BackupState(StrEnum):
    """How far a backup is."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


BACKUP_STEPS: Steps[BackupState] = {
    BackupState.ASKED: {BackupState.DONE, BackupState.FAILED},
    BackupState.DONE: set(),
    BackupState.FAILED: set(),
}


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

    `people`: how many it would reach and, once it is sent, how many it was sent to.
    """

    number: int
    player: int
    text: str
    made_ms: int
    people: int
    sent_ms: int | None = None


def sent(broadcast: Broadcast, people: int, at_ms: int) -> Broadcast:
    """The broadcast once it is on its way to so many people. Raises IllegalStepError for one that was sent before."""
    if broadcast.sent_ms is not None:
        raise IllegalStepError(f"broadcast {broadcast.number} was sent before")
    return replace(broadcast, people=people, sent_ms=at_ms)
