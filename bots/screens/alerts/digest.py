"""A player's day in one message."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import balance_field, count, money
from bots.screens.kit.screen import Button, Screen
from core.messages.alerts import DigestNow


def digest_card(say: Wording, now: DigestNow) -> Screen:
    """What the last 24 hours brought, and what is open."""
    day = now.day
    fields = (
        count("Results", say("Ended"), day.results),
        count("Gained", say("Of them gained"), day.gained),
        money(say, "Net", say("Net"), day.net, sign=True),
        balance_field(say, now.balance),
        count("Positions", say("Open positions"), now.positions),
        money(say, "Funding", say("Funding of what is open"), now.funding, sign=True),
    )
    title = say("Your day: {net}").format(net=figures.points(say, day.net, sign=True))
    buttons = (
        (Button(say("History"), "history"), Button(say("Positions"), "positions"), Button(say("Alerts"), "alerts")),
    )
    return Screen("digest", title, fields, buttons=buttons)
