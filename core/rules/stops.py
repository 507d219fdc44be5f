"""Take-profits and stop-losses: how they are given, at which price they stand, and which prices are refused."""

from dataclasses import dataclass
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.markets import Side
from core.rules.positions import Position, liquidation_price
from core.rules.profit_cap import profit_cap
from core.units import PPM


class StopBy(StrEnum):
    """How a take-profit or stop-loss was given: a price, a move from the entry, or a return on margin."""

    PRICE = "price"
    MOVE = "move"
    ROE = "roe"


@dataclass(frozen=True, slots=True)
class Stop:
    """A take-profit or stop-loss as asked for: a price in 1e-8 USD, or a move or return in parts per million."""

    by: StopBy
    value: int


def stop_price(stop: Stop, profit: bool, position: Position) -> int:
    """The price of a take-profit (`profit`) or stop-loss, in the position's frame.

    A return is one on the present margin. What falls between two prices is rounded against the player: the profit
    smaller, the loss larger.
    """
    if stop.by is StopBy.PRICE:
        return stop.value
    part, whole = (1, 1) if stop.by is StopBy.MOVE else (position.margin, position.notional)
    move = position.side.sign * stop.value * part * (1 if profit else -1)
    divide = floor_div if position.side is Side.LONG else ceil_div
    return divide(position.entry * (PPM * whole + move), PPM * whole)


@dataclass(frozen=True, slots=True)
class StopProblem:
    """Why a stop is refused, and the nearest legal price."""

    code: str
    nearest: int


def takeprofit_problem(price: int, position: Position, mark: int, cap: int | None) -> StopProblem | None:
    """A take-profit must be beyond the effective mark and not beyond the profit cap; None if it is legal."""
    sign = position.side.sign
    if price <= 0:
        return StopProblem("stop_below_zero", cap or 1)
    if sign * (price - mark) <= 0:
        return StopProblem("takeprofit_wrong_side", mark + sign)
    if cap is not None and sign * (price - cap) > 0:
        return StopProblem("takeprofit_beyond_cap", cap)
    return None


def stoploss_problem(price: int, position: Position, mark: int, index: int) -> StopProblem | None:
    """A stop-loss must be on the losing side of the effective mark and before the liquidation price; None if legal."""
    sign = position.side.sign
    liquidation = liquidation_price(position, index)
    if price <= 0:
        return StopProblem("stop_below_zero", (liquidation or 0) + 1)
    if sign * (mark - price) <= 0:
        return StopProblem("stoploss_wrong_side", mark - sign)
    if liquidation is not None and sign * (price - liquidation) <= 0:
        return StopProblem("stoploss_beyond_liquidation", liquidation + sign)
    return None


def stop_problem(position: Position, price: int, profit: bool, mark: int, index: int) -> StopProblem | None:
    """What is wrong with a take-profit (`profit`) or stop-loss at this price, if anything."""
    if profit:
        cap = profit_cap(position.side, position.entry, position.leverage)
        return takeprofit_problem(price, position, mark, cap)
    return stoploss_problem(price, position, mark, index)
