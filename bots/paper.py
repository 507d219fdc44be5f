"""Screens on paper: as text that a person likes to read, and as one JSON object a line for programs."""

import json

from bots.screen import Audience, Field, Group, Kind, Screen

_LABEL_WIDTH = 24
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
    lines = [f"── {screen.title}  ({kind.value} to {where})"]
    groups = screen.items if screen.items and screen.items != (screen.fields,) else ()
    lines += [_line(field) for field in screen.fields]
    for item in groups:
        lines.append("")
        lines += [_line(field) for field in item]
    lines += [f"   {note}" for note in screen.notes]
    lines += [f"   › {button.label}: {button.sentence}" for row in screen.buttons for button in row]
    return "\n".join(lines) + "\n"


def _line(field: Field) -> str:
    return f"   {field.label:<{_LABEL_WIDTH}} {field.shown}"
