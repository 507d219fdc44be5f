"""What stands on the terminal: screens, their numbered buttons, and news in passing.

A reply numbers its buttons from 1; what arrives by itself goes on counting, so that no number changes its meaning while
a finger is on its way to it. What is shown again under the same title, such as a round's card after each bet, is one
line with what is new. With `json`, each screen is one object a line, and nothing else is written.
"""

import sys
from dataclasses import dataclass, replace

from cachetools import LRUCache

from bots.languages.texts import ENGLISH as say  # the terminal itself speaks no other language
from bots.on_console.render import changes, one_line, set_in_lines
from bots.on_console.terminals import Terminal
from bots.on_console.transcript import DM, EVERYBODY, as_json
from bots.screens.kit.screen import Button, Kind, Screen
from bots.screens.kit.text_layout import printable

_BUTTONS = 90  # numbered at once; then counting begins anew
_CARDS = 200  # remembered, to tell what is new in them


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who sits at the terminal now, and in which chat."""

    name: str = "you"
    chat: str = DM

    @property
    def prompt(self) -> str:
        """`you › ` in private, `you in lounge › ` elsewhere."""
        if self.chat == DM:
            return f"{self.name} › "
        return say("{name} in {chat} › ").format(name=self.name, chat=self.chat)


class Display:
    """What a person has before them. `json`: for programs, one object a line."""

    def __init__(self, terminal: Terminal, json: bool) -> None:
        self._terminal = terminal
        self._json = json
        self._numbered: dict[int, Button] = {}
        self._next = 1
        self._cards: LRUCache[tuple[str, str, str], Screen] = LRUCache(_CARDS)

    def show(self, speaker: Speaker, to: str, chat: str, kind: Kind, screen: Screen) -> None:
        """Show a screen that goes `to` somebody, or to everybody, in a chat."""
        before = self._remember(to, chat, screen)
        if self._json:
            self._terminal.write([(("", as_json(to, chat, kind, screen)),)])
        if to not in (EVERYBODY, speaker.name):
            screen = replace(screen, buttons=())  # a number is pressed by the present speaker
        known = before if before is not None and before.title == screen.title else None
        if to == EVERYBODY and chat != speaker.chat:
            lines = [] if known else one_line(f"{chat}: {screen.title}", self._terminal.width)
        elif known and kind is Kind.UPDATE:
            lines = changes(known, screen, self._terminal.width)
        else:
            place, first = _place(speaker, to, chat), self._number(screen)
            lines = [*set_in_lines(screen, self._terminal.width, first, place, screen.tag), ()]
        if lines and not self._json:
            self._terminal.write(lines)

    def _remember(self, to: str, chat: str, screen: Screen) -> Screen | None:
        """Keep a card; the one that it replaces."""
        if not screen.edit_key:
            return None
        key = (to, chat, screen.edit_key)
        before = self._cards.get(key)
        self._cards[key] = screen
        return before

    def chats(self) -> set[str]:
        """The chats of which a card was shown."""
        return {chat for _to, chat, _key in self._cards}

    def _number(self, screen: Screen) -> int:
        """Number the buttons of a screen; the first number."""
        if self._next > _BUTTONS:
            self._next = 1
        first = self._next
        for row in screen.buttons:
            for button in row:
                self._numbered[self._next] = button
                self._next += 1
        return first

    def button(self, number: int) -> Button | None:
        """The button of a number."""
        return self._numbered.get(number)

    def forget_buttons(self) -> None:
        """Begin to count anew: what was numbered before cannot be pressed any more."""
        self._numbered.clear()
        self._next = 1

    def echo(self, speaker: Speaker, sentence: str) -> None:
        """Show what a button has said, as if it had been typed."""
        if not self._json:
            self._terminal.write([(("dim", f"{speaker.prompt}{sentence}"),)])

    def pass_on(self, news: str) -> None:
        """Show news in passing."""
        if not self._json:
            self._terminal.write(one_line(news, self._terminal.width))

    def tell(self, *sentences: str) -> None:
        """Show what the terminal itself has to say; with JSON it goes to standard error."""
        if self._json:
            print("\n".join(sentences), file=sys.stderr, flush=True)
        else:
            lines = [line for each in sentences for line in one_line(each, self._terminal.width)]
            self._terminal.write([*lines, ()])


def _place(speaker: Speaker, to: str, chat: str) -> str:
    """Whose screen it is and of which chat, where that is not plain."""
    whose = [to] if to not in (EVERYBODY, speaker.name) else []
    return printable(" in ".join(whose + ([chat] if chat not in (DM, speaker.chat) else [])))
