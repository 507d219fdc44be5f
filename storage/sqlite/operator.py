"""What the operator's verb asks of the book: how many there are, whom a broadcast reaches, links and copies."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from core.messages.operator import Census, Lane
from core.rules.links import Link
from core.rules.notices import Notice
from core.rules.operator import Backup
from storage.sqlite.markets import ACTIVE, RUNNING

E = TypeVar("E")

# Whoever spoke to us since a moment on a platform where they can be reached.
_HEARD = "SELECT DISTINCT player FROM identities WHERE unreachable_ms IS NULL AND spoke_ms >= ?"

_CENSUS = f"""
    SELECT
    (SELECT count(*) FROM players WHERE number IN (SELECT player FROM identities)),
    (SELECT count(*) FROM chats WHERE left_ms IS NULL),
    (SELECT count(*) FROM positions INDEXED BY positions_open WHERE state = 'open'),
    (SELECT count(*) FROM orders INDEXED BY orders_waiting WHERE state = 'waiting'),
    (SELECT count(*) FROM predictions INDEXED BY predictions_open WHERE {RUNNING}),
    (SELECT count(*) FROM rounds INDEXED BY rounds_active WHERE {ACTIVE})
"""

_LANES = """
    SELECT CASE
        WHEN held = 1 THEN 'held'
        WHEN ring IS 'liquidation' THEN 'liquidations'
        WHEN ring IS NOT NULL THEN 'alerts'
        WHEN topic = 'broadcast' THEN 'broadcast'
        ELSE 'updates' END AS lane, count(*), min(at_ms)
    FROM outbox INDEXED BY outbox_of WHERE sent_ms IS NULL GROUP BY lane ORDER BY lane
"""


class OperatingTables:
    """The part of the book that serves the operator. Mixed into `SqliteBook`, whose connection it uses."""

    _conn: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[Any]:
        raise NotImplementedError

    def _all(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        raise NotImplementedError

    def _value(self, sql: str, *values: int | str) -> Any:
        raise NotImplementedError

    def _next(self, table: str) -> int:
        raise NotImplementedError

    def census(self) -> Census:
        """How many there are."""
        return Census(*self._conn.execute(_CENSUS).fetchone())

    def waiting_lanes(self) -> tuple[Lane, ...]:
        """What was not told yet, by kind."""
        return tuple(Lane(*row) for row in self._conn.execute(_LANES))

    def newest_links(self, limit: int) -> Sequence[Link]:
        """The links in force, newest first, so many at most."""
        return self._all(Link, "WHERE state = 'linked'", limit, order="ORDER BY number DESC LIMIT ?")

    def next_broadcast(self) -> int:
        """The number of the next broadcast, from 1."""
        return self._next("broadcasts")

    def last_broadcast_ms(self) -> int | None:
        """When the last broadcast was sent; None if there was none."""
        at_ms: int | None = self._value("SELECT max(sent_ms) FROM broadcasts")
        return at_ms

    def count_heard(self, since_ms: int) -> int:
        """How many players spoke to us since then and can be reached."""
        count: int = self._value(f"SELECT count(*) FROM ({_HEARD})", since_ms)
        return count

    def tell_heard(self, notice: Notice, since_ms: int) -> int:
        """Put this notice into the outbox for each of them, by player; how many they are."""
        columns = "topic, number, at_ms, ring, player"
        sql = f"INSERT INTO outbox ({columns}) SELECT ?, ?, ?, ?, player FROM ({_HEARD}) ORDER BY player"
        with self._writing():
            row = (notice.topic, notice.number, notice.at_ms, notice.alert)
            return self._conn.execute(sql, (*row, since_ms)).rowcount

    def next_backup(self) -> int:
        """The number of the next backup, from 1."""
        return self._next("backups")

    def asked_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""
        found = self._all(Backup, "WHERE state = 'asked'")
        return found[0] if found else None

    def last_backup(self) -> Backup | None:
        """The newest backup that was made."""
        found = self._all(Backup, "WHERE state = 'done'", order="ORDER BY number DESC LIMIT 1")
        return found[0] if found else None
