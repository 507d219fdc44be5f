"""The chance to be alive: the formula against floating point, and the estimate against what then happened."""

import csv
import gzip
import math
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bots.on_prices.simulated import SimulatedMarket
from core.prices.survival import LEAST_MOVES, MINUTES, alive_ppm, minute_move
from core.units import PPB
from tests import TAPE

JANUARY_MS = 1_767_225_600_000
DISTANCES = {1001: 499_000, 500: 1_100_000, 250: 2_299_000, 100: 5_900_000}  # from the mark, parts per billion
WINDOW = 15

moves = st.integers(1, PPB)
distances = st.integers(0, PPB)


@given(distance=distances, move=moves, minutes=st.sampled_from((*MINUTES, 60)))
@example(distance=499_000, move=617_000, minutes=1)
@example(distance=PPB, move=1, minutes=60)
def test_the_integers_are_the_formula(distance, move, minutes):
    """`erf((d + 0.5826 sd / sqrt 60) / (sd sqrt(2 t)))` with `sd = m sqrt(pi / 2)`, to a millionth."""
    sd = move * math.sqrt(math.pi / 2)
    further = 0 if distance <= 0 else 0.582597158 * sd / math.sqrt(60)
    expected = 1_000_000 * math.erf((distance + further) / (sd * math.sqrt(2 * minutes))) if distance else 0
    rounding = 2 + 1_000_000 / move  # the deviation is a whole number of parts per billion
    assert abs(alive_ppm(distance, move, minutes) - expected) <= rounding


@given(distance=distances, move=st.integers(1_000, PPB), minutes=st.integers(1, 59), more=st.integers(1, 10_000_000))
def test_further_away_is_safer_and_longer_or_wilder_is_not(distance, move, minutes, more):
    chance = alive_ppm(distance, move, minutes)
    assert 0 <= chance <= 1_000_000
    assert alive_ppm(distance + more, move, minutes) >= chance
    assert alive_ppm(distance, move, minutes + 1) <= chance
    assert alive_ppm(distance, move + more, minutes) <= chance + 1_000  # a rounded deviation may wobble


def test_what_is_liquidated_already_is_not_alive():
    assert alive_ppm(0, 600_000, 1) == alive_ppm(-5, 600_000, 15) == 0


def test_too_little_says_nothing():
    assert minute_move([]) is None
    assert minute_move([100] * (LEAST_MOVES + 1)) is None
    assert minute_move([100_000, 100_100, 100_000]) is None
    assert minute_move([100_000, 100_100, 100_100, 100_000]) == (1_000_000 + 0 + 999_000) // 3


def simulated(days: int, seed: int) -> list[int]:
    market = SimulatedMarket(seed)
    return [market.step(JANUARY_MS + second * 1_000)["BTC"] for second in range(days * 86_400)]


def test_on_average_it_comes_true_on_the_simulated_market():
    """Within 4 points at every leverage and time; over 12 days it is within 3."""
    alive, said, count = Counter(), Counter(), 0
    for seed in (1, 3):
        prices = simulated(2, seed)
        closes = prices[59::60]
        for minute in range(WINDOW, len(closes) - max(MINUTES), 5):
            count += 1
            begin = 60 * minute + 59
            move = minute_move(closes[minute - WINDOW : minute + 1])
            for leverage, distance in DISTANCES.items():
                level = prices[begin] * (PPB - distance) // PPB
                for minutes in MINUTES:
                    alive[leverage, minutes] += min(prices[begin + 1 : begin + 1 + 60 * minutes]) > level
                    said[leverage, minutes] += alive_ppm(distance, move, minutes)
    wrong = {key: (alive[key] / count, said[key] / count / 1e6) for key in said}
    assert not {key: pair for key, pair in wrong.items() if abs(pair[0] - pair[1]) > 0.04}


@pytest.mark.skipif(not TAPE.exists(), reason="the tape is not here")
def test_on_average_it_comes_true_on_a_real_tape():
    """Minute bars: their lows say what was liquidated, which no bell of a second would have missed."""
    with gzip.open(TAPE, "rt") as file:
        bars = [(float(row["low"]), float(row["close"])) for row in csv.DictReader(file)]
    lows = [round(low * 100) for low, _ in bars]
    closes = [round(close * 100) for _, close in bars]
    alive, said, count = Counter(), Counter(), 0
    for minute in range(WINDOW, len(closes) - max(MINUTES), 5):
        move = minute_move(closes[minute - WINDOW : minute + 1])
        if move is None:
            continue
        count += 1
        for leverage, distance in DISTANCES.items():
            level = closes[minute] * (PPB - distance) // PPB
            for minutes in MINUTES:
                alive[leverage, minutes] += min(lows[minute + 1 : minute + 1 + minutes]) > level
                said[leverage, minutes] += alive_ppm(distance, move, minutes)
    wrong = {key: (alive[key] / count, said[key] / count / 1e6) for key in said}
    assert not {key: pair for key, pair in wrong.items() if abs(pair[0] - pair[1]) > 0.05}
