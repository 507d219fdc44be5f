"""How soon the real process serves again after kill -9, with many positions open and a log that nobody has copied."""

import subprocess
import time
from pathlib import Path

from tests import ROOT
from tests.bench.crowd import Crowd
from tests.worlds.console import PROGRAM

POSITIONS = 100_000
_LINES = ("!price BTC 100000", "!as ann", "long btc 25 1001x", "!price BTC 100001", "positions", "help ping")


def serves_again(folder: Path, times: int, positions: int = POSITIONS) -> float:
    """Kill a console so often with so many positions open; the longest time until the next one has answered, s."""
    file = folder / "crowd.db"
    Crowd(file, positions).close()
    return max(_lives(file) for _ in range(times + 1))


def _lives(file: Path) -> float:
    """Start, ask, work, and be killed; how long the first answer took, s."""
    began = time.monotonic()
    console = subprocess.Popen(
        [*PROGRAM, "chat", "--manual", "--json", "--db", str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert console.stdin is not None and console.stdout is not None
    with console.stdin, console.stdout:
        console.stdin.write("ping\n")
        console.stdin.flush()
        assert console.stdout.readline(), "it did not answer"
        took = time.monotonic() - began
        console.stdin.write("\n".join(_LINES) + "\n")
        console.stdin.flush()
        while "are you there" not in (said := console.stdout.readline()):  # the last line's answer
            assert said, "it has stopped"
        console.kill()
        console.wait()
    return took
