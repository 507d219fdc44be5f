"""Orders to open a position: placed, cancelled, expired and given back.

Nothing here fills anything: an order waits for the first later mark (`core.actions.marks.matching`).
"""

from dataclasses import replace

from core.book import Draft
from core.checks import (
    can_risk,
    check_leverage,
    in_bounds,
    known_market,
    live_ticker,
    lost_today,
    not_on_break,
    not_stale,
    not_that,
    open_things,
    resolve,
)
from core.ledger import item_account, player_account
from core.messages.all import Refusal, Request
from core.messages.positions import Cancel, Cancelled, Drafted, Open, OrderNow, OrderPlaced
from core.prices.markets import Market, Ticker
from core.queries.things import offer, order_now
from core.rules.alerts.kinds import AlertKind
from core.rules.fees_and_slippage import close_fill, is_degen, open_fill
from core.rules.notices import Notice, Topic
from core.rules.orders import FILL_MS, ORDER_STEPS, Order, OrderState
from core.rules.players import Player
from core.rules.positions import Position, Preview, is_liquidated, with_chances
from core.rules.stops import Stop, StopBy, stop_price, stop_problem
from core.steps import step
from core.turn import Turn
from core.units import MINUTE_MS

DRAFT_MS = 10 * MINUTE_MS  # a stored sentence older than this is stale and is not confirmed any more


def place(turn: Turn, request: Request, player: Player, command: Open) -> OrderPlaced | Drafted:
    """Check everything that can be checked now, reserve the amount, and let the order wait for the next mark."""
    market = known_market(command.market)
    not_stale(request)
    not_on_break(turn, player)
    _check_leverage(turn, player, market, command.leverage)
    ticker = live_ticker(turn, market.symbol)
    draft = None if command.draft is None else _draft(turn, player, command.draft)
    amount = resolve(turn, player.number, command.amount) if draft is None else draft.amount
    in_bounds("margin_bounds", amount, turn.rules.margin_min, turn.rules.margin_max)
    can_risk(turn, player, amount)
    offered = offer(turn, command.side, amount, command.leverage, command.limit, ticker)
    _check_room(turn, player, command, offered, ticker)
    _check_offer(command, offered, ticker)
    number = player.next_number
    if draft is None and player.confirm_above is not None and amount > player.confirm_above:
        turn.save(replace(player, next_number=number + 1))
        turn.save(Draft(player.number, number, request.sentence, turn.at_ms, amount))
        if command.limit is not None:  # the mark that fills it has its slippage before it, as at any opening
            mark = close_fill(command.limit, command.side)
            offered = replace(offered, position=replace(offered.position, open_mark=mark))
        return Drafted(number, with_chances(offered, turn.minute_move(command.market)), amount)
    if draft is not None:
        turn.book.delete(draft)
    order = _order(turn, player, command, amount, ticker)
    turn.save(replace(player, next_number=number + 1, last_margin=amount, last_leverage=command.leverage))
    turn.save(order)
    account = item_account(player.number, number)
    turn.move(account, player_account(player.number), account, amount, "reserve")
    return OrderPlaced(OrderNow(order, ticker, offered))


def _check_leverage(turn: Turn, player: Player, market: Market, leverage: int) -> None:
    check_leverage(market, leverage)
    limit = player.leverage_limit_at(turn.at_ms)
    if limit is not None and leverage > limit:
        raise Refusal("leverage_limit", leverage_x=leverage, limit_x=limit)


def _check_room(turn: Turn, player: Player, command: Open, offered: Preview, ticker: Ticker) -> None:
    things = open_things(turn, player.number)
    if len(things.exposures) >= turn.rules.max_open_positions:
        raise Refusal("too_many_positions", most=turn.rules.max_open_positions)
    if is_degen(command.leverage):
        for thing in things.exposures:
            if is_degen(thing.leverage) and thing.market == command.market and thing.side is not command.side:
                raise Refusal("degen_both_ways", market=thing.market, side=thing.side, number=thing.number)
    room = turn.rules.open_interest_cap - ticker.open_interest(command.side)
    if offered.position.notional > room:
        raise Refusal("open_interest_full", market=command.market, side=command.side, room_micro=max(0, room))


def _check_offer(command: Open, offered: Preview, ticker: Ticker) -> None:
    position = offered.position
    mark = ticker.price if command.limit is None else command.limit
    if command.limit is not None:
        interest = ticker.standard_interest(command.side) + position.notional
        fill = open_fill(ticker.price, command.side, command.leverage, interest)
        if command.side.sign * (fill - command.limit) <= 0:
            raise Refusal("limit_marketable", side=command.side, limit_price=command.limit, mark_price=ticker.price)
    if is_liquidated(position, mark, position.funding_index):
        raise Refusal("liquidated_at_open", leverage_x=command.leverage)
    for stop, profit in ((command.takeprofit, True), (command.stoploss, False)):
        if stop is not None:
            checked_stop(position, stop, profit, mark, position.funding_index)


def checked_stop(position: Position, stop: Stop, profit: bool, mark: int, index: int, moved: int = 0) -> int:
    """The price of a stop, in the position's frame. Raises Refusal with the nearest legal price.

    `moved` is what the frame is shifted by on screens: prices given by the player have it in them.
    """
    if stop.by is StopBy.PRICE:
        stop = replace(stop, value=stop.value - moved)
    price = stop_price(stop, profit, position)
    problem = stop_problem(position, price, profit, mark, index)
    if problem is not None:
        raise Refusal(
            problem.code,
            number=position.number,
            side=position.side,
            asked_price=price + moved,
            nearest_price=problem.nearest + moved,
        )
    return price


def _draft(turn: Turn, player: Player, number: int) -> Draft:
    draft = turn.get(Draft, player.number, number)
    if draft is None or turn.at_ms - draft.at_ms > DRAFT_MS:
        raise Refusal("draft_gone", number=number)
    return draft


def _order(turn: Turn, player: Player, command: Open, amount: int, ticker: Ticker) -> Order:
    life = FILL_MS if command.limit is None else turn.rules.order_life_ms
    order = Order(
        player=player.number,
        number=player.next_number,
        market=command.market,
        side=command.side,
        amount=amount,
        leverage=command.leverage,
        limit=command.limit,
        received_ms=turn.at_ms,
        sequence=turn.book.positions.next_order(),
        due_ms=turn.at_ms + life,
        reference=ticker.price,
        tolerance_bps=player.tolerance_bps,
        offset=ticker.offset,
        limit_key=None if command.limit is None else command.limit - ticker.offset,
    )
    if command.takeprofit is not None:
        order = with_stop(order, True, command.takeprofit)
    if command.stoploss is not None:
        order = with_stop(order, False, command.stoploss)
    return order


def with_stop(order: Order, profit: bool, stop: Stop | None) -> Order:
    """The order with another take-profit (`profit`) or stop-loss, or with none."""
    by, value = (stop.by, stop.value) if stop else (None, 0)
    return replace(order, tp_by=by, tp_value=value) if profit else replace(order, sl_by=by, sl_value=value)


def cancel(turn: Turn, player: Player, command: Cancel) -> Cancelled:
    """Cancel an order that waits for its price, or all of them, and refund.

    A market order is filled or refunded within seconds: to cancel it would be a look at its price before its fill.
    """
    if command.number is None:
        orders = [each for each in turn.book.positions.waiting_orders(player.number) if each.limit is not None]
        if not orders:
            raise Refusal("no_order_waits")
    else:
        orders = [_waiting_order(turn, player, command.number)]
        if orders[0].limit is None:
            raise Refusal("order_fills", number=command.number)
    cancelled = [_end(turn, order, OrderState.CANCELLED, "") for order in orders]
    return Cancelled(tuple(order_now(turn, order) for order in cancelled))


def _waiting_order(turn: Turn, player: Player, number: int) -> Order:
    order = turn.get(Order, player.number, number)
    if order is not None and order.state is OrderState.WAITING:
        return order
    not_that(turn, player, number)
    raise Refusal("no_such_order" if order is None else "not_waiting", number=number)


def _end(turn: Turn, order: Order, state: OrderState, reason: str) -> Order:
    """End a waiting order without a fill: the whole amount returns."""
    ended = replace(order, state=step(ORDER_STEPS, order.state, state), reason=reason)
    turn.save(ended)
    turn.release(item_account(order.player, order.number), order.player, order.number, order.amount, "refund")
    turn.ended(Topic.ORDER, order.player, order.number)
    return ended


def give_back(turn: Turn, order: Order, state: OrderState, reason: str) -> None:
    """End an order that its player did not end, refund it, and tell them."""
    _end(turn, order, state, reason)
    turn.tell(Notice(Topic.ORDER, order.number, turn.at_ms, player=order.player, alert=AlertKind.REFUNDED))


def expire(turn: Turn, order: Order) -> None:
    """Refund an order whose time is over: a market order met no mark, a limit order not its price."""
    if order.limit is None:
        give_back(turn, order, OrderState.REFUNDED, "not_filled")
    else:
        give_back(turn, order, OrderState.EXPIRED, "expired")


def give_back_forbidden(turn: Turn, player: Player) -> None:
    """Give back the limit orders that a player's own limits forbid: first those that may not be at all, then the newest
    while too much is at risk.

    A market order is filled or refunded within seconds: to give it back would be a look at its price before its fill.
    """
    most, loss = player.leverage_limit_at(turn.at_ms), player.loss_limit_at(turn.at_ms)
    risk = lost_today(turn, player.number) + open_things(turn, player.number).at_risk
    waiting = [order for order in turn.book.positions.waiting_orders(player.number) if order.limit is not None]
    on_break = turn.at_ms < player.break_until_ms
    banned = [order for order in waiting if on_break or (most is not None and order.leverage > most)]
    others = [order for order in reversed(waiting) if order not in banned]
    for order in [*banned, *others]:
        if order in banned or (loss is not None and risk > loss):
            give_back(turn, order, OrderState.CANCELLED, "")
            risk -= order.amount
