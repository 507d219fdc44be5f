"""The process dies between any two steps of the path from mark to phone, and is started again on the same file.

    python -m tests.prove.crashes.delivery 5000 [seed]

A step is a statement or commit of SQLite, a message that reaches the platform, or its answer. Death drops everything
that is in memory; the platform has a memory of its own. Meanwhile it is slow, down, silent, people block the bot and
come back, a group gets another id. Every life ends in peace, and then:

- every alert has arrived, at the right person or group, liquidations before what else happened;
- again only where nobody could know that it had, and then it says so; where the platform drops what has the same nonce,
  nobody sees it twice.
"""

import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import storage
from bots.delivery import platform as errors
from bots.delivery.courier import Courier
from bots.delivery.platform import Outgoing
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit, Window
from bots.desk.desk import Desk
from bots.desk.notices import Delivery, NoticeScreens
from bots.desk.said import Said
from bots.screens.kit.screen import Screen
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Notice
from tests.prove.clock import VirtualLoop
from tests.prove.crashes.fragile import Killed, open_fragile
from tests.prove.world import quiet

START = 1_767_225_600_000
PLATFORMS = ("telegram", "discord")
TROUBLES = ("slow", "slow everywhere", "down", "lost", "silent", "gone", "late")
_PACE = Pace(Window(30, 1_000), *(Window(20, 1_000) for _ in range(4)), edit_gap_ms=0)
_DROPPED_MS = 180_000  # a nonce is known for so long
_TAG = "notice:"

# Who has what when it begins, all of it told; and what then happens
_SAID = (
    ("ann", "long btc 25 1001x"), ("ann", "long btc 25 1001x"), ("ann", "short btc 25 100x tp 0.3%"),
    ("bob", "long btc 25 1001x"), ("bob", "alert btc below 99900"),
    ("cid", "long btc 10 50x sl 0.5%"), ("cid", "alert btc below 99500"), ("cid", "watch long btc 5 1001x at 100000"),
    ("dan", "long btc 5 10x at 99600"), ("dan", "up 10 1m"), ("dan", "long btc 25 500x"),
)  # fmt: skip
_IN_THE_GROUP = (
    ("ann", "setup feed on"), ("ann", "alerts feed on"), ("ann", "round 1m"), ("bob", "up 20"), ("cid", "down 20"),
)  # fmt: skip
_HAPPENS: tuple[tuple[int, int | str], ...] = (
    (1, 99_967), (4, "bell"), (5, 99_940), (5, "bob blocks"), (6, 99_500), (7, "the group moves"), (8, 99_000),
    (15, "bell"), (61, 99_000), (62, "bob returns"), (63, "bell"), (122, 99_010),
)  # fmt: skip


class WrongError(AssertionError):
    """What the platform saw should not be."""


def _key(notice: Notice) -> tuple[Any, ...]:
    """What a notice is about; its id changes when it was held and is released."""
    alert = notice.alert and notice.alert.value
    return str(notice.topic), notice.number, notice.at_ms, notice.player, notice.chat, alert


def _tag(notice: Notice) -> str:
    """What a message says of a notice."""
    return f"{_TAG}{_key(notice)!r}"


class TaggedNotices(NoticeScreens):
    """Its messages say which notices they tell."""

    def __init__(self, engine: Engine, unwanted: set[str]) -> None:
        super().__init__(engine)
        self._unwanted = unwanted

    def delivery(self, addressed: Any, at_ms: int) -> Delivery:
        """As ever, with a note of its own."""
        made = super().delivery(addressed, at_ms)
        if made.screen is None:
            self._unwanted.add(_tag(addressed.notice))
            return made
        return replace(made, screen=replace(made.screen, notes=(*made.screen.notes, _tag(addressed.notice))))


@dataclass(slots=True)
class Arrival:
    """One showing of one alert on a phone. `unknown`: we were not told that it arrived."""

    address: str
    life: int
    unknown: bool


class Platform:
    """What people have on their phones, whatever becomes of the bot."""

    def __init__(self, name: str, dice: random.Random, troubled: int) -> None:
        self.name = name
        self.dice = dice
        self.troubled = troubled  # of a hundred messages
        self.blocked: set[str] = set()
        self.moved: dict[str, str] = {}
        self.arrivals: dict[str, list[Arrival]] = {}
        self.begun: set[str] = set()
        self.nonces: dict[tuple[str, str], tuple[float, str]] = {}
        self.count = 0

    def trouble(self) -> str:
        """What happens to the next message; nothing most of the time."""
        return self.dice.choice(TROUBLES) if self.dice.randrange(100) < self.troubled else ""


class Route:
    """The way of one process to the platform."""

    def __init__(self, life: "Life") -> None:
        self.name = life.world.platform.name
        self._life = life

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """So many go together."""
        return len(screens) <= 3

    async def send(self, outgoing: Outgoing) -> str:
        """A reference, or trouble; a step before it reaches the platform and one before its answer comes."""
        life, platform = self._life, self._life.world.platform
        await life.step()
        life.world.check_order(outgoing)
        tags = _alerts(outgoing)
        if outgoing.again and not any(life.world.tries(tag) > 1 for tag in tags):
            life.world.wrong.append(f"called a repeat, and is none: {tags}")
        platform.begun.update(tags)
        trouble = platform.trouble()
        match trouble:
            case "slow" | "slow everywhere":
                raise errors.SlowError(1_500, everywhere=trouble == "slow everywhere")
            case "down":
                raise errors.DownError("no route")
            case "gone" if outgoing.edit or outgoing.answers:
                raise errors.GoneError("deleted")
            case "late":
                await asyncio.sleep(3)
                await life.step()
        address = outgoing.address
        if address.user in platform.blocked:
            raise errors.UnreachableError("blocked")
        if address.chat in platform.moved:
            raise errors.MovedError(platform.moved[address.chat])
        reference = outgoing.edit
        if trouble != "lost":
            reference = self._reached(outgoing, tags, unknown=trouble == "silent")
        await life.step()
        if trouble in ("lost", "silent"):
            await asyncio.sleep(5)
            await life.step()
            raise (errors.DownError if outgoing.edit or self.name == "discord" else errors.UncertainError)("no answer")
        await asyncio.sleep(0.02)
        await life.step()
        return reference

    def _reached(self, outgoing: Outgoing, tags: list[str], unknown: bool) -> str:
        """It is on the phone, unless the platform knows that it was there already."""
        platform, world, now = self._life.world.platform, self._life.world, self._life.world.loop.time() * 1_000
        known = (outgoing.address.key, outgoing.nonce)
        if platform.name == "discord" and outgoing.nonce and not outgoing.edit:
            since, reference = platform.nonces.get(known, (-_DROPPED_MS, ""))
            if now - since < _DROPPED_MS:
                return reference
        platform.count += 1
        reference = outgoing.edit or f"m{platform.count}"
        platform.nonces[known] = (now, reference)
        for tag in tags:
            before = platform.arrivals.setdefault(tag, [])
            world.wrong += [f"{wrong}: {tag}" for wrong in self._wrong(outgoing, tag, before)]
            before.append(Arrival(outgoing.address.key, world.lives, unknown))
        return reference

    def _wrong(self, outgoing: Outgoing, tag: str, before: list[Arrival]) -> Iterator[str]:
        """What is wrong with telling this now."""
        world = self._life.world
        if not before:
            return
        if world.platform.name == "discord":
            yield "seen twice"
        if world.is_told(tag):
            yield "told again though it was known to have arrived"
        if not before[-1].unknown and before[-1].life == world.lives:
            yield "told twice in one life without a reason"
        if not outgoing.again:
            yield "a repeat that does not say so"


def _alerts(outgoing: Outgoing) -> list[str]:
    """The alerts that a message tells; what changes a message rings for nobody."""
    if outgoing.edit:
        return []
    notes = [note for screen in outgoing.screens for note in screen.notes]
    return [note for note in notes if note.startswith(_TAG) and not note.endswith(" None)")]


class DeadError(Exception):
    """The process died while somebody waited for it."""


class Thread:
    """The engine's thread; whoever calls it when the process dies never hears of it."""

    def __init__(self, life: "Life") -> None:
        self._life = life

    async def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do it, a little later."""
        await asyncio.sleep(0)
        return await self.submit(function, *args, **kwargs)

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> asyncio.Future[Any]:
        """Do it; what it returns or raises comes with the future."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        try:
            done.set_result(function(*args, **kwargs))
        except Killed:
            self._life.die()
        except Exception as error:
            done.set_exception(error)
        return done


class Life:
    """One process, from its start on the file to its death."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.book, self.fragile = open_fragile(world.path)
        self.engine = Engine(self.book, Rules(), live=False)
        thread: Any = Thread(self)
        notices = TaggedNotices(self.engine, world.unwanted)
        self.post = Post(Route(self), RateLimit(_PACE), self.engine, notices, thread, world.now)
        self.courier = Courier(self.engine.telling, thread, {world.platform.name: self.post})
        self.dead = world.loop.create_future()
        self.running = world.loop.create_task(self.post.run())

    def die(self) -> None:
        """From now on nothing happens in here."""
        if not self.dead.done():
            self.dead.set_result(None)

    async def step(self) -> None:
        """A moment at which the process may die; then this never returns."""
        try:
            self.fragile._live()
        except Killed:
            self.die()
            await asyncio.get_running_loop().create_future()

    async def lives(self, what: Awaitable[Any]) -> None:
        """Wait for something. Raises DeadError if the process dies first, and what its post raises."""
        task = asyncio.ensure_future(what)
        await asyncio.wait({task, self.dead, self.running}, return_when=asyncio.FIRST_COMPLETED)
        if self.running.done():
            self.running.result()
        if self.dead.done():
            task.cancel()
            raise DeadError
        await task

    async def end(self) -> None:
        """What was in memory is gone; what was not committed too."""
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.sleep(0)
        await asyncio.gather(self.running, return_exceptions=True)
        self.fragile.left = None
        self.book.close()


class World:
    """One file, one platform, and as many processes as it takes. `deaths`: steps from each start to its end."""

    def __init__(self, path: Path, platform: str, seed: int, troubled: int, deaths: tuple[int, ...]) -> None:
        self.path = path
        self.loop = VirtualLoop()
        self.platform = Platform(platform, random.Random(seed), troubled)
        self.unwanted: set[str] = set()
        self.wrong: list[str] = []
        self.deaths = [*deaths]
        self.lives = 0
        self.steps = 0
        self.life: Life

    def now(self) -> int:
        """ms UTC."""
        return START + 10_000 + int(self.loop.time() * 1_000)

    def played(self, events: tuple[tuple[int, int | str], ...]) -> None:
        """Live through events and check what came of them."""
        try:
            self.loop.run_until_complete(self._play(events))
        finally:
            self.loop.run_until_complete(self.life.end())
            self.loop.close()

    async def _play(self, events: tuple[tuple[int, int | str], ...]) -> None:
        await self._start()
        for second, what in events:
            await self._surely(partial(self._until, second))
            await self._surely(partial(self._happens, what))
            await self._surely(self._delivered)
        self.deaths.clear()
        self.life.fragile.left = None
        self.platform.troubled = 0
        for _ in range(3):
            await self._surely(self._calm)
        self._check()
        self.steps += self.life.fragile.count

    async def _start(self) -> None:
        self.lives += 1
        self.life = Life(self)
        if self.deaths:
            self.life.fragile.left = self.deaths.pop(0)

    async def _surely(self, what: Callable[[], Awaitable[None]]) -> None:
        """Do it; where the process dies, start it again, deliver as it does at its start, and do it once more."""
        while True:
            try:
                await what()
                return
            except DeadError:
                self.steps += self.life.fragile.count
                await self.life.end()
                await asyncio.sleep(2)
                await self._start()

    async def _until(self, second: int) -> None:
        await self._delivered()
        while self.loop.time() < second:
            await self.life.lives(asyncio.sleep(second - self.loop.time()))

    async def _delivered(self) -> None:
        await self.life.lives(self.life.courier.deliver(self.now()))

    async def _calm(self) -> None:
        await self._delivered()
        for _ in range(3_000):
            if not self.life.post.waiting:
                return
            await self.life.lives(asyncio.sleep(1))
        raise WrongError("it is never done")

    async def _happens(self, what: int | str) -> None:
        engine, at_ms = self.life.engine, self.now()
        thread: Any = Thread(self.life)
        await self.life.lives(asyncio.sleep(0.001))  # a bell and a mark are not of one moment
        match what:
            case int(dollars):
                await self.life.lives(thread.call(engine.on_mark, Mark("BTC", at_ms, dollars * USD, "test")))
            case "bell":
                await self.life.lives(thread.call(engine.on_clock, at_ms))
            case "bob blocks":
                self.platform.blocked.add("bob")
            case "bob returns":
                self.platform.blocked.clear()
                await self.life.lives(thread.call(engine.telling.returned, Identity(self.platform.name, "bob")))
            case "the group moves" if self.platform.name == "telegram":
                self.platform.moved["g"] = "supergroup"

    # What is right

    def tries(self, tag: str) -> int:
        """How many sends of an alert the file says were begun."""
        return max((each.tries for each in self._notices("sent_ms IS NULL") if _tag(each) == tag), default=0)

    def is_told(self, tag: str) -> bool:
        """Whether the file says that an alert has arrived."""
        return any(_tag(each) == tag for each in self._notices("sent_ms IS NOT NULL"))

    def _notices(self, which: str) -> list[Notice]:
        columns = "topic, number, at_ms, player, chat, ring, id, tries"
        rows = self.life.fragile._conn.execute(f"SELECT {columns} FROM outbox WHERE {which} ORDER BY id").fetchall()
        return [Notice(*row[:5], row[5] and AlertKind(row[5]), *row[6:]) for row in rows]

    def _user(self, notice: Notice) -> str:
        sql = "SELECT user FROM identities WHERE player = ?"
        return self.life.fragile._conn.execute(sql, (notice.player,)).fetchone()[0]

    def check_order(self, outgoing: Outgoing) -> None:
        """No other alert goes to somebody before a liquidation of the same mark that was never tried."""
        tags = _alerts(outgoing)
        if not tags or any("'liquidation'" in tag for tag in tags) or outgoing.address.chat:
            return
        for notice in self._notices("sent_ms IS NULL AND held = 0 AND ring = 'liquidation' AND chat IS NULL"):
            tag, earliest = _tag(notice), min(int(each.split(", ")[2]) for each in tags)
            earlier = self._user(notice) == outgoing.address.user and notice.at_ms <= earliest
            if earlier and tag not in self.platform.begun:
                self.wrong.append(f"{tags} went before {tag}")

    def _check(self) -> None:
        if self.wrong:
            raise WrongError("; ".join(self.wrong))
        left = self._notices("sent_ms IS NULL")
        if left:
            raise WrongError(f"never told: {left}")
        alerts = self._notices("ring IS NOT NULL")
        for notice in alerts:
            tag = _tag(notice)
            arrivals = self.platform.arrivals.get(tag, [])
            if not arrivals and (tag not in self.unwanted or notice.first):
                raise WrongError(f"never arrived: {tag}")
            right = {"chat g", "chat supergroup"}
            if notice.chat is None:
                right = {f"user {self._user(notice)}"}
            if any(each.address not in right for each in arrivals):
                raise WrongError(f"{tag} went to {arrivals}")


_EXPECTED = ("liquidation", "near", "takeprofit", "stoploss", "filled", "settled", "market", "price", "feed")


def beginning(folder: Path, platform: str) -> Path:
    """A file in which everybody has what they have, and all of it is told."""
    path = folder / f"{platform}.db"
    book = storage.open(path)
    engine = Engine(book, Rules(), live=False)
    engine.on_mark(Mark("BTC", START, 100_000 * USD, "test"))
    for number, (who, text) in enumerate((*_IN_THE_GROUP, *_SAID)):
        at_ms = START + 1 + number
        chat = "g" if number < len(_IN_THE_GROUP) else None
        screen = Desk(engine).hear(Said(Identity(platform, who), who, chat, True, text, f"m{number}", at_ms, at_ms))
        assert screen.about not in ("refusal", "refused"), (text, screen)
    for second in range(1, 11):
        engine.on_mark(Mark("BTC", START + second * 1_000, 100_000 * USD, "test"))
    book._conn.execute("DELETE FROM outbox")
    book._conn.commit()
    book.close()
    return path


def lived(file: Path, path: Path, seed: int, troubled: int, deaths: tuple[int, ...]) -> World:
    """The story once, on a copy of a file. Raises WrongError."""
    shutil.copyfile(file, path)
    world = World(path, file.stem, seed, troubled, deaths)
    with quiet():
        world.played(_HAPPENS)
    path.unlink()
    return world


def drawn(seed: int, steps: int) -> tuple[int, tuple[int, ...]]:
    """Of a seed: how troubled the platform is, and when the processes die."""
    dice = random.Random(f"deaths {seed}")
    deaths = (dice.randrange(steps), *(dice.randrange(steps // 2) for _ in range(dice.randrange(3))))
    return dice.choice((0, 10, 30)), deaths


def main() -> int:
    """Die as often as asked; the first world that goes wrong is named by its seed."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    began, kills, repeats = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [beginning(folder, platform) for platform in PLATFORMS]
        steps = [lived(file, folder / "one.db", 0, 0, ()).steps for file in files]
        seed = first
        while kills < count:
            troubled, deaths = drawn(seed, steps[seed % 2])
            try:
                world = lived(files[seed % 2], folder / "one.db", seed, troubled, deaths)
            except BaseException:
                print(f"seed {seed}: {files[seed % 2].stem}, {troubled} % trouble, deaths after {deaths} steps")
                raise
            kills += world.lives - 1
            repeats += sum(len(arrivals) - 1 for arrivals in world.platform.arrivals.values())
            seed += 1
    seconds = time.monotonic() - began
    print(
        f"{kills} deaths in {seed - first} worlds (seeds {first} to {seed - 1}): every alert arrived, "
        f"{repeats} repeats where nobody could know, 0 violations in {seconds:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
