"""Figures as lines of text: what the terminal and Telegram's tables have in common. No colour here, only styles.

      label  value   label  value          a line is a row of spans, (style, text): a style is one word to which the
      Id  Market    PnL                      terminal gives a colour, and which plain text leaves out
       1  BTC/USD   +3                     a table for several things; what is the same for all of them stands above it,
       2  ETH/USD  -10                       and columns that do not fit go on in a further table below

A figure that a thing does not have (`none`) is left out: people miss what is there, not what is not. Widths are counted
in the columns of a terminal: a wide character takes two, a combining or a control character none.
"""

import re
import textwrap
from functools import lru_cache

from wcwidth import wcwidth

from bots.screens.kit.figures import NONE
from bots.screens.kit.screen import Field, Group

Span = tuple[str, str]
Line = tuple[Span, ...]

MARGIN = 2
GAP = 2
_LABEL = 27  # longer labels are wrapped
_LEAST_LABEL = 10
_GRID = 3  # pairs of label and value beside each other, at most
_NUMBER = re.compile(r"[+-]?[0-9]")


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(max(0, wcwidth(letter)) for letter in text)


def printable(text: str) -> str:
    """The text without control characters and marks that turn its direction: names are chosen by strangers."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def plain(lines: list[Line]) -> str:
    """The lines without styles."""
    return "\n".join("".join(text for _style, text in line).rstrip() for line in lines)


def kind_of(item: Group) -> tuple[str, ...]:
    """What things of a table have in common: the names of their figures; none for sentences."""
    return tuple(field.key for field in item) if all(field.label for field in item) else ()


def pairs(fields: Group, width: int) -> list[Line]:
    """Labels and values, as many pairs beside each other as fit, read downwards."""
    there = [(printable(each.label), printable(each.shown)) for each in fields if each.value != NONE]
    if not there:
        return []
    value = max(width_of(shown) for _, shown in there)
    wide = max(_LEAST_LABEL, min(_LABEL, width - MARGIN - GAP - value))
    wide = min(wide, max(width_of(label) for label, _ in there))
    cell = wide + GAP + value
    columns = max(1, min(_GRID, (width - MARGIN + 2 * GAP) // (cell + 2 * GAP), -(-len(there) // 4)))
    value = max(8, min(value, width - MARGIN - wide - GAP))
    cells = [_cell(label, shown, wide, value) for label, shown in there]
    rows = -(-len(cells) // columns)
    lines: list[Line] = []
    for row in range(rows):
        beside = cells[row::rows]
        for deep in range(max(len(each) for each in beside)):
            line: list[Span] = [("", " " * MARGIN)]
            for each in beside:
                label, shown = each[deep] if deep < len(each) else ("", "")
                line += [("label", padded(label, wide + GAP)), ("value", padded(shown, value)), ("", " " * 2 * GAP)]
            lines.append(tuple(line[:-1]))
    return lines


def _cell(label: str, shown: str, wide: int, value: int) -> list[tuple[str, str]]:
    labels, values = broken(label, wide), broken(shown, value)
    deep = max(len(labels), len(values))
    return list(zip(labels + [""] * (deep - len(labels)), values + [""] * (deep - len(values)), strict=True))


def tables(items: list[Group], width: int) -> list[Line]:
    """Things of one kind: a table, and further ones for what does not fit; above it what is the same in every row."""
    known = (fields for fields in zip(*items, strict=True) if any(each.value != NONE for each in fields))
    columns = [_Column(fields) for fields in known]
    key = next((each for each in columns if each.distinct), None)
    common = [each for each in columns if each.same and each is not key]
    rest = [each for each in columns if each is not key and each not in common]
    lines = pairs(tuple(each.fields[0] for each in common), width)
    left = [key] if key else []
    while rest:
        block, room = list(left), width - MARGIN - sum(each.width + GAP for each in left)
        while rest and (len(block) == len(left) or rest[0].width <= room):
            room -= rest[0].width + GAP
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
        self.width = max(map(width_of, [*label.split(), *self.values]))
        if width_of(label) > self.width:  # a head of two lines, where that is enough
            self.width = max(self.width, -(-width_of(label) // 2) + 1)
        self.head = broken(label, self.width)
        different = len(set(self.values))
        self.same = different == 1
        self.distinct = different == len(self.values)
        self.right = all(_NUMBER.match(each.value) or each.value == NONE for each in fields)

    def set(self, text: str) -> str:
        """The text in the width of the column."""
        return " " * (self.width - width_of(text)) + text if self.right else padded(text, self.width)


def _table(columns: list[_Column]) -> list[Line]:
    deep = max(len(each.head) for each in columns)
    heads = [[""] * (deep - len(each.head)) + each.head for each in columns]
    rows = [("label", [head[row] for head in heads]) for row in range(deep)]
    rows += [("value", [each.values[row] for each in columns]) for row in range(len(columns[0].values))]
    gap = ("", " " * GAP)
    lines = []
    for style, texts in rows:
        spans: list[Span] = []
        for column, text in zip(columns, texts, strict=True):
            spans += (gap, (style, column.set(text)))
        lines.append(tuple(spans))
    return lines


def broken(text: str, width: int) -> list[str]:
    """The text in lines of this width; what fits anyway, as nearly everything does, costs next to nothing."""
    if len(text) <= width and text.isprintable():
        return [text.rstrip()]
    return list(_wrap(text, width)) or [""]


_wrap = lru_cache(1_024)(textwrap.wrap)  # mostly the heads of tables, which are always the same


def padded(text: str, width: int) -> str:
    """The text, filled up with blanks to this width."""
    return text + " " * (width - width_of(text))
