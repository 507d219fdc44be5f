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

from core.prices.markets import Mark, Side
from core.rules.stops import Stop, StopBy
from core.steps import Steps
from core.units import BPS

FILL_MS = 5_000  # a market order or prediction that met no mark by then is refunded


class OrderState(StrEnum):
    """Where an order stands; only `waiting` can change."""

    WAITING = "waiting"
    FILLED = "filled"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ORDER_STEPS: Steps[OrderState] = {
    OrderState.WAITING: {OrderState.FILLED, OrderState.REFUNDED, OrderState.EXPIRED, OrderState.CANCELLED},
    OrderState.FILLED: set(),
    OrderState.REFUNDED: set(),
    OrderState.EXPIRED: set(),
    OrderState.CANCELLED: set(),
}


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
