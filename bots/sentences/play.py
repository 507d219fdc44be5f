"""How the words after each verb are read: a function a verb, from words to a command. Raises Refusal, never guesses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bots.sentences import numbers
from bots.sentences.words import Words
from core.messages.all import Command, Refusal
from core.messages.leaderboards import ShowTop
from core.messages.players import ShowHistory, ShowStart
from core.messages.positions import (
    AddMargin,
    Cancel,
    Close,
    Open,
    SetStop,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowWhatIf,
)
from core.messages.predictions import Predict, ShowPredicting
from core.messages.prices import ShowPrice
from core.messages.rounds import CancelRound, OpenRound, ShowRound, ShowVerify, StopRounds, WithdrawBet
from core.money import POINT, Amount
from core.prices.markets import DEFAULT_MARKET, Side
from core.queries.state import RANKINGS
from core.rules.orders import Stop, StopBy

MAX_WINDOW = 60
MAX_EVERY = 7 * 1_440
WHOLE = numbers.PPM

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Help:
    """The list of verbs, or the manual of one."""

    verb: str | None


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Do what the stored sentence of this number says."""

    number: int


def opening(side: Side) -> Callable[[list[str]], Command]:
    """The reader of `long` and `short`."""

    def reader(words: list[str]) -> Command:
        given = Words(side.value, words, f"{side} btc 25 100x", ("tp", "sl", "at", "limit", "all", "half"))
        for word in given:
            match word:
                case "tp" | "sl":
                    given.put(word, _stop(given, word))
                case "at" | "limit":
                    given.put("at", _price_after(given, word))
                case _ if symbol := numbers.market(word):
                    given.put("market", symbol)
                case _ if (times := numbers.leverage(word, bare=_leverage_next(given))) is not None:
                    given.put("leverage", times)
                case _ if (amount := numbers.amount(word)) is not None:
                    given.put("amount", amount)
                case _:
                    raise given.unknown(word)
        market, amount, leverage = given.get("market"), given.get("amount"), given.get("leverage")
        if amount is None or leverage is None:
            _no_extras(given)
            return ShowOpening(side, market, amount, leverage)
        return Open(side, market or DEFAULT_MARKET, amount, leverage, given.get("tp"), given.get("sl"), given.get("at"))

    return reader


def _leverage_next(given: Words) -> bool:
    """Of two bare numbers the first is the margin, the second the leverage."""
    return "amount" in given.said and "leverage" not in given.said


def _no_extras(given: Words) -> None:
    """Refuse stops and a limit price where the rest becomes a choice: its buttons could not carry them."""
    extras = [given.said[place] for place in ("tp", "sl", "at") if place in given.said]
    if not extras:
        return
    missing = " ".join(part for place, part in _PARTS.items() if place not in given.said)
    market, amount, leverage = (given.said.get(place, typical) for place, typical in _TYPICAL.items())
    example = " ".join([given.verb, market, amount, leverage, *extras])
    raise Refusal("opening_incomplete", missing=missing, word=numbers.shown(extras[0]), example=example)


_PARTS = {"amount": "margin", "leverage": "leverage"}
_TYPICAL = {"market": "btc", "amount": "25", "leverage": "100x"}


def _price_after(given: Words, word: str) -> int:
    text = given.next(word)
    price = numbers.price(text)
    if price is None:
        raise Refusal("price_expected", word=numbers.shown(text), after=word)
    return price


def _stop(given: Words, word: str) -> Stop:
    text = given.next(word)
    ppm = numbers.ratio(text)
    if ppm is not None:
        if not 0 < ppm <= 1_000 * numbers.PPM:
            raise Refusal("stop_bounds", word=numbers.shown(text))
        return Stop(StopBy.ROE if given.peek("roe") else StopBy.MOVE, ppm)
    price = numbers.price(text)
    if price is None:
        raise Refusal("stop_expected", word=numbers.shown(text), after=word)
    return Stop(StopBy.PRICE, price)


def calling(side: Side) -> Callable[[list[str]], Command]:
    """The reader of `up` and `down`."""

    def reader(words: list[str]) -> Command:
        given = Words(side.value, words, f"{side} 25 5m", ("all", "half"))
        for word in given:
            match word:
                case _ if symbol := numbers.market(word):
                    given.put("market", symbol)
                case _ if (minutes := numbers.minutes(word)) is not None:
                    given.put("window", _window(minutes, word))
                case _ if (amount := numbers.amount(word)) is not None:
                    if "stake" in given.said and word.isdigit():
                        raise _without_unit(word, f"{side} {numbers.shown(given.said['stake'])}")
                    given.put("stake", amount)
                case _:
                    raise given.unknown(word)
        stake = given.get("stake")
        if stake is None:
            return ShowPredicting(side, None, given.get("window"), given.get("market"))
        return Predict(side, stake, given.get("window"), given.get("market"))

    return reader


def _window(minutes: int, word: str) -> int:
    if not 1 <= minutes <= MAX_WINDOW:
        raise Refusal("window_bounds", word=numbers.shown(word), most_minutes=MAX_WINDOW)
    return minutes


def _without_unit(word: str, before: str) -> Refusal:
    """The refusal of a bare number where a window is meant."""
    window = f"{word}m" if len(word) <= 2 and 1 <= int(word) <= MAX_WINDOW else "5m"
    return Refusal("window_unit", word=numbers.shown(word), example=f"{before} {window}")


def alone(verb: str, command: Command | Ping) -> Callable[[list[str]], Command | Ping]:
    """The reader of a verb that takes no words."""

    def reader(words: list[str]) -> Command | Ping:
        if words:
            raise Refusal("word_extra", word=numbers.shown(words[0]), verb=verb)
        return command

    return reader


def start(words: list[str]) -> Command:
    """Begin; the payload of a deep link is allowed and means nothing yet."""
    if len(words) > 1 or (words and not _PAYLOAD.fullmatch(words[0])):
        raise Refusal("word_extra", word=numbers.shown(words[-1]), verb="start")
    return ShowStart()


def exactly(verb: str, words: list[str], most: int) -> None:
    """Refuse more words than a verb takes."""
    if len(words) > most:
        raise Refusal("word_extra", word=numbers.shown(words[most]), verb=verb)


def close(words: list[str]) -> Command:
    """Close a share of a position, or of all."""
    exactly("close", words, 2)
    if not words:
        return ShowPositions()
    if words[0] == "half" or words[0].endswith("%"):
        exactly("close", words, 1)
        return Close(None, _share(words[0]))
    number = None if words[0] == "all" else numbers.number(words[0], "close 3 50%")
    return Close(number, WHOLE if len(words) == 1 else _share(words[1]))


def _share(word: str) -> int:
    return WHOLE // 2 if word == "half" else numbers.percent(word, "close_percent", bare=True)


def set_stop(verb: str, profit: bool) -> Callable[[list[str]], Command]:
    """The reader of `tp` and `sl`."""

    def reader(words: list[str]) -> Command:
        if not words:
            return ShowPositions()
        number = numbers.number(words[0], f"{verb} 3 0.3%")
        given = Words(verb, words[1:], f"{verb} 3 0.3%")
        stop = None if given.peek("off") else _stop(given, words[0])
        for word in given:
            raise Refusal("word_extra", word=numbers.shown(word), verb=verb)
        return SetStop(number, profit, stop)

    return reader


def margin(words: list[str]) -> Command:
    """Add margin."""
    exactly("margin", words, 2)
    if not words:
        return ShowPositions()
    number = numbers.number(words[0], "margin 3 10")
    if len(words) < 2:
        raise Refusal("word_missing", after=numbers.shown(words[0]), example="margin 3 10")
    return AddMargin(number, _amount(words[1]))


def _amount(word: str) -> Amount:
    amount = numbers.amount(word)
    if amount is None:
        raise Refusal("amount_expected", word=numbers.shown(word))
    return amount


def cancel(words: list[str]) -> Command:
    """Cancel an order, or all."""
    exactly("cancel", words, 1)
    if not words:
        return ShowOrders()
    return Cancel(None if words[0] == "all" else numbers.number(words[0], "cancel 3"))


def confirm(words: list[str]) -> Confirm:
    """Confirm a stored sentence."""
    exactly("confirm", words, 1)
    if not words:
        raise Refusal("word_missing", after="confirm", example="confirm 7")
    return Confirm(numbers.number(words[0], "confirm 7"))


def round_(words: list[str]) -> Command:
    """Open a round, or do something with the open one."""
    if not words:
        return ShowRound()
    if words[0] in _ROUND_WORDS:
        exactly("round", words, 1)
        return _ROUND_WORDS[words[0]]
    given = Words("round", words, "round 5m every 1h", ("every", "sealed", *_ROUND_WORDS))
    for word in given:
        match word:
            case "every":
                given.put("every", _every(given.next("every")))
            case "sealed":
                given.put("sealed", True)
            case _ if symbol := numbers.market(word):
                given.put("market", symbol)
            case _ if (minutes := numbers.minutes(word)) is not None:
                given.put("window", _window(minutes, word))
            case _ if word.isdigit():
                raise _without_unit(word, "round")
            case _:
                raise given.unknown(word)
    if "window" not in given.said:
        raise Refusal("word_missing", after="round", example="round 5m")
    market = given.get("market") or DEFAULT_MARKET
    return OpenRound(given.get("window"), market, given.get("every"), "sealed" in given.said)


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


def verify(words: list[str]) -> Command:
    """Check a round."""
    exactly("verify", words, 1)
    if not words:
        raise Refusal("word_missing", after="verify", example="verify 12")
    return ShowVerify(numbers.number(words[0], "verify 12"))


def history(words: list[str]) -> Command:
    """What ended."""
    exactly("history", words, 1)
    return ShowHistory(numbers.number(words[0], "history 3") if words else None)


def whatif(words: list[str]) -> Command:
    """The same trade at every leverage."""
    given = Words("whatif", words, "whatif long btc 25", ("long", "short", "all", "half"))
    for word in given:
        match word:
            case "long" | "short":
                given.put("side", Side(word))
            case _ if symbol := numbers.market(word):
                given.put("market", symbol)
            case _ if (amount := numbers.amount(word)) is not None:
                given.put("amount", amount)
            case _:
                raise given.unknown(word)
    amount = given.get("amount") or Amount(micro=25 * POINT)
    return ShowWhatIf(given.get("side") or Side.LONG, given.get("market") or DEFAULT_MARKET, amount)


def top(words: list[str]) -> Command:
    """A leaderboard."""
    given = Words("top", words, "top chat week roi", ("chat", "all", "week", "season", *RANKINGS))
    for word in given:
        match word:
            case "chat" | "all":
                given.put("whose", word == "all")
            case "week" | "season":
                given.put("period", word == "season")
            case _ if word in RANKINGS:
                given.put("ranking", word)
            case _:
                raise given.unknown(word)
    return ShowTop(given.get("whose"), bool(given.get("period")), given.get("ranking") or "net")


def price(words: list[str]) -> Command:
    """Prices."""
    exactly("price", words, 1)
    if not words:
        return ShowPrice(None)
    symbol = numbers.market(words[0])
    if symbol is None:
        raise Words("price", [], "price btc").unknown(words[0])
    return ShowPrice(symbol)
