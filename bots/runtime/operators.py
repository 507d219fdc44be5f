"""Operators: who is one, what they are told of the program itself, and a line in the log for everything they do.

An operator is known by the platform's own id, looked up at every act; a name says nothing.
"""

import logging
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from core.book import Identity
from core.messages.operator import OperatorWrite

_RSS_UNIT = 1 if sys.platform == "darwin" else 1_024  # bytes in which the kernel counts memory

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Vitals:
    """The program: its version, how long it runs, most memory it ever had, and the bytes of its database."""

    version: str
    uptime_ms: int
    memory: int
    database: int


@dataclass(frozen=True, slots=True)
class Operators:
    """`database` gives the bytes that the game takes; `began_ms`: when the program began."""

    is_operator: Callable[[Identity], bool] = field(default=lambda _who: False)
    version: str = ""
    database: Callable[[], int] = field(default=lambda: 0)
    began_ms: int = 0

    def vitals(self, at_ms: int) -> Vitals:
        """How the program is now."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
        return Vitals(self.version, max(0, at_ms - self.began_ms), memory, self.database())

    def note(self, who: Identity, command: OperatorWrite, outcome: str) -> None:
        """Log what an operator did, and what came of it."""
        _log.info("operator %s:%s: %.200r: %s", who.platform, who.user, command, outcome)
