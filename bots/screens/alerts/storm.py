"""Many alerts in one message: a crash that took several positions of one player, or many of a group's members."""

from collections.abc import Sequence

from bots.languages.texts import _
from bots.screens.alerts.group_feed import feed_card
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, money, side_field, span
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, Tone
from core.messages.alerts import FeedNow
from core.messages.all import Thing
from core.messages.positions import PositionNow
from core.rules.positions import Position, State

STORM = 4  # so many of a kind that wait for one address are told as one
_LINES = 20


def storm_card(things: Sequence[Thing]) -> Screen:
    """Liquidations of one player, or what became of positions of a group's members."""
    lost = [thing.position for thing in things if isinstance(thing, PositionNow)]
    told = [thing for thing in things if isinstance(thing, FeedNow)]
    assert len(things) in (len(lost), len(told)), "a storm is of one kind"
    return _lost(lost) if lost else _feed(told)


def _lost(positions: Sequence[Position]) -> Screen:
    net = sum(position.returned - position.put_in for position in positions)
    title = _("LIQUIDATED {count} positions {net}").format(count=len(positions), net=figures.points(net, sign=True))
    note = _("“history {number}” says where the margin of one went.").format(number=positions[0].number)
    buttons = ((Button(_("History"), "history"), Button(_("Positions"), "positions")),)
    return Screen("storm", title, items=tuple(map(_line, positions)), notes=(note,), buttons=buttons, tone=Tone.BAD)


def _line(position: Position) -> Group:
    return (
        count("Id", _("Id"), position.number),
        market_field(position.market),
        side_field(position.side),
        Field("Leverage", _("Leverage"), str(position.leverage), f"{position.leverage}x"),
        span("Lived", _("Lived"), position.lived_ms),
        money("Net", _("Net"), position.returned - position.put_in, sign=True),
    )


def _feed(told: Sequence[FeedNow]) -> Screen:
    gone = sum(now.position.state is State.LIQUIDATED for now in told)
    title = _("{count} positions of members").format(count=len(told))
    if gone:
        title = _("LIQUIDATED: {gone} of {count} positions of members").format(gone=gone, count=len(told))
    notes = [feed_card(now).title for now in told[:_LINES]]
    if len(told) > _LINES:
        notes.append(_("… and {count} more.").format(count=len(told) - _LINES))
    return Screen("storm_feed", title, notes=tuple(notes), audience=Audience.CHAT)
