"""The whole bot in this process with the strict Telegram around it, a clock that can be moved and prices that are set.

ann = world.person("Ann")                          started, unless told
shown = await world.ask(ann, "/start")             the one message that comes of it; `says`: all of them
toast = await world.press(ann, shown, "Long BTC")  everything that comes of it has happened
await world.price(100_100); await world.wait(60)
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

import storage
from bots.delivery.courier import Courier
from bots.delivery.post import Post
from bots.delivery.rate_limit import RateLimit
from bots.desk.desk import Desk
from bots.desk.inbox import Inbox
from bots.desk.notices import NoticeScreens
from bots.on_telegram.bot_api import AiohttpRequest
from bots.on_telegram.caller import Telegram
from bots.on_telegram.limits import LIMITS, TelegramLimits, pace_of
from bots.on_telegram.pins import Pins
from bots.on_telegram.sender import PLATFORM, TelegramSender
from bots.runtime.engine_thread import EngineThread
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from tests.servers.telegram.chats import Message
from tests.servers.telegram.people import Person, Where
from tests.servers.telegram.server import TelegramServer
from tests.servers.telegram.state import Toast

START = 1_767_225_600_000
SCALE = 100
QUICK = replace(LIMITS.scaled(SCALE), press_ms=LIMITS.press_ms)


class World:
    """Telegram, and the bot while it runs."""

    def __init__(self, limits: TelegramLimits, path: Path | None) -> None:
        self._begun = time.monotonic()
        self._skipped = 0
        self._path = path
        self._scale = LIMITS.second_ms // limits.second_ms
        self.server = TelegramServer(limits=limits, clock=self.now)
        self.prices = {"BTC": 100_000, "ETH": 4_000, "SOL": 200, "BNB": 900}

    def now(self) -> int:
        """ms UTC: real milliseconds since the start, and what was skipped."""
        return START + self._skipped + int((time.monotonic() - self._begun) * 1_000)

    def skip(self, ms: int) -> None:
        """So much time passes, and nothing happens."""
        self._skipped += ms

    # The bot

    async def start(self) -> None:
        """Start the bot, as a process would."""
        self.thread = EngineThread()
        self.book = await self.thread.call(storage.open, self._path)
        self.engine = Engine(self.book, Rules(), live=False)
        self.desk = Desk(self.engine)
        notices = NoticeScreens(self.engine)
        frontends: dict = {}
        self.courier = Courier(self.engine.telling, self.thread, frontends)
        inbox = Inbox(self.engine, self.desk, self.thread, self.courier)
        url = self.server.url
        requests = {"request": AiohttpRequest(url, 48), "get_updates_request": AiohttpRequest(url, 1)}
        bot = Bot(self.server.token, self.server.base_url, **requests)
        sender = TelegramSender(bot, Pins(bot))
        self.post = Post(sender, RateLimit(pace_of(LIMITS, self._scale)), self.engine, notices, self.thread, self.now)
        frontends[PLATFORM] = self.post
        self.telegram = Telegram(bot, inbox, self.post, self.now)
        works = (self.post.run(), self.courier.run(self.now), self.telegram.poll())
        self._running = [asyncio.create_task(each) for each in works]

    async def stop(self) -> None:
        """End the bot; what it was about to do is not done."""
        for task in self._running:
            task.cancel()
        ended = await asyncio.gather(*self._running, return_exceptions=True)
        await self.thread.call(self.book.close)
        self.thread.close()
        self.skip(1_000)  # a restart takes its time
        bugs = [each for each in ended if isinstance(each, Exception)]
        assert not bugs, bugs

    # The game

    async def price(self, dollars: int | None = None, market: str = "BTC") -> None:
        """A mark; what comes of it is told."""
        self.prices[market] = dollars or self.prices[market]
        self.skip(1)
        mark = Mark(market, self.now(), self.prices[market] * USD, "test")
        await self.thread.call(self.engine.on_mark, mark)
        await self.quiet()

    async def wait(self, seconds: int, prices: bool = True) -> None:
        """So much time passes, with a bell (and a price) each second."""
        for _ in range(seconds):
            self.skip(1_000)
            await self.thread.call(self.engine.on_clock, self.now())
            if prices:
                for market, dollars in self.prices.items():
                    await self.thread.call(self.engine.on_mark, Mark(market, self.now(), dollars * USD, "test"))
            await self.courier.deliver(self.now())
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until everything that was said is answered and everything that happened is told."""
        calm = 0
        for _ in range(20_000):
            ended = [each for each in self._running if each.done()]
            assert not ended, [each.exception() for each in ended]
            await self.courier.deliver(self.now())
            busy = self.server.delivery.pending or self.telegram._answers or self.post.waiting
            calm = 0 if busy else calm + 1
            if calm > 3:
                return
            await asyncio.sleep(0.001)
        raise AssertionError("the bot is never done")

    # People

    def person(self, name: str, started: bool = True, **more: Any) -> Person:
        """Somebody new."""
        return self.server.user(name, started=started, **more)

    async def says(self, who: Person, text: str, where: Where = None) -> list[Message]:
        """What the bot writes where it was said."""
        chat = self.server.chat(where or who)
        before = list(chat.from_bot)
        await who.says(text, where)
        await self.quiet()
        return [each for each in chat.from_bot if each not in before]

    async def ask(self, who: Person, text: str, where: Where = None) -> Message:
        """The one message that the bot writes where it was said."""
        (shown,) = await self.says(who, text, where)
        return shown

    async def press(self, who: Person, shown: Message, label: str = "", data: str | None = None) -> Toast:
        """The words over the chat after a press; what else came of it is in the messages. `data`: a forged one."""
        toast = await who.presses(shown, label, data=data)
        await self.quiet()
        return toast


@asynccontextmanager
async def telegram_world(limits: TelegramLimits = QUICK, path: Path | None = None) -> AsyncIterator[World]:
    """A world with prices, whose bot is running."""
    made = World(limits, path)
    async with made.server:
        await made.start()
        try:
            for market in made.prices:
                await made.price(market=market)
            yield made
        finally:
            await made.stop()


def played(story: Callable[[World], Awaitable[None]], *expected: str, seconds: float = 60, **options) -> None:
    """Play a story in a world; Telegram must have refused this much (parts of its words) and nothing else."""

    async def play() -> None:
        async with telegram_world(**options) as world:
            await asyncio.wait_for(story(world), seconds)
            refused = [(call.method, call.said) for call in world.server.refused]
            known = (*expected, "message is not modified", "not enough rights to manage pinned messages")
            unexpected = [each for each in refused if not any(part in each[1] for part in known)]
            assert not unexpected, unexpected
            assert all(any(part in said for _method, said in refused) for part in expected), refused

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.delenv("no_proxy", raising=False)
        asyncio.run(play())
