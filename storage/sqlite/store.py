"""The store in one SQLite file: the book, and what is done with the file as a whole."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from storage.errors import UnusableError
from storage.sqlite.book import SqliteBook
from storage.sqlite.file import WAL_PAGES, open_file, open_memory
from storage.sqlite.lease import Lease

_PIECE = 1_048_576  # bytes of a copy read at once; about a millisecond


class SqliteStore(SqliteBook):
    """Everything the engine remembers, in a file, or in memory where `path` is None.

    Raises LeaseError if another process has the file, SchemaError if it is newer than this program or no book of ours,
    UnusableError if it cannot be opened at all.
    """

    def __init__(self, path: Path | None) -> None:
        self._file = None if path is None else path.resolve()  # two names of one file are one lease
        self._lease: Lease | None = None
        if self._file is None:
            super().__init__(open_memory())
        else:
            db, self._lease = open_file(self._file)
            super().__init__(db)
        # Opened once and kept: closing any descriptor of the file drops the locks that SQLite has on it.
        self._descriptor = None if self._file is None else os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        self._frozen = False

    def tidy(self) -> None:
        """Copy the write-ahead log into the file."""
        if not self._frozen:
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def size(self) -> int:
        """How much space the file and its log take, bytes; zero for a game in memory."""
        if self._file is None:
            return 0
        parts = (self._file, self._file.with_name(f"{self._file.name}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def copy(self) -> Generator[bytes, None, None]:
        """The file at the moment of the first piece.

        Until it is closed, new transactions stay in the log. SQLite's own backup would be one call from its beginning
        to its end for whoever has the only connection. Raises UnusableError for a game in memory, and while somebody
        else reads the file.
        """
        if self._descriptor is None:
            raise UnusableError("This game is in memory only: there is no file to copy.")
        try:
            try:
                size = self._freeze(self._descriptor)
            except sqlite3.Error as error:
                raise UnusableError(f"The game cannot be copied: {error}.") from error
            for offset in range(0, size, _PIECE):
                yield os.pread(self._descriptor, _PIECE, offset)
        finally:
            self._frozen = False
            self._conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")

    def _freeze(self, descriptor: int) -> int:
        """Put everything into the file and write to its log alone from now on; the length of the file, bytes."""
        self._conn.execute("PRAGMA wal_autocheckpoint = 0")
        self._frozen = True
        (waits_ms,) = self._conn.execute("PRAGMA busy_timeout").fetchone()
        self._conn.execute("PRAGMA busy_timeout = 0")  # the game does not stand still for somebody who reads the file
        busy, *_rest = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._conn.execute(f"PRAGMA busy_timeout = {waits_ms}")
        if busy:
            raise UnusableError("Somebody else is reading the file. Please try again.")
        return os.fstat(descriptor).st_size

    def check(self, copy: Path) -> None:
        """Read a copy from its beginning to its end. Raises UnusableError unless it is a whole database."""
        try:
            with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?immutable=1", uri=True)) as connection:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            raise UnusableError(f"The copy is damaged: {found}.")

    def close(self) -> None:
        """Leave one file with everything in it, and the lease to others."""
        self._conn.close()  # the last connection to a file checkpoints and removes the log
        if self._descriptor is not None:
            os.close(self._descriptor)
        if self._lease:
            self._lease.release()
