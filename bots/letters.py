"""What one message says: rendered from the state at the moment of sending, on the engine's thread.

items of one address --> Letter: the parcel, the notices it tells, and what did not fit
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2s

from bots.box import Item, Lane
from bots.desk import Delivery, Desk
from bots.screen import Screen
from bots.wire import Address, Parcel
from core.engine import Errand
from core.notices import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go. `parcel` None: nobody wants to know.

    `edit_key`: the thing it shows from now on. `below`: this is worth another message, below the one that is edited.
    `cards`: what the cards of the things that it rings for say now, where there are any.
    """

    parcel: Parcel | None
    notices: tuple[Notice, ...] = ()
    edit_key: str = ""
    left: tuple[Item, ...] = ()
    below: tuple[Errand, ...] = ()
    cards: tuple[Screen, ...] = ()


def write(desk: Desk, fits: Callable[[tuple[Screen, ...]], bool], address: Address, items: list[Item]) -> Letter:
    """The message that these items make. A send that rings is marked as begun."""
    if not items[0].joins:
        return _single(desk, address, items[0])
    deliveries = [desk.delivery(item.errands[-1]) for item in items]
    wanted = [index for index, delivery in enumerate(deliveries) if delivery.screen is not None]
    together = _fitting([screen for delivery in deliveries if (screen := delivery.screen) is not None], fits)
    end = wanted[together] if together < len(wanted) else len(items)  # the first one that does not fit
    return _joined(desk, address, deliveries[:end], tuple(items[end:]))


def _fitting(screens: list[Screen], fits: Callable[[tuple[Screen, ...]], bool]) -> int:
    """How many of these go together, from the first on; mostly all of them, so that is tried first. One always goes."""
    count = len(screens)
    while count > 1 and not fits(tuple(screens[:count])):
        count -= 1
    return count


def _joined(desk: Desk, address: Address, deliveries: list[Delivery], left: tuple[Item, ...]) -> Letter:
    sent = [delivery for delivery in deliveries if delivery.screen is not None]
    unwanted = [delivery for delivery in deliveries if delivery.screen is None]
    notices = tuple(delivery.notice for delivery in sent)
    done = notices + tuple(delivery.notice for delivery in unwanted)
    cards = tuple(
        delivery.card
        for delivery in (*sent, *unwanted)
        if delivery.card is not None and desk.reference(address.platform, address.key, delivery.card.edit_key)
    )
    if not sent:
        return Letter(None, done, left=left, cards=cards)
    desk.begin_telling([notice.id for notice in notices])
    screens = tuple(delivery.screen for delivery in sent if delivery.screen is not None)
    parcel = Parcel(
        address,
        screens,
        silent=all(screen.silent for screen in screens),
        nonce=_nonce(notices),
        again=any(notice.tries for notice in notices),
    )
    return Letter(parcel, done, left=left, cards=cards)


def _single(desk: Desk, address: Address, item: Item) -> Letter:
    """A reply, an update of a message, or the message below one."""
    notices = tuple(errand.notice for errand in item.errands)
    below: tuple[Errand, ...] = ()
    screen: Screen | None = item.screen
    if item.errands:
        delivery = desk.delivery(item.errands[-1])
        screen = delivery.screen or item.screen
        below = tuple(item.errands) if delivery.again and not item.answers else ()
    if screen is None:
        return Letter(None, notices)
    edit = item.edit
    if item.lane in (Lane.UPDATE, Lane.LIVE):
        edit = desk.reference(address.platform, address.key, item.edit_key)
        if not edit and item.lane is Lane.LIVE:
            return Letter(None, notices)
    parcel = Parcel(address, (screen,), screen.silent, edit, item.answers, _nonce(notices))
    return Letter(parcel, notices, "" if item.joins or item.lane is Lane.ALERT else screen.edit_key, (), below)


def _nonce(notices: tuple[Notice, ...]) -> str:
    """The same for the same notices; empty without any."""
    ids = " ".join(str(notice.id) for notice in notices)
    return blake2s(ids.encode(), digest_size=12).hexdigest() if ids else ""


def without_target(parcel: Parcel) -> Parcel:
    """The parcel as a message of its own, for where what it should have changed or answered is gone."""
    return replace(parcel, edit="", answers="", address=replace(parcel.address, thread=""))
