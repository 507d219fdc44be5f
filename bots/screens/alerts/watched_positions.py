"""Positions that are held elsewhere and watched here: their cards and their list. No points of the game are in them."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, share, side_field, side_name
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Tone, in_rows, listed
from bots.screens.kit.states import coded
from core.messages.alerts import MirrorNow, MirrorsShown
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.alerts import Mirror, MirrorState
from core.units import PPM


def mirror_fields(say: Wording, now: MirrorNow) -> Group:
    """A position held elsewhere."""
    mirror = now.mirror
    left = mirror.side.sign * (now.ticker.price - mirror.liquidation)
    away = floor_div(left * PPM, now.ticker.price) if now.ticker.price else None
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


def mirrors_screen(say: Wording, answer: MirrorsShown) -> Screen:
    """Positions that are held elsewhere and watched here."""
    groups = tuple(mirror_fields(say, item) for item in answer.items)
    title = say("Watched elsewhere: {count}").format(count=len(groups))
    how = say("Say “watch long btc 100 1001x at 100000”; “loss 60%” or “liq 99940” say where yours is liquidated.")
    buttons = in_rows([remove_mirror(say, item.mirror) for item in answer.items], 5)
    return Screen("watched", title, **listed(groups), notes=(mirror_badge(say), how), buttons=buttons)
