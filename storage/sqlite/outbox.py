"""The outbox: notices, written with what happened, that wait until they are told; liquidations before all others."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from operator import attrgetter
from typing import Any

from core.rules.notices import Notice
from storage.sqlite.rows import entity_of

_NOTICE = attrgetter("topic", "number", "at_ms", "player", "chat", "alert")


class OutboxTables:
    """The part of the book that holds what must be told. Mixed into `SqliteBook`, whose connection it uses."""

    _conn: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[Any]:
        raise NotImplementedError

    def tell(self, notices: Iterable[Notice]) -> None:
        """Put notices into the outbox, in order."""
        rows = [*map(_NOTICE, notices)]
        if rows:
            with self._writing():
                self._conn.executemany(
                    "INSERT INTO outbox (topic, number, at_ms, player, chat, ring) VALUES (?, ?, ?, ?, ?, ?)", rows
                )

    def untold(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        """Notices not delivered and not held: liquidations (`first`) or all others, with a higher id, by id."""
        rows = self._conn.execute(
            "SELECT topic, number, at_ms, player, chat, ring, id, tries, sent_with FROM outbox "
            "INDEXED BY outbox_unsent WHERE sent_ms IS NULL AND held = 0 AND (ring IS 'liquidation') = ? AND id > ? "
            "ORDER BY id LIMIT ?",
            (first, after, limit),
        )
        return [entity_of(Notice)(row) for row in rows]

    def notice(self, number: int) -> Notice | None:
        """A notice that waits, as it is now: a link may have given it away. None if it was told or they left."""
        row = self._conn.execute(
            "SELECT topic, number, at_ms, player, chat, ring, id, tries, sent_with FROM outbox "
            "WHERE id = ? AND sent_ms IS NULL",
            (number,),
        ).fetchone()
        return entity_of(Notice)(row) if row else None

    def begin_telling(self, notices: Iterable[int]) -> None:
        """Count one more try of each; they go together, as one message."""
        ids = [*notices]
        with self._writing():
            sql = "UPDATE outbox SET tries = tries + 1, sent_with = ? WHERE id = ?"
            self._conn.executemany(sql, [(ids[0], each) for each in ids])

    def told(self, notices: Iterable[int], at_ms: int) -> None:
        """Mark notices as delivered."""
        with self._writing():
            self._conn.executemany("UPDATE outbox SET sent_ms = ? WHERE id = ?", [(at_ms, each) for each in notices])

    def hold_one(self, notice: int) -> None:
        """Keep this notice until what is held for its player is released."""
        with self._writing():
            self._conn.execute("UPDATE outbox SET held = 1 WHERE id = ?", (notice,))

    def hold(self, player: int) -> None:
        """Keep a player's undelivered notices until they are released; what a chat is told of them goes on."""
        with self._writing():
            sql = (
                "UPDATE outbox INDEXED BY outbox_of SET held = 1 WHERE player = ? AND sent_ms IS NULL AND chat IS NULL"
            )
            self._conn.execute(sql, (player,))

    def release(self, player: int) -> None:
        """Put what is held for a player at the end of the outbox."""
        held = "player = ? AND sent_ms IS NULL AND held = 1"
        columns = "topic, number, at_ms, player, chat, ring, tries, sent_with"
        with self._writing():
            sql = (
                f"INSERT INTO outbox ({columns}) SELECT {columns} FROM outbox INDEXED BY outbox_of WHERE {held} "
                "ORDER BY id"
            )
            self._conn.execute(sql, (player,))
            self._conn.execute(f"DELETE FROM outbox INDEXED BY outbox_of WHERE {held}", (player,))
