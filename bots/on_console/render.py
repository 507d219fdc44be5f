"""How a screen looks in a terminal of 40 columns or of 120: lines of styled text.

── title ─────────────────── tag ──
  label  value   label  value         figures (bots/screens/kit/text_layout.py)
  several things: a table for each kind
  notes, wrapped
  [1] button  [2] button
"""

import textwrap
from itertools import groupby

from bots.screens.kit.screen import Button, Group, Screen
from bots.screens.kit.text_layout import (
    GAP,
    MARGIN,
    Line,
    Span,
    broken,
    kind_of,
    padded,
    pairs,
    printable,
    tables,
    width_of,
)

MOST_COLUMNS = 110  # wider lines are hard to follow
_LEAST_COLUMNS = 24


def set_in_lines(screen: Screen, width: int, first: int | None = None, place: str = "", tag: str = "") -> list[Line]:
    """The whole screen. Its buttons are numbered from `first`; without one, each stands with the sentence it says.

    `place` says where it belongs, before the title; `tag` stands at the end of the title's line.
    """
    width = max(_LEAST_COLUMNS, min(width, MOST_COLUMNS))
    lines = _head(screen, width, place, tag)
    if screen.about != "refused":  # what programs read there stands in the note, as a sentence
        lines += pairs(screen.fields, width)
    if screen.items and screen.items != (screen.fields,):
        lines += _items(screen.items, width)
    for note in screen.notes:
        lines += [(("note", text),) for text in _wrapped(note, width, MARGIN)]
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


def _head(screen: Screen, width: int, place: str, tag: str) -> list[Line]:
    title = _wrapped(f"{place}: {screen.title}" if place else screen.title, width - 1, 3)
    style = f"title.{screen.tone.value}"
    whose = f"{place}: " if place and title[0][3:].startswith(f"{place}: ") else ""
    lines = [[("rule", "── "), ("dim", whose), (style, title[0][3 + len(whose) :])]]
    lines += [[(style, text)] for text in title[1:]]
    end = f" {tag} ──" if tag else ""
    room = width - width_of(title[-1]) - 1 - width_of(end)
    if room < 0:
        lines.append([])
        room = width - width_of(end)
    lines[-1].append(("rule", " " * bool(lines[-1]) + "─" * room + end))
    return [tuple(line) for line in lines]


def _items(items: tuple[Group, ...], width: int) -> list[Line]:
    """Things of one kind make a table; sentences (fields without a label) make a list."""
    lines: list[Line] = []
    for kind, things in groupby(items, key=kind_of):
        group = list(things)
        lines += [()] if lines else []
        if not kind:
            lines += _list(group, width)
        elif len(group) == 1:
            lines += pairs(group[0], width)
        else:
            lines += tables(group, width)
    return lines


def _list(items: list[Group], width: int) -> list[Line]:
    """One thing a line: its sentences beside each other where they fit, else below each other."""
    rows = []
    for item in items:
        said = [printable(field.shown) for field in item if not field.label]
        rows.append((said[0], " ".join(said[1:])))
    wide = max(width_of(first) for first, _ in rows)
    beside = width - MARGIN - wide - GAP >= 24
    lines: list[Line] = []
    for first, rest in rows:
        if beside:
            below = broken(rest, width - MARGIN - wide - GAP)
            heads = [first] + [""] * (len(below) - 1)
            for head, text in zip(heads, below, strict=True):
                lines.append((("", " " * MARGIN), ("value", padded(head, wide + GAP)), ("note", text)))
        else:
            lines += [(("value", text),) for text in _wrapped(first, width, MARGIN)]
            lines += [(("note", text),) for text in _wrapped(rest, width, 2 * MARGIN)] if rest else []
    return lines


def _numbered(screen: Screen, width: int, first: int) -> list[Line]:
    """Rows of `[1] Up  [2] Down`, broken where they must be."""
    lines: list[Line] = []
    number = first
    for row in screen.buttons:
        line: list[Span] = []
        for button in row:
            mark, style = f"[{number}] ", f"button.{button.style.value}"
            inset = MARGIN + len(mark)
            label, *more = broken(printable(button.label), width - inset)
            if line and sum(width_of(text) for _, text in line) + inset + width_of(label) > width:
                lines.append(tuple(line))
                line = []
            line += [("", " " * MARGIN), ("number", mark), (style, label)]
            for text in more:
                lines.append(tuple(line))
                line = [("", " " * inset), (style, text)]
            number += 1
        lines.append(tuple(line))
    return lines


def _sentences(screen: Screen, width: int) -> list[Line]:
    def said(button: Button) -> str:
        return f"› {button.label}: {button.sentence}"

    return [(("", text),) for row in screen.buttons for each in row for text in _wrapped(said(each), width, MARGIN)]


def _wrapped(text: str, width: int, indent: int, hanging: int = 0) -> list[str]:
    """The text in lines that begin with so many blanks, all but the first with `hanging` more."""
    lead = " " * indent
    return textwrap.wrap(printable(text), width, initial_indent=lead, subsequent_indent=lead + " " * hanging) or [lead]
