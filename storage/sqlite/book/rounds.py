"""Rounds of chats, the bets in them, and their schedules."""

from collections.abc import Sequence

from core.rules.rounds import Bet, Round, Schedule
from storage.sqlite.tables import Part

ACTIVE = "state IN ('open', 'locked')"


class SqliteRounds(Part):
    """Rounds that have not ended, and bets."""

    def active_in(self, chat: int) -> Round | None:
        """The chat's open or locked round."""
        return self._tables.first(Round, f"INDEXED BY rounds_active WHERE {ACTIVE} AND chat = ?", chat)

    def at_mark(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""
        where = (
            "WHERE number IN ("
            "SELECT number FROM rounds INDEXED BY rounds_locking "
            "WHERE state = 'open' AND market = ? AND locks_ms <= ? UNION ALL "
            "SELECT number FROM rounds INDEXED BY rounds_closing "
            "WHERE state = 'locked' AND market = ? AND closes_ms <= ?)"
        )
        return self._tables.select(Round, where, market, at_ms, market, at_ms)

    def due(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""
        return self._tables.select(Round, f"INDEXED BY rounds_due WHERE {ACTIVE} AND due_ms < ?", at_ms)

    def bets_in(self, round_number: int) -> Sequence[Bet]:
        """The bets of a round, by player."""
        return self._tables.select(Bet, "WHERE round = ?", round_number)

    def open_bets_of(self, player: int) -> Sequence[Bet]:
        """A player's bets in rounds that have not ended."""
        active = f"(SELECT {ACTIVE} FROM rounds WHERE number = round)"
        where = f"INDEXED BY bets_open WHERE paid IS NULL AND player = ? AND {active}"
        return self._tables.select(Bet, where, player)

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Schedules whose next round opens at or before this."""
        return self._tables.select(Schedule, "INDEXED BY schedules_next WHERE next_ms <= ?", at_ms)
