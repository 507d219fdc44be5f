"""Calls of Up or Down alone."""

from collections.abc import Sequence

from core.prices.markets import Side
from core.rules.predictions import Prediction
from storage.sqlite.tables import Part

RUNNING = "state IN ('waiting', 'running')"


class SqlitePredictions(Part):
    """Predictions that wait or run."""

    def waiting(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""
        where = "INDEXED BY predictions_waiting WHERE state = 'waiting' AND market = ? AND received_ms < ?"
        return self._tables.select(Prediction, where, market, before_ms)

    def expiring(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""
        where = "INDEXED BY predictions_closing WHERE state = 'running' AND market = ? AND closes_ms <= ?"
        return self._tables.select(Prediction, where, market, until_ms)

    def due(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""
        return self._tables.select(Prediction, f"INDEXED BY predictions_due WHERE {RUNNING} AND due_ms < ?", at_ms)

    def open_of(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""
        return self._tables.select(Prediction, f"INDEXED BY predictions_open WHERE {RUNNING} AND player = ?", player)

    def stakes(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run."""
        sql = (
            "SELECT sum(stake) FROM predictions INDEXED BY predictions_stakes "
            f"WHERE {RUNNING} AND market = ? AND minutes = ? AND side = ?"
        )
        return self._tables.number(sql, market, minutes, side) or 0
