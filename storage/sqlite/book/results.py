"""What ended: histories and leaderboards."""

from collections.abc import Sequence

from core.messages.alerts import Day
from core.messages.leaderboards import Standing
from core.rules.notices import Topic
from core.rules.players import Result
from storage.sqlite.tables import Part

_STANDINGS_OF_ALL = """
    SELECT player, staked, net FROM results INDEXED BY results_at
    WHERE at_ms >= :since AND live = :live AND chat IS NULL
"""
_STANDINGS_OF_A_CHAT = """
    SELECT player, staked, net FROM results INDEXED BY results_chat
    WHERE chat = :chat AND at_ms >= :since AND live = :live
    UNION ALL
    SELECT results.player, staked, net FROM members CROSS JOIN results INDEXED BY results_player
    WHERE members.chat = :chat AND spoke_ms >= :spoke_since
    AND results.player = members.player AND at_ms >= :since AND live = :live AND results.chat IS NULL
"""
_STANDING_OF_ONE = "SELECT player, staked, net FROM results WHERE player = :player AND live = :live"


class SqliteResults(Part):
    """Results of players, one by one and summed."""

    def history(self, player: int, limit: int) -> Sequence[Result]:
        """A player's results, newest first, then by kind and number."""
        newest = "ORDER BY at_ms DESC, kind, number LIMIT ?"
        return self._tables.select(Result, "INDEXED BY results_player WHERE player = ?", player, limit, order=newest)

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        """Results since then, summed by player; those that put nothing in do not count.

        Without a chat: everything but rounds. With one: its own rounds, and all but rounds of those who spoke there
        since `spoke_since_ms`.
        """
        source = _STANDINGS_OF_ALL if chat is None else _STANDINGS_OF_A_CHAT
        return self._standings(source, since=since_ms, live=live, chat=chat, spoke_since=spoke_since_ms)

    def standing_of(self, player: int, live: bool) -> Standing | None:
        """All results of one player."""
        found = self._standings(_STANDING_OF_ONE, player=player, live=live)
        return found[0] if found else None

    def _standings(self, source: str, **values: int | None) -> list[Standing]:
        sql = (
            "SELECT player, (SELECT name FROM players WHERE number = player), "
            f"count(*), sum(net > 0), sum(staked), sum(net) FROM ({source}) WHERE staked > 0 "
            "GROUP BY player ORDER BY player"
        )
        return [Standing(*row) for row in self._tables.execute(sql, values)]

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        """A player's results later than the one moment and not later than the other."""
        sql = (
            "SELECT count(*), coalesce(sum(net > 0), 0), coalesce(sum(net), 0) FROM results INDEXED BY results_player "
            "WHERE player = ? AND at_ms > ? AND at_ms <= ?"
        )
        return Day(*self._tables.execute(sql, (player, after_ms, until_ms)).fetchone())

    def net_since(self, player: int, since_ms: int) -> int:
        """The sum of a player's net results since then."""
        sql = "SELECT sum(net) FROM results INDEXED BY results_player WHERE player = ? AND at_ms >= ?"
        return self._tables.number(sql, player, since_ms) or 0

    def longest_position_ms(self, player: int, live: bool) -> int:
        """The longest a position of this player lived, at live or at other prices, ms; zero without one."""
        sql = "SELECT max(lived_ms) FROM results WHERE player = ? AND kind = ? AND live = ?"
        return self._tables.number(sql, player, Topic.POSITION, live) or 0
