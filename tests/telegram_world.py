"""The whole bot in this process with a strict Telegram around it, a clock that can be moved and a price that is set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from telegram import Bot

from bots.courier import Courier
from bots.desk import Desk
from bots.engine_thread import EngineThread
from bots.gate import Gate
from bots.on_telegram import Telegram
from bots.post import Post
from bots.reception import Reception
from bots.telegram_limits import LIMITS, TelegramLimits, pace_of
from bots.telegram_pins import Pins
from bots.telegram_wire import PLATFORM, TelegramWire
from core.engine import Engine
from core.markets import Mark, Rules
from core.money import USD
from storage.book import SqliteBook
from tests.telegram_cloud import TOKEN, Cloud, Group, Person, Shown
from tests.telegram_ways import CloudRequest

START = 1_767_225_600_000
QUICK = LIMITS.scaled(100)


class World:
    """Telegram, and the bot when it runs."""

    def __init__(self, limits: TelegramLimits, path: Path | None) -> None:
        self._begun = asyncio.get_running_loop().time()
        self._skipped = 0
        self._path = path
        self.limits = limits
        self.cloud = Cloud(limits, self.now)
        self.prices = {"BTC": 100_000, "ETH": 4_000, "SOL": 200, "BNB": 900}

    def now(self) -> int:
        """ms UTC: real milliseconds since the start, and what was skipped."""
        return START + self._skipped + int((asyncio.get_running_loop().time() - self._begun) * 1_000)

    # The bot

    async def start(self) -> None:
        """Start the bot, as a process would."""
        self.thread = EngineThread()
        self.book = await self.thread.call(SqliteBook, self._path)
        self.engine = Engine(self.book, Rules(), live=False)
        self.desk = Desk(self.engine)
        frontends: dict = {}
        self.courier = Courier(self.desk, self.thread, frontends)
        self.reception = Reception(self.desk, self.thread, self.courier, self.now)
        bot = Bot(TOKEN, request=CloudRequest(self.cloud), get_updates_request=CloudRequest(self.cloud))
        wire = TelegramWire(bot, Pins(bot))
        scale = LIMITS.second_ms // self.limits.second_ms
        self.post = Post(wire, Gate(pace_of(LIMITS, scale)), self.desk, self.thread, self.now)
        frontends[PLATFORM] = self.post
        shown = partial(self.thread.call, self.desk.reference)
        self.telegram = Telegram(bot, self.reception, self.post, shown, self.now)
        works = (self.post.run(), self.reception.run(), self.telegram.poll())
        self._running = [asyncio.create_task(each) for each in works]

    async def stop(self) -> None:
        """End the bot; what it was about to do is not done."""
        for task in self._running:
            task.cancel()
        ended = await asyncio.gather(*self._running, return_exceptions=True)
        await self.thread.call(self.book.close)
        self.thread.close()
        self._skipped += 1_000  # a restart takes its time
        bugs = [each for each in ended if isinstance(each, Exception)]
        assert not bugs, bugs

    # The game

    async def price(self, dollars: int | None = None, market: str = "BTC") -> None:
        """A mark; what comes of it is told."""
        self.prices[market] = dollars or self.prices[market]
        self._skipped += 1
        mark = Mark(market, self.now(), self.prices[market] * USD, "test")
        await self.thread.call(self.engine.on_mark, mark)
        await self.courier.deliver(self.now())
        await self.quiet()

    async def wait(self, seconds: int, prices: bool = True) -> None:
        """So much time passes, with a bell (and a price) each second."""
        for _ in range(seconds):
            self._skipped += 1_000
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
            busy = self.cloud.pending or self.telegram._answers or self.post.waiting
            calm = 0 if busy else calm + 1
            if calm > 3:
                await self.courier.deliver(self.now())
                if not self.post.waiting:
                    return
            await asyncio.sleep(0.001)
        raise AssertionError("the bot is never done")

    # People

    async def says(self, who: Person, text: str, to: Group | None = None, thread: int | None = None) -> list[Shown]:
        """What appears in the chat where it was said."""
        chat = to.id if to else who.id
        before = {each.id for each in self.cloud.shown_to(chat)}
        self.cloud.says(who, text, to, thread)
        await self.quiet()
        return [each for each in self.cloud.shown_to(chat) if each.id not in before]

    async def ask(self, who: Person, text: str, to: Group | None = None, thread: int | None = None) -> Shown:
        """The one message that appears in the chat where it was said."""
        (shown,) = await self.says(who, text, to, thread)
        return shown

    async def press(self, who: Person, shown: Shown, label: str) -> str:
        """The words over the chat after a press; what else came of it is in the messages."""
        before = len(self.cloud.toasts)
        self.cloud.presses(who, shown, label)
        await self.quiet()
        (toast,) = self.cloud.toasts[before:]
        assert toast.user == who.id
        return toast.text

    async def press_forged(self, who: Person, shown: Shown, data: str) -> None:
        """A press that carries what no button of that message said; it must be acknowledged."""
        before = len(self.cloud.toasts)
        self.cloud.presses(who, shown, "", data)
        await self.quiet()
        assert len(self.cloud.toasts) == before + 1

    def last(self, who: Person | Group) -> Shown:
        """The newest message of a chat."""
        return self.cloud.shown_to(who.id)[-1]


@asynccontextmanager
async def telegram_world(limits: TelegramLimits = QUICK, path: Path | None = None) -> AsyncIterator[World]:
    """A world with prices, whose bot is running. Nothing that Telegram refused may be left unexpected."""
    made = World(limits, path)
    await made.start()
    try:
        for market in made.prices:
            await made.price(market=market)
        await made.quiet()
        yield made
    finally:
        await made.stop()
