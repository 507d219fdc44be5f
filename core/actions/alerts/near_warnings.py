"""Warnings that a position, here or elsewhere, comes near its liquidation; and what it has paid in funding.

A warning is told 2 s after the mark that gave rise to it, before a later mark does anything, unless its position has
ended by then. Everything is decided by a mark's own time: no bell, late, double or missing, changes what is told.
"""

from dataclasses import replace

from core.prices.markets import Mark, Side, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.near_warnings import NEAR_WAIT_MS, NearWarning
from core.rules.alerts.watched_positions import WatchedPosition, WatchState, with_near_key
from core.rules.notices import Notice, Topic
from core.rules.positions import Position, State, funding_shares, with_keys
from core.turn import Turn


def tell_warnings(turn: Turn, market: str, at_ms: int) -> None:
    """Tell the warnings of a market that are more than 2 s old, where nothing has ended their position meanwhile."""
    until_ms = at_ms - NEAR_WAIT_MS - 1
    due = turn.book.alerts.due_warnings(market, until_ms)
    for warning in due:
        if _still_there(turn, warning):
            key = (warning.topic, warning.number, warning.at_ms)
            turn.tell(Notice(*key, player=warning.player, alert=AlertKind.NEAR))
    if due:
        turn.book.alerts.drop_warnings(market, until_ms)


def _still_there(turn: Turn, warning: NearWarning) -> bool:
    if warning.topic is Topic.POSITION:
        position = turn.get(Position, warning.player, warning.number)
        return position is not None and position.state is State.OPEN
    watched = turn.get(WatchedPosition, warning.player, warning.number)
    return watched is not None and watched.state is WatchState.WATCHED


def warn_positions(turn: Turn, ticker: Ticker, mark: Mark) -> None:
    """Warn of positions that came near, and tell of those whose funding has reached its next share of the margin."""
    for side in (Side.LONG, Side.SHORT):
        index = ticker.funding(side)
        level = mark.price - ticker.offset - side.sign * index
        for left in turn.book.positions.near_liquidation(mark.market, side, level, warned=True):
            turn.save(with_keys(replace(left, warned=False)))
        for near in turn.book.positions.near_liquidation(mark.market, side, level, warned=False):
            turn.save(with_keys(replace(near, warned=True)))
            turn.save(_warning(near, Topic.POSITION, mark))
        for position in turn.book.positions.funding_paid(mark.market, side, index):
            turn.save(with_keys(replace(position, funding_told=funding_shares(position, index))))
            key = (Topic.POSITION, position.number, mark.published_ms)
            turn.tell(Notice(*key, player=position.player, alert=AlertKind.FUNDING))


def warn_watched(turn: Turn, mark: Mark) -> None:
    """Warn of positions held elsewhere that came near."""
    for side in (Side.LONG, Side.SHORT):
        for left in turn.book.alerts.mirrors_near(mark.market, side, mark.price, warned=True):
            turn.save(with_near_key(replace(left, warned=False)))
        for near in turn.book.alerts.mirrors_near(mark.market, side, mark.price, warned=False):
            turn.save(with_near_key(replace(near, warned=True)))
            turn.save(_warning(near, Topic.WATCHED, mark))


def _warning(near: Position | WatchedPosition, topic: Topic, mark: Mark) -> NearWarning:
    return NearWarning(near.player, near.number, topic, mark.market, mark.published_ms)
