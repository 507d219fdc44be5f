"""How a screen is set in lines of a given width, for a terminal of 40 columns or of 120. No colour here, only styles.

    ── title ─────────────────── tag ──      a line is a row of spans: (style, text); a style is one word that
      label  value   label  value            the terminal gives a colour to, and that plain text leaves out
      several things: a table for each kind  what is the same for all stands above it; columns that do not fit
      notes, wrapped                         go on in a further table under the same first column
      [1] button  [2] button

A figure that a thing does not have (`none`) is left out: people miss what is there, not what is not.
"""

import re
import textwrap
from functools import lru_cache
from itertools import groupby

from prompt_toolkit.utils import get_cwidth

from bots.screens.kit.figures import NONE
from bots.screens.kit.screen import Button, Field, Group, Screen

Span = tuple[str, str]
Line = tuple[Span, ...]

MOST_COLUMNS = 110  # wider lines are hard to follow
_LEAST_COLUMNS = 24
_MARGIN = 2
_GAP = 2
_LABEL = 27  # longer labels are wrapped
_LEAST_LABEL = 10
_GRID = 3  # pairs of label and value beside each other, at most
_NUMBER = re.compile(r"[+-]?[0-9]")


def set_in_lines(screen: Screen, width: int, first: int | None = None, place: str = "", tag: str = "") -> list[Line]:
    """The whole screen. Its buttons are numbered from `first`; without one, each stands with the sentence it says.

    `place` says where it belongs, before the title; `tag` stands at the end of the title's line.
    """
    width = max(_LEAST_COLUMNS, min(width, MOST_COLUMNS))
    lines = _head(screen, width, place, tag)
    if screen.about != "refused":  # what programs read there stands in the note, as a sentence
        lines += _pairs(screen.fields, width)
    if screen.items and screen.items != (screen.fields,):
        lines += _items(screen.items, width)
    for note in screen.notes:
        lines += [(("note", text),) for text in _wrapped(note, width, _MARGIN)]
    lines += _sentences(screen, width) if first is None else _numbered(screen, width, first)
    return lines


def changes(before: Screen, after: Screen, width: int) -> list[Line]:
    """What is new in a screen that was shown before under the same title; nothing, if nothing is."""
    known = {field.key: field.shown for field in before.fields}
    news = [f"{each.label} {each.shown}" for each in after.fields if known.get(each.key) != each.shown]
    if not news:
        return []
    name = after.title.partition(": ")[0]  # `Round 3` of `Round 3: BTC 5 min, bets until …`
    return one_line(f"{name} · {', '.join(news)}", width)


def one_line(text: str, width: int) -> list[Line]:
    """News in passing: a sentence, wrapped where it must be."""
    return [(("dim", line),) for line in _wrapped(f"· {text}", min(width, MOST_COLUMNS), 0, hanging=2)]


def plain(lines: list[Line]) -> str:
    """The lines without styles."""
    return "\n".join("".join(text for _style, text in line).rstrip() for line in lines)


def printable(text: str) -> str:
    """The text without control characters and marks that turn its direction: names are chosen by strangers."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def _head(screen: Screen, width: int, place: str, tag: str) -> list[Line]:
    title = _wrapped(f"{place}: {screen.title}" if place else screen.title, width - 1, 3)
    style = f"title.{screen.tone.value}"
    whose = f"{place}: " if place and title[0][3:].startswith(f"{place}: ") else ""
    lines = [[("rule", "── "), ("dim", whose), (style, title[0][3 + len(whose) :])]]
    lines += [[(style, text)] for text in title[1:]]
    end = f" {tag} ──" if tag else ""
    room = width - get_cwidth(title[-1]) - 1 - len(end)
    if room < 0:
        lines.append([])
        room = width - len(end)
    lines[-1].append(("rule", " " * bool(lines[-1]) + "─" * room + end))
    return [tuple(line) for line in lines]


def _pairs(fields: Group, width: int) -> list[Line]:
    """Labels and values, as many pairs beside each other as fit, read downwards."""
    there = [(printable(each.label), printable(each.shown)) for each in fields if each.value != NONE]
    if not there:
        return []
    value = max(get_cwidth(shown) for _, shown in there)
    wide = max(_LEAST_LABEL, min(_LABEL, width - _MARGIN - _GAP - value))
    wide = min(wide, max(get_cwidth(label) for label, _ in there))
    cell = wide + _GAP + value
    columns = max(1, min(_GRID, (width - _MARGIN + 2 * _GAP) // (cell + 2 * _GAP), -(-len(there) // 4)))
    value = max(8, min(value, width - _MARGIN - wide - _GAP))
    cells = [_cell(label, shown, wide, value) for label, shown in there]
    rows = -(-len(cells) // columns)
    lines: list[Line] = []
    for row in range(rows):
        beside = cells[row::rows]
        for deep in range(max(len(each) for each in beside)):
            line: list[Span] = [("", " " * _MARGIN)]
            for each in beside:
                label, shown = each[deep] if deep < len(each) else ("", "")
                line += [("label", _left(label, wide + _GAP)), ("value", _left(shown, value)), ("", " " * 2 * _GAP)]
            lines.append(tuple(line[:-1]))
    return lines


def _cell(label: str, shown: str, wide: int, value: int) -> list[tuple[str, str]]:
    labels, values = _broken(label, wide), _broken(shown, value)
    deep = max(len(labels), len(values))
    return list(zip(labels + [""] * (deep - len(labels)), values + [""] * (deep - len(values)), strict=True))


def _items(items: tuple[Group, ...], width: int) -> list[Line]:
    """Things of one kind make a table; sentences (fields without a label) make a list."""
    lines: list[Line] = []
    for kind, things in groupby(items, key=_kind):
        group = list(things)
        lines += [()] if lines else []
        if not kind:
            lines += _list(group, width)
        elif len(group) == 1:
            lines += _pairs(group[0], width)
        else:
            lines += tables(group, width)
    return lines


def _kind(item: Group) -> tuple[str, ...]:
    """What things of a table have in common: the names of their figures; none for sentences."""
    return tuple(field.key for field in item) if all(field.label for field in item) else ()


def _list(items: list[Group], width: int) -> list[Line]:
    """One thing a line: its sentences beside each other where they fit, else below each other."""
    rows = []
    for item in items:
        said = [printable(field.shown) for field in item if not field.label]
        rows.append((said[0], " ".join(said[1:])))
    wide = max(get_cwidth(first) for first, _ in rows)
    beside = width - _MARGIN - wide - _GAP >= 24
    lines: list[Line] = []
    for first, rest in rows:
        if beside:
            below = _broken(rest, width - _MARGIN - wide - _GAP)
            heads = [first] + [""] * (len(below) - 1)
            for head, text in zip(heads, below, strict=True):
                lines.append((("", " " * _MARGIN), ("value", _left(head, wide + _GAP)), ("note", text)))
        else:
            lines += [(("value", text),) for text in _wrapped(first, width, _MARGIN)]
            lines += [(("note", text),) for text in _wrapped(rest, width, 2 * _MARGIN)] if rest else []
    return lines


def tables(items: list[Group], width: int) -> list[Line]:
    """Things of one kind: a table, and further ones for what does not fit; above it what is the same in every row."""
    known = (fields for fields in zip(*items, strict=True) if any(each.value != NONE for each in fields))
    columns = [_Column(fields) for fields in known]
    key = next((each for each in columns if each.distinct), None)
    common = [each for each in columns if each.same and each is not key]
    rest = [each for each in columns if each is not key and each not in common]
    lines = _pairs(tuple(each.fields[0] for each in common), width)
    left = [key] if key else []
    while rest:
        block, room = list(left), width - _MARGIN - sum(each.width + _GAP for each in left)
        while rest and (len(block) == len(left) or rest[0].width <= room):
            room -= rest[0].width + _GAP
            block.append(rest.pop(0))
        lines += [()] if lines else []
        lines += _table(block)
    return lines


class _Column:
    """One figure of every thing."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.values = ["-" if each.value == NONE else printable(each.shown) for each in fields]
        label = printable(fields[0].label)
        self.width = max(map(get_cwidth, [*label.split(), *self.values]))
        if get_cwidth(label) > self.width:  # a head of two lines, where that is enough
            self.width = max(self.width, -(-get_cwidth(label) // 2) + 1)
        self.head = _broken(label, self.width)
        different = len(set(self.values))
        self.same = different == 1
        self.distinct = different == len(self.values)
        self.right = all(_NUMBER.match(each.value) or each.value == NONE for each in fields)

    def set(self, text: str) -> str:
        """The text in the width of the column."""
        return " " * (self.width - get_cwidth(text)) + text if self.right else _left(text, self.width)


def _table(columns: list[_Column]) -> list[Line]:
    deep = max(len(each.head) for each in columns)
    heads = [[""] * (deep - len(each.head)) + each.head for each in columns]
    rows = [("label", [head[row] for head in heads]) for row in range(deep)]
    rows += [("value", [each.values[row] for each in columns]) for row in range(len(columns[0].values))]
    gap = ("", " " * _GAP)
    lines = []
    for style, texts in rows:
        spans: list[Span] = []
        for column, text in zip(columns, texts, strict=True):
            spans += (gap, (style, column.set(text)))
        lines.append(tuple(spans))
    return lines


def _numbered(screen: Screen, width: int, first: int) -> list[Line]:
    """Rows of `[1] Up  [2] Down`, broken where they must be."""
    lines: list[Line] = []
    number = first
    for row in screen.buttons:
        line: list[Span] = []
        for button in row:
            mark, style = f"[{number}] ", f"button.{button.style.value}"
            inset = _MARGIN + len(mark)
            label, *more = _broken(printable(button.label), width - inset)
            if line and sum(get_cwidth(text) for _, text in line) + inset + get_cwidth(label) > width:
                lines.append(tuple(line))
                line = []
            line += [("", " " * _MARGIN), ("number", mark), (style, label)]
            for text in more:
                lines.append(tuple(line))
                line = [("", " " * inset), (style, text)]
            number += 1
        lines.append(tuple(line))
    return lines


def _sentences(screen: Screen, width: int) -> list[Line]:
    def said(button: Button) -> str:
        return f"› {button.label}: {button.sentence}"

    return [(("", text),) for row in screen.buttons for each in row for text in _wrapped(said(each), width, _MARGIN)]


def _wrapped(text: str, width: int, indent: int, hanging: int = 0) -> list[str]:
    """The text in lines that begin with so many blanks, all but the first with `hanging` more."""
    lead = " " * indent
    return textwrap.wrap(printable(text), width, initial_indent=lead, subsequent_indent=lead + " " * hanging) or [lead]


def _broken(text: str, width: int) -> list[str]:
    """The text in lines of this width; what fits anyway, as nearly everything does, costs next to nothing."""
    if len(text) <= width and text.isprintable():
        return [text.rstrip()]
    return list(_wrap(text, width)) or [""]


_wrap = lru_cache(1_024)(textwrap.wrap)  # mostly the heads of tables, which are always the same


def _left(text: str, width: int) -> str:
    return text + " " * (width - get_cwidth(text))
