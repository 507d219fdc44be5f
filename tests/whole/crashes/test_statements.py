"""The process dies at every statement and commit of a game, and the log is cut anywhere: what was promised is there."""

from pathlib import Path

import pytest

from tests.prove.crashes.cuts import cuts
from tests.prove.crashes.statements import crashes, tale, whole
from tests.prove.story import PLATFORMS, Event

START = 1_700_000_000_000
HERE, THERE = PLATFORMS
STEPS = (
    100_000, "start", "long btc 25 1001x", 100_001, "long btc 25 50x tp 1% sl 0.5%", 100_000, "margin 2 5", 100_000,
    "short btc 10 50x at 101000", "sl 2 0.4%", "cancel 3", "up 5 1m", 100_000, "close 2 50%", 100_010, "round 1m",
    "up 10", "up 20", "round withdraw", "daily", "limits loss 200", 99_000, "wait", "bell", "alert btc below 98000",
    "watch long btc 100 50x at 99000", "alerts near 50%", 99_000, "long btc 5 10x", 99_010, "close all", 99_020,
    "down 5 1m", 97_000, "settings confirm 100", "privacy export", "wait", "left", "moved", "returned", "link", "bell",
    97_010, "close all", 97_020, "bell", "unlink", "wait", "late bell", "privacy delete confirm", 97_000,
)  # fmt: skip


def game() -> list[Event]:
    """A game in which every use case happens."""
    events = []
    for number, step in enumerate(STEPS):
        at_ms = START + number * 1_000
        match step:
            case int(dollars):
                events.append(Event("quote", at_ms, ("BTC", "pyth", dollars * 10**8, 0, at_ms)))
            case "bell":
                events.append(Event("bell", at_ms + 120_000, ()))
            case "late bell":
                events.append(Event("bell", at_ms + 1_200_000, ()))
            case "wait":
                events.append(Event("wait", at_ms, (0,)))
            case "left" | "moved" | "returned":
                events.append(Event("door", at_ms, (step, HERE, "u0", "group")))
            case "link":
                events.append(Event("link", at_ms, (0,)))
            case "unlink":
                events.append(Event("unlink", at_ms, (1,)))
            case str(text):
                chat = "group" if "round" in text or text.startswith("up") else None
                events.append(Event("say", at_ms, (HERE, "u0", chat, text, f"m{number}", at_ms)))
    return events


@pytest.mark.parametrize("part", range(4))
def test_a_crash_anywhere_changes_nothing_in_the_end(tmp_path, part):
    """Each life dies at the same statement of every step that is so long, and repeats the step."""
    longest = max(whole(tmp_path / "longest.db", game())[1])
    folder = tmp_path / "lives"
    folder.mkdir()
    assert sum(crashes(folder, game(), range(part, longest + 1, 4))) > 100


def test_the_crashes_are_as_many_as_promised(tmp_path):
    assert sum(count + 1 for count in whole(tmp_path / "game.db", game())[1]) >= 500


def test_every_use_case_is_among_them(tmp_path):
    """None of the steps is refused for a reason that nobody thought of: each of these left its mark."""
    end, _ = whole(tmp_path / "game.db", game())
    for table in ("positions", "orders", "predictions", "rounds", "links", "departures"):
        assert end[table], table


def test_a_log_that_is_cut_anywhere_is_a_prefix_of_the_commits(tmp_path: Path):
    assert cuts(tmp_path, tale(1, events=60), seed=1, count=60) > 20
