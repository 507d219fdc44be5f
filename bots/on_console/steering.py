"""The steering console: sentences of any player on standard input, and lines with `!` that steer the world.

It is the acceptance harness and everyone's debugger. No market and no clock run by themselves, so a transcript gives
the same screens every time.

    !at 2026-01-01T00:00:00Z    set the clock, then one bell
    !price BTC 100000           clock + 1 ms, a mark of that time, delivery
    !wait 90s [hold]            the clock goes on in one-second steps with a bell at each; hold republishes last prices
    !tape FILE [N]              play the rows of a tape, N at most; 2025-10-10 and the other crash tapes are built in
    !as p1    !in dm|group1     speak as another player, from another chat
    !as p2 discord              speak as somebody of another platform
    !again                      deliver the last sentence once more, as a platform would
"""

import re
import secrets
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bots.delivery.courier import Courier, Direct
from bots.desk.desk import Desk
from bots.desk.notices import Delivery, NoticeScreens
from bots.desk.said import Said
from bots.on_console.transcript import DM, EVERYBODY, addressee
from bots.on_prices.tape import FILLED_GAP_MS, Row, TapeError, known_symbol, read_price, rows_of
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Kind, Screen
from core.book import Identity
from core.engine import Engine
from core.prices.markets import Mark
from core.rules.chats import Chat

PLATFORM = "console"
PLATFORMS = (PLATFORM, "telegram", "discord")
SOURCE = "console"

_SECOND_MS = 1_000
_END_MS = 7_258_118_400_000  # 2200
_LONGEST_WAIT_S = 400 * 86_400
NAME = re.compile(r"[^\s\x00-\x1f*\ud800-\udfff]{1,64}")
_SPAN = re.compile(r"([0-9]{1,9})(s|m|h|d)")
_UNIT_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}

_STEPS = 500
_END = object()

Print = Callable[[str, str, Kind, Screen], None]


class SteeringError(ValueError):
    """A steering line that cannot be followed; the message says why."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    name: str = "p1"
    chat: str = DM
    platform: str = PLATFORM


class Steering:
    """A world that only moves when told to; `show` prints a screen."""

    def __init__(self, engine: Engine, desk: Desk, notices: NoticeScreens, thread: EngineThread, show: Print) -> None:
        self._engine = engine
        self._desk = desk
        self._thread = thread
        self._show = show
        self._courier = Courier(
            engine.telling, thread, dict.fromkeys(PLATFORMS, Direct(engine, notices, thread, self._deliver))
        )
        self._speaker = _Speaker()
        self._clock = 0
        self._started = False
        self._prices: dict[str, int] = {}
        self._last: Said | None = None
        self._session = secrets.token_hex(8)
        self._count = 0

    def now(self) -> int:
        """What the clock stands at, ms UTC."""
        return self._clock

    async def resume(self) -> None:
        """Go on where the file ends: clock, prices, and what was not delivered."""
        self._clock = await self._thread.call(self._engine.latest_ms)
        self._started = self._clock > 0
        self._prices = await self._thread.call(self._engine.prices)
        await self._thread.call(self._engine.reopen, self._clock)
        await self._courier.deliver(self._clock)

    async def line(self, text: str) -> None:
        """Follow one line. Raises SteeringError for a steering line that is not one."""
        text = text.strip()
        if text.startswith("!"):
            await self._steer(_words(text[1:]))
        elif text:
            self._count += 1
            chat = None if self._speaker.chat == DM else self._speaker.chat
            who = Identity(self._speaker.platform, self._speaker.name)
            request = f"{self._session}-{self._count}"
            await self._hear(Said(who, self._speaker.name, chat, None, text, request, self._clock, self._clock))

    async def _hear(self, said: Said) -> None:
        self._last = said
        screen = await self._thread.call(self._desk.hear, said)
        chat = said.chat or DM
        self._show(addressee(said.name, chat, screen), chat, Kind.REPLY, screen)
        await self._courier.deliver(self._clock)

    async def _deliver(self, delivery: Delivery) -> None:
        assert delivery.screen is not None
        if isinstance(delivery.to, Chat):
            self._show(EVERYBODY, delivery.to.key, delivery.kind, delivery.screen)
        else:
            self._show(delivery.to.user, DM, delivery.kind, delivery.screen)

    async def _steer(self, words: list[str]) -> None:
        match words:
            case ["at", moment]:
                await self._at(_moment(moment))
            case ["price", market, price]:
                await self._price(market, price)
            case ["wait", span]:
                await self._wait(_seconds(span), hold=False)
            case ["wait", span, "hold"]:
                await self._wait(_seconds(span), hold=True)
            case ["tape", file]:
                await self._tape(rows_of(file), None)
            case ["tape", file, rows] if rows.isascii() and rows.isdigit() and len(rows) < 10:
                await self._tape(rows_of(file), int(rows))
            case ["as", name]:
                self._speaker = replace(self._speaker, name=_name(name), platform=PLATFORM)
            case ["as", name, platform] if platform in PLATFORMS:
                self._speaker = replace(self._speaker, name=_name(name), platform=platform)
            case ["in", chat]:
                self._speaker = replace(self._speaker, chat=_name(chat))
            case ["again"] if self._last is not None:
                await self._hear(replace(self._last, at_ms=self._clock))
            case ["again"]:
                raise SteeringError("nothing was said yet")
            case _:
                raise SteeringError("expected at, price, wait, tape, as, in or again with what belongs to it")

    async def _at(self, at_ms: int) -> None:
        if self._started and at_ms < self._clock:
            raise SteeringError("the clock only goes forward")
        self._started = True
        await self._follow(self._bell(at_ms))

    async def _price(self, market: str, price: str) -> None:
        try:
            symbol, units = known_symbol(market), read_price(price)
        except ValueError as error:
            raise SteeringError(str(error)) from error
        self._clock, self._started = self._clock + 1, True
        await self._follow(self._mark(symbol, units))

    async def _wait(self, seconds: int, hold: bool) -> None:
        self._started = True
        moments = range(self._clock + _SECOND_MS, self._clock + seconds * _SECOND_MS + 1, _SECOND_MS)
        await self._follow(self._seconds(moments, hold))

    async def _tape(self, rows: Iterator[Row], most: int | None) -> None:
        try:
            await self._follow(self._play(rows, most))
        except TapeError as error:
            raise SteeringError(str(error)) from error

    # A step is one transaction of the engine. What it leads to is delivered before the next one.

    async def _follow(self, steps: Iterator[None]) -> None:
        while await self._thread.call(self._some, steps):
            await self._courier.deliver(self._clock)

    def _some(self, steps: Iterator[None]) -> bool:
        """Take steps, on the engine's thread, until something must be told; whether there may be more of them.

        At most so many at once, so that a long tape can be interrupted.
        """
        for _ in range(_STEPS):
            if next(steps, _END) is _END:
                return False
            if self._courier.has_work():
                break
        return True

    def _mark(self, market: str, price: int) -> Iterator[None]:
        self._prices[market] = price
        self._engine.on_mark(Mark(market, self._clock, price, SOURCE))
        yield

    def _bell(self, at_ms: int) -> Iterator[None]:
        self._clock = at_ms
        self._engine.on_clock(at_ms)
        yield

    def _seconds(self, moments: Iterable[int], hold: bool) -> Iterator[None]:
        for at_ms in moments:
            self._clock = at_ms
            if hold:
                for market, price in sorted(self._prices.items()):
                    yield from self._mark(market, price)
            yield from self._bell(at_ms)

    def _play(self, rows: Iterator[Row], most: int | None) -> Iterator[None]:
        """Play the rows later than the clock; up to a minute of time between rows is filled second by second."""
        begin = self._clock if self._started else -1
        before: int | None = None
        played = 0
        for row in rows:
            if row.at_ms > begin:
                if played == most:
                    return
                if before is not None and row.at_ms - before <= FILLED_GAP_MS:
                    between = range(before + _SECOND_MS, row.at_ms, _SECOND_MS)
                    yield from self._seconds([at_ms for at_ms in between if at_ms > self._clock], hold=True)
                self._clock, self._started = row.at_ms, True
                yield from self._mark(row.market, row.price)
                yield from self._bell(row.at_ms)
                played += 1
            before = row.at_ms


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise SteeringError(f"{error}: {text}") from error


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SteeringError(f"not a moment like 2026-01-01T00:00:00Z: {text}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    at_ms = round(moment.timestamp() * 1_000)
    if not 0 <= at_ms < _END_MS:
        raise SteeringError("the clock goes from 1970 to 2199")
    return at_ms


def _seconds(text: str) -> int:
    found = _SPAN.fullmatch(text)
    seconds = int(found[1]) * _UNIT_S[found[2]] if found else 0
    if not 1 <= seconds <= _LONGEST_WAIT_S:
        raise SteeringError(f"not a time to wait like 90s, 5m or 1h: {text}")
    return seconds


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise SteeringError("a name is 1 to 64 characters without blanks or *")
    return text
