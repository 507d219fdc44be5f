"""A book whose process dies at its n-th SQL statement: from then on nothing more reaches the file.

The connection is closed as it stands, so SQLite sees what it would see after `kill -9`: an open transaction that nobody
will ever commit. `Killed` is no Exception, so that no handler of the program mistakes it for a failure it can answer.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import storage
from storage.store import Store


class Killed(BaseException):
    """The process is dead."""


class FragileConnection:
    """Hands statements on until its time has come."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.left: int | None = None  # statements until death; None: it lives
        self.count = 0
        self.on_commit: Callable[[], None] = lambda: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    @property
    def is_dead(self) -> bool:
        """Whether its time has come."""
        return self.left is not None and self.left < 0

    def _live(self) -> None:
        self.count += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed

    def execute(self, *args: Any) -> Any:
        """One statement."""
        self._live()
        result = self._conn.execute(*args)
        if args[0] == "COMMIT":
            self.on_commit()
        return result

    def executemany(self, *args: Any) -> Any:
        """One statement, many rows."""
        self._live()
        return self._conn.executemany(*args)

    def commit(self) -> None:
        """The end of a transaction."""
        self._live()
        self._conn.commit()

    def rollback(self) -> None:
        """A dead process rolls nothing back."""
        self._live()
        self._conn.rollback()


def open_fragile(path: Path) -> tuple[Store, FragileConnection]:
    """A real book in a file. It does not wait for the disk: a killed process loses nothing that it has written."""
    book = storage.open(path)
    book._conn.execute("PRAGMA synchronous = OFF")
    fragile = FragileConnection(book._conn)
    book._conn = book._db.conn = fragile
    return book, fragile
