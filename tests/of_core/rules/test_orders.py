"""Orders: the tolerance of a fill."""

from core.money import POINT
from core.prices.markets import Mark
from core.rules.orders import Order, guard_broken
from tests.worlds.positions import SIDES


@SIDES
def test_a_price_worse_by_the_tolerance_fills_and_one_unit_more_does_not(side):
    made = Order(1, 1, "BTC", side, POINT, 500, None, 0, 1, 5, 1_000_000, 10, 0)
    for worse, broken in ((-5_000, False), (0, False), (1_000, False), (1_001, True)):
        assert guard_broken(made, Mark("BTC", 1, 1_000_000 + side.sign * worse, "t")) is broken
