"""One row of the table of verbs: everything that is said about a verb, wherever it is said.

    the reader       which words it takes, and the command that they mean
    help             usage, what it does, examples
    Telegram         its command menus (bots/on_telegram/command_menu.py)
    Discord          its slash command, a box for each option, and suggestions while one is typed
    the terminal     what Tab completes

A row stands below its reader, in the file of its topic; verbs.py puts the rows together.

    /long market:BTC margin:25 leverage:1001 tp:0.3%   --sentence-->   long BTC 25 1001x tp 0.3%

What is filled into Discord's options becomes a sentence like any other: the readers alone decide what it means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from bots.languages.texts import N_
from core.messages.all import Command
from core.prices.markets import MARKETS

Given = str | int | float | bool  # what an option is filled with, as Discord sends it

MAX_LEVERAGE = max(market.max_leverage for market in MARKETS.values())
MAX_PRICE = 10**9  # of an option, USD


# What a sentence may mean beside a command of the core


@dataclass(frozen=True, slots=True)
class Help:
    """Show the list of verbs, or the manual of one."""

    verb: str | None


@dataclass(frozen=True, slots=True)
class Ping:
    """Say that the bot is there."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Do what the stored sentence of this number says."""

    number: int


@dataclass(frozen=True, slots=True)
class NewCode:
    """Offer a new code for a link; the desk draws it."""


Meaning = Command | Help | Ping | Confirm | NewCode
Reader = Callable[[list[str]], Meaning]


# The options of a verb


class Takes(StrEnum):
    """What an option is filled with."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    FLAG = auto()
    ROLE = auto()


class Suggest(StrEnum):
    """What is suggested while an option is typed."""

    MARGIN = auto()
    STAKE = auto()
    POSITION = auto()
    ORDER = auto()
    POSITION_OR_ORDER = auto()
    ENDED = auto()
    VERB = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a verb. `says` is how it stands in a sentence, with `{}` for what it is filled with.

    `low` and `high` bound numbers. `suggest` and the words `also` are suggested while it is typed. `on_discord` False:
    Discord has no use for it.
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
    on_discord: bool = True

    def said(self, value: Given) -> str:
        """The words of a sentence that say this value; empty for a flag that is not set."""
        match self.takes:
            case Takes.FLAG:
                return self.says if value else ""
            case Takes.DECIMAL if isinstance(value, float):  # 1e-05 in digits; a text stays the text it is
                return self.says.format(format(Decimal(str(value)), "f"))
            case _:
                return self.says.format(value)


# Options that several verbs take

MARKET = Option("market", N_("the market"), choices=tuple(MARKETS))
SIDE = Option("side", N_("long or short"), choices=("long", "short"))
LEVERAGE = Option("leverage", N_("how many times the margin"), "{}x", Takes.WHOLE, low=1, high=MAX_LEVERAGE)
POINTS = N_("points: 25, 1.5k, half, all or 10%")


@dataclass(frozen=True, slots=True)
class Verb:
    """One row of the table of verbs.

    `usage`: the words it takes, for people. `does`: what it does, to be translated. `examples`: sentences that are
    read. `options`: the same words one by one, for platforms that ask for each by its name; those needed come first.
    `numbered`: it takes the number of a thing, so that `#1234` after it names that thing and is no nonce.
    `groups_only`: it is for groups. `admins_only`: platforms offer it to admins of groups alone; whether somebody may
    say it is decided when they do. `listed`: help and menus name it. `group_menu`: its place in the command menu of
    Telegram's groups, None: it is not in it.
    """

    name: str
    usage: str
    does: str
    examples: tuple[str, ...]
    reader: Reader
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    numbered: bool = False
    groups_only: bool = False
    admins_only: bool = False
    listed: bool = True
    group_menu: int | None = None

    def option(self, name: str) -> Option | None:
        """The option of this name."""
        return next((option for option in self.options if option.name == name), None)

    def sentence(self, given: Mapping[str, Given]) -> str:
        """The sentence of somebody who filled in these options, in the order of the row.

        What is no option of this verb is said as it came, so that the reader refuses it.
        """
        words = [option.said(given[option.name]) for option in self.options if option.name in given]
        words += [f"{name} {value}" for name, value in given.items() if self.option(name) is None]
        return " ".join([self.name, *filter(None, words)])
