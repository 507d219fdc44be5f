"""The reference of orders and positions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from core.messages.lessons import Tally
from core.prices.markets import Side
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.orders import Order, OrderState
from core.rules.positions import Ending, Position, State
from tests.memory_book.memory import Part


class MemoryPositions(Part):
    """`core.book.PositionsBook` in plain Python."""

    def next_order(self) -> int:
        return max((order.sequence for order in self._memory.all(Order, lambda _: True)), default=0) + 1

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        return self._orders(market, before_ms, lambda each: each.limit is None)

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        return self._orders(
            market,
            before_ms,
            lambda each: each.limit is not None and each.side is side and _beyond(each.limit_key, level, -side.sign),
        )

    def _orders(self, market: str, before_ms: int, keep: Callable[[Order], bool]) -> list[Order]:
        return self._memory.all(
            Order,
            lambda each: _waits(each) and each.market == market and each.received_ms < before_ms and keep(each),
            lambda each: (each.received_ms, each.sequence, each.player, each.number),
        )

    def waiting_orders(self, player: int) -> Sequence[Order]:
        return self._memory.all(Order, lambda each: _waits(each) and each.player == player)

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        return self._memory.all(Order, lambda each: _waits(each) and each.due_ms < at_ms)

    def open_of(self, player: int) -> Sequence[Position]:
        return self._open(lambda each: each.player == player)

    def newest_of(self, player: int, liquidated: bool) -> Position | None:
        found = self._mine(player, liquidated)
        return found[-1] if found else None

    def tally_of(self, player: int) -> Tally:
        mine = self._mine(player, liquidated=False)
        funding, fees = sum(each.realised_funding for each in mine), sum(each.fees for each in mine)
        return Tally(len(mine), len(self._mine(player, liquidated=True)), funding, fees)

    def _mine(self, player: int, liquidated: bool) -> list[Position]:
        states = (State.LIQUIDATED,) if liquidated else tuple(State)
        return self._memory.all(Position, lambda each: each.player == player and each.state in states)

    def closing(self, market: str, before_ms: int) -> Sequence[Position]:
        return self._open(
            lambda each: each.market == market and each.closing_ppm > 0 and each.closing_ms < before_ms,
            lambda each: (each.closing_ms, each.player, each.number),
        )

    def adding(self, market: str, before_ms: int) -> Sequence[Position]:
        return self._open(lambda each: each.market == market and each.adding > 0 and each.adding_ms < before_ms)

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        return self._reached(market, side, lambda each: _beyond(each.liq_key, level, -side.sign))

    def stop_losses(self, market: str, side: Side, level: int) -> Sequence[Position]:
        return self._reached(market, side, lambda each: _beyond(each.sl_key, level, -side.sign))

    def take_profits(self, market: str, side: Side, level: int) -> Sequence[Position]:
        return self._reached(market, side, lambda each: _beyond(each.tp_key, level, side.sign))

    def _reached(self, market: str, side: Side, keep: Callable[[Position], bool]) -> list[Position]:
        return self._open(lambda each: each.market == market and each.side is side and keep(each))

    def _open(self, keep: Callable[[Position], bool], order: Callable[[Position], Any] | None = None) -> list[Position]:
        return self._memory.all(Position, lambda each: each.state is State.OPEN and keep(each), order)

    def near_liquidation(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        return self._memory.all(
            Position, lambda each: each.state is State.OPEN and is_near(each, market, side, level, warned)
        )

    def funding_paid(self, market: str, side: Side, index: int) -> Sequence[Position]:
        return self._memory.all(
            Position,
            lambda each: (
                each.state is State.OPEN
                and (each.market, each.side) == (market, side)
                and each.funding_key is not None
                and each.funding_key <= index
            ),
        )

    def end(self, endings: Iterable[Ending]) -> None:
        for ending in endings:
            position = self._memory.get(Position, ending.player, ending.number)
            assert position is not None, "only what is in the book can end"
            changes = {field.name: getattr(ending, field.name) for field in fields(ending)}
            self._memory.save([replace(position, **changes)])


def _waits(order: Order) -> bool:
    return order.state is OrderState.WAITING


def _beyond(key: int | None, level: int, sign: int) -> bool:
    """Whether a level is at a threshold, or further in the direction of `sign`; None is never reached."""
    return key is not None and sign * (level - key) >= 0


def is_near(thing: Position | WatchedPosition, market: str, side: Side, level: int, warned: bool) -> bool:
    if thing.near_key is None or (thing.market, thing.side, thing.warned) != (market, side, warned):
        return False
    reached = side.sign * (level - thing.near_key) <= 0
    return not reached if warned else reached
