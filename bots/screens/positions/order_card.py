"""The card of an order: what it waits for and would become, or why it ended without a fill."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    count,
    market_field,
    moment,
    money,
    moved_by,
    quoted,
    side_field,
)
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Tone
from bots.screens.kit.states import coded
from bots.screens.positions.position_fields import position_name
from bots.screens.positions.preview import closing_fee_notes, preview_fields
from core.messages.positions import OrderNow
from core.money import PRICE_DECIMALS, plain
from core.rules.orders import FILL_MS, OrderState
from core.rules.stops import Stop, StopBy


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
            fills = say("It fills at the first price published after your order, or is refunded in {span}.").format(
                span=figures.span(say, FILL_MS)
            )
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
        "not_filled": say("No price came within {span}.").format(span=figures.span(say, FILL_MS)),
        "open_interest_full": say("The market was full on this side."),
        "liquidated_at_open": say("Its own slippage would have liquidated it at once."),
        "takeprofit_wrong_side": say("The price had already passed its take-profit."),
        "takeprofit_beyond_cap": say("Its take-profit was beyond the profit cap."),
        "stop_below_zero": say("One of its stops would have been below zero."),
        "stoploss_wrong_side": say("The price had already passed its stop-loss."),
        "stoploss_beyond_liquidation": say("Its stop-loss was beyond the liquidation price."),
    }
