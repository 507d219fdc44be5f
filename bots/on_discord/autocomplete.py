"""What is suggested while an option is typed: what is open, by name; the player's presets; the words that are allowed.

What is open is read off the screens that the person would be shown in private.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from cachetools import TTLCache

from bots.desk.said import Said
from bots.screens.kit.screen import Field, Group, Screen
from bots.sentences.row import Given, Option, Suggest, Takes
from bots.sentences.verbs import VERBS
from core.book import Identity

_MOST = 25
_FRESH_MS = 2_000  # an answer may be so old: typing asks once a letter
_KEPT = 5_000  # answers

_ASKED = {
    Suggest.MARGIN: ("settings",),
    Suggest.STAKE: ("settings",),
    Suggest.POSITION: ("positions",),
    Suggest.ORDER: ("orders",),
    Suggest.POSITION_OR_ORDER: ("positions", "orders"),
    Suggest.ENDED: ("history",),
}
_NAMING = ("Market", "Side", "Leverage", "Window", "PnL")

Choice = tuple[str, Given]


class Suggestions:
    """What is offered to whom. `look`: what somebody would be answered; `now`: ms UTC."""

    def __init__(self, look: Callable[[Said], Awaitable[Screen]], now: Callable[[], int]) -> None:
        self._look = look
        self._now = now
        self._answers: TTLCache[tuple[Identity, str], Screen] = TTLCache(_KEPT, _FRESH_MS, now)

    async def offer(self, who: Identity, name: str, language: str, option: Option, typed: str) -> list[Choice]:
        """The choices that contain what is typed; all of them while nothing is."""
        sentences = _ASKED.get(option.suggest, ()) if option.suggest else ()
        screens = [await self._answer(who, name, language, text) for text in sentences]
        choices = [*_known(option, screens), *((word, word) for word in option.also)]
        return [(name, value) for name, value in choices if typed in name.lower()][:_MOST]

    async def _answer(self, who: Identity, name: str, language: str, text: str) -> Screen:
        screen = self._answers.get((who, text))
        if screen is None:
            now = self._now()
            said = Said(who, name, None, False, text, "", now, now, language=language)
            screen = self._answers[who, text] = await self._look(said)
        return screen


def _known(option: Option, screens: list[Screen]) -> Iterator[Choice]:
    match option.suggest:
        case None:
            return
        case Suggest.VERB:
            yield from ((verb, verb) for verb in VERBS)
        case Suggest.MARGIN | Suggest.STAKE:
            presets = (field.value for screen in screens for field in screen.fields if field.key == "Presets")
            yield from ((amount, amount) for amounts in presets for amount in amounts.split())
        case Suggest.POSITION | Suggest.ORDER | Suggest.POSITION_OR_ORDER | Suggest.ENDED:
            for screen in screens:
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
