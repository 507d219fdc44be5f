"""How `long`, `short` and the verbs about open positions and waiting orders are read. Raises Refusal, never guesses."""

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import (
    LEVERAGE,
    MARKET,
    MAX_PRICE,
    POINTS,
    Confirm,
    Option,
    Reader,
    Suggest,
    Takes,
    Verb,
)
from bots.sentences.words import Slot, Words, at_most, second
from core.messages.all import Command, Refusal
from core.messages.players import ShowHistory
from core.messages.positions import AddMargin, Cancel, Close, Open, SetStop, ShowOpening, ShowOrders, ShowPositions
from core.money import Amount
from core.prices.markets import DEFAULT_MARKET, Side
from core.rules.stops import Stop, StopBy
from core.units import PPM

_MAX_STOP_PPM = 1_000 * PPM


def _opening(side: Side) -> Reader:
    """The reader of `long` and `short`."""

    def reader(words: list[str]) -> Command:
        given = Words(side.value, words, f"{side} btc 25 100x", ("tp", "sl", "at", "limit", "all", "half"))
        market, amount, leverage = (
            Slot[str](given, "market"),
            Slot[Amount](given, "amount"),
            Slot[int](given, "leverage"),
        )
        stops = {"tp": Slot[Stop](given, "tp"), "sl": Slot[Stop](given, "sl")}
        limit = Slot[int](given, "at")
        for word in given:
            # Of two bare numbers the first is the margin, the second the leverage.
            leverage_next = amount.value is not None and leverage.value is None
            match word:
                case "tp" | "sl":
                    stops[word].fill(_stop(given, word))
                case "at" | "limit":
                    limit.fill(given.price(word))
                case _ if symbol := numbers.market(word):
                    market.fill(symbol)
                case _ if (times := numbers.leverage(word, bare=leverage_next)) is not None:
                    leverage.fill(times)
                case _ if (points := numbers.amount(word)) is not None:
                    amount.fill(points)
                case _:
                    raise given.unknown(word)
        tp, sl = stops["tp"], stops["sl"]
        if amount.value is None or leverage.value is None:
            if extras := [slot.said for slot in (tp, sl, limit) if slot.said]:
                raise _incomplete(side, market, amount, leverage, extras)
            return ShowOpening(side, market.value, amount.value, leverage.value)
        return Open(side, market.value or DEFAULT_MARKET, amount.value, leverage.value, tp.value, sl.value, limit.value)

    return reader


def _incomplete(side: Side, market: Slot[str], amount: Slot[Amount], leverage: Slot[int], extras: list[str]) -> Refusal:
    """The refusal of stops and a limit price where the rest becomes a choice: its buttons could not carry them."""
    missing = " ".join(name for name, slot in (("margin", amount), ("leverage", leverage)) if not slot.said)
    said = [side.value, market.said or "btc", amount.said or "25", leverage.said or "100x", *extras]
    return Refusal("opening_incomplete", missing=missing, word=numbers.shown(extras[0]), example=" ".join(said))


def _stop(given: Words, after: str) -> Stop:
    text = given.next(after)
    ppm = numbers.ratio(text)
    if ppm is not None:
        if not 0 < ppm <= _MAX_STOP_PPM:
            raise Refusal("stop_bounds", word=numbers.shown(text))
        return Stop(StopBy.ROE if given.next_is("roe") else StopBy.MOVE, ppm)
    price = numbers.price(text)
    if price is None:
        raise Refusal("stop_expected", word=numbers.shown(text), after=after)
    return Stop(StopBy.PRICE, price)


def _positions(words: list[str]) -> Command:
    at_most(0, "positions", words)
    return ShowPositions()


def _orders(words: list[str]) -> Command:
    at_most(0, "orders", words)
    return ShowOrders()


def _history(words: list[str]) -> Command:
    at_most(1, "history", words)
    return ShowHistory(numbers.number(words[0], "history 3") if words else None)


def _close(words: list[str]) -> Command:
    """Close a share of a position, or of all."""
    at_most(2, "close", words)
    if not words:
        return ShowPositions()
    if words[0] == "half" or words[0].endswith("%"):
        at_most(1, "close", words)
        return Close(None, _share_ppm(words[0]))
    number = None if words[0] == "all" else numbers.number(words[0], "close 3 50%")
    return Close(number, PPM if len(words) == 1 else _share_ppm(words[1]))


def _share_ppm(word: str) -> int:
    return PPM // 2 if word == "half" else numbers.percent(word, "close_percent", bare=True)


def _setting_stop(verb: str, profit: bool) -> Reader:
    """The reader of `tp` and `sl`."""

    def reader(words: list[str]) -> Command:
        if not words:
            return ShowPositions()
        number = numbers.number(words[0], f"{verb} 3 0.3%")
        given = Words(verb, words[1:], f"{verb} 3 0.3%")
        stop = None if given.next_is("off") else _stop(given, words[0])
        for word in given:
            raise Refusal("word_extra", word=numbers.shown(word), verb=verb)
        return SetStop(number, profit, stop)

    return reader


def _margin(words: list[str]) -> Command:
    at_most(2, "margin", words)
    if not words:
        return ShowPositions()
    number = numbers.number(words[0], "margin 3 10")
    word = second(words, "margin 3 10")
    amount = numbers.amount(word)
    if amount is None:
        raise Refusal("amount_expected", word=numbers.shown(word))
    return AddMargin(number, amount)


def _cancel(words: list[str]) -> Command:
    at_most(1, "cancel", words)
    if not words:
        return ShowOrders()
    return Cancel(None if words[0] == "all" else numbers.number(words[0], "cancel 3"))


def _confirm(words: list[str]) -> Confirm:
    at_most(1, "confirm", words)
    if not words:
        raise Refusal("word_missing", after="confirm", example="confirm 7")
    return Confirm(numbers.number(words[0], "confirm 7"))


_OPEN_USAGE = "[market] [margin] [leverage] [tp ..] [sl ..] [at price]"
_OPEN_OPTIONS = (
    MARKET,
    Option("margin", POINTS, suggest=Suggest.MARGIN, also=("half", "all")),
    LEVERAGE,
    Option("tp", N_("take-profit: a price, a move like 0.3% or a return like 50% roe"), "tp {}"),
    Option("sl", N_("stop-loss: a price, a move like 0.3% or a return like 50% roe"), "sl {}"),
    Option("at", N_("limit price: wait for it"), "at {}", Takes.DECIMAL, low=0, high=MAX_PRICE),
)
_STOP_USAGE = "[id] [price|move%|return% roe|off]"
_STOP_OPTIONS = (
    Option("id", N_("which one"), takes=Takes.WHOLE, needed=True, low=1, suggest=Suggest.POSITION_OR_ORDER),
    Option("value", N_("a price, a move like 0.3%, a return like 50% roe, or off"), needed=True, also=("off",)),
)

VERBS = (
    Verb(
        "long",
        _OPEN_USAGE,
        N_("open a position that gains when the price rises"),
        ("long btc 25 1001x", "long eth 50 100x tp 0.5% sl 0.3%", "long btc 25 50x at 99000"),
        _opening(Side.LONG),
        _OPEN_OPTIONS,
        aliases=("buy",),
    ),
    Verb(
        "short",
        _OPEN_USAGE,
        N_("open a position that gains when the price falls"),
        ("short btc 25 1001x", "short sol 50 100x tp 80% roe", "short btc 25 50x at 101000"),
        _opening(Side.SHORT),
        _OPEN_OPTIONS,
        aliases=("sell",),
    ),
    Verb("positions", "", N_("what is open"), ("positions",), _positions, group_menu=8),
    Verb("orders", "", N_("what waits for its price"), ("orders",), _orders),
    Verb(
        "history",
        "[id]",
        N_("what was, with post-mortems"),
        ("history", "history 3"),
        _history,
        (Option("id", N_("which one"), takes=Takes.WHOLE, low=1, suggest=Suggest.ENDED),),
        numbered=True,
    ),
    Verb(
        "close",
        "[id|all] [percent]",
        N_("close a position or a part of it"),
        ("close 3", "close 3 50%"),
        _close,
        (
            Option("id", N_("which one, or all"), suggest=Suggest.POSITION, also=("all",)),
            Option("percent", N_("how much of it"), "{}%", Takes.DECIMAL, low=0, high=100),
        ),
        numbered=True,
    ),
    Verb(
        "tp",
        _STOP_USAGE,
        N_("set the take-profit of a position or order"),
        ("tp 3 101000", "tp 3 0.3%", "tp 3 50% roe", "tp 3 off"),
        _setting_stop("tp", profit=True),
        _STOP_OPTIONS,
        numbered=True,
    ),
    Verb(
        "sl",
        _STOP_USAGE,
        N_("set the stop-loss of a position or order"),
        ("sl 3 99950", "sl 3 0.02%", "sl 3 30% roe", "sl 3 off"),
        _setting_stop("sl", profit=False),
        _STOP_OPTIONS,
        numbered=True,
    ),
    Verb(
        "margin",
        "[id] [amount]",
        N_("add margin to a Standard position"),
        ("margin 3 10",),
        _margin,
        (
            Option("id", N_("which one"), takes=Takes.WHOLE, needed=True, low=1, suggest=Suggest.POSITION),
            Option("amount", POINTS, needed=True, suggest=Suggest.MARGIN),
        ),
        numbered=True,
    ),
    Verb(
        "cancel",
        "[id|all]",
        N_("cancel a waiting order"),
        ("cancel 3", "cancel all"),
        _cancel,
        (Option("id", N_("which one, or all"), suggest=Suggest.ORDER, also=("all",)),),
        numbered=True,
    ),
    Verb(
        "confirm",
        "[id]",
        N_("do what was asked about"),
        ("confirm 7",),
        _confirm,
        (Option("id", N_("the number that was asked about"), takes=Takes.WHOLE, needed=True, low=1),),
        numbered=True,
        listed=False,  # the button of a question says it
    ),
)
