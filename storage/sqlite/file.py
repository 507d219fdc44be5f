"""The database file: opened by one process, readable by its owner alone, durable, and brought up to date.

Rules of the file
1. One connection, ours: two that write or checkpoint can lose a reset of the log before SQLite 3.51.3. The lock keeps
   other processes out.
2. synchronous=FULL: what was committed survives the loss of power. The write-ahead log is copied into the file by
   `SqliteStore.tidy` between ticks, not inside the commit of a mark that happens to fill its thousandth page.
"""

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from storage.errors import SchemaError, UnusableError
from storage.sqlite.lock import FileLock
from storage.sqlite.migrations import bring_up_to_date

_STATEMENTS = 512  # compiled statements kept; there are about a hundred, and a savepoint's name is new each time
WAL_PAGES = 16_384  # 64 MiB: where a commit checkpoints after all, should nobody call `tidy`
_PRAGMAS = (
    "synchronous = FULL",
    "temp_store = MEMORY",
    "secure_delete = ON",  # what is deleted is overwritten: people leave, and take their names with them
    f"wal_autocheckpoint = {WAL_PAGES}",
    f"journal_size_limit = {WAL_PAGES * 4096}",
)


def open_file(file: Path) -> tuple[Database, FileLock]:
    """Open or make a database file. Raises InUseError, SchemaError or UnusableError (see `storage.errors`)."""
    try:
        return _take(file)
    except OSError as error:
        raise UnusableError(f"{file} cannot be opened: {error.strerror}.") from error


def open_memory() -> Database:
    """A database that ends with the process."""
    return _connect(":memory:")


def _take(file: Path) -> tuple[Database, FileLock]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(file)
    try:
        _keep_private(file)
        return _connect(str(file)), lock
    except BaseException:
        lock.release()
        raise


def _keep_private(file: Path) -> None:
    """Make the file, if it is new, and shut others out; SQLite gives its log the mode of the file."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.chmod(0o600)


def _connect(name: str) -> Database:
    db = Database(sqlite3.connect(name, cached_statements=_STATEMENTS), execute_plugins=False)
    try:
        db.enable_wal()
        for pragma in _PRAGMAS:
            db.conn.execute(f"PRAGMA {pragma}")
        bring_up_to_date(db, name)
        db.conn.execute("PRAGMA foreign_keys = ON")
    except BaseException as error:
        db.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise SchemaError(f"{name} cannot be used as a database: {error}.") from error
        raise
    return db
