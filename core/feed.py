"""A group's feed: what becomes of its members' positions, where the group and the member both want it told.

Only that a position was opened, took its profit or was liquidated, and how long it lived: never an amount. It is told
as an alert of the member's own kind `feed`, which is off until they turn it on.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.accounts import AlertKind, Player, Ring
from core.notices import Notice, Topic
from core.positions import Position, State
from core.turn import Turn

_ENDS = (AlertKind.LIQUIDATION, AlertKind.TAKEPROFIT)


def share(turn: Turn, happened: Sequence[Notice]) -> None:
    """Tell the groups that want it what these notices of a mark are about."""
    if not turn.book.has_feeds():
        return
    turn.flush()
    for notice in happened:
        if notice.topic is Topic.POSITION and (notice.ring is None or notice.ring in _ENDS):
            _share(turn, notice)


def _share(turn: Turn, notice: Notice) -> None:
    assert notice.player is not None, "a position is somebody's"
    chats = turn.book.feeds_of(notice.player)
    if not chats:
        return
    player = turn.book.get(Player, notice.player)
    position = turn.book.get(Position, notice.player, notice.number)
    assert player is not None and position is not None
    opened = position.state is State.OPEN and position.opened_ms == notice.at_ms
    if player.ring(AlertKind.FEED) is not Ring.OFF and (opened or notice.ring is not None):
        for chat in chats:
            turn.tell(replace(notice, chat=chat, ring=AlertKind.FEED))
