"""What is named or written otherwise in a file than in core: a file keeps its words when core finds better ones.

Rows and kept answers read this alone, so a field that gets another name or shape in core needs a line here and no
migration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.messages.alerts import AlertsShown, WatchedNow, WatchedShown
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Chat
from core.rules.links import Link
from core.rules.notices import Notice
from core.rules.players import Player


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field in a file: its name there, and for a structure that is a text there how it is written and read."""

    name: str
    write: Callable[[Any], str] | None = None
    read: Callable[[str], Any] | None = None


def _numbers_text(numbers: tuple[int, ...]) -> str:
    return " ".join(str(number) for number in numbers)


@lru_cache(maxsize=64)  # players mostly have the same ones, and are read with every request
def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split())


def _choices_text(choices: tuple[tuple[AlertKind, Loudness], ...]) -> str:
    return ",".join(f"{kind}={loudness}" for kind, loudness in choices)


@lru_cache(maxsize=64)
def _choices(text: str) -> tuple[tuple[AlertKind, Loudness], ...]:
    pairs = (pair.split("=") for pair in text.split(",") if pair)
    return tuple((AlertKind(kind), Loudness(loudness)) for kind, loudness in pairs)


def _pairs_text(pairs: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{before}:{after}" for before, after in pairs)


def _pairs(text: str) -> tuple[tuple[int, int], ...]:
    pairs = (pair.split(":") for pair in text.split())
    return tuple((int(before), int(after)) for before, after in pairs)


FIELDS: Mapping[type, Mapping[str, StoredField]] = {
    Player: {
        "presets": StoredField("presets", _numbers_text, _numbers),
        "alert_choices": StoredField("rings", _choices_text, _choices),
    },
    Link: {"renumbered": StoredField("renumbered", _pairs_text, _pairs)},
    Notice: {"alert": StoredField("ring")},
    Chat: {"group_feed": StoredField("feed")},
    AlertsShown: {"watched": StoredField("mirrors")},
    WatchedNow: {"position": StoredField("mirror")},
}
_TYPES: Mapping[type, str] = {WatchedPosition: "Mirror", WatchedShown: "MirrorsShown"}


def stored_field(kind: type, field: str) -> StoredField:
    """How a field of a type is stored."""
    return FIELDS.get(kind, {}).get(field, StoredField(field))


def stored_type(kind: type) -> str:
    """The name of a type in a file."""
    return _TYPES.get(kind, kind.__name__)
