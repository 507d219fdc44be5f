"""How the words after each verb are read: a function a verb, from words to a command. Raises Refusal, never guesses."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bots import tokens
from core.accounts import BREAKS_MS, MAX_TOLERANCE_BPS, AlertKind, Ring
from core.answers import Refusal
from core.commands import (
    AddMargin,
    Amount,
    Cancel,
    CancelRound,
    Close,
    Command,
    Open,
    OpenRound,
    Predict,
    SetConfirm,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SetRing,
    SetStop,
    SetTolerance,
    ShowHistory,
    ShowLimits,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowPredicting,
    ShowPrice,
    ShowRound,
    ShowSettings,
    ShowStart,
    ShowTop,
    ShowVerify,
    ShowWhatIf,
    StopRounds,
    TakeBreak,
    WithdrawBet,
)
from core.markets import MARKETS, Side
from core.money import POINT
from core.orders import Stop, StopBy
from core.reading import RANKINGS

MAX_WINDOW = 60
MAX_EVERY = 7 * 1_440
MAX_PRESETS = 4
DEFAULT_MARKET = "BTC"
WHOLE = tokens.PPM

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


class _Words:
    """The words after a verb, taken one by one into named places; a place is filled once."""

    def __init__(self, verb: str, words: list[str], example: str, known: Sequence[str] = ()) -> None:
        self.verb = verb
        self._example = example
        self._known = known
        self.places: dict[str, object] = {}
        self._words = words

    def __iter__(self) -> Iterator[str]:
        while self._words:
            yield self._words.pop(0)

    def put(self, place: str, value: object, word: str) -> None:
        """Fill a place. Raises Refusal if it is taken."""
        if place in self.places:
            raise Refusal("word_twice", what=place, word=tokens.shown(word), verb=self.verb)
        self.places[place] = value

    def next(self, after: str) -> str:
        """The word that must follow."""
        if not self._words:
            raise Refusal("word_missing", after=after, example=self._example)
        return self._words.pop(0)

    def peek(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self._words and self._words[0] == word:
            self._words.pop(0)
            return True
        return False

    def unknown(self, word: str) -> Refusal:
        """The refusal of a word that means nothing here."""
        near = tokens.suggest(word, [*self._known, *(symbol.lower() for symbol in MARKETS)])
        return Refusal("word_unknown", word=tokens.shown(word), verb=self.verb, near=near, example=self._example)

    def get(self, place: str):
        """What was put into a place, or None."""
        return self.places.get(place)


def opening(side: Side) -> Callable[[list[str]], Command]:
    """The reader of `long` and `short`."""

    def reader(words: list[str]) -> Command:
        given = _Words(side.value, words, f"{side} btc 25 100x", ("tp", "sl", "at", "all", "half"))
        for word in given:
            match word:
                case "tp" | "sl":
                    given.put(word, _stop(given, word), word)
                case "at":
                    given.put("at", _price_after(given, word), word)
                case _ if symbol := tokens.market(word):
                    given.put("market", symbol, word)
                case _ if (times := tokens.leverage(word)) is not None:
                    given.put("leverage", times, word)
                case _ if "amount" in given.places and "leverage" not in given.places and word.isdigit():
                    given.put("leverage", tokens.number(word, f"{side} btc 25 100x"), word)
                case _ if (amount := tokens.amount(word)) is not None:
                    given.put("amount", amount, word)
                case _:
                    raise given.unknown(word)
        market, amount, leverage = given.get("market"), given.get("amount"), given.get("leverage")
        if amount is None or leverage is None:
            if extra := next((place for place in ("tp", "sl", "at") if place in given.places), None):
                missing = "margin" if amount is None else "leverage"
                raise Refusal(
                    "opening_incomplete", missing=missing, word=extra, example=f"{side} btc 25 100x {extra} …"
                )
            return ShowOpening(side, market, amount, leverage)
        return Open(side, market or DEFAULT_MARKET, amount, leverage, given.get("tp"), given.get("sl"), given.get("at"))

    return reader


def _price_after(given: _Words, word: str) -> int:
    text = given.next(word)
    price = tokens.price(text)
    if price is None:
        raise Refusal("price_expected", word=tokens.shown(text), after=word)
    return price


def _stop(given: _Words, word: str) -> Stop:
    text = given.next(word)
    ppm = tokens.ratio(text)
    if ppm is not None:
        if not 0 < ppm <= 1_000 * tokens.PPM:
            raise Refusal("stop_bounds", word=tokens.shown(text))
        return Stop(StopBy.ROE if given.peek("roe") else StopBy.MOVE, ppm)
    price = tokens.price(text)
    if price is None:
        raise Refusal("stop_expected", word=tokens.shown(text), after=word)
    return Stop(StopBy.PRICE, price)


def calling(side: Side) -> Callable[[list[str]], Command]:
    """The reader of `up` and `down`."""

    def reader(words: list[str]) -> Command:
        given = _Words(side.value, words, f"{side} 25 5m", ("all", "half"))
        for word in given:
            match word:
                case _ if symbol := tokens.market(word):
                    given.put("market", symbol, word)
                case _ if (minutes := tokens.minutes(word)) is not None:
                    given.put("window", _window(minutes, word), word)
                case _ if (amount := tokens.amount(word)) is not None:
                    if "stake" in given.places:
                        raise Refusal("window_unit", word=tokens.shown(word), example=f"{side} 25 5m")
                    given.put("stake", amount, word)
                case _:
                    raise given.unknown(word)
        stake = given.get("stake")
        if stake is None:
            return ShowPredicting(side, None, given.get("window"), given.get("market"))
        return Predict(side, stake, given.get("window"), given.get("market"))

    return reader


def _window(minutes: int, word: str) -> int:
    if not 1 <= minutes <= MAX_WINDOW:
        raise Refusal("window_bounds", word=tokens.shown(word), most_minutes=MAX_WINDOW)
    return minutes


def alone(verb: str, command: Command | Ping) -> Callable[[list[str]], Command | Ping]:
    """The reader of a verb that takes no words."""

    def reader(words: list[str]) -> Command | Ping:
        if words:
            raise Refusal("word_extra", word=tokens.shown(words[0]), verb=verb)
        return command

    return reader


def start(words: list[str]) -> Command:
    """Begin; the payload of a deep link is allowed and means nothing yet."""
    if len(words) > 1 or (words and not _PAYLOAD.fullmatch(words[0])):
        raise Refusal("word_extra", word=tokens.shown(words[-1]), verb="start")
    return ShowStart()


def exactly(verb: str, words: list[str], most: int) -> None:
    """Refuse more words than a verb takes."""
    if len(words) > most:
        raise Refusal("word_extra", word=tokens.shown(words[most]), verb=verb)


def close(words: list[str]) -> Command:
    """Close a share of a position, or of all."""
    exactly("close", words, 2)
    if not words:
        return ShowPositions()
    number = None if words[0] == "all" else tokens.number(words[0], "close 3 50%")
    if len(words) == 1:
        return Close(number, WHOLE)
    return Close(number, tokens.percent(words[1].removesuffix("%") + "%", "close_percent"))


def set_stop(verb: str, profit: bool) -> Callable[[list[str]], Command]:
    """The reader of `tp` and `sl`."""

    def reader(words: list[str]) -> Command:
        if not words:
            return ShowPositions()
        number = tokens.number(words[0], f"{verb} 3 0.3%")
        given = _Words(verb, words[1:], f"{verb} 3 0.3%")
        stop = None if given.peek("off") else _stop(given, words[0])
        for word in given:
            raise Refusal("word_extra", word=tokens.shown(word), verb=verb)
        return SetStop(number, profit, stop)

    return reader


def margin(words: list[str]) -> Command:
    """Add margin."""
    exactly("margin", words, 2)
    if not words:
        return ShowPositions()
    number = tokens.number(words[0], "margin 3 10")
    if len(words) < 2:
        raise Refusal("word_missing", after=tokens.shown(words[0]), example="margin 3 10")
    return AddMargin(number, _amount(words[1]))


def _amount(word: str) -> Amount:
    amount = tokens.amount(word)
    if amount is None:
        raise Refusal("amount_expected", word=tokens.shown(word))
    return amount


def _points(word: str) -> int:
    micro = tokens.points(word)
    if micro is None:
        raise Refusal("amount_expected", word=tokens.shown(word))
    return micro


def cancel(words: list[str]) -> Command:
    """Cancel an order, or all."""
    exactly("cancel", words, 1)
    if not words:
        return ShowOrders()
    return Cancel(None if words[0] == "all" else tokens.number(words[0], "cancel 3"))


def confirm(words: list[str]) -> Confirm:
    """Confirm a stored sentence."""
    exactly("confirm", words, 1)
    if not words:
        raise Refusal("word_missing", after="confirm", example="confirm 7")
    return Confirm(tokens.number(words[0], "confirm 7"))


def round_(words: list[str]) -> Command:
    """Open a round, or do something with the open one."""
    if not words:
        return ShowRound()
    if words[0] in _ROUND_WORDS:
        exactly("round", words, 1)
        return _ROUND_WORDS[words[0]]
    given = _Words("round", words, "round 5m every 1h", ("every", "sealed", *_ROUND_WORDS))
    for word in given:
        match word:
            case "every":
                given.put("every", _every(given.next("every")), word)
            case "sealed":
                given.put("sealed", True, word)
            case _ if symbol := tokens.market(word):
                given.put("market", symbol, word)
            case _ if (minutes := tokens.minutes(word)) is not None:
                given.put("window", _window(minutes, word), word)
            case _:
                raise given.unknown(word)
    if "window" not in given.places:
        raise Refusal("word_missing", after="round", example="round 5m")
    market = given.get("market") or DEFAULT_MARKET
    return OpenRound(given.get("window"), market, given.get("every"), "sealed" in given.places)


_ROUND_WORDS: dict[str, Command] = {"withdraw": WithdrawBet(), "cancel": CancelRound(), "stop": StopRounds()}


def _every(word: str) -> int:
    minutes = tokens.minutes(word)
    if minutes is None or not 1 <= minutes <= MAX_EVERY:
        raise Refusal("every_bounds", word=tokens.shown(word))
    return minutes


def verify(words: list[str]) -> Command:
    """Check a round."""
    exactly("verify", words, 1)
    if not words:
        raise Refusal("word_missing", after="verify", example="verify 12")
    return ShowVerify(tokens.number(words[0], "verify 12"))


def history(words: list[str]) -> Command:
    """What ended."""
    exactly("history", words, 1)
    return ShowHistory(tokens.number(words[0], "history 3") if words else None)


def whatif(words: list[str]) -> Command:
    """The same trade at every leverage."""
    given = _Words("whatif", words, "whatif long btc 25", ("long", "short", "all", "half"))
    for word in given:
        match word:
            case "long" | "short":
                given.put("side", Side(word), word)
            case _ if symbol := tokens.market(word):
                given.put("market", symbol, word)
            case _ if (amount := tokens.amount(word)) is not None:
                given.put("amount", amount, word)
            case _:
                raise given.unknown(word)
    amount = given.get("amount") or Amount(micro=25 * POINT)
    return ShowWhatIf(given.get("side") or Side.LONG, given.get("market") or DEFAULT_MARKET, amount)


def top(words: list[str]) -> Command:
    """A leaderboard."""
    given = _Words("top", words, "top chat week roi", ("chat", "all", "week", "season", *RANKINGS))
    for word in given:
        match word:
            case "chat" | "all":
                given.put("whose", word == "all", word)
            case "week" | "season":
                given.put("period", word == "season", word)
            case _ if word in RANKINGS:
                given.put("ranking", word, word)
            case _:
                raise given.unknown(word)
    return ShowTop(given.get("whose"), bool(given.get("period")), given.get("ranking") or "net")


def price(words: list[str]) -> Command:
    """Prices."""
    exactly("price", words, 1)
    if not words:
        return ShowPrice(None)
    symbol = tokens.market(words[0])
    if symbol is None:
        raise _Words("price", [], "price btc").unknown(words[0])
    return ShowPrice(symbol)


def limits(words: list[str]) -> Command:
    """Own limits."""
    match words:
        case []:
            return ShowLimits()
        case ["loss", "off"]:
            return SetLossLimit(None)
        case ["loss", text]:
            return SetLossLimit(_points(text))
        case ["leverage", "off"]:
            return SetLeverageLimit(None)
        case ["leverage", text]:
            return SetLeverageLimit(tokens.number(text.removesuffix("x").removeprefix("x"), "limits leverage 100x"))
        case _:
            raise Refusal("limits_unknown", word=tokens.shown(" ".join(words)))


def break_(words: list[str]) -> Command:
    """A pause."""
    exactly("break", words, 1)
    if not words:
        return ShowLimits()
    if words[0] not in BREAKS_MS:
        raise Refusal("break_unknown", word=tokens.shown(words[0]), offered=" ".join(BREAKS_MS))
    return TakeBreak(BREAKS_MS[words[0]])


def settings(words: list[str]) -> Command:
    """Settings."""
    match words:
        case []:
            return ShowSettings()
        case ["tolerance", text]:
            return SetTolerance(_tolerance(text))
        case ["confirm", "off"]:
            return SetConfirm(None)
        case ["confirm", text]:
            return SetConfirm(_points(text))
        case ["presets", *texts] if 1 <= len(texts) <= MAX_PRESETS:
            return SetPresets(tuple(_points(text) for text in texts))
        case ["alert", kind, ring] if kind in set(AlertKind) and ring in set(Ring):
            return SetRing(AlertKind(kind), Ring(ring))
        case ["alert", *_rest]:
            raise Refusal("alert_unknown", kinds=" ".join(AlertKind), rings=" ".join(Ring))
        case _:
            raise Refusal("settings_unknown", word=tokens.shown(" ".join(words)))


def _tolerance(text: str) -> int:
    ppm = tokens.ratio(text.removesuffix("%") + "%")
    bps, rest = divmod(ppm or 0, 100)
    if rest or not 1 <= bps <= MAX_TOLERANCE_BPS:
        raise Refusal("tolerance_bounds", word=tokens.shown(text), most_bps=MAX_TOLERANCE_BPS)
    return bps
