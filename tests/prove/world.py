"""The world of the proof: real engine, file, desk, inbox, courier and posts, on simulated platforms and time."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import blake2s
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bots.delivery.courier import Courier
from bots.delivery.platform import Address
from bots.delivery.post import Post
from bots.delivery.rate_limit import RateLimit
from bots.desk.desk import Desk
from bots.desk.inbox import Inbox
from bots.desk.notices import Delivery, NoticeScreens
from bots.desk.said import Said
from bots.on_discord.limits import DiscordLimits
from bots.on_discord.sender import pace
from bots.on_telegram.limits import LIMITS, pace_of
from bots.screens.kit.screen import Audience, Screen
from core.book import Identity
from core.engine import Engine
from core.messages.all import Request
from core.messages.operator import Unlink
from core.prices.markets import Rules
from core.telling import AddressedNotice
from storage.sqlite.book import privacy
from storage.store import Store
from tests.prove.auditor import Auditor
from tests.prove.books.prices import LATE_MS, Happened
from tests.prove.clock import InlineThread, VirtualLoop
from tests.prove.crashes.fragile import FragileConnection, Killed, open_fragile
from tests.prove.exchange import Exchange
from tests.prove.platforms import Platform, Shown
from tests.prove.story import ADMINS, PLATFORMS, Event

_PACES = dict(zip(PLATFORMS, (pace_of(LIMITS), pace(DiscordLimits())), strict=True))
_EVERYTHING = 500  # events between two audits of everything
_SETTLE_MS = 10 * 60_000
_HISTORY_MS = 600_000
_TOPICS = ("", "t1", "t2", "")
_KEPT_MS = 22 * 3_600_000  # requests are remembered for a day, and our clock may be wrong by an hour
_FORGED = 4  # every so many presses
_HURRY = 4  # every so many events come before the program has had a moment
_MOMENT_S = 0.001
_FLOOD = 12  # sentences at once
_ANSWERED = "SELECT 1 FROM requests JOIN identities USING (player) WHERE platform = ? AND user = ? AND id = ?"
_NONCE = re.compile(r"#[a-z0-9]{4,8}$")


class _Notices(NoticeScreens):
    """Lets the auditor see which row becomes which message."""

    watch: Callable[[AddressedNotice, Delivery], None]
    watch_storm: Callable[[Sequence[Delivery], Screen], None]

    def delivery(self, addressed: AddressedNotice, at_ms: int) -> Delivery:
        delivery = super().delivery(addressed, at_ms)
        self.watch(addressed, delivery)
        return delivery

    def storm(self, deliveries: Sequence[Delivery], at_ms: int) -> Screen:
        screen = super().storm(deliveries, at_ms)
        self.watch_storm(deliveries, screen)
        return screen


class World:
    """Lives through events; raises what is wrong with the program at the event that showed it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.auditor = Auditor()
        self.platforms = {name: Platform(name, self.auditor.post) for name in PLATFORMS}
        self.kills = self.events = self.acts = 0
        self._now = self._begun_ms = 0
        self._request: tuple[str, str] | None = None  # the one that was just answered: who, and its id
        self._speaker = ("", "")
        self._done: dict[tuple[str, str], int] = {}  # those that must have no effect any more: since when
        self._happening = Happened()
        self._draws = 0
        self._loop = VirtualLoop()
        self._loop.set_exception_handler(self._complain)
        self._complaints: list[BaseException] = []
        self._book: Store
        self._fragile: FragileConnection

    def close(self) -> None:
        """The end of the world."""
        self._stop()
        self._loop.close()

    def _start(self, at_ms: int) -> None:
        self._book, self._fragile = open_fragile(self._path)
        self.auditor.meets(self._fragile._conn)
        self._engine = Engine(self._book, Rules(late_ms=LATE_MS, history_ms=_HISTORY_MS), live=True)
        desk, notices = Desk(self._engine, draw=self._draw), _Notices(self._engine)
        notices.watch = lambda addressed, delivery: self.auditor.post.rendered(
            self._fragile._conn, addressed.notice.id, addressed.to, delivery
        )
        notices.watch_storm = self.auditor.post.summed_up
        thread: Any = InlineThread()
        self._posts = {
            name: Post(platform, RateLimit(_PACES[name]), self._engine, notices, thread, self._wall_ms)
            for name, platform in self.platforms.items()
        }
        self._courier = Courier(self._engine.telling, thread, self._posts)
        self._inbox = Inbox(self._engine, desk, thread, self._courier)
        self._exchange = Exchange(self._engine, self._do)
        works = (self._courier.run(lambda: self._now), *(post.run() for post in self._posts.values()))
        self._running = [self._loop.create_task(work) for work in works]

    def _wall_ms(self) -> int:
        """What the posts take for now."""
        return self._begun_ms + int(self._loop.time() * 1_000)

    def _stop(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                self._loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
            except Killed:
                continue
        self._complaints.clear()
        self._fragile.left = None
        self._book.close()

    def _draw(self) -> int:
        """A number for a code; the same in the same story."""
        self._draws += 1
        return int.from_bytes(blake2s(str(self._draws).encode(), digest_size=8).digest(), "big")

    def _complain(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Killed):  # whether the process is dead is asked after every event
            self._complaints.append(error or AssertionError(context["message"]))

    # Living

    def live(self, events: list[Event]) -> None:
        """Everything in turn, each with its audit; then all is told, and everything is compared."""
        self._now = self._begun_ms = events[0].at_ms if events else 0
        self._start(self._now)
        self._exchange.begin(self._now)
        for event in events:
            self._one(event)
            self.events += 1
            if self.events % _EVERYTHING == 0:
                self.auditor.everything()
        for platform in self.platforms.values():
            platform.trouble.clear()
        self._fragile.left = None
        for _ in range(3):
            self._run(self._time_passes(_SETTLE_MS))
        self.auditor.after(Happened())
        self.auditor.everything(settled=True)

    def _one(self, event: Event) -> None:
        self._now = event.at_ms
        self._loop.not_before((event.at_ms - self._begun_ms) / 1_000)
        self._request = None
        try:
            self._happens(event)
            # What a dead process has not committed is nothing that happened.
            moved = 0 if self._fragile.is_dead else self.auditor.after(Happened())
        except BaseException:
            if not self._fragile.is_dead:
                raise
            self._die()
            return
        if self._fragile.is_dead:
            self._die()
            return
        if self._request is not None:
            again = event.at_ms - self._done.get(self._request, -_KEPT_MS) < _KEPT_MS
            assert not (moved and again), f"the same request again had an effect: {event}"
            # A button that was refused may be pressed again, and what a flood kept out was never heard.
            is_answered = self._fragile._conn.execute(_ANSWERED, (*self._speaker, self._request[1])).fetchone()
            if not again and (moved or is_answered):
                self._done[self._request] = event.at_ms

    def _happens(self, event: Event) -> None:
        """What an event does to the program; mostly it has a moment before the next one."""
        self._happens_now(event)
        if event.at_ms % _HURRY != 1:
            self._run(asyncio.sleep(_MOMENT_S))

    def _happens_now(self, event: Event) -> None:
        match event.kind:
            case "say" | "repeat":
                self._say(event.at_ms, *event.args)
            case "press":
                self._press(event.at_ms, *event.args)
            case "flood":
                platform, user, chat, text, id_ = event.args
                for number in range(_FLOOD):
                    self._say(event.at_ms, platform, user, chat, text, f"{id_}.{number}", event.at_ms)
                self._request = None
            case "quote":
                self._exchange.hear(event.at_ms, *event.args)
            case "bell":
                self._do(Happened("bell", event.at_ms), self._engine.on_clock, event.at_ms)
                self._exchange.look(event.at_ms, *event.args)
            case "past":
                self._exchange.ask_the_past(event.at_ms, *event.args)
            case "wait":
                self._run(self._time_passes(*event.args))
            case "wire":
                platform, trouble, times = event.args
                self.platforms[platform].trouble.extend([trouble] * times)
            case "door":
                self._come_or_go(*event.args)
            case "link":
                self._link(event.at_ms, *event.args)
            case "unlink":
                self._unlink(*event.args)
            case "kill":
                self._fragile.left = event.args[0]

    def _do(self, happened: Happened, work: Callable[..., Any], *args: Any) -> None:
        """One call of the program, with its audit."""
        self._happening = happened
        work(*args)
        self.auditor.after(happened)
        self._happening = Happened()

    def _die(self) -> None:
        """The process is gone; the next one starts where the file is."""
        self.kills += 1
        happened, self._happening = replace(self._happening, died=True), Happened()
        self._stop()
        self._start(self._now)
        self.auditor.after(happened)
        self.auditor.everything()
        self._exchange.begin(self._now)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        result = self._loop.run_until_complete(work)
        for task in self._running:
            if task.done():
                task.result()
        if self._complaints:
            raise self._complaints[0]
        return result

    async def _time_passes(self, wait_ms: int) -> None:
        await self._courier.deliver(self._now)
        await asyncio.sleep(wait_ms / 1_000)

    # People

    def _say(
        self,
        at_ms: int,
        platform: str,
        user: str,
        chat: str | None,
        text: str,
        id_: str,
        sent: int | None,
        pressed: Shown | None = None,
    ) -> Screen | None:
        who, here = Identity(platform, user), self.platforms[platform]
        self._speaker = (platform, user)
        if chat is not None:
            chat = here.now_at(chat)
            here.kicked.discard(chat)
        else:  # whoever speaks alone with us can be written to
            here.blocked.discard(user)
            self._run(self._inbox.returned(who))
        thread = "" if chat is None else _TOPICS[int(user[1:]) % len(_TOPICS)]
        said = Said(who, f"{user}<b>@everyone", chat, user.endswith(ADMINS), text, id_, at_ms, sent, thread)
        screen = self._run(self._inbox.hear(said))
        if screen is None:
            return None
        nonce = _NONCE.search(text)
        self._request = (user, nonce[0] if nonce else id_)
        if self._engine.known(who) is None:  # deleted: whoever comes back is somebody new, the linked one too
            self._request = None
            both = {user, f"u{int(user[1:]) ^ 1}"}
            self._done = {done: at_ms for done, at_ms in self._done.items() if done[0] not in both}
        self.acts += screen.about != "refused"
        self._reply(screen, said, pressed)
        return screen

    def _reply(self, screen: Screen, said: Said, pressed: Shown | None) -> None:
        """Where an answer goes, as the frontends do it: what is one's own is shown in private, and what a press asked
        for on the message with the button, where that is not somewhere else."""
        address = Address(said.who.platform, user=said.who.user)
        if said.chat is not None and screen.audience is not Audience.PLAYER:
            address = Address(said.who.platform, chat=said.chat, thread=said.thread)
        edit = pressed.reference if pressed is not None and pressed.address.key == address.key else ""
        self.auditor.post.replied(screen, address)
        self._loop.create_task(self._posts[address.platform].reply(address, screen, edit))

    def _press(self, at_ms: int, platform: str, user: str, chat: str | None, back: int, index: int, id_: str) -> None:
        """Somebody presses a button of a message: mostly where it is, or it is forged; forms are typed."""
        here = self.platforms[platform]
        messages = here.in_private if chat is None else here.in_groups
        if back < len(messages):
            shown = messages[-1 - back]
            if index % _FORGED:
                user, chat = shown.address.user or user, shown.address.chat or None
            sentence = shown.buttons[index % len(shown.buttons)].sentence
            self._say(at_ms, platform, user, chat, sentence, id_, at_ms, shown)

    def _come_or_go(self, door: str, platform: str, user: str, chat: str | None) -> None:
        here = self.platforms[platform]
        match door:
            case "left" if chat:
                here.kicked.add(here.now_at(chat))
                self._run(self._inbox.left(platform, here.now_at(chat), self._now))
            case "added" if chat:
                here.kicked.discard(here.now_at(chat))
                self._run(self._inbox.added(platform, here.now_at(chat)))
            case "moved" if chat:
                old = here.now_at(chat)
                self._run(self._inbox.moved(platform, old, here.move(old)))
            case "returned":
                here.blocked.discard(user)
                self._run(self._inbox.returned(Identity(platform, user)))

    def _link(self, at_ms: int, pair: int) -> None:
        """Somebody with an account on both platforms makes one of them."""
        offerer, taker = f"u{2 * pair}", f"u{2 * pair + 1}"
        say = partial(self._say, at_ms)
        screen = say(PLATFORMS[0], offerer, None, "link", f"l{at_ms}.1", at_ms)
        code = next((field.value for field in screen.fields if field.key == "Code"), "") if screen else ""
        if code:
            say(PLATFORMS[1], taker, None, f"link {code}", f"l{at_ms}.2", at_ms)
            self.auditor.post.linked(self._fragile._conn)
            say(PLATFORMS[1], taker, None, f"link {code} yes", f"l{at_ms}.3", at_ms)
        self._request = None

    def _unlink(self, number: int) -> None:
        self.auditor.post.linked(self._fragile._conn)
        operator = self._engine.player(Identity(PLATFORMS[0], "operator"), "operator", self._now)
        asked = f"unlink {number} {self._now}"
        self._engine.handle(
            Request(operator, None, False, asked, self._now, "", Unlink(number), self._now, operator=True)
        )


@contextmanager
def quiet() -> Iterator[None]:
    """What platforms do to us is logged a hundred times a day, and a fingerprint is slow to make: here both are the
    plan. An error in the log is a bug."""
    logger = logging.getLogger("bots")
    before = logger.level
    logger.setLevel(logging.ERROR)
    bugs = _Raising(logging.ERROR)
    logger.addHandler(bugs)
    try:
        with patch.object(privacy, "HASHINGS", 1):
            yield
    finally:
        logger.removeHandler(bugs)
        logger.setLevel(before)


class _Raising(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[1]
        raise error or AssertionError(record.getMessage())
