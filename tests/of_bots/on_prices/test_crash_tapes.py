"""The crash tapes go through what is known of those days, second by second, and are the same on every machine."""

from functools import cache
from hashlib import sha256
from itertools import pairwise

import pytest

from bots.on_prices.crash_tapes import TAPES, rows
from core.money import USD

CENT = USD // 100

# Of the rows as "at_ms market price" lines. A change here is a change of what players have seen: mean it.
HASHES = {
    "2025-10-10": "fcf8ae0278cc52bc92fc0bdddd3821497cbf6622e25b484dc91e5c098a4bd796",
    "2020-03-12": "3f4fb3f60a4468ee9e9fbc2fe00210ef059d1826bb86bedcedcc78a051efb58b",
    "2021-05-19": "20e839d2ae11f0500f4782dcb8c731d107b89c7b5555acbb2215c2903aec5893",
}

# Tape, time of the five-minute bar, its move in percent, as measured.
BARS = [("2020-03-12", "10:55:00", -10.8), ("2020-03-12", "26:35:00", 16.9), ("2021-05-19", "13:05:00", -10.2),
        ("2021-05-19", "13:15:00", 9.0)]  # fmt: skip


@cache
def path(name: str, market: str) -> dict[int, int]:
    """Prices of one market by time."""
    return {at_ms: price for at_ms, symbol, price in rows(name) if symbol == market}


def between(name: str, start: str, end: str, market: str = "BTC") -> list[int]:
    """Prices from `start` to `end`, both included."""
    tape = TAPES[name]
    return [path(name, market)[at] for at in range(tape.at_ms(start), tape.at_ms(end) + 1, 1000)]


@pytest.mark.parametrize("name", TAPES)
def test_every_market_has_one_row_a_second_in_order(name):
    tape = TAPES[name]
    everything = list(rows(name))
    seconds = range(tape.at_ms(tape.anchors[0].at), tape.at_ms(tape.anchors[-1].at) + 1, 1000)
    markets = ("BTC", *tape.riders)
    assert [row[:2] for row in everything] == [(at_ms, market) for at_ms in seconds for market in markets]
    assert all(type(price) is int and price > 0 and price % (USD // 1000) == 0 for _, _, price in everything)
    assert all(price % CENT == 0 for _, market, price in everything if market in ("BTC", "ETH"))


def test_the_names_and_times_are_those_promised():
    assert list(TAPES) == ["2025-10-10", "2020-03-12", "2021-05-19"]
    assert TAPES["2025-10-10"].at_ms("20:50:00") == 1_760_129_400_000
    assert min(path("2025-10-10", "BTC")) == 1_760_129_400_000 and max(path("2025-10-10", "BTC")) == 1_760_133_600_000
    assert set(TAPES["2025-10-10"].riders) == set(TAPES["2021-05-19"].riders) == {"ETH", "BNB", "SOL"}


@pytest.mark.parametrize("name", TAPES)
def test_btc_is_at_each_anchor_to_the_cent_and_within_its_bounds_on_the_way(name):
    tape = TAPES[name]
    for anchor in tape.anchors:
        assert abs(path(name, "BTC")[tape.at_ms(anchor.at)] - anchor.price * USD) <= CENT
    for start, end in pairwise(tape.anchors):
        way = between(name, start.at, end.at)[1:]
        assert end.low * USD - CENT <= min(way) and max(way) <= end.high * USD + CENT


@pytest.mark.parametrize("name", TAPES)
def test_the_others_are_at_the_ends_of_their_legs_and_lowest_where_they_should_be(name):
    tape = TAPES[name]
    for market, prices in tape.riders.items():
        for at, price in zip(tape.legs, prices, strict=True):
            assert abs(path(name, market)[tape.at_ms(at)] - price * USD) <= CENT
        assert abs(min(path(name, market).values()) - min(prices) * USD) <= CENT


def test_the_bars_of_october_2025_have_their_measured_extremes():
    bar, after = between("2025-10-10", "21:15:00", "21:19:59"), between("2025-10-10", "21:20:00", "21:24:59")
    assert (bar[0], max(bar), min(bar), bar[-1]) == (112_209 * USD, 112_511 * USD, 103_800 * USD, 103_975 * USD)
    assert min(after) == 101_878 * USD == min(path("2025-10-10", "BTC").values())


def test_the_rebound_of_march_2020_goes_from_its_measured_low_to_its_measured_high():
    bar = between("2020-03-12", "26:35:00", "26:39:59")
    assert (bar[0], min(bar), max(bar)) == (4_409 * USD, 4_409 * USD, 5_222 * USD)


@pytest.mark.parametrize(("name", "at", "percent"), BARS)
def test_the_five_minute_moves_are_those_measured(name, at, percent):
    start = TAPES[name].at_ms(at)
    moved = path(name, "BTC")[start + 299_000] / path(name, "BTC")[start] - 1
    assert abs(moved * 100 - percent) < 0.02


@pytest.mark.parametrize("name", TAPES)
def test_a_tape_trembles_but_does_not_leap(name):
    """Between anchors it is a path, not a line; and one second never moves BTC by more than 1.5 %."""
    prices = list(path(name, "BTC").values())
    moves = [b / a - 1 for a, b in pairwise(prices)]
    assert max(map(abs, moves)) < 0.015
    assert 0.25 < sum(move > 0 for move in moves) / len(moves) < 0.75
    assert sum(move == 0 for move in moves) / len(moves) < 0.05


@pytest.mark.parametrize("name", TAPES)
def test_a_tape_is_the_same_everywhere(name):
    lines = "".join(f"{at_ms} {market} {price}\n" for at_ms, market, price in rows(name))
    assert sha256(lines.encode()).hexdigest() == HASHES[name]
