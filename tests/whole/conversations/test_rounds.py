"""Conversations of a group: rounds from the first word to the evidence, and everything that voids them."""

import pytest

from tests.whole.conversations.test_conversations import BTC, NEW
from tests.worlds.console import Console, about, last, refused


@pytest.fixture
def console():
    with Console(NEW, BTC, "!price ETH 4000", "!price SOL 200") as opened:
        yield opened


def joined(console: Console) -> Console:
    """An open round with three stakes; its admin is ann."""
    console.say("!in group1", "!as ann", "round 5m", "up 25", "!as bob", "down 100", "!as cat", "up 10")
    return console


def test_a_round_of_three_from_the_first_word_to_the_evidence(console):
    opened = console.ask("!as ann", "!in group1", "round 5m")
    assert (opened["to"], opened["chat"], opened["fields"]["LocksAt"]) == ("*", "group1", "2026-01-01T00:01:00.003Z")
    mine = console.ask("up 25")
    assert (mine["to"], mine["chat"], mine["private"]) == ("ann", "group1", True)
    console.say("!as bob", "down 100", "!as cat", "up 10", "!wait 60s hold", "!price BTC 100000.5")
    locked = last(console.shown, "round", "*")["fields"]
    assert (locked["State"], locked["Up"], locked["Down"], locked["Lock"]) == ("locked", "35", "100", "100000")
    assert refused(console.ask("!as ann", "up 50")) == "round_locked"
    assert refused(console.ask("!as dan", "up 50")) == "round_locked"
    told = console.say("!wait 5m hold")
    card = last(told, "round", "*")
    assert (card["kind"], card["chat"], card["fields"]["State"]) == ("update", "group1", "settled")
    # 35 up take at most 140 of 100; the rake is 3; 97 are shared 25:10.
    paid = {who: last(told, "round", who)["fields"]["Paid"] for who in ("ann", "bob", "cat")}
    assert paid == {"ann": "94.285714", "bob": "0", "cat": "37.714285"}
    assert all(last(told, "round", who)["chat"] == "dm" for who in paid)
    assert [console.balance(who) for who in ("ann", "bob", "cat")] == ["1069.285714", "900", "1027.714285"]
    evidence = console.ask("verify 1")
    assert evidence["fields"]["Lock"] == "100000" and evidence["fields"]["Close"] == "100000.5"
    assert {item["Player"]: item["Paid"] for item in evidence["items"]} == paid


def test_a_sealed_round_hides_sides_until_the_lock(console):
    console.say("!in group1", "!as ann", "round 5m sealed", "up 25", "!as bob", "down 100")
    for card in (console.ask("round"), last(console.shown, "round", "*"), console.ask("verify 1")):
        assert (card["fields"]["Up"], card["fields"]["Down"], card["fields"]["Pool"]) == ("sealed", "sealed", "125")
        assert not card["items"]
    assert refused(console.ask("round withdraw")) == "round_sealed_withdraw"
    console.say("!wait 61s hold")
    locked = last(console.shown, "round", "*")["fields"]
    assert (locked["Up"], locked["Down"]) == ("25", "100")


def test_stakes_are_set_raised_withdrawn_in_time_and_never_switched(console):
    joined(console)
    console.say("!as ann")
    console.say("up 50", "up 50")
    assert console.balance("ann") == "950"
    assert refused(console.ask("up 40")) == "round_lower"
    assert refused(console.ask("down 60")) == "round_side"
    assert refused(console.ask("up 501")) == "stake_bounds"
    console.say("!wait 45s hold", "round withdraw")
    assert console.balance("ann") == "1000"
    console.say("!as bob", "!wait 6s hold")
    assert refused(console.ask("round withdraw")) == "round_withdraw_late"
    assert console.ask("down 110")["fields"]["Stake"] == "110"
    assert console.balance("bob") == "890"


def test_only_an_admin_cancels_and_everybody_gets_everything_back(console):
    joined(console)
    assert refused(console.ask("!as bob", "round cancel")) == "admins_only"
    console.say("!as ann", "round cancel")
    assert [console.balance(who) for who in ("ann", "bob", "cat")] == ["1000", "1000", "1000"]
    assert last(console.shown, "round", "*")["fields"]["State"] == "void"


def test_a_cancellation_is_too_late_at_the_lock(console):
    joined(console)
    console.say("!wait 61s hold")
    assert refused(console.ask("!as ann", "round cancel")) == "round_locked"


@pytest.mark.parametrize(("lines", "reason"), [
    (["!as bob", "round withdraw", "!wait 61s hold"], "one_sided"),
    (["!wait 61s hold", "!wait 5m hold"], "tie"),
    (["!wait 90s"], "no_price"),
    (["!wait 61s hold", "!wait 6m"], "no_price"),
])  # fmt: skip
def test_void_rounds_refund_everything(console, lines, reason):
    joined(console)
    told = console.say(*lines)
    card = last(told, "round", "*")["fields"]
    assert (card["State"], card["Reason"]) == ("void", reason)
    assert [console.balance(who) for who in ("ann", "bob", "cat")] == ["1000", "1000", "1000"]


def test_up_joins_the_round_unless_a_window_or_market_is_named(console):
    joined(console)
    assert console.ask("!as dan", "up 25")["about"] == "round"
    assert console.ask("up 25 5m btc")["about"] == "round", "its own window and market are no other"
    for other in ("up 25 1m", "up 25 1m btc", "up 25 5m eth"):
        solo = console.ask(other)
        assert solo["about"] == "prediction"
        assert "round 1" in solo["notes"][-1]
    assert console.ask("!in dm", "up 25 5m")["about"] == "prediction"
    assert console.balance("dan") == "875"


def test_rounds_repeat_until_an_admin_stops_them(console):
    console.say("!in group1", "!as ann", "round 1m every 5m", "!wait 6m hold")
    cards = {each["fields"]["Id"] for each in about(console.shown, "round", "*")}
    assert cards == {"1", "2"}
    assert refused(console.ask("!as bob", "round stop")) == "admins_only"
    console.say("!as ann", "round stop", "!wait 12m hold")
    assert {each["fields"]["Id"] for each in about(console.shown, "round", "*")} == {"1", "2"}
