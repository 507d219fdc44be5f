"""What rings, and how: every kind of alert as a toggle, quiet hours, and the price alerts that wait."""

from bots.languages.texts import Wording
from bots.screens.alerts.price_alerts import alert_fields, alert_name, remove_alert
from bots.screens.kit import figures
from bots.screens.kit.fields import count, share, word
from bots.screens.kit.screen import Button, Rows, Screen, in_rows, listed
from core.actions.alerts.digests import DIGEST_MINUTE
from core.messages.alerts import AlertsShown
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.players import Player
from core.rules.quiet_hours_and_zones import UTC_ZONE

_NEXT_RING = {Loudness.LOUD: Loudness.SILENT, Loudness.SILENT: Loudness.OFF, Loudness.OFF: Loudness.LOUD}
_NIGHT = "22:00-07:00 +00:00"


def alerts_screen(say: Wording, answer: AlertsShown) -> Screen:
    """Every kind with how it rings, and the price alerts that wait."""
    player = answer.player
    if answer.added is not None:
        return _added(say, answer, answer.added)
    fields = (
        *(word(say, f"Ring.{kind}", ring_name(say, kind), player.loudness(kind).value) for kind in AlertKind),
        share(say, "Near", say("Near liquidation from"), player.near_percent * 10_000),
        share(say, "FundingShare", say("Funding told each"), player.funding_percent * 10_000),
        word(say, "Quiet", say("Quiet hours"), _quiet(player)),
        word(say, "Mentions", say("Mention in groups"), "on" if player.mentions else "off"),
        count("PriceAlerts", say("Price alerts"), len(answer.alerts)),
        count("Watched", say("Watched elsewhere"), answer.watched),
    )
    title = say("Alerts changed") if answer.changed else say("Your alerts")
    if answer.tested:
        title = say("A test alert is on its way")
    return Screen(
        "alerts",
        title,
        fields,
        tuple(alert_fields(say, each) for each in answer.alerts),
        _notes(say, answer),
        _buttons(say, answer),
    )


def _added(say: Wording, answer: AlertsShown, alert: PriceAlert) -> Screen:
    """The price alert that waits from now on, and the others."""
    title = say("I will ring: {what}").format(what=alert_name(say, alert))
    groups = tuple(alert_fields(say, each) for each in answer.alerts)
    notes = (say("It rings once, then it is gone."),)
    if alert.kind is PriceKind.MOVE:
        notes = (say("It rings, rests for {span}, and waits again.").format(span=figures.span(say, alert.span_ms)),)
    removes = in_rows([remove_alert(say, each) for each in answer.alerts], 5)
    buttons = (*removes, (Button(say("Alerts"), "alerts"), Button(say("Price"), f"price {alert.market.lower()}")))
    return Screen("alerts", title, **listed(groups), notes=notes, buttons=buttons)


def _notes(say: Wording, answer: AlertsShown) -> tuple[str, ...]:
    notes = [
        say("Each rings loud, silent or off: “alerts settled loud”. “alerts near 30%” moves the warning."),
        say("A price: “alert btc above 105000”, “alert btc move 1% in 5m”. Elsewhere: “watch long btc 50x at 99000”."),
    ]
    if _quiet(answer.player) or answer.player.loudness(AlertKind.DIGEST) is not Loudness.OFF:
        text = say("Hours are those of {zone}. “alerts quiet 22:00-07:00 Europe/Berlin” names yours.")
        notes.append(text.format(zone=_zone(answer.player)))
    if answer.player.quiet_at(answer.at_ms):
        notes.append(say("It is quiet now: only a liquidation makes a sound."))
    if answer.player.loudness(AlertKind.LIQUIDATION) is Loudness.OFF:
        notes.append(say("Liquidations are off: neither they nor a test alert are told."))
    return tuple(notes)


def _buttons(say: Wording, answer: AlertsShown) -> Rows:
    player = answer.player
    rows = in_rows([_ring_button(say, kind, player.loudness(kind)) for kind in AlertKind], 3)
    quiet = Button(say("Quiet nights"), f"alerts quiet {_NIGHT}")
    if player.quiet_from != player.quiet_until:
        quiet = Button(say("No quiet hours"), "alerts quiet off")
    mention = Button(say("Mention me in groups"), "alerts mention on")
    if player.mentions:
        mention = Button(say("Do not mention me"), "alerts mention off")
    test = Button(say("Send a test alert"), "alerts test")
    removes = in_rows([remove_alert(say, alert) for alert in answer.alerts], 5)
    return (*rows, (test, quiet, mention), *removes)


def _ring_button(say: Wording, kind: AlertKind, ring: Loudness) -> Button:
    words = {Loudness.LOUD: say("loud"), Loudness.SILENT: say("silent"), Loudness.OFF: say("off")}
    return Button(f"{ring_name(say, kind)}: {words[ring]}", f"alerts {kind} {_NEXT_RING[ring]}")


def ring_name(say: Wording, kind: AlertKind) -> str:
    """A kind of alert as people read it."""
    return {
        AlertKind.LIQUIDATION: say("Liquidation"),
        AlertKind.NEAR: say("Near liquidation"),
        AlertKind.TAKEPROFIT: say("Take-profit"),
        AlertKind.STOPLOSS: say("Stop-loss"),
        AlertKind.FILLED: say("Order filled"),
        AlertKind.REFUNDED: say("Order refunded"),
        AlertKind.SETTLED: say("Settled"),
        AlertKind.PRICE: say("Price alert"),
        AlertKind.FUNDING: say("Funding"),
        AlertKind.DIGEST: say("Digest at {time}").format(time=f"{DIGEST_MINUTE // 60}:{DIGEST_MINUTE % 60:02d}"),
        AlertKind.GROUP_FEED: say("My feed in groups"),
        AlertKind.MARKET: say("Market halted"),
    }[kind]


def _quiet(player: Player) -> str | None:
    if player.quiet_from == player.quiet_until:
        return None
    return f"{_hour(player.quiet_from)}-{_hour(player.quiet_until)} {player.zone}"


def _zone(player: Player) -> str:
    if player.zone == UTC_ZONE:
        return "UTC"
    return f"UTC{player.zone}" if player.zone[0] in "+-" else player.zone


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def trial_card(say: Wording) -> Screen:
    """The test alert that a player asked for."""
    return Screen(
        "test_alert",
        say("Test alert: this is how I ring"),
        notes=(say("A liquidation arrives like this. If you heard nothing, look at the notifications of this chat."),),
        buttons=((Button(say("Alerts"), "alerts"),),),
    )
