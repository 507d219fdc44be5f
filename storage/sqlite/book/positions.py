"""Orders and positions."""

from collections.abc import Iterable, Sequence

from core.messages.lessons import Tally
from core.prices.markets import Side
from core.rules.orders import Order
from core.rules.positions import Ending, Position
from storage.sqlite.rows import change_of
from storage.sqlite.tables import Part

_BY_RECEIPT = "ORDER BY received_ms, sequence, player, number"


class SqlitePositions(Part):
    """Orders that wait, and positions by what a mark, a bell or a player asks of them."""

    def next_order(self) -> int:
        """The sequence of the next order, over all players, from 1."""
        return (self._tables.number("SELECT max(sequence) FROM orders") or 0) + 1

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        """Waiting orders without a limit that were received before this; by receipt, sequence, player, number."""
        where = (
            "INDEXED BY orders_market WHERE state = 'waiting' AND \"limit\" IS NULL AND market = ? AND received_ms < ?"
        )
        return self._tables.select(Order, where, market, before_ms, order=_BY_RECEIPT)

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        """Waiting orders that `level` reaches: long `limit_key >= level`, short `<=`; received before, same order."""
        reached = ">=" if side is Side.LONG else "<="
        where = (
            "INDEXED BY orders_limit WHERE state = 'waiting' AND \"limit\" IS NOT NULL AND market = ? AND side = ? "
            f"AND limit_key {reached} ? AND received_ms < ?"
        )
        return self._tables.select(Order, where, market, side, level, before_ms, order=_BY_RECEIPT)

    def waiting_orders(self, player: int) -> Sequence[Order]:
        """A player's waiting orders."""
        return self._tables.select(Order, "INDEXED BY orders_waiting WHERE state = 'waiting' AND player = ?", player)

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        """Waiting orders with `due_ms` before this."""
        return self._tables.select(Order, "INDEXED BY orders_due WHERE state = 'waiting' AND due_ms < ?", at_ms)

    def open_of(self, player: int) -> Sequence[Position]:
        """A player's open positions."""
        return self._tables.select(Position, "INDEXED BY positions_open WHERE state = 'open' AND player = ?", player)

    def newest_of(self, player: int, liquidated: bool) -> Position | None:
        """A player's position of the highest number, of all or of those that were liquidated."""
        state = " AND state = 'liquidated'" if liquidated else ""
        return self._tables.first(Position, f"WHERE player = ?{state}", player, order="ORDER BY number DESC LIMIT 1")

    def tally_of(self, player: int) -> Tally:
        """All positions of a player in figures."""
        sql = (
            "SELECT count(*), coalesce(sum(state = 'liquidated'), 0), coalesce(sum(realised_funding), 0), "
            "coalesce(sum(fees), 0) FROM positions WHERE player = ?"
        )
        return Tally(*self._tables.execute(sql, (player,)).fetchone())

    def closing(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with a close received before this; by receipt, player, number."""
        where = (
            "INDEXED BY positions_closing WHERE state = 'open' AND closing_ppm > 0 AND market = ? AND closing_ms < ?"
        )
        return self._tables.select(Position, where, market, before_ms, order="ORDER BY closing_ms, player, number")

    def adding(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with margin received before this."""
        where = "INDEXED BY positions_adding WHERE state = 'open' AND adding > 0 AND market = ? AND adding_ms < ?"
        return self._tables.select(Position, where, market, before_ms)

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `liq_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached("liq", market, side, ">=" if side is Side.LONG else "<=", level)

    def stop_losses(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `sl_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached("sl", market, side, ">=" if side is Side.LONG else "<=", level)

    def take_profits(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `tp_key` the level reaches: long `<=` level, short `>=`."""
        return self._reached("tp", market, side, "<=" if side is Side.LONG else ">=", level)

    def _reached(self, key: str, market: str, side: Side, reached: str, level: int) -> list[Position]:
        where = f"INDEXED BY positions_{key} WHERE state = 'open' AND market = ? AND side = ? AND {key}_key {reached} ?"
        return self._tables.select(Position, where, market, side, level)

    def near_liquidation(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        """Open positions by `near_key`: not warned and reached (long `>=` level, short `<=`), or warned and left."""
        where = f"INDEXED BY positions_near WHERE state = 'open' AND near_key IS NOT NULL AND {near(side, warned)}"
        return self._tables.select(Position, where, market, side, warned, level)

    def funding_paid(self, market: str, side: Side, index: int) -> Sequence[Position]:
        """Open positions whose `funding_key` is at or below this cumulative funding."""
        where = (
            "INDEXED BY positions_funding WHERE state = 'open' AND funding_key IS NOT NULL AND market = ? AND side = ? "
            "AND funding_key <= ?"
        )
        return self._tables.select(Position, where, market, side, index)

    def end(self, endings: Iterable[Ending]) -> None:
        """Write into open positions what their ends change."""
        sql, values = change_of(Ending, Position)
        rows = [values(each) for each in endings]
        if rows:
            changed = self._tables.write_many(sql, rows)
            assert changed == len(rows), "only what is in the book can end"


def near(side: Side, warned: bool) -> str:
    """What is near its liquidation, or (`warned`) away from it again: long key `>=` or `<` level, short the reverse."""
    reached = {(Side.LONG, False): ">=", (Side.SHORT, False): "<=", (Side.LONG, True): "<", (Side.SHORT, True): ">"}
    return f"market = ? AND side = ? AND warned = ? AND near_key {reached[side, warned]} ?"
