"""Buttons and menus on Discord: a button carries its sentence and what it stands on, so that it needs nobody's memory.

    |up 25                    on an answer: what pressing it brings takes the answer's place
    !|history                 on an alert, which stays
    position 3|close 3 #k3f9  on the living card of position 3: only that card's next state takes its place
    +12|history               the same answer from its line 12 on
    ?position 3|tp 3          asks for numbers first, in a form (bots/screens/kit/forms.py)

`~2` before the bar tells apart what would be the same twice in one message, which Discord refuses. Of a menu the
sentence is `*`: what it says is in the option that was chosen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol, cast

import discord
from discord import ComponentType, ui

from bots.on_discord.escape import cut
from bots.on_discord.library_internals import Component, payload_of
from bots.on_discord.limits import DiscordLimits
from bots.screens.kit.forms import form_button, has_form
from bots.screens.kit.screen import Button, Rows, Screen, Style
from bots.screens.kit.text_layout import printable

ALERT = "!"
PRESSED = re.compile(r"(?P<form>\?)?(?P<on>!|\+[0-9]{1,4}|[a-z]+ [0-9]+|)(?:~[0-9]+)?\|(?P<sentence>[^|]+)")

_LIMITS = DiscordLimits()
_CHOSEN = "*"
_FEW_ROWS = 5  # more rows of a single button become a menu
_MOST_BUTTONS = 28  # components of buttons and their rows: the others are texts, a form's row and the row that turns
_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.UP: discord.ButtonStyle.success,
    Style.DOWN: discord.ButtonStyle.danger,
    Style.DANGER: discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed: `on` which card, whether it asks for a form or for a later part (`first`), and what it says."""

    on: str
    sentence: str
    form: bool = False
    first: int = 0


def read_press(custom_id: str, values: list[str]) -> Press | None:
    """A press by its button's id, and of a menu by the option chosen; None: it is none of ours."""
    found = PRESSED.fullmatch(custom_id)
    if found is None:
        return None
    on, sentence = found["on"], found["sentence"]
    if sentence == _CHOSEN:
        if not values:
            return None
        sentence = values[0]
    asks = found["form"] is not None
    if not sentence.strip() or (asks and not has_form(sentence)):
        return None
    if on.startswith("+"):
        return Press("", sentence, first=int(on[1:]))
    return Press(on, sentence, form=asks)


class Hearer(Protocol):
    """The client that hears presses."""

    async def pressed(self, interaction: discord.Interaction, press: Press) -> None:
        """Hear a button or a menu."""


class Spoken(ui.DynamicItem[ui.Item[Any]], template=PRESSED):
    """A button or a menu of a message however old: discord.py finds its way here by the pattern of its id."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: re.Match[str]
    ) -> "Spoken":
        """The pressed thing, as discord.py wants it made."""
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press to the client, whose business it is."""
        press = read_press(self.custom_id, payload_of(interaction).get("values", []))
        if press is not None:
            await cast(Hearer, interaction.client).pressed(interaction, press)


class Ids:
    """The ids of one message's buttons, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, on: str, sentence: str) -> str:
        """An id that says this and is not taken yet."""
        taken, count = f"{on}|{sentence}", 1
        while taken in self._taken:
            count += 1
            taken = f"{on}~{count}|{sentence}"
        self._taken.add(taken)
        return taken


def rows_of(screen: Screen, on: str, ids: Ids) -> Iterator[Component]:
    """Rows of buttons, and menus where there are too many of them."""
    lines = list(_lines(screen.buttons))
    if sum(2 if menu else 1 + len(buttons) for buttons, menu in lines) > _MOST_BUTTONS:
        every = [button for row in screen.buttons for button in row]
        lines = [(part, True) for part in _parts(every, _LIMITS.options)]
    for buttons, menu in lines:
        yield _menu(buttons, on, ids) if menu else row_of(buttons, on, ids)
    if form := form_button(screen):
        yield row_of([form], f"?{on}", ids)


def _lines(rows: Rows) -> Iterator[tuple[list[Button], bool]]:
    """What stands beside each other, and whether as a menu: as many rows of one button of one verb are."""
    for verb, group in groupby(rows, lambda row: _verb(row) if len(row) == 1 else ""):
        run = list(group)
        if verb and len(run) > _FEW_ROWS:
            yield from ((part, True) for part in _parts([row[0] for row in run], _LIMITS.options))
        else:
            yield from ((part, False) for row in run for part in _parts(list(row), _LIMITS.row))


def _verb(row: tuple[Button, ...]) -> str:
    return row[0].sentence.split()[0]


def _parts(buttons: list[Button], most: int) -> Iterator[list[Button]]:
    return (buttons[start : start + most] for start in range(0, len(buttons), most))


def row_of(buttons: list[Button], on: str, ids: Ids) -> Component:
    """One row of at most five buttons that stand on this."""
    return _row([_button(button, on, ids) for button in buttons])


def _row(components: list[Component]) -> Component:
    return {"type": ComponentType.action_row.value, "components": components}


def _button(button: Button, on: str, ids: Ids) -> Component:
    return {
        "type": ComponentType.button.value,
        "style": _STYLES[button.style].value,
        "label": cut(printable(button.label), _LIMITS.button),
        "custom_id": ids.take(on, button.sentence),
    }


def _menu(buttons: list[Button], on: str, ids: Ids) -> Component:
    """A menu; it is headed by the first word that its options begin with."""
    said = {button.sentence: cut(printable(button.label), _LIMITS.option) for button in buttons}
    menu = {
        "type": ComponentType.string_select.value,
        "custom_id": ids.take(on, _CHOSEN),
        "placeholder": cut(f"{printable(buttons[0].label).split()[0]} …", _LIMITS.placeholder),
        "options": [{"label": label, "value": sentence} for sentence, label in said.items()],
    }
    return _row([menu])
