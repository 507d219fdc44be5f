"""A platform of the simulated world: it takes messages, or does what platforms do, and shows them to the auditor."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from bots.delivery.platform import (
    Address,
    DownError,
    GoneError,
    MovedError,
    Parcel,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.screens.kit.screen import Button, Screen
from tests.prove.books.post import PostBooks

_CAN: dict[str, Callable[[Parcel], bool]] = {
    "gone": lambda parcel: bool(parcel.edit or parcel.answers),
    "topic gone": lambda parcel: bool(parcel.address.thread) and not parcel.edit,
    "block": lambda parcel: bool(parcel.address.user),
    "moved": lambda parcel: bool(parcel.address.chat),
    "kicked": lambda parcel: bool(parcel.address.chat),
}


class Shown(NamedTuple):
    """A message with buttons."""

    buttons: list[Button]
    address: Address
    reference: str


class Platform:
    """`trouble`: what happens to the next messages that it can happen to; whom `blocked` and `kicked` name,
    nothing reaches."""

    def __init__(self, platform: str, books: PostBooks) -> None:
        self.platform = platform
        self.trouble: list[str] = []
        self.blocked: set[str] = set()
        self.kicked: set[str] = set()
        self.sent = 0
        self._books = books
        self.in_groups: deque[Shown] = deque(maxlen=8)  # the last messages that have buttons
        self.in_private: deque[Shown] = deque(maxlen=8)

    async def send(self, parcel: Parcel) -> str:
        """A reference, or the next trouble."""
        self.sent += 1
        address = parcel.address
        if address.user in self.blocked or address.chat in self.kicked:
            raise UnreachableError("blocked")
        if (self.platform, address.chat) in self._books.moved:
            raise MovedError(self.now_at(address.chat))
        match self._next_trouble(parcel):
            case "slow":
                raise SlowError(1_500)
            case "slow everywhere":
                raise SlowError(3_000, everywhere=True)
            case "uncertain":  # it arrives, and nobody says so
                self._take(parcel, known=False)
                raise UncertainError("no answer")
            case "lost":
                self._books.lost(parcel)
                raise UncertainError("no answer")
            case "late":
                reference = self._take(parcel, known=True)
                await asyncio.sleep(20)
                return reference
            case "down":
                raise DownError("no route")
            case "moved":
                raise MovedError(self.move(address.chat))
            case "gone":
                raise GoneError("deleted")
            case "topic gone":
                self._books.closed.add((self.platform, address.chat, address.thread))
                raise GoneError("deleted")
            case "block":
                self.blocked.add(address.user)
                raise UnreachableError("blocked")
            case "kicked":
                self.kicked.add(address.chat)
                self._books.removed(self.platform, address.chat)
                raise UnreachableError("kicked")
        return self._take(parcel, known=True)

    def _next_trouble(self, parcel: Parcel) -> str:
        """The oldest that can happen to this message."""
        for trouble in self.trouble:
            if _CAN.get(trouble, lambda _: True)(parcel):
                self.trouble.remove(trouble)
                return trouble
        return ""

    def _take(self, parcel: Parcel, known: bool) -> str:
        self._books.took(parcel, known)
        reference = parcel.edit or f"m{self.sent}"
        buttons = [button for screen in parcel.screens for row in screen.buttons for button in row]
        if buttons:
            messages = self.in_groups if parcel.address.chat else self.in_private
            messages.append(Shown(buttons, parcel.address, reference))
        return reference

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """So many go together."""
        return len(screens) <= 8

    def move(self, chat: str) -> str:
        """Give a chat another id."""
        name, _, times = chat.partition("~")
        self._books.moved[self.platform, chat] = f"{name}~{int(times or 0) + 1}"
        return self._books.moved[self.platform, chat]

    def now_at(self, chat: str) -> str:
        """The id that a chat has now, whatever it was called."""
        while (self.platform, chat) in self._books.moved:
            chat = self._books.moved[self.platform, chat]
        return chat
