"""What one message says: rendered from the state at the moment of sending, on the engine's thread.

items of one address --compose--> Composed: what is sent, the notices it tells, and the items that did not fit
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2s

from bots.delivery.mailbox import Item, Lane
from bots.delivery.platform import Address, Outgoing
from bots.desk.notices import Delivery, NoticeScreens
from bots.screens.alerts.storm import STORM
from bots.screens.kit.screen import Screen
from core.rules.alerts.kinds import ALERTS, AlertKind
from core.rules.notices import Notice, Topic
from core.telling import AddressedNotice, Telling

_JOINED = 8  # alerts in one message at most; more is not read


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to be sent. `outgoing` None: nobody wants to know it, so nothing is sent.

    `edit_key`: the thing it shows from now on. `below`: this is worth another message, below the one that is edited.
    `cards`: what the cards of the things that it rings for say now, where there are any.
    """

    outgoing: Outgoing | None
    notices: tuple[Notice, ...] = ()
    edit_key: str = ""
    left: tuple[Item, ...] = ()
    below: tuple[AddressedNotice, ...] = ()
    cards: tuple[Screen, ...] = ()

    @property
    def begun(self) -> int:
        """The notice under whose id the file knows that this was begun; 0: it tells none that rings."""
        return self.notices[0].id if self.notices and self.notices[0].alert else 0


class Composer:
    """Composes the messages of a platform. `fits`: whether so many screens go into one of its messages, whole."""

    def __init__(self, notices: NoticeScreens, telling: Telling, fits: Callable[[tuple[Screen, ...]], bool]) -> None:
        self._notices = notices
        self._telling = telling
        self._fits = fits

    def compose(self, address: Address, items: list[Item], at_ms: int) -> Composed:
        """The message that these items make at this moment. A send that rings is marked as begun."""
        if not items[0].joins:
            return self._single(address, items[0], at_ms)
        alike = [item for item in items if _kind(item) is not None and _kind(item) == _kind(items[0])]
        if len(alike) >= STORM:
            deliveries = [self._notices.delivery(item.notices[-1], at_ms) for item in alike]
            wanted = [delivery for delivery in deliveries if delivery.screen is not None]
            rest = tuple(item for item in items if item not in alike)
            if len(wanted) >= STORM:
                unwanted = [delivery for delivery in deliveries if delivery.screen is None]
                return self._joined(address, wanted, unwanted, rest, (self._notices.storm(wanted, at_ms),))
        return self._one_by_one(address, items, at_ms)

    def _one_by_one(self, address: Address, items: list[Item], at_ms: int) -> Composed:
        """As many as are read in one message, and fit."""
        deliveries = [self._notices.delivery(item.notices[-1], at_ms) for item in items[:_JOINED]]
        wanted = [index for index, delivery in enumerate(deliveries) if delivery.screen is not None]
        screens = [screen for delivery in deliveries if (screen := delivery.screen) is not None]
        together = _fitting(screens, self._fits)
        end = wanted[together] if together < len(wanted) else len(deliveries)  # the first one that does not fit
        sent = [delivery for delivery in deliveries[:end] if delivery.screen is not None]
        unwanted = [delivery for delivery in deliveries[:end] if delivery.screen is None]
        return self._joined(address, sent, unwanted, tuple(items[end:]), tuple(screens[:together]))

    def _joined(
        self,
        address: Address,
        sent: list[Delivery],
        unwanted: list[Delivery],
        left: tuple[Item, ...],
        screens: tuple[Screen, ...],
    ) -> Composed:
        notices = tuple(delivery.notice for delivery in sent)
        done = notices + tuple(delivery.notice for delivery in unwanted)
        cards = tuple(
            delivery.card
            for delivery in (*sent, *unwanted)
            if delivery.card is not None
            and self._telling.reference(address.platform, address.key, delivery.card.edit_key)
        )
        if not sent:
            return Composed(None, done, left=left, cards=cards)
        self._telling.begin_telling([notice.id for notice in done])
        outgoing = Outgoing(
            address,
            screens,
            silent=all(screen.silent for screen in screens),
            nonce=_nonce(done),
            again=any(notice.tries for notice in notices),
            calls=tuple(dict.fromkeys(delivery.calls for delivery in sent if delivery.calls is not None)),
        )
        return Composed(outgoing, done, left=left, cards=cards)

    def _single(self, address: Address, item: Item, at_ms: int) -> Composed:
        """A reply, an update of a message, or the message below one."""
        notices = tuple(addressed.notice for addressed in item.notices)
        below: tuple[AddressedNotice, ...] = ()
        screen: Screen | None = item.screen
        if item.notices:
            delivery = self._notices.delivery(item.notices[-1], at_ms)
            screen = delivery.screen or item.screen
            below = tuple(item.notices) if delivery.again and not item.answers else ()
        if screen is None:
            return Composed(None, notices)
        edit = item.edit
        if item.lane in (Lane.UPDATE, Lane.LIVE):
            edit = self._telling.reference(address.platform, address.key, item.edit_key)
            if not edit and item.lane is Lane.LIVE:
                return Composed(None, notices)
        outgoing = Outgoing(address, (screen,), screen.silent, edit, item.answers, _nonce(notices))
        return Composed(outgoing, notices, "" if item.joins or item.lane is Lane.ALERT else screen.edit_key, (), below)


def _kind(item: Item) -> AlertKind | None:
    """What a storm is made of: liquidations of positions, or a group's feed."""
    notice = item.notices[-1].notice
    stormy = notice.topic is Topic.POSITION and notice.alert is not None and ALERTS[notice.alert].storms
    return notice.alert if stormy and item.notices[-1].calls is None else None


def _fitting(screens: list[Screen], fits: Callable[[tuple[Screen, ...]], bool]) -> int:
    """How many of these go together, from the first on; mostly all of them, so that is tried first. One always goes."""
    count = len(screens)
    while count > 1 and not fits(tuple(screens[:count])):
        count -= 1
    return count


def _nonce(notices: tuple[Notice, ...]) -> str:
    """The same for the same notices, also for those that were held and have another id now; empty without any."""
    known = [(each.topic, each.number, each.at_ms, each.player, each.chat, each.alert) for each in notices]
    news = " ".join(sorted(" ".join(map(str, each)) for each in known))
    return blake2s(news.encode(), digest_size=12).hexdigest() if news else ""


def attempts(outgoing: Outgoing) -> Iterator[Outgoing]:
    """The message as it is; without the message that it edits or answers, should that be gone; outside its topic."""
    yield outgoing
    if outgoing.edit or outgoing.answers:
        yield (outgoing := replace(outgoing, edit="", answers=""))
    if outgoing.address.thread:
        yield replace(outgoing, address=replace(outgoing.address, thread=""))
