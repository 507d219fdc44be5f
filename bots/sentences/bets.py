"""How `up`, `down`, `round` and `verify` are read. Raises Refusal, never guesses."""

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import MARKET, POINTS, Option, Reader, Suggest, Takes, Verb
from bots.sentences.words import Slot, Words, at_most
from core.messages.all import Command, Refusal
from core.messages.predictions import Predict, ShowPredicting
from core.messages.rounds import CancelRound, OpenRound, ShowRound, ShowVerify, StopRounds, WithdrawBet
from core.money import Amount
from core.prices.markets import DEFAULT_MARKET, MARKETS, Side

MAX_WINDOW = 60  # minutes
MAX_EVERY = 7 * 1_440  # minutes


def _calling(side: Side) -> Reader:
    """The reader of `up` and `down`."""

    def reader(words: list[str]) -> Command:
        given = Words(side.value, words, f"{side} 25 5m", ("all", "half"))
        market, window, stake = Slot[str](given, "market"), Slot[int](given, "window"), Slot[Amount](given, "stake")
        for word in given:
            match word:
                case _ if symbol := numbers.market(word):
                    market.fill(symbol)
                case _ if (minutes := numbers.minutes(word)) is not None:
                    window.fill(_window(minutes, word))
                case _ if (amount := numbers.amount(word)) is not None:
                    if stake.said and word.isdigit():
                        raise _without_unit(word, f"{side} {numbers.shown(stake.said)}")
                    stake.fill(amount)
                case _:
                    raise given.unknown(word)
        if stake.value is None:
            return ShowPredicting(side, None, window.value, market.value)
        return Predict(side, stake.value, window.value, market.value)

    return reader


def _window(minutes: int, word: str) -> int:
    if not 1 <= minutes <= MAX_WINDOW:
        raise Refusal("window_bounds", word=numbers.shown(word), most_minutes=MAX_WINDOW)
    return minutes


def _without_unit(word: str, before: str) -> Refusal:
    """The refusal of a bare number where a window is meant."""
    window = f"{word}m" if len(word) <= 2 and 1 <= int(word) <= MAX_WINDOW else "5m"
    return Refusal("window_unit", word=numbers.shown(word), example=f"{before} {window}")


def _round(words: list[str]) -> Command:
    """Open a round, or do something with the open one."""
    if not words:
        return ShowRound()
    if words[0] in _ROUND_WORDS:
        at_most(1, "round", words)
        return _ROUND_WORDS[words[0]]
    given = Words("round", words, "round 5m every 1h", ("every", "sealed", *_ROUND_WORDS))
    market, window, every = Slot[str](given, "market"), Slot[int](given, "window"), Slot[int](given, "every")
    sealed = Slot[bool](given, "sealed")
    for word in given:
        match word:
            case "every":
                every.fill(_every(given.next("every")))
            case "sealed":
                sealed.fill(True)
            case _ if symbol := numbers.market(word):
                market.fill(symbol)
            case _ if (minutes := numbers.minutes(word)) is not None:
                window.fill(_window(minutes, word))
            case _ if word.isdigit():
                raise _without_unit(word, "round")
            case _:
                raise given.unknown(word)
    if window.value is None:
        raise Refusal("word_missing", after="round", example="round 5m")
    return OpenRound(window.value, market.value or DEFAULT_MARKET, every.value, bool(sealed.value))


_ROUND_WORDS: dict[str, Command] = {
    "mine": ShowRound(mine=True),
    "withdraw": WithdrawBet(),
    "cancel": CancelRound(),
    "stop": StopRounds(),
}


def _every(word: str) -> int:
    minutes = numbers.minutes(word)
    if minutes is None or not 1 <= minutes <= MAX_EVERY:
        raise Refusal("every_bounds", word=numbers.shown(word))
    return minutes


def _verify(words: list[str]) -> Command:
    at_most(1, "verify", words)
    if not words:
        raise Refusal("word_missing", after="verify", example="verify 12")
    return ShowVerify(numbers.number(words[0], "verify 12"))


_WINDOWS = sorted({minutes for market in MARKETS.values() for minutes, _profit in market.windows})
_WINDOW = Option("window", N_("how long it runs"), choices=tuple(f"{minutes}m" for minutes in _WINDOWS))
_CALL_USAGE = "[stake] [window] [market]"
_CALL_OPTIONS = (Option("stake", POINTS, suggest=Suggest.STAKE, also=("half", "all")), _WINDOW, MARKET)

CALLS = (
    Verb(
        "up",
        _CALL_USAGE,
        N_("call the price up; in a chat with an open round, join it"),
        ("up 25 5m", "up 25 15m eth"),
        _calling(Side.UP),
        _CALL_OPTIONS,
        group_menu=1,
    ),
    Verb(
        "down",
        _CALL_USAGE,
        N_("call the price down; in a chat with an open round, join it"),
        ("down 25 5m", "down half 1m btc"),
        _calling(Side.DOWN),
        _CALL_OPTIONS,
        group_menu=2,
    ),
)

ROUNDS = (
    Verb(
        "round",
        "[window] [market] [every ..] [sealed] | mine | withdraw | cancel | stop",
        N_("open or show the round of this chat"),
        ("round 5m", "round 5m every 1h", "round 1m eth sealed", "round withdraw"),
        _round,
        (
            _WINDOW,
            MARKET,
            Option("every", N_("repeat it"), "every {}", choices=("15m", "30m", "1h", "2h", "4h", "12h", "1d", "7d")),
            Option("sealed", N_("hide sides and amounts until the lock"), "sealed", Takes.FLAG),
            Option(
                "do",
                N_("something with the open round, instead of opening one"),
                choices=("withdraw", "cancel", "stop"),
            ),
        ),
        groups_only=True,
        group_menu=3,
    ),
    Verb(
        "verify",
        "[round]",
        N_("check a round: prices, sources, arithmetic"),
        ("verify 12",),
        _verify,
        (Option("round", N_("the round's number"), takes=Takes.WHOLE, needed=True, low=1),),
        numbered=True,
        group_menu=6,
    ),
)
