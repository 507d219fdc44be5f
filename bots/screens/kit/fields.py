"""Fields of screens: a figure under a stable key, exact for programs and pleasant for people."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.screen import Field
from core.money import POINT_DECIMALS, PRICE_DECIMALS, plain
from core.prices.markets import Side


def word(say: Wording, key: str, label: str, value: str | None) -> Field:
    """A field whose value is a word."""
    return Field(key, label, value or figures.NONE, value or say("none"))


def count(key: str, label: str, value: int) -> Field:
    """A field whose value is a number of something."""
    return Field(key, label, str(value), str(value))


def money(say: Wording, key: str, label: str, micro: int | None, sign: bool = False) -> Field:
    """A field of points."""
    if micro is None:
        return word(say, key, label, None)
    return Field(key, label, plain(micro, POINT_DECIMALS), figures.points(say, micro, sign))


def quoted(say: Wording, key: str, label: str, units: int | None) -> Field:
    """A field of a price."""
    if units is None:
        return word(say, key, label, None)
    return Field(key, label, plain(units, PRICE_DECIMALS), figures.price(units))


def share(say: Wording, key: str, label: str, ppm: int | None, sign: bool = False) -> Field:
    """A field of percent, given in parts per million."""
    if ppm is None:
        return word(say, key, label, None)
    return Field(key, label, plain(ppm, 4), figures.percent(ppm, sign))


def moment(say: Wording, key: str, label: str, at_ms: int | None) -> Field:
    """A field of a moment."""
    if at_ms is None:
        return word(say, key, label, None)
    return Field(key, label, figures.iso(at_ms), figures.moment(at_ms))


def span(say: Wording, key: str, label: str, ms: int) -> Field:
    """A field of a duration; its exact value is in seconds."""
    return Field(key, label, plain(ms, 3), figures.span(say, ms))


def side_name(say: Wording, side: Side) -> str:
    """A side as people read it."""
    return {Side.LONG: say("long"), Side.SHORT: say("short"), Side.UP: say("up"), Side.DOWN: say("down")}[side]


def side_field(say: Wording, side: Side) -> Field:
    """A field of a side."""
    return Field("Side", say("Side"), side.value, side_name(say, side))


def market_field(say: Wording, symbol: str) -> Field:
    """A field of a market."""
    return Field("Market", say("Market"), symbol, say.pair(symbol))


def moved_by(price: int | None, by: int) -> int | None:
    """A price moved into the market's frame; None where there is none above zero."""
    return price + by if price is not None and price + by > 0 else None


def balance_field(say: Wording, micro: int) -> Field:
    """A field of what can be spent."""
    return money(say, "Balance", say("Balance"), micro)
