"""How a price alert looks, while it waits and when it rings."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, quoted, share, span
from bots.screens.kit.screen import Button, Group, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.alerts import AlertNow
from core.rules.alerts.price_alerts import PriceAlert, PriceKind


def alert_fields(say: Wording, alert: PriceAlert) -> Group:
    """A price alert that waits."""
    fields = (
        count("Id", say("Id"), alert.number),
        market_field(say, alert.market),
        coded(say, "Kind", say("When"), alert.kind.value),
    )
    if alert.kind is PriceKind.MOVE:
        return (*fields, share(say, "Move", say("Move"), alert.value), span(say, "Span", say("Within"), alert.span_ms))
    return (*fields, quoted(say, "Price", say("Price"), alert.value))


def alert_name(say: Wording, alert: PriceAlert) -> str:
    """`BTC above 105,000.00`."""
    if alert.kind is PriceKind.MOVE:
        moved = say("{market} moved {share} in {span}")
        share_, span_ = figures.percent(alert.value), figures.span(say, alert.span_ms)
        return moved.format(market=alert.market, share=share_, span=span_)
    crossed = {PriceKind.ABOVE: say("{market} above {price}"), PriceKind.BELOW: say("{market} below {price}")}
    return crossed[alert.kind].format(market=alert.market, price=figures.price(alert.value))


def remove_alert(say: Wording, alert: PriceAlert) -> Button:
    """The button that forgets a price alert."""
    return Button(say("Remove #{number}").format(number=alert.number), f"alert remove {alert.number}")


def alert_card(say: Wording, now: AlertNow) -> Screen:
    """A price alert that has rung."""
    alert, market, title = now.alert, now.alert.market, alert_name(say, now.alert)
    fields = (
        *alert_fields(say, alert),
        quoted(say, "FiredAt", say("Price then"), alert.fired_price),
        moment(say, "Fired", say("At"), alert.fired_ms),
        quoted(say, "Mark", say("Mark"), now.ticker.price),
    )
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = (Button(say("Price"), f"price {market.lower()}"), Button(say("Alerts"), "alerts"))
    if alert.armed:
        notes = (
            say("It rests for {span}, then waits for the next such move.").format(
                span=figures.span(say, alert.span_ms)
            ),
        )
        buttons = (*buttons, remove_alert(say, alert))
    return Screen("price_alert", title, fields, notes=notes, buttons=(buttons,), tone=Tone.WARNING)
