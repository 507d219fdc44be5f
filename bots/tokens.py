"""Words of a sentence as quantities. One ASCII pattern of bounded length decides before any conversion.

Each reader returns None where the word is not of its kind at all, and raises Refusal where it is but cannot be meant.
"""

import re
from difflib import get_close_matches

from core.answers import Refusal
from core.commands import Amount
from core.markets import MARKETS
from core.money import POINT, POINT_DECIMALS, PRICE_DECIMALS, USD, parse_units

PPM = 1_000_000
MAX_POINTS = 10**12
MAX_PRICE_USD = 10**9
_SHOWN = 24

_NUMBERLIKE = re.compile(r"[-+]?[.,]?[0-9][0-9a-z_.,+-]*%?|[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
_AMOUNT = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,18}))?(k?)")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?k?")
_PERCENT = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,9})?)%")
_LEVERAGE = re.compile(r"x?([0-9]{1,6})x?")
_WINDOW = re.compile(r"([0-9]{1,6})(m|min|h|d|s|sec)")
_WINDOW_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1_440}
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")

_MARKETS = {
    word: symbol
    for symbol, market in MARKETS.items()
    for word in (symbol, market.name, market.name.replace("/", ""), f"{symbol}USDT")
}


def shown(text: str) -> str:
    """A fragment of what was said, short enough to be repeated."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def market(word: str) -> str | None:
    """The symbol of a market: btc, BTC/USD, btcusd."""
    return _MARKETS.get(word.upper())


def leverage(word: str) -> int | None:
    """A leverage with its x: 100x, x100."""
    found = _LEVERAGE.fullmatch(word)
    return int(found[1]) if found and "x" in word else None


def minutes(word: str) -> int | None:
    """A window: 5m, 15min, 1h; whole minutes."""
    found = _WINDOW.fullmatch(word)
    if not found:
        return None
    if found[2] not in _WINDOW_MINUTES:
        raise Refusal("window_seconds", word=shown(word))
    return int(found[1]) * _WINDOW_MINUTES[found[2]]


def number(word: str, example: str) -> int:
    """The number of a thing. Raises Refusal."""
    if not _NUMBER.fullmatch(word.removeprefix("#")):
        raise Refusal("number_expected", word=shown(word), example=example)
    return int(word.removeprefix("#"))


def amount(word: str) -> Amount | None:
    """Points, `all`, `half` or a share of the balance."""
    if word in ("all", "max"):
        return Amount(share_ppm=PPM)
    if word == "half":
        return Amount(share_ppm=PPM // 2)
    if word.endswith("%"):
        ppm = percent(word, "amount_share")
        return Amount(share_ppm=ppm)
    micro = points(word)
    return None if micro is None else Amount(micro=micro)


def points(word: str) -> int | None:
    """Points as micro-points: 25, 25.5, 1k."""
    units = _units(word, POINT_DECIMALS)
    if units is not None and units > MAX_POINTS * POINT:
        raise Refusal("number_large", word=shown(word))
    return units


def price(word: str) -> int | None:
    """A price in 1e-8 USD; 101k is 101,000."""
    units = _units(word, PRICE_DECIMALS)
    if units is not None and not 0 < units <= MAX_PRICE_USD * USD:
        raise Refusal("price_bounds", word=shown(word))
    return units


def percent(word: str, code: str) -> int:
    """A share as parts per million, above 0 and up to 100 %. Raises Refusal with this code outside."""
    ppm = ratio(word)
    if ppm is None or not 0 < ppm <= PPM:
        raise Refusal(code, word=shown(word))
    return ppm


def ratio(word: str) -> int | None:
    """A percentage as parts per million, however large."""
    found = _PERCENT.fullmatch(word)
    if not found:
        return None
    try:
        return parse_units(found[1].replace(",", "."), 4)
    except ValueError as error:
        raise Refusal("number_decimals", word=shown(word), decimals=4) from error


def _units(word: str, decimals: int) -> int | None:
    if not _NUMBERLIKE.fullmatch(word):
        return None
    if _AMBIGUOUS.fullmatch(word):
        raise Refusal("number_comma", word=shown(word), plain=word.replace(",", ""))
    found = _AMOUNT.fullmatch(word)
    if not found:
        raise Refusal("number_negative" if word.startswith("-") else "number_odd", word=shown(word))
    whole, fraction, thousand = found[1], found[2] or "", found[3]
    try:
        units = parse_units(f"{whole}.{fraction or '0'}", decimals + (3 if thousand else 0))
    except ValueError as error:
        raise Refusal("number_decimals", word=shown(word), decimals=decimals) from error
    return units


def suggest(word: str, known: list[str]) -> str:
    """The nearest known word, or nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return near[0] if near else ""
