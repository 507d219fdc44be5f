"""What is watched beside the game: near warnings, price alerts, positions held elsewhere."""

from collections.abc import Sequence

from core.prices.markets import Side
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition
from storage.sqlite.book.positions import near
from storage.sqlite.tables import Part


class SqliteAlerts(Part):
    """Alerts, each found through an index of its own."""

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        """Warnings of a market since this moment or before."""
        return self._tables.select(
            NearWarning, "INDEXED BY nearwarnings_at WHERE market = ? AND at_ms <= ?", market, until_ms
        )

    def drop_warnings(self, market: str, until_ms: int) -> None:
        """Delete those."""
        sql = "DELETE FROM nearwarnings INDEXED BY nearwarnings_at WHERE market = ? AND at_ms <= ?"
        self._tables.write(sql, (market, until_ms))

    def price_alerts_of(self, player: int) -> Sequence[PriceAlert]:
        """A player's armed price alerts."""
        return self._tables.select(PriceAlert, "WHERE player = ? AND armed = 1", player)

    def price_alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        """Armed alerts for a price above or below (`kind`) that this one reaches."""
        reached = "<=" if kind is PriceKind.ABOVE else ">="
        where = (
            "INDEXED BY pricealerts_armed WHERE armed = 1 AND market = ? AND kind = ? AND span_ms = 0 "
            f"AND value {reached} ?"
        )
        return self._tables.select(PriceAlert, where, market, kind, price)

    def move_spans(self, market: str) -> Sequence[int]:
        """The spans within which moves of a market are watched, ms, rising."""
        # SQLite answers min() above a bound with one seek of the index; DISTINCT would walk all alerts of the market.
        sql = (
            "SELECT min(span_ms) FROM pricealerts INDEXED BY pricealerts_armed "
            "WHERE armed = 1 AND market = ? AND kind = 'move' AND span_ms > ?"
        )
        found: list[int] = []
        while (span := self._tables.execute(sql, (market, found[-1] if found else 0)).fetchone()[0]) is not None:
            found.append(span)
        return found

    def move_alerts_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        """Alerts for a move of at most so much within this span that do not rest."""
        where = (
            "INDEXED BY pricealerts_armed WHERE armed = 1 AND market = ? AND kind = 'move' AND span_ms = ? "
            "AND value <= ? AND rests_until_ms <= ?"
        )
        return self._tables.select(PriceAlert, where, market, span_ms, ppm, at_ms)

    def mirrors_of(self, player: int) -> Sequence[WatchedPosition]:
        """What a player watches elsewhere."""
        return self._tables.select(WatchedPosition, "WHERE player = ? AND state = 'watched'", player)

    def mirrors_reached(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        """Watched mirrors whose liquidation price is reached: long `>=` price, short `<=`."""
        reached = ">=" if side is Side.LONG else "<="
        where = (
            f"INDEXED BY mirrors_liq WHERE state = 'watched' AND market = ? AND side = ? AND liquidation {reached} ?"
        )
        return self._tables.select(WatchedPosition, where, market, side, price)

    def mirrors_near(self, market: str, side: Side, price: int, warned: bool) -> Sequence[WatchedPosition]:
        """Watched mirrors by `near_key`, as `PositionsBook.near_liquidation`."""
        where = f"INDEXED BY mirrors_near WHERE state = 'watched' AND {near(side, warned)}"
        return self._tables.select(WatchedPosition, where, market, side, warned, price)
