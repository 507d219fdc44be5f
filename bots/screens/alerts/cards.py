"""How a price alert and a position held elsewhere look, each with its own words: neither has points in it."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, share, side_field, side_name, span
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.alerts import AlertNow, MirrorNow
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.alerts import Mirror, MirrorState, PriceAlert, PriceKind

_PPM = 1_000_000


def alert_fields(alert: PriceAlert) -> Group:
    """A price alert that waits."""
    fields = (
        count("Id", _("Id"), alert.number),
        market_field(alert.market),
        coded("Kind", _("When"), alert.kind.value),
    )
    if alert.kind is PriceKind.MOVE:
        return (*fields, share("Move", _("Move"), alert.value), span("Span", _("Within"), alert.span_ms))
    return (*fields, quoted("Price", _("Price"), alert.value))


def alert_name(alert: PriceAlert) -> str:
    """`BTC above 105,000.00`."""
    if alert.kind is PriceKind.MOVE:
        moved = _("{market} moved {share} in {span}")
        share_, span_ = figures.percent(alert.value), figures.span(alert.span_ms)
        return moved.format(market=alert.market, share=share_, span=span_)
    crossed = {PriceKind.ABOVE: _("{market} above {price}"), PriceKind.BELOW: _("{market} below {price}")}
    return crossed[alert.kind].format(market=alert.market, price=figures.price(alert.value))


def remove_alert(alert: PriceAlert) -> Button:
    """The button that forgets a price alert."""
    return Button(_("Remove #{number}").format(number=alert.number), f"alert remove {alert.number}")


def alert_card(now: AlertNow) -> Screen:
    """A price alert that has rung."""
    alert, market, title = now.alert, now.alert.market, alert_name(now.alert)
    fields = (
        *alert_fields(alert),
        quoted("FiredAt", _("Price then"), alert.fired_price),
        moment("Fired", _("At"), alert.fired_ms),
        quoted("Mark", _("Mark"), now.ticker.price),
    )
    notes = ()
    buttons: tuple[Button, ...] = (Button(_("Price"), f"price {market.lower()}"), Button(_("Alerts"), "alerts"))
    if alert.armed:
        notes = (_("It rests for {span}, then waits for the next such move.").format(span=figures.span(alert.span_ms)),)
        buttons = (*buttons, remove_alert(alert))
    return Screen("price_alert", title, fields, notes=notes, buttons=(buttons,), tone=Tone.WARNING)


def trial_card() -> Screen:
    """An alert about nothing."""
    return Screen(
        "test_alert",
        _("Test alert: this is how I ring"),
        notes=(_("A liquidation arrives like this. If you heard nothing, look at the notifications of this chat."),),
        buttons=((Button(_("Alerts"), "alerts"),),),
    )


def mirror_fields(now: MirrorNow) -> Group:
    """A position held elsewhere."""
    mirror = now.mirror
    left = mirror.side.sign * (now.ticker.price - mirror.liquidation)
    away = floor_div(left * _PPM, now.ticker.price) if now.ticker.price else None
    return (
        count("Id", _("Id"), mirror.number),
        side_field(mirror.side),
        market_field(mirror.market),
        Field("Leverage", _("Leverage"), str(mirror.leverage), f"{mirror.leverage}x"),
        quoted("Mark", _("Mark"), now.ticker.price or None),
        quoted("Entry", _("Entry"), mirror.entry),
        quoted("Liquidation", _("Liquidation"), mirror.liquidation),
        share("Distance", _("To liquidation"), away),
        money("Margin", _("Margin"), mirror.margin),
        moment("Since", _("Watched since"), mirror.since_ms),
        coded("State", _("State"), mirror.state.value),
    )


def mirror_name(mirror: Mirror) -> str:
    """`WATCHED ELSEWHERE BTC long 100x`: its badge, so that nobody takes it for play money."""
    return _("{market} {side} {leverage}x (yours elsewhere)").format(
        market=mirror.market, side=side_name(mirror.side), leverage=mirror.leverage
    )


def mirror_badge() -> str:
    """What sets it apart from a position of the game."""
    return _("WATCH ONLY: a position you hold elsewhere. No points are in it, and nothing is traded here.")


def mirror_card(now: MirrorNow) -> Screen:
    """A position elsewhere: watched, or at its liquidation price."""
    mirror = now.mirror
    name = mirror_name(mirror)
    if mirror.state is not MirrorState.REACHED:
        return Screen("watch", name, mirror_fields(now), notes=(mirror_badge(),), buttons=_mirror_buttons(mirror))
    fields = (
        *mirror_fields(now),
        quoted("ReachedAt", _("Price then"), mirror.reached_price),
        moment("Reached", _("At"), mirror.reached_ms),
    )
    title = _("LIQUIDATION PRICE {name}").format(name=name)
    text = _("{market} was at {price} or beyond here; look at your exchange. It decides, by prices of its own.")
    note = text.format(market=MARKETS[mirror.market].name, price=figures.price(mirror.liquidation))
    buttons = ((Button(_("Watched"), "watch"),),)
    return Screen("watch_reached", title, fields, notes=(note, mirror_badge()), buttons=buttons, tone=Tone.BAD)


def mirror_near_card(now: MirrorNow) -> Screen:
    """A position elsewhere that is near its liquidation price."""
    mirror = now.mirror
    title = _("NEAR LIQUIDATION {name}").format(name=mirror_name(mirror))
    note = _("{percent} % of the distance to {price} is left, or less.").format(
        percent=mirror.near_percent, price=figures.price(mirror.liquidation)
    )
    notes = (note, mirror_badge())
    return Screen("watch_near", title, mirror_fields(now), notes=notes, buttons=_mirror_buttons(mirror),
                  tone=Tone.WARNING)  # fmt: skip


def _mirror_buttons(mirror: Mirror) -> Rows:
    return ((Button(_("Watched"), "watch"), remove_mirror(mirror)),)


def remove_mirror(mirror: Mirror) -> Button:
    """The button that watches it no more."""
    return Button(_("Remove #{number}").format(number=mirror.number), f"watch remove {mirror.number}")
