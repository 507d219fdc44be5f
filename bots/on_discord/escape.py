"""Texts as Discord must be given them: nothing that a stranger's name can turn into markup, a mention or a link.

Discord reads markdown in every text it displays, and has no raw mode. So what we did not write as markup is escaped,
letter by letter where a letter can begin markup anywhere, and at the beginning where it can only there. `<t:..:R>`,
which counts by itself on the reader's screen, is written only for a field whose value is a moment.
"""

import re
import unicodedata
from datetime import UTC, datetime

from bots.screens.kit.screen import Field
from bots.screens.kit.text_layout import printable

_ANYWHERE = re.compile(r"[\\`*_~|<\[\]]")
_BEGINNING = re.compile(r"^(?:#{1,3}|>{1,3}|[+-]#?|[0-9]+[.)])(?= |$)")  # headings, quotes, lists, small print
_JOINED = re.compile(r"@(?=\S)|:(?=//)")  # mentions and links fall apart when a space of no width stands in them
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_VALUE = 200  # characters of one figure: more than any honest one
_NO_WIDTH = "\u200b"
_ISOLATED = "\u2068{}\u2069"


def escaped(text: str) -> str:
    """The text as it is to be read: without controls, no markup, no mention, no link, its direction kept inside."""
    shown = _ANYWHERE.sub(r"\\\g<0>", printable(text))
    shown = _BEGINNING.sub(rf"{_NO_WIDTH}\g<0>", shown)
    shown = _JOINED.sub(rf"\g<0>{_NO_WIDTH}", shown)
    if not text.isascii() and any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return _ISOLATED.format(shown)
    return shown


def shown_value(field: Field) -> str:
    """What a field shows; a moment in the reader's own time, counting."""
    if _MOMENT.fullmatch(field.value):
        at = datetime.strptime(field.value[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
        return f"<t:{int(at.timestamp())}:R>"
    return escaped(cut(field.shown, _VALUE))


def cut(text: str, most: int) -> str:
    """The text, at most so many characters; cut after a word, with an ellipsis. For texts not escaped yet."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    blank = kept.rfind(" ", most // 2)
    return (kept[:blank] if blank > 0 else kept).rstrip() + "…"
