"""How a position, an order or the preview of one looks.

Prices of a position or order are stored in its own frame; a card shows them moved by the gaps the market skipped, so
that they can be compared with the mark (core/rules/positions.py explains frames).
"""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    count,
    market_field,
    moment,
    money,
    moved_by,
    quoted,
    share,
    side_field,
    side_name,
    span,
)
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.positions import OrderNow, PositionNow
from core.money import POINT_DECIMALS, PRICE_DECIMALS, floor_div, plain
from core.prices.markets import MARKETS
from core.prices.survival import MINUTES
from core.rules.orders import Order, OrderState, Stop, StopBy
from core.rules.positions import (
    DEGEN_CLOSE_BPS,
    DEGEN_LEVERAGE,
    DEGEN_PROFIT_BPS,
    WHOLE,
    Position,
    PostMortem,
    Preview,
    State,
    bankruptcy_price,
    close_fee,
    exit_price,
    funding_ppm_hour,
    funding_so_far,
    is_degen,
    liquidation_price,
    pnl,
    post_mortem,
    same_move_elsewhere,
    settle_part,
)

_COMPARED = (10, 50, 100)  # what the same move would have cost at calmer leverages


def position_fields(say: Wording, now: PositionNow) -> Group:
    """Everything about a position, in the order people ask for it."""
    position, ticker = now.position, now.ticker
    open_ = position.state is State.OPEN
    offset = ticker.offset if open_ else position.exit_offset
    index = ticker.funding(position.side) if open_ else position.exit_index
    assert offset is not None and index is not None
    moved = offset - position.offset
    mark = ticker.price if open_ else moved_by(position.exit_mark, moved)
    gain = position.realised_pnl
    funding = position.realised_funding
    if open_:
        seen = ticker.seen_from(position.offset)
        gain = pnl(position.side, position.notional, position.entry, seen)
        funding = funding_so_far(position, index)
    return (
        count("Id", say("Id"), position.number),
        side_field(say, position.side),
        market_field(say, position.market),
        _leverage(say, position),
        money(say, "PnL", say("PnL"), gain, sign=True),
        *(() if open_ else _end_fields(say, position, moved)),
        quoted(say, "Mark", say("Mark"), mark),
        quoted(say, "Entry", say("Entry"), moved_by(position.entry, moved)),
        quoted(say, "Liquidation", say("Liquidation"), moved_by(liquidation_price(position, index), moved)),
        quoted(say, "Bankruptcy", say("Bankruptcy"), moved_by(bankruptcy_price(position, index), moved)),
        money(say, "Margin", say("Margin"), position.margin),
        money(say, "Notional", say("Notional"), position.notional),
        money(say, "Funding", say("Funding"), funding, sign=True),
        money(say, "Fees", say("Fees"), position.fees),
        quoted(say, "TakeProfit", say("Take-profit"), moved_by(position.takeprofit, moved)),
        quoted(say, "StopLoss", say("Stop-loss"), moved_by(position.stoploss, moved)),
        coded(say, "State", say("State"), position.state.value),
    )


def _end_fields(say: Wording, position: Position, moved: int) -> Group:
    """What people ask for first once it has ended."""
    return (
        money(say, "Net", say("Net"), position.returned - position.put_in, sign=True),
        money(say, "PutIn", say("Put in"), position.put_in),
        money(say, "Returned", say("Returned"), position.returned),
        quoted(say, "Exit", say("Exit"), moved_by(position.exit, moved)),
        span(say, "Lived", say("Lived"), _lived(position)),
    )


def _lived(position: Position) -> int:
    assert position.closed_ms is not None
    return position.closed_ms - position.opened_ms


def _leverage(say: Wording, position: Position) -> Field:
    """Notional over margin: what was asked for, until margin is added."""
    drift = abs(position.notional - position.margin * position.leverage)
    if drift < position.leverage * (position.parts + 1):  # no margin was added: only parts closed, each floored
        return Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x")
    exact = floor_div(position.notional * 1_000_000, position.margin)
    return Field("Leverage", say("Leverage"), plain(exact, 6), f"{plain(exact // 10_000, 2)}x")


def position_name(say: Wording, thing: Position | Order) -> str:
    """`BTC long 1001x`."""
    return f"{thing.market} {side_name(say, thing.side)} {thing.leverage}x"


def position_card(say: Wording, now: PositionNow) -> Screen:
    """A position: live, or the receipt of its end."""
    position = now.position
    if position.state is State.LIQUIDATED:
        return _liquidation(say, now)
    name = position_name(say, position)
    fields = position_fields(say, now)
    return Screen(
        about=_POSITION_ABOUT[position.state],
        title=_position_title(say, position, name),
        fields=fields,
        notes=_position_notes(say, now),
        buttons=_position_buttons(say, now),
        tone=_position_tone(position),
        edit_key=f"position {position.number}",
    )


_POSITION_ABOUT = {
    State.OPEN: "position",
    State.CLOSED: "position",
    State.LIQUIDATED: "liquidation",
    State.TAKEPROFIT: "takeprofit",
    State.STOPLOSS: "stoploss",
}


def _position_title(say: Wording, position: Position, name: str) -> str:
    net = figures.points(say, position.returned - position.put_in, sign=True)
    match position.state:
        case State.OPEN:
            return say("{name} is open").format(name=name)
        case State.TAKEPROFIT:
            return say("TAKE-PROFIT {name} {net}").format(name=name, net=net)
        case State.STOPLOSS:
            return say("STOP-LOSS {name} {net}").format(name=name, net=net)
        case _:
            return say("Closed {name} {net}").format(name=name, net=net)


def _position_tone(position: Position) -> Tone:
    if position.state is State.OPEN:
        return Tone.PLAIN
    return Tone.GOOD if position.returned > position.put_in else Tone.BAD


def _position_notes(say: Wording, now: PositionNow) -> tuple[str, ...]:
    position, ticker = now.position, now.ticker
    if position.state is not State.OPEN:
        return ()
    notes = [_distance_note(say, now), _closed_now(say, now)]
    if position.parts:
        text = say("Of the {amount} put in, {back} have come back from what was closed so far.")
        back = figures.points(say, position.returned)
        notes.append(text.format(amount=figures.points(say, position.put_in), back=back))
    if position.capped and position.takeprofit is not None:
        notes.append(say("The take-profit is the profit cap of {leverage}x.").format(leverage=position.leverage))
    if _gains_nothing(now):
        notes.append(
            say("At its take-profit it would return less than was put in: fees and slippage are more than that move.")
        )
    hourly = funding_ppm_hour(position.side, position.notional, position.margin, ticker, opening=False)
    notes.append(say("Funding now: {share} of the margin per hour.").format(share=figures.percent(hourly, True)))
    if position.closing_ppm:
        notes.append(closing_note(say, position))
    if position.adding:
        notes.append(
            say("{amount} of margin count from the next mark.").format(amount=figures.points(say, position.adding))
        )
    return tuple(notes)


def _gains_nothing(now: PositionNow) -> bool:
    """Whether the take-profit is no profit, with the funding of now."""
    position = now.position
    if position.takeprofit is None:
        return False
    filled, index = exit_price(position, position.takeprofit), now.ticker.funding(position.side)
    part = settle_part(position, WHOLE, filled, index, MARKETS[position.market])
    return position.returned + part.payout < position.put_in


def closing_note(say: Wording, position: Position) -> str:
    """How much of a position waits for its close."""
    return say("Closing {share} at the next mark.").format(share=figures.percent(position.closing_ppm))


def _distance_note(say: Wording, now: PositionNow) -> str:
    position, ticker = now.position, now.ticker
    index = ticker.funding(position.side)
    price = moved_by(liquidation_price(position, index), ticker.offset - position.offset)
    if price is None:
        return say("No price above zero liquidates it.")
    ppm = floor_div(position.side.sign * (ticker.price - price) * 1_000_000, ticker.price)
    text = say("The mark of {time} is {share} from liquidation.")
    return text.format(time=figures.clock(ticker.published_ms), share=figures.percent(ppm))


def _closed_now(say: Wording, now: PositionNow) -> str:
    """What a close at the present mark would return."""
    position, ticker = now.position, now.ticker
    filled = exit_price(position, ticker.seen_from(position.offset))
    part = settle_part(position, WHOLE, filled, ticker.funding(position.side), MARKETS[position.market])
    text = say("Closed at this price it returns {amount}: slippage and a fee of {fee} are taken.")
    return text.format(amount=figures.points(say, part.payout), fee=figures.points(say, part.fee))


def closing_fee_notes(say: Wording, *things: Position | Order) -> tuple[str, ...]:
    """What it costs to close these, in a sentence for each kind."""
    return tuple(dict.fromkeys(_closing_fee_note(say, thing) for thing in things))


def _closing_fee_note(say: Wording, thing: Position | Order) -> str:
    if not is_degen(thing.leverage):
        text = say("Closing costs {share} of the notional below {leverage}x.")
        share = figures.percent(MARKETS[thing.market].fee_bps * 100)
        return text.format(share=share, leverage=DEGEN_LEVERAGE)
    text = say("Closing costs {share} of the notional, or {profit} of the profit if that is more, from {leverage}x up.")
    share, profit = (figures.percent(bps * 100) for bps in (DEGEN_CLOSE_BPS, DEGEN_PROFIT_BPS))
    return text.format(share=share, profit=profit, leverage=DEGEN_LEVERAGE)


def _position_buttons(say: Wording, now: PositionNow) -> Rows:
    position = now.position
    if position.state is not State.OPEN:
        return (
            (Button(say("History"), "history"), Button(say("Positions"), "positions"), _card_button(say, position)),
        )
    number = position.number
    looking = (Button(say("Refresh"), f"history {number}"), Button(say("What if"), _whatif_sentence(position)))
    if position.closing_ppm:
        return (looking,)
    return (
        (
            Button(say("Close"), f"close {number}", Style.DANGER, once=True),
            Button(say("Close half"), f"close {number} 50%", Style.DANGER, once=True),
        ),
        looking,
    )


def _liquidation(say: Wording, now: PositionNow) -> Screen:
    """The post-mortem: where the margin went, to the last micro-point."""
    position = now.position
    mortem = post_mortem(position)
    lost = figures.points(say, position.returned - position.put_in, sign=True)
    market = MARKETS[position.market]
    compared = [(leverage, same_move_elsewhere(position, leverage, market)) for leverage in _COMPARED]
    fields = [
        *position_fields(say, now),
        money(say, "LostToPrice", say("Lost to the price"), mortem.price),
        money(say, "LostToSlippage", say("Lost to slippage"), mortem.slippage),
        money(say, "LostToFunding", say("Lost to funding"), mortem.funding),
        money(say, "ToHouse", say("Rest, to the house"), mortem.remainder),
        *(
            money(say, f"At{lev}x", say("Same move at {lev}x").format(lev=lev), -cost, sign=True)
            for lev, cost in compared
        ),
    ]
    name = position_name(say, position)
    return Screen(
        about="liquidation",
        title=say("LIQUIDATED {name} {lost}").format(name=name, lost=lost),
        fields=tuple(fields),
        notes=_mortem_notes(say, position, mortem),
        buttons=(
            (
                Button(say("History"), "history"),
                Button(say("What if"), _whatif_sentence(position)),
                _card_button(say, position),
            ),
        ),
        tone=Tone.BAD,
        edit_key=f"position {position.number}",
    )


def near_card(say: Wording, now: PositionNow) -> Screen:
    """A warning: little is left of the distance to liquidation."""
    position = now.position
    left = say("{percent} % of the distance to liquidation was left, or less.").format(percent=position.near_percent)
    return Screen(
        about="near",
        title=say("NEAR LIQUIDATION {name}").format(name=position_name(say, position)),
        fields=position_fields(say, now),
        notes=(left, _distance_note(say, now), _closed_now(say, now)),
        buttons=_position_buttons(say, now),
        tone=Tone.WARNING,
    )


def funding_card(say: Wording, now: PositionNow) -> Screen:
    """What a position has cost in funding so far."""
    position = now.position
    paid = -funding_so_far(position, now.ticker.funding(position.side))
    share = figures.percent(floor_div(paid * 1_000_000, position.margin))
    title = say("FUNDING {name} {paid}").format(
        name=position_name(say, position), paid=figures.points(say, -paid, sign=True)
    )
    note = say("{share} of its margin has gone into funding; that brings its liquidation closer.").format(share=share)
    notes = (note, _distance_note(say, now), _closed_now(say, now))
    buttons = _position_buttons(say, now)
    return Screen("funding", title, position_fields(say, now), notes=notes, buttons=buttons, tone=Tone.WARNING)


def _card_button(say: Wording, position: Position) -> Button:
    return Button(say("Card"), f"card {position.number}")


def _whatif_sentence(position: Position) -> str:
    return f"whatif {position.side} {position.market.lower()}"


def _mortem_notes(say: Wording, position: Position, mortem: PostMortem) -> tuple[str, ...]:
    parts = [
        (mortem.price, say("price {amount}")),
        (mortem.slippage, say("slippage {amount}")),
        (mortem.funding, say("funding {amount}")),
        (mortem.remainder, say("rest to the house {amount}")),
    ]
    total = " + ".join(text.format(amount=plain(micro, POINT_DECIMALS)) for micro, text in parts)
    notes = [
        say("It lived {span}.").format(span=figures.span(say, _lived(position))),
        *_move_note(say, position),
        say("Where the margin went: {total} = {margin} pt.").format(
            total=total, margin=plain(position.margin, POINT_DECIMALS)
        ),
    ]
    if mortem.remainder < 0:
        notes.append(say("The price jumped past bankruptcy; the house bears what is beyond your margin."))
    return tuple(notes)


def _move_note(say: Wording, position: Position) -> tuple[str, ...]:
    """How far the price went, and how far it had to."""
    assert position.exit_mark is not None and position.exit_index is not None
    enough = liquidation_price(position, position.exit_index)
    if enough is None:
        return ()
    text = say("The mark went {move} against the entry. At {leverage}, {enough} is all it takes.")
    move, needed = (_against(position, price) for price in (position.exit_mark, enough))
    return (text.format(move=move, leverage=_leverage(say, position).shown, enough=needed),)


def _against(position: Position, price: int) -> str:
    """How far a price is on the wrong side of the entry."""
    ppm = floor_div(position.side.sign * (position.entry - price) * 1_000_000, position.entry)
    return figures.percent(ppm)


def preview_fields(say: Wording, offer: Preview, moved: int = 0) -> Group:
    """What a player is told before the tap; `moved` is what its frame is shifted by."""
    position = offer.position
    index = position.funding_index
    least_fee = close_fee(position, position.notional, 0, position.entry, MARKETS[position.market])
    return (
        side_field(say, position.side),
        market_field(say, position.market),
        _leverage(say, position),
        quoted(say, "Liquidation", say("Liquidation"), moved_by(liquidation_price(position, index), moved)),
        share(say, "Distance", say("Distance"), offer.distance_ppm),
        quoted(say, "Bankruptcy", say("Bankruptcy"), moved_by(bankruptcy_price(position, index), moved)),
        share(say, "BreakEven", say("Break-even move"), offer.breakeven_ppm),
        share(say, "FundingPerHour", say("Funding/h of margin"), offer.funding_ppm_hour, sign=True),
        *alive_fields(say, offer),
        money(say, "Fees", say("Fee to open"), position.fees),
        money(say, "CloseFee", say("Fee to close, from"), least_fee),
        money(say, "Margin", say("Margin"), position.margin),
        money(say, "Notional", say("Notional"), position.notional),
        quoted(say, "Entry", say("Entry, about"), moved_by(position.entry, moved)),
        quoted(say, "TakeProfit", say("Profit cap"), moved_by(position.takeprofit, moved)),
    )


def alive_fields(say: Wording, offer: Preview) -> Group:
    """The estimated chances to be alive, where there is an estimate; in whole percent, for nobody knows better."""
    return tuple(
        _chance(say, f"Alive{minutes}m", say("Alive after {minutes} min").format(minutes=minutes), chance)
        for minutes, chance in zip(MINUTES, offer.alive_ppm, strict=False)
    )


def _chance(say: Wording, key: str, label: str, ppm: int) -> Field:
    """A chance in whole percent, of which neither end is ever promised."""
    percent = min(max((ppm + 5_000) // 10_000, 1), 99)
    text = say("over 99 %") if ppm > 990_000 else say("under 1 %") if ppm < 10_000 else f"{percent} %"
    return Field(key, label, str(percent), text)


def _stop_text(say: Wording, stop: Stop | None, moved: int) -> tuple[str, str]:
    if stop is None:
        return figures.NONE, say("none")
    match stop.by:
        case StopBy.PRICE:
            return plain(stop.value + moved, PRICE_DECIMALS), figures.price(stop.value + moved)
        case StopBy.MOVE:
            return f"{plain(stop.value, 4)}%", figures.percent(stop.value)
        case StopBy.ROE:
            return f"{plain(stop.value, 4)}% roe", say("{share} on margin").format(share=figures.percent(stop.value))


def order_fields(say: Wording, now: OrderNow) -> Group:
    """An order; while it waits, also what it would become."""
    order = now.order
    moved = now.ticker.offset - order.offset
    fields = [
        count("Id", say("Id"), order.number),
        side_field(say, order.side),
        market_field(say, order.market),
        money(say, "Amount", say("Amount"), order.amount),
        Field("Leverage", say("Leverage"), str(order.leverage), f"{order.leverage}x"),
        quoted(say, "Limit", say("Limit"), moved_by(order.limit, moved)),
        coded(say, "State", say("State"), order.state.value),
        coded(say, "Reason", say("Reason"), order.reason),
        Field("TakeProfit", say("Take-profit"), *_stop_text(say, order.takeprofit, moved)),
        Field("StopLoss", say("Stop-loss"), *_stop_text(say, order.stoploss, moved)),
    ]
    if now.preview is not None:
        taken = {field.key for field in fields}
        fields += [field for field in preview_fields(say, now.preview, moved) if field.key not in taken]
        fields.append(moment(say, "Expires", say("Waits until"), order.due_ms))
    return tuple(fields)


def order_card(say: Wording, now: OrderNow) -> Screen:
    """An order that waits, or why it ended without a fill."""
    order = now.order
    name = position_name(say, order)
    waiting = order.state is OrderState.WAITING
    buttons: Rows = ()
    if waiting:
        cancel = () if order.limit is None else (Button(say("Cancel"), f"cancel {order.number}"),)
        buttons = ((*cancel, Button(say("Orders"), "orders")),)
    return Screen(
        about="order",
        title=_order_title(say, now, name),
        fields=order_fields(say, now),
        notes=_order_notes(say, now),
        buttons=buttons,
        tone=Tone.PLAIN if waiting else Tone.WARNING,
        edit_key=f"position {order.number}",
    )


def _order_title(say: Wording, now: OrderNow, name: str) -> str:
    order = now.order
    match order.state:
        case OrderState.WAITING if order.limit is None:
            return say("{name}: opening at the next price").format(name=name)
        case OrderState.WAITING:
            assert order.limit is not None
            limit = figures.price(order.limit + now.ticker.offset - order.offset)
            return say("{name}: waiting for {limit}").format(name=name, limit=limit)
        case OrderState.FILLED:
            return say("{name}: filled").format(name=name)
        case OrderState.EXPIRED:
            return say("{name}: expired, {amount} back").format(name=name, amount=figures.points(say, order.amount))
        case OrderState.CANCELLED:
            return say("{name}: cancelled, {amount} back").format(name=name, amount=figures.points(say, order.amount))
        case OrderState.REFUNDED:
            return say("{name}: not opened, {amount} back").format(name=name, amount=figures.points(say, order.amount))


def _order_notes(say: Wording, now: OrderNow) -> tuple[str, ...]:
    order = now.order
    match order.state:
        case OrderState.WAITING if order.limit is None:
            fills = say("It fills at the first price published after your order, or is refunded in 5 s.")
            return fills, *closing_fee_notes(say, order)
        case OrderState.WAITING:
            fills = say("It fills at your price or better, slippage included. Nobody else sees it.")
            return fills, *closing_fee_notes(say, order)
        case OrderState.REFUNDED:
            return (_refund_reasons(say)[order.reason],)
        case _:
            return ()


def _refund_reasons(say: Wording) -> dict[str, str]:
    return {
        "price_moved": say("The price moved further than your tolerance before the order could fill."),
        "not_filled": say("No price came within 5 s."),
        "open_interest_full": say("The market was full on this side."),
        "liquidated_at_open": say("Its own slippage would have liquidated it at once."),
        "takeprofit_wrong_side": say("The price had already passed its take-profit."),
        "takeprofit_beyond_cap": say("Its take-profit was beyond the profit cap."),
        "stop_below_zero": say("One of its stops would have been below zero."),
        "stoploss_wrong_side": say("The price had already passed its stop-loss."),
        "stoploss_beyond_liquidation": say("Its stop-loss was beyond the liquidation price."),
    }
