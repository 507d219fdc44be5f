"""Positions held elsewhere that are watched here: added and removed by players, reached by marks."""

from dataclasses import replace

from core.checks import known_market
from core.messages.alerts import AddMirror, MirrorsShown
from core.messages.all import Refusal
from core.prices.markets import Mark, Side
from core.queries.alerts import mirrors
from core.rules.alerts import MIRROR_STEPS, MOST_ALERTS, Mirror, MirrorState, liquidation_elsewhere, with_near_key
from core.rules.notices import Notice, Topic
from core.rules.players import AlertKind, Player
from core.steps import step
from core.turn import Turn


def add_mirror(turn: Turn, player: Player, command: AddMirror) -> MirrorsShown:
    """Watch a position, unless its liquidation price is on the wrong side or passed already."""
    symbol = known_market(command.market).symbol
    if len(turn.book.alerts.mirrors_of(player.number)) >= MOST_ALERTS:
        raise Refusal("too_many_watched", most=MOST_ALERTS)
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
    mirror = Mirror(
        player.number, number, symbol, side, command.leverage, command.margin, entry, price, turn.at_ms,
        player.near_percent,
    )  # fmt: skip
    turn.save(with_near_key(mirror))
    turn.save(replace(player, next_number=number + 1))
    return mirrors(turn, player, changed=True)


def remove_mirror(turn: Turn, player: Player, number: int) -> MirrorsShown:
    """Do not watch a position any more."""
    mirror = turn.get(Mirror, player.number, number)
    if mirror is None or mirror.state is not MirrorState.WATCHED:
        raise Refusal("no_such_watch", number=number)
    turn.save(replace(mirror, state=step(MIRROR_STEPS, mirror.state, MirrorState.REMOVED)))
    return mirrors(turn, player, changed=True)


def reach_mirrors(turn: Turn, mark: Mark) -> None:
    """Tell every watched position whose liquidation price this mark reaches."""
    for side in (Side.LONG, Side.SHORT):
        for mirror in turn.book.alerts.mirrors_reached(mark.market, side, mark.price):
            reached = step(MIRROR_STEPS, mirror.state, MirrorState.REACHED)
            turn.save(replace(mirror, state=reached, reached_ms=mark.published_ms, reached_price=mark.price))
            key = (Topic.MIRROR, mirror.number, mark.published_ms)
            turn.tell(Notice(*key, player=mirror.player, ring=AlertKind.LIQUIDATION))
