"""`make prove`: live through simulated days; at a failure print the seed and the shortest trace that still fails.

    python -m tests.prove [--days N] [--first N]    days, each from an empty file: seeds 1 and up, or from another
    python -m tests.prove --seed N                  one day alone
    python -m tests.prove --crashes N               die at so many statements, and recover
    python -m tests.prove --cuts N                  cut the write-ahead log so often
    python -m tests.prove --kills N                 kill -9 the real process so often, and time its return

One seed is one world of one day; days are independent, so that any of them is replayed alone.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bots.runtime.garbage_collector import set_up_garbage_collector
from tests.prove.crashes.cuts import cuts
from tests.prove.crashes.kills import POSITIONS, serves_again
from tests.prove.crashes.statements import crashes, tale
from tests.prove.shrink import shortest
from tests.prove.story import Event, story
from tests.prove.world import World, quiet
from tests.whole.crashes.test_kill import kill_again_and_again

_CUTS = 1_000  # of one log
_RETURNS = 5
_SAY_EACH = 100  # days
_MOST_S = 3.0  # until it serves again


def lived(events: list[Event]) -> World:
    """Live through events in a world of their own; the world as it ended."""
    with quiet(), tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "game.db")
        try:
            world.live(events)
        finally:
            world.close()
        return world


def failure(events: list[Event]) -> str:
    """What goes wrong, as the type and the place; empty if nothing does."""
    try:
        lived(events)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {place.name}"
    return ""


def day(seed: int) -> tuple[int, ...]:
    """A day of 5,000 events and 300 people: events, kills, answers, ends of positions, ends of rounds, messages."""
    world = lived(story(seed, 0))
    books = world.auditor
    return world.events, world.kills, world.acts, books.positions.ends, books.bets.pools, books.post.arrived.total()


def main() -> int:
    """How many parts failed: 0 or 1, since the first one ends it."""
    options = argparse.ArgumentParser(prog="python -m tests.prove")
    options.add_argument("--seed", type=int, help="live through the day of this seed alone")
    options.add_argument("--days", type=int, default=20, help="so many days (default: 20)")
    options.add_argument("--first", type=int, default=1, help="the seed of the first day (default: 1)")
    options.add_argument("--crashes", type=int, help="die at so many statements instead")
    options.add_argument("--cuts", type=int, help="cut the log so often instead")
    options.add_argument("--kills", type=int, help="kill the process so often instead")
    chosen = options.parse_args()
    if chosen.crashes or chosen.cuts or chosen.kills:
        with quiet():
            _crash(chosen.crashes or 0)
            _cut(chosen.cuts or 0)
            _kill(chosen.kills or 0)
        return 0
    return _days([chosen.seed] if chosen.seed is not None else list(range(chosen.first, chosen.first + chosen.days)))


def _days(seeds: list[int]) -> int:
    began, totals, lived_through = time.monotonic(), (0,) * 6, 0
    with ProcessPoolExecutor(max_workers=2, initializer=set_up_garbage_collector) as pool:
        days = {pool.submit(day, seed): seed for seed in seeds}
        for done in as_completed(days):
            if done.exception() is not None:
                pool.shutdown(cancel_futures=True)
                _explain(days[done])
                return 1
            totals = tuple(total + more for total, more in zip(totals, done.result(), strict=True))
            lived_through += 1
            if lived_through % _SAY_EACH == 0:
                print(f"{lived_through} of {len(days)} days, {time.monotonic() - began:.0f} s", flush=True)
    names = ("events", "kills", "answers", "ends of positions", "ends of rounds", "messages")
    figures = ", ".join(f"{total:,} {name}" for total, name in zip(totals, names, strict=True))
    print(f"{len(days)} days: {figures}; 0 violations in {time.monotonic() - began:.0f} s")
    return 0


def _explain(seed: int) -> None:
    events = story(seed, 0)
    wrong = failure(events)
    kept = shortest(events, lambda part: failure(part) == wrong)
    print(f"make prove SEED={seed} fails: {wrong}\nThe shortest trace that still fails:")
    for event in kept:
        print(f"  {event}")
    try:
        lived(kept)
    except Exception:
        traceback.print_exc(file=sys.stdout)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _until(most: int, work: Callable[[Path, int], Iterator[int]]) -> tuple[int, float]:
    """Do it with one seed after another until there is enough: how much that was, and in how many seconds."""
    began, total = time.monotonic(), 0
    for seed in count(1):
        if total >= most:
            break
        with _folder() as folder:
            for more in work(folder, seed):
                total += more
                if total >= most:
                    break
    return total, time.monotonic() - began


def _crash(most: int) -> None:
    if most:
        total, took = _until(most, lambda folder, seed: crashes(folder, tale(seed)))
        print(f"{total:,} crashes: every end as without them, in {took:.0f} s")


def _cut(most: int) -> None:
    def work(folder: Path, seed: int) -> Iterator[int]:
        cuts(folder, tale(seed), seed, min(_CUTS, most))
        yield min(_CUTS, most)

    if most:
        total, took = _until(most, work)
        print(f"{total:,} cuts: always a prefix of the commits, in {took:.0f} s")


def _kill(times: int) -> None:
    if not times:
        return
    began = time.monotonic()
    with _folder() as folder:
        kill_again_and_again(folder / "game.db", times, 150 + 12 * times)
        took = time.monotonic() - began
        print(f"{times} kills: nothing lost, created or done twice, in {took:.0f} s")
        longest = serves_again(folder, _RETURNS)
    print(f"with {POSITIONS:,} positions open it serves again within {longest:.2f} s (at most {_MOST_S:.0f} s)")


if __name__ == "__main__":
    sys.exit(main())
