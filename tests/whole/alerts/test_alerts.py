"""Alerts from the outside: what rings, once, how loud, and what it says; the same whatever the bells do."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import storage
from bots.desk.notices import NoticeScreens
from bots.screens.alerts.notices import LATE_MS
from core.book import Identity
from core.engine import Engine
from core.messages.all import Request
from core.messages.positions import Open
from core.money import POINT, USD, Amount
from core.prices.markets import Mark, Rules, Side
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import MOST_ALERTS
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.rules.positions import Position, is_near, with_keys
from tests.worlds.console import Console, about, refused

T0 = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"
OPEN = ("long btc 25 1001x", BTC)  # enters at 100,010, liquidated at 99,950; near from 99,968 on, armed from 99,986 on
NEAR, FAR, GONE = "!price BTC 99967", "!price BTC 99990", "!price BTC 99940"


@pytest.fixture
def console():
    with Console(T0, BTC) as made:
        yield made


def alerts(screens, what):
    """The alerts about something."""
    return [each for each in about(screens, what) if each["kind"] == "alert"]


# Near liquidation


def test_a_position_near_its_liquidation_warns_once(console):
    console.say(*OPEN, "!price BTC 99970")
    assert not alerts(console.say("!wait 5s hold"), "near")
    assert not alerts(console.say(NEAR, "!wait 2s hold"), "near"), "it waits for a liquidation that may follow"
    warned = alerts(console.say("!wait 1s hold"), "near")
    assert [each["title"] for each in warned] == ["NEAR LIQUIDATION BTC long 1001x"]
    assert not alerts(console.say("!price BTC 99960", "!wait 5s hold", "!price BTC 99975", NEAR, "!wait 5s"), "near")


def test_it_warns_again_after_twice_the_distance(console):
    console.say(*OPEN, NEAR, "!wait 3s hold")
    assert alerts(console.say(FAR, NEAR, "!wait 3s hold"), "near")


def test_a_warning_that_a_liquidation_follows_is_not_told(console):
    told = console.say(*OPEN, NEAR, "!wait 1s hold", GONE, "!wait 5s hold")
    assert alerts(told, "liquidation") and not alerts(told, "near")


def test_the_share_that_is_near_can_be_chosen_for_what_is_open(console):
    console.say(*OPEN, "alerts near 90%", "!price BTC 100003")
    assert alerts(console.say("!wait 3s hold"), "near")
    assert console.ask("alerts")["fields"]["Near"] == "90"


@given(
    side=st.sampled_from((Side.LONG, Side.SHORT)),
    leverage=st.sampled_from((2, 50, 499, 1001)),
    margin=st.integers(POINT, 1_000 * POINT),
    percent=st.integers(5, 90),
    warned=st.booleans(),
    entry=st.integers(1, 10**13),
    offset=st.integers(-(10**9), 10**9),
    funding=st.integers(-(10**9), 10**9),
    later=st.integers(-(10**9), 10**9),
    near=st.integers(-3, 3),
)
@example(Side.LONG, 1001, 25 * POINT, 30, False, 100_010 * USD, 0, 0, 0, 0)
def test_the_threshold_of_a_tick_is_the_rule(
    side, leverage, margin, percent, warned, entry, offset, funding, later, near
):
    """Around the threshold, one unit more or less: what the index proposes is what the rule says, exactly."""
    position = with_keys(
        Position(
            1, 1, "BTC", side, leverage, margin, margin * leverage, entry, entry, 0, funding, offset, margin, 0,
            near_percent=percent, warned=warned,
        )
    )  # fmt: skip
    index = funding + later
    mark = position.near_key + near + offset + side.sign * index
    reached = side.sign * (mark - offset - side.sign * index - position.near_key) <= 0
    assert is_near(position, mark, index) == reached


# Funding


def test_funding_is_told_at_each_share_of_the_margin_that_it_has_eaten(console):
    assert not alerts(console.say(*OPEN, "!wait 10m hold"), "funding"), "off by default"
    console.say("close all", BTC, "alerts funding loud", "alerts funding 1%", *OPEN)
    told = alerts(console.say("!wait 20m hold"), "funding")
    assert told[0]["title"].startswith("FUNDING BTC long 1001x -0.2")
    paid = [-float(each["fields"]["Funding"]) for each in told]  # 6.2563 % of 25 pt an hour, told each 0.25 pt
    assert len(paid) == 2 and 0.25 <= paid[0] < 0.28 and 0.5 <= paid[1] < 0.53


def test_funding_that_was_paid_before_it_was_asked_for_is_not_told(console):
    console.say(*OPEN, "!wait 11m hold", "alerts funding 1%")
    assert not alerts(console.say("alerts funding silent", "!wait 1m hold"), "funding")
    assert len(alerts(console.say("!wait 9m hold"), "funding")) == 1


# A group's feed


def test_a_group_reads_of_members_who_want_it_and_never_an_amount(console):
    console.say("!in lounge", "setup feed on", "!as p2", "start", "!in dm", "!as p1")
    assert not about(console.say(*OPEN, GONE), "feed"), "nobody wants it yet"
    opened = about(console.say("alerts feed on", BTC, *OPEN), "feed")
    assert [(each["title"], each["chat"]) for each in opened] == [("p1 opened BTC long 1001x", "lounge")]
    gone = about(console.say("!wait 133s hold", GONE), "feed")
    assert [each["title"] for each in gone] == ["LIQUIDATED: p1's BTC long 1001x lived 2 min 13 s"]
    assert set(gone[0]["fields"]) == {"Side", "Market", "Leverage", "State"}
    assert not about(console.say("!as p2", BTC, *OPEN, GONE), "feed"), "p2 has not asked for it"
    assert not about(console.say("!as p1", BTC, "!in lounge", "setup feed off", "!in dm", *OPEN, GONE), "feed")


# How loud


def test_quiet_hours_silence_everything_but_a_liquidation():
    player = replace(Player(1, "ana", 0), quiet_from=22 * 60, quiet_until=7 * 60, zone="+02:00")
    hour = 3_600_000
    assert [player.quiet_at(each * hour) for each in (19, 20, 23, 0, 4, 5, 12)] == [0, 1, 1, 1, 1, 0, 0]
    assert player.loudness_at(AlertKind.TAKEPROFIT, 20 * hour) is Loudness.SILENT
    assert player.loudness_at(AlertKind.LIQUIDATION, 20 * hour) is Loudness.LOUD
    assert player.loudness_at(AlertKind.TAKEPROFIT, 12 * hour) is Loudness.LOUD
    off = replace(player, alert_choices=((AlertKind.NEAR, Loudness.OFF),))
    assert off.loudness_at(AlertKind.NEAR, 20 * hour) is Loudness.OFF


def test_without_quiet_hours_it_is_never_quiet():
    assert not any(Player(1, "ana", 0).quiet_at(each * 60_000) for each in range(1_440))


def test_every_kind_is_a_button_that_turns_it(console):
    screen = console.ask("alerts")
    for kind in AlertKind:
        assert screen["fields"][f"Ring.{kind}"] in set(Loudness)
        screen = console.press(screen, f"alerts {kind}")
        assert screen["about"] == "alerts"
    assert console.press(screen, "alerts quiet")["fields"]["Quiet"] == "22:00-07:00 +00:00"
    assert console.press(console.ask("alerts"), "alerts quiet off")["fields"]["Quiet"] == "none"
    assert console.press(console.ask("alerts"), "alerts mention on")["fields"]["Mentions"] == "on"


def test_what_is_off_is_not_told(console):
    assert not alerts(console.say("alerts near off", *OPEN, NEAR, "!wait 5s hold"), "near")


def test_a_test_alert_takes_the_way_of_a_liquidation(console):
    assert len(alerts(console.say("alerts test"), "test_alert")) == 1
    assert not alerts(console.say("alerts liquidation off", "alerts test"), "test_alert")


# Price alerts


def test_a_price_alert_rings_once_at_or_beyond_its_price(console):
    console.say("alert btc above 100100", "alert btc below 99900", "alert eth above 1")
    assert not alerts(console.say("!price BTC 100099.99", "!price BTC 99900.01"), "price_alert")
    assert alerts(console.say("!price BTC 100100"), "price_alert")[0]["title"] == "BTC above 100,100.00"
    assert not alerts(console.say("!price BTC 100200"), "price_alert")
    assert alerts(console.say("!price BTC 99900"), "price_alert")[0]["title"] == "BTC below 99,900.00"
    assert console.ask("alerts")["fields"]["PriceAlerts"] == "1"


def test_a_move_is_that_within_the_span_and_rings_again_after_it(console):
    console.say("alert btc move 1% in 1m", "!wait 60s hold")
    assert not alerts(console.say("!price BTC 100999"), "price_alert")
    assert len(alerts(console.say("!price BTC 101000", "!price BTC 101100", "!wait 30s hold"), "price_alert")) == 1
    assert not alerts(console.say("!wait 60s hold"), "price_alert"), "a minute ago it was there already"
    assert alerts(console.say("!price BTC 99000"), "price_alert")


def test_nothing_moves_where_the_past_is_not_known(console):
    console.say("alert btc move 1% in 1h")
    assert not alerts(console.say("!price BTC 120000", "!wait 60s hold"), "price_alert")


def test_price_alerts_are_removed_by_their_number(console):
    screen = console.ask("alert btc above 100100", "alert btc move 5% in 5m")
    assert [each["Id"] for each in screen["items"]] == ["1", "2"]
    screen = console.press(screen, "alert remove 1")
    assert [each["Id"] for each in screen["items"]] == ["2"]
    assert refused(console.ask("alert remove 1")) == "no_such_alert"
    assert not alerts(console.say("!price BTC 100100"), "price_alert")


def test_what_is_passed_or_too_much_is_refused(console):
    assert refused(console.ask("alert btc above 100000")) == "alert_passed"
    assert refused(console.ask("alert btc below 100000")) == "alert_passed"
    console.say(*[f"alert btc above {100_100 + each}" for each in range(MOST_ALERTS)])
    assert refused(console.ask("alert btc above 100200")) == "too_many_alerts"


# Positions elsewhere


def test_a_position_elsewhere_warns_and_is_reached_without_points(console):
    before = console.balance("p1")
    screen = console.ask("watch long btc 100 1001x at 100000")
    assert screen["fields"]["Liquidation"] == "99940.05994006"
    assert alerts(console.say("!price BTC 99950", "!wait 3s hold"), "watch_near")
    told = alerts(console.say("!price BTC 99940.05"), "watch_reached")
    assert told[0]["title"] == "LIQUIDATION PRICE BTC long 1001x (yours elsewhere)"
    assert any("WATCH ONLY" in note for note in told[0]["notes"])
    assert not alerts(console.say("!price BTC 99000"), "watch_reached")
    assert console.balance("p1") == before


def test_where_it_is_liquidated_can_be_said(console):
    assert console.ask("watch short btc 50x at 100000 loss 80%")["fields"]["Liquidation"] == "101600"
    assert console.ask("watch remove 1", "watch long btc 50x at 100000 liq 98765")["fields"]["Liquidation"] == "98765"
    assert refused(console.ask("watch long btc 50x at 100000 liq 100001")) == "watch_wrong_side"
    assert refused(console.ask("watch long btc 1x at 100000 loss 100%")) == "watch_wrong_side"
    assert not alerts(console.say("watch remove 2", "!price BTC 90000", "!wait 5s hold"), "watch_reached")
    assert refused(console.ask("watch remove 2")) == "no_such_watch"


# Late


def test_an_alert_that_comes_late_says_when_it_happened():
    book = storage.open(None)
    engine = Engine(book, Rules(), live=False)
    player = engine.player(Identity("test", "u"), "ana", 0)
    book.outbox.add([Notice(Topic.TEST, 0, 1_000, player=player, alert=AlertKind.LIQUIDATION)])
    addressed = engine.telling.untold(True, 0, 1)[0]
    late, punctual = (NoticeScreens(engine).delivery(addressed, 1_000 + LATE_MS + more).screen for more in (1, 0))
    assert "1970-01-01 00:00:01 UTC" in late.notes[0] and late.notes[1:] == punctual.notes
    book.close()


# Bells


def _told(bells):
    """What is told of a position that comes near, leaves, comes near again and is liquidated, with these bells."""
    book = storage.open(None)
    engine = Engine(book, Rules(), live=False)
    player = engine.player(Identity("console", "ana"), "ana", 0)
    start, prices = 1_767_225_600_000, {0: 100_000, 2: 100_000, 4: 99_967, 8: 99_990, 12: 99_967, 15: 99_940}
    for second in range(20):
        if second in prices:
            engine.on_mark(Mark("BTC", start + second * 1_000, prices[second] * USD, "sim"))
        if second == 0:
            command = Open(Side.LONG, "BTC", Amount(micro=25 * POINT), 1001, None, None, None)
            engine.handle(Request(player, None, False, "a", start + 1, "long btc 25 1001x", command, start + 1))
        for at_ms in bells(second):
            engine.on_clock(start + at_ms)
    engine.on_clock(start + 60_000)
    told = [each.notice for first in (True, False) for each in engine.telling.untold(first, 0, 100)]
    assert engine.telling.untold(True, 0, 1)
    book.close()
    return sorted((each.at_ms - start, each.topic, each.alert) for each in told)


@pytest.mark.parametrize(
    "bells",
    [lambda s: [], lambda s: [s * 1_000] * 2, lambda s: [s * 1_000 + 999], lambda s: [s * 1_000] if s % 7 == 0 else [],
     lambda s: [-3_600_000 + s * 1_000]],
    ids=["none", "double", "late", "skipped", "a clock that was set back"],
)  # fmt: skip
def test_no_bell_changes_what_is_warned_of(bells):
    usual = _told(lambda s: [s * 1_000])
    assert [at_ms for at_ms, _topic, ring in usual if ring is AlertKind.NEAR] == [4_000, 12_000]
    assert _told(bells) == usual


def test_a_new_price_alert_says_so_and_a_test_too(console):
    assert console.ask("alert btc above 105000")["title"] == "I will ring: BTC above 105,000.00"
    assert console.ask("alerts test")["title"] == "A test alert is on its way"
    assert refused(console.ask("watch long btc 50x at 103000")) == "watch_passed"
