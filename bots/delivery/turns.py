"""Whose turn it is: the mailboxes of a platform, in the order in which their next messages may go.

put --> the address may send now   --> replies, and all others: the best first
    --> it has to wait             --> later: by the moment at which it may
    --> a message is under way     --> scheduled again when that is over
"""

from collections.abc import Callable
from heapq import heappop, heappush

from bots.delivery.mailbox import Item, Lane, Mailbox
from bots.delivery.platform import Address
from bots.delivery.rate_limit import NEVER

_REPLY_TURN = 4  # every fourth message is a reply, if one waits: in a storm of alerts people are still answered


class Turns:
    """The mailboxes that hold anything. `opens`: when a message may go to an address, ms; `now`: ms."""

    def __init__(self, opens: Callable[[Address, Item], int], now: Callable[[], int]) -> None:
        self._opens = opens
        self._now = now
        self._mailboxes: dict[str, Mailbox] = {}
        self._replies: list[tuple[tuple[int, int], str]] = []
        self._others: list[tuple[tuple[int, int], str]] = []
        self._later: list[tuple[int, str]] = []
        self._turn = 0

    def __bool__(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self._mailboxes)

    def put(self, address: Address, item: Item) -> None:
        """Queue a message for an address."""
        item.thread = address.thread
        mailbox = self._mailboxes.setdefault(address.key, Mailbox(address))
        mailbox.put(item)
        self._schedule(mailbox)

    def end(self, mailbox: Mailbox) -> None:
        """Nothing of a mailbox is under way any more: its next message has its turn, or it is put away."""
        mailbox.busy = False
        if mailbox:
            self._schedule(mailbox)
        elif self._mailboxes.get(mailbox.address.key) is mailbox:
            del self._mailboxes[mailbox.address.key]

    def wake(self) -> None:
        """Give their turn to those that have waited long enough."""
        while self._later and self._later[0][0] <= self._now():
            mailbox = self._mailboxes.get(heappop(self._later)[1])
            if mailbox is not None:  # what waited there may have gone with a reply, or with its chat
                self._schedule(mailbox)

    def next(self) -> Mailbox | None:
        """The mailbox whose turn it is. Entries that are out of date are put right here."""
        while self._replies or self._others:
            self._turn += 1
            heap = self._replies if self._replies_first() else self._others
            rank, key = heappop(heap)
            mailbox = self._mailboxes.get(key)
            if mailbox is None or mailbox.busy or not mailbox:
                continue
            best = mailbox.best()
            if best.rank == rank and self._opens(mailbox.address, best) <= self._now():
                return mailbox
            self._schedule(mailbox)
        return None

    def next_moment(self, opens: int) -> int:
        """When there may be a turn again, if anything may go from `opens` on; NEVER: nobody knows yet."""
        moments = [self._later[0][0]] if self._later else []
        if self._replies or self._others:
            moments.append(opens)
        return min(moments, default=NEVER)

    def _schedule(self, mailbox: Mailbox) -> None:
        """Put an address where the next look finds it: among those that may send, or those that must wait."""
        if mailbox.busy or not mailbox:
            return
        best = mailbox.best()
        opens = self._opens(mailbox.address, best)
        if opens >= NEVER:
            return  # what is under way there schedules it again
        if opens > self._now():
            heappush(self._later, (opens, mailbox.address.key))
        else:
            heappush(self._replies if best.lane is Lane.REPLY else self._others, (best.rank, mailbox.address.key))

    def _replies_first(self) -> bool:
        if not self._replies or not self._others:
            return bool(self._replies)
        return self._turn % _REPLY_TURN == 0 or self._replies[0] < self._others[0]
