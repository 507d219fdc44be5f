"""Texts as Telegram must be given them: escaped, without what a stranger's name could turn into a link or a command.

Telegram makes links of `@name`, `/word`, `#tag`, `$TAG` and `host.tld` wherever they stand in a text, ours or not. So
what is not meant as one is taken apart by a joiner of no width, and what turns the direction of letters stays inside.
Lengths are in UTF-16 code units, as Telegram counts.
"""

import html
import re
import unicodedata
from datetime import UTC, datetime

from bots.screens.kit.screen import Field
from bots.screens.kit.text_layout import printable
from bots.sentences.numbers import JOINER

_ISOLATED = "\u2068{}\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_LINKED = re.compile(
    r"@(?=\w)|(?<![0-9A-Za-z])(?:[/$](?=\w)|#(?=\d*[^\W\d]))|(?<=\w)\.(?=[^\W\d_]{2}|\d{1,3}\.)|:(?=//)"
)
_SUSPECT = re.compile(r"[@/#$<>&:]|\.\D|\.\d+\.")  # a letter that may have to be changed
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z")
_COUNTED = {"LocksAt", "ClosesAt", "Expires", "BreakUntil"}  # moments that people wait for
_NAMES = {"Player"}  # fields that show what a stranger calls himself
_TAG = re.compile(r"<[^>]*>")


def escaped(text: str) -> str:
    """The text as it is to be read: no markup, no controls, no links, its direction kept inside."""
    if text.isascii():
        return _plain(text)
    turned = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)
    return _isolated(text) if turned else _plain(text)


def shown_value(field: Field) -> str:
    """What a field shows; a moment that people wait for counts by itself on their phone, a name stays inside."""
    if field.key in _COUNTED and _MOMENT.fullmatch(field.value):
        at = datetime.strptime(field.value[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
        return f'<tg-time unix="{int(at.timestamp())}" format="r">{_plain(field.shown)}</tg-time>'
    return _isolated(field.shown) if field.key in _NAMES else escaped(field.shown)


def _isolated(text: str) -> str:
    return _ISOLATED.format(_plain(text))


def _plain(text: str) -> str:
    if text.isprintable() and not _SUSPECT.search(text):
        return text  # most are
    return html.escape(_LINKED.sub(rf"\g<0>{JOINER}", printable(text)), quote=False)


def length(text: str) -> int:
    """The length of a plain text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def length_after_parsing(markup: str) -> int:
    """The length of a marked-up text without its marks: what Telegram's limits are about."""
    return length(html.unescape(_TAG.sub("", markup)))


def cut(text: str, most: int) -> str:
    """A plain text of at most this length, cut after a word, with an ellipsis."""
    if length(text) <= most:
        return text
    kept = text[: most - 1]
    while length(kept) > most - 1:
        kept = kept[:-1]
    blank = kept.rfind(" ", len(kept) // 2)
    return (kept[:blank] if blank > 0 else kept).rstrip() + "…"
