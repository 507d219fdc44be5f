"""What a strict Telegram checks of a message: its markup, its length, its keyboard."""

import html
from html.parser import HTMLParser

from bots.telegram_limits import TelegramLimits
from bots.telegram_text import length

_TAGS = {"b": set(), "i": set(), "pre": set(), "blockquote": {"expandable"}, "tg-time": {"unix", "format"}}
_STYLES = {"success", "danger", "primary"}


class RefusalError(Exception):
    """What Telegram says no to."""

    def __init__(self, status: int, said: str, **parameters: int) -> None:
        super().__init__(said)
        self.status, self.said, self.parameters = status, said, parameters


def bad(said: str) -> RefusalError:
    """A request that cannot be meant."""
    return RefusalError(400, f"Bad Request: {said}")


def checked(limits: TelegramLimits, text: str, parse_mode: str, markup: dict | None) -> tuple[str, list[list[dict]]]:
    """The plain text and the keyboard of a message. Raises RefusalError, in Telegram's words."""
    assert parse_mode == "HTML"
    plain = _Markup(text).text
    if not plain.strip():
        raise bad("message text is empty")
    if length(plain) > limits.text:
        raise bad("message is too long")
    keyboard = (markup or {}).get("inline_keyboard", [])
    keys = [key for row in keyboard for key in row]
    if len(keys) > limits.buttons:
        raise bad("too many buttons")
    for key in keys:
        if len({"callback_data", "url", "copy_text"} & set(key)) != 1 or not key["text"].strip():
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if not 1 <= len(key.get("callback_data", "x").encode()) <= limits.data_bytes:
            raise bad("BUTTON_DATA_INVALID")
        if not 1 <= length(key.get("copy_text", {"text": "x"})["text"]) <= limits.copied:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        if key.get("style", "success") not in _STYLES:
            raise bad("invalid button style specified")
    return plain, keyboard


class _Markup(HTMLParser):
    """Telegram's HTML: a few tags, four entities, everything closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._parts: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            raise bad(f"can't parse entities: can't find end tag corresponding to start tag {self._open[-1]!r}")
        self.text = "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in _TAGS or {name for name, _value in attrs} - _TAGS[tag] or "pre" in self._open:
            raise bad(f"can't parse entities: unsupported start tag {tag!r}")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise bad(f"can't parse entities: unmatched end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_entityref(self, name: str) -> None:
        if name not in ("lt", "gt", "amp", "quot"):
            raise bad(f"can't parse entities: unsupported entity {name!r}")
        self._parts.append(html.unescape(f"&{name};"))
