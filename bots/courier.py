"""The courier: brings what the outbox holds to people, until it has arrived.

A notice is marked as delivered after a frontend has shown it, so that a crash in between tells it again rather than
never. What must be told is read from the book each time: a restart forgets nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bots.desk import Delivery, Desk
from bots.engine_thread import EngineThread

_BATCH = 100

Show = Callable[[Delivery], Awaitable[None]]


class Courier:
    """Delivers notices to the frontends, by the platform of their address."""

    def __init__(self, desk: Desk, thread: EngineThread, frontends: Mapping[str, Show]) -> None:
        self._desk = desk
        self._thread = thread
        self._frontends = frontends
        self._under_way = asyncio.Lock()  # clock, market and people all call; a notice is fetched by one of them

    async def deliver(self, at_ms: int) -> int:
        """Deliver everything that waits, in order; how many notices that was. `at_ms` is now."""
        count = 0
        async with self._under_way:
            while batch := await self._thread.call(self._desk.waiting, _BATCH):
                for delivery in batch:
                    if delivery.screen is not None:
                        await self._frontends[delivery.to.platform](delivery)
                    await self._thread.call(self._desk.delivered, delivery, at_ms)
                    count += 1
        return count
