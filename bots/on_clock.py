"""The clock as a caller: what time it is in the game, and a bell once a second.

The scheduler holds no state and no work: it strikes, and `ring_each_second` does what is due, one ring after another.
So a strike that comes late still rings, strikes that were missed meanwhile are one ring, and an error in a ring comes
out of here, where it stops the program, instead of ending as a line in the scheduler's log. What is due, rows decide.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC
from time import time_ns

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Clock:
    """Milliseconds UTC, never backwards, and later than everything that is recorded."""

    def __init__(self, after_ms: int, wall_ms: Callable[[], int] = lambda: time_ns() // 1_000_000) -> None:
        """`after_ms`: the latest moment in the book. A book from the future, played with `--manual`, goes on there."""
        self._wall_ms = wall_ms
        self._ahead_ms = max(0, after_ms + 1 - wall_ms())
        self._last = after_ms

    def now(self) -> int:
        """The time; the same again where the machine's clock was set back."""
        self._last = max(self._last, self._wall_ms() + self._ahead_ms)
        return self._last


async def ring_each_second(ring: Callable[[int], Awaitable[None]], clock: Clock) -> None:
    """Ring once a second, with the time, until cancelled. Raises what a ring raises."""
    struck = asyncio.Event()

    async def strike() -> None:
        struck.set()

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(strike, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    try:
        while True:
            await struck.wait()
            struck.clear()
            await ring(clock.now())
    finally:
        scheduler.shutdown(wait=False)
