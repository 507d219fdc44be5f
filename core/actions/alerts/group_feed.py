"""A group's feed: what becomes of its members' positions, where the group and the member both want it told.

Only that a position was opened, took its profit or was liquidated, and how long it lived: never an amount. A Degen
position that lived longer than any other told there is a record, however it ended. It is told as an alert of the
member's own kind `feed`, which is off until they turn it on.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.chats import Chat
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.rules.positions import Position, State
from core.turn import Turn

_ENDS = (AlertKind.LIQUIDATION, AlertKind.TAKEPROFIT)
_RECORD_MS = 180_000  # half of all 1001x positions do not live this long; less is no record


def share(turn: Turn, happened: Sequence[Notice]) -> None:
    """Tell the groups that want it what these notices of a mark are about. Another one of the same mark is compared
    with the record that the one before it has set."""
    if not turn.book.chats.has_feeds():
        return
    for notice in happened:
        if notice.topic is Topic.POSITION and (notice.alert is None or notice.alert in (*_ENDS, AlertKind.STOPLOSS)):
            _share(turn, notice)


def _share(turn: Turn, notice: Notice) -> None:
    assert notice.player is not None, "a position is somebody's"
    chats = turn.book.chats.feeds_of(notice.player)
    if not chats:
        return
    player = turn.require(Player, notice.player)
    position = turn.require(Position, notice.player, notice.number)
    if player.loudness(AlertKind.GROUP_FEED) is Loudness.OFF:
        return
    opened = position.state is State.OPEN and position.opened_ms == notice.at_ms
    for number in chats:
        chat = turn.require(Chat, number)
        beaten = position.degen and position.lived_ms > max(chat.record_ms, _RECORD_MS)
        if beaten:
            turn.save(replace(chat, record_ms=position.lived_ms))
        if opened or beaten or notice.alert in _ENDS:
            turn.tell(replace(notice, chat=number, alert=AlertKind.GROUP_FEED))
