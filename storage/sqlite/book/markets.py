"""Marks and what is kept of them, gaps between them."""

from collections.abc import Iterable, Sequence

from core.prices.conditions import Proof
from core.prices.markets import Gap, Mark, Ticker
from storage.sqlite.tables import Part

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


class SqliteMarkets(Part):
    """Tickers, marks, proofs and gaps."""

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""
        return self._tables.select(Ticker, "WHERE price > 0")

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        """The last price of each minute that had a mark since then, oldest first."""
        return [price for (price,) in self._tables.execute(_MINUTE_CLOSES, {"market": market, "since": since_ms})]

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        """The newest mark at each of these rising moments, none twice; none before the first mark."""
        newest = "WHERE market = ? AND published_ms <= ?"
        last = "ORDER BY published_ms DESC LIMIT 1"
        found = (each for at_ms in moments for each in self._tables.select(Mark, newest, market, at_ms, order=last))
        return list({mark.published_ms: mark for mark in found}.values())

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        """The gaps that ended after the one moment, up to the other, in order."""
        return self._tables.select(Gap, "WHERE market = ? AND to_ms > ? AND to_ms <= ?", market, from_ms, until_ms)

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        """What every source said at a mark that is kept, by source."""
        return self._tables.select(Proof, "WHERE market = ? AND mark_ms = ?", market, mark_ms)

    def prune_marks(self, before_ms: int, limit: int) -> None:
        """Delete the oldest marks published before this that are not kept, so many at most."""
        sql = (
            "DELETE FROM marks WHERE (market, published_ms) IN (SELECT market, published_ms FROM marks "
            "INDEXED BY marks_pruned WHERE kept = 0 AND published_ms < ? ORDER BY published_ms, market LIMIT ?)"
        )
        self._tables.write(sql, (before_ms, limit))
