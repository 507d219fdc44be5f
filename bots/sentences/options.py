"""The words after each verb, one by one: what the menu's verbs take where a platform asks for each by its name.

    /long market:BTC margin:25 leverage:1001 tp:0.3%   --sentence-->   long BTC 25 1001x tp 0.3%

Discord's slash commands are made of this table (on_discord/slash_commands.py); what is chosen becomes a sentence, and
the menu alone says what a sentence means. A test walks the table: every verb is here, and what it makes up is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from bots.languages.texts import N_, NAMES
from core.messages.lessons import Lesson
from core.prices.markets import MARKETS
from core.queries.state import RANKINGS
from core.rules.alerts import SPANS_MS
from core.rules.players import BREAKS_MS, MAX_NEAR_PERCENT, MIN_NEAR_PERCENT, AlertKind, Ring

Given = str | int | float | bool


class Takes(StrEnum):
    """What an option is filled with."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    FLAG = auto()
    ROLE = auto()


class Suggest(StrEnum):
    """What is offered while an option is typed."""

    MARGIN = auto()
    STAKE = auto()
    POSITION = auto()
    ORDER = auto()
    THING = auto()  # a position or an order
    ENDED = auto()
    VERB = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a verb. `says` is how it stands in a sentence, where `{}` is what it is filled with.

    `low` and `high` bound numbers; `suggest` says what to offer while it is typed; `also` are words offered there.
    """

    name: str
    does: str
    says: str = "{}"
    takes: Takes = Takes.TEXT
    needed: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    suggest: Suggest | None = None
    also: tuple[str, ...] = ()


GROUPS_ONLY = frozenset({"round", "setup"})
ADMINS_ONLY = frozenset({"setup"})  # whom a platform offers it to; whether they may, is asked at the act

_WINDOWS = tuple(f"{each}m" for each in sorted({minutes for m in MARKETS.values() for minutes, _profit in m.windows}))
_LEVERAGE = max(market.max_leverage for market in MARKETS.values())
_NUMBER = 10**9

_MARKET = Option("market", N_("the market"), choices=tuple(MARKETS))
_WINDOW = Option("window", N_("how long it runs"), choices=_WINDOWS)
_STAKE = Option("stake", N_("points: 25, 1.5k, half, all or 10%"), suggest=Suggest.STAKE, also=("half", "all"))
_MARGIN = Option("margin", N_("points: 25, 1.5k, half, all or 10%"), suggest=Suggest.MARGIN, also=("half", "all"))
_CALL = (_STAKE, _WINDOW, _MARKET)
_OPEN = (
    _MARKET,
    _MARGIN,
    Option("leverage", N_("how many times the margin"), "{}x", Takes.WHOLE, low=1, high=_LEVERAGE),
    Option("tp", N_("take-profit: a price, a move like 0.3% or a return like 50% roe"), "tp {}"),
    Option("sl", N_("stop-loss: a price, a move like 0.3% or a return like 50% roe"), "sl {}"),
    Option("at", N_("limit price: wait for it"), "at {}", Takes.DECIMAL, low=0, high=_NUMBER),
)
_POSITION = Option("id", N_("which one"), takes=Takes.WHOLE, needed=True, low=1, suggest=Suggest.POSITION)
_THING = Option("id", N_("which one"), takes=Takes.WHOLE, needed=True, low=1, suggest=Suggest.THING)
_STOP = Option("value", N_("a price, a move like 0.3%, a return like 50% roe, or off"), needed=True, also=("off",))
_PERCENT = Option("percent", N_("how much of it"), "{}%", Takes.DECIMAL, low=0, high=100)

OPTIONS: dict[str, tuple[Option, ...]] = {
    "start": (),
    "up": _CALL,
    "down": _CALL,
    "long": _OPEN,
    "short": _OPEN,
    "positions": (),
    "orders": (),
    "history": (Option("id", N_("which one"), takes=Takes.WHOLE, low=1, suggest=Suggest.ENDED),),
    "close": (Option("id", N_("which one, or all"), suggest=Suggest.POSITION, also=("all",)), _PERCENT),
    "tp": (_THING, _STOP),
    "sl": (_THING, _STOP),
    "margin": (
        _POSITION,
        Option("amount", N_("points: 25, 1.5k, half, all or 10%"), needed=True, suggest=Suggest.MARGIN),
    ),
    "cancel": (Option("id", N_("which one, or all"), suggest=Suggest.ORDER, also=("all",)),),
    "confirm": (Option("id", N_("the number that was asked about"), takes=Takes.WHOLE, needed=True, low=1),),
    "round": (
        _WINDOW,
        _MARKET,
        Option("every", N_("repeat it"), "every {}", choices=("15m", "30m", "1h", "2h", "4h", "12h", "1d", "7d")),
        Option("sealed", N_("hide sides and amounts until the lock"), "sealed", Takes.FLAG),
        Option("do", N_("something with the open round, instead of opening one"),
               choices=("withdraw", "cancel", "stop")),
    ),
    "verify": (Option("round", N_("the round's number"), takes=Takes.WHOLE, needed=True, low=1),),
    "whatif": (
        Option("side", N_("long or short"), choices=("long", "short")),
        _MARKET,
        Option("amount", N_("points: 25, 1.5k, half, all or 10%"), suggest=Suggest.MARGIN),
    ),
    "odds": (
        _MARKET,
        Option("leverage", N_("a leverage of your own, like 300x"), "{}x", Takes.WHOLE, low=2, high=1001),
    ),
    "learn": (Option("lesson", N_("what about"), choices=tuple(Lesson)),),
    "card": (
        Option("id", N_("the number of a position"), suggest=Suggest.ENDED),
        Option("points", N_("leave your points out"), "hide points", Takes.FLAG),
        Option("name", N_("leave your name out"), "hide name", Takes.FLAG),
    ),
    "top": (
        Option("whose", N_("of this chat or of everybody"), choices=("chat", "all")),
        Option("period", N_("this week or this season"), choices=("week", "season")),
        Option("by", N_("net points, return or hit rate"), choices=tuple(RANKINGS)),
    ),
    "me": (),
    "daily": (),
    "price": (_MARKET,),
    "limits": (
        Option("loss", N_("most points to lose in a day, or off"), "loss {}", also=("off",)),
        Option("leverage", N_("highest leverage, or off"), "leverage {}", also=("off",)),
    ),
    "break": (Option("length", N_("how long"), choices=tuple(BREAKS_MS)),),
    "alerts": (
        Option("kind", N_("a kind of alert; choose with it how it rings"), choices=tuple(AlertKind)),
        Option("ring", N_("how it rings"), choices=tuple(Ring)),
        Option("near", N_("warn when so much of the distance to liquidation is left, in percent"), "near {}%",
               Takes.WHOLE, low=MIN_NEAR_PERCENT, high=MAX_NEAR_PERCENT),
        Option("funding", N_("tell of each such share of a margin paid in funding, in percent"), "funding {}%",
               Takes.WHOLE, low=1, high=100),
        Option("quiet", N_("quiet hours and your zone: 22:00-07:00 +02:00, or off"), "quiet {}", also=("off",)),
        Option("mention", N_("name me in a group when nothing else reaches me"), "mention {}", choices=("on", "off")),
        Option("test", N_("send me a test alert"), "test", Takes.FLAG),
    ),
    "alert": (
        _MARKET,
        Option("above", N_("a price to reach from below"), "above {}", Takes.DECIMAL, low=0, high=_NUMBER),
        Option("below", N_("a price to reach from above"), "below {}", Takes.DECIMAL, low=0, high=_NUMBER),
        Option("move", N_("a move either way, in percent; choose with it how fast"), "move {}%", Takes.DECIMAL,
               low=0, high=100),
        Option("within", N_("how fast"), "in {}", choices=tuple(SPANS_MS)),
        Option("remove", N_("the number of a price alert to forget"), "remove {}", Takes.WHOLE, low=1),
    ),
    "watch": (
        Option("side", N_("long or short"), choices=("long", "short")),
        _MARKET,
        Option("margin", N_("the margin, in points of yours"), takes=Takes.DECIMAL, low=0, high=_NUMBER),
        Option("leverage", N_("how many times the margin"), "{}x", Takes.WHOLE, low=1, high=_LEVERAGE),
        Option("at", N_("the entry price"), "at {}", Takes.DECIMAL, low=0, high=_NUMBER),
        Option("loss", N_("the share of the margin at whose loss it is liquidated, in percent"), "loss {}%",
               Takes.DECIMAL, low=0, high=100),
        Option("liq", N_("its liquidation price, instead"), "liq {}", Takes.DECIMAL, low=0, high=_NUMBER),
        Option("remove", N_("the number of a watched position to forget"), "remove {}", Takes.WHOLE, low=1),
    ),
    "settings": (
        Option("tolerance", N_("how far a price may move before an order fills, in percent"), "tolerance {}%",
               Takes.DECIMAL, low=0, high=5),
        Option("confirm", N_("ask before opening with more points than this, or off"), "confirm {}", also=("off",)),
        Option("presets", N_("margins offered as buttons, up to 4: 10 25 50 100"), "presets {}"),
        Option("language", N_("the language I speak with you"), "language {}", choices=tuple(NAMES)),
    ),
    "setup": (
        Option("topic", N_("play here, or anywhere (off)"), "topic {}", choices=("here", "off")),
        Option("cap", N_("most points one player may put into a round, or off"), "cap {}", also=("off",)),
        Option("rounds", N_("who may open rounds"), "rounds {}", choices=("all", "admins")),
        Option("role", N_("besides admins, who has this role opens rounds"), "rounds {}", takes=Takes.ROLE),
        Option("feed", N_("tell here what becomes of members' positions"), "feed {}", choices=("on", "off")),
        Option("language", N_("the language I speak in this chat"), "language {}", choices=tuple(NAMES)),
    ),
    "privacy": (Option("do", N_("take it all with you, or have it deleted"), choices=("export", "delete")),),
    "link": (
        Option("code", N_("the code that I showed you on the other platform")),
        Option("sure", N_("do it, after you saw what happens"), "yes", Takes.FLAG),
    ),
    "help": (Option("verb", N_("the manual of one verb"), suggest=Suggest.VERB),),
    "ping": (),
}  # fmt: skip


def sentence(verb: str, given: Mapping[str, Given]) -> str:
    """What somebody says who filled these options in, in the order of the table.

    What the table does not know is said as it came, so that the menu refuses it rather than nobody noticing.
    """
    known = {option.name: option for option in OPTIONS.get(verb, ())}
    words = [_said(option, given[name]) for name, option in known.items() if name in given]
    words += [f"{name} {value}" for name, value in given.items() if name not in known]
    return " ".join([verb, *filter(None, words)])


def _said(option: Option, value: Given) -> str:
    match option.takes:
        case Takes.FLAG:
            return option.says if value else ""
        case Takes.DECIMAL if isinstance(value, float):  # the digits of 1e-05, and of what is text nothing but the text
            return option.says.format(format(Decimal(str(value)), "f"))
        case _:
            return option.says.format(value)
