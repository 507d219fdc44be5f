"""What players do with an open position: close it, set its take-profit and stop-loss, add margin.

A close and added margin wait for the first later mark (`core.actions.marks.matching`).
"""

from dataclasses import replace

from core.actions.orders import checked_stop, with_stop
from core.checks import can_risk, in_bounds, live_ticker, not_on_break, not_stale, not_that, resolve
from core.ledger import item_account, player_account
from core.messages.all import Refusal, Request
from core.messages.positions import AddMargin, Close, Closing, MarginAdding, OrderNow, PositionNow, SetStop, StopSet
from core.prices.markets import LIVE_MS
from core.queries.things import order_now, position_now
from core.rules.orders import Order, OrderState
from core.rules.players import Player
from core.rules.positions import Position, State, with_keys
from core.rules.profit_cap import profit_cap
from core.rules.stops import StopBy
from core.turn import Turn


def close(turn: Turn, player: Player, command: Close) -> Closing:
    """Ask for a close; it fills at the first later mark, halted or not.

    A wish stands while a price that was published since may be on its way, or one could look at it and wish anew.
    While no price comes at all, a later wish replaces an earlier one.
    """
    if command.number is None:
        positions = list(turn.book.positions.open_of(player.number))
        if not positions:
            raise Refusal("nothing_open")
    else:
        positions = [_open_position(turn, player, command.number)]
    standing = [each for each in positions if each.closing_ppm and turn.at_ms - each.closing_ms < LIVE_MS]
    if standing == positions and all(each.closing_ppm != command.ppm for each in standing):
        raise Refusal("closes_already", number=standing[0].number, share_ppm=standing[0].closing_ppm)
    closing = [
        each if each in standing else replace(each, closing_ppm=command.ppm, closing_ms=turn.at_ms)
        for each in positions
    ]
    for position in closing:
        turn.save(position)
    return Closing(tuple(position_now(turn, each) for each in closing), turn.at_ms)


def _open_position(turn: Turn, player: Player, number: int) -> Position:
    position = turn.get(Position, player.number, number)
    if position is not None and position.state is State.OPEN:
        return position
    not_that(turn, player, number)
    raise Refusal("no_such_position", number=number)


def set_stop(turn: Turn, player: Player, command: SetStop) -> StopSet:
    """Set or take off a stop of an open position, or of an order that waits."""
    order = turn.get(Order, player.number, command.number)
    if order is not None and order.state is OrderState.WAITING:
        if order.limit is None:  # a stop on the wrong side of a price in sight would take the order back
            raise Refusal("order_fills", number=order.number)
        return StopSet(_order_with_stop(turn, order, command))
    position = _open_position(turn, player, command.number)
    ticker = turn.ticker(position.market)
    moved = ticker.offset - position.offset
    price = None
    if command.stop is not None:
        mark = ticker.seen_from(position.offset)
        index = ticker.funding(position.side)
        price = checked_stop(position, command.stop, command.profit, mark, index, moved)
    cap = profit_cap(position.side, position.entry, position.leverage)
    if command.profit:
        position = replace(position, takeprofit=price or cap, capped=price is None, takeprofit_ms=turn.at_ms)
    else:
        position = replace(position, stoploss=price, stoploss_ms=turn.at_ms)
    position = with_keys(position)
    turn.save(position)
    return StopSet(PositionNow(position, ticker))


def _order_with_stop(turn: Turn, order: Order, command: SetStop) -> OrderNow:
    now = order_now(turn, order)
    assert now.preview is not None
    stop = command.stop
    if stop is not None:
        position, moved = now.preview.position, now.ticker.offset - order.offset
        mark = position.open_mark
        checked_stop(position, stop, command.profit, mark, position.funding_index, moved)
        if stop.by is StopBy.PRICE:
            stop = replace(stop, value=stop.value - moved)
    order = with_stop(order, command.profit, stop)
    turn.save(order)
    return replace(now, order=order)


def add_margin(turn: Turn, request: Request, player: Player, command: AddMargin) -> MarginAdding:
    """Reserve more margin for a Standard position; it counts from the next mark on, after that mark's liquidations."""
    position = _open_position(turn, player, command.number)
    if position.degen:
        raise Refusal("degen_margin", number=position.number)
    not_stale(request)
    not_on_break(turn, player)
    ticker = live_ticker(turn, position.market, opening=False)
    amount = resolve(turn, player.number, command.amount)
    can_risk(turn, player, amount)
    room = turn.rules.margin_max - position.margin - position.adding
    in_bounds("margin_bounds", amount, 1, max(0, room))
    added = replace(position, adding=position.adding + amount, adding_ms=turn.at_ms)
    turn.save(added)
    account = item_account(player.number, position.number)
    turn.move(f"{account}:{request.id}@{turn.at_ms}", player_account(player.number), account, amount, "margin")
    return MarginAdding(PositionNow(added, ticker), amount)
