"""What the parts of the book have in common: the connection, and how rows are asked for."""

import sqlite3
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from sqlite_utils import Database

from storage.rows import shape

E = TypeVar("E")

# What has not ended; the partial indexes of storage/schema.py say the same, word for word.
RUNNING = "state IN ('waiting', 'running', 'asked')"
ACTIVE = "state IN ('open', 'locked', 'asked')"


class Tables:
    """The connection of a book, which is made and used on the engine's thread."""

    _db: Database
    _conn: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[Any]:
        """The caller's transaction, or one of its own. A savepoint for every write would cost half as much again."""
        return nullcontext() if self._conn.in_transaction else self._db.atomic()

    def _all(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        form = shape(kind)
        rows = self._conn.execute(f"{form.select} {clause} {order or form.order}", values)
        return [form.entity(row) for row in rows]

    def _value(self, sql: str, *values: int | str) -> Any:
        row = self._conn.execute(sql, values).fetchone()
        return row[0] if row else None
