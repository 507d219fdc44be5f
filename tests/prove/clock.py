"""An event loop whose time is simulated, and an engine thread without a thread: the same run again is the same run.

Where the loop would sleep, its clock jumps instead. Waiting for ever is a bug of the program, and raises.
"""

import asyncio
from collections.abc import Callable
from typing import Any


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time passes only while everybody waits."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0
        really = self._selector.select

        def select(timeout: float | None = None) -> list[Any]:
            if timeout is None:
                raise AssertionError("everybody waits for ever")
            self._seconds += timeout
            return really(0)

        self._selector.select = select

    def not_before(self, seconds: float) -> None:
        """Time has passed without anybody here: at least so much since the loop was made."""
        self._seconds = max(self._seconds, seconds)

    def time(self) -> float:
        """Simulated seconds since the loop was made."""
        return self._seconds


class InlineThread:
    """Stands in for bots.runtime.engine_thread.EngineThread: a call is done at once."""

    async def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do it."""
        return function(*args, **kwargs)

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> asyncio.Future[Any]:
        """Do it; what it returns or raises comes with the future. A kill goes through, as through a real process."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        try:
            done.set_result(function(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done
