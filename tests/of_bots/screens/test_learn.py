"""Odds and lessons as people ask for them: chances before the tap, and their own numbers in every lesson."""

import pytest

from core.messages.lessons import Lesson
from tests.worlds.console import Console, button, refused, replies, talk

NEW = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"


def restless(minutes: int = 6, around: int = 100_000, by: int = 60) -> list[str]:
    """Prices a minute apart that swing by so much."""
    return [
        line
        for minute in range(minutes)
        for line in ("!wait 59s", f"!price BTC {around + by * (minute % 2)}", "!wait 1s")
    ]


@pytest.fixture
def console():
    with Console(NEW, BTC, *restless()) as opened:
        yield opened


# Odds


def chances(item: dict) -> list[int]:
    return [int(item[key]) for key in ("Alive1m", "Alive5m", "Alive15m")]


def test_odds_through_the_true_door():
    (odds,) = replies(talk(NEW, BTC, *restless(), "odds"))
    presets = [item for item in odds["items"] if "Leverage" in item]
    assert [item["Leverage"] for item in presets] == ["10", "50", "100", "250", "500", "750", "1001"]
    assert presets[-1]["Distance"] == "0.0499", "from the mark, slippage spent"
    for item in presets:
        assert chances(item) == sorted(chances(item), reverse=True)
    for minutes in range(3):
        column = [chances(item)[minutes] for item in presets]
        assert column == sorted(column, reverse=True)
    assert any("estimate" in note.lower() for note in odds["notes"])


def test_a_mean_move_of_sixty_dollars_at_1001x(console):
    """d = 0.0499 %, m = 0.06 %: erf((0.0499 + 0.0752 sd) / (sd sqrt 2)) = 0.54, sd = 0.0752 %."""
    (item,) = [item for item in console.ask("odds btc 1001x")["items"] if "Leverage" in item]
    assert chances(item) == [54, 26, 15]


def test_one_leverage_and_its_bounds(console):
    items = [item for item in console.ask("odds 333")["items"] if "Leverage" in item]
    assert [item["Leverage"] for item in items] == ["333"]
    assert refused(console.ask("odds 1002x")) == refused(console.ask("odds 1x")) == "leverage_bounds"
    assert refused(console.ask("odds sol")) == "never_priced"


def test_the_windows_stand_beside_it(console):
    windows = [item for item in console.ask("odds")["items"] if "Window" in item]
    assert [(item["Window"], item["Profit"], item["BreakEven"]) for item in windows] == [
        ("1", "70", "58.9"),
        ("5", "77", "56.5"),
        ("15", "80", "55.6"),
        ("30", "82", "55"),
    ]


def test_a_market_that_stood_still_gives_no_chances():
    with Console(NEW, BTC, *restless(by=0)) as console:
        odds = console.ask("odds")
        assert "Alive1m" not in odds["items"][0] and odds["fields"]["MinuteMove"] == "none"
        assert any("too little" in note for note in odds["notes"])


def test_a_halted_market_gives_no_chances(console):
    console.say("!wait 30s")
    assert refused(console.ask("odds")) == "halted"


@pytest.mark.parametrize("sentence", ["long btc 25", "long 1001x btc", "whatif short", "long btc 30 1001x"])
def test_the_chance_is_told_before_every_opening(console, sentence):
    console.say("settings confirm 20")
    screen = console.ask(sentence)
    for item in screen["items"] or [screen["fields"]]:
        assert {"Alive1m", "Alive5m", "Alive15m"} <= set(item)


def test_a_long_and_a_short_have_about_the_same_chance(console):
    longs, shorts = (console.ask(f"whatif {side}")["items"] for side in ("long", "short"))
    for long, short in zip(longs, shorts, strict=True):
        assert all(abs(one - other) <= 1 for one, other in zip(chances(long), chances(short), strict=True))


# Lessons


def test_the_list_leads_to_every_lesson_and_each_to_the_next(console):
    listed = console.ask("learn")
    seen, screen = [], console.press(listed, "Leverage")
    for _ in Lesson:
        seen.append(screen["title"])
        screen = console.press(screen, "Next")
    assert len(set(seen)) == len(Lesson) and screen["title"] == seen[0]


@pytest.mark.parametrize("lesson", Lesson)
def test_a_lesson_is_short_and_can_be_tried(console, lesson):
    screen = console.ask(f"learn {lesson}")
    assert 5 <= len(screen["notes"]) <= 8
    assert all(len(note) <= 160 for note in screen["notes"])
    assert not set("{}!") & set("".join(screen["notes"]))
    tried = console.ask(screen["buttons"][0][0]["says"])
    assert tried["about"] in ("whatif", "odds", "limits")


def notes(console: Console, lesson: str) -> str:
    return " ".join(console.ask(f"learn {lesson}")["notes"])


def test_a_newcomer_is_told_that_there_are_no_numbers_yet(console):
    assert "opened no position yet" in notes(console, "leverage")
    assert "Not one of your positions was liquidated" in notes(console, "liquidation")
    assert "10 pt at 1001x moves like 10,010 pt" in notes(console, "leverage")


def test_a_liquidation_is_told_in_its_own_numbers(console):
    console.say("long btc 25 1001x", BTC, "!wait 9s", "!price BTC 99000")
    said = notes(console, "liquidation")
    assert "BTC long 1001x, lived 9 s: of 25 pt the price took" in said
    assert "slippage 2.5 pt" in said and "at 100x would have cost 25 pt" in said
    assert "Of them liquidated: 1." in notes(console, "leverage")
    assert "0 of your 1 calls and positions gained, -25 pt" in notes(console, "risk")


def test_funding_counts_what_is_open_too(console):
    console.say("long btc 100 10x", BTC, *["!wait 60s hold"] * 60)
    open_ = notes(console, "funding")
    assert "Funding you paid on them so far, on balance: 0.0" in open_
    console.say("close all", BTC)
    assert notes(console, "funding").partition("Now,")[0] == open_.partition("Now,")[0]


def test_own_margin_tolerance_and_limit_are_used(console):
    console.say("long btc 40 1001x", BTC, "settings tolerance 0.2%", "limits loss 200")
    assert "40 pt at 1001x begin 4 pt down" in notes(console, "slippage")
    assert "tolerance, 0.2 %" in notes(console, "slippage")
    assert "of the 200 pt you allow yourself, with 40 pt at risk" in notes(console, "risk")


def test_lessons_work_while_the_market_is_halted(console):
    console.say("!wait 60s")
    for lesson in Lesson:
        assert console.ask(f"learn {lesson}")["about"] == "learn"


def test_a_lesson_never_opens_anything(console):
    for lesson in Lesson:
        for row in console.ask(f"learn {lesson}")["buttons"]:
            assert all(each["says"].split()[0] in ("learn", "whatif", "odds", "limits") for each in row)
    assert button(console.ask("learn risk"), "Your limits") == "limits"
