"""The language of sentences once more, as places and what may stand in each: it shares nothing with sentences/verbs.py.

    sentence = ["/"] verb ["@" bot] {place} ["#" nonce]      places in any order, each at most once, some needed

`recognised` says whether a text is a sentence; it converts nothing before a pattern has matched, and counts in exact
fractions. What the game may still refuse (a market without such a window, too little balance) is none of its business.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from zoneinfo import available_timezones

Check = Callable[[str], bool]
Place = tuple[Check, ...]  # what each of its words must be

MOST_LETTERS, MOST_WORDS = 200, 24
_DECIMAL = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,18}))?(k?)")
_THOUSANDS = re.compile(r"[0-9]+(,[0-9]{3})+(\.[0-9]+)?[k%]?")


def matches(pattern: str) -> Check:
    """A word of this pattern, whole."""
    return lambda word: re.fullmatch(pattern, word) is not None


def one_of(*words: str) -> Check:
    """One of these words."""
    return lambda word: word in words


def number(decimals: int, least: Fraction, most: Fraction, suffix: str = "", thousand: bool = True) -> Check:
    """A decimal of at most so many places, within bounds."""

    def check(word: str) -> bool:
        if not word.endswith(suffix) or _THOUSANDS.fullmatch(word):
            return False
        found = _DECIMAL.fullmatch(word.removesuffix(suffix) if suffix else word)
        if not found or (found[3] and not thousand):
            return False
        value = Fraction(f"{found[1]}.{found[2] or 0}")
        places = decimals + (3 if found[3] else 0)
        return (value * 10**places).denominator == 1 and least <= value * (1_000 if found[3] else 1) <= most

    return check


def either(*checks: Check) -> Check:
    """Any of these."""
    return lambda word: any(check(word) for check in checks)


_UNIT = Fraction(1, 10**8)
MARKET = matches(r"(btc|eth|bnb|sol)(/usd|usdt?)?|bitcoin|ethereum|solana")
POINTS = number(6, Fraction(0), Fraction(10**12))
SHARE = number(4, Fraction(1, 10**4), Fraction(100), "%", thousand=False)
AMOUNT = either(one_of("all", "half"), POINTS, SHARE)
PRICE = number(8, _UNIT, Fraction(10**9))
MOVE = number(4, Fraction(1, 10**4), Fraction(100_000), "%", thousand=False)
TIMES = matches(r"x[0-9]{1,6}|[0-9]{1,6}x")
BARE = matches(r"[0-9]{1,6}")
ID = matches(r"#?[1-9][0-9]{0,11}")
NONCE = matches(r"#[a-z0-9]{4,8}")
LANGUAGES = one_of("en", "de")
TOLERANCE = either(
    number(2, Fraction(1, 100), Fraction(5), "%", thousand=False), number(2, Fraction(1, 100), Fraction(5), "", False)
)
LOSS = either(*(number(2, Fraction(1, 100), Fraction(100), sign, False) for sign in ("%", "")))
BARE_SHARE = number(4, Fraction(1, 10**4), Fraction(100), "", thousand=False)
ALERTS = one_of(
    *("liquidation", "takeprofit", "stoploss", "filled", "refunded", "settled", "market"),
    *("near", "price", "funding", "digest", "feed"),
)
SPANS = one_of("1m", "5m", "15m", "1h", "4h", "24h")
_FIXED = matches(r"[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00")
_ZONES = {name.lower() for name in available_timezones()}
ZONE = either(_FIXED, lambda word: word in _ZONES)
RINGS = one_of("loud", "silent", "off")


def span(most: int) -> Check:
    """A window of whole minutes."""

    def check(word: str) -> bool:
        found = re.fullmatch(r"([0-9]{1,6})(m|min|h|d)", word)
        return found is not None and 1 <= int(found[1]) * {"m": 1, "min": 1, "h": 60, "d": 1_440}[found[2]] <= most

    return check


def whole_percent(least: int, most: int) -> Check:
    """A share without decimals, with its sign or without."""
    bounds = Fraction(least), Fraction(most)
    return either(number(0, *bounds, "%", False), number(0, *bounds, "", False))


def hours(word: str) -> bool:
    """From one minute of a day to another."""
    moment = "([01][0-9]|2[0-3]):[0-5][0-9]"
    return re.fullmatch(f"{moment}-{moment}", word) is not None and word[:5] != word[6:]


WINDOW = span(60)
_STOPS: tuple[Place, ...] = ((MOVE, one_of("roe")), (MOVE,), (PRICE,))
_OPEN: dict[str, tuple[Place, ...]] = {
    "market": ((MARKET,),),
    "amount": ((AMOUNT,),),
    "leverage": ((TIMES,), (BARE,)),
    "tp": tuple((one_of("tp"), *stop) for stop in _STOPS),
    "sl": tuple((one_of("sl"), *stop) for stop in _STOPS),
    "at": ((one_of("at", "limit"), PRICE),),
}
_CALL: dict[str, tuple[Place, ...]] = {"market": ((MARKET,),), "window": ((WINDOW,),), "stake": ((AMOUNT,),)}

# Places in any order, by verb
FREE: dict[str, dict[str, tuple[Place, ...]]] = {
    "long": _OPEN,
    "short": _OPEN,
    "up": _CALL,
    "down": _CALL,
    "round": {
        "window": ((WINDOW,),),
        "market": ((MARKET,),),
        "every": ((one_of("every"), span(7 * 1_440)),),
        "sealed": ((one_of("sealed"),),),
    },
    "whatif": {"side": ((one_of("long", "short"),),), "market": ((MARKET,),), "amount": ((AMOUNT,),)},
    "odds": {"market": ((MARKET,),), "leverage": ((TIMES,), (BARE,))},
    "card": {
        "id": ((ID,),),
        "points": ((one_of("hide"), one_of("points")),),
        "name": ((one_of("hide"), one_of("name")),),
    },
    "alert": {
        "market": ((MARKET,),),
        "level": (
            (one_of("above", "below"), PRICE),
            (one_of("move"), SHARE, one_of("in"), SPANS),
        ),
    },
    "watch": {
        "side": ((one_of("long", "short"),),),
        "market": ((MARKET,),),
        "margin": ((number(6, Fraction(1, 10**6), Fraction(10**12)),),),
        "leverage": ((either(TIMES, BARE),),),
        "at": ((one_of("at"), PRICE),),
        "liq": ((one_of("liq"), PRICE),),
        "loss": ((one_of("loss"), LOSS),),
    },
    "top": {
        "whose": ((one_of("chat", "all"),),),
        "period": ((one_of("week", "season"),),),
        "by": ((one_of("net", "roi", "hits"),),),
    },
}
# Of those, what may not be left out
NEEDED = {"alert": {"level"}, "watch": {"side", "leverage", "at"}}
# The whole of what follows, by verb, where its order is fixed
FIXED: dict[str, tuple[Place, ...]] = {
    "start": ((), (matches(r"[a-z0-9_-]{1,64}"),)),
    **{verb: ((),) for verb in ("positions", "orders", "me", "daily", "ping")},
    "history": ((), (ID,)),
    "confirm": ((ID,),),
    "verify": ((ID,),),
    "close": (
        (),
        (either(one_of("all", "half"), ID, SHARE),),
        (either(one_of("all"), ID), either(SHARE, BARE_SHARE, one_of("half"))),
    ),
    "tp": ((), (ID, one_of("off")), *((ID, *stop) for stop in _STOPS)),
    "sl": ((), (ID, one_of("off")), *((ID, *stop) for stop in _STOPS)),
    "margin": ((), (ID, AMOUNT)),
    "cancel": ((), (either(one_of("all"), ID),)),
    "round": ((), (one_of("mine", "withdraw", "cancel", "stop"),)),
    "learn": ((), (one_of("leverage", "liquidation", "funding", "slippage", "risk"),)),
    "privacy": ((), (one_of("export", "delete"),), (one_of("delete"), one_of("confirm"))),
    "price": ((), (MARKET,)),
    "limits": (
        (),
        (one_of("loss"), either(one_of("off"), POINTS)),
        (one_of("leverage"), either(one_of("off"), TIMES, BARE)),
    ),
    "break": ((), (one_of("24h", "7d", "30d"),)),
    "settings": (
        (),
        (one_of("tolerance"), TOLERANCE),
        (one_of("confirm"), either(one_of("off"), POINTS)),
        *((one_of("presets"), *[POINTS] * count) for count in range(1, 5)),
        (one_of("alert"), ALERTS, RINGS),
        (one_of("language"), LANGUAGES),
    ),
    "setup": (
        (),
        (one_of("topic"), one_of("here", "off")),
        (one_of("cap"), either(one_of("off"), POINTS)),
        (one_of("rounds"), either(one_of("all", "admins"), matches(r"(<@&)?[1-9][0-9]{15,19}>?"))),
        (one_of("feed"), one_of("on", "off")),
        (one_of("language"), LANGUAGES),
    ),
    "alerts": (
        (),
        (one_of("on", "test"),),
        (ALERTS, RINGS),
        (one_of("near"), whole_percent(5, 90)),
        (one_of("funding"), whole_percent(1, 100)),
        (one_of("quiet"), either(one_of("off"), hours)),
        (one_of("quiet"), hours, ZONE),
        (one_of("feed"), one_of("on")),
        (one_of("mention"), one_of("on", "off")),
    ),
    "alert": ((), (one_of("remove"), ID)),
    "watch": ((), (one_of("remove"), ID)),
    "link": (
        (),
        (matches(r"[acdefhjkmnprtvwxy34679]{4}-?[acdefhjkmnprtvwxy34679]{4}"),),
        (matches(r"[acdefhjkmnprtvwxy34679]{4}-?[acdefhjkmnprtvwxy34679]{4}"), one_of("yes")),
    ),
}
ALIASES = {
    **{"play": "start", "buy": "long", "sell": "short", "balance": "me"},
    **{"hello": "start", "hi": "start"},
    **{"leaderboard": "top", "prices": "price", "?": "help"},
}


@cache
def _verbs() -> frozenset[str]:
    return frozenset({*FREE, *FIXED, "help"})


def recognised(text: str) -> bool:
    """Whether a text is a sentence. The joiner that screens write, unseen, is none of its letters."""
    text = text.replace("\u2060", "")
    if len(text) > MOST_LETTERS:
        return False
    text = text.strip(" \t\r\n")
    if not all(" " <= letter <= "~" for letter in text):
        return False
    words = text.lower().split(" ")
    words = [word for word in words if word]
    if not 1 <= len(words) <= MOST_WORDS:
        return False
    words = re.sub(r"(?<= )([0-9][0-9.,]*k?)(?: ?pts?| ?points?)(?= )", r"\1", f" {' '.join(words)} ").split()
    verb, rest = re.fullmatch(r"/?([a-z]+|[?])(@[a-z0-9_]{1,64})?", words[0]), words[1:]
    if verb is None:
        return False
    name = ALIASES.get(verb[1], verb[1])
    endings = [rest] + ([rest[:-1]] if rest and NONCE(rest[-1]) else [])
    return name in _verbs() and any(_said(name, ending) for ending in endings)


def _said(verb: str, words: list[str]) -> bool:
    if verb == "help":
        known = {*_verbs(), *ALIASES}
        return not words or (len(words) == 1 and words[0].removeprefix("/") in known)
    if any(_fits(place, words) for place in FIXED.get(verb, ())):
        return True
    return verb in FREE and _free(FREE[verb], words, NEEDED.get(verb, set()))


def _fits(place: Place, words: list[str]) -> bool:
    return len(place) == len(words) and all(check(word) for check, word in zip(place, words, strict=True))


def _free(places: dict[str, tuple[Place, ...]], words: list[str], needed: set[str]) -> bool:
    """Whether the words fill places, each at most once and the needed ones."""
    if not words:
        return not needed
    return any(
        _fits(way, words[: len(way)])
        and _free({other: ways for other, ways in places.items() if other != name}, words[len(way) :], needed - {name})
        for name, each in places.items()
        for way in each
    )
