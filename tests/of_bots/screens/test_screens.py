"""What people see: every screen of a long conversation keeps the promises that all screens make."""

import re

import pytest

from bots.desk.names import MAX_NAME, clean_name
from bots.sentences.verbs import read
from tests.worlds.console import Console

MAX_BUTTON_BYTES = 64  # Telegram's limit, the tightest

CONVERSATION = """
    !at 2026-01-01T00:00:00Z
    start
    help
    help long
    ping
    price
    long btc 25 1001x
    !price BTC 100000
    !price ETH 4000
    !price SOL 200
    !price BNB 900
    up
    down 25
    up 5m
    long
    short 25
    long btc
    long btc 25
    long btc 1001x
    short eth half
    whatif short eth 50
    long btc 25 1001x tp 0.2% sl 0.02%
    short btc 30 100x tp 90% roe sl 10% roe
    long btc 20 50x at 99000
    long btc 20 20x at 98000 tp 99000
    up 25 5m
    down 10 1m eth
    orders
    positions
    !price BTC 100000
    !price ETH 4000
    positions
    orders
    tp 2 99000
    tp 2 off
    sl 2 100100
    tp 3 99500
    margin 2 5
    close 2 50%
    !price BTC 99985
    !price BTC 100010
    close 2
    cancel 4
    !price BTC 99900
    !price BTC 99400
    !price BTC 98900
    history
    history 1
    history 3
    card
    card 3 hide points hide name
    card 99
    odds
    odds eth 100x
    learn
    learn leverage
    learn liquidation
    learn funding
    learn slippage
    learn risk
    privacy
    privacy export
    privacy delete
    long btc 10 1001x
    !price BTC 98900
    !price BTC 98000
    long btc 10 1001x
    !wait 10s
    !price BTC 98900
    settings confirm 5
    long btc 10 1001x
    settings
    settings alert settled loud
    limits
    limits loss 500
    limits loss off
    limits leverage 100x
    daily
    daily
    me
    top
    top all season hits
    !in group1
    round 1m
    up 25
    !as p2
    round
    up
    down 60
    round withdraw
    down 60
    !wait 125s hold
    verify 1
    round 1m sealed
    up 5
    verify 2
    !wait 80s hold
    round 5m every 30m
    round
    !as p1
    round cancel
    round stop
    top chat
    history
    card 3
    privacy export
    privacy
    break 24h
    up 1 1m
    limits
    nonsense
    !as p3
    privacy
    start
    privacy delete confirm
"""


@pytest.fixture(scope="module")
def screens():
    with Console(CONVERSATION) as console:
        return console.shown


def test_the_conversation_shows_every_kind_of_screen(screens):
    expected = "account alert confirm help history limits liquidation market order ping position prediction"
    seen = {screen["about"] for screen in screens} | {screen["kind"] for screen in screens}
    assert set(expected.split()) <= seen
    assert {"card", "learn", "left", "odds", "privacy"} <= seen
    assert {"refused", "round", "settings", "stoploss", "top", "verify", "whatif"} <= seen


def test_every_button_is_a_sentence_that_fits_everywhere(screens):
    says = {button["says"] for screen in screens for row in screen["buttons"] for button in row}
    assert len(says) > 60
    for sentence in says:
        assert len(sentence.encode()) <= MAX_BUTTON_BYTES
        read(sentence)


def test_buttons_that_spend_carry_a_nonce_and_round_buttons_do_not(screens):
    for screen in screens:
        for row in screen["buttons"]:
            for button in row:
                verb = button["says"].split()[0]
                complete = type(read(button["says"]).command).__name__
                if verb == "confirm" or complete in ("Open", "Close", "AddMargin"):
                    assert "#" in button["says"], button
                if complete == "Predict" and screen["about"] == "round":
                    assert "#" not in button["says"], button


def test_values_are_plain(screens):
    number_like = re.compile(r"[-+]?[\d,._ ]*\d[\d,._ ]*")
    plain = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?")
    for screen in screens:
        for fields in (screen["fields"], *screen["items"]):
            for key, value in fields.items():
                assert isinstance(value, str) and value, (screen["title"], key)
                if number_like.fullmatch(value) and key not in ("Presets",):
                    assert plain.fullmatch(value), (screen["title"], key, value)


def test_keys_and_titles(screens):
    for screen in screens:
        assert screen["title"]
        assert len(screen["title"]) <= 80
        for text in (screen["title"], *screen["notes"]):
            assert "{" not in text and "None" not in text
        if screen["kind"] == "alert" and screen["about"] == "liquidation":
            assert re.fullmatch(r"LIQUIDATED \w+ (long|short) \d+x -[\d.,]+ pt", screen["title"][:40])


def test_personal_answers_in_a_group_are_private(screens):
    personal = {"position", "order", "account", "limits", "settings", "history", "refused", "confirm"}
    personal |= {"privacy", "learn"}
    in_group = [screen for screen in screens if screen["chat"] != "dm"]
    assert in_group
    for screen in in_group:
        if screen["about"] in personal:
            assert screen.get("private") is True
        if screen["to"] == "*":
            assert "private" not in screen
            assert screen["about"] == "round"
            assert not {"Balance", "Stake", "MySide"} & set(screen["fields"])


def test_a_sealed_round_hides_its_sides_until_the_lock(screens):
    sealed = [screen for screen in screens if screen["to"] == "*" and screen["fields"]["Id"] == "2"]
    for screen in sealed:
        if screen["fields"]["State"] == "open":
            assert (screen["fields"]["Up"], screen["fields"]["Down"]) == ("sealed", "sealed")
    assert any(screen["fields"]["Pool"] == "5" for screen in sealed)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Ann", "Ann"),
        ("  Ann \n\t Lee ", "Ann Lee"),
        ("\u202eevil\u202c", "evil"),
        ("\u3164\u2800\u115f", "somebody"),
        ("\u034f\ufe0f", "somebody"),
        ("a\u3164\u3164b\uffa0", "a b"),
        ("a\u200bb\u2066c", "abc"),
        ("", "somebody"),
        ("\u200b\u200b", "somebody"),
        ("x" * 10_000, "x" * MAX_NAME),
        ("Z" + "\u0335" * 50, "Z" + "\u0335" * 2),
        ("<b>@everyone</b>", "<b>@everyone</b>"),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


def test_no_empty_list_is_a_dead_end():
    with Console() as console:
        for said in ("positions", "orders", "history"):
            (shown,) = console.say(said)
            assert [button["label"] for row in shown["buttons"] for button in row] == ["Long", "Short"], said


def test_help_lists_what_people_say_and_not_what_a_question_says_for_them():
    with Console() as console:
        (shown,) = console.say("help")
        verbs = [item["Verb"] for item in shown["items"]]
        assert "long" in verbs and "confirm" not in verbs


def test_prices_lead_on_and_are_refreshed():
    with Console() as console:
        (shown,) = console.say("price eth")
        assert [button["says"] for row in shown["buttons"] for button in row] == [
            "price eth", "odds eth", "whatif long eth",
        ]  # fmt: skip
