"""Many alerts in one message: a crash that took several positions of one player, or many of a group's members."""

from collections.abc import Sequence

from bots.languages.texts import Wording
from bots.screens.alerts.group_feed import feed_card
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, money, side_field, span
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, Tone
from core.messages.alerts import GroupFeedNow
from core.messages.all import Thing
from core.messages.positions import PositionNow
from core.rules.positions import Position, State

STORM = 4  # so many of a kind that wait for one address are told as one
_LINES = 20


def storm_card(say: Wording, things: Sequence[Thing]) -> Screen:
    """Liquidations of one player, or what became of positions of a group's members."""
    lost = [thing.position for thing in things if isinstance(thing, PositionNow)]
    told = [thing for thing in things if isinstance(thing, GroupFeedNow)]
    assert len(things) in (len(lost), len(told)), "a storm is of one kind"
    return _lost(say, lost) if lost else _feed(say, told)


def _lost(say: Wording, positions: Sequence[Position]) -> Screen:
    net = sum(position.returned - position.put_in for position in positions)
    title = say("LIQUIDATED {count} positions {net}").format(
        count=len(positions), net=figures.points(say, net, sign=True)
    )
    note = say("“history {number}” says where the margin of one went.").format(number=positions[0].number)
    buttons = ((Button(say("History"), "history"), Button(say("Positions"), "positions")),)
    return Screen(
        "storm",
        title,
        items=tuple(_line(say, each) for each in positions),
        notes=(note,),
        buttons=buttons,
        tone=Tone.BAD,
    )


def _line(say: Wording, position: Position) -> Group:
    return (
        count("Id", say("Id"), position.number),
        market_field(say, position.market),
        side_field(say, position.side),
        Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x"),
        span(say, "Lived", say("Lived"), position.lived_ms),
        money(say, "Net", say("Net"), position.returned - position.put_in, sign=True),
    )


def _feed(say: Wording, told: Sequence[GroupFeedNow]) -> Screen:
    gone = sum(now.position.state is State.LIQUIDATED for now in told)
    title = say("{count} positions of members").format(count=len(told))
    if gone:
        title = say("LIQUIDATED: {gone} of {count} positions of members").format(gone=gone, count=len(told))
    notes = [feed_card(say, now).title for now in told[:_LINES]]
    if len(told) > _LINES:
        notes.append(say("… and {count} more.").format(count=len(told) - _LINES))
    return Screen("storm_feed", title, notes=tuple(notes), audience=Audience.CHAT)
