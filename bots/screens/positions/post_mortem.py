"""The card of a liquidation: a post-mortem that says where the margin went, to the last micro-point."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    money,
)
from bots.screens.kit.screen import Button, Screen, Tone
from bots.screens.positions.position_fields import leverage_field, position_fields, position_name
from core.messages.positions import PositionNow
from core.money import POINT_DECIMALS, floor_div, plain
from core.prices.markets import MARKETS
from core.rules.positions import Position, PostMortem, liquidation_price, post_mortem, same_move_elsewhere
from core.units import PPM

_COMPARED = (10, 50, 100)  # what the same move would have cost at calmer leverages


def liquidation_card(say: Wording, now: PositionNow) -> Screen:
    """The post-mortem: where the margin went, to the last micro-point."""
    position = now.position
    mortem = post_mortem(position)
    lost = figures.points(say, position.returned - position.put_in, sign=True)
    market = MARKETS[position.market]
    compared = [(leverage, same_move_elsewhere(position, leverage, market)) for leverage in _COMPARED]
    fields = [
        *position_fields(say, now),
        money(say, "LostToPrice", say("Lost to the price"), mortem.price),
        money(say, "LostToSlippage", say("Lost to slippage"), mortem.slippage),
        money(say, "LostToFunding", say("Lost to funding"), mortem.funding),
        money(say, "ToHouse", say("Rest, to the house"), mortem.remainder),
        *(
            money(say, f"At{lev}x", say("Same move at {lev}x").format(lev=lev), -cost, sign=True)
            for lev, cost in compared
        ),
    ]
    name = position_name(say, position)
    return Screen(
        about="liquidation",
        title=say("LIQUIDATED {name} {lost}").format(name=name, lost=lost),
        fields=tuple(fields),
        notes=_mortem_notes(say, position, mortem),
        buttons=(
            (
                Button(say("History"), "history"),
                Button(say("What if"), f"whatif {position.side} {position.market.lower()}"),
                Button(say("Card"), f"card {position.number}"),
            ),
        ),
        tone=Tone.BAD,
        edit_key=f"position {position.number}",
    )


def _mortem_notes(say: Wording, position: Position, mortem: PostMortem) -> tuple[str, ...]:
    parts = [
        (mortem.price, say("price {amount}")),
        (mortem.slippage, say("slippage {amount}")),
        (mortem.funding, say("funding {amount}")),
        (mortem.remainder, say("rest to the house {amount}")),
    ]
    total = " + ".join(text.format(amount=plain(micro, POINT_DECIMALS)) for micro, text in parts)
    notes = [
        say("It lived {span}.").format(span=figures.span(say, position.lived_ms)),
        *_move_note(say, position),
        say("Where the margin went: {total} = {margin} pt.").format(
            total=total, margin=plain(position.margin, POINT_DECIMALS)
        ),
    ]
    if mortem.remainder < 0:
        notes.append(say("The price jumped past bankruptcy; the house bears what is beyond your margin."))
    return tuple(notes)


def _move_note(say: Wording, position: Position) -> tuple[str, ...]:
    """How far the price went, and how far it had to."""
    assert position.exit_mark is not None and position.exit_index is not None
    enough = liquidation_price(position, position.exit_index)
    if enough is None:
        return ()
    text = say("The mark went {move} against the entry. At {leverage}, {enough} is all it takes.")
    move, needed = (_against(position, price) for price in (position.exit_mark, enough))
    return (text.format(move=move, leverage=leverage_field(say, position).shown, enough=needed),)


def _against(position: Position, price: int) -> str:
    """How far a price is on the wrong side of the entry."""
    ppm = floor_div(position.side.sign * (position.entry - price) * PPM, position.entry)
    return figures.percent(ppm)
