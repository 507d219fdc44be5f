"""A platform of the simulated world: it takes messages, or does what platforms do, and shows them to the auditor."""

import asyncio
from collections import deque

from bots.screen import Screen
from bots.wire import (
    DownError,
    GoneError,
    MovedError,
    Parcel,
    SlowError,
    UncertainError,
    UnreachableError,
)
from tests.prove.post_books import PostBooks


class Platform:
    """`trouble`: what happens to the next messages; `blocked` and `kicked`: whom nothing reaches."""

    def __init__(self, platform: str, books: PostBooks) -> None:
        self.platform = platform
        self.trouble: deque[str] = deque()
        self.blocked: set[str] = set()
        self.kicked: set[str] = set()
        self.sent = 0
        self._books = books
        self._references: set[str] = set()

    async def send(self, parcel: Parcel) -> str:
        """A reference, or the next trouble."""
        self.sent += 1
        address = parcel.address
        if address.user in self.blocked or address.chat in self.kicked:
            raise UnreachableError("blocked")
        if (self.platform, address.chat) in self._books.moved:
            raise MovedError(self.now_at(address.chat))
        match self.trouble.popleft() if self.trouble else "":
            case "slow":
                raise SlowError(1_500)
            case "slow everywhere":
                raise SlowError(3_000, everywhere=True)
            case "uncertain":  # it arrives, and nobody says so
                self._books.took(parcel, known=False)
                raise UncertainError("no answer")
            case "lost":
                self._books.lost(parcel)
                raise UncertainError("no answer")
            case "late":
                self._books.took(parcel, known=True)
                await asyncio.sleep(20)
                return parcel.edit or f"m{self.sent}"
            case "down":
                raise DownError("no route")
            case "moved" if address.chat:
                raise MovedError(self.move(address.chat))
            case "gone" if parcel.edit:
                raise GoneError("deleted")
            case "block" if address.user:
                self.blocked.add(address.user)
                raise UnreachableError("blocked")
            case "kicked" if address.chat:
                self.kicked.add(address.chat)
                self._books.removed(self.platform, address.chat)
                raise UnreachableError("kicked")
        self._books.took(parcel, known=True)
        return parcel.edit or f"m{self.sent}"

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
