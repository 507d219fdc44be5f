"""Which rows have changed: triggers of the auditor's own, on the connection itself, so that nobody has to tell him.

They write into a table in memory, inside the transaction that changes the row: what is rolled back was never there.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

KEYS = {
    "positions": ("player", "number"),
    "orders": ("player", "number"),
    "predictions": ("player", "number"),
    "rounds": ("number",),
    "bets": ("round", "player"),
    "outbox": ("id",),
}
Key = tuple[int, ...]
Row = dict[str, Any]
Change = tuple[Key, Row | None, Row | None]  # before (None: it is new) and now (None: it is gone)


class Watcher:
    """The changes on one connection since they were last asked for."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._seen = 0
        conn.execute("CREATE TEMP TABLE changed_rows (name TEXT, one INTEGER, other INTEGER)")
        for table, keys in KEYS.items():
            for event, rows in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
                values = [", ".join([f"'{table}'", *(f"{row}.{key}" for key in keys), "0"][:3]) for row in rows]
                notes = "".join(f"INSERT INTO changed_rows VALUES ({value}); " for value in values)
                conn.execute(
                    f"CREATE TEMP TRIGGER changed_{table}_{event} AFTER {event} ON main.{table} BEGIN {notes}END"
                )

    def changed(self) -> defaultdict[str, set[Key]]:
        """The keys of changed rows, by table."""
        found: defaultdict[str, set[Key]] = defaultdict(set)
        rows = self._conn.execute(
            "SELECT rowid, name, one, other FROM changed_rows WHERE rowid > ? ORDER BY rowid", (self._seen,)
        )
        for rowid, table, one, other in rows.fetchall():
            self._seen = rowid
            found[table].add((one, other)[: len(KEYS[table])])
        return found


class Mirror:
    """What the auditor remembers of a table, and what is different now. A row that has only got another key (a link
    moves things between players) is the same row."""

    def __init__(self, table: str, *columns: str) -> None:
        keys = KEYS[table]
        self._columns = columns
        names = ", ".join(f'"{column}"' for column in columns)
        self._one = f"SELECT {names} FROM {table} WHERE {' AND '.join(f'{key} = ?' for key in keys)}"
        self._all = f"SELECT {', '.join(keys)}, {names} FROM {table}"
        self._width = len(keys)
        self._rows: dict[Key, tuple[Any, ...]] = {}

    def rows(self) -> Iterable[tuple[Key, Row]]:
        """Everything that is remembered."""
        return [(key, self.named(row)) for key, row in self._rows.items()]

    def get(self, *key: int) -> Row | None:
        """One row as it is remembered."""
        row = self._rows.get(key)
        return None if row is None else self.named(row)

    def named(self, row: tuple[Any, ...]) -> Row:
        """A row with the names of its columns."""
        return dict(zip(self._columns, row, strict=True))

    def take(self, conn: sqlite3.Connection, keys: set[Key]) -> list[Change]:
        """What became of these rows: before (None: it is new) and now (None: it is gone)."""
        if not keys:
            return []
        pairs = [(key, self._rows.get(key), conn.execute(self._one, key).fetchone()) for key in sorted(keys)]
        came = Counter(now for _, before, now in pairs if before is None and now is not None)
        went = Counter(before for _, before, now in pairs if before is not None and now is None)
        moved = came & went
        arriving, leaving = Counter(moved), Counter(moved)
        changes: list[Change] = []
        for key, before, now in pairs:
            if now is None:
                self._rows.pop(key, None)
            else:
                self._rows[key] = now
            if before == now:
                continue
            if before is None and arriving[now]:
                arriving[now] -= 1
            elif now is None and leaving[before]:
                leaving[before] -= 1
            else:
                changes.append((key, before and self.named(before), now and self.named(now)))
        return changes

    def everything(self, conn: sqlite3.Connection) -> set[Key]:
        """The keys of all that is different now: what a watcher would have told."""
        there = {row[: self._width]: row[self._width :] for row in conn.execute(self._all)}
        return {key for key in {*there, *self._rows} if there.get(key) != self._rows.get(key)}
