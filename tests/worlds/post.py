"""A small world around a post: real engine, desk, courier and post, with a platform that keeps what it is given."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import storage
from bots.delivery.courier import Courier
from bots.delivery.platform import Address, Outgoing
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit, Window
from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from storage.store import Store

T = TypeVar("T")
START = 1_700_000_000_000
FREELY = Pace(*(Window(1_000, 1) for _ in range(5)), edit_gap_ms=0)


class FakePlatform:
    """Keeps messages. `trouble`: what to raise instead, one by one; `before`: awaited ahead of each answer."""

    name = "test"

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.trouble: list[Exception] = []
        self.before: Callable[[], Awaitable[None]] | None = None
        self.joined = 8

    async def send(self, outgoing: Outgoing) -> str:
        """A reference, or trouble."""
        self.sent.append(outgoing)
        if self.before:
            await self.before()
        if self.trouble:
            raise self.trouble.pop(0)
        return outgoing.edit or f"m{len(self.sent)}"

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """So many go together."""
        return len(screens) <= self.joined

    @property
    def titles(self) -> list[list[str]]:
        """What was sent, by titles; without edits, which ring for nobody."""
        return [[screen.title for screen in outgoing.screens] for outgoing in self.sent if not outgoing.edit]


class World:
    """Everything around a post."""

    def __init__(self, thread: EngineThread, book: Store, pace: Pace) -> None:
        self.thread = thread
        self.book = book
        self.platform = FakePlatform()
        self.at_ms = START
        self.engine = Engine(book, Rules(), live=False)
        self.desk = Desk(self.engine)
        self.notices = NoticeScreens(self.engine)
        self.post = Post(self.platform, RateLimit(pace), self.engine, self.notices, thread, self.now)
        self.courier = Courier(self.engine.telling, thread, {"test": self.post})

    def now(self) -> int:
        """Real milliseconds, for the post."""
        return time.monotonic_ns() // 1_000_000

    async def says(self, who: str, text: str, chat: str | None = None) -> Screen:
        """What somebody is answered, at the game's own time."""
        self.at_ms += 1
        said = Said(Identity("test", who), who, chat, True, text, f"{who} {self.at_ms}", self.at_ms, self.at_ms)
        return await self.thread.call(self.desk.hear, said)

    async def price(self, dollars: int, source: str = "test") -> None:
        """A mark of BTC."""
        self.at_ms += 1
        await self.thread.call(self.engine.on_mark, Mark("BTC", self.at_ms, dollars * USD, source))

    async def deliver(self) -> None:
        """Hand over what waits."""
        await self.courier.deliver(self.at_ms)

    async def untold(self) -> int:
        """How many notices are still to be told."""
        found = [await self.thread.call(self.engine.telling.untold, first, 0, 1_000) for first in (True, False)]
        return sum(map(len, found))

    async def shown_on(self, address: str, edit_key: str) -> str:
        """The message that shows a thing."""
        return await self.thread.call(self.engine.telling.reference, "test", address, edit_key)

    async def quiet(self) -> None:
        """Wait until the platform has got everything."""
        while self.post.waiting:
            await asyncio.sleep(0.001)


@asynccontextmanager
async def world(pace: Pace = FREELY) -> AsyncIterator[World]:
    """A world with a price, whose post is running."""
    thread = EngineThread()
    made = World(thread, await thread.call(storage.open, None), pace)
    running = asyncio.create_task(made.post.run())
    try:
        await made.price(100_000)
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await thread.call(made.book.close)
        thread.close()


def private(who: str) -> Address:
    """Somebody's private chat."""
    return Address("test", user=who)


def played(story: Callable[[World], Awaitable[T]], pace: Pace = FREELY) -> T:
    """What came of a story in a world of its own; it ends within 20 seconds."""

    async def play() -> T:
        async with world(pace) as made:
            return await asyncio.wait_for(story(made), 20)

    return asyncio.run(play())
