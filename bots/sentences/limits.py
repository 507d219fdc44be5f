"""How `limits` and `break` are read: a player's limits for themselves. Raises Refusal, never guesses."""

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import Option, Verb
from bots.sentences.words import at_most, unfinished
from core.messages.all import Command, Refusal
from core.messages.players import SetLeverageLimit, SetLossLimit, ShowLimits, TakeBreak
from core.rules.players import BREAKS_MS


def _limits(words: list[str]) -> Command:
    at_most(2, "limits", words)
    match words:
        case []:
            return ShowLimits()
        case ["loss", "off"]:
            return SetLossLimit(None)
        case ["loss", text]:
            return SetLossLimit(numbers.fixed_points(text))
        case ["leverage", "off"]:
            return SetLeverageLimit(None)
        case ["leverage", text]:
            return SetLeverageLimit(_leverage(text))
        case _:
            raise unfinished("limits_unknown", "limits", words[0], _EXAMPLES)


_EXAMPLES = {"loss": "limits loss 200", "leverage": "limits leverage 100x"}


def _leverage(word: str) -> int:
    leverage = numbers.leverage(word, bare=True)
    if not leverage:
        raise Refusal("leverage_whole", word=numbers.shown(word))
    return leverage


def _break(words: list[str]) -> Command:
    at_most(1, "break", words)
    if not words:
        return ShowLimits()
    if words[0] not in BREAKS_MS:
        raise Refusal("break_unknown", word=numbers.shown(words[0]), offered=" ".join(BREAKS_MS))
    return TakeBreak(BREAKS_MS[words[0]])


VERBS = (
    Verb(
        "limits",
        "[loss amount|off] [leverage x|off]",
        N_("your own limits: a loss a day, a highest leverage"),
        ("limits", *_EXAMPLES.values()),
        _limits,
        (
            Option("loss", N_("most points to lose in a day, or off"), "loss {}", also=("off",)),
            Option("leverage", N_("highest leverage, or off"), "leverage {}", also=("off",)),
        ),
    ),
    Verb(
        "break",
        "[24h|7d|30d]",
        N_("open nothing for a while; it cannot be ended early"),
        ("break 24h",),
        _break,
        (Option("length", N_("how long"), choices=tuple(BREAKS_MS)),),
    ),
)
