"""The market as the simulated program sees it: quotes of three sources, decided by core's anchors, done in the engine.

The same few steps as in `bots/on_prices/caller.py`, without its tasks; `tell` is asked to do each, so that each is
audited.
"""

from collections.abc import Callable
from typing import Any

from core.actions.marks.late_prices import Wanted
from core.engine import Engine
from core.prices.anchors import Panel, Watch, Witness, begin, hear, look
from core.prices.markets import Mark
from core.prices.quotes import Quote
from tests.prove.books.prices import Happened
from tests.prove.quotes_told import PRICES, SOURCES

_WITNESSES = (Witness(SOURCES[0]), Witness(SOURCES[1]), Witness(SOURCES[2], 3_700_000, 5_000))
_PANELS = {market: Panel(market, SOURCES[:2], _WITNESSES) for market in PRICES}
_PAST = Happened("past")

Tell = Callable[..., Any]


class Exchange:
    """The watches of a process; another process begins with what the book says."""

    def __init__(self, engine: Engine, tell: Tell) -> None:
        self._engine = engine
        self._tell = tell
        self._watches: dict[str, Watch] = {}

    def begin(self, at_ms: int) -> None:
        """The start of the process."""
        for market, panel in _PANELS.items():
            ticker, condition = self._engine.market(market, at_ms)
            self._watches[market] = begin(panel, condition, ticker, at_ms)
            self._tell(Happened(), self._engine.on_condition, self._watches[market].condition, at_ms)

    def hear(self, at_ms: int, market: str, source: str, price: int, confidence: int, published: int) -> None:
        """A quote."""
        watch, decision = hear(
            _PANELS[market], self._watches[market], Quote(market, source, price, confidence, published, at_ms)
        )
        self._keep(market, watch, at_ms)
        for quote in decision.marks:
            mark = Mark(market, quote.published_ms, quote.price, quote.source)
            happened = Happened("mark", mark.published_ms, market, mark.price, mark.source)
            self._tell(happened, self._engine.on_mark, mark, decision.quotes)

    def look(self, at_ms: int, off_ms: int) -> None:
        """What time alone brings. `off_ms`: what our clock is wrong by."""
        for market, panel in _PANELS.items():
            self._keep(market, look(panel, self._watches[market], at_ms, -off_ms), at_ms)

    def ask_the_past(self, at_ms: int, answer: str, ppm: int) -> None:
        """What waits for a past price gets it from the anchor, or something else."""
        for asked in self._engine.wanted_history(at_ms)[:3]:
            quote = self._remembered(asked, at_ms, answer, ppm)
            if quote is not None:
                self._tell(_PAST, self._engine.on_history, asked, quote, at_ms)

    def _remembered(self, asked: Wanted, at_ms: int, answer: str, ppm: int) -> Quote | None:
        price = self._engine.prices()[asked.market] * (1_000_000 + ppm) // 1_000_000
        match answer:
            case "nothing":
                return None
            case "another source":
                return Quote(asked.market, "chainlink", price, 0, asked.at_ms, at_ms)
            case "too late":
                return Quote(asked.market, asked.source, price, 0, asked.at_ms + 15_001, at_ms)
        return Quote(asked.market, asked.source, price, 0, asked.at_ms + ppm % 1_000, at_ms)

    def _keep(self, market: str, watch: Watch, at_ms: int) -> None:
        changed = watch.condition != self._watches[market].condition
        self._watches[market] = watch
        if changed:
            self._tell(Happened(), self._engine.on_condition, watch.condition, at_ms)
