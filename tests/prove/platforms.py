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
    Outgoing,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.screens.kit.screen import Button, Screen
from tests.prove.books.post import PostBooks

_CAN: dict[str, Callable[[Outgoing], bool]] = {
    "gone": lambda outgoing: bool(outgoing.edit or outgoing.answers),
    "topic gone": lambda outgoing: bool(outgoing.address.thread) and not outgoing.edit,
    "block": lambda outgoing: bool(outgoing.address.user),
    "moved": lambda outgoing: bool(outgoing.address.chat),
    "kicked": lambda outgoing: bool(outgoing.address.chat),
}


class Shown(NamedTuple):
    """A message with buttons."""

    buttons: list[Button]
    address: Address
    reference: str


class Platform:
    """`trouble`: what happens to the next messages that it can happen to; whom `blocked` and `kicked` name,
    nothing reaches."""

    def __init__(self, name: str, books: PostBooks) -> None:
        self.name = name
        self.trouble: list[str] = []
        self.blocked: set[str] = set()
        self.kicked: set[str] = set()
        self.sent = 0
        self._books = books
        self.in_groups: deque[Shown] = deque(maxlen=8)  # the last messages that have buttons
        self.in_private: deque[Shown] = deque(maxlen=8)

    async def send(self, outgoing: Outgoing) -> str:
        """A reference, or the next trouble."""
        self.sent += 1
        address = outgoing.address
        if address.user in self.blocked or address.chat in self.kicked:
            raise UnreachableError("blocked")
        if (self.name, address.chat) in self._books.moved:
            raise MovedError(self.now_at(address.chat))
        match self._next_trouble(outgoing):
            case "slow":
                raise SlowError(1_500)
            case "slow everywhere":
                raise SlowError(3_000, everywhere=True)
            case "uncertain":  # it arrives, and nobody says so
                self._take(outgoing, known=False)
                raise UncertainError("no answer")
            case "lost":
                self._books.lost(outgoing)
                raise UncertainError("no answer")
            case "late":
                reference = self._take(outgoing, known=True)
                await asyncio.sleep(20)
                return reference
            case "down":
                raise DownError("no route")
            case "moved":
                raise MovedError(self.move(address.chat))
            case "gone":
                raise GoneError("deleted")
            case "topic gone":
                self._books.closed.add((self.name, address.chat, address.thread))
                raise GoneError("deleted")
            case "block":
                self.blocked.add(address.user)
                raise UnreachableError("blocked")
            case "kicked":
                self.kicked.add(address.chat)
                self._books.removed(self.name, address.chat)
                raise UnreachableError("kicked")
        return self._take(outgoing, known=True)

    def _next_trouble(self, outgoing: Outgoing) -> str:
        """The oldest that can happen to this message."""
        for trouble in self.trouble:
            if _CAN.get(trouble, lambda _: True)(outgoing):
                self.trouble.remove(trouble)
                return trouble
        return ""

    def _take(self, outgoing: Outgoing, known: bool) -> str:
        self._books.took(outgoing, known)
        reference = outgoing.edit or f"m{self.sent}"
        buttons = [button for screen in outgoing.screens for row in screen.buttons for button in row]
        if buttons:
            messages = self.in_groups if outgoing.address.chat else self.in_private
            messages.append(Shown(buttons, outgoing.address, reference))
        return reference

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """So many go together."""
        return len(screens) <= 8

    def move(self, chat: str) -> str:
        """Give a chat another id."""
        name, _, times = chat.partition("~")
        self._books.moved[self.name, chat] = f"{name}~{int(times or 0) + 1}"
        return self._books.moved[self.name, chat]

    def now_at(self, chat: str) -> str:
        """The id that a chat has now, whatever it was called."""
        while (self.name, chat) in self._books.moved:
            chat = self._books.moved[self.name, chat]
        return chat
