"""Stops: where they may stand, rounded against the player."""

from dataclasses import replace

from core.rules.positions import liquidation_price, with_keys
from core.rules.profit_cap import profit_cap
from core.rules.stops import Stop, StopBy, StopProblem, stop_price, stoploss_problem, takeprofit_problem
from tests.worlds.positions import LONG, SHORT, SIDES, at, held
from tests.worlds.quotes import PRICE


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
