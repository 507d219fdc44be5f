"""Accounts: the stipend, the streak, the refill, what rings when, and limits that tighten at once and loosen after a
day."""

from dataclasses import replace

import pytest

from core.money import POINT
from core.rules import players
from core.rules.alerts.kinds import ALERTS, AlertKind, Loudness
from core.rules.players import Grant, Player, claim, season_start, week_start, with_leverage_limit, with_loss_limit
from core.units import DAY_MS

HOUR = 3_600_000
NOW = 1_700_000_000_000


def player(**changes) -> Player:
    return replace(Player(1, "p1", NOW), **changes)


def test_streak_grows_by_ten_up_to_seventy():
    who, amounts = player(), []
    for day in range(10):
        grant = claim(who, 500 * POINT, True, NOW + day * DAY_MS)
        amounts.append(grant.amount // POINT)
        who = grant.player
    assert amounts == [100, 110, 120, 130, 140, 150, 160, 170, 170, 170]


def test_once_in_24_hours():
    who = claim(player(), 500 * POINT, True, NOW).player
    assert claim(who, 500 * POINT, True, NOW + DAY_MS - 1) == NOW + DAY_MS
    assert isinstance(claim(who, 500 * POINT, True, NOW + DAY_MS), Grant)


def test_a_streak_ends_after_more_than_48_hours():
    who = claim(player(), 500 * POINT, True, NOW).player
    assert claim(who, 500 * POINT, True, NOW + 48 * HOUR).amount == 110 * POINT
    assert claim(who, 500 * POINT, True, NOW + 48 * HOUR + 1).amount == 100 * POINT


def test_the_bankrupt_are_refilled_whatever_was_claimed_before():
    who = claim(player(), 500 * POINT, True, NOW).player
    refill = claim(who, 9_999_999, True, NOW + HOUR)
    assert (refill.amount, refill.refill) == (100 * POINT - 9_999_999, True)
    assert claim(refill.player, 0, True, NOW + 2 * HOUR) == NOW + 25 * HOUR
    assert claim(refill.player, 0, True, NOW + 25 * HOUR).refill


def test_no_refill_with_something_open_or_ten_points():
    who = claim(player(), 500 * POINT, True, NOW).player
    assert claim(who, 0, False, NOW + HOUR) == NOW + DAY_MS
    assert claim(who, 10 * POINT, True, NOW + HOUR) == NOW + DAY_MS


def test_a_loss_limit_tightens_at_once_and_loosens_after_a_day():
    who = with_loss_limit(player(), 100, NOW)
    assert who.loss_limit_at(NOW) == 100
    who = with_loss_limit(who, 50, NOW)
    assert who.loss_limit_at(NOW) == 50
    who = with_loss_limit(who, None, NOW)
    assert who.loss_limit_at(NOW + DAY_MS - 1) == 50
    assert who.loss_limit_at(NOW + DAY_MS) is None
    who = with_loss_limit(who, 10, NOW + 1)
    assert who.loss_limit_at(NOW + 2 * DAY_MS) == 10


def test_a_leverage_limit_works_the_same():
    who = with_leverage_limit(with_leverage_limit(player(), 100, NOW), 500, NOW)
    assert who.leverage_limit_at(NOW + DAY_MS - 1) == 100
    assert who.leverage_limit_at(NOW + DAY_MS) == 500


def test_weeks_begin_on_monday_and_seasons_on_the_first():
    thursday = 1_767_225_600_000  # 2026-01-01 is a Thursday
    assert week_start(thursday) == thursday - 3 * DAY_MS
    assert season_start(thursday) == thursday
    assert season_start(thursday - 1) == 1_764_547_200_000


def test_gifts_and_breaks_are_what_the_rules_say():
    assert (players.FIRST_GRANT, players.DAILY, players.STREAK_STEP) == (10**9, 10**8, 10**7)
    assert (players.STREAK_MAX, players.BANKRUPT_BELOW, players.REFILL_TO) == (7 * 10**7, 10**7, 10**8)
    assert (players.DAY_MS, players.STREAK_MS, players.WEEK_DAYS) == (24 * HOUR, 48 * HOUR, 7)
    assert players.BREAKS_MS == {"24h": 24 * HOUR, "7d": 168 * HOUR, "30d": 720 * HOUR}
    assert (players.DEFAULT_TOLERANCE_BPS, players.MAX_TOLERANCE_BPS) == (10, 500)
    assert (players.DEFAULT_NEAR_PERCENT, players.MIN_NEAR_PERCENT, players.MAX_NEAR_PERCENT) == (30, 5, 90)
    assert players.DEFAULT_FUNDING_PERCENT == 10


def test_a_newcomer_has_four_presets_and_nothing_switched_on():
    new = player()
    assert new.presets == (10 * POINT, 25 * POINT, 50 * POINT, 100 * POINT)
    assert new.offered_margins == list(new.presets)
    assert replace(new, last_margin=30 * POINT).offered_margins == [each * POINT for each in (10, 25, 30, 50, 100)]
    assert (new.next_number, new.streak, new.digest_ms, new.mentions) == (1, 0, 0, False)
    assert {kind: new.loudness(kind) for kind in AlertKind} == {kind: row.default for kind, row in ALERTS.items()}


def test_a_loudness_that_was_chosen_holds_and_others_stay():
    chosen = player().with_loudness(AlertKind.NEAR, Loudness.OFF).with_loudness(AlertKind.FUNDING, Loudness.LOUD)
    assert dict(chosen.alert_choices) == {AlertKind.NEAR: Loudness.OFF, AlertKind.FUNDING: Loudness.LOUD}
    assert chosen.loudness(AlertKind.NEAR) is Loudness.OFF and chosen.loudness(AlertKind.LIQUIDATION) is Loudness.LOUD
    assert (player().told_of_funding, chosen.told_of_funding) == (0, 10)


@pytest.mark.parametrize(("begin", "end", "minute", "quiet"), [
    (60, 120, 59, False), (60, 120, 60, True), (60, 120, 119, True), (60, 120, 120, False),
    (1_380, 60, 1_379, False), (1_380, 60, 1_380, True), (1_380, 60, 0, True), (1_380, 60, 59, True),
    (1_380, 60, 60, False), (60, 60, 60, False), (0, 0, 0, False), (0, 1, 0, True), (0, 1, 1, False),
])  # fmt: skip
def test_quiet_hours_are_quiet_from_their_first_minute_to_before_their_last(begin, end, minute, quiet):
    who, at_ms = player(quiet_from=begin, quiet_until=end), 20_000 * DAY_MS + minute * 60_000
    assert who.quiet_at(at_ms) is quiet
    rings = {kind: who.loudness_at(kind, at_ms) for kind in (AlertKind.LIQUIDATION, AlertKind.NEAR, AlertKind.DIGEST)}
    assert rings[AlertKind.LIQUIDATION] is Loudness.LOUD, "always"
    assert rings[AlertKind.NEAR] is (Loudness.SILENT if quiet else Loudness.LOUD)
    assert rings[AlertKind.DIGEST] is Loudness.OFF, "never louder than chosen"


def test_a_limit_changes_at_its_moment_and_not_before():
    who = player(loss_limit=1, loss_limit_next=2, loss_limit_next_ms=1, leverage_limit=3, leverage_limit_next=4,
                 leverage_limit_next_ms=1)  # fmt: skip
    assert [(who.loss_limit_at(at_ms), who.leverage_limit_at(at_ms)) for at_ms in (0, 1, 2)] == [(1, 3), (2, 4), (2, 4)]
    calm = player(loss_limit=1, leverage_limit=3)
    assert (calm.loss_limit_at(NOW), calm.leverage_limit_at(NOW)) == (1, 3)


@pytest.mark.parametrize(("now", "new", "at_once"), [
    (None, 5, True), (5, 4, True), (5, 5, True), (None, None, True), (5, 6, False), (5, None, False),
])  # fmt: skip
def test_tighter_or_the_same_holds_at_once_and_looser_in_a_day(now, new, at_once):
    loss = with_loss_limit(player(loss_limit=now), new, NOW)
    leverage = with_leverage_limit(player(leverage_limit=now), new, NOW)
    ends = (new, None, 0) if at_once else (now, new, NOW + DAY_MS)
    assert (loss.loss_limit, loss.loss_limit_next, loss.loss_limit_next_ms) == ends
    assert (leverage.leverage_limit, leverage.leverage_limit_next, leverage.leverage_limit_next_ms) == ends


def test_the_claim_of_the_first_millisecond_is_a_claim():
    assert claim(player(claimed_ms=0), 500 * POINT, True, DAY_MS - 1) == DAY_MS
    assert claim(player(claimed_ms=1), 500 * POINT, True, 5) == DAY_MS + 1
    first = claim(player(), 500 * POINT, True, 0)
    assert isinstance(first, Grant) and (first.amount, first.player.claimed_ms, first.player.streak) == (10**8, 0, 1)


def test_a_refill_is_for_less_than_ten_points_once_a_day():
    refill = claim(player(claimed_ms=NOW - 1, streak=3), 10 * POINT - 1, True, NOW)
    assert isinstance(refill, Grant) and refill.refill and refill.amount == 90 * POINT + 1
    assert (refill.player.refilled_ms, refill.player.claimed_ms, refill.player.streak) == (NOW, NOW, 3)
    assert claim(refill.player, 0, True, NOW + DAY_MS - 1) == NOW + DAY_MS
    again = claim(refill.player, 0, True, NOW + DAY_MS)
    assert isinstance(again, Grant) and again.refill
    daily = claim(player(), 500 * POINT, True, NOW)
    assert isinstance(daily, Grant) and not daily.refill
