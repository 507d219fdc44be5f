"""Our clock against the sources': what a way there and back can explain is no proof."""

import pytest

from core.prices.clock_check import ClockReading, off_by_ms, recent

START = 1_767_225_600_000


def reading(off_ms: int, there_ms: int = 50, back_ms: int = 50, at_ms: int = START) -> ClockReading:
    """A source whose clock is ahead of ours by so much."""
    return ClockReading(at_ms, at_ms + there_ms + off_ms, at_ms + there_ms + back_ms)


@pytest.mark.parametrize(
    ("off_ms", "there_ms", "back_ms", "proven"),
    [
        (0, 50, 50, 0),
        (0, 900, 20, 0),
        (0, 20, 900, 0),
        (1_000, 50, 50, 950),
        (-1_000, 50, 50, -950),
        (40, 10, 50, 0),
        (300, 0, 0, 300),
    ],
)
def test_a_reading_proves_what_the_round_trip_cannot_explain(off_ms, there_ms, back_ms, proven):
    assert reading(off_ms, there_ms, back_ms).off_ms == proven


def test_the_median_of_a_minute_counts():
    readings = [reading(400, 0, 0, START + 1_000 * i) for i in range(9)]
    readings += [reading(60_000, 0, 0, START + 10_000), reading(-60_000, 0, 0, START + 11_000)]
    assert off_by_ms(readings, START + 12_000) == 400


def test_two_readings_are_no_judgement():
    assert off_by_ms([reading(9_999)] * 2, START) is None
    assert off_by_ms([reading(9_999)] * 3, START) == 9_949


def test_what_is_older_than_a_minute_is_forgotten():
    old = [reading(9_999, at_ms=START + i) for i in range(5)]
    assert off_by_ms(old, START + 60_104) is None
    assert recent(old, START + 60_103) == tuple(old[4:])
