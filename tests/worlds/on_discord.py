"""The whole game on the strict Discord: real engine, desk, post and client; prices and bells when a test says so.

async with game() as world:
    ann, general = world.person("Ann"), world.general
    answer = await ann.slash("long", channel=general, market="BTC", margin="25", leverage=1001)
    await world.price(100_100)                       a mark of BTC, and whatever it leads to is on its way
    await world.server.until(lambda: ...)
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import storage
from bots.delivery.courier import Courier
from bots.delivery.live_cards import LiveCards
from bots.delivery.platform import Platform
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit
from bots.desk.desk import Desk
from bots.desk.inbox import Inbox
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from bots.languages.texts import Wording
from bots.on_discord.caller import DiscordClient
from bots.on_discord.limits import DiscordLimits
from bots.runtime.engine_thread import EngineThread
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from storage.store import Store
from tests.servers.discord.people import Person
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Message

TOKEN = "a.loopback.token"


def _simulated(_say: Wording) -> str:
    return "simulated"


class Game:
    """The bot of one process and what it is made of. `now` is the server's own clock."""

    def __init__(self, server: DiscordServer, thread: EngineThread, book: Store, limits: DiscordLimits) -> None:
        self.server = server
        self.thread = thread
        self.book = book
        self.now = server.clock.now_ms
        self.engine = Engine(book, Rules(), live=False)
        self.desk = Desk(self.engine, tag=_simulated)
        self.notices = NoticeScreens(self.engine, _simulated)
        self.frontends: dict[str, Any] = {}
        self.courier = Courier(self.engine.telling, thread, self.frontends)
        self.inbox = Inbox(self.engine, self.desk, thread, self.courier)
        self.live = LiveCards(self.notices, thread, self.now)
        self.client = self.bot(limits)
        self.frontends["discord"] = self.client.post
        self._tasks: list[asyncio.Task[None]] = []

    def bot(self, limits: DiscordLimits | None = None) -> DiscordClient:
        """A bot of this game."""
        client = DiscordClient(self.inbox, self.now, self._post, limits, guild_ready_timeout=0.02)
        client.before_identify_hook = _at_once
        return client

    def _post(self, platform: Platform, pace: Pace) -> Post:
        return Post(platform, RateLimit(pace), self.engine, self.notices, self.thread, self.now, self.live.shown)

    async def start(self) -> None:
        """Connect, and run what runs beside."""
        known = len(self.server.gateway.identified)
        self._tasks = [
            asyncio.create_task(each)
            for each in (self.client.serve(TOKEN), self.client.post.run(), self.courier.run(self.now))
        ]
        await self.server.until(lambda: len(self.server.gateway.identified) > known)
        await self.server.ready()
        await self.server.until(
            lambda: len(self.client.guilds) >= sum(g.installed for g in self.server.guilds.values())
        )

    async def stop(self) -> None:
        """End as the program ends. What a task failed of is raised."""
        for task in self._tasks:
            task.cancel()
        for result in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        await self.thread.call(self.book.close)


async def _at_once(_shard: int | None, *, initial: bool = False) -> None:
    """discord.py waits five seconds between two shards, as Discord asks; here nobody does."""


class World:
    """A server with a guild and a channel, and the game that is there now."""

    def __init__(self, server: DiscordServer, file: Path | None, limits: DiscordLimits) -> None:
        self.server = server
        self.thread = EngineThread()
        self.guild = server.guild("Degens")
        self.general = server.channel(self.guild, "general")
        self.game: Game
        self._file = file
        self._limits = limits

    def person(self, name: str, **more: Any) -> Person:
        """A new member of the guild."""
        person = self.server.user(name, **more)
        self.server.join(self.guild, person)
        return person

    async def begin(self) -> None:
        """Start the game, as a new process would."""
        book = await self.thread.call(storage.open, self._file)
        self.game = Game(self.server, self.thread, book, self._limits)
        await self.game.start()

    async def restart(self) -> None:
        """End the process and start it again."""
        await self.game.stop()
        await self.begin()

    async def price(self, dollars: float, market: str = "BTC") -> None:
        """A mark, a moment later, and its notices on their way."""
        self.server.pass_ms(1)
        mark = Mark(market, self.server.clock.now_ms(), int(dollars * USD), "test")
        await self.thread.call(self.game.engine.on_mark, mark)
        await self.game.courier.deliver(self.server.clock.now_ms())

    async def seconds(self, count: int, dollars: float | None = None) -> None:
        """So many seconds pass, each with a bell, and with a price where one is given."""
        for _ in range(count):
            self.server.pass_ms(1_000)
            if dollars is not None:
                await self.price(dollars)
            await self.thread.call(self.game.engine.on_clock, self.server.clock.now_ms())
            await self.game.courier.deliver(self.server.clock.now_ms())
            await self.game.live.second({"discord": self.game.client.post.refresh})

    async def quiet(self) -> None:
        """Wait until everything is sent."""
        await self.server.until(lambda: not self.game.client.post.waiting)

    async def balance(self, person: Person) -> str:
        """What somebody has, read directly from the desk."""
        return (await self.ask(person, "start"))["Balance"]

    async def ask(self, person: Person, text: str) -> dict[str, str]:
        """The figures of what somebody would be answered alone."""
        now = self.server.clock.now_ms()
        said = Said(Identity("discord", str(person.id)), person.name, None, False, text, f"test {now}", now, now)
        screen = await self.thread.call(self.game.desk.hear, said)
        return {field.key: field.value for field in screen.fields}


@asynccontextmanager
async def game(
    file: Path | None = None,
    limits: DiscordLimits | None = None,
    price: float | None = 100_000,
    shards: int = 1,
    trouble: str = "",
) -> AsyncIterator[World]:
    """The game, running. `trouble`: what Discord answers once with a 503."""
    limits = limits or DiscordLimits()
    async with DiscordServer(TOKEN, limits, shards) as server:
        if trouble:
            server.fault("GET", trouble, 1, status=503)
        world = World(server, file, limits)
        with server.hooked():
            try:
                await world.begin()
                if price is not None:
                    await world.price(price)
                yield world
            finally:
                await world.game.stop()
                world.thread.close()


def play(talk: Callable[[World], Coroutine[Any, Any, None]], **options: Any) -> None:
    """Run a conversation in a game of its own; nothing in it may be what Discord refuses as ill-formed."""

    async def run() -> None:
        async with game(**options) as world:
            await talk(world)
            assert not world.server.violations, world.server.violations

    asyncio.run(run())


async def opened(world: World, person: Person, leverage: int = 1001, **where: Any) -> Message:
    """A position of somebody's that is open."""
    answer = await person.slash("long", market="BTC", margin="25", leverage=leverage, **where)
    await world.price(100_000)
    await world.server.until(lambda: "is open" in answer.message.text)
    return answer.message
