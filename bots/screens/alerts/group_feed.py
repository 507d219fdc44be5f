"""What a group reads of a member's position: what, and how long it lived; no amount, no balance, no price of theirs."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import market_field, side_field, side_name
from bots.screens.kit.screen import Audience, Field, Screen
from bots.screens.kit.states import coded
from core.messages.alerts import GroupFeedNow
from core.rules.positions import State


def feed_card(say: Wording, now: GroupFeedNow) -> Screen:
    """One line about a member's position."""
    position = now.position
    said = {
        State.OPEN: say("{name} opened {market} {side} {leverage}x"),
        State.CLOSED: say("{name}'s {market} {side} {leverage}x was closed after {span}"),
        State.LIQUIDATED: say("LIQUIDATED: {name}'s {market} {side} {leverage}x lived {span}"),
        State.TAKEPROFIT: say("TAKE-PROFIT: {name}'s {market} {side} {leverage}x after {span}"),
        State.STOPLOSS: say("{name}'s {market} {side} {leverage}x was stopped after {span}"),
    }[position.state]
    title = said.format(
        name=now.name,
        market=position.market,
        side=side_name(say, position.side),
        leverage=position.leverage,
        span=figures.span(say, position.lived_ms),
    )
    fields = (
        side_field(say, position.side),
        market_field(say, position.market),
        Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x"),
        coded(say, "State", say("State"), position.state.value),
    )
    notes = (say("A record: none of this group has survived longer."),) if now.record else ()
    return Screen("feed", title, fields, notes=notes, audience=Audience.CHAT)
