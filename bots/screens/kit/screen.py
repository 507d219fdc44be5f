"""What a person is shown, before any platform: title, fields, items, notes, buttons. No markup.

A `Field` carries its figure twice: `value`, the exact plain decimal that programs compare, under a key that is never
translated; and `shown`, the same for people's eyes. A button is a sentence: pressing it is saying it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from bots.languages.texts import ENGLISH, Wording
from bots.screens.kit.attachments import Document, Picture

ELSEWHERE = "elsewhere"  # what a screen is about whose button leads to the private chat, and says its sentence there
MAX_BUTTON = 53  # characters that a button may say; with a nonce they are 63, and Telegram carries 64 bytes


class Kind(StrEnum):
    """An answer, a newer version of a message that is already there, or something that rings."""

    REPLY = "reply"
    UPDATE = "update"
    ALERT = "alert"


class Audience(StrEnum):
    """Who may see a screen that answers somebody in a group: only they, everybody, or it is the chat's own card."""

    PLAYER = "player"
    OPEN = "open"
    CHAT = "chat"


class Tone(StrEnum):
    """How a screen feels; adapters choose a colour for it, never without words."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"


class Style(StrEnum):
    """How a button feels."""

    PLAIN = "plain"
    UP = "up"
    DOWN = "down"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Call:
    """A person who is called in a chat, because nothing else reaches them and they allow it."""

    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One figure: stable key, translated label, exact value, and the value as people read it."""

    key: str
    label: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the sentence it says; `once`: it spends points, and pressing it twice is pressing it once."""

    label: str
    sentence: str
    style: Style = Style.PLAIN
    once: bool = False


Group = tuple[Field, ...]
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """A whole message.

    `about` names the kind of thing; one thing is in `fields`, several are in `items`, a list of one is in both.
    `edit_key`: this replaces the last screen with the same key at the same address; empty: it is its own message.
    `silent`: it arrives without a sound. `picture` is to be drawn, `document` to be handed over. `tag`: what is true
    of everything here, such as that prices are simulated. `say`: how its reader is spoken to, for who adds words to it
    later.
    """

    about: str
    title: str
    fields: Group = ()
    items: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: Rows = ()
    tone: Tone = Tone.PLAIN
    edit_key: str = ""
    silent: bool = False
    tag: str = ""
    audience: Audience = Audience.PLAYER
    picture: Picture | None = None
    document: Document | None = None
    say: Wording = ENGLISH


class Listed(TypedDict):
    """What a screen about a list of things is made with."""

    fields: Group
    items: tuple[Group, ...]


def listed(groups: tuple[Group, ...]) -> Listed:
    """The `fields` and `items` of a screen about so many things."""
    return {"fields": groups[0] if len(groups) == 1 else (), "items": groups}


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """Buttons in rows of at most so many."""
    return tuple(tuple(buttons[index : index + width]) for index in range(0, len(buttons), width))
