"""Cards that move: a position on somebody's private screen follows its price for a quarter of an hour.

    shown --every 5 s, if the text is another--> refreshed --after 15 min--> paused, with a button that resumes

Only what nothing else needs goes into this: the post sends live cards when no other message waits, and a restart leaves
them as they are, each with the time of its price on it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cachetools import FIFOCache

from bots.delivery.platform import Address
from bots.desk.notices import NoticeScreens
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from core.book import Identity

EACH_MS = 5_000
FOR_MS = 900_000
_MOST = 10_000  # cards that live at once; the oldest stops first
_AT_ONCE = 50  # a second; more could not be sent anyway


def pausing(card: Screen) -> Screen:
    """The card as it stays when it moves no more: the first button of its last row, Refresh, is called Resume."""
    refresh, *others = card.buttons[-1]
    rows = (*card.buttons[:-1], (replace(refresh, label=card.say("Resume")), *others))
    return replace(card, notes=(*card.notes, card.say("Paused: “Resume” follows the price again.")), buttons=rows)


@dataclass(slots=True)
class _Card:
    address: Address
    number: int
    since_ms: int
    next_ms: int


class LiveCards:
    """The live cards of all platforms."""

    def __init__(self, notices: NoticeScreens, thread: EngineThread, now: Callable[[], int]) -> None:
        self._notices = notices
        self._thread = thread
        self._now = now
        self._cards: FIFOCache[tuple[str, str], _Card] = FIFOCache(_MOST)

    def shown(self, address: Address, edit_key: str) -> None:
        """Somebody looks at a thing: if it is a position of theirs, it lives from now on."""
        kind, _, number = edit_key.partition(" ")
        if not address.user or kind != "position":
            return
        key = (f"{address.platform} {address.key}", edit_key)
        now = self._now()
        self._cards[key] = _Card(address, int(number), now, now + EACH_MS)

    async def second(self, refreshers: Mapping[str, Callable[[Address, Screen, bool], None]]) -> None:
        """Refresh what is due, by the post of its platform; called once a second."""
        now = self._now()
        waiting = [(card.next_ms, key) for key, card in self._cards.items() if card.next_ms <= now]
        due = [key for _, key in sorted(waiting)[:_AT_ONCE]]
        for key in due:
            card = self._cards[key]
            paused = now - card.since_ms >= FOR_MS
            who = Identity(card.address.platform, card.address.user)
            screen = await self._thread.call(self._notices.live_card, who, card.number)
            if screen is not None:
                refreshers[card.address.platform](card.address, screen, paused)
            if self._cards.get(key) is card:  # nobody has looked at it anew meanwhile
                if screen is None or paused:
                    del self._cards[key]
                else:
                    card.next_ms = now + EACH_MS
