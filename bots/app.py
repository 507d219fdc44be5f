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
from collections.abc import Callable, Coroutine, Iterator
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
from bots.on_discord.caller import DiscordClient, point_at
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
from bots.screens.kit.screen import Kind, Screen
from bots.settings import Settings, SettingsError, read_settings
from core.book import Identity
from core.engine import Engine
from core.prices.markets import Rules
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
    stopped_by = signal.SIGINT

    def stop(number: int, _frame: FrameType | None) -> None:
        """SIGTERM ends the program as Ctrl-C does, whose way out asyncio knows; only the status differs."""
        nonlocal stopped_by
        stopped_by = signal.Signals(number)
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


def rules_of(settings: Settings, late_ms: int, history_ms: int = 0) -> Rules:
    """The limits an operator has chosen, as the engine takes them."""
    return Rules(
        margin_min=settings.margin_min,
        margin_max=settings.margin_max,
        stake_min=settings.stake_min,
        stake_max=settings.stake_max,
        max_open_positions=settings.max_open_positions,
        max_open_predictions=settings.max_open_predictions,
        open_interest_cap=settings.open_interest_cap,
        prediction_cap=settings.prediction_cap,
        order_life_ms=settings.order_life_hours * 3_600_000,
        late_ms=late_ms,
        history_ms=history_ms,
    )


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
        book = runner.run(thread.call(storage.open, database))
        mode = mode_of(settings.prices, has_token=bool(settings.telegram_bot_token or settings.discord_bot_token))
        rules = rules_of(settings, LATE_MS, HISTORY_MS) if mode.is_live else rules_of(settings, late_ms=0)
        set_up_garbage_collector()
        try:
            _check_tape(mode)
            if settings.telegram_bot_token or settings.discord_bot_token:
                return runner.run(_serve(book, rules, thread, seed, settings, mode, database))
            return runner.run(_live(book, rules, thread, seed, settings, mode, companions, options.json, database))
        finally:
            runner.run(thread.call(book.close))


async def _live(
    book: Store,
    rules: Rules,
    thread: EngineThread,
    seed: int,
    settings: Settings,
    mode: PriceMode,
    companions: Companions | None,
    json: bool,
    database: Path,
) -> int:
    """Clock, market and terminal, until one of them ends: they live and die together."""
    engine = Engine(book, rules, live=mode.is_live)
    clock = Clock(await thread.call(engine.latest_ms))
    desk = Desk(engine, lambda: prices.report(), mode.tag, operators=_operators(settings, book, clock.now()))
    notices = NoticeScreens(engine, mode.tag)
    frontends: dict[str, Frontend] = {}
    courier = Courier(engine.telling, thread, frontends)
    prices = await _prices_of(mode, settings, engine, thread, courier, clock, seed)
    backups = Backups(book, engine, thread, database.parent / "backups", clock.now)
    terminal = terminal_here(json)
    console = Console(engine, desk, thread, courier, clock.now, terminal, companions, json, database.parent / "saved")
    frontends[PLATFORM] = Direct(engine, notices, thread, console.deliver)

    async def ring(at_ms: int) -> None:
        await thread.call(engine.on_clock, at_ms)
        await courier.deliver(at_ms)
        await console.second(at_ms)
        await thread.call(book.tidy)

    stopped_by = 0

    def stop(number: int) -> None:
        nonlocal stopped_by
        stopped_by = number
        chat.cancel()

    try:
        async with asyncio.TaskGroup() as group:
            await prices.begin()
            chat = group.create_task(console.chat())
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop, number)
            works = (prices.run(), ring_each_second(ring, clock), courier.run(clock.now), backups.run())
            others = [group.create_task(each) for each in works]
            await asyncio.wait([chat])
            for task in others:
                task.cancel()
        await console.farewell()
    finally:
        terminal.close()
    number = stopped_by or chat.result()
    return _STOPPED + number if number else OK


@dataclass(frozen=True, slots=True)
class _World:
    """What the platforms stand around. `posts` by platform; `caught_up`: what people said meanwhile was heard."""

    settings: Settings
    thread: EngineThread
    engine: Engine
    notices: NoticeScreens
    inbox: Inbox
    clock: Clock
    live: LiveCards
    caught_up: asyncio.Event
    posts: dict[str, Post]

    def post(self, platform: Platform, pace: Pace) -> Post:
        """The post of a platform."""
        post = Post(platform, RateLimit(pace), self.engine, self.notices, self.thread, self.clock.now, self.live.shown)
        self.posts[platform.name] = post
        return post


async def _serve(
    book: Store,
    rules: Rules,
    thread: EngineThread,
    seed: int,
    settings: Settings,
    mode: PriceMode,
    database: Path,
) -> int:
    """Clock, market and platforms, until a signal or until one of them ends: they live and die together."""
    engine = Engine(book, rules, live=mode.is_live)
    clock = Clock(await thread.call(engine.latest_ms))
    desk = Desk(engine, lambda: prices.report(), mode.tag, operators=_operators(settings, book, clock.now()))
    notices = NoticeScreens(engine, mode.tag)
    posts: dict[str, Post] = {}
    courier = Courier(engine.telling, thread, posts)
    prices = await _prices_of(mode, settings, engine, thread, courier, clock, seed)
    inbox = Inbox(engine, desk, thread, courier)
    live = LiveCards(notices, thread, clock.now)
    backups = Backups(book, engine, thread, database.parent / "backups", clock.now)
    world = _World(settings, thread, engine, notices, inbox, clock, live, asyncio.Event(), posts)

    async def ring(at_ms: int) -> None:
        await thread.call(engine.on_clock, at_ms)
        courier.wake()
        await live.second({platform: post.refresh for platform, post in posts.items()})
        await thread.call(book.tidy)

    async def publish() -> None:
        """Prices begin after what people said while the bot was away: nobody bets on what everybody knows by now."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_BACKLOG_S):
                await world.caught_up.wait()
        await prices.begin()
        await prices.run()

    stopped_by = 0
    stopped = asyncio.Event()

    def stop(number: int) -> None:
        nonlocal stopped_by
        stopped_by = number
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        async with asyncio.TaskGroup() as group:
            works = [publish(), ring_each_second(ring, clock), courier.run(clock.now), backups.run()]
            works += [*_telegram(world), *_discord(world)]
            tasks = [group.create_task(work) for work in works]
            await stopped.wait()
            for task in tasks:
                task.cancel()
    except* (TokenError, RivalError) as ended:
        raise _innermost(ended) from None
    return _STOPPED + stopped_by


def _operators(settings: Settings, store: Store, began_ms: int) -> Operators:
    """Who may operate: whoever is named in the settings, and whoever sits at the terminal, for the file is theirs."""

    def is_operator(who: Identity) -> bool:
        return who.platform == PLATFORM or who in settings.operators

    return Operators(is_operator, version("dumbdegen"), store.size, began_ms)


async def _prices_of(
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


def _telegram(world: _World) -> list[Coroutine[None, None, None]]:
    """What must run for Telegram; nothing without a token."""
    settings = world.settings
    if not settings.telegram_bot_token:
        return []
    base = settings.telegram_base_url
    bot = Bot(
        settings.telegram_bot_token,
        f"{base}/bot",
        f"{base}/file/bot",
        AiohttpRequest(base, _TELEGRAM_CONNECTIONS),
        AiohttpRequest(base, 1),
    )
    post = world.post(TelegramSender(bot, Pins(bot)), pace_of(LIMITS))
    telegram = Telegram(bot, world.inbox, post, world.clock.now)
    if not settings.telegram_webhook_url:
        return [post.run(), telegram.poll(world.caught_up.set)]
    host, port = settings.telegram_webhook_listen
    webhook = telegram.listen(settings.telegram_webhook_url, settings.telegram_webhook_secret, host, port)
    return [post.run(), webhook]


def _discord(world: _World) -> list[Coroutine[None, None, None]]:
    """What must run for Discord; nothing without a token."""
    settings = world.settings
    if not settings.discord_bot_token:
        return []
    if not settings.telegram_bot_token:
        world.caught_up.set()  # Discord keeps nothing that was said while the bot was away
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    client = DiscordClient(world.inbox, world.clock.now, world.post, gateway_url=settings.discord_gateway_url)
    return [client.post.run(), client.serve(settings.discord_bot_token)]


def _innermost(group: BaseExceptionGroup) -> BaseException:
    """The first error in a group of errors."""
    error = group.exceptions[0]
    return _innermost(error) if isinstance(error, BaseExceptionGroup) else error


def _steer(options: argparse.Namespace, settings: Settings) -> int:
    """The steering console: sentences and steering lines from standard input until it ends."""
    status = OK
    with _runner() as (runner, thread):
        book = runner.run(thread.call(storage.open, options.db))
        try:
            engine = Engine(book, rules_of(settings, late_ms=0), live=False)
            desk = Desk(engine, operators=_operators(settings, book, runner.run(thread.call(engine.latest_ms))))
            steering = Steering(
                engine, desk, NoticeScreens(engine), thread, _printer(as_json if options.json else as_text)
            )
            database = settings.database if options.db is None else storage.file_of(options.db)
            backups = Backups(book, engine, thread, database.parent / "backups", steering.now)
            runner.run(steering.resume())
            for line in sys.stdin:
                try:
                    runner.run(steering.line(line))
                    runner.run(backups.make_wanted())
                except SteeringError as error:
                    status = _fail(error, STEERING)
        finally:
            runner.run(thread.call(book.close))
    return status


def _printer(form: Callable[[str, str, Kind, Screen], str]) -> Callable[[str, str, Kind, Screen], None]:
    def show(to: str, chat: str, kind: Kind, screen: Screen) -> None:
        print(form(to, chat, kind, screen), flush=True)

    return show
