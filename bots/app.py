"""The program: reads its settings, opens the book, wires everybody together, and ends in an orderly way.

It alone imports everybody. Nothing happens at import.
"""

import argparse
import asyncio
import os
import random
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import FrameType

from telegram import Bot

import storage
from bots.delivery.courier import Courier, Direct, Frontend
from bots.delivery.live_cards import LiveCards
from bots.delivery.platform import Platform, TokenError
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit
from bots.desk.desk import Desk
from bots.desk.inbox import Inbox
from bots.desk.notices import NoticeScreens
from bots.markets import ListingError, check_listings
from bots.on_clock import Clock, ring_each_second
from bots.on_console.caller import Console
from bots.on_console.companions import Companions
from bots.on_console.steering import PLATFORM, Steering, SteeringError
from bots.on_console.terminals import terminal_here
from bots.on_console.transcript import as_json, as_text
from bots.on_discord.caller import DiscordClient
from bots.on_discord.library_internals import point_at
from bots.on_prices.caller import HISTORY_MS, LATE_MS, LivePrices, Prices, SimulatedPrices, TapePrices, market_from
from bots.on_prices.live import live_sources
from bots.on_prices.modes import PriceMode, mode_of
from bots.on_prices.sources.source import Surroundings
from bots.on_prices.tape import TapeError, rows_of
from bots.on_telegram.bot_api import AiohttpRequest
from bots.on_telegram.caller import Telegram
from bots.on_telegram.limits import LIMITS, pace_of
from bots.on_telegram.pins import Pins
from bots.on_telegram.polling import RivalError
from bots.on_telegram.sender import TelegramSender
from bots.runtime.backups import Backups
from bots.runtime.engine_thread import EngineThread
from bots.runtime.garbage_collector import set_up_garbage_collector
from bots.runtime.logs import set_up_logging, without_tokens
from bots.runtime.operators import Operators
from bots.runtime.signals import Signals
from bots.screens.kit.screen import Kind, Screen
from bots.settings import Settings, SettingsError, read_settings
from core.book import Identity
from core.engine import Engine
from storage.errors import UnusableError
from storage.store import Store

OK, BUG, STEERING, SETTINGS, DATABASE, TOKEN, RIVAL = 0, 1, 2, 3, 4, 5, 6
_TELEGRAM_CONNECTIONS = 48  # thirty messages a second under way, and the answers to presses
_BACKLOG_S = 5.0  # prices wait this long, at most, for what people said while the bot was away
_STOPPED = 128  # plus the number of the signal, as shells do

_EPILOG = """exit status: 0 ended as asked; 1 a bug; 2 wrong usage, or a steering line that could not be followed;
3 wrong settings; 4 the database cannot be used; 5 a platform does not let the bot in; 6 another process uses the token;
130 and 143 stopped by Ctrl-C and SIGTERM, nothing lost"""


def main() -> None:
    """Run the program and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the program with these arguments; its exit status."""
    options = _parser().parse_args(arguments)
    stopped_by: int = signal.SIGINT

    def stop(number: int, _frame: FrameType | None) -> None:
        """SIGTERM ends the program as Ctrl-C does, whose way out asyncio knows; only the status differs."""
        nonlocal stopped_by
        stopped_by = number
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    try:
        check_listings()
        settings = read_settings(os.environ, Path(".env"))
        set_up_logging(settings.log_level, settings.secrets)
        return _steer(options, settings) if options.manual else _play(options, settings)
    except ListingError as error:
        return _fail(error, BUG)
    except TokenError as error:
        return _fail(error, TOKEN)
    except RivalError as error:
        return _fail(error, RIVAL)
    except SettingsError as error:
        return _fail(error, SETTINGS)
    except UnusableError as error:
        return _fail(error, DATABASE)
    except KeyboardInterrupt:
        return _STOPPED + stopped_by


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "dumbdegen", description="A chat game of price predictions and absurd leverage, all play money.", epilog=_EPILOG
    )
    parser.add_argument("--version", action="version", version=f"dumbdegen {version('dumbdegen')}")
    parser.add_argument("command", nargs="?", choices=["chat"], default="chat", help="play in the terminal")
    parser.add_argument("--manual", action="store_true", help="no clock and no market: lines with ! steer")
    parser.add_argument("--db", metavar="FILE", help="keep the game in this file (with --manual: in memory)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seed", type=int, metavar="N", help="the same simulated market again")
    parser.add_argument("--quiet-lounge", action="store_true", help="no simulated companions")
    return parser


def _fail(error: Exception, status: int) -> int:
    print(f"dumbdegen: {without_tokens(str(error))}", file=sys.stderr)
    return status


@contextmanager
def _runner() -> Iterator[tuple[asyncio.Runner, EngineThread]]:
    """An event loop and the engine's thread; both end however the block does."""
    thread = EngineThread()
    try:
        with asyncio.Runner() as runner:
            yield runner, thread
    finally:
        thread.close()


def _play(options: argparse.Namespace, settings: Settings) -> int:
    """The platforms that have a token, or else the terminal chat, until ended."""
    seed = secrets.randbits(32) if options.seed is None else options.seed
    companions = None if options.quiet_lounge else Companions(seed)
    with _runner() as (runner, thread):
        database = settings.database if options.db is None else storage.file_of(options.db)
        store = runner.run(thread.call(storage.open, database))
        set_up_garbage_collector()
        try:
            game = runner.run(_game(store, thread, settings, database, seed))
            if _has_token(settings):
                return runner.run(_serve(game))
            return runner.run(_talk(game, companions, options.json))
        finally:
            runner.run(thread.call(store.close))


def _has_token(settings: Settings) -> bool:
    return bool(settings.telegram_bot_token or settings.discord_bot_token)


@dataclass(frozen=True, slots=True)
class _Game:
    """What the terminal and the platforms stand on: built once, and alike for both. `frontends` by platform."""

    settings: Settings
    folder: Path  # beside the database
    store: Store
    thread: EngineThread
    engine: Engine
    clock: Clock
    desk: Desk
    notices: NoticeScreens
    prices: Prices
    courier: Courier
    frontends: dict[str, Frontend]

    def works(self, each_second: Callable[[int], Awaitable[None]]) -> list[Coroutine[None, None, None]]:
        """What runs beside everything else; `each_second` is done after the engine heard the bell."""

        async def ring(at_ms: int) -> None:
            await self.thread.call(self.engine.on_clock, at_ms)
            await each_second(at_ms)
            await self.thread.call(self.store.tidy)

        backups = Backups(self.store, self.engine, self.thread, self.folder / "backups", self.clock.now)
        return [ring_each_second(ring, self.clock), self.courier.run(self.clock.now), backups.run()]


async def _game(store: Store, thread: EngineThread, settings: Settings, database: Path, seed: int) -> _Game:
    """Put the game together. Raises SettingsError for a recording that cannot be played."""
    mode = mode_of(settings.prices, _has_token(settings))
    _check_tape(mode)
    rules = settings.rules(LATE_MS, HISTORY_MS) if mode.is_live else settings.rules()
    engine = Engine(store, rules, live=mode.is_live)
    clock = Clock(await thread.call(engine.latest_ms))
    frontends: dict[str, Frontend] = {}
    courier = Courier(engine.telling, thread, frontends)
    prices = await _prices(mode, settings, engine, thread, courier, clock, seed)
    desk = Desk(engine, prices.report, mode.tag, operators=_operators(settings, store, clock.now()))
    notices = NoticeScreens(engine, mode.tag)
    return _Game(settings, database.parent, store, thread, engine, clock, desk, notices, prices, courier, frontends)


def _operators(settings: Settings, store: Store, began_ms: int) -> Operators:
    """Who may operate: whoever is named in the settings, and whoever sits at the terminal, for the file is theirs."""

    def is_operator(who: Identity) -> bool:
        return who.platform == PLATFORM or who in settings.operators

    return Operators(is_operator, version("dumbdegen"), store.size, began_ms)


async def _prices(
    mode: PriceMode,
    settings: Settings,
    engine: Engine,
    thread: EngineThread,
    courier: Courier,
    clock: Clock,
    seed: int,
) -> Prices:
    """What publishes prices in this mode."""
    match mode.kind:
        case "live":
            surroundings = Surroundings(clock.now, asyncio.sleep, random.Random())
            return LivePrices(live_sources(settings, surroundings), engine, thread, courier, surroundings)
        case "tape":
            return TapePrices(rows_of(mode.tape), engine, thread, courier, clock.now)
        case "sim":
            market = market_from(await thread.call(engine.prices), seed)
            return SimulatedPrices(market, engine, thread, courier, clock.now)


def _check_tape(mode: PriceMode) -> None:
    """Read a recording to its end before anything depends on it. Raises SettingsError."""
    if mode.kind == "tape":
        try:
            if not sum(1 for _row in rows_of(mode.tape)):
                raise TapeError(f"{mode.tape}: no prices")
        except TapeError as error:
            raise SettingsError(f"PRICES cannot be played. {error}.") from error


# The terminal


async def _talk(game: _Game, companions: Companions | None, json: bool) -> int:
    """Clock, market and terminal, until one of them ends: they live and die together."""
    terminal = terminal_here(json)
    console = Console(
        game.engine, game.desk, game.thread, game.courier, game.clock.now, terminal, companions, json,
        game.folder / "saved",
    )  # fmt: skip
    game.frontends[PLATFORM] = Direct(game.engine, game.notices, game.thread, console.deliver)

    async def each_second(at_ms: int) -> None:
        await game.courier.deliver(at_ms)
        await console.second(at_ms)

    try:
        async with asyncio.TaskGroup() as group:
            await game.prices.begin()
            chat = group.create_task(console.chat())
            signals = Signals()
            stopped = group.create_task(signals.wait())
            others = [group.create_task(each) for each in (game.prices.run(), *game.works(each_second))]
            await asyncio.wait([chat, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in (chat, stopped, *others):
                task.cancel()
        await console.farewell()
    finally:
        terminal.close()
    number = signals.number or chat.result()
    return _STOPPED + number if number else OK


# The platforms


async def _serve(game: _Game) -> int:
    """Clock, market and platforms, until a signal or until one of them ends: they live and die together."""
    posts: dict[str, Post] = {}
    live = LiveCards(game.notices, game.thread, game.clock.now)
    inbox = Inbox(game.engine, game.desk, game.thread, game.courier)
    caught_up = asyncio.Event()  # what people said while the bot was away was heard

    def post_of(platform: Platform, pace: Pace) -> Post:
        post = Post(platform, RateLimit(pace), game.engine, game.notices, game.thread, game.clock.now, live.shown)
        game.frontends[platform.name] = posts[platform.name] = post
        return post

    async def each_second(_at_ms: int) -> None:
        game.courier.wake()
        await live.second({platform: post.refresh for platform, post in posts.items()})

    async def publish() -> None:
        """Prices begin after what people said while the bot was away: nobody bets on what everybody knows by now."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_BACKLOG_S):
                await caught_up.wait()
        await game.prices.begin()
        await game.prices.run()

    works = [publish(), *game.works(each_second)]
    if game.settings.telegram_bot_token:
        works += _telegram(game, inbox, post_of, caught_up)
    else:
        caught_up.set()  # Discord keeps nothing that was said while the bot was away
    if game.settings.discord_bot_token:
        works += _discord(game, inbox, post_of)
    signals = Signals()
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            await signals.wait()
            for task in tasks:
                task.cancel()
    except* (TokenError, RivalError) as ended:
        raise _innermost(ended) from None
    return _STOPPED + signals.number


def _telegram(
    game: _Game, inbox: Inbox, post_of: Callable[[Platform, Pace], Post], caught_up: asyncio.Event
) -> list[Coroutine[None, None, None]]:
    """What must run for Telegram."""
    settings = game.settings
    base = settings.telegram_base_url
    bot = Bot(
        settings.telegram_bot_token,
        f"{base}/bot",
        f"{base}/file/bot",
        AiohttpRequest(base, _TELEGRAM_CONNECTIONS),
        AiohttpRequest(base, 1),
    )
    post = post_of(TelegramSender(bot, Pins(bot)), pace_of(LIMITS))
    telegram = Telegram(bot, inbox, post, game.clock.now)
    if not settings.telegram_webhook_url:
        return [post.run(), telegram.poll(caught_up.set)]
    host, port = settings.telegram_webhook_listen
    webhook = telegram.listen(settings.telegram_webhook_url, settings.telegram_webhook_secret, host, port)
    return [post.run(), webhook]


def _discord(game: _Game, inbox: Inbox, post_of: Callable[[Platform, Pace], Post]) -> list[Coroutine[None, None, None]]:
    """What must run for Discord."""
    settings = game.settings
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    client = DiscordClient(inbox, game.clock.now, post_of)
    return [client.post.run(), client.serve(settings.discord_bot_token)]


def _innermost(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error in a group of errors."""
    error = group.exceptions[0]
    return _innermost(error) if isinstance(error, BaseExceptionGroup) else error


# By hand


def _steer(options: argparse.Namespace, settings: Settings) -> int:
    """The steering console: sentences and steering lines from standard input until it ends."""
    status = OK
    with _runner() as (runner, thread):
        store = runner.run(thread.call(storage.open, options.db))
        try:
            engine = Engine(store, settings.rules(), live=False)
            desk = Desk(engine, operators=_operators(settings, store, runner.run(thread.call(engine.latest_ms))))
            steering = Steering(
                engine, desk, NoticeScreens(engine), thread, _printer(as_json if options.json else as_text)
            )
            database = settings.database if options.db is None else storage.file_of(options.db)
            backups = Backups(store, engine, thread, database.parent / "backups", steering.now)
            runner.run(steering.resume())
            for line in sys.stdin:
                try:
                    runner.run(steering.line(line))
                    runner.run(backups.make_wanted())
                except SteeringError as error:
                    status = _fail(error, STEERING)
        finally:
            runner.run(thread.call(store.close))
    return status


def _printer(form: Callable[[str, str, Kind, Screen], str]) -> Callable[[str, str, Kind, Screen], None]:
    def show(to: str, chat: str, kind: Kind, screen: Screen) -> None:
        print(form(to, chat, kind, screen), flush=True)

    return show
