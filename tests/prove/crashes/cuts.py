"""The write-ahead log cut anywhere: what is left of the file is what some commit left, and a longer log no earlier one.

A game is played with its whole log kept. Of a copy the log is cut, as a loss of power may do, and opened again.
"""

import shutil
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path
from random import Random

from tests.prove.crashes.fragile import FragileConnection
from tests.prove.crashes.statements import Life
from tests.prove.story import Event

State = tuple[object, ...]


def state_of(conn: sqlite3.Connection | FragileConnection) -> State:
    """What is in the file, as sums over every table: whatever a commit changes shows in one of them."""
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    counts = tuple(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for (table,) in tables)
    sums = (
        "SELECT total(balance * balance) FROM accounts",
        "SELECT total(published_ms), total(funding_minute) FROM tickers",
        "SELECT total(tries), total(sent_ms), total(held), max(id) FROM outbox",
        "SELECT total(next_number), group_concat(language || rings || ifnull(confirm_above, '')) FROM players",
        "SELECT total(since_ms), group_concat(state || halt) FROM conditions",
        "SELECT group_concat(state || closing_ppm || ifnull(stoploss, '') || ifnull(takeprofit, '')) FROM positions",
    )
    return (counts, *(conn.execute(sql).fetchone() for sql in sums))


class Played:
    """A game whose log was kept: `states` after each of its commits, in order."""

    def __init__(self, folder: Path, events: list[Event]) -> None:
        self.states: list[State] = []
        self._kept = folder / "kept.db"
        life = Life(folder / "game.db")
        life.conn.execute("PRAGMA wal_autocheckpoint = 0")
        life.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._note(life.conn)
        life.conn.on_commit = lambda: self._note(life.conn)
        for event in events:
            life.lives(event)
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{folder / 'game.db'}{suffix}", f"{self._kept}{suffix}")
        life.close()
        self.length = Path(f"{self._kept}-wal").stat().st_size

    def _note(self, conn: FragileConnection) -> None:
        state = state_of(conn._conn)
        if not self.states or state != self.states[-1]:
            self.states.append(state)

    def after(self, length: int) -> State:
        """The state of the file with so many bytes of its log."""
        part = self._kept.with_name("part.db")
        for suffix in ("-shm", "-wal", ""):
            Path(f"{part}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._kept, part)
        with open(f"{self._kept}-wal", "rb") as log:
            Path(f"{part}-wal").write_bytes(log.read(length))
        conn = sqlite3.connect(part)
        try:
            return state_of(conn)
        finally:
            conn.close()


def cuts(folder: Path, events: list[Event], seed: int, count: int) -> int:
    """Cut so often, at random; how many different commits were met. Raises AssertionError where a state is none of
    those, or an earlier one than with a shorter log."""
    played = Played(folder, events)
    places: defaultdict[State, list[int]] = defaultdict(list)
    for place, state in enumerate(played.states):
        places[state].append(place)
    dice, reached, met = Random(seed), 0, set()
    for length in sorted(dice.randrange(played.length + 1) for _ in range(count)):
        state = played.after(length)
        known = places.get(state, [])
        assert known, f"a log of {length} bytes is no prefix of the commits"
        later = bisect_left(known, reached)
        assert later < len(known), f"a log of {length} bytes has less than a shorter one"
        reached = known[later]
        met.add(reached)
    assert played.after(played.length) == played.states[-1], "the whole log has lost something"
    return len(met)
