"""Fees and slippage: what opening and closing a position costs, and where Standard ends and Degen begins.

Standard (2-499x)     open fee and close fee, both of notional; slippage grows with its side's open interest
Degen (500-1001x)     no open fee; the close fee is a share of the profit; slippage 0.01 %
"""

from core.money import POINT, ceil_div, floor_div
from core.prices.markets import Market, Side
from core.units import BPS

MIN_LEVERAGE = 2
DEGEN_LEVERAGE = 500
DEGEN_PROFIT_BPS = 1_500  # Aster: the close fee is the larger of 15 % of profit and 0.03 % of close notional
DEGEN_CLOSE_BPS = 3
SLIP_BPS = 1  # Aster, BTC/USD; Standard adds 1 bp per million points of its side's open interest
_SLIP_STEP = 1_000_000 * POINT
SLIP_MAX_STEPS = 5


def is_degen(leverage: int) -> bool:
    """500x and above is Degen, below is Standard."""
    return leverage >= DEGEN_LEVERAGE


def margin_after_fee(amount: int, leverage: int, market: Market) -> int:
    """The margin left of an amount after the open fee: `amount / (1 + fee x leverage)` floored; all of it in Degen."""
    if is_degen(leverage):
        return amount
    return floor_div(amount * BPS, BPS + market.fee_bps * leverage)


def close_fee(leverage: int, entry: int, notional: int, gain: int, exit_at: int, market: Market) -> int:
    """The fee of closing so much notional, micro-points, rounded up; `gain` is its profit.

    Standard: `fee_bps` of the value at the exit. Degen: the larger of 15 % of the profit and 0.03 % of that value.
    """
    value = notional * exit_at  # close notional x entry
    if not is_degen(leverage):
        return ceil_div(value * market.fee_bps, entry * BPS)
    by_profit = ceil_div(max(gain, 0) * DEGEN_PROFIT_BPS, BPS)
    return max(by_profit, ceil_div(value * DEGEN_CLOSE_BPS, entry * BPS))


def open_fill(mark: int, side: Side, leverage: int, standard_interest: int) -> int:
    """The mark moved against the opener.

    Degen 0.01 %. Standard 0.01 % and 0.01 % more per million points of its side's open Standard notional
    (`standard_interest`, micro-points, this order included), in proportion, at most 0.05 % in all.
    """
    steps = _SLIP_STEP
    if not is_degen(leverage):
        steps = min(_SLIP_STEP + standard_interest, SLIP_MAX_STEPS * _SLIP_STEP)
    whole = BPS * _SLIP_STEP
    return _against(mark, side, whole, whole + side.sign * SLIP_BPS * steps)


def close_fill(mark: int, side: Side) -> int:
    """The mark moved 0.01 % against the closer."""
    return _against(mark, side.opposite, BPS, BPS - side.sign * SLIP_BPS)


def _against(mark: int, buyer: Side, whole: int, moved: int) -> int:
    """`mark x moved / whole`, rounded up for whoever buys and down for whoever sells."""
    divide = ceil_div if buyer is Side.LONG else floor_div
    return divide(mark * moved, whole)
