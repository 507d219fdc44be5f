"""Three days to be liquidated on, for `PRICES=tape:NAME`: one price a second through points that are known.

    2025-10-10   20:50 to 22:00 UTC, BTC 117,000 -> 101,878 -> 113,700 within the hour
    2020-03-12   10:30 to 03:30 the next day, a fall of 10.8 % and a rise of 16.9 % in five minutes each
    2021-05-19   12:30 to 14:30, a fall of 10.2 % and a rise of 9.0 % in five minutes each

Nothing here is copied data. BTC is a Brownian bridge in log price from each anchor to the next, folded back at the low
and the high of the stretch; the other markets ride on it, leg by leg, through levels of their own, with a little noise
of their own. A five-minute bar opens at its first second and closes at its last (`:59`). Each tape has its own constant
seed and prices are rounded to cents (BNB and SOL to tenths of a cent), so a tape is the same everywhere.

Where the levels come from. 2025-10-10: times and prices from 20:50 to 21:22:10, the lows, the highs and the recovery
are measured, of one venue's bars and another's fills; where in its bar an extreme lies, 21:25, the second at which the
recovery is complete, and every other bound are ours. 2020 and 2021: measured are the five-minute moves named above and,
for 2020-03-13 02:35, the levels 4,409 -> 5,222. (From one to the other is 18.4 %, so 5,222 is taken for the high of
that bar, and its close for 16.9 % above 4,409.) Every other level is public knowledge of those days, rounded, and
marked with `about`, as are all levels of ETH, BNB and SOL. SOL did not trade in March 2020: its tape has three markets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import exp, log, sqrt
from random import Random

from core.money import USD

Row = tuple[int, str, int]  # at_ms (UTC), market, price in 1e-8 USD


@dataclass(frozen=True, slots=True)
class Anchor:
    """A BTC price in USD that the tape is at, `at` (HH:MM:SS UTC of the tape's day, 24 and more being the next day),
    and the lowest and the highest price on the way to it."""

    at: str
    price: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tape:
    """One crash: `legs` are the times between which the other markets ride on BTC, `riders` their prices in USD then;
    `restless` is the least standard deviation of a second's log return."""

    day: str
    seed: int
    restless: float
    anchors: tuple[Anchor, ...]
    legs: tuple[str, ...]
    riders: Mapping[str, tuple[float, ...]]

    def at_ms(self, at: str) -> int:
        """A time of this tape, `HH:MM:SS`, in ms UTC."""
        return int(datetime.fromisoformat(f"{self.day}T00:00:00+00:00").timestamp()) * 1000 + _seconds(at) * 1000


TAPES: Mapping[str, Tape] = {
    "2025-10-10": Tape(
        day="2025-10-10",
        seed=20251010,
        restless=0.0002,
        anchors=(
            Anchor("20:50:00", 117_000, 117_000, 117_000),
            Anchor("21:15:00", 112_209, 112_000, 117_400),
            Anchor("21:15:20", 112_511, 112_000, 112_511),  # the high of the bar
            Anchor("21:17:06", 108_416, 108_000, 112_511),
            Anchor("21:17:47", 107_228, 107_000, 108_900),
            Anchor("21:19:08", 108_202, 106_800, 108_800),
            Anchor("21:19:22", 107_350, 107_000, 108_400),
            Anchor("21:19:25", 106_216, 106_000, 107_500),
            Anchor("21:19:28", 105_809, 105_700, 106_400),
            Anchor("21:19:31", 105_250, 105_150, 106_000),
            Anchor("21:19:34", 104_504, 104_400, 105_400),
            Anchor("21:19:40", 104_545, 104_200, 104_800),
            Anchor("21:19:52", 103_960, 103_900, 104_700),
            Anchor("21:19:56", 103_800, 103_800, 104_100),  # the low of the bar
            Anchor("21:19:59", 103_975, 103_800, 104_100),
            Anchor("21:20:08", 102_959, 102_800, 104_100),
            Anchor("21:20:40", 101_878, 101_878, 103_300),  # the low of all
            Anchor("21:22:10", 107_399, 101_878, 107_800),
            Anchor("21:25:00", 108_900, 106_800, 109_600),  # about
            Anchor("22:00:00", 113_700, 107_500, 114_200),
        ),
        legs=("20:50:00", "21:20:40", "22:00:00"),
        riders={"ETH": (4_340, 3_435, 3_850), "BNB": (1_250, 860, 1_130), "SOL": (219, 169, 189)},  # about
    ),
    "2020-03-12": Tape(
        day="2020-03-12",
        seed=20200312,
        restless=0.0004,
        anchors=(
            Anchor("10:30:00", 7_250, 7_250, 7_250),  # about, and so all but the bar of 26:35
            Anchor("10:55:00", 6_890, 6_850, 7_330),
            Anchor("10:59:59", 6_145.88, 6_100, 6_900),  # measured: -10.8 % within the bar
            Anchor("11:10:00", 5_700, 5_600, 6_250),
            Anchor("12:00:00", 6_100, 5_600, 6_350),
            Anchor("16:00:00", 6_000, 5_600, 6_400),
            Anchor("21:00:00", 5_850, 5_500, 6_300),
            Anchor("23:20:00", 5_600, 5_400, 6_050),
            Anchor("23:50:00", 4_850, 4_750, 5_700),
            Anchor("25:00:00", 5_000, 4_500, 5_400),
            Anchor("26:00:00", 4_250, 4_100, 5_150),
            Anchor("26:15:00", 3_782, 3_782, 4_450),  # the low of all
            Anchor("26:35:00", 4_409, 3_782, 4_600),  # measured
            Anchor("26:39:20", 5_222, 4_409, 5_222),  # measured, as the high of the bar
            Anchor("26:39:59", 5_154.12, 4_900, 5_222),  # measured: +16.9 % within the bar
            Anchor("27:30:00", 5_200, 4_800, 5_650),
        ),
        legs=("10:30:00", "10:59:59", "26:15:00", "27:30:00"),
        riders={"ETH": (168, 143, 90, 124), "BNB": (13.6, 11.3, 6.4, 9.8)},  # about
    ),
    "2021-05-19": Tape(
        day="2021-05-19",
        seed=20210519,
        restless=0.0005,
        anchors=(
            Anchor("12:30:00", 37_900, 37_900, 37_900),  # about, and so are all levels of this tape
            Anchor("13:00:00", 35_400, 35_000, 38_300),
            Anchor("13:05:00", 34_750, 34_500, 35_700),
            Anchor("13:09:59", 31_205.5, 31_000, 34_900),  # measured: -10.2 % within the bar
            Anchor("13:11:30", 30_000, 30_000, 31_600),  # the low of all
            Anchor("13:15:00", 32_200, 30_000, 32_700),
            Anchor("13:19:59", 35_098, 32_000, 35_400),  # measured: +9.0 % within the bar
            Anchor("13:45:00", 37_200, 34_000, 37_800),
            Anchor("14:30:00", 37_900, 36_000, 39_000),
        ),
        legs=("12:30:00", "13:11:30", "14:30:00"),
        riders={"ETH": (2_700, 1_880, 2_600), "BNB": (390, 211, 360), "SOL": (44, 24, 41)},  # about
    ),
}

_TICKS = {"BTC": USD // 100, "ETH": USD // 100, "BNB": USD // 1000, "SOL": USD // 1000}
_ROUGH = 0.3  # a bridge's noise against its way: at least this part of what a walk of that length would need
_OWN = 0.3  # a rider's own noise against the tape's restlessness


def rows(name: str) -> Iterator[Row]:
    """The tape of this name (a key of TAPES): every second, in order of time, one row for each of its markets."""
    tape = TAPES[name]
    btc = _btc(tape)
    paths = {"BTC": btc} | {market: _rider(tape, market, btc) for market in tape.riders}
    start_ms = tape.at_ms(tape.anchors[0].at)
    for second in range(len(btc)):
        for market, path in paths.items():
            yield start_ms + second * 1000, market, _price(path[second], _TICKS[market])


def _btc(tape: Tape) -> list[float]:
    """Log prices of BTC, one a second from the first anchor to the last."""
    random = Random(f"{tape.seed}/BTC")
    path = [log(tape.anchors[0].price)]
    for start, end in pairwise(tape.anchors):
        seconds = _seconds(end.at) - _seconds(start.at)
        way = log(end.price / start.price)
        noise = max(tape.restless, _ROUGH * abs(way) / sqrt(seconds))
        low, high = log(end.low), log(end.high)
        path += (_fold(x, low, high) for x in _bridge(random, log(start.price), log(end.price), seconds, noise))
    return path


def _rider(tape: Tape, market: str, btc: list[float]) -> list[float]:
    """Log prices of another market: on each leg a straight line of BTC's log price through both ends, and noise."""
    random = Random(f"{tape.seed}/{market}")
    prices = tape.riders[market]
    low = log(min(prices))
    path = [log(prices[0])]
    first = _seconds(tape.anchors[0].at)
    for (start, end), (here, there) in zip(pairwise(tape.legs), pairwise(prices), strict=True):
        i, j = _seconds(start) - first, _seconds(end) - first
        slope = log(there / here) / (btc[j] - btc[i])
        noise = _bridge(random, 0.0, 0.0, j - i, _OWN * tape.restless)
        riding = (log(there) + slope * (x - btc[j]) + own for x, own in zip(btc[i + 1 : j + 1], noise, strict=True))
        path += (_fold(x, low, log(2 * max(prices))) for x in riding)
    return path


def _bridge(random: Random, start: float, end: float, seconds: int, noise: float) -> Iterator[float]:
    """A Brownian bridge: `seconds` values after `start`, the last of them `end`; `noise` is the sd of a second."""
    x = start
    for left in range(seconds, 0, -1):
        x += (end - x) / left + random.gauss(0.0, noise) * sqrt((left - 1) / left)
        yield x


def _fold(x: float, low: float, high: float) -> float:
    """`x` mirrored back at a bound it has passed; what even that leaves outside stops at the bound."""
    if x < low:
        x = 2 * low - x
    elif x > high:
        x = 2 * high - x
    return min(max(x, low), high)


def _price(log_price: float, tick: int) -> int:
    """A price in 1e-8 USD, a whole number of ticks."""
    return round(exp(log_price) * (USD // tick)) * tick


def _seconds(at: str) -> int:
    hours, minutes, seconds = (int(part) for part in at.split(":"))
    return (hours * 60 + minutes) * 60 + seconds
