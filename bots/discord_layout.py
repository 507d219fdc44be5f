"""How a screen looks on Discord: a container with an accent colour, texts, rows of buttons or menus (Components V2).

    | ### title                  the line at the left has the colour of the screen's tone
    | Label **value**            one figure a line, for a phone
    | **#1 long BTC** PnL +3 pt  several things: a line each; what is the same for all stands once above them
    | note
    | [button] [button]          see bots/discord_buttons.py

What does not fit into a message is reached by a button that asks for the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import discord
from discord import ui

from bots.discord_buttons import Ids, row_of, rows_of
from bots.discord_files import PICTURE
from bots.discord_limits import DiscordLimits
from bots.discord_text import cut, escaped, shown_value
from bots.figures import NONE
from bots.screen import Button, Field, Group, Screen, Tone
from bots.texts import _

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
    line of its body to begin with; `tag`: a word under the title, such as that prices are simulated; `calls`: the id of
    a user whom the message calls; `drawn`: the picture that the screen asks for comes with it.
    """

    on: str = ""
    said: str | None = None
    first: int = 0
    tag: str = ""
    calls: str = ""
    drawn: bool = False


def laid_out(screens: tuple[Screen, ...], way: Way) -> list[ui.LayoutView]:
    """Messages that hold these screens, as few as they fit in."""
    ids = Ids()
    views: list[ui.LayoutView] = []
    for screen in screens:
        container = _container(screen, way, ids)
        size = 1 + sum(1 for _ in container.walk_children())
        if (
            not views
            or sum(1 for _ in views[-1].walk_children()) + size > _LIMITS.components
            or views[-1].content_length() + container.content_length() > _LIMITS.text
        ):
            views.append(ui.LayoutView(timeout=None))
            views[-1].stop()  # or the library would keep each of them: what is pressed finds its way by its id
            if way.calls:
                views[-1].add_item(ui.TextDisplay(f"<@{way.calls}>"))
        views[-1].add_item(container)
    return views


def _container(screen: Screen, way: Way, ids: Ids) -> ui.Container:
    """One screen: its texts within the limits, then its buttons."""
    tag = way.tag or screen.tag
    head = f"### {escaped(cut(screen.title, 200))}" + (f"\n-# {escaped(tag)}" if tag else "")
    body, notes = _body(screen), [escaped(cut(note, _LONGEST // 2)) for note in screen.notes]
    lines = body + notes
    first = min(way.first, max(0, len(lines) - 1))
    count = _fitting(lines[first:], _LIMITS.text - len(head) - _REST)
    end = first + count
    container = ui.Container(accent_colour=_COLOURS[screen.tone])
    container.add_item(ui.TextDisplay("\n".join([head, *body[first:end]])))
    below = lines[max(first, len(body)) : end]
    if end < len(lines) and not _pages(way):
        below = [*below, _("… and {count} more.").format(count=len(lines) - end)]
    if below:
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay("\n".join(below)))
    if screen.picture is not None and way.drawn:
        picture = discord.MediaGalleryItem(
            f"attachment://{PICTURE}", description=cut(screen.picture.alt, _LIMITS.description)
        )
        container.add_item(ui.MediaGallery(picture))
    if screen.document is not None:
        container.add_item(ui.File(f"attachment://{screen.document.name}"))
    for row in rows_of(screen, screen.edit_key or way.on, ids):
        container.add_item(row)
    if _pages(way):
        for row in _turning(way, first, end, len(lines), ids):
            container.add_item(row)
    return container


def _pages(way: Way) -> bool:
    """Whether what does not fit can be asked for: its sentence can be said again, and fits a button."""
    return way.said is not None and len(way.said) < _LIMITS.custom_id - len("+9999|")


def _turning(way: Way, first: int, end: int, all_: int, ids: Ids) -> Iterator[ui.ActionRow]:
    """The buttons that lead to what is not shown."""
    assert way.said is not None
    if first:
        yield row_of([Button(_("From the start"), way.said)], "+0", ids)
    if end < all_:
        yield row_of([Button(_("{count} more").format(count=all_ - end), way.said)], f"+{end}", ids)


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
        lines += [line for same, group in groupby(screen.items, _kind) for line in _things(list(group), bool(same))]
    return lines


def _kind(item: Group) -> tuple[str, ...]:
    """What things of a table have in common: the names of their figures; none for sentences."""
    return tuple(field.key for field in item) if all(field.label for field in item) else ()


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
