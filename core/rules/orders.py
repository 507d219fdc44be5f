"""Orders: what waits to become a position, and the fill rule that keeps a stale price from being picked off.

    waiting --first later mark--> filled       market orders: 5 s, price guard; limit orders: 24 h, at their price
            --5 s, or guard-----> refunded
            --24 h--------------> expired
            --the player--------> cancelled

An order is filled at the first mark that is both published after the order was received and accepted by the engine
after the order: never at a price the player could have seen. Predictions and closes wait by the same rule.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.money import BPS, ceil_div, floor_div
from core.prices.markets import Mark, Side
from core.rules.positions import PPM, Position, liquidation_price

FILL_MS = 5_000  # a market order or prediction that met no mark by then is refunded


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


class OrderState(StrEnum):
    """Where an order stands; only `waiting` can change."""

    WAITING = "waiting"
    FILLED = "filled"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """An order to open. `amount` is what is reserved, micro-points; `limit` None means at the market.

    `sequence` numbers all orders as they were accepted, and is their order within a millisecond.
    `reference` is the newest mark when it was received and `offset` the market's gap offset then; `reason` says why
    it was refunded. `tp_*`/`sl_*` are its stops as asked for; they become prices at the fill.
    """

    player: int
    number: int
    market: str
    side: Side
    amount: int
    leverage: int
    limit: int | None
    received_ms: int
    sequence: int
    due_ms: int
    reference: int
    tolerance_bps: int
    offset: int
    tp_by: StopBy | None = None
    tp_value: int = 0
    sl_by: StopBy | None = None
    sl_value: int = 0
    state: OrderState = OrderState.WAITING
    reason: str = ""
    limit_key: int | None = None

    @property
    def takeprofit(self) -> Stop | None:
        """The take-profit asked for."""
        return Stop(self.tp_by, self.tp_value) if self.tp_by else None

    @property
    def stoploss(self) -> Stop | None:
        """The stop-loss asked for."""
        return Stop(self.sl_by, self.sl_value) if self.sl_by else None


def guard_broken(order: Order, mark: Mark) -> bool:
    """Whether the mark is worse than the one at receipt by more than the player's tolerance (market orders only)."""
    worse = order.side.sign * (mark.price - order.reference)
    return worse * BPS > order.tolerance_bps * order.reference


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
