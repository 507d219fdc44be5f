"""Texts as Telegram reads them: HTML to plain text and entities, what it makes links of by itself, what it trims.

    <b>Up</b> &lt;1%  -->  "Up <1%", bold 0..2

Offsets and lengths are in UTF-16 code units; the offsets in complaints are in bytes. What Telegram drops without a word
(markup inside code, nested quotes, unknown attributes) is told to `lost`, for it is never meant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.servers.telegram.errors import Misuse, bad

Entity = dict[str, object]

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-time": "date_time", "tg-emoji": "custom_emoji",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "code": {"class"}, "span": {"class"}, "blockquote": {"expandable"}, "tg-time": {"unix", "format"},
    "tg-emoji": {"emoji-id"},
}  # fmt: skip
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_WORDS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_RUN = re.compile(rb".[^&<]*", re.DOTALL)
_TAG_NAME = re.compile(rb"[^\s>]*")
_ATTRIBUTE = re.compile(rb"\s*([^\s=>/\"']*)\s*")
_VALUE = re.compile(rb"\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*))")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad]*")
_FOUND = {
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "hashtag": re.compile(r"(?<!\w)#(?=\d*[^\W\d])\w{1,256}(?!\w*#)"),
    "cashtag": re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])"),
    "url": re.compile(
        r"\b(?:https?|tg|ton)://[^\s<>\"]+[^\s<>\".,;:!?)]"
        r"|(?<![\w@.-])(?:[\w-]+\.)+(?:com|org|net|io|me|xyz|ru|de|app|dev|info|biz|finance|eth|to|gg|tv|cc|co)\b(?:/\S*)?",
        re.IGNORECASE,
    ),
}


def length(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class Text:
    """What people read, and what is special about parts of it."""

    plain: str
    entities: list[Entity] = field(default_factory=list)

    def part(self, entity: Entity) -> str:
        """What an entity is about."""
        units = self.plain.encode("utf-16-le")
        begin = int(entity["offset"])
        return units[2 * begin : 2 * (begin + int(entity["length"]))].decode("utf-16-le")


def read(text: str, parse_mode: str, entities: list[Entity] | None, lost: Callable[[str], None]) -> Text:
    """A text as it was sent, trimmed, with the links that Telegram finds in it."""
    if parse_mode and parse_mode.lower() != "html":
        if parse_mode.lower() in ("markdown", "markdownv2"):
            raise Misuse(f"parse mode {parse_mode} is not modelled")
        raise bad("unsupported parse_mode")
    parsed = _Html(text, lost).text if parse_mode else Text(text, entities or [])
    return _with_links(_trimmed(parsed))


def said(text: str) -> Text:
    """A text that a person typed."""
    return _with_links(_trimmed(Text(text)))


def is_blank(text: str) -> bool:
    """Whether there is nothing to see."""
    return _UNSEEN.fullmatch(text) is not None


def _trimmed(text: Text) -> Text:
    """Without controls, and without blanks at both ends."""
    clean = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", re.sub(r"[\r\u2028-\u202e]", "", text.plain))
    if length(clean) != length(text.plain):
        text = Text(clean, _moved(text, clean))
    kept = clean.strip()
    shift = length(clean) - length(clean.lstrip())
    entities = []
    for each in text.entities:
        begin = max(0, int(each["offset"]) - shift)
        end = min(int(each["offset"]) + int(each["length"]) - shift, length(kept))
        if end > begin:
            entities.append(each | {"offset": begin, "length": end - begin})
    return Text(kept, entities)


def _moved(text: Text, clean: str) -> list[Entity]:
    """The entities after letters that nobody sees were taken out."""
    units = [unit for letter in text.plain for unit in [letter] * length(letter)]
    gone = [letter in "\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e" for letter in units]
    moved = []
    for each in text.entities:
        begin, end = int(each["offset"]), int(each["offset"]) + int(each["length"])
        begin, end = begin - sum(gone[:begin]), end - sum(gone[:end])
        if end > begin:
            moved.append(each | {"offset": begin, "length": end - begin})
    return moved


def _with_links(text: Text) -> Text:
    taken = {
        place
        for each in text.entities
        if each["type"] in ("code", "pre", "text_link", "date_time")
        for place in range(int(each["offset"]), int(each["offset"]) + int(each["length"]))
    }
    found = []
    for kind in ("url", "mention", "bot_command", "hashtag", "cashtag"):
        for match in _FOUND[kind].finditer(text.plain):
            begin = length(text.plain[: match.start()])
            places = range(begin, begin + length(match[0]))
            if not taken.intersection(places):
                taken.update(places)
                found.append({"type": kind, "offset": begin, "length": len(places)})
    ordered = sorted(text.entities + found, key=lambda each: (each["offset"], -int(each["length"]), str(each["type"])))
    return Text(text.plain, ordered)


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int  # in code units
    place: int  # in bytes of the plain text


class _Html:
    """A reader of Telegram's HTML, byte by byte, for its complaints name the byte."""

    def __init__(self, text: str, lost: Callable[[str], None]) -> None:
        self._bytes = text.encode("utf-8", "surrogatepass")
        self._lost = lost
        self._open: list[_Open] = []
        self._plain = bytearray()
        self._units = 0  # of the plain text
        self._entities: list[Entity] = []
        self._at = 0
        while self._at < len(self._bytes):
            self._step()
        if self._open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._check_nesting()
        self.text = Text(self._plain.decode("utf-8", "replace"), self._entities)

    def _step(self) -> None:
        letter = self._bytes[self._at : self._at + 1]
        if letter == b"&":
            reference = _REFERENCE.match(self._bytes, self._at)
            meant = _meant(reference) if reference else None
            if meant is not None:
                self._add(meant.encode("utf-8", "surrogatepass"))
                self._at = reference.end()
                return
            self._lost(f"a bare & at byte {self._at}")
        if letter != b"<":
            run = _RUN.match(self._bytes, self._at)
            self._add(run[0])
            self._at = run.end()
        elif self._bytes[self._at + 1 : self._at + 2] == b"/":
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self._at
        name = _TAG_NAME.match(self._bytes, begin + 1)
        if name.end() >= len(self._bytes):
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        tag = name[0].decode("utf-8", "replace").lower()
        if tag not in _KINDS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {begin}')
        self._at = name.end()
        attributes = dict(self._attributes(tag, begin))
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        for unknown in attributes.keys() - _ATTRIBUTES.get(tag, set()):
            self._lost(f"attribute {unknown!r} of <{tag}>")
        self._open.append(_Open(tag, attributes, self._units, len(self._plain)))

    def _attributes(self, tag: str, begin: int) -> Iterator[tuple[str, str]]:
        """Name and value of each, up to the end of the tag."""
        while True:
            found = _ATTRIBUTE.match(self._bytes, self._at)
            self._at = found.end()
            if self._next() == b">" and not found[1]:
                self._at += 1
                return
            if not found[1]:
                raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            if self._next() == b"":
                raise _cannot(f'Unclosed start tag "{tag}" at byte offset {begin}')
            value = ""
            if self._next() == b"=":
                given = _VALUE.match(self._bytes, self._at + 1)
                self._at = given.end()
                if self._next() == b"" or self._next() in b"\"'":
                    raise _cannot(f"Unclosed start tag at byte offset {begin}")
                if given[3] is not None and not re.match(rb"[\s>]", self._next()):
                    raise _cannot(f"Unexpected end of name token at byte offset {given.start(3)}")
                value = _unescaped(next(each for each in given.groups() if each is not None))
            yield found[1].decode("utf-8", "replace"), value

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _cannot(f"Unexpected end tag at byte offset {begin}")
        name = _TAG_NAME.match(self._bytes, begin + 2)
        self._at = re.compile(rb"\s*").match(self._bytes, name.end()).end()
        if self._next() != b">":
            raise _cannot(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open.pop()
        tag = name[0].decode("utf-8", "replace").lower()
        if tag and tag != opened.tag:
            raise _cannot(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"')
        size = self._units - opened.offset
        if size == 0:
            self._lost(f"<{opened.tag}> around nothing")
            return
        entity: Entity = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": size}
        self._entities.append(entity | self._particulars(opened))

    def _particulars(self, opened: _Open) -> Entity:
        """What belongs to an entity of this kind."""
        given = opened.attributes
        match opened.tag:
            case "a":
                target = given.get("href") or self._plain[opened.place :].decode("utf-8", "replace")
                if re.fullmatch(r"tg://user\?id=[0-9]+", target):
                    return {"type": "text_mention", "user": {"id": int(target.rpartition("=")[2])}}
                if not re.match(r"(?:https?://|tg://|ton://)?[\w-]+(?:\.[\w-]+)*", target):
                    self._lost(f"the link {target!r}")
                return {"url": target}
            case "tg-time":
                if not re.fullmatch(r"-?[0-9]{1,11}", given.get("unix", "")):
                    raise _cannot('Tag "tg-time" must have a valid attribute "unix"')
                if not _TIME_FORMAT.fullmatch(given.get("format", "")):
                    raise _cannot(f'Invalid date-time format "{given["format"]}" specified')
                shape = {"date_time_format": given["format"]} if given.get("format") else {}
                return {"unix_time": int(given["unix"]), **shape}
            case "tg-emoji":
                if not re.fullmatch(r"[1-9][0-9]*", given.get("emoji-id", "")):
                    raise _cannot("Invalid custom emoji identifier specified")
                return {"custom_emoji_id": given["emoji-id"]}
            case "blockquote" if "expandable" in given:
                return {"type": "expandable_blockquote"}
            case "code" if given.get("class", "").startswith("language-"):
                return {"language": given["class"].removeprefix("language-")}
        return {}

    def _check_nesting(self) -> None:
        """Code holds nothing (but `<pre><code class=...>`), quotes hold no quotes."""
        kept = []
        for each in self._entities:
            around = [other for other in self._entities if other is not each and _holds(other, each)]
            kinds = {str(other["type"]) for other in around}
            if each["type"] == "code" and kinds == {"pre"} and around[0]["length"] == each["length"]:
                around[0]["language"] = each.get("language", "")
            elif kinds & {"code", "pre"} or (_is_quote(each) and any(map(_is_quote, around))):
                self._lost(f"{each['type']} inside {', '.join(sorted(kinds))}")
            else:
                kept.append(each)
        self._entities = [
            {key: value for key, value in each.items() if key != "language" or (value and each["type"] == "pre")}
            for each in kept
        ]

    def _add(self, piece: bytes) -> None:
        self._plain += piece
        self._units += length(piece.decode("utf-8", "replace"))

    def _next(self) -> bytes:
        return self._bytes[self._at : self._at + 1]


def _holds(outer: Entity, inner: Entity) -> bool:
    begin, end = int(inner["offset"]), int(inner["offset"]) + int(inner["length"])
    first, last = int(outer["offset"]), int(outer["offset"]) + int(outer["length"])
    return first <= begin and end <= last and ((first, last) != (begin, end) or outer["type"] == "pre")


def _is_quote(entity: Entity) -> bool:
    return str(entity["type"]).endswith("blockquote")


def _meant(reference: re.Match[bytes]) -> str | None:
    """The letter that a reference stands for; None: it stands for itself."""
    hexadecimal, decimal, word = reference.groups()
    if word is not None:
        return _WORDS.get(word.decode())
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if 0 < number < 0x10FFFF and len(reference[0].rstrip(b";")) < 10 else None


def _unescaped(value: bytes) -> str:
    replaced = _REFERENCE.sub(lambda found: (_meant(found) or found[0].decode()).encode(), value)
    return replaced.decode("utf-8", "replace")


def _cannot(why: str) -> Exception:
    return bad(f"can't parse entities: {why}")
