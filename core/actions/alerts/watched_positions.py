"""Positions held elsewhere that are watched here: added and removed by players, reached by marks."""

from dataclasses import replace

from core.checks import known_market
from core.messages.alerts import WatchedShown, WatchPosition
from core.messages.all import Refusal
from core.prices.markets import Mark, Side
from core.queries.alerts import watched_positions
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.watched_positions import (
    MOST_WATCHED,
    WATCH_STEPS,
    WatchedPosition,
    WatchState,
    liquidation_elsewhere,
    with_near_key,
)
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.steps import step
from core.turn import Turn


def watch_position(turn: Turn, player: Player, command: WatchPosition) -> WatchedShown:
    """Watch a position, unless its liquidation price is on the wrong side or passed already."""
    symbol = known_market(command.market).symbol
    if len(turn.book.alerts.mirrors_of(player.number)) >= MOST_WATCHED:
        raise Refusal("too_many_watched", most=MOST_WATCHED)
    side, entry = command.side, command.entry
    price = command.liquidation
    if price is None:
        price = liquidation_elsewhere(side, entry, command.leverage, command.loss_bps)
    if price <= 0 or side.sign * (entry - price) <= 0:
        raise Refusal("watch_wrong_side", side=side, entry_price=entry, liquidation_price=price)
    mark = turn.ticker(symbol).price
    if mark and side.sign * (mark - price) <= 0:
        raise Refusal("watch_passed", market=symbol, mark_price=mark, liquidation_price=price)
    number = player.next_number
    position = WatchedPosition(
        player.number, number, symbol, side, command.leverage, command.margin, entry, price, turn.at_ms,
        player.near_percent,
    )  # fmt: skip
    turn.save(with_near_key(position))
    turn.save(replace(player, next_number=number + 1))
    return watched_positions(turn, player, changed=True)


def stop_watching(turn: Turn, player: Player, number: int) -> WatchedShown:
    """Do not watch a position any more."""
    position = turn.get(WatchedPosition, player.number, number)
    if position is None or position.state is not WatchState.WATCHED:
        raise Refusal("no_such_watch", number=number)
    turn.save(replace(position, state=step(WATCH_STEPS, position.state, WatchState.REMOVED)))
    return watched_positions(turn, player, changed=True)


def reach_watched(turn: Turn, mark: Mark) -> None:
    """Tell every watched position whose liquidation price this mark reaches."""
    for side in (Side.LONG, Side.SHORT):
        for position in turn.book.alerts.mirrors_reached(mark.market, side, mark.price):
            reached = step(WATCH_STEPS, position.state, WatchState.REACHED)
            turn.save(replace(position, state=reached, reached_ms=mark.published_ms, reached_price=mark.price))
            key = (Topic.WATCHED, position.number, mark.published_ms)
            turn.tell(Notice(*key, player=position.player, alert=AlertKind.LIQUIDATION))
