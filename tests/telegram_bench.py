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
from tests.telegram_people import Person
from tests.telegram_server import TOKEN, TelegramServer

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
    await asyncio.gather(post.run(), reception.run(), prices.publish_each_second(), telegram.poll())


class Stopwatch:
    """Measures from the server's side."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.people = [server.user(f"P{number}", started=True) for number in range(PEOPLE)]

    async def time(self, people: list[Person], sentence: str) -> list[float]:
        """How long each answer takes, in ms, when all of these speak at once."""
        self._server.calls.clear()
        begun = {}
        for who in people:
            begun[who.id] = self._server.now_ms()
            await who.says(sentence)
        took = {}
        for _ in range(60_000):
            sent = self._server.asked("sendMessage")
            took = {call.arguments["chat_id"]: call.at_ms for call in reversed(sent) if "chat_id" in call.arguments}
            if len(took) >= len(people):
                break
            await asyncio.sleep(0.001)
        return [took[user] - at_ms for user, at_ms in begun.items()]


@asynccontextmanager
async def running(kind: str) -> AsyncIterator[Stopwatch]:
    """A bot of this kind in a process of its own, and a watch on its answers."""
    async with TelegramServer(clock=lambda: time.time() * 1_000) as server:
        server.flood.on = False
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.telegram_bench", kind, server.url)
        try:
            watch = Stopwatch(server)
            await watch.time(watch.people, "/start")
            yield watch
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
            for watch, sentence, name in turns:
                alone, crowd = took.setdefault(name, ([], []))
                await asyncio.sleep(2)
                for who in watch.people[:40]:
                    alone += await watch.time([who], sentence)
                    await asyncio.sleep(0.005)
                await asyncio.sleep(1)
                crowd += await watch.time(watch.people, sentence)
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
