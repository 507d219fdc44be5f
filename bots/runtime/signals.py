"""The end as it is asked for from outside: Ctrl-C and SIGTERM, while the event loop runs."""

import asyncio
import signal


class Signals:
    """Listens from now on, on the running loop. `number`: the signal that came last; 0: none came."""

    def __init__(self) -> None:
        self.number = 0
        self._came = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stop, number)

    def _stop(self, number: int) -> None:
        self.number = number
        self._came.set()

    async def wait(self) -> None:
        """Return when one has come."""
        await self._came.wait()
