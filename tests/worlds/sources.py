"""The surroundings of a source under test: time that passes by sleeping alone, and runs until something is so."""

import asyncio
import os
import random
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from unittest.mock import patch

from bots.on_prices.sources.source import Surroundings
from core.prices.quotes import Quote

START_MS = 1_754_000_000_000
START_S = START_MS // 1_000


class FeedWorld:
    """A clock, the rests that were taken, and the quotes that came."""

    def __init__(self, seed: int = 1) -> None:
        self.now_ms = START_MS
        self.rests: list[float] = []
        self.quotes: list[Quote] = []
        self.surroundings = Surroundings(lambda: self.now_ms, self._sleep, random.Random(seed))

    async def _sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now_ms += int(seconds * 1_000)
        await asyncio.sleep(0.001)

    def prices(self, market: str = "BTC") -> list[int]:
        """The prices of a market so far."""
        return [quote.price for quote in self.quotes if quote.market == market]

    @asynccontextmanager
    async def running(self, source):
        """The source runs while the block does; what it raises comes out."""
        task = asyncio.create_task(source.run(self.quotes.append))
        try:
            yield
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def run_until(self, source, done: Callable[[], bool]) -> None:
        """Run the source until this is so."""
        async with self.running(source):
            await until(done)


async def until(done: Callable[[], bool]) -> None:
    """Wait until this is so, five seconds at most."""
    async with asyncio.timeout(5):
        while not done():
            await asyncio.sleep(0.001)


def play(coroutine: Coroutine) -> None:
    """Run this on a loop of its own, without the proxies of this machine."""
    with patch.dict(os.environ, {"NO_PROXY": "*", "no_proxy": "*"}):
        asyncio.run(coroutine)
