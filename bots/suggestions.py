"""What is offered while an option is typed: what is open, by name; what was said before; the words that are allowed.

what is asked of the desk (`asked`) --> its screens --> choices: what people read, and what is put in
"""

from collections.abc import Iterator, Mapping

from bots.menu import VERBS
from bots.menu_options import Given, Option, Suggest, Takes
from bots.screen import Field, Group, Screen

MOST = 25

_ASKED = {
    Suggest.MARGIN: ("settings",),
    Suggest.STAKE: ("settings",),
    Suggest.POSITION: ("positions",),
    Suggest.ORDER: ("orders",),
    Suggest.THING: ("positions", "orders"),
    Suggest.ENDED: ("history",),
}
_NAMING = ("Market", "Side", "Leverage", "Window", "PnL")

Choice = tuple[str, Given]


def asked(option: Option) -> tuple[str, ...]:
    """The sentences whose answers name what is offered."""
    return _ASKED.get(option.suggest, ()) if option.suggest else ()


def offered(option: Option, typed: str, screens: Mapping[str, Screen]) -> list[Choice]:
    """The choices that contain what is typed; all of them while nothing is. `screens`: answers by their sentence."""
    choices = [*_known(option, screens), *((word, word) for word in option.also)]
    found = [(name, value) for name, value in choices if typed.removeprefix("#") in f"{name} {value}".lower()]
    return found[:MOST]


def _known(option: Option, screens: Mapping[str, Screen]) -> Iterator[Choice]:
    match option.suggest:
        case None:
            return
        case Suggest.VERB:
            yield from ((verb, verb) for verb in VERBS)
        case Suggest.MARGIN | Suggest.STAKE:
            presets = (field.value for screen in screens.values() for field in screen.fields if field.key == "Presets")
            yield from ((amount, amount) for amounts in presets for amount in amounts.split())
        case Suggest.POSITION | Suggest.ORDER | Suggest.THING | Suggest.ENDED:
            for screen in screens.values():
                for thing in screen.items or ((screen.fields,) if screen.fields else ()):
                    yield from _thing(option, thing)


def _thing(option: Option, thing: Group) -> Iterator[Choice]:
    """`#3 BTC/USD long 1001x +12 pt`, or the title it has in a history. A round has no number of its player's, a
    prediction nothing that could be changed."""
    fields = {field.key: field for field in thing}
    number = fields.get("Id")
    if number is None or not number.value.isdigit() or "Pool" in fields:
        return
    if option.suggest is not Suggest.ENDED and "Leverage" not in fields:
        return
    value: Given = int(number.value) if option.takes is Takes.WHOLE else number.value
    yield _name(fields, number), value


def _name(fields: Mapping[str, Field], number: Field) -> str:
    if "Title" in fields:
        return fields["Title"].shown
    return " ".join([f"#{number.shown}", *(fields[key].shown for key in _NAMING if key in fields)])
