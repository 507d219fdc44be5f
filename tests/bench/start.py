"""What it costs to begin: the imports, in a process that does nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure, seconds

_TIMES = 3
_MEMORY = "from tests.bench.held import resident_mib; import {}; print(resident_mib())"


def measure() -> Iterator[Figure]:
    """Import time and memory of the program, beside a Python that imports nothing."""
    bare = median(seconds(_python, "pass") for _ in range(_TIMES))
    took = median(seconds(_python, "import bots.app, bots.on_discord.caller") for _ in range(_TIMES))
    yield Figure("start of a process with all imports", took, "s", bare, "a Python that imports nothing")
    memory = float(_python(_MEMORY.format("bots.app, bots.on_discord.caller")))
    yield Figure("memory after the imports", memory, "MiB", float(_python(_MEMORY.format("sys"))),
                 "a Python that imports nothing", most=150)  # fmt: skip


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
