"""The figures of a position, in the order people ask for them, and its name.

Prices of a position or order are stored in its own frame; a screen shows them moved by the gaps the market skipped, so
that they can be compared with the mark (core/rules/positions.py explains frames).
"""

from bots.languages.texts import Wording
from bots.screens.kit.fields import (
    count,
    market_field,
    money,
    moved_by,
    quoted,
    side_field,
    side_name,
    span,
)
from bots.screens.kit.screen import Field, Group
from bots.screens.kit.states import coded
from core.messages.positions import PositionNow
from core.money import floor_div, plain
from core.rules.orders import Order
from core.rules.positions import Position, State, bankruptcy_price, funding_so_far, liquidation_price, pnl
from core.units import PPM


def position_name(say: Wording, thing: Position | Order) -> str:
    """`BTC long 1001x`."""
    return f"{thing.market} {side_name(say, thing.side)} {thing.leverage}x"


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
        leverage_field(say, position),
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
        span(say, "Lived", say("Lived"), position.lived_ms),
    )


def leverage_field(say: Wording, position: Position) -> Field:
    """Notional over margin: what was asked for, until margin is added."""
    drift = abs(position.notional - position.margin * position.leverage)
    if drift < position.leverage * (position.parts + 1):  # no margin was added: only parts closed, each floored
        return Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x")
    exact = floor_div(position.notional * PPM, position.margin)
    return Field("Leverage", say("Leverage"), plain(exact, 6), f"{plain(exact // 10_000, 2)}x")
