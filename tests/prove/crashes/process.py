"""kill -9 of the real program in the middle of a storm of liquidations, again and again, with a strict Telegram around.

    python -m tests.prove.crashes.process 50 [seed]

Everybody holds a long so near its liquidation that the first simulated prices of each life take some of them. The
record of what is right is Telegram's own: every liquidation has arrived, and a second time only where the file that the
killed program left does not say that it has, and then the message says so.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import storage
from bots.desk.desk import Desk
from bots.desk.said import Said
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from core.rules.positions import Position, State
from tests.servers.telegram.people import Person
from tests.servers.telegram.server import TelegramServer
from tests.worlds.console import PROGRAM

_PEOPLE = 60
_FALLING = 2333  # of the simulated market: BTC falls in each of its first seconds
_STORM_S = 0.4, 1.6  # from the first alert of a life to its end
_LATENCY_MS = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a storm: kills, liquidations, and those that were told twice."""

    kills: int
    liquidations: int
    repeats: int


def beginning(path: Path, people: list[Person]) -> None:
    """A file in which everybody has a long that a small fall ends; nothing is left to tell."""
    book = storage.open(path)
    engine = Engine(book, Rules(), live=False)
    desk = Desk(engine)
    now = time.time_ns() // 1_000_000 - 2_000
    engine.on_mark(Mark("BTC", now, 100_000 * USD, "sim"))
    for number, person in enumerate(people):
        who, text = Identity("telegram", str(person.id)), f"long btc 25 {1_001 - number % 8 * 25}x"
        desk.hear(Said(who, person.name, None, False, text, f"m{number}", now + 1, now + 1))
    engine.on_mark(Mark("BTC", now + 500, 100_000 * USD, "sim"))
    engine.on_mark(Mark("BTC", now + 1_000, 99_955 * USD, "sim"))
    book._conn.execute("DELETE FROM outbox")
    book._conn.commit()
    book.close()


async def storm(folder: Path, kills: int, dice: random.Random) -> Seen:
    """Kill a program so often in its storm, let the next one end it, and look at what everybody has."""
    async with TelegramServer() as server:
        server.latency_ms = _LATENCY_MS
        people = [server.user(f"p{number}", started=True) for number in range(_PEOPLE)]
        file, killed = folder / "game.db", []
        beginning(file, people)
        for _ in range(kills):
            running = _program(server, file)
            try:
                known = _alerts(people)
                await server.until(lambda known=known: _alerts(people) > known or _all_told(people), 30)
                await asyncio.sleep(dice.uniform(*_STORM_S))
                server.fault("sendMessage", 5, hang_after=True)  # these arrive, and nobody is told
                await asyncio.sleep(dice.uniform(0, 0.2))
            finally:
                running.kill()
                await asyncio.to_thread(running.wait)
                server._faults.clear()
                server.release()
                killed.append((server.now_ms(), _told(file)))
        while not killed or not _is_done(file):
            running = _program(server, file)
            try:
                await server.until(lambda: _all_told(people), 60)
                await asyncio.sleep(2)
            finally:
                running.kill()
                await asyncio.to_thread(running.wait)
                killed.append((server.now_ms(), _told(file)))
        _check_file(file, people)
        return Seen(kills, _PEOPLE, sum(_check(person, killed) for person in people))


def _program(server: TelegramServer, file: Path) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    settings = {
        "TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_BASE_URL": server.url, "DATABASE": str(file), "PRICES": "sim",
        "PYTHONPATH": os.getcwd(), "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    return subprocess.Popen([*PROGRAM, "--seed", str(_FALLING)], env=kept | settings, cwd=file.parent)


def _liquidations(person: Person) -> list:
    return [each for each in person.inbox if each.lines[0].startswith("LIQUIDATED") and not each.edits]


def _alerts(people: list[Person]) -> int:
    return sum(len(_liquidations(person)) for person in people)


def _all_told(people: list[Person]) -> bool:
    return all(_liquidations(person) for person in people)


def _check_file(file: Path, people: list[Person]) -> None:
    book = storage.open(file)
    for person in people:
        position = book.get(Position, book.players.number_of(Identity("telegram", str(person.id))), 1)
        assert position is not None and position.state is State.LIQUIDATED
    book.close()


def _is_done(file: Path) -> bool:
    """Whether the file knows that everything was told."""
    book = storage.open(file)
    untold = book.outbox.waiting(True, 0, 1)
    found = book._conn.execute("SELECT count(*) FROM positions WHERE state = 'open'").fetchone()[0]
    book.close()
    return not untold and not found


def _told(file: Path) -> set[str]:
    """Of whose liquidation the file says that it has arrived."""
    book = storage.open(file)
    told = book._conn.execute(
        "SELECT user FROM outbox JOIN identities USING (player) WHERE ring = 'liquidation' AND sent_ms IS NOT NULL"
    ).fetchall()
    book.close()
    return {user for (user,) in told}


def _check(person: Person, killed: list[tuple[float, set[str]]]) -> int:
    """How often somebody was told again; never without need."""
    first, *repeats = _liquidations(person)
    assert "(again)" not in first.lines[0] or killed[0][0] < first.at_ms, "nothing was begun before"
    for before, repeat in zip((first, *repeats), repeats, strict=False):
        assert "(again)" in repeat.lines[0]
        told = [told for at_ms, told in killed if before.at_ms <= at_ms <= repeat.at_ms]
        assert told, "told twice in one life"
        assert str(person.id) not in told[-1], "told again though it was known to have arrived"
    return len(repeats)


def main() -> int:
    """Kill as often as asked, a few times in each storm."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    dice, began, seen = random.Random(seed), time.monotonic(), []
    while sum(each.kills for each in seen) < count:
        with tempfile.TemporaryDirectory() as folder:
            seen.append(asyncio.run(storm(Path(folder), dice.randrange(2, 5), dice)))
    kills, told, repeats = (sum(getattr(each, name) for each in seen) for name in ("kills", "liquidations", "repeats"))
    seconds = time.monotonic() - began
    print(f"{kills} kills in {len(seen)} storms: {told} liquidations told, {repeats} of them again, in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
