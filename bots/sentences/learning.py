"""How `whatif`, `odds` and `learn` are read. Raises Refusal, never guesses."""

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import MARKET, MAX_LEVERAGE, POINTS, SIDE, Option, Suggest, Takes, Verb
from bots.sentences.words import Slot, Words, at_most
from core.messages.all import Command, Refusal
from core.messages.lessons import Lesson, ShowLesson, ShowOdds
from core.messages.positions import ShowWhatIf
from core.money import POINT, Amount
from core.prices.markets import DEFAULT_MARKET, Side

_WHATIF_AMOUNT = Amount(micro=25 * POINT)  # where none is said


def _whatif(words: list[str]) -> Command:
    """The same trade at every leverage."""
    given = Words("whatif", words, "whatif long btc 25", ("long", "short", "all", "half"))
    side, market, amount = Slot[Side](given, "side"), Slot[str](given, "market"), Slot[Amount](given, "amount")
    for word in given:
        match word:
            case "long" | "short":
                side.fill(Side(word))
            case _ if symbol := numbers.market(word):
                market.fill(symbol)
            case _ if (points := numbers.amount(word)) is not None:
                amount.fill(points)
            case _:
                raise given.unknown(word)
    return ShowWhatIf(side.value or Side.LONG, market.value or DEFAULT_MARKET, amount.value or _WHATIF_AMOUNT)


def _odds(words: list[str]) -> Command:
    """The chances of a market, perhaps at one leverage."""
    given = Words("odds", words, "odds btc 1001x")
    market, leverage = Slot[str](given, "market"), Slot[int](given, "leverage")
    for word in given:
        match word:
            case _ if symbol := numbers.market(word):
                market.fill(symbol)
            case _ if (times := numbers.leverage(word, bare=True)) is not None:
                leverage.fill(times)
            case _:
                raise given.unknown(word)
    return ShowOdds(market.value or DEFAULT_MARKET, leverage.value)


def _learn(words: list[str]) -> Command:
    """A lesson, or the list of them."""
    at_most(1, "learn", words)
    if not words:
        return ShowLesson(None)
    if words[0] not in _LESSONS:
        near = numbers.suggest(words[0], _LESSONS)
        raise Refusal("lesson_unknown", word=numbers.shown(words[0]), near=near, known=", ".join(_LESSONS))
    return ShowLesson(Lesson(words[0]))


_LESSONS = tuple(lesson.value for lesson in Lesson)

VERBS = (
    Verb(
        "whatif",
        "[long|short] [market] [amount]",
        N_("the same trade at every leverage"),
        ("whatif", "whatif short eth 50"),
        _whatif,
        (SIDE, MARKET, Option("amount", POINTS, suggest=Suggest.MARGIN)),
        group_menu=10,
    ),
    Verb(
        "odds",
        "[market] [leverage]",
        N_("the chance to be alive after 1, 5 and 15 minutes, and what windows pay"),
        ("odds", "odds btc 1001x", "odds eth"),
        _odds,
        (
            MARKET,
            Option("leverage", N_("a leverage of your own, like 300x"), "{}x", Takes.WHOLE, low=2, high=MAX_LEVERAGE),
        ),
        group_menu=11,
    ),
    Verb(
        "learn",
        "[leverage|liquidation|funding|slippage|risk]",
        N_("short lessons with your own numbers"),
        ("learn", "learn liquidation"),
        _learn,
        (Option("lesson", N_("what about"), choices=_LESSONS),),
    ),
)
