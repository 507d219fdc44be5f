"""The reception: where the platforms hand in what people said. Floods end here, before any database work.

Said --flood?--> desk, on the engine's thread --> Screen --> back to the platform; what happened goes to the courier
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from bots.desk.desk import Desk, Said
from bots.desk.flood import BURST, Flood, Verdict
from bots.languages.texts import ENGLISH
from bots.runtime.batches import Batches
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from bots.screens.of_answer import refused
from core.book import Identity


class News(Protocol):
    """Whoever tells people what happened."""

    def has_work(self) -> bool:
        """Whether anything is to be told. Engine's thread."""

    def wake(self) -> None:
        """There may be something to tell."""


class Reception:
    """One for all platforms. `now`: ms UTC."""

    def __init__(self, desk: Desk, thread: EngineThread, news: News, now: Callable[[], int]) -> None:
        self._desk = desk
        self._thread = thread
        self._news = news
        self._now = now
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
                return replace(refused(ENGLISH, "too_fast", {"most": BURST}), tag=self._desk.tag(ENGLISH))
            case Verdict.PASS:
                screen, news = await self._hearing.call(said)
                if news:
                    self._news.wake()
                return screen

    def _hear_all(self, all_said: Sequence[Said]) -> list[tuple[Screen, bool] | Exception]:
        """The answers, and whether anything is to be told to somebody: most sentences only look. Engine's thread."""
        heard = self._desk.hear_all(all_said)
        news = self._news.has_work()
        return [each if isinstance(each, Exception) else (each, news) for each in heard]

    async def language_of_chat(self, platform: str, chat: str) -> str:
        """The language that a chat has chosen; empty if none."""
        return await self._thread.call(self._desk.language_of_chat, platform, chat)

    async def moved(self, platform: str, old: str, new: str) -> None:
        """A chat has another id now."""
        await self._thread.call(self._desk.moved, platform, old, new)

    async def added(self, platform: str, chat: str) -> str:
        """The bot is in a chat; the language that the chat has chosen, empty if none."""
        return await self._thread.call(self._desk.added, platform, chat)

    async def left(self, platform: str, chat: str) -> None:
        """The bot was removed from a chat."""
        await self._thread.call(self._desk.left, platform, chat, self._now())

    async def returned(self, who: Identity) -> None:
        """A person can be reached again."""
        await self._thread.call(self._desk.returned, who)
        self._news.wake()
