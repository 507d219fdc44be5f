"""How the bot speaks to a reader now: in their language, with the currencies of the present prices."""

from collections.abc import Callable
from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.kit.screen import Screen
from core.engine import Engine
from core.rules.chats import Chat


def no_tag(_say: Wording) -> str:
    """The tag of real prices: nothing is said of them."""
    return ""


class Speech:
    """Makes wordings and signs screens. `tag`: what every screen says of prices that are not real."""

    def __init__(self, engine: Engine, tag: Callable[[Wording], str]) -> None:
        self._engine = engine
        self.tag = tag

    def in_language(self, language: str) -> Wording:
        """How somebody is spoken to in the language of this code."""
        return Wording(language, self._engine.currencies())

    def to(self, player: int, chat: Chat | None = None) -> Wording:
        """How a player is spoken to: in a chat in the chat's language, in private in their own."""
        return self.in_language(chat.language if chat is not None else self._engine.language(player))

    def signed(self, say: Wording, screen: Screen) -> Screen:
        """A screen with how it was worded, and with what every screen says of the prices."""
        return replace(screen, tag=self.tag(say), say=say)
