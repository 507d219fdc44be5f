"""How a price alert and a position held elsewhere look, each with its own words: neither has points in it."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, share, side_field, side_name, span
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.alerts import AlertNow, MirrorNow
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.alerts import Mirror, MirrorState, PriceAlert, PriceKind

_PPM = 1_000_000


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


def trial_card(say: Wording) -> Screen:
    """An alert about nothing."""
    return Screen(
        "test_alert",
        say("Test alert: this is how I ring"),
        notes=(say("A liquidation arrives like this. If you heard nothing, look at the notifications of this chat."),),
        buttons=((Button(say("Alerts"), "alerts"),),),
    )


def mirror_fields(say: Wording, now: MirrorNow) -> Group:
    """A position held elsewhere."""
    mirror = now.mirror
    left = mirror.side.sign * (now.ticker.price - mirror.liquidation)
    away = floor_div(left * _PPM, now.ticker.price) if now.ticker.price else None
    return (
        count("Id", say("Id"), mirror.number),
        side_field(say, mirror.side),
        market_field(say, mirror.market),
        Field("Leverage", say("Leverage"), str(mirror.leverage), f"{mirror.leverage}x"),
        quoted(say, "Mark", say("Mark"), now.ticker.price or None),
        quoted(say, "Entry", say("Entry"), mirror.entry),
        quoted(say, "Liquidation", say("Liquidation"), mirror.liquidation),
        share(say, "Distance", say("To liquidation"), away),
        money(say, "Margin", say("Margin"), mirror.margin),
        moment(say, "Since", say("Watched since"), mirror.since_ms),
        coded(say, "State", say("State"), mirror.state.value),
    )


def mirror_name(say: Wording, mirror: Mirror) -> str:
    """`WATCHED ELSEWHERE BTC long 100x`: its badge, so that nobody takes it for play money."""
    return say("{market} {side} {leverage}x (yours elsewhere)").format(
        market=mirror.market, side=side_name(say, mirror.side), leverage=mirror.leverage
    )


def mirror_badge(say: Wording) -> str:
    """What sets it apart from a position of the game."""
    return say("WATCH ONLY: a position you hold elsewhere. No points are in it, and nothing is traded here.")


def mirror_card(say: Wording, now: MirrorNow) -> Screen:
    """A position elsewhere: watched, or at its liquidation price."""
    mirror = now.mirror
    name = mirror_name(say, mirror)
    if mirror.state is not MirrorState.REACHED:
        return Screen(
            "watch", name, mirror_fields(say, now), notes=(mirror_badge(say),), buttons=_mirror_buttons(say, mirror)
        )
    fields = (
        *mirror_fields(say, now),
        quoted(say, "ReachedAt", say("Price then"), mirror.reached_price),
        moment(say, "Reached", say("At"), mirror.reached_ms),
    )
    title = say("LIQUIDATION PRICE {name}").format(name=name)
    text = say("{market} was at {price} or beyond here; look at your exchange. It decides, by prices of its own.")
    note = text.format(market=MARKETS[mirror.market].name, price=figures.price(mirror.liquidation))
    buttons = ((Button(say("Watched"), "watch"),),)
    return Screen("watch_reached", title, fields, notes=(note, mirror_badge(say)), buttons=buttons, tone=Tone.BAD)


def mirror_near_card(say: Wording, now: MirrorNow) -> Screen:
    """A position elsewhere that is near its liquidation price."""
    mirror = now.mirror
    title = say("NEAR LIQUIDATION {name}").format(name=mirror_name(say, mirror))
    note = say("{percent} % of the distance to {price} is left, or less.").format(
        percent=mirror.near_percent, price=figures.price(mirror.liquidation)
    )
    notes = (note, mirror_badge(say))
    return Screen("watch_near", title, mirror_fields(say, now), notes=notes, buttons=_mirror_buttons(say, mirror),
                  tone=Tone.WARNING)  # fmt: skip


def _mirror_buttons(say: Wording, mirror: Mirror) -> Rows:
    return ((Button(say("Watched"), "watch"), remove_mirror(say, mirror)),)


def remove_mirror(say: Wording, mirror: Mirror) -> Button:
    """The button that watches it no more."""
    return Button(say("Remove #{number}").format(number=mirror.number), f"watch remove {mirror.number}")
