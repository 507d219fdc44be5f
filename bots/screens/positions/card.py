"""How a position, an order or the preview of one looks.

Prices of a position or order are stored in its own frame; a card shows them moved by the gaps the market skipped, so
that they can be compared with the mark (core/rules/positions.py explains frames).
"""

from bots.languages.texts import _
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
from core.rules.fees_and_slippage import DEGEN_CLOSE_BPS, DEGEN_LEVERAGE, DEGEN_PROFIT_BPS, close_fee, is_degen
from core.rules.orders import Order, OrderState
from core.rules.positions import (
    WHOLE,
    Position,
    PostMortem,
    Preview,
    State,
    bankruptcy_price,
    exit_price,
    funding_ppm_hour,
    funding_so_far,
    liquidation_price,
    pnl,
    post_mortem,
    same_move_elsewhere,
    settle_part,
)
from core.rules.stops import Stop, StopBy

_COMPARED = (10, 50, 100)  # what the same move would have cost at calmer leverages


def position_fields(now: PositionNow) -> Group:
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
        count("Id", _("Id"), position.number),
        side_field(position.side),
        market_field(position.market),
        _leverage(position),
        money("PnL", _("PnL"), gain, sign=True),
        *(() if open_ else _end_fields(position, moved)),
        quoted("Mark", _("Mark"), mark),
        quoted("Entry", _("Entry"), moved_by(position.entry, moved)),
        quoted("Liquidation", _("Liquidation"), moved_by(liquidation_price(position, index), moved)),
        quoted("Bankruptcy", _("Bankruptcy"), moved_by(bankruptcy_price(position, index), moved)),
        money("Margin", _("Margin"), position.margin),
        money("Notional", _("Notional"), position.notional),
        money("Funding", _("Funding"), funding, sign=True),
        money("Fees", _("Fees"), position.fees),
        quoted("TakeProfit", _("Take-profit"), moved_by(position.takeprofit, moved)),
        quoted("StopLoss", _("Stop-loss"), moved_by(position.stoploss, moved)),
        coded("State", _("State"), position.state.value),
    )


def _end_fields(position: Position, moved: int) -> Group:
    """What people ask for first once it has ended."""
    return (
        money("Net", _("Net"), position.returned - position.put_in, sign=True),
        money("PutIn", _("Put in"), position.put_in),
        money("Returned", _("Returned"), position.returned),
        quoted("Exit", _("Exit"), moved_by(position.exit, moved)),
        span("Lived", _("Lived"), _lived(position)),
    )


def _lived(position: Position) -> int:
    assert position.closed_ms is not None
    return position.closed_ms - position.opened_ms


def _leverage(position: Position) -> Field:
    """Notional over margin: what was asked for, until margin is added."""
    drift = abs(position.notional - position.margin * position.leverage)
    if drift < position.leverage * (position.parts + 1):  # no margin was added: only parts closed, each floored
        return Field("Leverage", _("Leverage"), str(position.leverage), f"{position.leverage}x")
    exact = floor_div(position.notional * 1_000_000, position.margin)
    return Field("Leverage", _("Leverage"), plain(exact, 6), f"{plain(exact // 10_000, 2)}x")


def position_name(thing: Position | Order) -> str:
    """`BTC long 1001x`."""
    return f"{thing.market} {side_name(thing.side)} {thing.leverage}x"


def position_card(now: PositionNow) -> Screen:
    """A position: live, or the receipt of its end."""
    position = now.position
    if position.state is State.LIQUIDATED:
        return _liquidation(now)
    name = position_name(position)
    fields = position_fields(now)
    return Screen(
        about=_POSITION_ABOUT[position.state],
        title=_position_title(position, name),
        fields=fields,
        notes=_position_notes(now),
        buttons=_position_buttons(now),
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


def _position_title(position: Position, name: str) -> str:
    net = figures.points(position.returned - position.put_in, sign=True)
    match position.state:
        case State.OPEN:
            return _("{name} is open").format(name=name)
        case State.TAKEPROFIT:
            return _("TAKE-PROFIT {name} {net}").format(name=name, net=net)
        case State.STOPLOSS:
            return _("STOP-LOSS {name} {net}").format(name=name, net=net)
        case _:
            return _("Closed {name} {net}").format(name=name, net=net)


def _position_tone(position: Position) -> Tone:
    if position.state is State.OPEN:
        return Tone.PLAIN
    return Tone.GOOD if position.returned > position.put_in else Tone.BAD


def _position_notes(now: PositionNow) -> tuple[str, ...]:
    position, ticker = now.position, now.ticker
    if position.state is not State.OPEN:
        return ()
    notes = [_distance_note(now), _closed_now(now)]
    if position.parts:
        text = _("Of the {amount} put in, {back} have come back from what was closed so far.")
        back = figures.points(position.returned)
        notes.append(text.format(amount=figures.points(position.put_in), back=back))
    if position.capped and position.takeprofit is not None:
        notes.append(_("The take-profit is the profit cap of {leverage}x.").format(leverage=position.leverage))
    if _gains_nothing(now):
        notes.append(
            _("At its take-profit it would return less than was put in: fees and slippage are more than that move.")
        )
    hourly = funding_ppm_hour(position.side, position.notional, position.margin, ticker, opening=False)
    notes.append(_("Funding now: {share} of the margin per hour.").format(share=figures.percent(hourly, True)))
    if position.closing_ppm:
        notes.append(closing_note(position))
    if position.adding:
        notes.append(_("{amount} of margin count from the next mark.").format(amount=figures.points(position.adding)))
    return tuple(notes)


def _gains_nothing(now: PositionNow) -> bool:
    """Whether the take-profit is no profit, with the funding of now."""
    position = now.position
    if position.takeprofit is None:
        return False
    filled, index = exit_price(position, position.takeprofit), now.ticker.funding(position.side)
    part = settle_part(position, WHOLE, filled, index, MARKETS[position.market])
    return position.returned + part.payout < position.put_in


def closing_note(position: Position) -> str:
    """How much of a position waits for its close."""
    return _("Closing {share} at the next mark.").format(share=figures.percent(position.closing_ppm))


def _distance_note(now: PositionNow) -> str:
    position, ticker = now.position, now.ticker
    index = ticker.funding(position.side)
    price = moved_by(liquidation_price(position, index), ticker.offset - position.offset)
    if price is None:
        return _("No price above zero liquidates it.")
    ppm = floor_div(position.side.sign * (ticker.price - price) * 1_000_000, ticker.price)
    text = _("The mark of {time} is {share} from liquidation.")
    return text.format(time=figures.clock(ticker.published_ms), share=figures.percent(ppm))


def _closed_now(now: PositionNow) -> str:
    """What a close at the present mark would return."""
    position, ticker = now.position, now.ticker
    filled = exit_price(position, ticker.seen_from(position.offset))
    part = settle_part(position, WHOLE, filled, ticker.funding(position.side), MARKETS[position.market])
    text = _("Closed at this price it returns {amount}: slippage and a fee of {fee} are taken.")
    return text.format(amount=figures.points(part.payout), fee=figures.points(part.fee))


def closing_fee_notes(*things: Position | Order) -> tuple[str, ...]:
    """What it costs to close these, in a sentence for each kind."""
    return tuple(dict.fromkeys(map(_closing_fee_note, things)))


def _closing_fee_note(thing: Position | Order) -> str:
    if not is_degen(thing.leverage):
        text = _("Closing costs {share} of the notional below {leverage}x.")
        share = figures.percent(MARKETS[thing.market].fee_bps * 100)
        return text.format(share=share, leverage=DEGEN_LEVERAGE)
    text = _("Closing costs {share} of the notional, or {profit} of the profit if that is more, from {leverage}x up.")
    share, profit = (figures.percent(bps * 100) for bps in (DEGEN_CLOSE_BPS, DEGEN_PROFIT_BPS))
    return text.format(share=share, profit=profit, leverage=DEGEN_LEVERAGE)


def _position_buttons(now: PositionNow) -> Rows:
    position = now.position
    if position.state is not State.OPEN:
        return ((Button(_("History"), "history"), Button(_("Positions"), "positions"), _card_button(position)),)
    number = position.number
    looking = (Button(_("Refresh"), f"history {number}"), Button(_("What if"), _whatif_sentence(position)))
    if position.closing_ppm:
        return (looking,)
    return (
        (
            Button(_("Close"), f"close {number}", Style.DANGER, once=True),
            Button(_("Close half"), f"close {number} 50%", Style.DANGER, once=True),
        ),
        looking,
    )


def _liquidation(now: PositionNow) -> Screen:
    """The post-mortem: where the margin went, to the last micro-point."""
    position = now.position
    mortem = post_mortem(position)
    lost = figures.points(position.returned - position.put_in, sign=True)
    market = MARKETS[position.market]
    compared = [(leverage, same_move_elsewhere(position, leverage, market)) for leverage in _COMPARED]
    fields = [
        *position_fields(now),
        money("LostToPrice", _("Lost to the price"), mortem.price),
        money("LostToSlippage", _("Lost to slippage"), mortem.slippage),
        money("LostToFunding", _("Lost to funding"), mortem.funding),
        money("ToHouse", _("Rest, to the house"), mortem.remainder),
        *(money(f"At{lev}x", _("Same move at {lev}x").format(lev=lev), -cost, sign=True) for lev, cost in compared),
    ]
    name = position_name(position)
    return Screen(
        about="liquidation",
        title=_("LIQUIDATED {name} {lost}").format(name=name, lost=lost),
        fields=tuple(fields),
        notes=_mortem_notes(position, mortem),
        buttons=(
            (
                Button(_("History"), "history"),
                Button(_("What if"), _whatif_sentence(position)),
                _card_button(position),
            ),
        ),
        tone=Tone.BAD,
        edit_key=f"position {position.number}",
    )


def near_card(now: PositionNow) -> Screen:
    """A warning: little is left of the distance to liquidation."""
    position = now.position
    left = _("{percent} % of the distance to liquidation was left, or less.").format(percent=position.near_percent)
    return Screen(
        about="near",
        title=_("NEAR LIQUIDATION {name}").format(name=position_name(position)),
        fields=position_fields(now),
        notes=(left, _distance_note(now), _closed_now(now)),
        buttons=_position_buttons(now),
        tone=Tone.WARNING,
    )


def funding_card(now: PositionNow) -> Screen:
    """What a position has cost in funding so far."""
    position = now.position
    paid = -funding_so_far(position, now.ticker.funding(position.side))
    share = figures.percent(floor_div(paid * 1_000_000, position.margin))
    title = _("FUNDING {name} {paid}").format(name=position_name(position), paid=figures.points(-paid, sign=True))
    note = _("{share} of its margin has gone into funding; that brings its liquidation closer.").format(share=share)
    return Screen("funding", title, position_fields(now), notes=(note, _distance_note(now), _closed_now(now)),
                  buttons=_position_buttons(now), tone=Tone.WARNING)  # fmt: skip


def _card_button(position: Position) -> Button:
    return Button(_("Card"), f"card {position.number}")


def _whatif_sentence(position: Position) -> str:
    return f"whatif {position.side} {position.market.lower()}"


def _mortem_notes(position: Position, mortem: PostMortem) -> tuple[str, ...]:
    parts = [
        (mortem.price, _("price {amount}")),
        (mortem.slippage, _("slippage {amount}")),
        (mortem.funding, _("funding {amount}")),
        (mortem.remainder, _("rest to the house {amount}")),
    ]
    total = " + ".join(text.format(amount=plain(micro, POINT_DECIMALS)) for micro, text in parts)
    notes = [
        _("It lived {span}.").format(span=figures.span(_lived(position))),
        *_move_note(position),
        _("Where the margin went: {total} = {margin} pt.").format(
            total=total, margin=plain(position.margin, POINT_DECIMALS)
        ),
    ]
    if mortem.remainder < 0:
        notes.append(_("The price jumped past bankruptcy; the house bears what is beyond your margin."))
    return tuple(notes)


def _move_note(position: Position) -> tuple[str, ...]:
    """How far the price went, and how far it had to."""
    assert position.exit_mark is not None and position.exit_index is not None
    enough = liquidation_price(position, position.exit_index)
    if enough is None:
        return ()
    text = _("The mark went {move} against the entry. At {leverage}, {enough} is all it takes.")
    move, needed = (_against(position, price) for price in (position.exit_mark, enough))
    return (text.format(move=move, leverage=_leverage(position).shown, enough=needed),)


def _against(position: Position, price: int) -> str:
    """How far a price is on the wrong side of the entry."""
    ppm = floor_div(position.side.sign * (position.entry - price) * 1_000_000, position.entry)
    return figures.percent(ppm)


def preview_fields(offer: Preview, moved: int = 0) -> Group:
    """What a player is told before the tap; `moved` is what its frame is shifted by."""
    position = offer.position
    index = position.funding_index
    least_fee = close_fee(
        position.leverage, position.entry, position.notional, 0, position.entry, MARKETS[position.market]
    )
    return (
        side_field(position.side),
        market_field(position.market),
        _leverage(position),
        quoted("Liquidation", _("Liquidation"), moved_by(liquidation_price(position, index), moved)),
        share("Distance", _("Distance"), offer.distance_ppm),
        quoted("Bankruptcy", _("Bankruptcy"), moved_by(bankruptcy_price(position, index), moved)),
        share("BreakEven", _("Break-even move"), offer.breakeven_ppm),
        share("FundingPerHour", _("Funding/h of margin"), offer.funding_ppm_hour, sign=True),
        *alive_fields(offer),
        money("Fees", _("Fee to open"), position.fees),
        money("CloseFee", _("Fee to close, from"), least_fee),
        money("Margin", _("Margin"), position.margin),
        money("Notional", _("Notional"), position.notional),
        quoted("Entry", _("Entry, about"), moved_by(position.entry, moved)),
        quoted("TakeProfit", _("Profit cap"), moved_by(position.takeprofit, moved)),
    )


def alive_fields(offer: Preview) -> Group:
    """The estimated chances to be alive, where there is an estimate; in whole percent, for nobody knows better."""
    return tuple(
        _chance(f"Alive{minutes}m", _("Alive after {minutes} min").format(minutes=minutes), chance)
        for minutes, chance in zip(MINUTES, offer.alive_ppm, strict=False)
    )


def _chance(key: str, label: str, ppm: int) -> Field:
    """A chance in whole percent, of which neither end is ever promised."""
    percent = min(max((ppm + 5_000) // 10_000, 1), 99)
    text = _("over 99 %") if ppm > 990_000 else _("under 1 %") if ppm < 10_000 else f"{percent} %"
    return Field(key, label, str(percent), text)


def _stop_text(stop: Stop | None, moved: int) -> tuple[str, str]:
    if stop is None:
        return figures.NONE, _("none")
    match stop.by:
        case StopBy.PRICE:
            return plain(stop.value + moved, PRICE_DECIMALS), figures.price(stop.value + moved)
        case StopBy.MOVE:
            return f"{plain(stop.value, 4)}%", figures.percent(stop.value)
        case StopBy.ROE:
            return f"{plain(stop.value, 4)}% roe", _("{share} on margin").format(share=figures.percent(stop.value))


def order_fields(now: OrderNow) -> Group:
    """An order; while it waits, also what it would become."""
    order = now.order
    moved = now.ticker.offset - order.offset
    fields = [
        count("Id", _("Id"), order.number),
        side_field(order.side),
        market_field(order.market),
        money("Amount", _("Amount"), order.amount),
        Field("Leverage", _("Leverage"), str(order.leverage), f"{order.leverage}x"),
        quoted("Limit", _("Limit"), moved_by(order.limit, moved)),
        coded("State", _("State"), order.state.value),
        coded("Reason", _("Reason"), order.reason),
        Field("TakeProfit", _("Take-profit"), *_stop_text(order.takeprofit, moved)),
        Field("StopLoss", _("Stop-loss"), *_stop_text(order.stoploss, moved)),
    ]
    if now.preview is not None:
        taken = {field.key for field in fields}
        fields += [field for field in preview_fields(now.preview, moved) if field.key not in taken]
        fields.append(moment("Expires", _("Waits until"), order.due_ms))
    return tuple(fields)


def order_card(now: OrderNow) -> Screen:
    """An order that waits, or why it ended without a fill."""
    order = now.order
    name = position_name(order)
    waiting = order.state is OrderState.WAITING
    buttons: Rows = ()
    if waiting:
        cancel = () if order.limit is None else (Button(_("Cancel"), f"cancel {order.number}"),)
        buttons = ((*cancel, Button(_("Orders"), "orders")),)
    return Screen(
        about="order",
        title=_order_title(now, name),
        fields=order_fields(now),
        notes=_order_notes(now),
        buttons=buttons,
        tone=Tone.PLAIN if waiting else Tone.WARNING,
        edit_key=f"position {order.number}",
    )


def _order_title(now: OrderNow, name: str) -> str:
    order = now.order
    match order.state:
        case OrderState.WAITING if order.limit is None:
            return _("{name}: opening at the next price").format(name=name)
        case OrderState.WAITING:
            limit = figures.price(order.limit + now.ticker.offset - order.offset)
            return _("{name}: waiting for {limit}").format(name=name, limit=limit)
        case OrderState.FILLED:
            return _("{name}: filled").format(name=name)
        case OrderState.EXPIRED:
            return _("{name}: expired, {amount} back").format(name=name, amount=figures.points(order.amount))
        case OrderState.CANCELLED:
            return _("{name}: cancelled, {amount} back").format(name=name, amount=figures.points(order.amount))
        case OrderState.REFUNDED:
            return _("{name}: not opened, {amount} back").format(name=name, amount=figures.points(order.amount))


def _order_notes(now: OrderNow) -> tuple[str, ...]:
    order = now.order
    match order.state:
        case OrderState.WAITING if order.limit is None:
            fills = _("It fills at the first price published after your order, or is refunded in 5 s.")
            return fills, *closing_fee_notes(order)
        case OrderState.WAITING:
            fills = _("It fills at your price or better, slippage included. Nobody else sees it.")
            return fills, *closing_fee_notes(order)
        case OrderState.REFUNDED:
            return (_refund_reasons()[order.reason],)
        case _:
            return ()


def _refund_reasons() -> dict[str, str]:
    return {
        "price_moved": _("The price moved further than your tolerance before the order could fill."),
        "not_filled": _("No price came within 5 s."),
        "open_interest_full": _("The market was full on this side."),
        "liquidated_at_open": _("Its own slippage would have liquidated it at once."),
        "takeprofit_wrong_side": _("The price had already passed its take-profit."),
        "takeprofit_beyond_cap": _("Its take-profit was beyond the profit cap."),
        "stop_below_zero": _("One of its stops would have been below zero."),
        "stoploss_wrong_side": _("The price had already passed its stop-loss."),
        "stoploss_beyond_liquidation": _("Its stop-loss was beyond the liquidation price."),
    }
