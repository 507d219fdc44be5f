"""What comes while the engine is busy is done together: one hop to its thread, one transaction, one sync of the disk.

    call --> gathers while the batch before is under way --> do(batch) on the engine's thread --> an outcome each

Alone, a call waits for nothing. In a crowd two hundred sentences are a few transactions instead of two hundred; nobody
is answered before all of a batch is safe.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bots.engine_thread import EngineThread

_MOST = 32  # in one transaction, so that a price never waits long behind a crowd

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """Calls of one kind. `do` gives an outcome for each: what it returns, or the error to raise for it."""

    def __init__(self, thread: EngineThread, do: Callable[[Sequence[T]], list[R | Exception]]) -> None:
        self._thread = thread
        self._do = do
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def call(self, item: T) -> R:
        """The outcome for this one."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            try:
                outcomes = await self._thread.call(self._do, [item for item, _future in batch])
            except Exception as error:  # of the transaction itself: none of them was done
                outcomes = [error] * len(batch)
            for (_item, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
