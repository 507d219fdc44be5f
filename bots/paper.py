"""Screens on paper: as text that a person likes to read, and as one JSON object a line for programs."""

import json
from shutil import get_terminal_size

from bots.layout import plain, printable, set_in_lines
from bots.screen import Audience, Group, Kind, Screen

_ALL = "*"


def as_json(to: str, chat: str, kind: Kind, screen: Screen) -> str:
    """The screen as one line of JSON: keys and exact values, no labels but those of title, notes and buttons."""
    line = {
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
    if screen.audience is Audience.PLAYER and chat != "dm":
        line["private"] = True
    return json.dumps(line, ensure_ascii=False)


def _exact(fields: Group) -> dict[str, str]:
    return {field.key: field.value for field in fields}


def as_text(to: str, chat: str, kind: Kind, screen: Screen) -> str:
    """The screen as a few lines of text."""
    where = to if chat == "dm" else chat if to == _ALL else f"{to} in {chat}"
    width = get_terminal_size().columns
    return plain(set_in_lines(screen, width, tag=f"{kind.value} to {printable(where)}")) + "\n"
