"""A player's day in one message."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import count, money
from bots.screens.kit.screen import Button, Screen
from core.messages.alerts import DigestNow


def digest_card(now: DigestNow) -> Screen:
    """What the last 24 hours brought, and what is open."""
    day = now.day
    fields = (
        count("Results", _("Ended"), day.results),
        count("Gained", _("Of them gained"), day.gained),
        money("Net", _("Net"), day.net, sign=True),
        money("Balance", _("Balance"), now.balance),
        count("Positions", _("Open positions"), now.positions),
        money("Funding", _("Funding of what is open"), now.funding, sign=True),
    )
    title = _("Your day: {net}").format(net=figures.points(day.net, sign=True))
    buttons = ((Button(_("History"), "history"), Button(_("Positions"), "positions"), Button(_("Alerts"), "alerts")),)
    return Screen("digest", title, fields, buttons=buttons)
