"""How long the event loop was held, and how much memory a process has."""

import asyncio
from pathlib import Path

_EVERY_S = 0.002


class Watch:
    """Sleeps and sees how late it is woken."""

    def __init__(self) -> None:
        self._longest_ms = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY_S
            await asyncio.sleep(_EVERY_S)
            self._longest_ms = max(self._longest_ms, (loop.time() - due) * 1e3)

    def take(self) -> float:
        """The longest time since the last asking, ms."""
        longest, self._longest_ms = self._longest_ms, 0.0
        return longest


def resident_mib() -> float:
    """Memory of this process, MiB; where there is no /proc, the most it ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes
