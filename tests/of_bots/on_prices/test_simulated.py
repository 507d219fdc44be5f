"""The simulated market moves like the real one: its figures stand beside those of a real minute tape, within bands.

Run as a module, `python -m tests.of_bots.on_prices.test_simulated SEEDS DAYS` prints the table: for repeating the
calibration.

A path is judged as bars of one minute, and lives of positions on four marks a bar (open, the nearer extreme, the
farther one, close), because that is how the real figures were measured. Two controls must fail: a Gaussian random
walk of the same standard deviation (no fat tails, no clustering), and the simulated minutes in random order (fat tails
without clustering).
"""

import csv
import gzip
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import exp, log
from random import Random
from statistics import correlation, fmean, median, pstdev

import pytest

from bots.on_prices.simulated import START_PRICES, SimulatedMarket
from tests import TAPE

SEEDS, DAYS = range(4), 10  # about 8 seconds of work
DAY_S = 86_400
MONDAY_MS = 1_700_438_400_000  # some midnight, UTC

Bar = tuple[float, float, float, float]  # open, high, low, close
Figures = dict[str, float]

# Name: (January 2022, lowest, highest). The bands are for the mean of 40 simulated days or more: wide enough for the
# luck of the seeds (two to three standard errors), narrow enough that neither control comes near them.
BANDS = {
    "sd 1m %": (0.0988, 0.080, 0.120),
    "kurtosis 1m": (26, 14, 50),
    "autocorrelation 1m": (0.02, -0.03, 0.05),
    "|return| autocorrelation 1m": (0.33, 0.27, 0.40),
    "|return| autocorrelation 5m": (0.25, 0.20, 0.32),
    "|return| autocorrelation 15m": (0.23, 0.16, 0.28),
    "|return| autocorrelation 60m": (0.18, 0.09, 0.22),
    "above 0.06 % %": (36, 29, 40),
    "above 0.1 % %": (18, 14, 22),
    "above 0.5 % %": (0.37, 0.15, 0.70),
    "beyond 5 sd a day": (5.5, 3.8, 7.0),
    "beyond 10 sd a day": (0.6, 0.2, 1.1),
    "sd 5m %": (0.228, 0.185, 0.275),
    "kurtosis 5m": (17, 9, 45),
    "up 5m %": (49.1, 47.5, 51.5),
    "1001x median life, min": (3, 2, 4),
    "1001x gone in 1m %": (33, 27, 37),
    "1001x gone in 5m %": (64, 56, 68),
    "1001x gone in 15m %": (79, 72, 83),
    "1001x gone in 60m %": (90, 85, 93),
    "500x median life, min": (8, 6, 12),
    "500x gone in 1m %": (12, 8.5, 15),
    "500x gone in 5m %": (41, 33, 45),
    "500x gone in 15m %": (63, 54, 67),
    "500x gone in 60m %": (82, 75, 86),
    "250x median life, min": (27, 20, 40),
    "250x gone in 1m %": (3, 1.5, 4.5),
    "250x gone in 5m %": (17, 11, 21),
    "250x gone in 15m %": (37, 29, 42),
    "250x gone in 60m %": (66, 57, 71),
    "100x median life, min": (138, 100, 230),
    "100x gone in 1m %": (0.2, 0, 0.6),
    "100x gone in 5m %": (2, 0.8, 3.5),
    "100x gone in 15m %": (9, 5.5, 12),
    "100x gone in 60m %": (31, 23, 37),
}

# What a market without fat tails, and one without clustering, must not reach.
NEEDS_TAILS = {"kurtosis 1m", "kurtosis 5m", "above 0.06 % %", "above 0.1 % %", "above 0.5 % %", "beyond 5 sd a day",
               "beyond 10 sd a day", "1001x gone in 1m %", "1001x gone in 5m %", "500x gone in 1m %"}  # fmt: skip
NEEDS_CLUSTERS = {f"|return| autocorrelation {lag}m" for lag in (1, 5, 15, 60)}


# Measuring


def returns_figures(closes: Sequence[float]) -> Figures:
    """The figures of the closes of consecutive minutes."""
    moves = [log(b / a) for a, b in pairwise(closes)]
    sizes = [abs(move) for move in moves]
    fives = [log(b / a) for a, b in pairwise(closes[::5])]
    sd, days = pstdev(moves), len(closes) / 1440
    figures = {"sd 1m %": sd * 100, "kurtosis 1m": kurtosis(moves), "autocorrelation 1m": autocorrelation(moves, 1)}
    for lag in (1, 5, 15, 60):
        figures[f"|return| autocorrelation {lag}m"] = autocorrelation(sizes, lag)
    for percent in (0.06, 0.1, 0.5):
        figures[f"above {percent} % %"] = share(size > percent / 100 for size in sizes)
    for times in (5, 10):
        figures[f"beyond {times} sd a day"] = sum(size > times * sd for size in sizes) / days
    fives_up = share(move > 0 for move in fives)
    return figures | {"sd 5m %": pstdev(fives) * 100, "kurtosis 5m": kurtosis(fives), "up 5m %": fives_up}


def lives_figures(bars: Iterable[Bar]) -> Figures:
    """How long a long opened at random lives at a loss rate of 60 %, by price alone."""
    marks = [mark for bar in bars for mark in marks_of(bar)]
    figures = {}
    for leverage in (1001, 500, 250, 100):
        lives = [life(marks, start, 1 - 0.6 / leverage) for start in range(0, len(marks) - 5_760, 41)]
        figures[f"{leverage}x median life, min"] = median(lives)
        for minutes in (1, 5, 15, 60):
            figures[f"{leverage}x gone in {minutes}m %"] = share(life <= minutes for life in lives)
    return figures


def measure(bars: Sequence[Bar]) -> Figures:
    """Every figure of BANDS."""
    return returns_figures([bar[3] for bar in bars]) | lives_figures(bars)


def marks_of(bar: Bar) -> tuple[float, float, float, float]:
    """A bar as four marks, by the rule of the tapes: the nearer extreme first."""
    start, high, low, close = bar
    return (start, low, high, close) if start - low < high - start else (start, high, low, close)


def life(marks: Sequence[float], start: int, fraction: float) -> float:
    """Minutes until a mark is at `fraction` of the mark at `start` or below; infinite where none is within a day."""
    limit = marks[start] * fraction
    end = next((i for i in range(start + 1, start + 5_760) if marks[i] <= limit), None)
    return (end - start) / 4 if end else float("inf")


def kurtosis(values: Sequence[float]) -> float:
    mean, sd = fmean(values), pstdev(values)
    return fmean(((value - mean) / sd) ** 4 for value in values)


def autocorrelation(values: Sequence[float], lag: int) -> float:
    mean = fmean(values)
    off = [value - mean for value in values]
    return sum(a * b for a, b in zip(off, off[lag:], strict=False)) / sum(a * a for a in off)


def share(outcomes: Iterable[bool]) -> float:
    """Percent of true ones."""
    return 100 * fmean(outcomes)


def mean_figures(all_figures: Iterable[Figures]) -> Figures:
    several = list(all_figures)
    return {name: fmean(figures[name] for figures in several) for name in several[0]}


def outside(figures: Figures) -> dict[str, float]:
    """The figures that are not within their bands."""
    return {name: value for name, value in figures.items() if not BANDS[name][1] <= value <= BANDS[name][2]}


# Paths


def bars_of(seconds: Sequence[float]) -> list[Bar]:
    """One-second prices as bars of a minute."""
    minutes = (seconds[i : i + 60] for i in range(0, len(seconds), 60))
    return [(minute[0], max(minute), min(minute), minute[-1]) for minute in minutes]


@cache
def simulated(seed: int, days: int) -> list[Bar]:
    """Minutes of BTC."""
    market = SimulatedMarket(seed, {"BTC": START_PRICES["BTC"]})
    return bars_of([market.step(MONDAY_MS + second * 1000)["BTC"] for second in range(days * DAY_S)])


@cache
def simulated_figures(seeds: Iterable[int] = SEEDS, days: int = DAYS) -> Figures:
    return mean_figures(measure(simulated(seed, days)) for seed in seeds)


def random_walk(seed: int, days: int) -> list[Bar]:
    """Minutes of a Gaussian random walk with the standard deviation of the real tape."""
    random, sd = Random(seed), 0.000988 / 60**0.5
    return bars_of([exp(level) for level in accumulate(random.gauss(0, sd) for _ in range(days * DAY_S))])


def real_tape() -> list[Bar]:
    with gzip.open(TAPE, "rt", newline="") as file:
        return [tuple(float(row[name]) for name in ("open", "high", "low", "close")) for row in csv.DictReader(file)]


def path(seed: int, seconds: int, start_ms: int = MONDAY_MS) -> list[dict[str, int]]:
    market = SimulatedMarket(seed)
    return [market.step(start_ms + second * 1000) for second in range(seconds)]


# Tests


def test_figures_are_within_their_bands_of_the_real_month():
    assert set(simulated_figures()) == set(BANDS)
    assert outside(simulated_figures()) == {}


def test_a_gaussian_random_walk_is_not_such_a_market():
    assert outside(measure(random_walk(1, 6))).keys() >= NEEDS_TAILS | NEEDS_CLUSTERS


def test_the_same_minutes_in_random_order_are_not_such_a_market():
    closes = [bar[3] for bar in simulated(SEEDS[0], DAYS)]
    moves = [b / a for a, b in pairwise(closes)]
    Random(1).shuffle(moves)
    assert outside(returns_figures(list(accumulate(moves, float.__mul__)))).keys() >= NEEDS_CLUSTERS


@pytest.mark.skipif(not TAPE.exists(), reason="the real tape is not here")
def test_figures_stand_beside_the_real_tape():
    """The half tape is calmer than the whole month, and its own luck is that of one path: the bands say so."""
    real, ours = measure(real_tape()), simulated_figures()
    for name, value in ours.items():
        if name.startswith(("sd", "above 0.06", "above 0.1", "1001x median", "500x median", "250x median", "100x med")):
            assert 0.7 <= value / real[name] <= 1.4, name
        elif name.startswith("kurtosis"):
            assert 0.25 <= value / real[name] <= 1.5, name
        elif name.startswith(("above 0.5", "beyond")):
            assert 0.3 <= value / real[name] <= 3, name
        elif "autocorrelation" in name:
            assert abs(value - real[name]) <= 0.1, name
        else:  # percentages: up moves, and lives ended
            assert abs(value - real[name]) <= 6, name


def test_the_same_seed_is_the_same_path_and_another_seed_another():
    assert path(7, 2_000) == path(7, 2_000)
    assert path(7, 50) != path(8, 50)
    assert all(len({path(seed, 60)[-1][symbol] for seed in range(5)}) == 5 for symbol in START_PRICES)


def test_a_market_alone_moves_as_it_does_in_company():
    alone = SimulatedMarket(3, {"SOL": START_PRICES["SOL"]})
    assert [alone.step(i * 1000)["SOL"] for i in range(1_000)] == [row["SOL"] for row in path(3, 1_000, 0)]


def test_prices_are_positive_whole_ticks_however_small():
    tick = {"BTC": 10**6, "ETH": 10**6, "BNB": 10**6, "SOL": 10**5}
    for row in path(5, 2_000):
        assert all(type(price) is int and price > 0 and price % tick[symbol] == 0 for symbol, price in row.items())
    dust = SimulatedMarket(5, tick)
    assert all(dust.step(i * 1000)[symbol] >= tick[symbol] for i in range(500) for symbol in tick)


def test_the_first_second_is_near_the_start_and_no_second_is_a_gap():
    previous = dict(START_PRICES)
    for row in path(6, 20_000):
        assert all(abs(price / previous[symbol] - 1) < 0.01 for symbol, price in row.items())
        previous = row


def test_markets_move_together_as_they_do_in_reality():
    minutes = [row for seed in (1, 2) for row in path(seed, 2 * DAY_S)[59::60]]
    moves = {s: [log(b[s] / a[s]) for a, b in pairwise(minutes)] for s in START_PRICES}
    for symbol in moves:
        del moves[symbol][2 * 1440 - 1]  # the seam between the two paths
    together = {a + b: correlation(moves[a], moves[b]) for a in moves for b in moves if a < b}
    assert 0.78 <= together["BTCETH"] <= 0.92
    assert all(0.55 <= value <= 0.88 for pair, value in together.items() if pair != "BTCETH")
    louder = {symbol: pstdev(moves[symbol]) / pstdev(moves["BTC"]) for symbol in moves}
    assert 1.05 <= louder["ETH"] <= 1.5 and 0.85 <= louder["BNB"] <= 1.3 and 1.3 <= louder["SOL"] <= 2.0


def test_the_afternoon_is_louder_than_the_night():
    """The same seed, held at one hour of the day: the same shocks, so that only the hour differs."""
    hour_ms = 3_600_000

    def loudness(hour: int) -> float:
        market = SimulatedMarket(9, {"BTC": START_PRICES["BTC"]})
        prices = [market.step(hour * hour_ms + second)["BTC"] for second in range(5_000)]
        return fmean(abs(log(b / a)) for a, b in pairwise(prices))

    assert 1.6 <= loudness(15) / loudness(3) <= 2.1


def test_a_second_costs_a_bounded_number_of_calls():
    """Counted, not timed: a day of 86,400 seconds must stay within about two seconds on a slow core."""
    market, calls = SimulatedMarket(1), 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for second in range(1_000):
            market.step(second * 1000)
    finally:
        sys.setprofile(before)
    assert calls / 1_000 <= 60


def main(seeds: int, days: int) -> None:
    """Print every figure of so many seeds and days: target, band, simulated, real half tape where it is at hand."""
    ours, real = simulated_figures(range(100, 100 + seeds), days), measure(real_tape()) if TAPE.exists() else {}
    for name, (target, low, high) in BANDS.items():
        mark = " " if low <= ours[name] <= high else "!"
        print(f"{mark} {name:30} {target:8} [{low:6} .. {high:6}] {ours[name]:9.4g} {real.get(name, 0):9.4g}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
