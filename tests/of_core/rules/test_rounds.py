"""How a pool is divided, against the sentences of the rules."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import POINT
from core.prices.markets import Side
from core.rules.rounds import Bet, Division, Round, RoundState, Schedule, divide, next_opening, payout

stakes = st.lists(st.integers(min_value=POINT, max_value=500 * POINT), min_size=1, max_size=30)


def test_even_round():
    assert divide(100 * POINT, 100 * POINT) == Division(100 * POINT, 3 * POINT, 97 * POINT, 0)


def test_profit_is_at_most_four_times_the_stake_and_the_rest_goes_back():
    division = divide(10 * POINT, 500 * POINT)
    assert division.pot == 40 * POINT
    assert division.taken == 41_237_114  # 40 / 0.97, rounded up
    assert division.rake == 1_237_114
    assert division.given_back == 500 * POINT - division.taken


@given(ups=stakes, downs=stakes, up_wins=st.booleans())
def test_every_round_divides_exactly(ups, downs, up_wins):
    winner = Side.UP if up_wins else Side.DOWN
    bets = [Bet(1, n, Side.UP, stake) for n, stake in enumerate(ups)]
    bets += [Bet(1, 100 + n, Side.DOWN, stake) for n, stake in enumerate(downs)]
    winning = sum(bet.stake for bet in bets if bet.side is winner)
    losing = sum(bet.stake for bet in bets if bet.side is not winner)
    division = divide(winning, losing)
    paid = {bet.player: payout(bet, winner, winning, losing) for bet in bets}
    house = winning + losing - sum(paid.values())
    assert division.rake <= house < division.rake + len(bets) + 1
    assert Fraction(division.rake - 1) < Fraction(3, 100) * division.taken <= division.rake
    for bet in bets:
        if bet.side is winner:
            assert bet.stake <= paid[bet.player] <= 5 * bet.stake
        else:
            assert 0 <= paid[bet.player] <= bet.stake


@pytest.mark.parametrize(("late", "expected"), [(0, 1), (1, 1), (59, 1), (60, 2), (600, 11), (601, 11)])
def test_missed_openings_are_skipped_in_one_step(late, expected):
    schedule = Schedule(chat=1, market="BTC", minutes=5, every_minutes=1, sealed=False, next_ms=1_000_000)
    assert next_opening(schedule, 1_000_000 + late * 1_000) == 1_000_000 + expected * 60_000


def test_one_unit_decides_a_round():
    settled = Round(1, 1, "BTC", 1, False, None, 0, 0, 0, 0, state=RoundState.SETTLED, lock=100, close=101)
    assert settled.winner is Side.UP
    assert replace(settled, close=99).winner is Side.DOWN
    assert replace(settled, state=RoundState.LOCKED).winner is None


@pytest.mark.parametrize(("at_ms", "opens_ms"), [(999, 61_000), (1_000, 61_000), (60_999, 61_000), (61_000, 121_000)])
def test_a_schedule_goes_on_after_the_moment_and_never_at_it(at_ms, opens_ms):
    assert next_opening(Schedule(1, "BTC", 1, 1, False, next_ms=1_000), at_ms) == opens_ms
