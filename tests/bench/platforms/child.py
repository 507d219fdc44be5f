"""A bot in a process of its own, told by lines what to do: the game on both platforms, or an echo on one.

    python -m tests.bench.platforms.child game FILE TELEGRAM DISCORD_API DISCORD_GATEWAY SCALE
    python -m tests.bench.platforms.child telegram-echo TELEGRAM library|ours
    python -m tests.bench.platforms.child discord-echo DISCORD_API DISCORD_GATEWAY

A line is answered by a line of JSON: `resume PRICE` when the market goes on after the time that the book lay in a file,
and nobody is told of that halt; `mark PRICE` by the moment it was published, `quiet` when nothing waits any more
(`quiet telegram`: there), `ring` after a bell, `state` by memory and the longest time the event loop was held since the
last `state`. Moments are `perf_counter`, which all processes of a machine share.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import discord
import yarl
from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

import storage
from bots.delivery.courier import Courier
from bots.delivery.live_cards import LiveCards
from bots.delivery.platform import Platform
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit
from bots.desk.desk import Desk
from bots.desk.inbox import Inbox
from bots.desk.notices import NoticeScreens
from bots.on_clock import Clock
from bots.on_discord.caller import DiscordClient
from bots.on_discord.limits import DiscordLimits
from bots.on_telegram.bot_api import AiohttpRequest
from bots.on_telegram.caller import Telegram
from bots.on_telegram.limits import LIMITS, pace_of
from bots.on_telegram.pins import Pins
from bots.on_telegram.sender import TelegramSender
from bots.runtime.engine_thread import EngineThread
from bots.runtime.garbage_collector import set_up_garbage_collector
from core.engine import Engine
from core.prices.markets import Mark, Rules
from tests.bench.held import Watch, resident_mib
from tests.servers.telegram.server import TOKEN as TELEGRAM_TOKEN
from tests.worlds.echo_on_discord import TOKEN as DISCORD_TOKEN
from tests.worlds.echo_on_discord import Bot as EchoBot

_CONNECTIONS = 48


async def game(file: str, telegram: str, api: str, gateway: str, scale: int) -> None:
    """The whole bot on a book, its prices from the lines."""
    set_up_garbage_collector()
    thread = EngineThread()
    book = await thread.call(storage.open, Path(file))
    engine = Engine(book, Rules(), live=False)
    desk, notices = Desk(engine), NoticeScreens(engine)
    frontends: dict[str, Post] = {}
    clock = Clock(await thread.call(engine.latest_ms))
    courier = Courier(engine.telling, thread, frontends)
    inbox = Inbox(engine, desk, thread, courier)
    request, fetching = AiohttpRequest(telegram, _CONNECTIONS), AiohttpRequest(telegram, 1)
    bot = Bot(TELEGRAM_TOKEN, f"{telegram}/bot", request=request, get_updates_request=fetching)
    live = LiveCards(notices, thread, clock.now)

    def post_of(platform: Platform, pace: Pace) -> Post:
        frontends[platform.name] = Post(platform, RateLimit(pace), engine, notices, thread, clock.now, live.shown)
        return frontends[platform.name]

    post = post_of(TelegramSender(bot, Pins(bot)), pace_of(LIMITS, scale))
    one = Telegram(bot, inbox, post, clock.now)
    _hook(api, gateway)
    limits = DiscordLimits(window_ms=DiscordLimits().window_ms // scale)
    other = DiscordClient(inbox, clock.now, post_of, limits, guild_ready_timeout=0.02)
    watch = Watch()

    async def mark(price: int) -> float:
        at = time.perf_counter()
        await thread.call(engine.on_mark, Mark("BTC", clock.now(), price, "bench"))
        await courier.deliver(clock.now())
        return at

    async def resume(price: int) -> None:
        await thread.call(engine.on_mark, Mark("BTC", clock.now(), price, "bench"))
        await thread.call(book._conn.execute, "DELETE FROM outbox")
        await thread.call(book._conn.commit)

    async def quiet(posts: list[Post]) -> float:
        while any(each.waiting for each in posts):
            await asyncio.sleep(0.02)
        return time.perf_counter()

    async def obey() -> None:
        async for verb, *rest in _lines():
            match verb:
                case "resume":
                    said: Any = await resume(int(rest[0]))
                case "mark":
                    said = await mark(int(rest[0]))
                case "quiet":
                    said = await quiet([post, other.post] if not rest else [post])
                case "ring":
                    await thread.call(engine.on_clock, clock.now())
                    said = await thread.call(book.tidy)
                case _:
                    said = {"mib": resident_mib(), "held_ms": watch.take()}
            print(json.dumps(said), flush=True)

    platforms = (post.run(), one.poll(), other.serve(DISCORD_TOKEN), other.post.run())
    await asyncio.gather(*platforms, courier.run(clock.now), watch.run(), obey())


async def telegram_echo(address: str, transport: str) -> None:
    """The echo bot that everybody begins with, on the library's own transport or on the game's."""
    builder = ApplicationBuilder().token(TELEGRAM_TOKEN).base_url(f"{address}/bot").concurrent_updates(True)
    if transport == "ours":
        builder.request(AiohttpRequest(address, _CONNECTIONS)).get_updates_request(AiohttpRequest(address, 1))
    application = builder.build()

    async def answer(update: Update, _context: object) -> None:
        await update.message.reply_text(update.message.text)

    application.add_handler(MessageHandler(filters.TEXT, answer))
    async with application:
        await application.start()
        await application.updater.start_polling()
        await asyncio.Event().wait()


async def discord_echo(api: str, gateway: str) -> None:
    """The bot that answers a command with a card."""
    _hook(api, gateway)
    async with EchoBot() as bot:
        await bot.start(DISCORD_TOKEN)


def _hook(api: str, gateway: str) -> None:
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def _lines():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line.decode().split()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["game", _file, _telegram, _api, _gateway, _scale]:
            asyncio.run(game(_file, _telegram, _api, _gateway, int(_scale)))
        case ["telegram-echo", _telegram, _transport]:
            asyncio.run(telegram_echo(_telegram, _transport))
        case ["discord-echo", _api, _gateway]:
            asyncio.run(discord_echo(_api, _gateway))
