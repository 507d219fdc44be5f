"""A player's own limits, and what counts against them."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import moment, money, word
from bots.screens.kit.screen import Field, Screen
from core.messages.players import LimitsShown
from core.rules.players import LOOSER_MS
from core.units import HOUR_MS


def _most_leverage(say: Wording, leverage: int | None) -> Field:
    label = say("Highest leverage")
    if leverage is None:
        return word(say, "LeverageLimit", label, None)
    return Field("LeverageLimit", label, str(leverage), f"{leverage}x")


def limits_screen(say: Wording, answer: LimitsShown) -> Screen:
    """The limits, what was lost today, and what is at risk."""
    player, at_ms = answer.player, answer.at_ms
    leverage = player.leverage_limit_at(at_ms)
    resting = player.break_until_ms if player.break_until_ms > at_ms else None
    fields = (
        money(say, "LossLimit", say("Most to lose in a day"), player.loss_limit_at(at_ms)),
        money(say, "LostToday", say("Lost today"), answer.lost_today),
        money(say, "AtRisk", say("At risk now"), answer.at_risk),
        _most_leverage(say, leverage),
        moment(say, "BreakUntil", say("Break until"), resting),
    )
    rule = say("Tighter acts at once, looser after {hours} h. A break cannot be ended early; what is open stays yours.")
    notes = [rule.format(hours=LOOSER_MS // HOUR_MS)]
    if player.loss_limit_next_ms > at_ms:
        value = say("none") if player.loss_limit_next is None else figures.points(say, player.loss_limit_next)
        notes.append(_later(say, say("The daily loss limit"), value, player.loss_limit_next_ms))
    if player.leverage_limit_next_ms > at_ms:
        value = say("none") if player.leverage_limit_next is None else f"{player.leverage_limit_next}x"
        notes.append(_later(say, say("The highest leverage"), value, player.leverage_limit_next_ms))
    title = say("Limits changed") if answer.changed else say("Your own limits")
    examples = (say("Say “limits loss 200”, “limits leverage 100x”, “break 24h”."),)
    return Screen("limits", title, fields, notes=(*notes, *examples))


def _later(say: Wording, what: str, value: str, at_ms: int) -> str:
    return say("{what} becomes {value} at {moment}.").format(what=what, value=value, moment=figures.moment(at_ms))
