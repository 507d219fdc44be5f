"""Whole conversations with the console, as people have them; and what must be true at the end of each."""

import re
import subprocess
from fractions import Fraction

import pytest

from tests import ROOT
from tests.worlds.console import PROGRAM, Console, about, button, last, refused

NEW = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"


@pytest.fixture
def console():
    with Console(NEW, BTC, "!price ETH 4000", "!price SOL 200") as opened:
        yield opened


def state(console: Console, *players: str) -> dict:
    """Balances, positions and orders of players, to be compared before and after."""
    seen = {}
    for player in players:
        for sentence in ("start", "positions", "orders"):
            answer = console.ask(f"!as {player}", sentence)
            seen[player, sentence] = answer["fields"], answer["items"]
    return seen


def spending(screen: dict) -> list[str]:
    return [each["says"] for row in screen["buttons"] for each in row if "#" in each["says"]]


# The first minutes


@pytest.mark.parametrize("side", ["long", "short"])
def test_from_one_word_to_an_open_position_in_three_taps(console, side):
    screen, taps = console.ask(side), 0
    while screen["kind"] == "reply" and not screen["fields"].get("State"):
        screen, taps = console.press(screen, side), taps + 1
    assert taps <= 3
    opened = last(console.say(BTC, "!price ETH 4000", "!price SOL 200"), "position", "p1")
    assert (opened["kind"], opened["fields"]["Side"], opened["fields"]["State"]) == ("update", side, "open")


@pytest.mark.parametrize("side", ["up", "down"])
def test_a_prediction_in_two_taps(console, side):
    screen = console.press(console.press(console.ask(side), side), side)
    assert (screen["about"], screen["fields"]["State"]) == ("prediction", "waiting")
    assert last(console.say(BTC), "prediction")["fields"]["State"] == "running"


def test_a_full_offer_shows_what_it_risks_before_the_tap(console):
    offers = console.ask("long btc 25")
    assert offers["items"] and spending(offers)
    for offer in offers["items"]:
        assert {"Liquidation", "Bankruptcy", "Distance", "BreakEven", "FundingPerHour", "Entry"} <= set(offer)
    worst = next(offer for offer in offers["items"] if offer["Leverage"] == "1001")
    # 100,000 slips to 100,010; 60 % of 1/1001 below that; the distance counts from the mark.
    assert (worst["Entry"], worst["Liquidation"], worst["Bankruptcy"]) == (
        "100010",
        "99950.05394605",
        "99910.08991008",
    )
    assert Fraction(worst["Distance"]) == Fraction("0.0499")


def test_an_account_begins_with_a_thousand_points_whatever_is_said_first():
    for sentence in ("start", "help", "ping", "nonsense", "up"):
        with Console(NEW, BTC) as console:
            console.say(sentence)
            assert console.balance("p1") == "1000"


# Repeats


def test_again_is_answered_the_same_and_done_once(console):
    first = console.ask("long btc 25 100x")
    assert console.ask("!again") == first
    console.say(BTC)
    assert console.ask("!again") == first
    console.say(BTC)
    assert len(console.ask("positions")["items"]) == 1
    assert console.balance("p1") == "975"


@pytest.mark.parametrize("sentence", ["up 25 5m", "round 5m", "daily", "long btc 25 100x at 90000"])
def test_whatever_is_redelivered_is_done_once(console, sentence):
    for again in ("!again", f"{sentence} #abcd1234"):
        first = console.ask("!as p2", "!in group2", f"{sentence} #abcd1234")
        before = state(console, "p2")
        assert console.ask("!as p2", f"{sentence} #abcd1234", again) == first
        assert state(console, "p2") == before


def test_the_same_nonce_twice_is_one_position_and_another_players_own(console):
    sentence = "long btc 25 1001x #k3f9k3f9"
    first = console.ask(sentence)
    assert console.ask(sentence) == first
    console.say(BTC)
    assert console.ask(sentence) == first
    console.say(BTC, "!as p2")
    assert console.ask(sentence)["fields"]["State"] == "waiting"
    console.say(BTC)
    assert [len(console.ask(f"!as {who}", "positions")["items"]) for who in ("p1", "p2")] == [1, 1]
    assert [console.balance(who) for who in ("p1", "p2")] == ["975", "975"]


def test_a_button_pressed_twice_closes_once(console):
    opened = last(console.say("long btc 100 10x", BTC), "position")
    half = button(opened, "Close half")
    console.say(half, half, BTC)
    margin = Fraction(console.ask("positions")["fields"]["Margin"])
    assert margin == Fraction(opened["fields"]["Margin"]) - Fraction("49.603174")
    console.say(half, BTC)
    assert Fraction(console.ask("positions")["fields"]["Margin"]) == margin


def test_one_player_in_two_chats_has_one_account(console):
    console.say("!in group1", "long btc 25 100x", "!in dm", "long btc 25 100x", "!in group2", "up 10 5m", BTC)
    assert console.balance("p1") == "940"
    assert len(console.ask("!in dm", "positions")["items"]) == 3


def test_numbers_are_counted_per_player(console):
    first = console.ask("long btc 25 100x at 90000")["fields"]["Id"]
    second = console.ask("!as p2", "short btc 25 100x at 110000")["fields"]["Id"]
    assert (first, second) == ("1", "1")
    console.say("!price BTC 89900")
    assert console.ask("!as p1", "positions")["fields"]["Id"] == "1"
    assert refused(console.ask("!as p2", "close 1")) == "is_order"
    assert refused(console.ask("close 2")) == "no_such_position"


# Refusals change nothing


@pytest.mark.parametrize(
    "sentence",
    [
        "long btc -5 10x", "long btc 0 10x", "long btc nan 10x", "long btc inf 10x", "long btc 1e309 10x",
        "long btc 0x10 10x", "long btc ٢٥ 10x", "long btc 25.1234567 10x", "long btc 1,000 10x", "long btc 2k 10x",
        "long btc 0.5 10x", "long btc 25 1002x", "long btc 25 1x", "long eth 25 251x", "long sol 25 101x",
        "long doge 25 10x", "long btc 25 10x banana", "long btc 25 10x at 100011", "long btc 25 100x tp 99000",
        "long btc 25 100x tp 90%", "long btc 25 100x sl 100500", "long btc 25 100x sl 99000", "long btc 25 1001x sl 5%",
        "up 0.5 5m", "up 501 5m", "up 25 7m", "up 25 1h btc", "up 25 1m sol", "down 25 5m doge", "close 9",
        "close 1 0%", "close 1 101%", "tp 1 99000", "sl 1 101000", "sl 1 90000", "margin 2 10", "margin 1 5000",
        "cancel 9",
        "confirm 9", "round 5m", "round withdraw", "round cancel", "verify 1", "limits loss -1", "break 1h",
        "settings tolerance 99%", "short btc 25 1001x", "howdy", "long bnb 25 10x",
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_changes_nothing(console, sentence):
    console.say("long btc 100 10x", "long btc 25 1001x", BTC)
    before = state(console, "p1")
    answer = console.ask(sentence)
    assert refused(answer)
    assert "{" not in answer["notes"][0]
    console.say(BTC)
    console.say("!price ETH 4000")
    assert state(console, "p1") == before


def test_degen_margin_cannot_be_added_and_standard_margin_can(console):
    console.say("long btc 25 1001x", "long btc 100 10x", BTC)
    assert refused(console.ask("margin 1 5")) == "degen_margin"
    before = console.ask("history 2")["fields"]
    adding = console.ask("margin 2 10")
    assert adding["fields"]["Margin"] == before["Margin"]
    after = last([*console.say(BTC), console.ask("history 2")], "position")["fields"]
    assert Fraction(after["Margin"]) == Fraction(before["Margin"]) + 10
    assert after["Notional"] == before["Notional"]
    assert Fraction(after["Liquidation"]) < Fraction(before["Liquidation"])


# Prices


@pytest.mark.parametrize(("side", "price", "state"), [
    ("long", "100100", "open"), ("long", "100100.1", "refunded"), ("long", "99000", "open"),
    ("short", "99900", "open"), ("short", "99899.9", "refunded"), ("short", "101000", "open"),
])  # fmt: skip
def test_the_price_guard_refunds_what_would_fill_worse_than_the_tolerance(console, side, price, state):
    told = console.say(f"{side} btc 25 100x", f"!price BTC {price}")
    if state == "refunded":
        screen = last(told, "order", Reason="price_moved")
        assert (screen["fields"]["State"], console.balance("p1")) == ("refunded", "1000")
    else:
        assert last(told, "position")["fields"]["State"] == "open"


def test_an_order_without_a_price_is_refunded_after_five_seconds(console):
    told = console.say("long btc 25 1001x", "up 10 5m", "!wait 4s")
    assert not [each for each in told if each["kind"] != "reply"]
    console.say("!wait 2s")
    assert last(console.shown, "order", Reason="not_filled")["fields"]["State"] == "refunded"
    assert last(console.shown, "prediction")["fields"]["State"] == "refunded"
    assert console.balance("p1") == "1000"
    console.say(BTC)
    assert console.ask("positions")["items"] == []


def test_a_halted_market_refuses_openings_and_takes_closes(console):
    console.say("long btc 100 10x", BTC, "!wait 5s")
    assert console.ask("long btc 25 10x at 90000")["about"] == "order"
    console.say("!wait 1s")
    before = state(console, "p1")
    for sentence in ("long btc 25 10x", "up 25 5m", "margin 1 10", "short btc 25 10x at 110000"):
        assert refused(console.ask(sentence)) == "halted"
    assert console.ask("price btc")["fields"]["State"] == "halted"
    assert state(console, "p1") == before
    assert console.ask("close 1")["about"] == "position"
    closed = last(console.say("!price BTC 100000"), "position", State="closed")
    assert closed["fields"]["Exit"] == "99990"


@pytest.mark.parametrize("silence", ["16s", "3h"])
def test_a_gap_of_more_than_fifteen_seconds_moves_nobodys_pnl(silence):
    with Console(NEW, BTC, "long btc 100 10x", "short btc 100 50x at 100500", BTC) as console:
        console.say("!as p2", "short btc 25 1001x tp 99950", BTC)
        before = {who: console.ask(f"!as {who}", "positions")["fields"] for who in ("p1", "p2")}
        told = console.say(f"!wait {silence}", "!price BTC 90000")
        assert not about(told, "liquidation") and not about(told, "takeprofit")
        for who, then in before.items():
            now = console.ask(f"!as {who}", "positions")["fields"]
            assert (now["PnL"], now["Funding"]) == (then["PnL"], "0")
            for key in ("Entry", "Mark", "Liquidation", "Bankruptcy", "TakeProfit"):
                assert Fraction(now[key]) == Fraction(then[key]) - 10_000, key
        assert console.ask("!as p1", "orders")["fields"]["Limit"] == "90500"
        assert not about(console.say("!price BTC 90049"), "liquidation")
        assert last(console.say("!price BTC 90050"), "liquidation", "p2")["fields"]["Mark"] == "90050"


def test_exactly_fifteen_seconds_is_no_gap():
    for ms, liquidated in (("14.999", True), ("15.001", True), ("15.002", False)):
        with Console(NEW, BTC, "long btc 25 1001x", BTC) as console:  # the last mark is at 0.002
            told = console.say(f"!at 2026-01-01T00:00:{ms}Z", "!price BTC 99000")
            assert bool(about(told, "liquidation")) is liquidated, ms


def test_a_close_received_before_a_mark_is_filled_at_it_before_liquidation(console):
    console.say("long btc 25 1001x", BTC, "close 1")
    told = console.say("!price BTC 99945")
    assert not about(told, "liquidation")
    closed = last(told, "position", State="closed")["fields"]
    assert closed["Exit"] == "99935.0055"
    assert Fraction(console.balance("p1")) == 975 + Fraction(closed["Returned"])


def test_a_mark_through_stop_and_liquidation_is_a_liquidation(console):
    console.say("long btc 25 100x sl 99500", BTC)
    told = console.say("!price BTC 99000")
    assert about(told, "liquidation") and not about(told, "stoploss")
    assert console.balance("p1") == "975"


def test_no_profit_beyond_the_take_profit_even_by_hand(console):
    console.say("long btc 100 10x", BTC, "close 1")
    closed = last(console.say("!price BTC 900000"), "position", State="closed")["fields"]
    assert closed["Exit"] == closed["TakeProfit"]
    margin = Fraction(closed["Margin"])
    assert 0 <= margin * Fraction(11, 2) - Fraction(closed["PnL"]) < Fraction(2, 10**6)


@pytest.mark.parametrize(("side", "stop", "profit"), [("long", "99399", "106000"), ("short", "100700", "94000")])
def test_the_nearest_value_that_a_refusal_offers_is_accepted(console, side, stop, profit):
    console.say(f"{side} btc 25 100x", BTC)
    for sentence in (f"sl 1 {stop}", f"tp 1 {profit}"):
        answer = console.ask(sentence)
        assert refused(answer)
        offered = re.findall(r"[0-9][0-9,.]*[0-9]", answer["notes"][0])[-1].replace(",", "")
        assert console.ask(f"{sentence.rpartition(' ')[0]} {offered}")["about"] == "position"


def test_received_funding_is_gone_when_the_loss_is_beyond_the_margin():
    with Console("!at 2026-01-01T00:00:30Z", BTC, "!as ann", "long btc 100 400x", BTC) as console:
        console.say("!as bob", "short btc 500 400x", BTC, "!wait 31s hold")
        before = console.ask("!as ann", "positions")["fields"]
        assert Fraction(before["Funding"]) > 0
        closed = last(console.say("close 1", "!price BTC 99000"), "position", "ann", State="closed")["fields"]
        assert (closed["Returned"], closed["Fees"]) == ("0", before["Fees"]), "nothing is left to take a fee from"


def test_who_came_first_is_filled_first_even_in_the_same_millisecond(console):
    console.say("!as ann", "start", "!as bob", "start")  # ann's account is the older one
    console.say("long btc 1000 100x", "!as ann", "long btc 1000 100x", BTC)
    entries = {who: Fraction(last(console.shown, "position", who)["fields"]["Entry"]) for who in ("ann", "bob")}
    assert entries["bob"] < entries["ann"], "the second order slips past the first"


def test_stops_are_set_taken_off_and_put_back(console):
    cap = last(console.say("long btc 25 100x", BTC), "position")["fields"]["TakeProfit"]
    assert console.ask("tp 1 101000")["fields"]["TakeProfit"] == "101000"
    assert console.ask("sl 1 99800")["fields"]["StopLoss"] == "99800"
    assert console.ask("tp 1 off")["fields"]["TakeProfit"] == cap
    assert console.ask("sl 1 off")["fields"]["StopLoss"] == "none"
    console.say("sl 1 99800")
    stopped = last(console.say("!price BTC 99800"), "stoploss", "p1")
    assert (stopped["kind"], stopped["fields"]["Exit"]) == ("alert", "99790.02")


def test_what_would_leave_less_than_a_point_closes_all(console):
    console.say("long btc 25 1001x", BTC, "close 1 97%")
    closed = last(console.say(BTC), "position", State="closed")["fields"]
    assert closed["State"] == "closed"
    assert console.ask("positions")["items"] == []


def test_a_limit_order_is_hidden_reserves_waits_and_fills_at_its_slipped_mark(console):
    console.say("!in group1")
    placed = console.ask("long btc 25 100x at 99000")
    assert placed["private"] is True
    assert console.balance("p1") == "975"
    assert console.ask("!as p2", "orders")["items"] == []
    console.say("!as p1", "!in dm", "!price BTC 99000")
    assert console.ask("orders")["fields"]["State"] == "waiting"
    told = console.say("!price BTC 98990")
    alert = last(told, "position", "p1")
    assert alert["kind"] == "alert"
    assert Fraction(alert["fields"]["Entry"]) <= 99_000
    assert console.ask("orders")["items"] == []


def test_a_cancelled_or_expired_order_gives_everything_back(console):
    console.say("long btc 25 100x at 99000", "short btc 30 50x at 101000", "cancel 1")
    assert console.balance("p1") == "970"
    console.say("!at 2026-01-02T00:00:10Z")
    assert last(console.shown, "order", Id="2")["fields"]["State"] == "expired"
    assert console.balance("p1") == "1000"


# Alerts and their order


def test_a_liquidation_adds_up_and_comes_first(console):
    console.say("up 10 1m", "long btc 25 1001x", "long btc 100 100x tp 100400", BTC)
    console.say("!as p2", "short btc 40 1001x", BTC)
    told = console.say("!price BTC 100500")
    alerts = [(each["to"], each["about"]) for each in told if each["kind"] == "alert"]
    assert alerts[0] == ("p2", "liquidation")
    assert ("p1", "takeprofit") in alerts
    mortem = about(told, "liquidation")[0]["fields"]
    parts = [Fraction(mortem[key]) for key in ("LostToPrice", "LostToSlippage", "LostToFunding", "ToHouse")]
    assert sum(parts) == Fraction(mortem["Margin"]) == 40
    assert Fraction(mortem["At100x"]) < Fraction(mortem["At50x"]) < Fraction(mortem["At10x"]) < 0
    says = [each["says"] for row in about(told, "liquidation")[0]["buttons"] for each in row]
    assert not [sentence for sentence in says if sentence.startswith(("long", "short"))], "no way back in one tap"


def test_after_a_reply_come_its_updates(console):
    told = console.say("!in group1", "round 5m", "up 25")
    assert [each["kind"] for each in told] == ["reply", "reply", "update"]
    assert [each["to"] for each in told] == ["*", "p1", "*"]


def test_alerts_ring_as_they_were_set(console):
    console.say("settings alert liquidation off", "long btc 25 1001x", BTC)
    assert not [each for each in console.say("!price BTC 99000") if each["kind"] == "alert"]


# The account


def test_daily_streak_and_its_end(console):
    grants = []
    for day in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        console.say(f"!at 2026-02-{day:02d}T12:00:00Z")
        grants.append(console.ask("daily")["fields"]["Granted"])
        assert refused(console.ask("daily")) == "daily_later"
    assert grants == ["100", "110", "120", "130", "140", "150", "160", "170", "170", "170"]
    console.say("!at 2026-02-12T12:00:00Z")
    assert console.ask("daily")["fields"]["Granted"] == "170"
    console.say("!at 2026-02-14T12:00:00.001Z")
    assert console.ask("daily")["fields"]["Granted"] == "100"


def test_the_bankrupt_are_refilled_to_a_hundred_once_a_day(console):
    console.say("daily", "long btc 1000 1001x", "!price BTC 100000", "long btc 95 1001x", BTC, "!price BTC 99000")
    assert console.balance("p1") == "5"
    refill = console.ask("daily")["fields"]
    assert (refill["Balance"], refill["Granted"]) == ("100", "95")
    console.say("long btc 95 1001x", "!price BTC 99000", "!price BTC 98000")
    assert console.balance("p1") == "5"
    assert refused(console.ask("daily")) == "daily_later"


def test_limits_tighten_at_once_and_loosen_after_a_day(console):
    console.say("limits loss 100", "limits leverage 100x")
    assert refused(console.ask("long btc 25 250x")) == "leverage_limit"
    assert refused(console.ask("long btc 101 10x")) == "loss_limit"
    console.say("long btc 60 10x", BTC)
    assert refused(console.ask("up 41 5m")) == "loss_limit"
    assert console.ask("up 40 5m")["about"] == "prediction"
    console.say("limits loss off", "limits leverage 1001x")
    assert refused(console.ask("long btc 25 250x")) == "leverage_limit"
    console.say("!at 2026-01-02T00:00:01Z", BTC)
    assert console.ask("long btc 25 250x")["about"] == "order"


def test_a_break_keeps_what_is_open_and_cannot_be_ended(console):
    console.say("long btc 25 1001x", BTC, "break 7d")
    for sentence in ("long btc 25 10x", "up 25 5m"):
        assert refused(console.ask(sentence)) == "on_break"
    assert refused(console.ask("break 24h")) == "break_longer"
    assert about(console.say("!price BTC 99000"), "liquidation", "p1")
    console.say("!at 2026-01-08T00:00:01Z", BTC)
    assert console.ask("up 25 5m")["about"] == "prediction"


def test_above_an_amount_it_asks_first(console):
    console.say("settings confirm 100")
    assert console.ask("long btc 100 10x")["about"] == "order"
    asked = console.ask("long btc 101 10x tp 5%")
    assert asked["about"] == "confirm"
    assert console.balance("p1") == "900"
    sentence = button(asked, "confirm")
    first = console.ask(sentence)
    assert first["about"] == "order"
    assert console.ask(sentence) == first
    console.say(BTC)
    assert console.balance("p1") == "799"
    assert refused(console.ask(f"confirm {asked['fields']['Draft']}")) == "draft_gone"
    assert refused(console.ask("!as p2", f"confirm {asked['fields']['Draft']}")) == "draft_gone"


def test_settings_are_kept_and_used(console):
    console.say("settings tolerance 0.5%", "settings presets 7 8")
    shown = console.ask("settings")["fields"]
    assert (shown["Tolerance"], shown["Presets"]) == ("0.5", "7 8")
    told = console.say("long btc 25 100x", "!price BTC 100400")
    assert last(told, "position")["fields"]["State"] == "open"
    assert any("7" in each["says"] for row in console.ask("long btc")["buttons"] for each in row)


def test_history_tells_everything_that_ended(console):
    console.say("long btc 25 1001x", BTC, "!price BTC 99000", "up 10 1m", "!wait 62s hold")
    console.say("long btc 20 10x at 90000", "cancel 3")
    assert console.ask("history")["items"][-1]["LostToPrice"]
    ended = [console.ask(f"history {number}")["fields"]["State"] for number in (1, 2, 3)]
    assert ended == ["liquidated", "tied", "cancelled"]


# The whole


def test_the_text_console_says_the_same_for_people():
    done = subprocess.run(
        [*PROGRAM, "chat", "--manual"], input=f"{NEW}\n{BTC}\nlong btc 25 1001x\n{BTC}\n!price BTC 99000\n",
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert "LIQUIDATED BTC long 1001x -25 pt" in done.stdout
    assert done.stderr == ""


def test_every_button_of_a_conversation_can_be_said(console):
    console.say("!in group1", "!as ann", "round 5m", "up 25", "!as bob", "down 100")
    console.say("!in dm", "!as p1", "start", "long", "long btc", "long btc 25", "up", "up 25", "settings", "top")
    console.say("help", "long btc 25 100x", BTC, "up 25 5m", "!wait 61s hold", "!wait 6m hold", "whatif", "round", "me")
    says = {each["says"] for screen in console.shown for row in screen["buttons"] for each in row}
    assert len(says) > 20
    for sentence in sorted(says):
        answer = console.ask("!as visitor", sentence)
        if answer["about"] == "refused":
            code = answer["fields"]["Code"]
            assert not re.match(r"word|verb|letter|sentence|amount|number", code), (sentence, answer)
