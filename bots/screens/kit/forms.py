"""Forms: places to fill in where buttons offer too little, and the sentences that come of them.

    long btc   ->  margin, leverage, take-profit, stop-loss, limit price   ->  long btc 25 1001x tp 0.3%
    tp 3       ->  take-profit, stop-loss, margin to add                   ->  tp 3 0.3%   and   margin 3 10

A form is named by the beginning of a sentence, so that a button that opens one needs no other memory. What is filled
in is not checked here: the menu reads the sentence, and refuses in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bots.languages.texts import N_
from bots.screens.kit.screen import Button, Screen


@dataclass(frozen=True, slots=True)
class Place:
    """A place to fill in: its label, examples, and the word it follows in a sentence (nothing: it stands alone)."""

    key: str
    label: str
    hint: str
    after: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `apart`: whatever is filled in is a sentence of its own, else all of it together is one."""

    title: str
    places: tuple[Place, ...]
    apart: bool


_OPENING = Form(
    N_("Open a position"),
    (
        Place("margin", N_("Margin in points"), "25, 1.5k, half, 10%", needed=True),
        Place("leverage", N_("Leverage"), "100x", needed=True),
        Place("tp", N_("Take-profit: price, move or return"), "101000, 0.3%, 50% roe", "tp"),
        Place("sl", N_("Stop-loss: price, move or return"), "99950, 0.02%, 30% roe", "sl"),
        Place("at", N_("Limit price"), "99000", "at"),
    ),
    apart=False,
)
_CHANGING = Form(
    N_("Change a position"),
    (
        Place("tp", N_("Take-profit: price, move, return or off"), "101000, 0.3%, 50% roe", "tp"),
        Place("sl", N_("Stop-loss: price, move, return or off"), "99950, 0.02%, 30% roe", "sl"),
        Place("margin", N_("Margin to add, in points"), "10", "margin"),
    ),
    apart=True,
)
_FORMS = {"long": _OPENING, "short": _OPENING, "tp": _CHANGING}


def form_button(screen: Screen) -> Button | None:
    """The button that opens a form for what this screen offers, if there is one: its sentence names the form."""
    offers = [button.sentence.split()[:2] for row in screen.buttons for button in row]
    match screen.about, offers[:1]:
        case "position", [["close", number]] if screen.fields:
            return Button(screen.say("Stops, margin …"), f"tp {number}")
        case "order", [["long" | "short" as side, market]]:
            same = len({each[1] for each in offers}) == 1
            return Button(screen.say("Other numbers …"), f"{side} {market}" if same else side)
        case _:
            return None


def has_form(words: str) -> bool:
    """Whether these words name a form: whoever sends them may have made them up."""
    return words.split()[0] in _FORMS


def form_of(words: str) -> Form:
    """The form that these words name."""
    return _FORMS[words.split()[0]]


def filled_in(words: str, values: Mapping[str, str]) -> list[str]:
    """What somebody says who filled a form in; `values` by the keys of its places."""
    form, (verb, *named) = form_of(words), words.split()
    parts = [
        (place.after, " ".join(values[place.key].split())) for place in form.places if values.get(place.key, "").strip()
    ]
    if form.apart:
        return [" ".join([after, *named, value]) for after, value in parts]
    return [" ".join([verb, *named, *(f"{after} {value}".strip() for after, value in parts)])]
