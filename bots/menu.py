"""The menu: every verb, and the one reader of sentences. Telegram, Discord and the terminal are readings of this table.

    /Long@bot BTC 25 1001x tp 0.3% #k3f9       a verb, words in any order, and perhaps the nonce of a button

A word that is not understood executes nothing: Refusal names it and suggests one correction.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bots import tokens
from bots.texts import N_
from core.accounts import BREAKS_MS, MAX_TOLERANCE_BPS, AlertKind, Ring
from core.answers import Refusal
from core.commands import (
    AddMargin,
    Amount,
    Cancel,
    CancelRound,
    ClaimDaily,
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
    ShowMe,
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

MAX_SENTENCE = 200
MAX_WORDS = 24
MAX_WINDOW = 60
MAX_EVERY = 7 * 1_440
MAX_PRESETS = 4
DEFAULT_MARKET = "BTC"
WHOLE = tokens.PPM

_NONCE = re.compile(r"#([a-z0-9]{4,8})")
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was understood."""

    verb: str
    command: Command | Help | Ping | Confirm
    nonce: str | None


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the words it takes, what it does, examples, and how its words are read."""

    usage: str
    does: str
    examples: tuple[str, ...]
    reader: Callable[[list[str]], Command | Help | Ping | Confirm]
    words: tuple[str, ...] = ()


def read(text: str) -> Sentence:
    """The meaning of a sentence. Raises Refusal."""
    words = _words(text)
    nonce = None
    if len(words) > 1 and (found := _NONCE.fullmatch(words[-1])):
        nonce = found[1]
        words.pop()
    verb = ALIASES.get(words[0], words[0])
    if verb not in VERBS:
        near = tokens.suggest(words[0], [*VERBS, *ALIASES])
        raise Refusal("verb_unknown", word=tokens.shown(words[0]), near=near)
    return Sentence(verb, VERBS[verb].reader(words[1:]), nonce)


def _words(text: str) -> list[str]:
    if len(text) > MAX_SENTENCE:
        raise Refusal("sentence_long", length=len(text), most=MAX_SENTENCE)
    odd = next(
        (letter for letter in text if not (letter.isascii() and letter.isprintable()) and letter not in "\t\n"), ""
    )
    if odd:
        raise Refusal("letter_odd", code=f"U+{ord(odd):04X}")
    words = text.lower().split()
    if len(words) > MAX_WORDS:
        raise Refusal("sentence_long", length=len(words), most=MAX_WORDS)
    if words:
        words[0] = words[0].removeprefix("/").partition("@")[0]
    if not words or not words[0]:
        raise Refusal("sentence_empty")
    return words


# Readers


class _Words:
    """The words after a verb, taken one by one into named places; a place is filled once."""

    def __init__(self, verb: str, words: list[str]) -> None:
        self.verb = verb
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
            raise Refusal("word_missing", after=after, example=VERBS[self.verb].examples[-1])
        return self._words.pop(0)

    def peek(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self._words and self._words[0] == word:
            self._words.pop(0)
            return True
        return False

    def unknown(self, word: str) -> Refusal:
        """The refusal of a word that means nothing here."""
        near = tokens.suggest(word, [*VERBS[self.verb].words, *(symbol.lower() for symbol in MARKETS)])
        example = VERBS[self.verb].examples[0]
        return Refusal("word_unknown", word=tokens.shown(word), verb=self.verb, near=near, example=example)

    def get(self, place: str):
        """What was put into a place, or None."""
        return self.places.get(place)


def _opening(side: Side) -> Callable[[list[str]], Command]:
    def reader(words: list[str]) -> Command:
        given = _Words(side.value, words)
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


def _calling(side: Side) -> Callable[[list[str]], Command]:
    def reader(words: list[str]) -> Command:
        given = _Words(side.value, words)
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


def _none(verb: str, command: Command | Ping) -> Callable[[list[str]], Command | Ping]:
    def reader(words: list[str]) -> Command | Ping:
        if words:
            raise Refusal("word_extra", word=tokens.shown(words[0]), verb=verb)
        return command

    return reader


def _start(words: list[str]) -> Command:
    if len(words) > 1 or (words and not _PAYLOAD.fullmatch(words[0])):
        raise Refusal("word_extra", word=tokens.shown(words[-1]), verb="start")
    return ShowStart()


def _exactly(verb: str, words: list[str], most: int) -> None:
    if len(words) > most:
        raise Refusal("word_extra", word=tokens.shown(words[most]), verb=verb)


def _close(words: list[str]) -> Command:
    _exactly("close", words, 2)
    if not words:
        return ShowPositions()
    number = None if words[0] == "all" else tokens.number(words[0], "close 3 50%")
    if len(words) == 1:
        return Close(number, WHOLE)
    return Close(number, tokens.percent(words[1].removesuffix("%") + "%", "close_percent"))


def _set_stop(verb: str, profit: bool) -> Callable[[list[str]], Command]:
    def reader(words: list[str]) -> Command:
        if not words:
            return ShowPositions()
        number = tokens.number(words[0], VERBS[verb].examples[0])
        given = _Words(verb, words[1:])
        stop = None if given.peek("off") else _stop(given, words[0])
        for word in given:
            raise Refusal("word_extra", word=tokens.shown(word), verb=verb)
        return SetStop(number, profit, stop)

    return reader


def _margin(words: list[str]) -> Command:
    _exactly("margin", words, 2)
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


def _cancel(words: list[str]) -> Command:
    _exactly("cancel", words, 1)
    if not words:
        return ShowOrders()
    return Cancel(None if words[0] == "all" else tokens.number(words[0], "cancel 3"))


def _confirm(words: list[str]) -> Confirm:
    _exactly("confirm", words, 1)
    if not words:
        raise Refusal("word_missing", after="confirm", example="confirm 7")
    return Confirm(tokens.number(words[0], "confirm 7"))


def _round(words: list[str]) -> Command:
    if not words:
        return ShowRound()
    if words[0] in _ROUND_WORDS:
        _exactly("round", words, 1)
        return _ROUND_WORDS[words[0]]
    given = _Words("round", words)
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


def _verify(words: list[str]) -> Command:
    _exactly("verify", words, 1)
    if not words:
        raise Refusal("word_missing", after="verify", example="verify 12")
    return ShowVerify(tokens.number(words[0], "verify 12"))


def _history(words: list[str]) -> Command:
    _exactly("history", words, 1)
    return ShowHistory(tokens.number(words[0], "history 3") if words else None)


def _whatif(words: list[str]) -> Command:
    given = _Words("whatif", words)
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


def _top(words: list[str]) -> Command:
    given = _Words("top", words)
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


def _price(words: list[str]) -> Command:
    _exactly("price", words, 1)
    if not words:
        return ShowPrice(None)
    symbol = tokens.market(words[0])
    if symbol is None:
        raise _Words("price", []).unknown(words[0])
    return ShowPrice(symbol)


def _limits(words: list[str]) -> Command:
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


def _break(words: list[str]) -> Command:
    _exactly("break", words, 1)
    if not words:
        return ShowLimits()
    if words[0] not in BREAKS_MS:
        raise Refusal("break_unknown", word=tokens.shown(words[0]), offered=" ".join(BREAKS_MS))
    return TakeBreak(BREAKS_MS[words[0]])


def _settings(words: list[str]) -> Command:
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


def _help(words: list[str]) -> Help:
    _exactly("help", words, 1)
    if not words:
        return Help(None)
    verb = ALIASES.get(words[0].removeprefix("/"), words[0].removeprefix("/"))
    if verb not in VERBS:
        raise Refusal("verb_unknown", word=tokens.shown(verb), near=tokens.suggest(verb, list(VERBS)))
    return Help(verb)


_OPEN_USAGE = "[market] [margin] [leverage] [tp ..] [sl ..] [at price]"
_STOP_WORDS = ("tp", "sl", "at", "all", "half")

VERBS: dict[str, Verb] = {
    "start": Verb("", N_("begin: your points and the first taps"), ("start",), _start),
    "up": Verb(
        "[stake] [window] [market]",
        N_("call the price up; in a chat with an open round, join it"),
        ("up 25 5m", "up 25 15m eth"),
        _calling(Side.UP),
        ("all", "half"),
    ),
    "down": Verb(
        "[stake] [window] [market]",
        N_("call the price down; in a chat with an open round, join it"),
        ("down 25 5m", "down half 1m btc"),
        _calling(Side.DOWN),
        ("all", "half"),
    ),
    "long": Verb(
        _OPEN_USAGE,
        N_("open a position that gains when the price rises"),
        ("long btc 25 1001x", "long eth 50 100x tp 0.5% sl 0.3%", "long btc 25 50x at 99000"),
        _opening(Side.LONG),
        _STOP_WORDS,
    ),
    "short": Verb(
        _OPEN_USAGE,
        N_("open a position that gains when the price falls"),
        ("short btc 25 1001x", "short sol 50 100x tp 80% roe", "short btc 25 50x at 101000"),
        _opening(Side.SHORT),
        _STOP_WORDS,
    ),
    "positions": Verb("", N_("what is open"), ("positions",), _none("positions", ShowPositions())),
    "orders": Verb("", N_("what waits for its price"), ("orders",), _none("orders", ShowOrders())),
    "history": Verb("[id]", N_("what was, with post-mortems"), ("history", "history 3"), _history),
    "close": Verb("[id|all] [percent]", N_("close a position or a part of it"), ("close 3", "close 3 50%"), _close),
    "tp": Verb(
        "[id] [price|move%|return% roe|off]",
        N_("set the take-profit of a position or order"),
        ("tp 3 101000", "tp 3 0.3%", "tp 3 50% roe", "tp 3 off"),
        _set_stop("tp", True),
    ),
    "sl": Verb(
        "[id] [price|move%|return% roe|off]",
        N_("set the stop-loss of a position or order"),
        ("sl 3 99950", "sl 3 0.02%", "sl 3 30% roe", "sl 3 off"),
        _set_stop("sl", False),
    ),
    "margin": Verb("[id] [amount]", N_("add margin to a Standard position"), ("margin 3 10",), _margin),
    "cancel": Verb("[id|all]", N_("cancel a waiting order"), ("cancel 3", "cancel all"), _cancel),
    "confirm": Verb("[id]", N_("do what was asked about"), ("confirm 7",), _confirm),
    "round": Verb(
        "[window] [market] [every ..] [sealed] | withdraw | cancel | stop",
        N_("open or show the round of this chat"),
        ("round 5m", "round 5m every 1h", "round 1m eth sealed", "round withdraw"),
        _round,
        ("every", "sealed", "withdraw", "cancel", "stop"),
    ),
    "verify": Verb("[round]", N_("check a round: prices, sources, arithmetic"), ("verify 12",), _verify),
    "whatif": Verb(
        "[long|short] [market] [amount]",
        N_("the same trade at every leverage"),
        ("whatif", "whatif short eth 50"),
        _whatif,
        ("long", "short"),
    ),
    "top": Verb(
        "[chat|all] [week|season] [net|roi|hits]",
        N_("leaderboards"),
        ("top", "top all season roi"),
        _top,
        ("chat", "all", "week", "season", *RANKINGS),
    ),
    "me": Verb("", N_("your own statistics"), ("me",), _none("me", ShowMe())),
    "daily": Verb("", N_("today's points"), ("daily",), _none("daily", ClaimDaily())),
    "price": Verb("[market]", N_("prices, and how old they are"), ("price", "price btc"), _price),
    "limits": Verb(
        "[loss amount|off] [leverage x|off]",
        N_("your own limits: a loss a day, a highest leverage"),
        ("limits", "limits loss 200", "limits leverage 100x"),
        _limits,
    ),
    "break": Verb("[24h|7d|30d]", N_("open nothing for a while; it cannot be ended early"), ("break 24h",), _break),
    "settings": Verb(
        "[tolerance ..] [confirm ..] [presets ..] [alert kind loud|silent|off]",
        N_("tolerance, questions, presets, and which alerts ring"),
        ("settings", "settings tolerance 0.2%", "settings confirm 100", "settings alert settled loud"),
        _settings,
    ),
    "help": Verb("[verb]", N_("this list, or the manual of one verb"), ("help", "help long"), _help),
    "ping": Verb("", N_("are you there"), ("ping",), _none("ping", Ping())),
}

ALIASES = {"play": "start"}
