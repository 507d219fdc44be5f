"""All of Telegram's memory: who and what there is, what waits, what was seen; and its clock."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bots.on_telegram.limits import TelegramLimits
from tests.servers.telegram.chats import Chat, File, Group, Json, Message, Private, Topic, User
from tests.servers.telegram.delivery import Delivery
from tests.servers.telegram.flood import Flood
from tests.servers.telegram.markup import Text


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person sees over the chat after a press: nothing, a few words, or a box to close (`alert`)."""

    text: str
    alert: bool = False
    url: str = ""


@dataclass(slots=True, eq=False)
class Press:
    """A button somebody pressed; `toast` when it was answered."""

    id: str
    user: User
    message: Message
    data: str
    at_ms: float
    toast: Toast | None = None
    answered_ms: float = 0


@dataclass(slots=True)
class About:
    """What the bot says of itself, by language; menus by language and who sees them."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menus: dict[tuple[str, tuple[str, int, int]], list[dict[str, str]]] = field(default_factory=dict)


class Telegram:
    """The memory. `clock` tells ms UTC."""

    def __init__(self, limits: TelegramLimits, clock: Callable[[], float] | None, bot: Json) -> None:
        self.limits = limits
        self.bot = bot
        self.about = About()
        self.violations: list[str] = []
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.presses: dict[str, Press] = {}
        self.actions: list[tuple[Chat, str]] = []  # "typing" and such
        self._clock = clock or (lambda: time.time() * 1_000)
        self._passed_ms = 0.0
        self._last_ms = 0
        self._changed = asyncio.Event()
        self._ids = itertools.count(5_000_001)
        self.shared_numbers = itertools.count(1)
        self.delivery = Delivery(self.now_ms, self.touch)
        self.flood = Flood(limits, self.now_ms)

    # Time

    def now_ms(self) -> float:
        """ms UTC."""
        return self._clock() + self._passed_ms

    def pass_ms(self, ms: float) -> None:
        """Let time pass."""
        self._passed_ms += ms
        self.touch()

    def touch(self) -> None:
        """Something changed."""
        self._changed.set()

    async def until(self, true: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until something is true, and return it. Raises AssertionError when it takes longer."""
        end = time.monotonic() + seconds
        while not (found := true()):
            if time.monotonic() > end:
                raise AssertionError("it did not happen in time; the last messages: " + "; ".join(self._newest()))
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), 0.02)
            except TimeoutError:
                continue
        return found

    def _newest(self) -> list[str]:
        shown = sorted((each for chat in self.chats.values() for each in chat.messages), key=lambda each: each.at_ms)
        return [f"{each.chat.title}: {each.text[:80]!r}" for each in shown[-5:]]

    # Things

    def new_id(self) -> int:
        """A number for somebody or something."""
        return next(self._ids)

    def chat(self, where: "int | User | Chat | Topic") -> Chat:
        """A chat, by its number or what is in it."""
        match where:
            case Topic():
                return where.group
            case Chat():
                return where
            case User():
                return self.private(where)
        return self.chats[where] if where in self.chats else self.private(self.users[where])

    def private(self, user: User) -> Private:
        """What somebody and the bot say to each other."""
        if user.id not in self.chats:
            self.chats[user.id] = Private(user, self.shared_numbers)
        return self.chats[user.id]

    def keep(self, name: str, data: bytes, size: tuple[int, int] = (0, 0)) -> File:
        """A new file."""
        file = File(f"AgACAgIAAx{self.new_id():012d}", name, data, size)
        self.files[file.id] = file
        return file

    # What the bot is told

    def tell_message(self, message: Message, kind: str = "message") -> None:
        """A message the bot may see."""
        if self.bot_sees(message):
            if not message.from_bot:
                self._meet(message.sender)
            self.delivery.push(kind, message.json())
        self.touch()

    def bot_sees(self, message: Message) -> bool:
        """Whether privacy mode lets the bot see a message."""
        chat = message.chat
        if isinstance(chat, Private):
            return not chat.user.blocked
        assert isinstance(chat, Group)
        if not chat.bot.present:
            return False
        if message.service or chat.bot.is_admin or (message.reply_to is not None and message.reply_to.from_bot):
            return True
        return any(self._is_ours(chat, message, each) for each in message.body.entities)

    def _is_ours(self, chat: Group, message: Message, entity: dict[str, object]) -> bool:
        part = message.body.part(entity).lower()
        name = "@" + self.bot["username"].lower()
        if entity["type"] == "bot_command":
            return part.endswith(name) or ("@" not in part and chat.heard_last)
        return entity["type"] == "mention" and part == name

    def _meet(self, sender: Json) -> None:
        if sender["id"] in self.users:
            self.users[sender["id"]].met = True

    def happen(self, chat: Chat, sender: Json, service: Json, thread: int = 0) -> Message:
        """A service message, which everybody sees."""
        message = chat.add(sender, int(self.now_ms()), Text(""), thread=thread, service=service)
        self.tell_message(message)
        return message
