"""How a screen looks in Telegram: HTML for a phone, and an inline keyboard whose buttons carry sentences.

    LIQUIDATED BTC long 1001x -25 pt      bold; the first 40 characters are what a locked phone shows
    Id 2 · Side long                      figures as many to a line as a phone is wide
    It lived 10 s.                        notes
    > Lost to the price 12.62 pt          the other figures, folded until somebody taps them
    #3 BTC/USD long 100x                  several things: a head and a line each; offers without a number are a table
    simulated

A figure that a thing does not have (`none`) is left out. What is too long for one message becomes pages, whole things
on each. What a button carries is its sentence, and after it what only Telegram needs to know:

    positions ~2      the second page of the answer
    history!          the message stays as it is, and the answer goes below: it is an alert, or the card of a thing
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import dedent

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bots.on_telegram.escape import cut, escaped, length_after_parsing, shown_value
from bots.on_telegram.limits import LIMITS
from bots.screens.kit.figures import NONE
from bots.screens.kit.screen import Button, Call, Group, Rows, Screen, Style
from bots.screens.kit.text_layout import kind_of, plain, tables, width_of

MAX_LABEL = 64
WIDTH = 34  # columns of a phone held upright

_SHOWN_LINES = 6  # of figures, before they are folded
_FIGURES = 6  # of one thing in a list
_ROW_WIDTH = 36  # characters of labels beside each other
_MAX_ROWS = 24  # with four in a row, below Telegram's hundred buttons
_HEADED = ("Rank", "Id", "Player", "Market", "Side", "Leverage", "Window")  # these name a thing without their labels
_MARKS = {"Rank": "{}.", "Id": "#{}"}
_STYLES = {Style.UP: "success", Style.DOWN: "danger", Style.DANGER: "danger", Style.PLAIN: None}
_BOLD = re.compile("</?b>")
_MARK = re.compile("<[a-z]")
_BELOW = "!"
_DATA = re.compile(rf"(.+?)(?: ~([1-9][0-9]?))?({_BELOW})?")
_PAGE_ROOM = 60  # for the number of the page in the title


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries. `below`: its message stays, the answer goes below it."""

    sentence: str
    page: int
    below: bool


def pressed(data: str) -> Press:
    """What a button says; whoever made it."""
    found = _DATA.fullmatch(data)
    return Press(found[1], int(found[2] or 1), bool(found[3])) if found else Press(data, 1, False)


def text_of(screens: tuple[Screen, ...], again: bool = False, calls: tuple[Call, ...] = ()) -> str:
    """The text of a message that shows these screens; `again`: it may have been sent before; `calls`: to whom."""
    called = " ".join(f'<a href="tg://user?id={int(call.user)}">{escaped(call.name)}</a>' for call in calls)
    return "\n\n".join(filter(None, [*(_text(screen, again) for screen in screens), called]))


def fits(screens: tuple[Screen, ...]) -> bool:
    """Whether so much goes into one message."""
    rows = sum(len(screen.buttons) for screen in screens)
    text = text_of(screens, again=True)
    return rows <= _MAX_ROWS and is_short(text) and len(_MARK.findall(text)) <= LIMITS.entities


def keyboard_of(
    screens: tuple[Screen, ...], stays: bool = False, links: Sequence[InlineKeyboardButton] = ()
) -> InlineKeyboardMarkup | None:
    """The buttons below a message that shows these screens, each sentence once, and last those that lead elsewhere.

    `stays`: what the buttons answer does not replace the message.
    """
    said: set[str] = set()
    rows: list[list[InlineKeyboardButton]] = []
    for screen in screens:
        for row in _narrow(screen.buttons):
            fresh = [button for button in row if button.sentence not in said]
            said |= {button.sentence for button in fresh}
            if fresh:
                rows.append([_key(button, stays) for button in fresh])
    rows = rows[:_MAX_ROWS] + [[link] for link in links]
    return InlineKeyboardMarkup(rows) if rows else None


def toast(screen: Screen) -> str:
    """A screen in the few words of an answer to a press: plain text, at most the length of a toast characters."""
    return cut(_in_short(screen), LIMITS.toast)


def _in_short(screen: Screen) -> str:
    if screen.about == "refused":
        return screen.notes[0]
    figures = " · ".join(f"{each.label} {each.shown}" for each in _there(screen.fields)[:4])
    return "\n".join(filter(None, (screen.title, screen.notes[0] if screen.notes else figures)))


def pages(screen: Screen) -> tuple[Screen, ...]:
    """The screen in parts that each fit into a message."""
    if _fits(screen, LIMITS.text):
        return (screen,)
    parts: list[Screen] = []
    part = replace(screen, items=(), notes=())
    for piece in _pieces(screen):
        grown = replace(part, items=part.items + piece.items, notes=part.notes + piece.notes)
        if not _fits(grown, LIMITS.text - _PAGE_ROOM):
            parts.append(part)
            part = replace(screen, fields=(), items=piece.items, notes=piece.notes)
        else:
            part = grown
    parts.append(part)
    asked = _asking(screen)
    return tuple(_numbered(part, number, len(parts), asked) for number, part in enumerate(parts, start=1))


def _pieces(screen: Screen) -> Iterator[Screen]:
    """What may stand on a page of its own: a thing of a list, a note; a note of excessive length is cut."""
    empty = replace(screen, fields=(), items=(), notes=())
    for item in screen.items if screen.items != (screen.fields,) else ():
        yield replace(empty, items=(item,))
    for note in screen.notes:
        yield replace(empty, notes=(cut(note, LIMITS.text // 2),))


def _numbered(part: Screen, number: int, count: int, asked: str) -> Screen:
    title = part.say("{title} (page {number} of {count})").format(title=part.title, number=number, count=count)
    turn = []
    if asked and number > 1:
        turn.append(Button(part.say("‹ Back"), f"{asked} ~{number - 1}"))
    if asked and number < count:
        turn.append(Button(part.say("More ›"), f"{asked} ~{number + 1}"))
    return replace(part, title=title, buttons=(*part.buttons, tuple(turn)) if turn else part.buttons)


def _asking(screen: Screen) -> str:
    """The sentence that shows a long list again."""
    match screen.about:
        case "position" | "prediction":
            return "positions"
        case "order":
            return "orders"
        case "verify":
            return f"verify {next(each.value for each in screen.fields if each.key == 'Id')}"
        case "history" | "help" | "top":
            return screen.about
        case _:
            return ""


def _fits(screen: Screen, most: int) -> bool:
    return is_short(_text(screen), most)


def is_short(text: str, most: int = LIMITS.text) -> bool:
    """Whether a marked-up text is at most so long once its marks are gone."""
    return 2 * len(text) <= most or length_after_parsing(text) <= most


def _text(screen: Screen, again: bool = False) -> str:
    lines = [f"<b>{escaped(screen.title)}</b>" + (f" {screen.say('(again)')}" if again else "")]
    figures = [] if screen.about == "refused" else _packed(_there(screen.fields))
    lines += figures[:_SHOWN_LINES]
    lines += map(escaped, screen.notes)
    if folded := "\n".join(figures[_SHOWN_LINES:]):
        folded = _BOLD.sub("", folded)  # marks are counted, too, and nobody looks for these figures at a glance
        lines.append(f"<blockquote expandable>{folded}</blockquote>")
    if screen.items and screen.items != (screen.fields,):
        lines += _things(screen.items)
    if screen.tag:
        lines.append(f"<i>{escaped(screen.tag)}</i>")
    return "\n".join(lines)


def _there(fields: Group) -> Group:
    return tuple(each for each in fields if each.value != NONE)


def _packed(fields: Group) -> list[str]:
    """Labels and values, as many on a line as a phone is wide."""
    lines: list[str] = []
    used = WIDTH
    for field in fields:
        wide = width_of(f"{field.label} {field.shown}")
        text = f"{escaped(field.label)} <b>{shown_value(field)}</b>".lstrip()
        if used + 3 + wide <= WIDTH:
            lines[-1] += f" · {text}"
            used += 3 + wide
        else:
            lines.append(text)
            used = wide
    return lines


def _things(items: tuple[Group, ...]) -> Iterator[str]:
    """Things of a list, each kind in its own way."""
    for kind, things in groupby(items, key=kind_of):
        group = list(things)
        if not kind:
            yield from map(_sentence, group)
        elif len(group) == 1 or {"Id", "Player"} & set(kind):
            yield from map(_thing, group)
        else:
            yield _table(group)


def _sentence(item: Group) -> str:
    """One thing that is said in words; a verb can be tapped."""
    verb, *said = (field for field in item if not field.label)
    first = f"/{html.escape(verb.value)}" if verb.key == "Verb" else f"<b>{shown_value(verb)}</b>"
    return " ".join((first, *map(shown_value, said)))


def _thing(item: Group) -> str:
    """A head that names the thing, and below it its first figures; the rest is on its own card."""
    there = _there(item)
    head = [_MARKS.get(each.key, "{}").format(shown_value(each)) for each in there if each.key in _HEADED]
    rest = [each for each in there if each.key not in _HEADED][:_FIGURES]
    figures = [f"{escaped(each.label)} {shown_value(each)}" for each in rest]
    return "\n".join(filter(None, (f"<b>{' '.join(head)}</b>" if head else "", " · ".join(figures))))


def _table(items: list[Group]) -> str:
    rows = dedent(plain(tables(items, WIDTH + 2)))  # two columns of the terminal's margin go
    return f"<pre>{html.escape(rows, quote=False)}</pre>"


def _narrow(rows: Rows) -> Iterator[tuple[Button, ...]]:
    """The rows of buttons, broken where their labels would not be readable."""
    for row in rows:
        line: list[Button] = []
        for button in row:
            if line and sum(len(each.label) for each in (*line, button)) > _ROW_WIDTH:
                yield tuple(line)
                line = []
            line.append(button)
        yield tuple(line)


def _key(button: Button, stays: bool) -> InlineKeyboardButton:
    data = button.sentence + (_BELOW if stays else "")
    assert len(data.encode()) <= LIMITS.data_bytes, f"a button's sentence is too long for Telegram: {data}"
    return InlineKeyboardButton(cut(button.label, MAX_LABEL), callback_data=data, style=_STYLES[button.style])
