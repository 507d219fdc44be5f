"""The stipend, the streak, the refill, and limits that tighten at once and loosen after a day."""

from dataclasses import replace

from core.money import POINT
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
