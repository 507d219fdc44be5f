"""Alarms: warnings on their way, price alerts and positions held elsewhere, each found through an index of its own."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from core.messages.alerts import Day
from core.prices.markets import Side
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.players import Player
from core.rules.positions import Position

E = TypeVar("E")


class AlarmTables:
    """The part of the book that holds what is watched beside the game. Mixed into `SqliteBook`."""

    _conn: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[Any]:
        raise NotImplementedError

    def _all(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        raise NotImplementedError

    def positions_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        """Open positions, warned or not, whose `near_key` a level has left for good, or has reached."""
        where = f"INDEXED BY positions_near WHERE state = 'open' AND near_key IS NOT NULL AND {_near(side, warned)}"
        return self._all(Position, where, market, side, warned, level)

    def positions_funded(self, market: str, side: Side, index: int) -> Sequence[Position]:
        """Open positions whose `funding_key` is at or below this cumulative funding."""
        where = (
            "INDEXED BY positions_funding WHERE state = 'open' AND funding_key IS NOT NULL AND market = ? AND side = ? "
            "AND funding_key <= ?"
        )
        return self._all(Position, where, market, side, index)

    def mirrors_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[WatchedPosition]:
        """The same of mirrors, at a price."""
        where = f"INDEXED BY mirrors_near WHERE state = 'watched' AND {_near(side, warned)}"
        return self._all(WatchedPosition, where, market, side, warned, level)

    def reached_mirrors(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        """Mirrors whose liquidation price is reached: long `>=` price, short `<=`."""
        reached = ">=" if side is Side.LONG else "<="
        where = (
            f"INDEXED BY mirrors_liq WHERE state = 'watched' AND market = ? AND side = ? AND liquidation {reached} ?"
        )
        return self._all(WatchedPosition, where, market, side, price)

    def mirrors(self, player: int) -> Sequence[WatchedPosition]:
        """What a player watches."""
        return self._all(WatchedPosition, "WHERE player = ? AND state = 'watched'", player)

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        """Players whose digest is due by then."""
        return self._all(Player, "INDEXED BY players_digest WHERE digest_ms > 0 AND digest_ms <= ?", at_ms)

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        """A player's results later than the one moment and not later than the other."""
        sql = (
            "SELECT count(*), coalesce(sum(net > 0), 0), coalesce(sum(net), 0) FROM results INDEXED BY results_player "
            "WHERE player = ? AND at_ms > ? AND at_ms <= ?"
        )
        return Day(*self._conn.execute(sql, (player, after_ms, until_ms)).fetchone())

    def has_feeds(self) -> bool:
        """Whether any chat has a feed."""
        return bool(self._conn.execute("SELECT 1 FROM chats INDEXED BY chats_feed WHERE feed = 1 LIMIT 1").fetchone())

    def chats_of(self, player: int) -> Sequence[int]:
        """The chats that a player spoke in, the last one first."""
        sql = "SELECT chat FROM members INDEXED BY members_player WHERE player = ? ORDER BY spoke_ms DESC, chat"
        return [chat for (chat,) in self._conn.execute(sql, (player,))]

    def feeds_of(self, player: int) -> Sequence[int]:
        """The chats with a feed that a player spoke in and that we are still in, by number."""
        sql = (
            "SELECT chat FROM members INDEXED BY members_player CROSS JOIN chats ON number = chat "
            "WHERE player = ? AND feed = 1 AND left_ms IS NULL ORDER BY chat"
        )
        return [chat for (chat,) in self._conn.execute(sql, (player,))]

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        """Warnings of a market since this moment or before."""
        return self._all(NearWarning, "INDEXED BY nearwarnings_at WHERE market = ? AND at_ms <= ?", market, until_ms)

    def drop_warnings(self, market: str, until_ms: int) -> None:
        """Remove those."""
        sql = "DELETE FROM nearwarnings INDEXED BY nearwarnings_at WHERE market = ? AND at_ms <= ?"
        with self._writing():
            self._conn.execute(sql, (market, until_ms))

    def price_alerts(self, player: int) -> Sequence[PriceAlert]:
        """A player's armed price alerts."""
        return self._all(PriceAlert, "WHERE player = ? AND armed = 1", player)

    def alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        """Armed alerts for a price above or below that this one reaches."""
        reached = "<=" if kind is PriceKind.ABOVE else ">="
        where = (
            "INDEXED BY pricealerts_armed WHERE armed = 1 AND market = ? AND kind = ? AND span_ms = 0 "
            f"AND value {reached} ?"
        )
        return self._all(PriceAlert, where, market, kind, price)

    def alert_spans(self, market: str) -> Sequence[int]:
        """The spans within which moves of a market are watched, each found by a seek."""
        # SQLite answers min() above a bound with one seek of the index; DISTINCT would walk all alerts of the market.
        sql = (
            "SELECT min(span_ms) FROM pricealerts INDEXED BY pricealerts_armed "
            "WHERE armed = 1 AND market = ? AND kind = 'move' AND span_ms > ?"
        )
        found: list[int] = []
        while (span := self._conn.execute(sql, (market, found[-1] if found else 0)).fetchone()[0]) is not None:
            found.append(span)
        return found

    def moves_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        """Alerts that do not rest, for a move of at most so much within this span."""
        where = (
            "INDEXED BY pricealerts_armed WHERE armed = 1 AND market = ? AND kind = 'move' AND span_ms = ? "
            "AND value <= ? AND rests_until_ms <= ?"
        )
        return self._all(PriceAlert, where, market, span_ms, ppm, at_ms)


def _near(side: Side, warned: bool) -> str:
    """Near: long key `>=` level, short `<=`; left again by what was warned: the strict opposite."""
    reached = {(Side.LONG, False): ">=", (Side.SHORT, False): "<=", (Side.LONG, True): "<", (Side.SHORT, True): ">"}
    return f"market = ? AND side = ? AND warned = ? AND near_key {reached[side, warned]} ?"
