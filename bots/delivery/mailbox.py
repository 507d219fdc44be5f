"""What waits for one address, and in which order it goes out.

    liquidation  >  reply  >  alert  >  update  >  live  >  broadcast

Within a lane the older first. Newer versions of one thing replace each other: only the newest is sent, and it is
rendered when it is sent. A reply that an update overtakes is sent as what the thing has become.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from bots.delivery.platform import Address
from bots.screens.kit.screen import Screen
from core.rules.notices import Notice, Topic
from core.telling import AddressedNotice


class Lane(IntEnum):
    """What goes before what."""

    LIQUIDATION = 0
    REPLY = 1
    ALERT = 2
    UPDATE = 3
    LIVE = 4
    BROADCAST = 5


@dataclass(slots=True)
class Item:
    """One message that waits: a screen that is ready, notices to render, or a reply that notices have overtaken.

    `edit`: the message a reply replaces; updates look theirs up. `answer` is told the reference of what was sent.
    """

    lane: Lane
    order: int
    edit_key: str = ""
    screen: Screen | None = None
    notices: list[AddressedNotice] = field(default_factory=list)
    edit: str = ""
    answers: str = ""
    answer: asyncio.Future[str] | None = None
    thread: str = ""  # of its chat, where there are any
    sent_with: int = 0  # it may have arrived in a message with others: only with them it is repeated

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller goes first."""
        return self.lane, self.order

    @property
    def is_edit(self) -> bool:
        """Whether it most likely changes a message instead of being a new one."""
        return bool(self.edit) or self.lane in (Lane.UPDATE, Lane.LIVE)

    @property
    def joins(self) -> bool:
        """Whether it may go together with others in one message: an alert that answers no message."""
        return self.lane in (Lane.LIQUIDATION, Lane.ALERT) and not self.answers

    @property
    def asked(self) -> bool:
        """Whether somebody there waits for it."""
        return self.lane is Lane.REPLY

    @property
    def is_passing(self) -> bool:
        """Whether nothing is lost with a reply that is not sent: what it shows can be asked for again."""
        brings = self.screen is not None and (self.screen.picture is not None or self.screen.document is not None)
        return not self.notices and not brings


_MOST_REPLIES = 100  # some minutes of a busy group; who reads an answer that comes later than that
_TAKEN = 100  # alerts that are looked at for one message; a crash takes many of one player or group at once


class Mailbox:
    """The queue of one address. `busy`: a message is under way, and order forbids a second."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.busy = False
        self._items: list[Item] = []

    def __bool__(self) -> bool:
        return bool(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def address_of(self, item: Item) -> Address:
        """Where a message goes: all threads of a chat share its queue, because they share its pace."""
        return replace(self.address, thread=item.thread)

    def put(self, item: Item) -> None:
        """Queue a message, or let it join the one that shows the same thing."""
        if item.lane is Lane.REPLY and not self._makes_room(item):
            return
        same = next((each for each in self._items if item.edit_key and each.edit_key == item.edit_key), None)
        if same is None:
            self._items.append(item)
        elif item.lane is Lane.REPLY and same.lane is not Lane.REPLY:
            self._items.remove(same)
            item.notices = same.notices + item.notices
            self._items.append(item)
        elif item.lane is Lane.REPLY:
            self._items.append(item)  # two people's answers: both want theirs
        elif same.lane <= item.lane:
            same.notices += item.notices
            same.screen = item.screen or same.screen
        else:
            item.notices = same.notices + item.notices
            self._items[self._items.index(same)] = item

    def _makes_room(self, item: Item) -> bool:
        """Whether a reply is worth its wait: the latest of those that change one message, unless too many wait.

        One that a notice has joined stays, for another screen on its message would not tell it, and so does one that
        brings a picture or a document. A thing's own message, a new round's say, is never one too many.
        """
        replies = [each for each in self._items if each.lane is Lane.REPLY]
        older = next((each for each in replies if item.edit and each.edit == item.edit and each.is_passing), None)
        if older is not None:
            self._items.remove(older)
        is_late = len(replies) >= _MOST_REPLIES and item.is_passing and not item.edit_key
        late = older if older is not None else item if is_late else None
        if late is not None and late.answer is not None and not late.answer.done():
            late.answer.set_result("")
        return late is not item

    def best(self) -> Item:
        """What goes next."""
        return min(self._items, key=lambda item: item.rank)

    def take(self) -> list[Item]:
        """What goes next, and with an alert the other alerts that wait."""
        best = self.best()
        taken = [best]
        if best.joins:
            alerts = sorted((each for each in self._items if each.joins), key=lambda item: item.rank)
            alerts = [each for each in alerts if (each.sent_with, each.thread) == (best.sent_with, best.thread)]
            taken = alerts[:_TAKEN]
        for item in taken:
            self._items.remove(item)
        return taken

    def empty(self) -> list[Item]:
        """Take everything out."""
        items, self._items = self._items, []
        return items

    def put_back(self, items: list[Item]) -> None:
        """What could not be sent goes first again; a newer version that came meanwhile makes it superfluous."""
        newer = {each.edit_key: each for each in self._items if each.edit_key}
        for item in items:
            if item.edit_key in newer and item.answer is None:
                newer[item.edit_key].notices = item.notices + newer[item.edit_key].notices
            else:
                self._items.append(item)


def lane_of(notice: Notice) -> Lane:
    """The lane of a notice."""
    if notice.first:
        return Lane.LIQUIDATION
    if notice.topic is Topic.BROADCAST:
        return Lane.BROADCAST
    return Lane.UPDATE if notice.alert is None else Lane.ALERT
