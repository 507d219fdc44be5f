"""Predictions and rounds as they are asked for: what waits, runs, is due, or hangs on the price of a second."""

from collections.abc import Sequence

from core.markets import Side
from core.ports import Bet, Schedule
from core.predictions import Prediction
from core.rounds import Round
from storage.tables import ACTIVE, RUNNING, Tables

_SECOND = "state = 'asked' AND market = ? AND closes_ms >= ? AND closes_ms < ?"


class BettingTables(Tables):
    """The part of the book that holds predictions, rounds and bets."""

    def waiting_predictions(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""
        where = "INDEXED BY predictions_waiting WHERE state = 'waiting' AND market = ? AND received_ms < ?"
        return self._all(Prediction, where, market, before_ms)

    def closing_predictions(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""
        where = "INDEXED BY predictions_closing WHERE state = 'running' AND market = ? AND closes_ms <= ?"
        return self._all(Prediction, where, market, until_ms)

    def due_predictions(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""
        return self._all(Prediction, f"INDEXED BY predictions_due WHERE {RUNNING} AND due_ms < ?", at_ms)

    def asked_seconds(self, limit: int) -> Sequence[tuple[str, int]]:
        """Markets and seconds (ms UTC) whose price is asked from a history, the oldest first."""
        second = "SELECT DISTINCT market, closes_ms / 1000 * 1000 AS second_ms FROM"
        rows = self._conn.execute(
            f"{second} predictions INDEXED BY predictions_asked WHERE state = 'asked' AND closes_ms IS NOT NULL UNION "
            f"{second} rounds INDEXED BY rounds_asked WHERE state = 'asked' ORDER BY second_ms, market LIMIT ?",
            (limit,),
        )
        return list(rows)

    def asked_predictions(self, market: str, second_ms: int) -> Sequence[Prediction]:
        """Predictions that wait for the price of this second."""
        where = f"INDEXED BY predictions_asked WHERE {_SECOND}"
        return self._all(Prediction, where, market, second_ms, second_ms + 1_000)

    def asked_rounds(self, market: str, second_ms: int) -> Sequence[Round]:
        """Rounds that wait for the price of this second, by number."""
        return self._all(Round, f"INDEXED BY rounds_asked WHERE {_SECOND}", market, second_ms, second_ms + 1_000)

    def all_predictions(self, market: str) -> Sequence[Prediction]:
        """Every prediction of a market that has not ended."""
        return self._all(Prediction, f"INDEXED BY predictions_stakes WHERE {RUNNING} AND market = ?", market)

    def all_rounds(self, market: str) -> Sequence[Round]:
        """Every round of a market that has not ended, by number."""
        return self._all(Round, f"INDEXED BY rounds_active WHERE {ACTIVE} AND market = ?", market)

    def open_predictions(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""
        return self._all(Prediction, f"INDEXED BY predictions_open WHERE {RUNNING} AND player = ?", player)

    def predicted(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run, micro-points."""
        sql = (
            "SELECT coalesce(sum(stake), 0) FROM predictions INDEXED BY predictions_stakes "
            f"WHERE {RUNNING} AND market = ? AND minutes = ? AND side = ?"
        )
        return self._value(sql, market, minutes, side)

    # Rounds

    def active_round(self, chat: int) -> Round | None:
        """The chat's open or locked round."""
        found = self._all(Round, f"INDEXED BY rounds_active WHERE {ACTIVE} AND chat = ?", chat)
        return found[0] if found else None

    def rounds_at(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""
        where = (
            "WHERE number IN ("
            "SELECT number FROM rounds INDEXED BY rounds_locking "
            "WHERE state = 'open' AND market = ? AND locks_ms <= ? UNION ALL "
            "SELECT number FROM rounds INDEXED BY rounds_closing "
            "WHERE state = 'locked' AND market = ? AND closes_ms <= ?)"
        )
        return self._all(Round, where, market, at_ms, market, at_ms)

    def due_rounds(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""
        return self._all(Round, f"INDEXED BY rounds_due WHERE {ACTIVE} AND due_ms < ?", at_ms)

    def bets(self, round_number: int) -> Sequence[Bet]:
        """The stakes of a round, by player."""
        return self._all(Bet, "WHERE round = ?", round_number)

    def open_bets(self, player: int) -> Sequence[Bet]:
        """A player's stakes in rounds that have not ended."""
        active = f"(SELECT {ACTIVE} FROM rounds WHERE number = round)"
        where = f"INDEXED BY bets_open WHERE paid IS NULL AND player = ? AND {active}"
        return self._all(Bet, where, player)

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Repeating rounds that open at or before this."""
        return self._all(Schedule, "INDEXED BY schedules_next WHERE next_ms <= ?", at_ms)
