"""The store in one SQLite file: the book, put together from its parts, and what is done with the file as a whole."""

import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing
from operator import attrgetter
from pathlib import Path

import core.book as port
from core.ledger import Transfer
from storage.errors import UnusableError
from storage.sqlite.book.alerts import SqliteAlerts
from storage.sqlite.book.chats import SqliteChats
from storage.sqlite.book.links import SqliteLinks
from storage.sqlite.book.markets import SqliteMarkets
from storage.sqlite.book.operator import SqliteOperator
from storage.sqlite.book.outbox import SqliteOutbox
from storage.sqlite.book.players import SqlitePlayers
from storage.sqlite.book.positions import SqlitePositions
from storage.sqlite.book.predictions import SqlitePredictions
from storage.sqlite.book.privacy import SqlitePrivacy
from storage.sqlite.book.results import SqliteResults
from storage.sqlite.book.rounds import SqliteRounds
from storage.sqlite.file import WAL_PAGES, open_file, open_memory
from storage.sqlite.lock import FileLock
from storage.sqlite.tables import Tables

_TRANSFER = attrgetter("id", "debit", "credit", "amount", "code", "at_ms")
_PIECE = 1_048_576  # bytes of a copy read at once; about a millisecond

# Asked once, at the start. What is appended in the order of time is read at its end, and requests have an index.
_LATEST = """
    SELECT max(at_ms) FROM (
        SELECT max(max(published_ms), 60000 * max(funding_minute)) AS at_ms FROM tickers
        UNION ALL SELECT max(at_ms) FROM requests
        UNION ALL SELECT max(spoke_ms) FROM members
        UNION ALL SELECT max(created_ms) FROM players
        UNION ALL SELECT * FROM (SELECT at_ms FROM transfers ORDER BY sequence DESC LIMIT 1)
        UNION ALL SELECT max(at_ms) FROM outbox
    )
"""


class SqliteStore(Tables):
    """Everything the engine remembers, in a file, or in memory where `path` is None.

    Raises InUseError if another process has the file, SchemaError if it is newer than this program or no book of ours,
    UnusableError if it cannot be opened at all.
    """

    def __init__(self, path: Path | None) -> None:
        self._file = None if path is None else path.resolve()  # two names of one file are one lock
        self._lock: FileLock | None = None
        if self._file is None:
            super().__init__(open_memory())
        else:
            db, self._lock = open_file(self._file)
            super().__init__(db)
        # Opened once and kept: closing any descriptor of the file drops the locks that SQLite has on it.
        self._descriptor = None if self._file is None else os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        self._copying = False
        self.markets: port.MarketsBook = SqliteMarkets(self)
        self.players: port.PlayersBook = SqlitePlayers(self)
        self.privacy: port.PrivacyBook = SqlitePrivacy(self)
        self.chats: port.ChatsBook = SqliteChats(self)
        self.positions: port.PositionsBook = SqlitePositions(self)
        self.predictions: port.PredictionsBook = SqlitePredictions(self)
        self.rounds: port.RoundsBook = SqliteRounds(self)
        self.results: port.ResultsBook = SqliteResults(self)
        self.alerts: port.AlertsBook = SqliteAlerts(self)
        self.outbox: port.OutboxBook = SqliteOutbox(self)
        self.links: port.LinksBook = SqliteLinks(self)
        self.operator: port.OperatorBook = SqliteOperator(self)

    # The ledger

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers, all or none. Raises OverdraftError or DuplicateError, both bugs of ours."""
        rows = [*map(_TRANSFER, transfers)]
        if rows:
            with self.named_errors():
                sql = "INSERT INTO transfers (id, debit, credit, amount, code, at_ms) VALUES (?, ?, ?, ?, ?, ?)"
                self.write_many(sql, rows)

    def balance(self, account: str) -> int:
        """What an account holds, micro-points; zero if it never moved."""
        return self.number("SELECT balance FROM accounts WHERE name = ?", account) or 0

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at, ms UTC; zero for a new book."""
        return self.number(_LATEST) or 0

    # The file

    def tidy(self) -> None:
        """Copy the write-ahead log into the file."""
        if not self._copying:
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def size(self) -> int:
        """How much space the file and its log take, bytes; zero for a game in memory."""
        if self._file is None:
            return 0
        parts = (self._file, self._file.with_name(f"{self._file.name}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def copy(self) -> Generator[bytes, None, None]:
        """The file at the moment of the first piece: until the end, new transactions stay in the log.

        (SQLite's own backup is one call from its beginning to its end for whoever has the only connection.) Raises
        UnusableError for a game in memory, and while somebody else reads the file.
        """
        if self._descriptor is None:
            raise UnusableError("This game is in memory only: there is no file to copy.")
        try:
            self._freeze()
            for offset in range(0, os.fstat(self._descriptor).st_size, _PIECE):
                yield os.pread(self._descriptor, _PIECE, offset)
        finally:
            self._copying = False
            self._conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")

    def _freeze(self) -> None:
        """Put everything into the file, and write to its log alone from now on."""
        self._copying = True
        try:
            self._conn.execute("PRAGMA wal_autocheckpoint = 0")
            (waits_ms,) = self._conn.execute("PRAGMA busy_timeout").fetchone()
            self._conn.execute("PRAGMA busy_timeout = 0")  # the game does not stand still for somebody who reads
            busy, *_rest = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._conn.execute(f"PRAGMA busy_timeout = {waits_ms}")
        except sqlite3.Error as error:
            raise UnusableError(f"The game cannot be copied: {error}.") from error
        if busy:
            raise UnusableError("Somebody else is reading the file. Please try again.")

    def check(self, copy: Path) -> None:
        """Read a copy from its beginning to its end, on any thread. Raises UnusableError unless it is whole."""
        try:
            with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?immutable=1", uri=True)) as connection:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            raise UnusableError(f"The copy is damaged: {found}.")

    def close(self) -> None:
        """Leave one file with everything in it, and its lock to others."""
        self._conn.close()  # the last connection to a file checkpoints and removes the log
        if self._descriptor is not None:
            os.close(self._descriptor)
        if self._lock:
            self._lock.release()
