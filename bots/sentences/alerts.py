"""How the words are read of `alerts`, `alert` and `watch`: what rings, prices to wait for, positions held elsewhere."""

import re

from bots.sentences import numbers
from bots.sentences.play import exactly
from bots.sentences.words import Words
from core.messages.alerts import (
    AddMirror,
    AddPriceAlert,
    RemoveMirror,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetMentions,
    SetNear,
    SetQuiet,
    SetRing,
    ShowAlerts,
    ShowMirrors,
)
from core.messages.all import Command, Refusal
from core.money import POINT
from core.prices.markets import DEFAULT_MARKET, Side
from core.rules.alerts import MOST_MOVE_PPM, SPANS_MS, PriceKind
from core.rules.players import MAX_NEAR_PERCENT, MIN_NEAR_PERCENT, AlertKind, Ring
from core.rules.zones import MINUTES_A_DAY, UTC_ZONE, zone_named

DEFAULT_LOSS_PPM = 600_000  # the game's own loss rate
_MIRRORED = 100 * POINT  # margin of a mirror that names none: it moves no price
_MAX_LEVERAGE = 1_001
_KINDS, _RINGS = list(AlertKind), list(Ring)
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_PPM_OF_A_PERCENT = 10_000


def alerts(words: list[str]) -> Command:
    """What rings, and how."""
    match words:
        case [] | ["on"]:
            return ShowAlerts()
        case ["test"]:
            return SendTest()
        case ["near", share] if share not in _RINGS:
            return SetNear(_whole_percent(share, "near_bounds", MIN_NEAR_PERCENT, MAX_NEAR_PERCENT))
        case ["funding", share] if share not in _RINGS:
            return SetFundingShare(_whole_percent(share, "funding_bounds", 1, 100))
        case ["quiet", "off"]:
            return SetQuiet(0, 0, UTC_ZONE)
        case ["quiet", hours, *zone] if len(zone) <= 1:
            return _quiet(hours, zone[0] if zone else UTC_ZONE)
        case ["feed", "on"]:
            return SetRing(AlertKind.FEED, Ring.SILENT)
        case ["mention", "on" | "off" as word]:
            return SetMentions(word == "on")
        case _:
            return ringing("alerts", words)


def ringing(said: str, words: list[str]) -> Command:
    """How a kind of alert rings; `said` is what stands before it."""
    for word, known in zip(words, (_KINDS, _RINGS), strict=False):
        if word not in known:
            near = numbers.suggest(word, [*known, "quiet", "mention", "test"])
            raise Refusal("alert_unknown", word=numbers.shown(word), near=near, known=" ".join(known))
    if len(words) < 2:
        raise Refusal("word_missing", after=" ".join([said, *words]), example=f"{said} settled loud")
    if len(words) > 2:
        raise Refusal("word_extra", word=numbers.shown(words[2]), verb=said)
    return SetRing(AlertKind(words[0]), Ring(words[1]))


def _whole_percent(word: str, code: str, least: int, most: int) -> int:
    percent, rest = divmod(numbers.ratio(word, bare=True) or 0, _PPM_OF_A_PERCENT)
    if rest or not least <= percent <= most:
        raise Refusal(code, word=numbers.shown(word), least=least, most=most)
    return percent


def _quiet(hours: str, zone: str) -> SetQuiet:
    found, named = _HOURS.fullmatch(hours), zone_named(zone)
    if not found:
        raise Refusal("quiet_unknown", word=numbers.shown(hours))
    if not named:
        raise Refusal("zone_unknown", word=numbers.shown(zone))
    begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if begin == end:
        raise Refusal("quiet_unknown", word=numbers.shown(hours))
    assert begin < MINUTES_A_DAY > end
    return SetQuiet(begin, end, named)


def alert(words: list[str]) -> Command:
    """A price alert, or its end."""
    if not words:
        return ShowAlerts()
    if words[0] == "remove":
        exactly("alert", words, 2)
        return RemovePriceAlert(numbers.number(_second(words, "alert remove 3"), "alert remove 3"))
    given = Words("alert", words, "alert btc above 105000", ("remove", *PriceKind))
    for word in given:
        match word:
            case "above" | "below":
                given.put("level", (PriceKind(word), _price(given, word), 0))
            case "move":
                given.put("level", (PriceKind.MOVE, *_move(given)))
            case _ if symbol := numbers.market(word):
                given.put("market", symbol)
            case _:
                raise given.unknown(word)
    if given.get("level") is None:
        raise Refusal("word_missing", after=f"alert {numbers.shown(words[-1]) if words else ''}".strip())
    return AddPriceAlert(given.get("market") or DEFAULT_MARKET, *given.get("level"))


def _second(words: list[str], example: str) -> str:
    if len(words) < 2:
        raise Refusal("word_missing", after=words[0], example=example)
    return words[1]


def _price(given: Words, word: str) -> int:
    text = given.next(word)
    price = numbers.price(text)
    if price is None:
        raise Refusal("price_expected", word=numbers.shown(text), after=word)
    return price


def _move(given: Words) -> tuple[int, int]:
    text = given.next("move")
    ppm = numbers.ratio(text)
    if ppm is None or not 0 < ppm <= MOST_MOVE_PPM:
        raise Refusal("move_bounds", word=numbers.shown(text))
    if not given.peek("in"):
        raise Refusal("word_missing", after=f"move {numbers.shown(text)}", example="alert btc move 1% in 5m")
    span = given.next("in")
    if span not in SPANS_MS:
        raise Refusal("span_unknown", word=numbers.shown(span), offered=" ".join(SPANS_MS))
    return ppm, SPANS_MS[span]


def watch(words: list[str]) -> Command:
    """A position held elsewhere, or its end."""
    if not words:
        return ShowMirrors()
    if words[0] == "remove":
        exactly("watch", words, 2)
        return RemoveMirror(numbers.number(_second(words, "watch remove 3"), "watch remove 3"))
    given = Words("watch", words, "watch long btc 100 50x at 100000", ("long", "short", "at", "loss", "liq", "remove"))
    for word in given:
        match word:
            case "long" | "short":
                given.put("side", Side(word))
            case "at":
                given.put("at", _price(given, word))
            case "liq":
                given.put("liq", _price(given, word))
            case "loss":
                given.put("loss", numbers.percent(given.next("loss"), "loss_bounds", bare=True))
            case _ if symbol := numbers.market(word):
                given.put("market", symbol)
            case _ if (times := numbers.leverage(word, bare="margin" in given.said)) is not None:
                given.put("leverage", _leverage(times, word))
            case _ if (micro := numbers.points(word)) is not None:
                given.put("margin", _margin(micro, word))
            case _:
                raise given.unknown(word)
    missing = [place for place in ("side", "leverage", "at") if given.get(place) is None]
    if missing:
        raise Refusal("watch_incomplete", place=_MISSING[missing[0]], example="watch long btc 50x at 99000")
    loss_bps, rest = divmod(given.get("loss") or DEFAULT_LOSS_PPM, 100)
    if rest or not loss_bps:
        raise Refusal("loss_bounds", word=numbers.shown(given.said["loss"]))
    market, margin = given.get("market") or DEFAULT_MARKET, given.get("margin") or _MIRRORED
    return AddMirror(given.get("side"), market, margin, given.get("leverage"), given.get("at"), loss_bps,
                     given.get("liq"))  # fmt: skip


_MISSING = {"side": "long or short", "leverage": "50x", "at": "at 100000"}


def _leverage(times: int, word: str) -> int:
    if not 1 <= times <= _MAX_LEVERAGE:
        raise Refusal("watch_leverage", word=numbers.shown(word), most=_MAX_LEVERAGE)
    return times


def _margin(micro: int, word: str) -> int:
    if not micro:
        raise Refusal("points_expected", word=numbers.shown(word))
    return micro
