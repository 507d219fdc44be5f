"""The outbox: notices, written with what happened, that wait until they are delivered; liquidations go first."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from core.messages.operator import Lane
from core.rules.notices import Notice
from storage.sqlite.book.predictions import RUNNING
from storage.sqlite.book.rounds import ACTIVE
from storage.sqlite.rows import entity_of
from storage.sqlite.tables import Part, Tables

_NEW = attrgetter("topic", "number", "at_ms", "player", "chat", "alert")
_COLUMNS = "topic, number, at_ms, player, chat, ring, id, tries, sent_with"  # the fields of a notice

# Each half reads only what is open. A player with many things is told once.
_ADD_FOR_MARKET = f"""
    INSERT INTO outbox (topic, number, at_ms, ring, player)
    SELECT ?, ?, ?, ?, player FROM (
        SELECT player FROM positions INDEXED BY positions_open WHERE state = 'open' AND market = ?
        UNION SELECT player FROM orders INDEXED BY orders_waiting WHERE state = 'waiting' AND market = ?
        UNION SELECT player FROM predictions INDEXED BY predictions_open WHERE {RUNNING} AND market = ?
        UNION SELECT bets.player FROM rounds INDEXED BY rounds_due CROSS JOIN bets ON bets.round = number
        WHERE {ACTIVE} AND market = ?
    ) ORDER BY player
"""

# Whoever spoke since a moment on a platform where they can be reached.
_REACHABLE = "SELECT DISTINCT player FROM identities WHERE unreachable_ms IS NULL AND spoke_ms >= ?"

_LANES = """
    SELECT CASE
        WHEN held = 1 THEN 'held'
        WHEN ring IS 'liquidation' THEN 'liquidations'
        WHEN ring IS NOT NULL THEN 'alerts'
        WHEN topic = 'broadcast' THEN 'broadcast'
        ELSE 'updates' END AS lane, count(*), min(at_ms)
    FROM outbox INDEXED BY outbox_of WHERE sent_ms IS NULL GROUP BY lane ORDER BY lane
"""


class SqliteOutbox(Part):
    """Notices on their way."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._notice = entity_of(Notice)

    def add(self, notices: Iterable[Notice]) -> None:
        """Put notices at the end, in order."""
        rows = [*map(_NEW, notices)]
        if rows:
            sql = "INSERT INTO outbox (topic, number, at_ms, player, chat, ring) VALUES (?, ?, ?, ?, ?, ?)"
            self._tables.write_many(sql, rows)

    def add_for_market(self, market: str, notice: Notice) -> None:
        """Put this notice at the end for every player with something open on the market, by player."""
        row = (notice.topic, notice.number, notice.at_ms, notice.alert)
        self._tables.write(_ADD_FOR_MARKET, (*row, market, market, market, market))

    def add_for_halt(self, notice: Notice) -> None:
        """Put this notice at the end for every player who had one about the halt and is still there, by player."""
        sql = (
            "INSERT INTO outbox (topic, number, at_ms, player, ring) SELECT DISTINCT topic, number, ?, player, ? "
            "FROM outbox INDEXED BY outbox_halts "
            "WHERE topic = 'halt' AND number = ? AND player IN (SELECT player FROM identities) ORDER BY player"
        )
        self._tables.write(sql, (notice.at_ms, notice.alert, notice.number))

    def add_for_reachable(self, notice: Notice, spoke_since_ms: int) -> int:
        """Put this notice at the end for every player of `count_reachable`, by player; how many they are."""
        columns = "topic, number, at_ms, ring, player"
        sql = f"INSERT INTO outbox ({columns}) SELECT ?, ?, ?, ?, player FROM ({_REACHABLE}) ORDER BY player"
        row = (notice.topic, notice.number, notice.at_ms, notice.alert)
        return self._tables.write(sql, (*row, spoke_since_ms))

    def count_reachable(self, spoke_since_ms: int) -> int:
        """How many players spoke since then and can be reached."""
        return self._tables.number(f"SELECT count(*) FROM ({_REACHABLE})", spoke_since_ms) or 0

    def waiting(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        """Notices not delivered and not held: liquidations (`first`) or all others, with a higher id, by id."""
        sql = (
            f"SELECT {_COLUMNS} FROM outbox INDEXED BY outbox_unsent "
            "WHERE sent_ms IS NULL AND held = 0 AND (ring IS 'liquidation') = ? AND id > ? ORDER BY id LIMIT ?"
        )
        return [self._notice(row) for row in self._tables.execute(sql, (first, after, limit))]

    def waiting_notice(self, number: int) -> Notice | None:
        """A notice that was not delivered, as it is now; None if it was, or its player has left."""
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE id = ? AND sent_ms IS NULL"
        row = self._tables.execute(sql, (number,)).fetchone()
        return self._notice(row) if row else None

    def begin_sending(self, notices: Iterable[int]) -> None:
        """Count one more try of each; they go as one message."""
        ids = [*notices]
        sql = "UPDATE outbox SET tries = tries + 1, sent_with = ? WHERE id = ?"
        self._tables.write_many(sql, [(ids[0], each) for each in ids])

    def mark_delivered(self, notices: Iterable[int], at_ms: int) -> None:
        """These notices have arrived."""
        self._tables.write_many("UPDATE outbox SET sent_ms = ? WHERE id = ?", [(at_ms, each) for each in notices])

    def hold_notice(self, notice: int) -> None:
        """Keep this notice until what is held for its player is released."""
        self._tables.write("UPDATE outbox SET held = 1 WHERE id = ?", (notice,))

    def hold(self, player: int) -> None:
        """Keep a player's undelivered notices until they are released; what a chat is told of them goes on."""
        sql = "UPDATE outbox INDEXED BY outbox_of SET held = 1 WHERE player = ? AND sent_ms IS NULL AND chat IS NULL"
        self._tables.write(sql, (player,))

    def release(self, player: int) -> None:
        """Put what is held for a player at the end."""
        held = "player = ? AND sent_ms IS NULL AND held = 1"
        columns = "topic, number, at_ms, player, chat, ring, tries, sent_with"
        with self._tables.writing():
            sql = (
                f"INSERT INTO outbox ({columns}) SELECT {columns} FROM outbox INDEXED BY outbox_of WHERE {held} "
                "ORDER BY id"
            )
            self._tables.execute(sql, (player,))
            self._tables.execute(f"DELETE FROM outbox INDEXED BY outbox_of WHERE {held}", (player,))

    def lanes(self) -> tuple[Lane, ...]:
        """What was not delivered, by kind: liquidations, alerts, updates, broadcast, held; those that have any."""
        return tuple(Lane(*row) for row in self._tables.execute(_LANES))
