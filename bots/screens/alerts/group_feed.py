"""What a group reads of a member's position: what, and how long it lived; no amount, no balance, no price of theirs."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import market_field, side_field, side_name
from bots.screens.kit.screen import Audience, Field, Screen
from bots.screens.kit.states import coded
from core.messages.alerts import FeedNow
from core.rules.positions import State


def feed_card(now: FeedNow) -> Screen:
    """One line about a member's position."""
    position = now.position
    said = {
        State.OPEN: _("{name} opened {market} {side} {leverage}x"),
        State.CLOSED: _("{name}'s {market} {side} {leverage}x was closed after {span}"),
        State.LIQUIDATED: _("LIQUIDATED: {name}'s {market} {side} {leverage}x lived {span}"),
        State.TAKEPROFIT: _("TAKE-PROFIT: {name}'s {market} {side} {leverage}x after {span}"),
        State.STOPLOSS: _("{name}'s {market} {side} {leverage}x was stopped after {span}"),
    }[position.state]
    title = said.format(
        name=now.name,
        market=position.market,
        side=side_name(position.side),
        leverage=position.leverage,
        span=figures.span(position.lived_ms),
    )
    fields = (
        side_field(position.side),
        market_field(position.market),
        Field("Leverage", _("Leverage"), str(position.leverage), f"{position.leverage}x"),
        coded("State", _("State"), position.state.value),
    )
    notes = (_("A record: none of this group has survived longer."),) if now.record else ()
    return Screen("feed", title, fields, notes=notes, audience=Audience.CHAT)
