"""Time zones of people: a fixed distance from UTC (`+02:00`), or a name (`Europe/Berlin`) that follows its summer time.

Everything that decides about points is in UTC; a zone only says when it is night, and when the day is summed up.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from core.units import MINUTE_MS

UTC_ZONE = "+00:00"
MINUTES_A_DAY = 1_440
_FIXED = re.compile(r"([+-])(0[0-9]|1[0-3]):([0-5][0-9])|([+-])14:00")
_ONE_MINUTE = timedelta(minutes=1)


def zone_named(word: str) -> str | None:
    """The zone that somebody means, in whatever case; None: there is no such zone."""
    if _FIXED.fullmatch(word):
        return word
    return _names().get(word.lower())


@cache
def _names() -> dict[str, str]:
    """Every name as it is to be kept. Read once: it is a folder of files on a disk."""
    return {name.lower(): name for name in sorted(available_timezones())}


def minutes_ahead(zone: str, at_ms: int) -> int:
    """How far a zone's clocks are ahead of UTC at this moment, minutes. Raises KeyError for a name without a zone."""
    fixed = _FIXED.fullmatch(zone)
    if fixed is None:
        ahead = datetime.fromtimestamp(at_ms // 1_000, ZoneInfo(zone)).utcoffset()
        assert ahead is not None, "a moment in a zone has a distance from UTC"
        return ahead // _ONE_MINUTE
    minutes = 840 if fixed[4] else int(fixed[2]) * 60 + int(fixed[3])
    return -minutes if "-" in (fixed[1], fixed[4]) else minutes


def minute_of_day(zone: str, at_ms: int) -> int:
    """What a clock in a zone shows, minutes since midnight."""
    return (at_ms // MINUTE_MS + minutes_ahead(zone, at_ms)) % MINUTES_A_DAY


def is_quiet(quiet_from: int, quiet_until: int, zone: str, at_ms: int) -> bool:
    """Whether a moment is in quiet hours, which last from one minute of the zone's day to another.

    They may last over midnight; the same minute twice means that there are none.
    """
    if quiet_from == quiet_until:
        return False
    begun = (minute_of_day(zone, at_ms) - quiet_from) % MINUTES_A_DAY
    return begun < (quiet_until - quiet_from) % MINUTES_A_DAY


def next_time(zone: str, minute: int, at_ms: int) -> int:
    """The next moment after this one at which a clock in a zone shows this minute of the day, ms UTC.

    Where summer time leaves that minute out it is an hour beside it; where it comes twice, one of both.
    """
    wait = (minute - minute_of_day(zone, at_ms)) % MINUTES_A_DAY or MINUTES_A_DAY
    due_ms = (at_ms // MINUTE_MS + wait) * MINUTE_MS
    shifted = minutes_ahead(zone, due_ms) - minutes_ahead(zone, at_ms)
    moved_ms = due_ms - shifted * MINUTE_MS
    return moved_ms if moved_ms > at_ms else due_ms
