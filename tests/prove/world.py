"""The world of the proof: real engine, file, desk, courier and posts, on simulated platforms and time."""

import asyncio
import logging
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bots.courier import Courier
from bots.desk import Desk, Said
from bots.gate import Gate, Pace, Window
from bots.post import Post
from bots.screen import Button, Screen
from bots.wire import (
    DownError,
    GoneError,
    MovedError,
    Parcel,
    SlowError,
    UncertainError,
    UnreachableError,
)
from core.engine import Engine
from core.markets import Mark, Rules
from core.ports import Identity
from storage.book import SqliteBook
from tests.prove.auditor import Auditor
from tests.prove.clock import InlineThread, VirtualLoop
from tests.prove.fragile import FragileConnection, Killed, open_fragile
from tests.prove.story import PLATFORMS, Event

_PACE = Pace(*(Window(1_000, 1) for _ in range(5)), edit_gap_ms=0)
_EVERYTHING = 500  # events between two audits of everything
_SETTLE_MS = 10 * 60_000
_NONCE = re.compile(r"#[a-z0-9]{4,8}$")


class Wire:
    """A platform. It answers as it is told to, and keeps which liquidations arrived."""

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self.trouble: deque[str] = deque()
        self.sent = self.moves = 0

    async def send(self, parcel: Parcel) -> str:
        """A reference, or the next trouble."""
        self.sent += 1
        match self.trouble.popleft() if self.trouble else "":
            case "slow":
                raise SlowError(1_500)
            case "slow everywhere":
                raise SlowError(3_000, everywhere=True)
            case "uncertain":
                raise UncertainError("no answer")
            case "late":
                await asyncio.sleep(20)
            case "down":
                raise DownError("no route")
            case "moved" if parcel.address.chat:
                self.moves += 1
                raise MovedError(f"{parcel.address.chat.split('~')[0]}~{self.moves}")
            case "gone" if parcel.edit:
                raise GoneError("deleted")
            case "unreachable":
                raise UnreachableError("blocked")
        return parcel.edit or f"m{self.sent}"

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """So many go together."""
        return len(screens) <= 8


class World:
    """Lives through events; raises what is wrong with the program at the event that showed it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.auditor = Auditor()
        self.wires = {platform: Wire(platform) for platform in PLATFORMS}
        self._buttons: deque[list[Button]] = deque(maxlen=8)
        self._request: tuple[str, str] | None = None  # the one that was just answered: who, and its id
        self._done: set[tuple[str, str]] = set()  # those that must have no effect any more
        self.kills = self.events = self.acts = 0
        self._loop = VirtualLoop()
        self._book: SqliteBook
        self._fragile: FragileConnection
        self._start()

    def close(self) -> None:
        """The end of the world."""
        self._stop()
        self._loop.close()

    def _start(self) -> None:
        self._book, self._fragile = open_fragile(self._path)
        self._engine = Engine(self._book, Rules(), live=False)
        self._desk = Desk(self._engine)
        thread = InlineThread()
        self._posts = {
            name: Post(wire, Gate(_PACE), self._desk, thread, lambda: int(self._loop.time() * 1_000))  # type: ignore[arg-type]
            for name, wire in self.wires.items()
        }
        self._courier = Courier(self._desk, thread, self._posts)  # type: ignore[arg-type]
        self._running = [self._loop.create_task(post.run()) for post in self._posts.values()]

    def _stop(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        for task in self._running:
            try:
                self._loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
            except Killed:
                continue
        self._fragile.left = None
        self._book.close()

    def live(self, events: list[Event]) -> None:
        """Everything in turn, each with its audit; then all is told, and everything is compared."""
        for event in events:
            self._one(event)
            self.events += 1
            if self.events % _EVERYTHING == 0:
                self.auditor.everything(self._fragile._conn)
        for wire in self.wires.values():
            wire.trouble.clear()
        self._fragile.left = None
        self._loop.run_until_complete(self._time_passes(events[-1].at_ms if events else 0, _SETTLE_MS))
        self.auditor.after(self._fragile._conn)
        self.auditor.everything(self._fragile._conn)
        untold = self._fragile.execute(
            "SELECT count(*) FROM outbox WHERE sent_ms IS NULL AND held = 0 AND ring = 'liquidation'"
        ).fetchone()[0]
        assert untold == 0, f"{untold} liquidations were never told"

    def _one(self, event: Event) -> None:
        marked = None
        self._request = None
        try:
            match event.kind:
                case "say":
                    self._say(event.at_ms, *event.args)
                case "press":
                    self._press(event.at_ms, *event.args)
                case "mark":
                    market, published, price = event.args
                    if self._engine.on_mark(Mark(market, published, price, "simulated")):
                        marked = market
                case "bell":
                    self._engine.on_clock(event.at_ms)
                case "wait":
                    self._loop.run_until_complete(self._time_passes(event.at_ms, *event.args))
                case "wire":
                    platform, trouble, times = event.args
                    self.wires[platform].trouble.extend([trouble] * times)
                case "kill":
                    self._fragile.left = event.args[0]
        except Killed:
            self.kills += 1
            self._stop()
            self._start()
            marked = self._request = None
        moved = self.auditor.after(self._fragile._conn, marked)
        if self._request is not None:
            assert not (moved and self._request in self._done), f"the same request again had an effect: {event}"
            # Only the press of a button that was refused may be tried anew.
            if moved or self._request[1][0] != "#":
                self._done.add(self._request)

    def _say(
        self, at_ms: int, platform: str, user: str, chat: str | None, text: str, id_: str, sent: int | None
    ) -> None:
        who = Identity(platform, user)
        said = Said(who, f"{user}<b>@everyone", chat, user.endswith("0"), text, id_, at_ms, sent)
        screen = self._desk.hear(said)
        nonce = _NONCE.search(text)
        self._request = (user, nonce[0] if nonce else id_)
        if self._engine.known(who) is None:  # deleted: whoever comes back is somebody new
            self._request = None
            self._done = {done for done in self._done if done[0] != user}
        self.acts += screen.about != "refusal"
        buttons = [button for row in screen.buttons for button in row]
        if buttons:
            self._buttons.append(buttons)

    def _press(self, at_ms: int, platform: str, user: str, chat: str | None, back: int, index: int, id_: str) -> None:
        """Somebody, not always the owner, presses a button of an old screen; sentences that want a form are typed."""
        if back < len(self._buttons):
            row = self._buttons[-1 - back]
            self._say(at_ms, platform, user, chat, row[index % len(row)].sentence, id_, at_ms)

    async def _time_passes(self, at_ms: int, wait_ms: int) -> None:
        await self._courier.deliver(at_ms)
        await asyncio.sleep(wait_ms / 1_000)
        for task in self._running:
            if task.done():
                task.result()


@contextmanager
def quiet() -> Iterator[None]:
    """What platforms do to us is logged a hundred times a day; in this block it is the plan."""
    logger = logging.getLogger("bots")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
