"""Zones: what a clock shows where somebody is, and when it shows it next."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.quiet_hours_and_zones import minute_of_day, minutes_ahead, next_time, zone_named

DAY_MS = 86_400_000
ZONES = st.sampled_from(("+00:00", "-09:30", "+14:00", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"))


def ms(text: str) -> int:
    """A moment in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000


@pytest.mark.parametrize(
    ("word", "zone"),
    [("+02:00", "+02:00"), ("-14:00", "-14:00"), ("europe/berlin", "Europe/Berlin"), ("utc", "UTC"),
     ("+15:00", None), ("berlin", None), ("../etc/passwd", None), ("+2:00", None)],
)  # fmt: skip
def test_a_zone_is_a_distance_or_a_name(word, zone):
    assert zone_named(word) == zone


@pytest.mark.parametrize(
    ("day", "ahead"), [("2026-03-29T00:59", 60), ("2026-03-29T01:00", 120), ("2026-10-25T01:00", 60)]
)
def test_a_name_follows_summer_time(day, ahead):
    assert minutes_ahead("Europe/Berlin", ms(day)) == ahead
    assert minutes_ahead("+02:00", ms(day)) == 120


def test_nine_in_the_morning_is_nine_on_the_days_the_clocks_change():
    at_ms = ms("2026-03-27T08:00")
    found = []
    for _day in range(4):
        at_ms = next_time("Europe/Berlin", 540, at_ms)
        found.append(datetime.fromtimestamp(at_ms // 1_000, UTC).strftime("%d %H:%M"))
    assert found == ["28 08:00", "29 07:00", "30 07:00", "31 07:00"]


@given(ZONES, st.integers(0, 1_439), st.integers(ms("2020-01-01"), ms("2035-01-01")))
def test_the_next_time_is_later_within_a_day_and_shown_there(zone, minute, at_ms):
    found = next_time(zone, minute, at_ms)
    assert at_ms < found <= at_ms + DAY_MS + 3_600_000
    off = (minute_of_day(zone, found) - minute) % 1_440
    assert min(off, 1_440 - off) <= 60, "beside a change of the clocks, else exactly"
