"""The tables of one database, asked and written by statements, or by the dataclasses that they hold.

There is one connection, which is made and used on the engine's thread.

Rules of everything that asks it
1. Whoever writes is inside a transaction: the caller's, or one of its own. An error leaves it half done, so it is never
   caught inside the transaction that it belongs to.
2. Bulk goes through `executemany`; the row API of sqlite-utils costs ten times as much.
3. Every statement's text is one of a fixed set, so that SQLite's compiled form of it is found again.
4. A query of a mark or a bell names its index (`INDEXED BY`): it fails rather than turn into a scan of all history.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlite_utils import Database

from core.book import Draft, Entity
from core.rules.rounds import Bet, Schedule
from storage.errors import DuplicateError, LedgerError, OverdraftError
from storage.sqlite.rows import shape, table_of

E = TypeVar("E")


class Tables:
    """A database, and the entities in it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._conn = db.conn

    # Transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones undo only themselves."""
        with self._db.atomic():
            yield

    def writing(self) -> AbstractContextManager[Any]:
        """The caller's transaction, or one of its own. A savepoint for every write would cost half as much again."""
        return nullcontext() if self._conn.in_transaction else self._db.atomic()

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        """The database's refusals by our names for them."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if "overdraft" in str(error):  # the name of the constraint
                raise OverdraftError(str(error)) from error
            if error.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
                raise DuplicateError(str(error)) from error
            raise LedgerError(str(error)) from error

    # Statements

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """One statement; one that writes only inside `writing`."""
        return self._conn.execute(sql, values)

    def number(self, sql: str, *values: int | str) -> int | None:
        """The one whole number that a query finds; None where it finds nothing or NULL."""
        row = self._conn.execute(sql, values).fetchone()
        found: int | None = row[0] if row else None
        return found

    def write(self, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> int:
        """One statement that writes; how many rows it changed."""
        with self.writing():
            return self._conn.execute(sql, values).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """One statement that writes, for each of these rows; how many rows it changed."""
        with self.writing():
            return self._conn.executemany(sql, rows).rowcount

    # Entities

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""
        form = shape(kind)
        try:
            row = self._conn.execute(form.get, key).fetchone()
        except OverflowError:  # a number that no column can hold, so nothing has it
            return None
        return form.entity(row) if row else None

    def select(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        """The entities that a clause (`INDEXED BY ... WHERE ...`) finds, by primary key unless `order` says how."""
        form = shape(kind)
        rows = self._conn.execute(f"{form.select} {clause} {order or form.order}", values)
        return [form.entity(row) for row in rows]

    def first(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> E | None:
        """The first of them."""
        found = self.select(kind, clause, *values, order=order)
        return found[0] if found else None

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace. Each type has a table of its own, so only the order within a type matters."""
        groups: defaultdict[type[Any], list[Entity]] = defaultdict(list)
        for entity in entities:
            groups[type(entity)].append(entity)
        if groups:
            with self.writing():
                for kind, group in groups.items():
                    form = shape(kind)
                    self._conn.executemany(form.save, map(form.values, group))

    def delete(self, entity: Draft | Bet | Schedule) -> None:
        """Remove an entity by its primary key."""
        form = shape(type(entity))
        self.write(form.delete, form.key(entity))

    def next_number(self, kind: type[Any]) -> int:
        """The number of the next entity of a kind that is numbered over the whole book, from 1."""
        return (self.number(f"SELECT max(number) FROM {table_of(kind)}") or 0) + 1


class Part:
    """A topic of the book; all parts share the tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
