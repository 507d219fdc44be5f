"""All figures, in one table and one file.

    python -m tests.bench [--full] [--json FILE] [--only NAME ...]

Without --full the storm runs against limits twice as fast, the day is an hour and the soak a quarter of a minute.
--only: some of the parts below, for who works on one of them.
"""

import argparse
import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from time import perf_counter

from bots.runtime.garbage_collector import set_up_garbage_collector
from tests.bench import alerts, answers, settlement, single, soak, start, ticks
from tests.bench.figures import HEAD, Figure, as_json, line_of

_COUNTS = (100, 10_000, 100_000, 1_000_000)

Part = Callable[[Path, bool], Iterator[Figure] | AsyncIterator[Figure]]
PARTS: dict[str, Part] = {
    "start": lambda folder, full: start.measure(),
    "ticks": lambda folder, full: ticks.measure(folder, _COUNTS),
    "settlement": lambda folder, full: settlement.measure(folder),
    "commands": lambda folder, full: single.commands(folder),
    "day": single.day,
    "answers": lambda folder, full: answers.measure(folder),
    "alerts": lambda folder, full: alerts.idle(folder),
    "storm": alerts.storm,
    "soak": soak.measure,
}


def main() -> int:
    """Measure, print, write; 1 where a figure misses its target."""
    options = _parser().parse_args()
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        del os.environ[name]  # everything is on loopback
    begun = perf_counter()
    set_up_garbage_collector()  # as the program does
    print(HEAD)
    figures = asyncio.run(_measure(options.only or list(PARTS), options.full))
    about = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "cores": os.cpu_count(),
             "full": options.full, "seconds": round(perf_counter() - begun, 1)}  # fmt: skip
    options.json.write_text(as_json(figures, about) + "\n")
    missed = [figure.name for figure in figures if figure.reached is False]
    print(f"\n{about}; written to {options.json}; {len(missed)} of {len(figures)} figures miss their target")
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description="What the program costs, beside floors.")
    parser.add_argument("--full", action="store_true", help="a whole day, and a storm against the real limits")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), metavar="FILE")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    return parser


async def _measure(names: list[str], full: bool) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            found = PARTS[name](Path(folder), full)
            if isinstance(found, Iterator):
                for figure in found:
                    _keep(figures, figure)
            else:
                async for figure in found:
                    _keep(figures, figure)
    return figures


def _keep(figures: list[Figure], figure: Figure) -> None:
    figures.append(figure)
    print(line_of(figure), flush=True)


if __name__ == "__main__":
    sys.exit(main())
