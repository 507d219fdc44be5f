"""The market as a caller: real, simulated or recorded, it publishes prices and hands them to the engine.

    live   sources --quotes--> core.prices.anchors decides --marks--> engine --> courier
           one task for each source, so that a dead one delays no other; deciding is a pure function on the loop's
           thread, and what was decided goes to the engine's thread in the order of the decisions
    sim    one price of every market each second
    tape   a recording, at its own pace; then the markets halt, and say so

`begin` comes before everything else, then `run` until cancelled; `report` is how the sources are.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bots.delivery.courier import Courier
from bots.on_prices.live import LiveSources
from bots.on_prices.simulated import START_PRICES, SimulatedMarket
from bots.on_prices.sources.numbers import SourceError
from bots.on_prices.sources.source import Surroundings
from bots.on_prices.tape import Row, moments_of
from bots.runtime.engine_thread import EngineThread
from bots.runtime.source_health import SourceReport, SourcesReport
from core.actions.marks.late_prices import Wanted
from core.engine import Engine
from core.prices.anchors import Verdict, Watch, begin, hear, is_vague, look
from core.prices.clock_check import ClockReading, off_by_ms, recent
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import GAP_MS, Mark
from core.prices.quotes import SIMULATED, Quote

LATE_MS = 3_000  # how long after its publication a live mark may come
HISTORY_MS = 600_000  # how long the anchor's history is asked for what found no mark

_log = logging.getLogger(__name__)

_PERIOD_S = 1.0
_ASK_S = 1.5  # between two questions for the past; Pyth allows ten requests in ten seconds
_ASK_AGAIN_MS = 10_000
_MOST_JOBS = 1_000  # minutes of marks: an engine that far behind stands still
_TAPE = "tape"  # the source of its marks


class Prices(Protocol):
    """What publishes prices."""

    async def begin(self) -> None:
        """Bring the book into line with who makes its prices from now on, with a first price where there is one."""

    async def run(self) -> None:
        """Publish until cancelled."""

    def report(self) -> SourcesReport:
        """How the sources are now; may be asked on any thread."""


def market_from(last: Mapping[str, int], seed: int) -> SimulatedMarket:
    """A market that goes on from the last prices of the book: the night between two evenings is a halt, not a jump."""
    return SimulatedMarket(seed, {**START_PRICES, **last})


class SimulatedPrices:
    """Marks of a simulated market, handed to the engine as they are made."""

    def __init__(
        self, market: SimulatedMarket, engine: Engine, thread: EngineThread, courier: Courier, now: Callable[[], int]
    ) -> None:
        self._market = market
        self._engine = engine
        self._thread = thread
        self._courier = courier
        self._now = now

    async def begin(self) -> None:
        await self._thread.call(self._engine.reopen, self._now())
        await self.publish()

    async def publish(self) -> None:
        """One price of every market, and what comes of it delivered."""
        at_ms = self._now()
        for market, price in self._market.step(at_ms).items():
            await self._thread.call(self._engine.on_mark, Mark(market, at_ms, price, SIMULATED))
        await self._courier.deliver(at_ms)

    async def run(self) -> None:
        """Seconds that were missed (a laptop asleep) are not made up for."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + _PERIOD_S, loop.time())
            await asyncio.sleep(due - loop.time())
            await self.publish()

    def report(self) -> SourcesReport:
        return SourcesReport()


class TapePrices:
    """A recording, played from now on. The book's last price is none of it: the gap between them is skipped as after
    every halt, so it begins when there has been no price for as long as a halt takes."""

    def __init__(
        self,
        rows: Iterator[Row],
        engine: Engine,
        thread: EngineThread,
        courier: Courier,
        now: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._moments = moments_of(rows)
        self._engine = engine
        self._thread = thread
        self._courier = courier
        self._now = now
        self._sleep = sleep
        self._markets: set[str] = set()

    async def begin(self) -> None:
        await self._thread.call(self._engine.reopen, self._now(), continued=False)

    async def run(self) -> None:
        await self._sleep(await self._thread.call(self._rest_ms) / 1_000)
        begun_ms: int | None = None
        for at_ms, prices in self._moments:
            if begun_ms is None:
                begun_ms = self._now() - at_ms
            await self._sleep(max(0, begun_ms + at_ms - self._now()) / 1_000)
            await self._publish(prices)
        await self._end()
        await asyncio.Event().wait()

    def report(self) -> SourcesReport:
        return SourcesReport()

    def _rest_ms(self) -> int:
        """How long until the book's newest mark is a halt away. On the engine's thread."""
        newest = max((ticker.published_ms for ticker in self._engine.tickers()), default=0)
        return max(0, newest + GAP_MS + 1 - self._now())

    async def _publish(self, prices: Mapping[str, int]) -> None:
        now = self._now()
        self._markets |= set(prices)
        for market, price in prices.items():
            await self._thread.call(self._engine.on_mark, Mark(market, now, price, _TAPE))
        await self._courier.deliver(now)

    async def _end(self) -> None:
        now = self._now()
        for market in sorted(self._markets):
            over = Condition(market, state=MarketState.HALTED, cause=Cause.OVER, since_ms=now)
            await self._thread.call(self._engine.on_condition, over, now)


@dataclass(frozen=True, slots=True)
class _Job:
    """What was decided of one market: its condition, where that is new, and marks with what every source said."""

    market: str
    condition: Condition | None
    marks: tuple[Quote, ...]
    quotes: tuple[Quote, ...]
    at_ms: int


class LivePrices:
    """Quotes of real sources, and what is decided by them."""

    def __init__(
        self, live: LiveSources, engine: Engine, thread: EngineThread, courier: Courier, surroundings: Surroundings
    ) -> None:
        self._live = live
        self._panels = live.panels
        self._engine = engine
        self._thread = thread
        self._courier = courier
        self._world = surroundings
        self._watches: dict[str, Watch] = {}
        self._readings: tuple[ClockReading, ...] = ()
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue(_MOST_JOBS)
        self._asked: dict[Wanted, int] = {}

    async def begin(self) -> None:
        now = self._world.now()
        for market, panel in self._panels.items():
            ticker, condition = await self._thread.call(self._engine.market, market, now)
            watch = begin(panel, condition, ticker, now)
            self._watches[market] = watch
            await self._thread.call(self._engine.on_condition, watch.condition, now)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for source in self._live.sources:
                    group.create_task(source.run(self._hear))
                group.create_task(self._live.funding.run())
                group.create_task(self._live.clock.run(self._note_time))
                for task in (self._hand_over(), self._look(), self._ask_for_the_past()):
                    group.create_task(task)
        finally:
            await self._live.close()

    def report(self) -> SourcesReport:
        newest = [quote for watch in self._watches.values() for quote in watch.newest]
        sources = tuple(
            SourceReport(
                source.name,
                source.health.state,
                source.health.last_error,
                {quote.market: quote for quote in newest if quote.source == source.name},
            )
            for source in self._live.sources
        )
        funding = {market: real.rate_e8 for market, real in self._live.funding.funding.items()}
        return SourcesReport(sources, funding, off_by_ms(self._readings, self._world.now()))

    # Deciding, on the loop's thread

    def _hear(self, quote: Quote) -> None:
        """Decide what a quote is, at once; the engine is told later."""
        panel, before = self._panels[quote.market], self._watches[quote.market]
        after, decision = hear(panel, before, quote)
        if decision.verdict not in (Verdict.MARK, Verdict.HEARD, Verdict.REPEATED):
            _log.info("%s of %s is %s: %s", quote.market, quote.source, decision.verdict, decision)
        self._keep(quote.market, after, quote.received_ms, decision.marks, decision.quotes)

    def _keep(
        self, market: str, after: Watch, at_ms: int, marks: tuple[Quote, ...] = (), quotes: tuple[Quote, ...] = ()
    ) -> None:  # fmt: skip
        changed = after.condition != self._watches[market].condition
        self._watches[market] = after
        if changed:
            found = after.condition
            _log.warning(
                "%s is %s (%s), anchor %s, guard %s", market, found.state, found.cause, found.anchor, found.guard
            )
        if changed or marks:
            self._jobs.put_nowait(_Job(market, after.condition if changed else None, marks, quotes, at_ms))

    def _note_time(self, reading: ClockReading) -> None:
        self._readings = (*recent(self._readings, reading.received_ms), reading)

    async def _look(self) -> None:
        """See to what time alone brings."""
        while True:
            await self._world.sleep(_PERIOD_S)
            now = self._world.now()
            off_ms = off_by_ms(self._readings, now)
            for market, panel in self._panels.items():
                self._keep(market, look(panel, self._watches[market], now, off_ms), now)

    # Telling, on the engine's thread

    async def _hand_over(self) -> None:
        while True:
            job = await self._jobs.get()
            await self._thread.call(self._apply, job)
            self._courier.wake()

    def _apply(self, job: _Job) -> None:
        if job.condition is not None:
            self._engine.on_condition(job.condition, job.at_ms)
        for quote in job.marks:
            self._engine.on_mark(Mark(quote.market, quote.published_ms, quote.price, quote.source), job.quotes)

    async def _ask_for_the_past(self) -> None:
        """Ask the anchor for the prices that something waits for, one at a time, each again after a while."""
        while True:
            await self._world.sleep(_ASK_S)
            now = self._world.now()
            wanted = await self._thread.call(self._engine.wanted_history, now)
            self._asked = {each: at_ms for each, at_ms in self._asked.items() if each in wanted}
            due = (each for each in wanted if now - self._asked.get(each, -_ASK_AGAIN_MS) >= _ASK_AGAIN_MS)
            if (asked := next(due, None)) is not None:
                self._asked[asked] = now
                await self._ask(asked)

    async def _ask(self, asked: Wanted) -> None:
        history = self._live.histories.get(asked.source)
        if history is None:
            return
        try:
            quote = await history.price_at(asked.market, asked.at_ms)
        except SourceError as error:
            _log.info("no history of %s: %s", asked, error)
            return
        if quote is not None and not is_vague(quote):
            await self._thread.call(self._engine.on_history, asked, quote, self._world.now())
            self._courier.wake()
