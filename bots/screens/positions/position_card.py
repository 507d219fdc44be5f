"""The card of a position: live, or the receipt of its end; and what its alerts say of it while it is open."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    moved_by,
)
from bots.screens.kit.screen import Button, Rows, Screen, Style, Tone
from bots.screens.positions.position_fields import position_fields, position_name
from bots.screens.positions.post_mortem import liquidation_card
from core.messages.positions import PositionNow
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.positions import (
    WHOLE,
    Position,
    State,
    exit_price,
    funding_ppm_hour,
    funding_so_far,
    liquidation_price,
    settle_part,
)
from core.units import PPM


def position_card(say: Wording, now: PositionNow) -> Screen:
    """A position: live, or the receipt of its end."""
    position = now.position
    if position.state is State.LIQUIDATED:
        return liquidation_card(say, now)
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
    ppm = floor_div(position.side.sign * (ticker.price - price) * PPM, ticker.price)
    text = say("The mark of {time} is {share} from liquidation.")
    return text.format(time=figures.clock(ticker.published_ms), share=figures.percent(ppm))


def _closed_now(say: Wording, now: PositionNow) -> str:
    """What a close at the present mark would return."""
    position, ticker = now.position, now.ticker
    filled = exit_price(position, ticker.seen_from(position.offset))
    part = settle_part(position, WHOLE, filled, ticker.funding(position.side), MARKETS[position.market])
    text = say("Closed at this price it returns {amount}: slippage and a fee of {fee} are taken.")
    return text.format(amount=figures.points(say, part.payout), fee=figures.points(say, part.fee))


def _position_buttons(say: Wording, now: PositionNow) -> Rows:
    position = now.position
    if position.state is not State.OPEN:
        return (
            (
                Button(say("History"), "history"),
                Button(say("Positions"), "positions"),
                Button(say("Card"), f"card {position.number}"),
            ),
        )
    number = position.number
    looking = (
        Button(say("Refresh"), f"history {number}"),
        Button(say("What if"), f"whatif {position.side} {position.market.lower()}"),
    )
    if position.closing_ppm:
        return (looking,)
    return (
        (
            Button(say("Close"), f"close {number}", Style.DANGER, once=True),
            Button(say("Close half"), f"close {number} 50%", Style.DANGER, once=True),
        ),
        looking,
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
    share = figures.percent(floor_div(paid * PPM, position.margin))
    title = say("FUNDING {name} {paid}").format(
        name=position_name(say, position), paid=figures.points(say, -paid, sign=True)
    )
    note = say("{share} of its margin has gone into funding; that brings its liquidation closer.").format(share=share)
    notes = (note, _distance_note(say, now), _closed_now(say, now))
    buttons = _position_buttons(say, now)
    return Screen("funding", title, position_fields(say, now), notes=notes, buttons=buttons, tone=Tone.WARNING)
