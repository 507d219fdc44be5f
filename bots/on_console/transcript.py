"""Screens of a transcript: as text that a person likes to read, and as one JSON object a line for programs."""

import json
from dataclasses import asdict
from shutil import get_terminal_size
from typing import Any

from bots.desk.place import Occasion, Place, Pressed, Where, place
from bots.on_console.render import set_in_lines
from bots.screens.kit.screen import Group, Kind, Screen
from bots.screens.kit.text_layout import plain, printable

DM = "dm"  # a private chat, its player's own
EVERYBODY = "*"


def addressee(name: str, chat: str, screen: Screen) -> str:
    """Whom a reply to this person in this chat goes to: a chat's own card goes to everybody there."""
    return EVERYBODY if _place(chat, screen) is Place.FOR_ALL_TO_LAST else name


def _place(chat: str, screen: Screen) -> Place:
    where = Where.ALONE if chat == DM else Where.CHAT
    return place(screen, Occasion(where, Pressed.NOTHING, whispers=True))


def as_json(to: str, chat: str, kind: Kind, screen: Screen) -> str:
    """The screen as one line of JSON: keys and exact values, no labels but those of title, notes and buttons."""
    line: dict[str, Any] = {
        "to": to,
        "chat": chat,
        "kind": kind.value,
        "about": screen.about,
        "title": screen.title,
        "fields": _exact(screen.fields),
        "items": [_exact(item) for item in screen.items],
        "notes": list(screen.notes),
        "buttons": [[{"label": button.label, "says": button.sentence} for button in row] for row in screen.buttons],
    }
    if _place(chat, screen) is Place.FOR_ONE:
        line["private"] = True
    if screen.tag:
        line["tag"] = screen.tag
    if screen.picture is not None:
        line["picture"] = asdict(screen.picture)
    if screen.document is not None:
        line["document"] = asdict(screen.document)
    return json.dumps(line, ensure_ascii=False)


def _exact(fields: Group) -> dict[str, str]:
    return {field.key: field.value for field in fields}


def as_text(to: str, chat: str, kind: Kind, screen: Screen) -> str:
    """The screen as a few lines of text."""
    where = to if chat == DM else chat if to == EVERYBODY else f"{to} in {chat}"
    width = get_terminal_size().columns
    lines = plain(set_in_lines(screen, width, tag=f"{kind.value} to {printable(where)}"))
    return "".join([lines, *(f"\n{each}" for each in _carried(screen))]) + "\n"


def _carried(screen: Screen) -> list[str]:
    """A line for each picture and document, which text cannot show; JSON has all of it."""
    picture = (
        [] if screen.picture is None else [screen.say("  (a picture: {alt})").format(alt=printable(screen.picture.alt))]
    )
    document = [] if screen.document is None else [screen.say("  (a file: {name})").format(name=screen.document.name)]
    return picture + document
