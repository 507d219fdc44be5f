"""The screen of a notice: the card of its thing, or a warning; shorter in a group; and how late it comes."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.alerts.group_feed import feed_card
from bots.screens.alerts.watched_positions import watched_near_card
from bots.screens.kit import figures
from bots.screens.kit.screen import ELSEWHERE, Audience, Button, Screen
from bots.screens.positions.position_card import funding_card, near_card
from bots.screens.positions.position_fields import position_name
from bots.screens.things import thing_card
from core.messages.alerts import AlertNow, GroupFeedNow, WatchedNow
from core.messages.all import Thing
from core.messages.positions import PositionNow
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.watched_positions import WatchState
from core.rules.notices import Notice
from core.rules.positions import State
from core.units import MINUTE_MS

LATE_MS = MINUTE_MS


def notice_card(say: Wording, notice: Notice, thing: Thing) -> Screen | None:
    """The card of what a notice is about; None where a warning has been outrun by what it warns of."""
    if notice.alert is AlertKind.FUNDING and isinstance(thing, PositionNow):
        return funding_card(say, thing) if thing.position.state is State.OPEN else None
    if notice.alert is not AlertKind.NEAR:
        return thing_card(say, thing)
    match thing:
        case PositionNow():
            return near_card(say, thing) if thing.position.state is State.OPEN else None
        case WatchedNow():
            return watched_near_card(say, thing) if thing.position.state is WatchState.WATCHED else None
        case _:
            raise AssertionError("only what can be liquidated comes near it")


def call_card(say: Wording, notice: Notice, thing: Thing, name: str) -> Screen | None:
    """What a chat reads of an alert for one of its members whom nothing else reaches: no amount, and none of theirs."""
    card = notice_card(say, notice, thing)
    if card is None:
        return None
    match thing:
        case PositionNow(position) if notice.alert is AlertKind.NEAR:
            what = position_name(say, position)
            title = say("NEAR LIQUIDATION {name}: {what}").format(name=name, what=what)
        case PositionNow(position):
            title = feed_card(say, GroupFeedNow(position, name)).title
        case AlertNow():
            title = card.title
        case _:
            title = say("{name}, an alert of yours has rung").format(name=name)
    how = say("I cannot write to you alone, {name}. Open our private chat, and everything comes there.")
    buttons = ((Button(say("Open our private chat"), "start"),),)
    notes = (how.format(name=name),)
    return Screen(ELSEWHERE, title, notes=notes, buttons=buttons, tone=card.tone, audience=Audience.OPEN)


def lateness(say: Wording, screen: Screen, notice: Notice, at_ms: int) -> Screen:
    """The screen of an alert; one that comes more than a minute late says so, and when it happened."""
    if notice.alert is None or at_ms - notice.at_ms <= LATE_MS:
        return screen
    text = say("This comes late, by {span}: it happened at {moment}. I was away, or could not reach you.")
    late = text.format(span=figures.span(say, at_ms - notice.at_ms), moment=figures.moment(notice.at_ms))
    return replace(screen, notes=(late, *screen.notes))
