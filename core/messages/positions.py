"""What players ask about orders and positions, and what they are answered.

A thing is answered together with its market's ticker (`PositionNow`), because what a screen shows depends on both.
"""

from dataclasses import dataclass

from core.messages.predictions import PredictionNow
from core.money import Amount
from core.prices.markets import Side, Ticker
from core.rules.orders import Order
from core.rules.players import Player
from core.rules.positions import Position, Preview
from core.rules.stops import Stop


@dataclass(frozen=True, slots=True)
class PositionNow:
    """A position and its market."""

    position: Position
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class OrderNow:
    """An order and its market; while it waits, what it would become at the present mark."""

    order: Order
    ticker: Ticker
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a position; `draft` is the number of the stored sentence that this confirms."""

    side: Side
    market: str
    amount: Amount
    leverage: int
    takeprofit: Stop | None = None
    stoploss: Stop | None = None
    limit: int | None = None
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """An order waits."""

    order: OrderNow


@dataclass(frozen=True, slots=True)
class Drafted:
    """Nothing happened yet: the sentence is kept under `number` and needs a confirmation."""

    number: int
    preview: Preview
    amount: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel a waiting order, or all of them (`number` None)."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Orders were cancelled and refunded."""

    items: tuple[OrderNow, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """Close a share (ppm) of one position, or of all (`number` None)."""

    number: int | None
    ppm: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes that wait for the next mark."""

    items: tuple[PositionNow, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class SetStop:
    """Set or take off (`stop` None) a take-profit (`profit`) or stop-loss of a position or a waiting order."""

    number: int
    profit: bool
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class StopSet:
    """A take-profit or stop-loss was changed, of a position or of an order."""

    item: PositionNow | OrderNow


@dataclass(frozen=True, slots=True)
class AddMargin:
    """Add margin to a Standard position."""

    number: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class MarginAdding:
    """Margin waits for the next mark, micro-points."""

    item: PositionNow
    amount: int


@dataclass(frozen=True, slots=True)
class ShowPositions:
    """Open positions and running predictions."""


@dataclass(frozen=True, slots=True)
class PositionsShown:
    """What is open; of rounds how many hold a stake."""

    positions: tuple[PositionNow, ...]
    predictions: tuple[PredictionNow, ...]
    bets: int


@dataclass(frozen=True, slots=True)
class ShowOrders:
    """Orders that wait."""


@dataclass(frozen=True, slots=True)
class OrdersShown:
    """What waits."""

    orders: tuple[OrderNow, ...]


@dataclass(frozen=True, slots=True)
class ShowOpening:
    """The way to a position: what is still open of market, amount and leverage becomes a choice."""

    side: Side
    market: str | None
    amount: Amount | None
    leverage: int | None


@dataclass(frozen=True, slots=True)
class OpeningShown:
    """Choices on the way to a position. `previews` are complete offers at the present mark, or empty while the market
    or the amount is still to be chosen."""

    side: Side
    market: str | None
    amount: int | None
    leverage: int | None
    player: Player
    balance: int
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class ShowWhatIf:
    """The same trade at every leverage."""

    side: Side
    market: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class WhatIfShown:
    """The same trade at every leverage."""

    amount: int
    previews: tuple[Preview, ...]
