"""What a card of a position shows: the position, and the marks of its life in its own frame.

The marks table holds prices as they were published. Where a halt's gap was skipped during the position's life, the
marks after it are moved back by it, as the position's own arithmetic does; so entry, stops and liquidation price are
lines in the same picture. Only so many marks are asked for, one a moment, however long it lived.
"""

from bisect import bisect_right

from core.messages.all import Refusal
from core.messages.cards import CardShown, ShowCard
from core.messages.positions import PositionNow
from core.rules.players import Player
from core.rules.positions import Position, State
from core.turn import Turn

MOST_POINTS = 240
_STEP_MS = 1_000  # marks come about once a second


def card(turn: Turn, player: Player, command: ShowCard) -> CardShown:
    """The card of a position of the player, of the newest one if none is named."""
    if command.number is None:
        position = turn.book.positions.newest_of(player.number, liquidated=False)
    else:
        position = turn.get(Position, player.number, command.number)
    if position is None:
        raise Refusal("no_position_yet") if command.number is None else Refusal("no_card", number=command.number)
    end = turn.at_ms if position.closed_ms is None else position.closed_ms
    return CardShown(
        item=PositionNow(position, turn.ticker(position.market)),
        name=player.name,
        path=_path(turn, position, end),
        hide_points=command.hide_points,
        hide_name=command.hide_name,
        live=turn.live,
        at_ms=turn.at_ms,
    )


def _path(turn: Turn, position: Position, end: int) -> tuple[tuple[int, int], ...]:
    """Marks between opening and end; nothing where they are not kept any more."""
    step = max(_STEP_MS, -(-(end - position.opened_ms) // MOST_POINTS))
    marks = turn.book.markets.marks_at(position.market, range(position.opened_ms, end + step, step))
    gaps = turn.book.markets.gaps(
        position.market, 0, end
    )  # its frame is that of its order, which may have waited through some
    moments = [gap.to_ms for gap in gaps]
    offsets = [0, *(gap.offset for gap in gaps)]
    path = [
        (mark.published_ms, mark.price - (offsets[bisect_right(moments, mark.published_ms)] - position.offset))
        for mark in marks
        if position.opened_ms <= mark.published_ms <= end
    ]
    if position.state is not State.OPEN and path:
        assert position.closed_ms is not None and position.exit_mark is not None
        path = [point for point in path if point[0] < position.closed_ms]
        path.append((position.closed_ms, position.exit_mark))
    return tuple(path)
