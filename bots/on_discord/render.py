"""How a screen looks on Discord: a container with an accent colour, texts, rows of buttons or menus (Components V2).

    | ### title                  the line at the left has the colour of the screen's tone
    | Label **value**            one figure a line, for a phone
    | **#1 long BTC** PnL +3 pt  several things: a line each; what is the same for all stands once above them
    | note
    | [button] [button]          see bots/on_discord/buttons.py

What does not fit into a message is reached by a button that asks for the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from discord import ComponentType

from bots.languages.texts import Wording
from bots.on_discord.buttons import Ids, row_of, rows_of
from bots.on_discord.escape import cut, escaped, shown_value
from bots.on_discord.files import PICTURE
from bots.on_discord.library_internals import Component, Message
from bots.on_discord.limits import DiscordLimits
from bots.screens.kit.figures import NONE
from bots.screens.kit.screen import Button, Field, Group, Screen, Tone
from bots.screens.kit.text_layout import kind_of

_LIMITS = DiscordLimits()
_COLOURS = {Tone.GOOD: 0x2F9E5B, Tone.BAD: 0xD43C3C, Tone.WARNING: 0xE0A021, Tone.PLAIN: 0x5865C0}
_REST = 80  # characters for how many more there are, and for whom it calls
_LONGEST = 1_200  # characters of one line of the body
_NAMING = ("Id", "Rank", "Player", "Side", "Market", "Leverage", "Window")
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Way:
    """How screens are laid out: on what the buttons stand where it is nothing's card, and how the rest is reached.

    `said`: the sentence that asks for the screen again, None where saying it again would do something; `first`: the
    line of its body to begin with; `again`: it may have been sent before; `calls`: the ids
    of users whom the message calls; `drawn`: the picture that the screen asks for comes with it.
    """

    on: str = ""
    said: str | None = None
    first: int = 0
    again: bool = False
    calls: tuple[str, ...] = ()
    drawn: bool = False


def laid_out(screens: tuple[Screen, ...], way: Way) -> list[Message]:
    """Messages that hold these screens, as few as they fit in."""
    ids = Ids()
    calling = [_text(" ".join(f"<@{user}>" for user in way.calls))] if way.calls else []
    messages: list[list[Component]] = []
    for screen in screens:
        container = _container(screen, way, ids)
        together = [*messages[-1], container] if messages else []
        if together and _size(together) <= _LIMITS.components and _length(together) <= _LIMITS.text:
            messages[-1] = together
        else:
            messages.append([*calling, container])
    return [Message(components) for components in messages]


def _size(components: list[Component]) -> int:
    """How many components these are, with those inside."""
    return sum(1 + _size(each.get("components", [])) for each in components)


def _length(components: list[Component]) -> int:
    """How many characters are read in them."""
    return sum(len(each.get("content", "")) + _length(each.get("components", [])) for each in components)


def _container(screen: Screen, way: Way, ids: Ids) -> Component:
    """One screen: its texts within the limits, then its buttons."""
    tag = " · ".join(filter(None, [screen.tag, screen.say("(again)") if way.again else ""]))
    head = f"### {escaped(cut(screen.title, 200))}" + (f"\n-# {escaped(tag)}" if tag else "")
    body, notes = _body(screen), [escaped(cut(note, _LONGEST // 2)) for note in screen.notes]
    lines = body + notes
    first = min(way.first, max(0, len(lines) - 1))
    end = first + _fitting(lines[first:], _LIMITS.text - len(head) - _REST)
    parts = [_text("\n".join([head, *body[first:end]]))]
    below = lines[max(first, len(body)) : end]
    if end < len(lines) and not _pages(way):
        below = [*below, screen.say("… and {count} more.").format(count=len(lines) - end)]
    if below:
        parts += [{"type": ComponentType.separator.value}, _text("\n".join(below))]
    parts += _files(screen, way)
    parts += rows_of(screen, screen.edit_key or way.on, ids)
    if _pages(way):
        parts += _turning(screen.say, way, first, end, len(lines), ids)
    return {"type": ComponentType.container.value, "accent_color": _COLOURS[screen.tone], "components": parts}


def _text(content: str) -> Component:
    return {"type": ComponentType.text_display.value, "content": content}


def _files(screen: Screen, way: Way) -> Iterator[Component]:
    """The picture, once it is drawn, and the document."""
    if screen.picture is not None and way.drawn:
        picture = {
            "media": {"url": f"attachment://{PICTURE}"},
            "description": cut(screen.picture.alt, _LIMITS.description),
        }
        yield {"type": ComponentType.media_gallery.value, "items": [picture]}
    if screen.document is not None:
        yield {"type": ComponentType.file.value, "file": {"url": f"attachment://{screen.document.name}"}}


def _pages(way: Way) -> bool:
    """Whether what does not fit can be asked for: its sentence can be said again, and fits a button."""
    return way.said is not None and len(way.said) < _LIMITS.custom_id - len("+9999|")


def _turning(say: Wording, way: Way, first: int, end: int, all_: int, ids: Ids) -> Iterator[Component]:
    """The buttons that lead to what is not shown."""
    assert way.said is not None
    if first:
        yield row_of([Button(say("From the start"), way.said)], "+0", ids)
    if end < all_:
        yield row_of([Button(say("{count} more").format(count=all_ - end), way.said)], f"+{end}", ids)


def _fitting(lines: list[str], room: int) -> int:
    """How many of the lines, from the first, fit with their ends; one always does."""
    for count, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return max(1, count)
    return len(lines)


# Texts


def _body(screen: Screen) -> list[str]:
    """Figures and things, a line each."""
    if screen.about == "refused":  # its figures are for programs; people read the note
        return []
    lines = [_figure(field) for field in screen.fields if field.value != NONE]
    if screen.items and screen.items != (screen.fields,):
        lines += [line for same, group in groupby(screen.items, kind_of) for line in _things(list(group), bool(same))]
    return lines


def _things(items: list[Group], table: bool) -> Iterator[str]:
    """A line a thing, after what is the same for all of them."""
    if not table:
        for item in items:
            first, *others = [shown_value(field) for field in item if not field.label]
            yield " ".join([f"**{first}**", *others])
        return
    same = _same(items)
    if common := [_pair(field) for field in items[0] if field.key in same and field.value != NONE]:
        yield f"-# {_SEPARATOR.join(common)}"
    for item in items:
        yield _thing(tuple(field for field in item if field.key not in same and field.value != NONE))


def _same(items: list[Group]) -> set[str]:
    """The figures that are the same for several things, but never the one that tells them apart first."""
    if len(items) < 2:
        return set()
    return {fields[0].key for fields in list(zip(*items, strict=True))[1:] if len(set(fields)) == 1}


def _thing(fields: Group) -> str:
    """`**#1 long BTC/USD 1001x** PnL +3 pt · Mark 100,000.00`."""
    names = [f"#{shown_value(each)}" if each.key == "Id" else shown_value(each) for each in fields if _names(each)]
    figures = [_pair(field) for field in fields if not _names(field)]
    line = f"**{' '.join(names)}**" if names else ""
    for count, figure in enumerate(figures):
        if len(line) + len(figure) > _LONGEST:
            return f"{line} …"
        line += f"{' ' if count == 0 else _SEPARATOR}{figure}"
    return line


def _names(field: Field) -> bool:
    return field.key in _NAMING


def _figure(field: Field) -> str:
    value = shown_value(field)
    return f"{escaped(field.label)} **{value}**" if field.label else f"**{value}**"


def _pair(field: Field) -> str:
    return f"{escaped(field.label)} {shown_value(field)}"
