"""The reference of predictions."""

from collections.abc import Callable, Sequence

from core.prices.markets import Side
from core.rules.predictions import Prediction, PredictionState
from tests.memory_book.memory import Part

_RUNNING = (PredictionState.WAITING, PredictionState.RUNNING)


class MemoryPredictions(Part):
    """`core.book.PredictionsBook` in plain Python."""

    def waiting(self, market: str, before_ms: int) -> Sequence[Prediction]:
        waiting = self._predictions(lambda each: each.state is PredictionState.WAITING and each.market == market)
        return [each for each in waiting if each.received_ms < before_ms]

    def expiring(self, market: str, until_ms: int) -> Sequence[Prediction]:
        running = self._predictions(lambda each: each.state is PredictionState.RUNNING and each.market == market)
        return [each for each in running if each.closes_ms is not None and each.closes_ms <= until_ms]

    def due(self, at_ms: int) -> Sequence[Prediction]:
        return self._predictions(lambda each: each.due_ms < at_ms)

    def open_of(self, player: int) -> Sequence[Prediction]:
        return self._predictions(lambda each: each.player == player)

    def stakes(self, market: str, minutes: int, side: Side) -> int:
        key = (market, minutes, side)
        return sum(e.stake for e in self._predictions(lambda each: (each.market, each.minutes, each.side) == key))

    def _predictions(self, keep: Callable[[Prediction], bool]) -> list[Prediction]:
        return self._memory.all(Prediction, lambda each: each.state in _RUNNING and keep(each))
