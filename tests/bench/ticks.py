"""What a price costs among many open positions: to look, and to look and liquidate 0.1 % of them.

Looking costs the same however many there are, for the book keeps their thresholds in order; the floors go through all
of them, as they would have to if they held them in memory unordered.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.money import USD
from core.prices.markets import Side
from tests.bench.crowd import ENTRY, Crowd, keys_of
from tests.bench.figures import Figure, durable_row, median_of, p99, seconds

_NO_NUMPY = "numpy is not installed (make bench installs it)"
_LOOKS = 200
_TICKS = 20


def measure(folder: Path, counts: tuple[int, ...]) -> Iterator[Figure]:
    """Looks and ticks among so many positions."""
    for count in counts:
        crowd = Crowd(folder / f"{count}.db", count)
        try:
            yield from _looks(crowd)
            yield from _ticks(crowd)
        finally:
            crowd.close()


def _looks(crowd: Crowd) -> Iterator[Figure]:
    name = f"look for liquidations among {crowd.count:,}"
    took = median_of(lambda: _look(crowd, ENTRY), _LOOKS) * 1e6
    for beside, scan in _scans(crowd):
        floor = None if scan is None else median_of(scan, 5) * 1e6
        yield Figure(name, took, "us", floor, beside)


def _look(crowd: Crowd, level: int) -> None:
    for side in (Side.LONG, Side.SHORT):
        assert not crowd.book.positions.liquidatable("BTC", side, level)


def _scans(crowd: Crowd) -> Iterator[tuple[str, Callable[[], Any] | None]]:
    longs, shorts = keys_of(crowd, Side.LONG), keys_of(crowd, Side.SHORT)

    def scan() -> list[int]:
        found = [index for index, key in enumerate(longs) if key >= ENTRY]
        return found + [index for index, key in enumerate(shorts) if key <= ENTRY]

    yield "a scan of Python integers", scan
    if find_spec("numpy") is None:
        yield _NO_NUMPY, None
        return
    numpy = import_module("numpy")
    below, above = numpy.array(longs), numpy.array(shorts)
    yield "a scan in numpy", lambda: (numpy.flatnonzero(below >= ENTRY), numpy.flatnonzero(above <= ENTRY))


def _ticks(crowd: Crowd) -> Iterator[Figure]:
    """To the end of the commit; the floor is what one durable row costs."""
    durable = median_of(lambda: durable_row(crowd.book), _TICKS) * 1e3
    prices = [ENTRY + step * USD // 10 for step in range(_TICKS * 5)]
    quiet = [seconds(crowd.mark, price) * 1e3 for price in prices]
    yield Figure(f"tick among {crowd.count:,}, none firing, median", sorted(quiet)[len(quiet) // 2], "ms", durable,
                 "one durable row")  # fmt: skip
    each = max(1, crowd.count // 1_000)
    firing = [seconds(crowd.mark, crowd.fires(each)) * 1e3 for _ in range(_TICKS if each <= 100 else 5)]
    yield Figure(f"tick among {crowd.count:,}, {each:,} firing, p99", p99(firing), "ms", durable, "one durable row",
                 most=50 if each <= 100 else None)  # fmt: skip
