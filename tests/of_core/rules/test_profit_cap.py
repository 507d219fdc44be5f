"""The profit cap."""

from core.money import POINT, USD
from core.prices.markets import Side
from core.rules.positions import pnl
from core.rules.profit_cap import profit_cap
from tests.worlds.positions import held


def test_profit_cap_is_550_percent_up_to_750x_and_350_above():
    for leverage, percent in ((100, 550), (750, 550), (751, 350), (1001, 350)):
        for side in (Side.LONG, Side.SHORT):
            opened = held(side, leverage, margin=100 * POINT)
            gain = pnl(side, opened.notional, opened.entry, profit_cap(side, opened.entry, leverage))
            assert opened.margin * percent // 100 - gain in range(2)


def test_no_cap_below_zero():
    assert profit_cap(Side.SHORT, 100 * USD, 2) is None


def test_a_profit_cap_of_nothing_is_none():
    assert profit_cap(Side.SHORT, 5, 5) is None, "below a tenth of a unit, rounded up to none"
    assert profit_cap(Side.SHORT, 11, 6) == 1
    assert profit_cap(Side.LONG, 5, 5) == 10
