"""What players do with positions: place and cancel orders, close, set stops, add margin.

Nothing here fills anything: an order or a close waits for the first later mark (`core.actions.matching`).
"""

from dataclasses import replace

from core.actions.limits import (
    can_risk,
    in_bounds,
    known_market,
    live_ticker,
    not_on_break,
    not_stale,
    open_things,
    resolve,
)
from core.book import Draft
from core.ledger import item_account, player_account
from core.messages.all import Refusal, Request
from core.messages.positions import (
    AddMargin,
    Cancel,
    Cancelled,
    Close,
    Closing,
    Drafted,
    MarginAdding,
    Open,
    OrderNow,
    OrderPlaced,
    PositionNow,
    SetStop,
    StopSet,
)
from core.prices.markets import LIVE_MS, MARKETS, Market, Side, Ticker
from core.rules.notices import Topic
from core.rules.orders import (
    FILL_MS,
    Order,
    OrderState,
    Stop,
    StopBy,
    StopProblem,
    stop_price,
    stoploss_problem,
    takeprofit_problem,
)
from core.rules.players import Player
from core.rules.positions import (
    MIN_LEVERAGE,
    Position,
    Preview,
    State,
    close_fill,
    is_degen,
    is_liquidated,
    open_fill,
    preview,
    profit_cap,
    with_chances,
    with_keys,
)
from core.rules.predictions import Prediction, PredictionState
from core.turn import Turn

DRAFT_MS = 600_000  # a stored sentence older than this is stale and is not confirmed any more


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
    offer = _offer(turn, command.side, amount, command.leverage, command.limit, ticker)
    _check_room(turn, player, command, offer, ticker)
    _check_offer(command, offer, ticker)
    number = player.next_number
    if draft is None and player.confirm_above is not None and amount > player.confirm_above:
        turn.save(replace(player, next_number=number + 1))
        turn.save(Draft(player.number, number, request.sentence, turn.at_ms, amount))
        if command.limit is not None:  # the mark that fills it has its slippage before it, as at any opening
            mark = close_fill(command.limit, command.side)
            offer = replace(offer, position=replace(offer.position, open_mark=mark))
        return Drafted(number, with_chances(offer, turn.minute_move(command.market)), amount)
    if draft is not None:
        turn.book.delete(draft)
    order = _order(turn, player, command, amount, ticker)
    turn.save(replace(player, next_number=number + 1, last_margin=amount, last_leverage=command.leverage))
    turn.save(order)
    account = item_account(player.number, number)
    turn.move(account, player_account(player.number), account, amount, "reserve")
    return OrderPlaced(OrderNow(order, ticker, offer))


def _check_leverage(turn: Turn, player: Player, market: Market, leverage: int) -> None:
    if not MIN_LEVERAGE <= leverage <= market.max_leverage:
        bounds = {"least_x": MIN_LEVERAGE, "most_x": market.max_leverage}
        raise Refusal("leverage_bounds", leverage_x=leverage, market=market.symbol, **bounds)
    limit = player.leverage_limit_at(turn.at_ms)
    if limit is not None and leverage > limit:
        raise Refusal("leverage_limit", leverage_x=leverage, limit_x=limit)


def _offer(turn: Turn, side: Side, amount: int, leverage: int, limit: int | None, ticker: Ticker) -> Preview:
    """The position as it would be: at the present mark, or at the limit price."""
    market = MARKETS[ticker.market]
    if limit is None:
        return preview(side, amount, leverage, market, ticker, turn.at_ms)
    at_limit = replace(ticker, price=limit)
    offer = preview(side, amount, leverage, market, at_limit, turn.at_ms)
    cap = profit_cap(side, limit, leverage)
    return replace(offer, position=with_keys(replace(offer.position, entry=limit, takeprofit=cap)))


def _check_room(turn: Turn, player: Player, command: Open, offer: Preview, ticker: Ticker) -> None:
    things = open_things(turn, player.number)
    if len(things.positions) + len(things.orders) >= turn.rules.max_open_positions:
        raise Refusal("too_many_positions", most=turn.rules.max_open_positions)
    if is_degen(command.leverage):
        for thing in (*things.positions, *things.orders):
            if is_degen(thing.leverage) and thing.market == command.market and thing.side is not command.side:
                raise Refusal("degen_both_ways", market=thing.market, side=thing.side, number=thing.number)
    room = turn.rules.open_interest_cap - ticker.open_interest(command.side)
    if offer.position.notional > room:
        raise Refusal("open_interest_full", market=command.market, side=command.side, room_micro=max(0, room))


def _check_offer(command: Open, offer: Preview, ticker: Ticker) -> None:
    position = offer.position
    mark = ticker.price if command.limit is None else command.limit
    if command.limit is not None:
        interest = ticker.standard_interest(command.side) + position.notional
        fill = open_fill(ticker.price, command.side, command.leverage, interest)
        if command.side.sign * (fill - command.limit) <= 0:
            prices = {"limit_price": command.limit, "mark_price": ticker.price}
            raise Refusal("limit_marketable", side=command.side, **prices)
    if is_liquidated(position, mark, position.funding_index):
        raise Refusal("liquidated_at_open", leverage_x=command.leverage)
    for stop, profit in ((command.takeprofit, True), (command.stoploss, False)):
        if stop is not None:
            checked_stop(position, stop, profit, mark, position.funding_index)


def checked_stop(position: Position, stop: Stop, profit: bool, mark: int, index: int, moved: int = 0) -> int:
    """The price of a stop, in the position's frame, or a refusal that offers the nearest legal one.

    `moved` is what the frame is shifted by on screens: prices given by the player have it in them.
    """
    if stop.by is StopBy.PRICE:
        stop = replace(stop, value=stop.value - moved)
    price = stop_price(stop, profit, position)
    problem = stop_problem(position, price, profit, mark, index)
    if problem is not None:
        prices = {"asked_price": price + moved, "nearest_price": problem.nearest + moved}
        raise Refusal(problem.code, number=position.number, side=position.side, **prices)
    return price


def stop_problem(position: Position, price: int, profit: bool, mark: int, index: int) -> StopProblem | None:
    """What is wrong with a take-profit (`profit`) or stop-loss at this price, if anything."""
    if profit:
        cap = profit_cap(position.side, position.entry, position.leverage)
        return takeprofit_problem(price, position, mark, cap)
    return stoploss_problem(price, position, mark, index)


def _draft(turn: Turn, player: Player, number: int) -> Draft:
    draft = turn.book.get(Draft, player.number, number)
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
        sequence=turn.book.next_order(),
        due_ms=turn.at_ms + life,
        reference=ticker.price,
        tolerance_bps=player.tolerance_bps,
        offset=ticker.offset,
        limit_key=None if command.limit is None else command.limit - ticker.offset,
    )
    if command.takeprofit is not None:
        order = _with_stop(order, True, command.takeprofit)
    if command.stoploss is not None:
        order = _with_stop(order, False, command.stoploss)
    return order


def _with_stop(order: Order, profit: bool, stop: Stop | None) -> Order:
    by, value = (stop.by, stop.value) if stop else (None, 0)
    return replace(order, tp_by=by, tp_value=value) if profit else replace(order, sl_by=by, sl_value=value)


def cancel(turn: Turn, player: Player, command: Cancel) -> Cancelled:
    """Cancel an order that waits for its price, or all of them, and refund.

    A market order is filled or refunded within seconds: to cancel it would be a look at its price before its fill.
    """
    if command.number is None:
        orders = [each for each in turn.book.waiting_orders(player.number) if each.limit is not None]
        if not orders:
            raise Refusal("no_order_waits")
    else:
        orders = [_waiting_order(turn, player, command.number)]
        if orders[0].limit is None:
            raise Refusal("order_fills", number=command.number)
    cancelled = tuple(end_order(turn, order, OrderState.CANCELLED, "") for order in orders)
    return Cancelled(tuple(order_now(turn, order) for order in cancelled))


def end_order(turn: Turn, order: Order, state: OrderState, reason: str) -> Order:
    """End a waiting order without a fill: the whole amount returns."""
    ended = replace(order, state=state, reason=reason)
    turn.save(ended)
    turn.release(item_account(order.player, order.number), order.player, order.number, order.amount, "refund")
    turn.ended(Topic.ORDER, order.player, order.number)
    return ended


def _waiting_order(turn: Turn, player: Player, number: int) -> Order:
    order = turn.book.get(Order, player.number, number)
    if order is not None and order.state is OrderState.WAITING:
        return order
    _not_that(turn, player, number)
    raise Refusal("no_such_order" if order is None else "not_waiting", number=number)


def _open_position(turn: Turn, player: Player, number: int) -> Position:
    position = turn.book.get(Position, player.number, number)
    if position is not None and position.state is State.OPEN:
        return position
    _not_that(turn, player, number)
    raise Refusal("no_such_position", number=number)


def _not_that(turn: Turn, player: Player, number: int) -> None:
    """Refuse with what the number is, where something else of the player's goes on under it."""
    position = turn.book.get(Position, player.number, number)
    if position is not None and position.state is State.OPEN:
        raise Refusal("is_position", number=number)
    order = turn.book.get(Order, player.number, number)
    if order is not None and order.state is OrderState.WAITING:
        raise Refusal("order_fills" if order.limit is None else "is_order", number=number)
    prediction = turn.book.get(Prediction, player.number, number)
    if prediction is not None and prediction.state in (PredictionState.WAITING, PredictionState.RUNNING):
        raise Refusal("is_prediction", number=number)


def close(turn: Turn, player: Player, command: Close) -> Closing:
    """Ask for a close; it fills at the first later mark, halted or not.

    A wish stands while a price that was published since may be on its way, or one could look at it and wish anew.
    While no price comes at all, a later wish replaces an earlier one.
    """
    if command.number is None:
        positions = list(turn.book.open_positions(player.number))
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
    return Closing(tuple(PositionNow(each, turn.ticker(each.market)) for each in closing), turn.at_ms)


def set_stop(turn: Turn, player: Player, command: SetStop) -> StopSet:
    """Set or take off a stop of an open position, or of an order that waits."""
    order = turn.book.get(Order, player.number, command.number)
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
    order = _with_stop(order, command.profit, stop)
    turn.save(order)
    return replace(now, order=order)


def order_now(turn: Turn, order: Order) -> OrderNow:
    """A waiting order with what it would become, in its own frame: at the present mark, or at its limit price."""
    ticker = turn.ticker(order.market)
    if order.state is not OrderState.WAITING:
        return OrderNow(order, ticker, None)
    framed = replace(ticker, price=ticker.seen_from(order.offset), offset=order.offset)
    return OrderNow(order, ticker, _offer(turn, order.side, order.amount, order.leverage, order.limit, framed))


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
