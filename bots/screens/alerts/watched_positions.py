"""Positions that are held elsewhere and watched here: their cards and their list. No points of the game are in them."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, share, side_field, side_name
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Tone, in_rows, listed
from bots.screens.kit.states import coded
from core.messages.alerts import WatchedNow, WatchedShown
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.alerts.watched_positions import WatchedPosition, WatchState
from core.units import PPM


def watched_fields(say: Wording, now: WatchedNow) -> Group:
    """A position held elsewhere."""
    position = now.position
    left = position.side.sign * (now.ticker.price - position.liquidation)
    away = floor_div(left * PPM, now.ticker.price) if now.ticker.price else None
    return (
        count("Id", say("Id"), position.number),
        side_field(say, position.side),
        market_field(say, position.market),
        Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x"),
        quoted(say, "Mark", say("Mark"), now.ticker.price or None),
        quoted(say, "Entry", say("Entry"), position.entry),
        quoted(say, "Liquidation", say("Liquidation"), position.liquidation),
        share(say, "Distance", say("To liquidation"), away),
        money(say, "Margin", say("Margin"), position.margin),
        moment(say, "Since", say("Watched since"), position.since_ms),
        coded(say, "State", say("State"), position.state.value),
    )


def watched_name(say: Wording, position: WatchedPosition) -> str:
    """`WATCHED ELSEWHERE BTC long 100x`: its badge, so that nobody takes it for play money."""
    return say("{market} {side} {leverage}x (yours elsewhere)").format(
        market=position.market, side=side_name(say, position.side), leverage=position.leverage
    )


def watched_badge(say: Wording) -> str:
    """What sets it apart from a position of the game."""
    return say("WATCH ONLY: a position you hold elsewhere. No points are in it, and nothing is traded here.")


def watched_card(say: Wording, now: WatchedNow) -> Screen:
    """A position elsewhere: watched, or at its liquidation price."""
    position = now.position
    name = watched_name(say, position)
    if position.state is not WatchState.REACHED:
        return Screen(
            "watch",
            name,
            watched_fields(say, now),
            notes=(watched_badge(say),),
            buttons=_watched_buttons(say, position),
        )
    fields = (
        *watched_fields(say, now),
        quoted(say, "ReachedAt", say("Price then"), position.reached_price),
        moment(say, "Reached", say("At"), position.reached_ms),
    )
    title = say("LIQUIDATION PRICE {name}").format(name=name)
    text = say("{market} was at {price} or beyond here; look at your exchange. It decides, by prices of its own.")
    note = text.format(market=MARKETS[position.market].name, price=figures.price(position.liquidation))
    buttons = ((Button(say("Watched"), "watch"),),)
    return Screen("watch_reached", title, fields, notes=(note, watched_badge(say)), buttons=buttons, tone=Tone.BAD)


def watched_near_card(say: Wording, now: WatchedNow) -> Screen:
    """A position elsewhere that is near its liquidation price."""
    position = now.position
    title = say("NEAR LIQUIDATION {name}").format(name=watched_name(say, position))
    note = say("{percent} % of the distance to {price} is left, or less.").format(
        percent=position.near_percent, price=figures.price(position.liquidation)
    )
    notes = (note, watched_badge(say))
    return Screen("watch_near", title, watched_fields(say, now), notes=notes, buttons=_watched_buttons(say, position),
                  tone=Tone.WARNING)  # fmt: skip


def _watched_buttons(say: Wording, position: WatchedPosition) -> Rows:
    return ((Button(say("Watched"), "watch"), stop_watching(say, position)),)


def stop_watching(say: Wording, position: WatchedPosition) -> Button:
    """The button that watches it no more."""
    return Button(say("Remove #{number}").format(number=position.number), f"watch remove {position.number}")


def watched_screen(say: Wording, answer: WatchedShown) -> Screen:
    """Positions that are held elsewhere and watched here."""
    groups = tuple(watched_fields(say, item) for item in answer.items)
    title = say("Watched elsewhere: {count}").format(count=len(groups))
    how = say("Say “watch long btc 100 1001x at 100000”; “loss 60%” or “liq 99940” say where yours is liquidated.")
    buttons = in_rows([stop_watching(say, item.position) for item in answer.items], 5)
    return Screen("watched", title, **listed(groups), notes=(watched_badge(say), how), buttons=buttons)
