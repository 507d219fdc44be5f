"""The engine's one thread: it alone touches the book, and so it is the lock. The event loop never waits for a disk.

A queue and a thread, not an executor of the library: every answer goes there and back, and its two futures and their
locks would take twice as long as the way itself.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_Call = tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Callable[[], Any]]


class EngineThread:
    """Runs calls one after another on a thread of its own."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a function there and wait for what it returns or raises, without blocking the event loop."""
        return await self.submit(function, *args, **kwargs)

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[R]:
        """Run a function there, unless the future is cancelled before its turn; what it returns or raises comes with
        the future."""
        if self._closed:
            raise RuntimeError("the engine's thread has ended")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._calls.put((loop, future, lambda: function(*args, **kwargs)))
        return future

    def close(self) -> None:
        """Finish what was begun and end the thread."""
        self._closed = True
        self._calls.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            loop, future, run = call
            if future.cancelled():
                continue
            try:
                tell: Callable[[Any], None] = future.set_result
                outcome: Any = run()
            except StopIteration as error:  # a future takes none
                tell, outcome = future.set_exception, RuntimeError(repr(error))
            except BaseException as error:  # whoever waits is told, and decides
                tell, outcome = future.set_exception, error
            with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                loop.call_soon_threadsafe(_tell, future, tell, outcome)
            del call, future, run, tell, outcome  # what was asked lives no longer than its answer


def _tell(future: asyncio.Future[Any], tell: Callable[[Any], None], outcome: Any) -> None:
    if not future.done():
        tell(outcome)
