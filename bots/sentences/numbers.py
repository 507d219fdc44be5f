"""Words of a sentence as quantities. One ASCII pattern of bounded length decides before any conversion.

Each reader returns None where the word is not of its kind at all, and raises Refusal where it is but cannot be meant.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bots.markets import LISTINGS
from core.messages.all import Refusal
from core.money import POINT, POINT_DECIMALS, PRICE_DECIMALS, USD, Amount, parse_units
from core.prices.markets import MARKETS
from core.units import PPM

PERCENT_DECIMALS = 4  # of a percentage: a millionth
MAX_POINTS = 10**12
MAX_PRICE_USD = 10**9
_SHOWN = 24

JOINER = "\u2060"  # keeps Telegram from linking what looks like a link; it comes back with what is copied
_NUMBERLIKE = re.compile(r"[-+]?[.,]?[0-9][0-9a-z_.,+-]*%?|[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
_MAX_WHOLE, _MAX_FRACTION = 15, 18  # digits that `parse_units` takes
_AMOUNT = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?(k?)")
_AMBIGUOUS = re.compile(r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?[k%]?")  # 1,000 is a thousand to some and one to others
_ODD = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"[-+]?nan", "number_nan"),
        (r"[-+]?inf(?:inity)?", "number_infinite"),
        (r"-.*", "number_negative"),
        (r"\+.*", "number_plus"),
        (r"0x[0-9a-f]+", "number_hex"),
        (r"[0-9][0-9_]*_.*", "number_underscore"),
        (r"[0-9][0-9.,]*e[-+]?[0-9]+", "number_exponent"),
    )
)
_PERCENT = re.compile(rf"([0-9]{{1,{_MAX_WHOLE}}}(?:[.,][0-9]{{1,{_MAX_FRACTION}}})?)%")
_LEVERAGE = re.compile(r"x([0-9]{1,6})|([0-9]{1,6})x")
_BARE_LEVERAGE = re.compile(r"[0-9]{1,6}")
_LEVERAGELIKE = re.compile(r"[-+]?x?[-+]?[0-9][0-9.,]*x|[-+]?x[-+]?[0-9][0-9.,]*")
_BARE_NUMBER = re.compile(r"[0-9][0-9.,]*")
_WINDOW = re.compile(r"([0-9]{1,6})(m|min|h|d)")
_WINDOWLIKE = re.compile(r"[0-9][0-9.,]*(?:m|mins?|minutes?|h|hours?|d|days?|s|secs?|seconds?)")
_WINDOW_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1_440}
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")

_POINTS = re.compile(r"([0-9][0-9.,]*k?)(?:pts?|points?)")
_BARE_POINTS = re.compile(r"[0-9][0-9.,]*k?")
_UNIT = ("pt", "pts", "point", "points")

_MARKETS = {name: symbol for symbol, listing in LISTINGS.items() for name in listing.names} | {
    word: symbol
    for symbol, market in MARKETS.items()
    for word in (symbol, market.name, market.name.replace("/", ""), f"{symbol}USDT")
}


def shown(text: str) -> str:
    """A fragment of what was said, short enough to be repeated."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def without_unit(words: list[str]) -> list[str]:
    """The words without the unit of points, which screens write and nobody must: 25 pt, 25pt."""
    pairs = zip(["", *words], words, strict=False)
    kept = (word for before, word in pairs if word not in _UNIT or not _BARE_POINTS.fullmatch(before))
    return [found[1] if (found := _POINTS.fullmatch(word)) else word for word in kept]


def market(word: str) -> str | None:
    """The symbol of a market: btc, BTC/USD, btcusd, bitcoin."""
    return _MARKETS.get(word.upper())


def leverage(word: str, bare: bool = False) -> int | None:
    """A leverage, whole: 100x, x100 and, where a `bare` number can be nothing else, 100."""
    if found := _LEVERAGE.fullmatch(word):
        return int(found[1] or found[2])
    if bare and _BARE_LEVERAGE.fullmatch(word):
        return int(word)
    if _LEVERAGELIKE.fullmatch(word) or (bare and _BARE_NUMBER.fullmatch(word)):
        raise Refusal("leverage_whole", word=shown(word))
    return None


def minutes(word: str) -> int | None:
    """A window: 5m, 15min, 1h; whole minutes."""
    if found := _WINDOW.fullmatch(word):
        return int(found[1]) * _WINDOW_MINUTES[found[2]]
    if _WINDOWLIKE.fullmatch(word):
        raise Refusal("window_whole", word=shown(word))
    return None


def number(word: str, example: str) -> int:
    """The number of a thing. Raises Refusal."""
    if not _NUMBER.fullmatch(word.removeprefix("#")):
        raise Refusal("number_expected", word=shown(word), example=example)
    return int(word.removeprefix("#"))


def amount(word: str) -> Amount | None:
    """Points, `all`, `half` or a share of the balance."""
    if word == "all":
        return Amount(share_ppm=PPM)
    if word == "half":
        return Amount(share_ppm=PPM // 2)
    if word.endswith("%"):
        return Amount(share_ppm=percent(word, "amount_share"))
    micro = points(word)
    return None if micro is None else Amount(micro=micro)


def points(word: str) -> int | None:
    """Points as micro-points: 25, 25.5, 1k."""
    units = _units(word, POINT_DECIMALS, "number_large")
    if units is not None and units > MAX_POINTS * POINT:
        raise Refusal("number_large", word=shown(word))
    return units


def fixed_points(word: str) -> int:
    """Points as micro-points, where a share of the balance has no meaning. Raises Refusal."""
    micro = None if word.endswith("%") else points(word)
    if micro is None:
        raise Refusal("points_expected", word=shown(word))
    return micro


def price(word: str) -> int | None:
    """A price in 1e-8 USD; 101k is 101,000."""
    units = _units(word, PRICE_DECIMALS, "price_bounds")
    if units is not None and not 0 < units <= MAX_PRICE_USD * USD:
        raise Refusal("price_bounds", word=shown(word))
    return units


def percent(word: str, code: str, bare: bool = False) -> int:
    """A share as parts per million, above 0 and up to 100 %. Raises Refusal with this code outside."""
    ppm = ratio(word, bare)
    if ppm is None or not 0 < ppm <= PPM:
        raise Refusal(code, word=shown(word))
    return ppm


def ratio(word: str, bare: bool = False) -> int | None:
    """A percentage as parts per million, however large; with `bare`, the sign may be left out."""
    _check_commas(word)
    found = _PERCENT.fullmatch(word if word.endswith("%") or not bare else f"{word}%")
    if not found:
        return None
    try:
        return parse_units(found[1].replace(",", "."), PERCENT_DECIMALS)
    except ValueError as error:
        raise Refusal("number_decimals", word=shown(word), decimals=PERCENT_DECIMALS) from error


def _units(word: str, decimals: int, too_large: str) -> int | None:
    if not _NUMBERLIKE.fullmatch(word):
        return None
    _check_commas(word)
    found = _AMOUNT.fullmatch(word)
    if not found:
        raise Refusal(next((code for odd, code in _ODD if odd.fullmatch(word)), "number_odd"), word=shown(word))
    whole, fraction = found[1], found[2] or "0"
    decimals += 3 if found[3] else 0
    if len(whole) > _MAX_WHOLE:
        raise Refusal(too_large, word=shown(word))
    try:
        return parse_units(f"{whole}.{fraction}", decimals)
    except ValueError as error:
        raise Refusal("number_decimals", word=shown(word), decimals=decimals) from error


def _check_commas(word: str) -> None:
    if _AMBIGUOUS.fullmatch(word):
        plain = re.sub(r"^0+(?=[0-9])", "", word.replace(",", ""))
        raise Refusal("number_comma", word=shown(word), plain=shown(plain))


def suggest(word: str, known: Sequence[str]) -> str:
    """The nearest other word that is known, or nothing."""
    near = get_close_matches(word, [other for other in known if other != word], n=1, cutoff=0.6)
    return near[0] if near else ""
