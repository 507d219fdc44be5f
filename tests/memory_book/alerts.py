"""The reference of what is watched beside the game."""

from collections.abc import Callable, Sequence

from core.prices.markets import Side
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition, WatchState
from tests.memory_book.memory import Part
from tests.memory_book.positions import is_near


class MemoryAlerts(Part):
    """`core.book.AlertsBook` in plain Python."""

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        return self._memory.all(NearWarning, lambda each: each.market == market and each.at_ms <= until_ms)

    def drop_warnings(self, market: str, until_ms: int) -> None:
        for each in self.due_warnings(market, until_ms):
            self._memory.delete(each)

    def price_alerts_of(self, player: int) -> Sequence[PriceAlert]:
        return self._armed(lambda each: each.player == player)

    def price_alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        wanted, sign = (market, kind, 0), 1 if kind is PriceKind.ABOVE else -1
        return self._armed(
            lambda each: (each.market, each.kind, each.span_ms) == wanted and sign * (price - each.value) >= 0
        )

    def move_spans(self, market: str) -> Sequence[int]:
        moves = self._armed(lambda each: (each.market, each.kind) == (market, PriceKind.MOVE))
        return sorted({each.span_ms for each in moves if each.span_ms})

    def move_alerts_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        wanted = (market, PriceKind.MOVE, span_ms)
        return self._armed(
            lambda each: (
                (each.market, each.kind, each.span_ms) == wanted and each.value <= ppm and each.rests_until_ms <= at_ms
            )
        )

    def _armed(self, keep: Callable[[PriceAlert], bool]) -> list[PriceAlert]:
        return self._memory.all(PriceAlert, lambda each: each.armed and keep(each))

    def mirrors_of(self, player: int) -> Sequence[WatchedPosition]:
        return self._watched(lambda each: each.player == player)

    def mirrors_reached(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        return self._watched(
            lambda each: (each.market, each.side) == (market, side) and side.sign * (price - each.liquidation) <= 0
        )

    def mirrors_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[WatchedPosition]:
        return self._watched(lambda each: is_near(each, market, side, level, warned))

    def _watched(self, keep: Callable[[WatchedPosition], bool]) -> list[WatchedPosition]:
        return self._memory.all(WatchedPosition, lambda each: each.state is WatchState.WATCHED and keep(each))
