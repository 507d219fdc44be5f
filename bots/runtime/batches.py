"""What comes while the engine is busy is done together: one hop to its thread, one transaction, one sync of the disk.

    call --> gathers while the batch before is under way --> do(batch) on the engine's thread --> an outcome each

Alone, a call waits for nothing. In a crowd two hundred sentences are a few transactions instead of two hundred; nobody
is answered before all of a batch is safe.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bots.runtime.engine_thread import EngineThread

_MOST = 32  # in one transaction, so that a price never waits long behind a crowd

T = TypeVar("T")
R = TypeVar("R")


class Batches(Generic[T, R]):
    """Calls of one kind, at most so many in a batch. `do` gives an outcome for each: what it returns, or the error to
    raise for it."""

    def __init__(
        self, thread: EngineThread, do: Callable[[Sequence[T]], list[R | Exception]], most: int = _MOST
    ) -> None:
        self._thread = thread
        self._do = do
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._under_way: list[asyncio.Future[R]] = []

    async def call(self, item: T) -> R:
        """The outcome for this one."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._begin()
        return await future

    def _begin(self) -> None:
        """Begin with what waits, unless something is under way. Without a task, which every answer would wait for."""
        if self._under_way or not self._waiting:
            return
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._under_way = [future for _item, future in batch]
        self._thread.submit(self._do, [item for item, _future in batch]).add_done_callback(self._end)

    def _end(self, done: asyncio.Future[list[R | Exception]]) -> None:
        futures, self._under_way = self._under_way, []
        self._begin()
        if done.cancelled():
            return  # the loop is ending, and those who wait with it
        failed = done.exception()  # of the transaction itself: none of them was done
        outcomes = [failed] * len(futures) if failed else done.result()
        for future, outcome in zip(futures, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
