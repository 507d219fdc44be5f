"""How `alerts`, `alert` and `watch` are read: what rings, prices to wait for, positions held elsewhere."""

import re

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import LEVERAGE, MARKET, MAX_LEVERAGE, MAX_PRICE, SIDE, Option, Takes, Verb
from bots.sentences.words import Slot, Words, at_most, second
from core.messages.alerts import (
    AddPriceAlert,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetLoudness,
    SetMentions,
    SetNear,
    SetQuiet,
    ShowAlerts,
    ShowWatched,
    StopWatching,
    WatchPosition,
)
from core.messages.all import Command, Refusal
from core.money import POINT
from core.prices.markets import DEFAULT_MARKET, Side
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import MOST_MOVE_PPM, SPANS_MS, PriceKind
from core.rules.players import MAX_NEAR_PERCENT, MIN_NEAR_PERCENT
from core.rules.quiet_hours_and_zones import MINUTES_A_DAY, UTC_ZONE, zone_named

DEFAULT_LOSS_PPM = 600_000  # the game's own loss rate
_DEFAULT_MARGIN = 100 * POINT  # it moves no liquidation price
_KINDS, _RINGS = tuple(kind.value for kind in AlertKind), tuple(ring.value for ring in Loudness)
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_PPM_OF_A_PERCENT = 10_000


def _alerts(words: list[str]) -> Command:
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
            return SetLoudness(AlertKind.GROUP_FEED, Loudness.SILENT)
        case ["mention", "on" | "off" as word]:
            return SetMentions(word == "on")
        case _:
            return ring("alerts", words)


def ring(said: str, words: list[str]) -> SetLoudness:
    """How a kind of alert rings; `said` is what stands before it. Raises Refusal."""
    for word, known in zip(words, (_KINDS, _RINGS), strict=False):
        if word not in known:
            near = numbers.suggest(word, [*known, "quiet", "mention", "test"])
            raise Refusal("alert_unknown", word=numbers.shown(word), near=near, known=" ".join(known))
    if len(words) < 2:
        raise Refusal("word_missing", after=" ".join([said, *words]), example=f"{said} settled loud")
    at_most(2, said, words)
    return SetLoudness(AlertKind(words[0]), Loudness(words[1]))


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


def _alert(words: list[str]) -> Command:
    """A price alert, or its end."""
    if not words:
        return ShowAlerts()
    if words[0] == "remove":
        at_most(2, "alert", words)
        return RemovePriceAlert(numbers.number(second(words, "alert remove 3"), "alert remove 3"))
    given = Words("alert", words, "alert btc above 105000", ("remove", *PriceKind))
    market, level = Slot[str](given, "market"), Slot[tuple[PriceKind, int, int]](given, "level")
    for word in given:
        match word:
            case "above" | "below":
                level.fill((PriceKind(word), given.price(word), 0))
            case "move":
                level.fill((PriceKind.MOVE, *_move(given)))
            case _ if symbol := numbers.market(word):
                market.fill(symbol)
            case _:
                raise given.unknown(word)
    if level.value is None:
        raise Refusal("word_missing", after="alert")
    kind, value, span_ms = level.value
    return AddPriceAlert(market.value or DEFAULT_MARKET, kind, value, span_ms)


def _move(given: Words) -> tuple[int, int]:
    """A move in ppm, and the span in ms within which it happens."""
    text = given.next("move")
    ppm = numbers.ratio(text)
    if ppm is None or not 0 < ppm <= MOST_MOVE_PPM:
        raise Refusal("move_bounds", word=numbers.shown(text))
    if not given.next_is("in"):
        raise Refusal("word_missing", after=f"move {numbers.shown(text)}", example="alert btc move 1% in 5m")
    span = given.next("in")
    if span not in SPANS_MS:
        raise Refusal("span_unknown", word=numbers.shown(span), offered=" ".join(SPANS_MS))
    return ppm, SPANS_MS[span]


def _watch(words: list[str]) -> Command:
    """A position held elsewhere, or its end."""
    if not words:
        return ShowWatched()
    if words[0] == "remove":
        at_most(2, "watch", words)
        return StopWatching(numbers.number(second(words, "watch remove 3"), "watch remove 3"))
    given = Words("watch", words, "watch long btc 100 50x at 100000", ("long", "short", "at", "loss", "liq", "remove"))
    side, market, margin = Slot[Side](given, "side"), Slot[str](given, "market"), Slot[int](given, "margin")
    leverage, entry = Slot[int](given, "leverage"), Slot[int](given, "at")
    loss, liquidation = Slot[int](given, "loss"), Slot[int](given, "liq")
    for word in given:
        match word:
            case "long" | "short":
                side.fill(Side(word))
            case "at":
                entry.fill(given.price(word))
            case "liq":
                liquidation.fill(given.price(word))
            case "loss":
                loss.fill(numbers.percent(given.next("loss"), "loss_bounds", bare=True))
            case _ if symbol := numbers.market(word):
                market.fill(symbol)
            case _ if (times := numbers.leverage(word, bare=margin.value is not None)) is not None:
                leverage.fill(_leverage(times, word))
            case _ if (micro := numbers.points(word)) is not None:
                margin.fill(_margin(micro, word))
            case _:
                raise given.unknown(word)
    if side.value is None or leverage.value is None or entry.value is None:
        missing = "long or short" if side.value is None else "50x" if leverage.value is None else "at 100000"
        raise Refusal("watch_incomplete", place=missing, example="watch long btc 50x at 99000")
    loss_bps, rest = divmod(loss.value or DEFAULT_LOSS_PPM, 100)
    if rest or not loss_bps:
        raise Refusal("loss_bounds", word=numbers.shown(loss.said))
    return WatchPosition(
        side.value,
        market.value or DEFAULT_MARKET,
        margin.value or _DEFAULT_MARGIN,
        leverage.value,
        entry.value,
        loss_bps,
        liquidation.value,
    )


def _leverage(times: int, word: str) -> int:
    if not 1 <= times <= MAX_LEVERAGE:
        raise Refusal("watch_leverage", word=numbers.shown(word), most=MAX_LEVERAGE)
    return times


def _margin(micro: int, word: str) -> int:
    if not micro:
        raise Refusal("points_expected", word=numbers.shown(word))
    return micro


def _price(name: str, does: str) -> Option:
    """An option that is a price after its own name."""
    return Option(name, does, name + " {}", Takes.DECIMAL, low=0, high=MAX_PRICE)


def _percent(name: str, does: str, low: int, high: int, takes: Takes = Takes.WHOLE) -> Option:
    """An option that is a percentage after its own name."""
    return Option(name, does, name + " {}%", takes, low=low, high=high)


def _remove(does: str) -> Option:
    return Option("remove", does, "remove {}", Takes.WHOLE, low=1)


VERBS = (
    Verb(
        "alerts",
        "[kind loud|silent|off] [near percent] [funding percent] [quiet from-until zone|off] [mention on|off] [test]",
        N_("what rings, and how; quiet hours; a test"),
        (
            "alerts",
            "alerts liquidation loud",
            "alerts near 30%",
            "alerts funding 10%",
            "alerts quiet 22:00-07:00 +02:00",
            "alerts feed on",
            "alerts mention on",
            "alerts test",
        ),
        _alerts,
        (
            Option("kind", N_("a kind of alert; choose with it how it rings"), choices=_KINDS),
            Option("ring", N_("how it rings"), choices=_RINGS),
            _percent(
                "near",
                N_("warn when so much of the distance to liquidation is left, in percent"),
                MIN_NEAR_PERCENT,
                MAX_NEAR_PERCENT,
            ),
            _percent("funding", N_("tell of each such share of a margin paid in funding, in percent"), 1, 100),
            Option("quiet", N_("quiet hours and your zone: 22:00-07:00 +02:00, or off"), "quiet {}", also=("off",)),
            Option(
                "mention", N_("name me in a group when nothing else reaches me"), "mention {}", choices=("on", "off")
            ),
            Option("test", N_("send me a test alert"), "test", Takes.FLAG),
        ),
    ),
    Verb(
        "alert",
        "[market] [above price|below price|move percent in span] | remove id",
        N_("tell me when a price is reached, or moves"),
        ("alert btc above 105000", "alert btc below 95000", "alert btc move 1% in 5m", "alert remove 3"),
        _alert,
        (
            MARKET,
            _price("above", N_("a price to reach from below")),
            _price("below", N_("a price to reach from above")),
            _percent("move", N_("a move either way, in percent; choose with it how fast"), 0, 100, Takes.DECIMAL),
            Option("within", N_("how fast"), "in {}", choices=tuple(SPANS_MS)),
            _remove(N_("the number of a price alert to forget")),
        ),
    ),
    Verb(
        "watch",
        "[long|short] [market] [margin] [leverage] at price [loss percent] [liq price] | remove id",
        N_("watch a position that you hold elsewhere; no points are in it"),
        ("watch long btc 100 1001x at 100000", "watch short eth 20x at 4000 liq 4180", "watch", "watch remove 3"),
        _watch,
        (
            SIDE,
            MARKET,
            Option("margin", N_("the margin, in points of yours"), takes=Takes.DECIMAL, low=0, high=MAX_PRICE),
            LEVERAGE,
            _price("at", N_("the entry price")),
            _percent(
                "loss",
                N_("the share of the margin at whose loss it is liquidated, in percent"),
                0,
                100,
                Takes.DECIMAL,
            ),
            _price("liq", N_("its liquidation price, instead")),
            _remove(N_("the number of a watched position to forget")),
        ),
    ),
)
