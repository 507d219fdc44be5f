"""One command through engine and book, and a whole day of marks: no network, no event loop."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from core.messages.all import Command, Request
from core.messages.positions import Open, ShowPositions
from core.money import POINT, Amount
from core.prices.markets import Side
from tests.bench.crowd import EACH, ENTRY, Crowd
from tests.bench.figures import Figure, durable_row, median_of, p99, seconds

_TIMES = 300
_OPEN = 10_000
_DAY_S = 86_400
_HOUR_S = 3_600


def commands(folder: Path) -> Iterator[Figure]:
    """A command that reads and one that spends, with 10,000 positions open."""
    crowd = Crowd(folder / "commands.db", _OPEN)
    with crowd.book.transaction():
        crowd.book._conn.execute("INSERT INTO accounts SELECT 'p' || number, ? FROM players", (1_000 * POINT,))
    yield from _commands(crowd, "positions", lambda: ShowPositions())
    yield from _commands(crowd, "long btc 10 100x", lambda: Open(Side.LONG, "BTC", Amount(10 * POINT), 100))
    crowd.close()


def _commands(crowd: Crowd, sentence: str, make: Callable[[], Command]) -> Iterator[Figure]:
    took, durable = [], []
    for number in range(_TIMES):
        crowd.at_ms += 1
        player = number % (crowd.count // EACH) + 1
        request = Request(player, None, False, f"{sentence} {number}", crowd.at_ms, sentence, make(), None, "", False)
        took.append(seconds(crowd.engine.handle, request) * 1e3)
        durable.append(seconds(durable_row, crowd.book) * 1e3)
    name = f"command `{sentence}` through engine and book"
    yield Figure(f"{name}, median", median(took), "ms", median(durable), "one durable row")
    yield Figure(f"{name}, p99", p99(took), "ms", p99(durable), "one durable row")


def day(folder: Path, full: bool) -> Iterator[Figure]:
    """A replayed day, a price each second, funding and all: 10,000 positions are always open, for who is liquidated
    opens again at once. Without `full`, an hour of it, and the day is the hour 24 times."""
    crowd = Crowd(folder / "day.db", _OPEN)
    steps = Random(8)
    price, hit, slowest = ENTRY, 0, 0.0
    length = _DAY_S if full else _HOUR_S
    durable = median_of(lambda: durable_row(crowd.book), 200)
    begun = perf_counter()
    for second in range(length):
        price = max(ENTRY // 2, price + int(price * steps.gauss(0, 0.0001)))
        slowest = max(slowest, seconds(crowd.mark, price))
        if second % 60 == 0:
            crowd.engine.on_clock(crowd.at_ms)
            hit += crowd.refill(price)
            crowd.book.checkpoint()
    took = (perf_counter() - begun) * _DAY_S / length
    crowd.close()
    how = "" if full else " (an hour, times 24)"
    yield Figure(f"a day of 86,400 marks, 10,000 open{how}", took, "s", durable * _DAY_S, "as many durable rows")
    yield Figure(f"  its slowest mark; {hit:,} liquidated", slowest * 1e3, "ms", most=50)
