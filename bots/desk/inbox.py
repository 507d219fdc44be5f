"""The inbox: what the platforms hand in, and where it goes: through the flood gate to the desk, or to the engine.

Said --flood?--> desk, on the engine's thread --> Screen --> back to the platform; what happened goes to the courier
chats and people that come, go and move --> engine.telling
"""

from collections.abc import Sequence
from typing import Protocol

from bots.desk.desk import Desk
from bots.desk.flood import BURST, Flood, Verdict
from bots.desk.said import Said
from bots.languages.texts import ENGLISH
from bots.runtime.batches import Batches
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from bots.screens.refusals import refused
from core.book import Identity
from core.engine import Engine


class Outbox(Protocol):
    """Whoever tells people what happened."""

    def has_work(self) -> bool:
        """Whether anything is to be told. Engine's thread."""

    def wake(self) -> None:
        """There may be something to tell."""


class Inbox:
    """One for all platforms."""

    def __init__(self, engine: Engine, desk: Desk, thread: EngineThread, outbox: Outbox) -> None:
        self._engine = engine
        self._desk = desk
        self._thread = thread
        self._outbox = outbox
        self._hearing = Batches(thread, self._hear_all)
        self._flood = Flood()

    async def hear(self, said: Said) -> Screen | None:
        """The answer to a sentence; None: say nothing, the person was told to slow down."""
        person = f"{said.who.platform} {said.who.user}"
        chat = None if said.chat is None else f"{said.who.platform} {said.chat}"
        match self._flood.judge(person, chat, said.at_ms):
            case Verdict.DROP:
                return None
            case Verdict.WARN:
                return self._desk.speech.signed(ENGLISH, refused(ENGLISH, "too_fast", {"most": BURST}))
            case Verdict.PASS:
                screen, has_work = await self._hearing.call(said)
                if has_work:
                    self._outbox.wake()
                return screen

    def _hear_all(self, all_said: Sequence[Said]) -> list[tuple[Screen, bool] | Exception]:
        """The answers, and whether anything is to be told to somebody: most sentences only look. Engine's thread."""
        heard = self._desk.hear_all(all_said)
        has_work = self._outbox.has_work()
        return [each if isinstance(each, Exception) else (each, has_work) for each in heard]

    async def look(self, said: Said) -> Screen:
        """The answer to a sentence that nobody says: it only looks, and no flood is in it."""
        return await self._thread.call(self._desk.hear, said)

    async def reference(self, platform: str, address: str, edit_key: str) -> str:
        """The platform's reference of the message that shows a thing; empty if there is none."""
        return await self._thread.call(self._engine.telling.reference, platform, address, edit_key)

    async def language_of_chat(self, platform: str, chat: str) -> str:
        """The language that a chat has chosen; empty if none."""
        return await self._thread.call(self._engine.language_of_chat, platform, chat)

    async def added(self, platform: str, chat: str) -> None:
        """The bot is in a chat, perhaps again."""
        await self._thread.call(self._engine.telling.added, platform, chat)

    async def moved(self, platform: str, old: str, new: str) -> None:
        """A chat has another id now."""
        await self._thread.call(self._engine.telling.moved, platform, old, new)

    async def left(self, platform: str, chat: str, at_ms: int) -> None:
        """The bot was removed from a chat, now (`at_ms`)."""
        await self._thread.call(self._engine.telling.left, platform, chat, at_ms)

    async def returned(self, who: Identity) -> None:
        """A person can be reached again."""
        await self._thread.call(self._engine.telling.returned, who)
        self._outbox.wake()
