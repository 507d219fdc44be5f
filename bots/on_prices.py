"""The market as a caller: a simulated one, which publishes a price of every market once a second."""

import asyncio
from collections.abc import Callable, Mapping

from bots.courier import Courier
from bots.engine_thread import EngineThread
from bots.simulated_market import SOURCE, START_PRICES, SimulatedMarket
from core.engine import Engine
from core.markets import Mark

_PERIOD_S = 1.0


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

    async def publish(self) -> None:
        """One price of every market, and what comes of it delivered."""
        at_ms = self._now()
        for market, price in self._market.step(at_ms).items():
            await self._thread.call(self._engine.on_mark, Mark(market, at_ms, price, SOURCE))
        await self._courier.deliver(at_ms)

    async def publish_each_second(self) -> None:
        """Publish until cancelled. Seconds that were missed (a laptop asleep) are not made up for."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + _PERIOD_S, loop.time())
            await asyncio.sleep(due - loop.time())
            await self.publish()
