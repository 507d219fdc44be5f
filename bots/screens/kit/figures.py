"""Figures as people read them: points, prices, shares, moments, spans. Exact integers in, text out, nothing rounded up.

The exact plain form of the same figure is `core.money.plain`.
"""

from datetime import UTC, datetime

from bots.languages.texts import Wording
from core.money import POINT, POINT_DECIMALS, PRICE_DECIMALS, USD, floor_div, plain

NONE = "none"


def points(say: Wording, micro: int, sign: bool = False) -> str:
    """`1,234.56 pt`, whole cents from one point up, a loss never smaller than it is; with `sign`, a gain has a plus."""
    cut = floor_div(micro, POINT // 100) * (POINT // 100) if abs(micro) >= POINT else micro
    plus = "+" if sign and micro > 0 else ""
    return say("{amount} pt").format(amount=plus + grouped(plain(cut, POINT_DECIMALS)))


def price(units: int) -> str:
    """`99,940.05`: cents from 100 USD up, more decimals below, all of them below 10 cents; cut, not rounded."""
    decimals = 2 if abs(units) >= 100 * USD else 4 if not 0 < abs(units) < USD // 10 else PRICE_DECIMALS
    scale = 10 ** (PRICE_DECIMALS - decimals)
    whole, fraction = divmod(abs(units) // scale, 10**decimals)
    text = f"{whole:,}.{fraction:0{decimals}d}"
    return f"-{text}" if units < 0 else text


def percent(ppm: int, sign: bool = False) -> str:
    """`0.06 %` of parts per million, exact."""
    plus = "+" if sign and ppm > 0 else ""
    return f"{plus}{grouped(plain(ppm, 4))} %"


def grouped(decimal: str) -> str:
    """A plain decimal with thousands separators."""
    whole, dot, fraction = decimal.partition(".")
    negative = whole.startswith("-")
    return ("-" if negative else "") + f"{int(whole.lstrip('-')):,}" + dot + fraction


def iso(at_ms: int) -> str:
    """`2026-01-01T00:00:10Z`, with milliseconds where there are any."""
    moment = datetime.fromtimestamp(at_ms // 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    ms = at_ms % 1_000
    return f"{moment}.{ms:03d}Z" if ms else f"{moment}Z"


def moment(at_ms: int) -> str:
    """`2026-01-01 00:00:10 UTC`."""
    return datetime.fromtimestamp(at_ms // 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def clock(at_ms: int) -> str:
    """`00:00:10 UTC`."""
    return datetime.fromtimestamp(at_ms // 1_000, UTC).strftime("%H:%M:%S UTC")


def in_words(say: Wording, count: int) -> str:
    """`three`: a small count as a word, a larger one in digits."""
    words = {
        2: say("two"),
        3: say("three"),
        4: say("four"),
        5: say("five"),
        6: say("six"),
        7: say("seven"),
        8: say("eight"),
        9: say("nine"),
    }
    return words.get(count, str(count))


def part(say: Wording, ppm: int) -> str:
    """`a tenth`: a share that has a name, by its whole percent; others in percent."""
    names = {5: say("a twentieth"), 10: say("a tenth"), 20: say("a fifth"), 25: say("a quarter")}
    return names.get(ppm // 10_000, percent(ppm))


def span(say: Wording, ms: int) -> str:
    """`2 min 13 s`: the two largest units of a duration."""
    seconds = ms // 1_000
    parts = [
        (seconds // 86_400, say("d")),
        (seconds // 3_600 % 24, say("h")),
        (seconds // 60 % 60, say("min")),
        (seconds % 60, say("s")),
    ]
    first = next((index for index, (count, _unit) in enumerate(parts) if count), len(parts) - 1)
    shown = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return " ".join(shown) or f"0 {say('s')}"
