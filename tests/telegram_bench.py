"""How long an answer takes, beside an echo bot on the same library and the same loopback Telegram.

    python -m tests.telegram_bench

Each bot is a process of its own. Times are from the moment a sentence lies ready to the moment its answer came in, in
milliseconds: one person after another, and 200 at once. No rate limits, here and there.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from statistics import median

from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bots.courier import Courier
from bots.desk import Desk
from bots.engine_thread import EngineThread
from bots.gate import Gate
from bots.on_clock import Clock
from bots.on_prices import SimulatedPrices, market_from
from bots.on_telegram import Telegram
from bots.post import Post
from bots.reception import Reception
from bots.telegram_limits import LIMITS, pace_of
from bots.telegram_pins import Pins
from bots.telegram_request import AiohttpRequest
from bots.telegram_wire import PLATFORM, TelegramWire
from core.engine import Engine
from core.markets import Rules
from storage.book import SqliteBook
from tests.telegram_cloud import TOKEN, Cloud
from tests.telegram_ways import serve

FREE = replace(LIMITS, overall=10**6, person=10**6, group=10**6)
PEOPLE = 200
CONNECTIONS = 48
ROUNDS = 5


async def echo(address: str, own_request: bool) -> None:
    """The echo bot that everybody begins with."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").concurrent_updates(True)
    if own_request:
        builder = builder.request(AiohttpRequest(address, CONNECTIONS)).get_updates_request(AiohttpRequest(address, 1))
    application = builder.build()

    async def answer(update: Update, _context) -> None:
        await update.message.reply_text(update.message.text)

    application.add_handler(MessageHandler(filters.TEXT, answer))
    async with application:
        await application.start()
        await application.updater.start_polling()
        await asyncio.Event().wait()


async def game(address: str, file: str) -> None:
    """The whole bot, with a market, on a real file."""
    thread = EngineThread()
    engine = Engine(await thread.call(SqliteBook, file), Rules(), live=False)
    desk = Desk(engine)
    frontends: dict = {}
    clock = Clock(0)
    courier = Courier(desk, thread, frontends)
    reception = Reception(desk, thread, courier, clock.now)
    request, fetching = AiohttpRequest(address, CONNECTIONS), AiohttpRequest(address, 1)
    bot = Bot(TOKEN, f"{address}/bot", request=request, get_updates_request=fetching)
    post = Post(TelegramWire(bot, Pins(bot)), Gate(pace_of(FREE)), desk, thread, clock.now)
    frontends[PLATFORM] = post
    telegram = Telegram(bot, reception, post, partial(thread.call, desk.reference), clock.now)
    prices = SimulatedPrices(market_from({}, 1), engine, thread, courier, clock.now)
    await asyncio.gather(post.run(), reception.run(), prices.run(), telegram.poll())


class Stopwatch:
    """Measures from the server's side."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._begun: dict[int, float] = {}
        self._took: dict[int, float] = {}
        self._all = asyncio.Event()
        self._send = cloud._sendMessage
        cloud._sendMessage = self._sent  # type: ignore[method-assign]

    async def _sent(self, method: str, chat_id: int, **given) -> dict:
        if chat_id in self._begun and chat_id not in self._took:
            self._took[chat_id] = (time.perf_counter() - self._begun[chat_id]) * 1_000
            if len(self._took) == len(self._begun):
                self._all.set()
        number = len(self._cloud.calls)
        chat = {"id": chat_id, "type": "private"}
        return {"message_id": number, "date": 1, "chat": chat, "text": "x"}

    async def time(self, people: list, sentence: str) -> list[float]:
        """How long each answer takes when all of these speak at once."""
        self._begun, self._took = {}, {}
        self._all.clear()
        for who in people:
            self._begun[who.id] = time.perf_counter()
            self._cloud.says(who, sentence)
        await asyncio.wait_for(self._all.wait(), 60)
        return list(self._took.values())


@asynccontextmanager
async def running(kind: str) -> AsyncIterator[tuple[Stopwatch, list]]:
    """A bot of this kind in a process of its own, its people, and a watch on their answers."""
    cloud = Cloud(FREE, lambda: time.time_ns() // 1_000_000)
    async with serve(cloud) as address:
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.telegram_bench", kind, address)
        try:
            watch = Stopwatch(cloud)
            people = [cloud.person(1_000 + number, f"P{number}") for number in range(PEOPLE)]
            await watch.time(people, "/start")
            yield watch, people
        finally:
            child.kill()
            await child.wait()


async def main() -> None:
    """All bots side by side, measured in turns."""
    took: dict[str, tuple[list[float], list[float]]] = {}
    async with running("echo") as echo_bot, running("echo-aiohttp") as other_echo, running("game") as game_bot:
        turns = [(echo_bot, "hello", "echo (httpx)"), (other_echo, "hello", "echo (aiohttp)")]
        turns += [(game_bot, said, said) for said in ("/price", "/positions", "/me", "/up 1 5m", "/long btc 1 100x")]
        for _ in range(ROUNDS):
            for (watch, people), sentence, name in turns:
                alone, crowd = took.setdefault(name, ([], []))
                await asyncio.sleep(2)
                for who in people[:40]:
                    alone += await watch.time([who], sentence)
                    await asyncio.sleep(0.005)
                await asyncio.sleep(1)
                crowd += await watch.time(people, sentence)
    for name, (alone, crowd) in took.items():
        print(f"{name:18} alone {_figures(alone)}    200 at once {_figures(crowd)}")


def _figures(took: list[float]) -> str:
    ordered = sorted(took)
    return f"{median(ordered):6.1f} (p95 {ordered[len(ordered) * 95 // 100]:6.1f})"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["echo", url]:
            asyncio.run(echo(url, False))
        case ["echo-aiohttp", url]:
            asyncio.run(echo(url, True))
        case ["game", url]:
            import tempfile

            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(game(url, f"{folder}/game.db"))
        case _:
            asyncio.run(main())
