"""`make prove`: live through simulated days; at a failure print the seed and the shortest trace that still fails.

    python -m tests.prove [--seed N] [--days N]

One seed is one world of one day from an empty file; days are independent, so that any of them is replayed alone.
"""

import argparse
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.prove.shrink import shortest
from tests.prove.story import Event, story
from tests.prove.world import World, quiet


def lived(events: list[Event]) -> tuple[int, int, int]:
    """Live through events in a world of their own: events, kills and sentences that did something."""
    with quiet(), tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "game.db")
        try:
            world.live(events)
        finally:
            world.close()
        return world.events, world.kills, world.acts


def failure(events: list[Event]) -> str:
    """What goes wrong, as the type and the place; empty if nothing does."""
    try:
        lived(events)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {place.name}"
    return ""


def day(seed: int) -> tuple[int, int, int]:
    """A day of 5,000 events and 300 people."""
    return lived(story(seed, 0))


def main() -> int:
    """How many days failed: 0 or 1, since the first one ends it."""
    options = argparse.ArgumentParser(prog="python -m tests.prove")
    options.add_argument("--seed", type=int, help="live through the day of this seed alone")
    options.add_argument("--days", type=int, default=20, help="so many days, seeds 1 and up (default: 20)")
    chosen = options.parse_args()
    seeds = [chosen.seed] if chosen.seed is not None else range(1, chosen.days + 1)
    began, totals = time.monotonic(), [0, 0, 0]
    with ProcessPoolExecutor(max_workers=2) as pool:
        days = {pool.submit(day, seed): seed for seed in seeds}
        for done in as_completed(days):
            if done.exception() is not None:
                pool.shutdown(cancel_futures=True)
                _explain(days[done])
                return 1
            totals = [total + more for total, more in zip(totals, done.result(), strict=True)]
    seconds = time.monotonic() - began
    print(
        f"{len(days)} days, {totals[0]} events, {totals[1]} kills, {totals[2]} answers: 0 violations in {seconds:.0f} s"
    )
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


if __name__ == "__main__":
    sys.exit(main())
