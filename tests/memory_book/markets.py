"""The reference of markets."""

from collections.abc import Iterable, Sequence

from core.prices.conditions import Proof
from core.prices.markets import Gap, Mark, Ticker
from tests.memory_book.memory import Part


class MemoryMarkets(Part):
    """`core.book.MarketsBook` in plain Python."""

    def tickers(self) -> Sequence[Ticker]:
        return self._memory.all(Ticker, lambda each: each.price > 0)

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        marks = self._memory.all(Mark, lambda each: each.market == market and each.published_ms >= since_ms)
        return list({mark.published_ms // 60_000: mark.price for mark in marks}.values())

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        marks = self._memory.all(Mark, lambda each: each.market == market)
        found = (max((m for m in marks if m.published_ms <= at), key=lambda m: m.published_ms, default=None)
                 for at in moments)  # fmt: skip
        return list(dict.fromkeys(mark for mark in found if mark is not None))

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        return self._memory.all(Gap, lambda each: each.market == market and from_ms < each.to_ms <= until_ms)

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        return self._memory.all(Proof, lambda each: (each.market, each.mark_ms) == (market, mark_ms))

    def prune_marks(self, before_ms: int, limit: int) -> None:
        old = self._memory.all(Mark, lambda each: each.published_ms < before_ms and not each.kept)
        for mark in sorted(old, key=lambda each: (each.published_ms, each.market))[:limit]:
            self._memory.delete(mark)
