"""The post of one platform: everything that goes out to people there, in order, at the pace that it allows.

    reply, bring, refresh --> a mailbox per address --> the rate limit allows it --> composed now
        --> the platform sends it --> a receipt of what became of it

One message of an address is under way at a time, so that they arrive in order. A notice is marked as begun before it is
sent and as told after it arrived: a crash repeats it at most, and the repeat can say so.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from cachetools import LRUCache

from bots.delivery.composing import Composed, Composer, attempts
from bots.delivery.live_cards import pausing
from bots.delivery.mailbox import Item, Lane, Mailbox, lane_of
from bots.delivery.platform import (
    Address,
    DownError,
    GoneError,
    MovedError,
    OutgrownError,
    Platform,
    PlatformError,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.delivery.rate_limit import NEVER, RateLimit
from bots.delivery.turns import Turns
from bots.desk.notices import NoticeScreens
from bots.runtime.backoff import RESTS_S, Backoff
from bots.runtime.batches import Batches
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Rows, Screen
from core.engine import Engine
from core.rules.chats import Chat
from core.rules.notices import Notice, Outcome, Receipt
from core.telling import AddressedNotice

_MOST = 50_000  # notices in hand; more wait in the outbox
_COMPOSED = 16  # messages in one go: each may say eight things, and a price waits for all of them
_REPEAT_MS = (0, 1_000, 5_000, 30_000, 60_000)  # before an alert that may have arrived is sent again
_TIDY_MS = 60_000
_KNOWN = 10_000  # messages remembered, to send no edit that changes nothing

_log = logging.getLogger(__name__)


def address_of(addressed: AddressedNotice) -> Address:
    """Where a notice goes."""
    if isinstance(addressed.to, Chat):
        return Address(addressed.to.platform, chat=addressed.to.key, thread=addressed.to.thread)
    assert addressed.to is not None
    return Address(addressed.to.platform, user=addressed.to.user)


class _Shown(NamedTuple):
    """What a message shows. Of the screen no more than its hash and its buttons: whole, ten thousand are 25 MiB."""

    reference: str
    looks: int
    buttons: Rows


class Post:
    """The queues of a platform."""

    def __init__(
        self,
        platform: Platform,
        rate_limit: RateLimit,
        engine: Engine,
        notices: NoticeScreens,
        thread: EngineThread,
        now: Callable[[], int],
        on_shown: Callable[[Address, str], None] = lambda _address, _edit_key: None,
    ) -> None:
        """`on_shown` is told whenever a thing's message was sent or changed, but by `refresh`."""
        self._on_shown = on_shown
        self._platform = platform
        self._rate_limit = rate_limit
        self._engine = engine
        self._composer = Composer(notices, engine.telling, platform.fits)
        self._thread = thread
        self._now = now
        self._composing = Batches(thread, self._compose_all, _COMPOSED)
        self._recording = Batches(thread, self._record_all)
        self._turns = Turns(self._opens, now)
        self._order = count()
        self._backoff = Backoff(RESTS_S)
        self._tidy_at = 0
        self._in_hand = 0
        self._room = asyncio.Event()
        self._room.set()
        self._woken = asyncio.Event()
        self._shown: LRUCache[tuple[str, str], _Shown] = LRUCache(_KNOWN)
        self._under_way: set[asyncio.Task[None]] = set()
        self._runs = False

    # What goes in

    async def bring(self, addressed: AddressedNotice, _at_ms: int) -> None:
        """Take a notice over (the courier's side); waits while too many are in hand."""
        await self._room.wait()
        self._in_hand += 1
        if self._in_hand >= _MOST:
            self._room.clear()
        notice = addressed.notice
        item = Item(lane_of(notice), next(self._order), notice.edit_key, None, [addressed], sent_with=notice.sent_with)
        self._put(address_of(addressed), item)

    async def reply(self, address: Address, screen: Screen, edit: str = "", answers: str = "") -> str:
        """Send an answer; the reference of its message, empty if it did not arrive.

        `edit`: the message that it replaces; `answers`: the one it is an answer to.
        """
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        item = Item(Lane.REPLY, next(self._order), screen.edit_key, screen, [], edit, answers, answer)
        self._put(address, item)
        if self._runs:
            self._start_what_may_go()  # at once, where nothing is in the way
        return await answer

    async def remember(self, address: Address, screen: Screen, reference: str) -> None:
        """Know that this message shows a thing from now on: it went out past the queues, as the answer to a press."""
        self._keep(address, screen.edit_key, reference, screen)
        self._on_shown(address, screen.edit_key)
        receipt = Receipt(
            address.platform, address.user, address.chat, Outcome.ARRIVED, self._now(), (), screen.edit_key, reference
        )
        await self._recording.call(receipt)

    def refresh(self, address: Address, screen: Screen, paused: bool = False) -> None:
        """Show the present state of a thing on its message, when there is time for it.

        Its buttons stay as they were, for they are the same promises; only `paused` ones change.
        """
        known = self._shown.get((address.key, screen.edit_key))
        if known is None:
            return
        screen = replace(screen, buttons=known.buttons)
        if paused:
            screen = pausing(screen)
        if known.looks != hash(screen):
            self._put(address, Item(Lane.LIVE, next(self._order), screen.edit_key, screen))

    def _put(self, address: Address, item: Item) -> None:
        self._turns.put(address, item)
        self._woken.set()

    @property
    def waiting(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self._turns)

    # What may go

    def _opens(self, address: Address, item: Item) -> int:
        """When this may go to its address."""
        return self._rate_limit.address_opens(address, self._changes(address, item), item.asked, self._now())

    def _changes(self, address: Address, item: Item) -> bool:
        """Whether it changes a message; in a group what is not known to be there counts as a new one."""
        return item.is_edit and (bool(item.edit) or not address.chat or (address.key, item.edit_key) in self._shown)

    async def run(self) -> None:
        """Send until cancelled. Raises what a bug raises."""
        self._runs = True
        try:
            while True:
                self._woken.clear()
                self._start_what_may_go()
                await self._rest()
                for task in [each for each in self._under_way if each.done()]:
                    self._under_way.discard(task)
                    task.result()
        finally:
            self._runs = False
            for task in self._under_way:
                task.cancel()

    def _start_what_may_go(self) -> None:
        now = self._now()
        if now >= self._tidy_at:
            self._rate_limit.forget(now)
            self._tidy_at = now + _TIDY_MS
        self._turns.wake()
        while self._rate_limit.opens(now) <= now:
            mailbox = self._turns.next()
            if mailbox is None:
                return
            self._begin(mailbox)

    async def _rest(self) -> None:
        """Wait until something changes or the next moment at which something may go."""
        moment = self._turns.next_moment(self._rate_limit.opens(self._now()))
        seconds = (moment - self._now()) / 1_000 if moment < NEVER else None
        try:  # not wait_for: before Python 3.12 that may swallow the end of the program
            async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
                await self._woken.wait()
        except TimeoutError:
            return

    # How one message goes

    def _begin(self, mailbox: Mailbox) -> None:
        items = mailbox.take()
        mailbox.busy = True
        place = _Place(
            self._rate_limit, mailbox.address, self._changes(mailbox.address, items[0]), items[0].asked, self._now
        )

        async def send() -> None:
            try:
                await self._send(mailbox, items, place)
            finally:
                place.leave()
                self._turns.end(mailbox)
                self._woken.set()

        self._under_way.add(asyncio.create_task(send()))

    async def _send(self, mailbox: Mailbox, items: list[Item], place: "_Place") -> None:
        """Send what was taken from a mailbox as one message, and keep what became of it."""
        address = mailbox.address_of(items[0])
        if items[0].asked and not items[0].notices:  # a reply is written already, and waits for no engine
            composed = self._composer.compose(address, items, self._now())
        else:
            composed = await self._composing.call((address, items))
        mailbox.put_back(list(composed.left))
        items = [item for item in items if item not in composed.left]
        try:
            try:
                reference = await self._hand_to_platform(composed, items[0].lane is Lane.LIVE)
            finally:
                place.leave()  # the next may go while this one is written down
        except SlowError as slow:
            _log.warning("%s asks to wait %d ms", self._platform.name, slow.wait_ms)
            self._rate_limit.rest(None if slow.everywhere else address, self._now() + slow.wait_ms)
            mailbox.put_back(items)
        except DownError as error:
            rest_s = self._backoff.next_s()
            _log.warning("%s cannot be reached (%s); the next try is in %d s", self._platform.name, error, rest_s)
            self._rate_limit.rest(None, self._now() + int(rest_s * 1_000))
            for item in items:  # where the platform knows the nonce, it may have arrived
                item.sent_with = composed.begun
            mailbox.put_back(items)
        except MovedError as moved:
            await self._thread.call(self._engine.telling.moved, self._platform.name, address.chat, moved.chat)
            for item in [*items, *mailbox.empty()]:
                item.edit = item.answers = ""  # messages there have ids of their own
                self._put(replace(address, chat=moved.chat, thread=""), item)
        except UncertainError:
            for notice in await self._record(address, composed, Outcome.UNCERTAIN):
                addressed = next(e for item in items for e in item.notices if e.notice.id == notice.id)
                again = replace(addressed, notice=notice)
                repeat = Item(lane_of(notice), next(self._order), "", None, [again], sent_with=composed.begun)
                rests_ms = _REPEAT_MS[min(notice.tries, len(_REPEAT_MS)) - 1]
                self._rate_limit.rest(address, self._now() + rests_ms)
                self._put(address, repeat)
                self._in_hand += 1
            self._done(items, "")
        except UnreachableError as error:
            _log.info("%s of %s: %s", address.key, self._platform.name, error)
            lost = [*items, *mailbox.empty()]
            notices = tuple(addressed.notice for item in lost for addressed in item.notices)
            await self._record(address, Composed(None, notices), Outcome.UNREACHABLE)
            self._done(lost, "")
        else:
            self._backoff.reset()
            await self._arrived(address, items, composed, reference)

    def _compose_all(self, queued: Sequence[tuple[Address, list[Item]]]) -> list[Composed | Exception]:
        """Compose messages, on the engine's thread: that all of them are begun is one transaction."""
        with self._engine.together():
            return [self._composer.compose(address, items, self._now()) for address, items in queued]

    def _record_all(self, receipts: Sequence[Receipt]) -> list[list[Notice] | Exception]:
        """Keep receipts, on the engine's thread and in one transaction; for each, the notices to be told again."""
        with self._engine.together():
            return [self._engine.on_delivered(receipt) for receipt in receipts]

    async def _hand_to_platform(self, composed: Composed, live: bool) -> str:
        """The reference of the message that shows it; empty if there was nothing to send, or a bug prevented it."""
        outgoing = composed.outgoing
        if outgoing is None:
            return ""
        shown = self._shown.get((outgoing.address.key, composed.edit_key))
        if shown is not None and shown[:2] == (outgoing.edit, hash(outgoing.screens[-1])):
            return outgoing.edit
        refusal: Exception
        for attempt in attempts(outgoing):
            try:
                return await self._platform.send(attempt)
            except GoneError as error:
                if live and not isinstance(error, OutgrownError):  # nobody looks at it any more
                    self._shown.pop((outgoing.address.key, composed.edit_key), None)
                    return ""
                refusal = error
            except PlatformError:
                raise
            except Exception as error:
                refusal = error
                break
        # Sent again it would fail again, for ever: what it told counts as told, and the log says what to mend.
        about = [screen.about for screen in outgoing.screens]
        _log.error("%s did not take %s", self._platform.name, about, exc_info=refusal)
        return ""

    async def _arrived(self, address: Address, items: list[Item], composed: Composed, reference: str) -> None:
        outgoing = composed.outgoing
        if outgoing is not None and reference and composed.edit_key:
            self._keep(address, composed.edit_key, reference, outgoing.screens[-1])
            if items[0].lane is not Lane.LIVE:
                self._on_shown(address, composed.edit_key)
        if composed.below and outgoing is not None and outgoing.edit == reference:
            # The card says it now; a message below it says it where people look. Until then it is not told.
            below = Item(Lane.ALERT, next(self._order), "", None, list(composed.below), answers=reference)
            self._put(address, below)
            self._in_hand += len(composed.below)
        elif composed.notices or (composed.edit_key and reference):
            await self._record(address, composed, Outcome.ARRIVED, reference)
        for card in composed.cards:  # where it is shown, it changes as soon as there is time for it
            self._put(address, Item(Lane.LIVE, next(self._order), card.edit_key, card))
        self._done(items, reference)

    def _keep(self, address: Address, edit_key: str, reference: str, screen: Screen) -> None:
        """Know what a thing's message shows."""
        self._shown[address.key, edit_key] = _Shown(reference, hash(screen), screen.buttons)

    async def _record(
        self, address: Address, composed: Composed, outcome: Outcome, reference: str = ""
    ) -> list[Notice]:
        edit_key = composed.edit_key if reference else ""
        receipt = Receipt(
            address.platform, address.user, address.chat, outcome, self._now(), composed.notices, edit_key, reference
        )
        return await self._recording.call(receipt)

    def _done(self, items: list[Item], reference: str) -> None:
        """These items are no longer in hand."""
        for item in items:
            self._in_hand -= len(item.notices)
            if item.answer is not None and not item.answer.done():
                item.answer.set_result(reference)
        if self._in_hand < _MOST:
            self._room.set()


class _Place:
    """What a message takes of the rate limit, from its beginning until it is answered."""

    def __init__(
        self, rate_limit: RateLimit, address: Address, edit: bool, asked: bool, now: Callable[[], int]
    ) -> None:
        self._rate_limit = rate_limit
        self._of = (address, edit, asked)
        self._now = now
        self._taken = True
        rate_limit.begin(*self._of)

    def leave(self) -> None:
        """It is answered, or never will be."""
        if self._taken:
            self._taken = False
            self._rate_limit.end(*self._of, self._now())
