"""Fees and slippage, at their edges and to the last unit."""

import pytest

from core.actions import orders
from core.money import POINT, USD
from core.prices.markets import MARKETS, Side
from core.rules.fees_and_slippage import close_fill, is_degen, margin_after_fee, open_fill
from core.rules.orders import FILL_MS
from core.rules.positions import WHOLE, settle_part
from tests.worlds.positions import held

BTC = MARKETS["BTC"]


def test_standard_fee_comes_out_of_the_amount():
    assert margin_after_fee(100 * POINT, 100, BTC) == 92_592_592
    assert margin_after_fee(100 * POINT, 1001, BTC) == 100 * POINT


@pytest.mark.parametrize(
    ("leverage", "interest", "bps"),
    [(1001, 0, 1), (1001, 9_000_000, 1), (100, 0, 1), (100, 1_000_000, 2), (100, 2_500_000, 3.5), (100, 90_000_000, 5)],
)
def test_slippage_at_open(leverage, interest, bps):
    mark = 100_000 * USD
    assert open_fill(mark, Side.LONG, leverage, interest * POINT) == mark + mark * bps / 10_000
    assert open_fill(mark, Side.SHORT, leverage, interest * POINT) == mark - mark * bps / 10_000


def test_slippage_rounds_against_the_player():
    assert open_fill(10_001, Side.LONG, 1001, 0) == 10_003
    assert open_fill(10_001, Side.SHORT, 1001, 0) == 9_999
    assert close_fill(10_001, Side.LONG) == 9_999
    assert close_fill(10_001, Side.SHORT) == 10_003


def test_degen_fee_is_the_larger_of_profit_share_and_close_notional():
    opened = held(leverage=1001, margin=100 * POINT)
    won = settle_part(opened, WHOLE, 100_300 * USD, 0, BTC)
    assert (won.pnl, won.fee) == (300_300_000, 45_045_000)
    lost = settle_part(opened, WHOLE, 99_990 * USD, 0, BTC)
    assert (lost.pnl, lost.fee) == (-10_010_000, 30_026_997)


def test_a_fee_takes_no_more_than_what_is_left():
    opened = held(leverage=1001, margin=100 * POINT)
    part = settle_part(opened, WHOLE, 99_901 * USD, 0, BTC)
    assert part.payout == 0
    assert part.fee == part.margin + part.pnl < 30_000_000


def test_degen_begins_at_five_hundred():
    assert (is_degen(499), is_degen(500)) == (False, True)
    assert (orders.DRAFT_MS, FILL_MS) == (600_000, 5_000)
