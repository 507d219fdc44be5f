"""The markets: marks and what is kept of them, gaps, halts, and who is told of a halt."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from core.prices.conditions import Proof
from core.prices.markets import Gap, Mark, Ticker
from core.rules.notices import Notice

E = TypeVar("E")

RUNNING = "state IN ('waiting', 'running')"
ACTIVE = "state IN ('open', 'locked')"

# Each half reads only what is open. A player with many things is told once.
_TELL_INVOLVED = f"""
    INSERT INTO outbox (topic, number, at_ms, ring, player)
    SELECT ?, ?, ?, ?, player FROM (
        SELECT player FROM positions INDEXED BY positions_open WHERE state = 'open' AND market = ?
        UNION SELECT player FROM orders INDEXED BY orders_waiting WHERE state = 'waiting' AND market = ?
        UNION SELECT player FROM predictions INDEXED BY predictions_open WHERE {RUNNING} AND market = ?
        UNION SELECT bets.player FROM rounds INDEXED BY rounds_due CROSS JOIN bets ON bets.round = number
        WHERE {ACTIVE} AND market = ?
    ) ORDER BY player
"""

# From each minute's last mark to the one before that minute: a seek a minute, however many marks there are in it.
_MINUTE_CLOSES = """
    WITH RECURSIVE newest (at_ms) AS (
        SELECT max(published_ms) FROM marks WHERE market = :market AND published_ms >= :since
        UNION ALL
        SELECT (
            SELECT max(published_ms) FROM marks
            WHERE market = :market AND published_ms >= :since AND published_ms < at_ms - at_ms % 60000
        ) FROM newest WHERE at_ms IS NOT NULL
    )
    SELECT price FROM newest CROSS JOIN marks ON market = :market AND published_ms = at_ms ORDER BY at_ms
"""


class MarketTables:
    """The part of the book that holds markets. Mixed into `SqliteBook`, whose connection it uses."""

    _conn: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[Any]:
        raise NotImplementedError

    def _all(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        raise NotImplementedError

    def _next(self, table: str) -> int:
        raise NotImplementedError

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""
        return self._all(Ticker, "WHERE price > 0")

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        """What every source said at a mark that is kept, by source."""
        return self._all(Proof, "WHERE market = ? AND mark_ms = ?", market, mark_ms)

    def prune_marks(self, before_ms: int, limit: int) -> None:
        """Drop the oldest marks published before this that are not kept, so many at most."""
        sql = (
            "DELETE FROM marks WHERE (market, published_ms) IN (SELECT market, published_ms FROM marks "
            "INDEXED BY marks_pruned WHERE kept = 0 AND published_ms < ? ORDER BY published_ms, market LIMIT ?)"
        )
        with self._writing():
            self._conn.execute(sql, (before_ms, limit))

    def next_halt(self) -> int:
        """The number of the next halt, over all markets, from 1."""
        return self._next("halts")

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        """The last price of each minute that had a mark since then, oldest first."""
        return [price for (price,) in self._conn.execute(_MINUTE_CLOSES, {"market": market, "since": since_ms})]

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        """The newest mark at each of these moments (ms UTC, rising), none twice; none before the first mark."""
        newest = "WHERE market = ? AND published_ms <= ?"
        last = "ORDER BY published_ms DESC LIMIT 1"
        found = (each for at_ms in moments for each in self._all(Mark, newest, market, at_ms, order=last))
        return list({mark.published_ms: mark for mark in found}.values())

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        """The gaps that ended after the one moment, up to the other, in order."""
        return self._all(Gap, "WHERE market = ? AND to_ms > ? AND to_ms <= ?", market, from_ms, until_ms)

    def tell_involved(self, market: str, notice: Notice) -> None:
        """Put this notice into the outbox for every player with something open on the market, by player."""
        row = (notice.topic, notice.number, notice.at_ms, notice.alert)
        with self._writing():
            self._conn.execute(_TELL_INVOLVED, (*row, market, market, market, market))

    def tell_again(self, notice: Notice) -> None:
        """Put this notice into the outbox for every player who had one about the same thing and is still there."""
        sql = (
            "INSERT INTO outbox (topic, number, at_ms, player, ring) SELECT DISTINCT topic, number, ?, player, ? "
            "FROM outbox INDEXED BY outbox_halts "
            "WHERE topic = 'halt' AND number = ? AND player IN (SELECT player FROM identities) ORDER BY player"
        )
        with self._writing():
            self._conn.execute(sql, (notice.at_ms, notice.alert, notice.number))
