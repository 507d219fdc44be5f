"""What a screen may carry besides its text: a document, or a picture to draw. Both are values, never bytes.

A picture is asked for, not made, with the screen: `bots.pictures.share_card` draws it later and elsewhere, so that
no answer waits for it. Its texts are finished; its prices are whole numbers of 1e-8 USD in one frame, for the chart.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over: its name, which is safe as one, and its text."""

    name: str
    text: str


class Mood(StrEnum):
    """What a picture is about, for its colours: neither is a failure."""

    OPEN = "open"
    GAIN = "gain"
    LOSS = "loss"


class Mark(StrEnum):
    """What a level of a chart is."""

    ENTRY = "entry"
    EXIT = "exit"
    LIQUIDATION = "liquidation"
    TAKEPROFIT = "takeprofit"
    STOPLOSS = "stoploss"


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line of a chart, with what is written beside it."""

    mark: Mark
    label: str
    shown: str
    price: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A card of a position. `path` are (ms, price) of its life, empty where they are not kept; `alt` says it in words.

    `name` is empty where it is hidden; `handle` is how people find the bot, which each platform knows itself.
    """

    mood: Mood
    market: str
    side: str
    leverage: str
    state: str
    headline: str
    caption: str
    facts: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    path: tuple[tuple[int, int], ...]
    chart: str
    badges: tuple[str, ...]
    name: str
    alt: str
    handle: str = "dumbdegen"
