"""The engine's thread: what is called on it, and its end."""

import asyncio

import pytest

from bots.runtime.engine_thread import EngineThread


def test_a_call_on_a_thread_that_has_ended_is_refused():
    """It waited for ever."""

    async def play() -> None:
        thread = EngineThread()
        with pytest.raises(RuntimeError, match="StopIteration"):
            await thread.call(next, iter(()))
        thread.close()
        with pytest.raises(RuntimeError, match="ended"):
            await thread.call(int)

    asyncio.run(play())
