"""Formulas of orders and positions one unit beside their edges: what `make mutants` found no other test for."""

from dataclasses import replace

import pytest

from core.actions import orders
from core.money import POINT, USD
from core.prices.markets import Mark, Side, Ticker
from core.rules.fees_and_slippage import is_degen
from core.rules.orders import FILL_MS, Order, guard_broken
from core.rules.positions import (
    exit_price,
    funding_ppm_hour,
    is_near,
    limited_loss,
    liquidation_price,
    margin_left,
    stoploss_reached,
    takeprofit_reached,
    with_keys,
)
from core.rules.profit_cap import profit_cap
from core.rules.stops import Stop, StopBy, StopProblem, stop_price, stoploss_problem, takeprofit_problem
from tests.of_core.rules.test_money_edges import held

LONG, SHORT = Side.LONG, Side.SHORT
SIDES = pytest.mark.parametrize("side", [LONG, SHORT])
PRICE = 100_000 * USD


def at(price: int) -> Stop:
    return Stop(StopBy.PRICE, price)


@SIDES
def test_a_price_worse_by_the_tolerance_fills_and_one_unit_more_does_not(side):
    made = Order(1, 1, "BTC", side, POINT, 500, None, 0, 1, 5, 1_000_000, 10, 0)
    for worse, broken in ((-5_000, False), (0, False), (1_000, False), (1_001, True)):
        assert guard_broken(made, Mark("BTC", 1, 1_000_000 + side.sign * worse, "t")) is broken


def test_a_stop_is_a_price_a_move_or_a_return_rounded_against_the_player():
    for side, profit, move, roe in ((LONG, True, 1_001, 1_000), (LONG, False, 998, 999),
                                    (SHORT, True, 999, 1_000), (SHORT, False, 1_002, 1_001)):  # fmt: skip
        position = replace(held(side, 100), entry=1_000)
        assert stop_price(at(777), profit, position) == 777
        assert stop_price(Stop(StopBy.MOVE, 1_500), profit, position) == move
        assert stop_price(Stop(StopBy.ROE, 50_000), profit, position) == roe


@SIDES
def test_a_take_profit_is_beyond_the_mark_and_at_most_the_cap(side):
    position, mark = held(side), PRICE
    cap = profit_cap(side, PRICE, 100)
    for price, problem in (
        (mark, StopProblem("takeprofit_wrong_side", mark + side.sign)), (mark + side.sign, None), (cap, None),
        (cap + side.sign, StopProblem("takeprofit_beyond_cap", cap)),
    ):  # fmt: skip
        assert takeprofit_problem(price, position, mark, cap) == problem
    for price in (0, -1):
        assert takeprofit_problem(price, position, mark, cap) == StopProblem("stop_below_zero", cap)
        assert takeprofit_problem(price, position, mark, None) == StopProblem("stop_below_zero", 1)


def test_a_short_without_a_cap_may_take_profit_down_to_the_last_unit():
    assert takeprofit_problem(1, held(SHORT, 2), PRICE, None) is None


@SIDES
def test_a_stop_loss_is_between_the_mark_and_the_liquidation_price(side):
    position, mark, sign = held(side), PRICE, side.sign
    liquidation = liquidation_price(position, 0)
    for price, problem in (
        (mark, StopProblem("stoploss_wrong_side", mark - sign)), (mark - sign, None), (liquidation + sign, None),
        (liquidation, StopProblem("stoploss_beyond_liquidation", liquidation + sign)),
    ):  # fmt: skip
        assert stoploss_problem(price, position, mark, 0) == problem
    for price in (0, -1):
        assert stoploss_problem(price, position, mark, 0) == StopProblem("stop_below_zero", liquidation + 1)


def test_where_nothing_liquidates_a_stop_loss_is_one_unit_or_more():
    unharmed = held(LONG, 1)
    unharmed = with_keys(replace(unharmed, margin=10 * unharmed.margin))
    assert liquidation_price(unharmed, 0) is None
    assert stoploss_problem(0, unharmed, PRICE, 0) == StopProblem("stop_below_zero", 1)
    assert stoploss_problem(1, unharmed, PRICE, 0) is None


@SIDES
def test_a_stop_is_reached_at_its_price(side):
    position, sign = replace(held(side), takeprofit=PRICE + side.sign * 9, stoploss=PRICE - side.sign * 9), side.sign
    assert [takeprofit_reached(position, PRICE + sign * move) for move in (8, 9, 10)] == [False, True, True]
    assert [stoploss_reached(position, PRICE - sign * move) for move in (8, 9, 10)] == [False, True, True]
    bare = replace(position, takeprofit=None, stoploss=None)
    assert takeprofit_reached(bare, PRICE) is False and stoploss_reached(bare, PRICE) is False
    assert exit_price(position, PRICE + sign * 10**6, slipped=False) == position.takeprofit
    assert exit_price(position, PRICE, slipped=False) == exit_price(bare, PRICE, slipped=False) == PRICE


def test_degen_begins_at_five_hundred():
    assert (is_degen(499), is_degen(500)) == (False, True)
    assert (orders.DRAFT_MS, FILL_MS) == (600_000, 5_000)


def test_the_house_bears_what_is_beyond_the_margin_of_the_price_first():
    for gain, funding, paid in ((-7, -2, (-7, -2)), (-9, -3, (-7, -3)), (5, -20, (5, -15)), (-3, -20, (0, -10))):
        assert limited_loss(10, gain, funding) == paid


def test_what_a_part_leaves_is_rounded_up():
    assert margin_left(replace(held(LONG, 100), margin=3), 500_000) == 2


def test_a_position_that_is_open_has_not_ended_living():
    assert held(LONG, 100).lived_ms == 0
    assert replace(held(LONG, 100), opened_ms=5, closed_ms=12).lived_ms == 7


def test_no_interest_pays_no_funding():
    nothing = Ticker("BTC", PRICE, 0, "t")
    assert funding_ppm_hour(LONG, POINT, POINT, nothing, opening=False) == 0
    assert funding_ppm_hour(LONG, POINT, POINT, nothing, opening=True) < 0


@SIDES
def test_a_warning_waits_where_the_funding_since_the_opening_has_brought_it(side):
    """Ticks compare `mark - offset`, less the cumulative funding of the side, with the key."""
    position = with_keys(replace(held(side, 100), near_percent=20, funding_index=7_000, offset=-300 * USD))
    for index in (7_000, 9_000):
        mark = position.near_key + side.sign * index + position.offset
        assert is_near(position, mark, index)
        assert not is_near(position, mark + side.sign * 2, index)
