"""What a newcomer found who typed everything and read every answer aloud."""

import pytest

from tests.whole.conversations.test_conversations import BTC, NEW
from tests.worlds.console import Console, refused


@pytest.fixture
def console():
    with Console(NEW, BTC) as opened:
        yield opened


def _buttons(screen) -> list[str]:
    return [button["says"] for row in screen["buttons"] for button in row]


def test_what_closes_already_offers_no_close_and_says_how_much(console):
    console.say("long btc 25 100x", "long btc 50 10x", BTC)
    half = console.ask("close 1 half")
    assert not [each for each in _buttons(half) if each.startswith("close")]
    assert refused(console.ask("close 1")) == "closes_already"
    both = console.ask("close all")
    assert [item["Id"] for item in both["items"]] == ["1", "2"]
    assert both["notes"] == ["#1: Closing 50 % at the next mark."]
    console.say(BTC)
    left = console.ask("positions")
    assert left["fields"]["Id"] == "1" and any(each.startswith("close 1") for each in _buttons(left))
    assert any("Of the 25 pt put in" in note and "have come back" in note for note in left["notes"])


def test_what_a_number_is_when_it_is_not_what_was_meant(console):
    console.say("up 10 5m", "long btc 25 10x at 90000", "long btc 25 10x", BTC)
    for said, code in (("close 1", "is_prediction"), ("cancel 1", "is_prediction"), ("close 2", "is_order")):
        assert refused(console.ask(said)) == code
    assert refused(console.ask("cancel 3")) == "is_position"


def test_a_stake_in_a_round_is_not_nothing(console):
    console.say("!in group1", "round 5m", "up 25")
    answer = console.ask("!in dm", "positions")
    assert answer["title"] == "No position or prediction is open"
    assert answer["notes"] == ["Stakes in rounds: 1. “round mine” shows each in its chat."]


def test_who_has_a_stake_is_offered_more_of_it_and_nothing_else(console):
    console.say("!in group1", "round 5m", "up 25")
    more = console.ask("down")
    assert _buttons(more) == ["up 50", "up 100"]
    assert "Your stake is 25 pt. What you name now is the whole of it: only more counts." in more["notes"]
    console.say("setup cap 60")
    assert _buttons(console.ask("up")) == ["up 50"]


def test_a_take_profit_that_is_none_says_so(console):
    console.say("long btc 25 100x", BTC)
    said = "At its take-profit it would return less than was put in: fees and slippage are more than that move."
    assert said in console.ask("tp 1 0.05%")["notes"]
    assert said not in console.ask("tp 1 0.5%")["notes"]


def test_quiet_nights_say_whose_nights(console):
    assert not any("Hours are those" in note for note in console.ask("alerts")["notes"])
    assert any("Hours are those of UTC" in note for note in console.ask("alerts quiet 22:00-07:00")["notes"])


def test_a_share_of_nothing_says_what_to_do(console):
    console.say("long btc all 2x", BTC)
    assert refused(console.ask("up half 5m")) == "balance_empty"


def test_a_round_that_repeats_says_so_and_who_ends_it(console):
    opened = console.ask("!in group1", "round 1m every 10m")
    assert any("opens every 10 min" in note and "/round stop" in note for note in opened["notes"])


def test_no_lesson_loses_more_than_the_margin(console):
    console.say("long btc 25 1001x", BTC, "close 1 50%", BTC)
    assert any("25 pt at 1001x" in note for note in console.ask("learn leverage")["notes"])
    assert any(
        "10.0000 USD from the mark: 0.01 % of its size" in note for note in console.ask("learn slippage")["notes"]
    )
