"""Lists: what is open, the orders that wait, the positions that close, and what ended."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.bets.predictions import prediction_card, prediction_fields
from bots.screens.kit import figures
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Style, listed
from bots.screens.positions.order_card import order_card, order_fields
from bots.screens.positions.position_card import closing_note, position_card
from bots.screens.positions.position_fields import position_fields
from bots.screens.things import thing_card
from core.messages.all import Thing
from core.messages.players import HistoryShown
from core.messages.positions import Closing, OrderNow, PositionsShown
from core.messages.rounds import RoundNow
from core.rules.positions import WHOLE


def positions_screen(say: Wording, answer: PositionsShown) -> Screen:
    """What is open."""
    listing = _open_things(say, answer)
    return replace(listing, notes=(*listing.notes, *_bets_note(say, answer.bets)))


def _open_things(say: Wording, answer: PositionsShown) -> Screen:
    positions = tuple(position_fields(say, now) for now in answer.positions)
    predictions = tuple(prediction_fields(say, now) for now in answer.predictions)
    if len(positions) == 1 and not predictions:
        return _as_list(position_card(say, answer.positions[0]))
    if len(predictions) == 1 and not positions:
        return _as_list(prediction_card(say, answer.predictions[0]))
    if not positions and predictions:
        refresh = ((Button(say("Refresh"), "positions"),),)
        return Screen("prediction", say("What is open"), **listed(predictions), buttons=refresh)
    if not positions:
        return Screen(
            "position",
            say("No position or prediction is open") if answer.bets else say("Nothing is open"),
            buttons=_openings(say),
        )
    rows: Rows = tuple(
        (
            Button(
                say("Close {id}").format(id=now.position.number),
                f"close {now.position.number}",
                Style.DANGER,
                once=True,
            ),
        )
        for now in answer.positions
    )
    closing_all = (
        (Button(say("Close all"), "close all", Style.DANGER, once=True), Button(say("Refresh"), "positions")),
    )
    return Screen("position", say("What is open"), **listed(positions + predictions), buttons=rows + closing_all)


def _bets_note(say: Wording, bets: int) -> tuple[str, ...]:
    if not bets:
        return ()
    return (say("Stakes in rounds: {count}. “round mine” shows each in its chat.").format(count=bets),)


def _as_list(card: Screen) -> Screen:
    """A card that answers a question for a list of one."""
    return replace(card, items=(card.fields,))


def _openings(say: Wording) -> Rows:
    """The way on from a list that is empty."""
    return ((Button(say("Long"), "long", Style.UP), Button(say("Short"), "short", Style.DOWN)),)


def orders_list_screen(say: Wording, title: str, orders: tuple[OrderNow, ...]) -> Screen:
    """Orders under this title; of one order its card, of none the way to one."""
    if not orders:
        note = say("An order waits for its price where you name one: “long btc 25 50x at 99000”.")
        return Screen("order", say("No order waits"), notes=(note,), buttons=_openings(say))
    if len(orders) == 1:
        return _as_list(order_card(say, orders[0]))
    waiting = [now.order.number for now in orders if now.preview is not None]
    rows: Rows = tuple((Button(say("Cancel {id}").format(id=number), f"cancel {number}"),) for number in waiting)
    return Screen("order", title, **listed(tuple(order_fields(say, now) for now in orders)), buttons=rows)


def closing_screen(say: Wording, answer: Closing) -> Screen:
    """Closes that wait for the next price."""
    title = say("Closing at the next price")
    halted = {now.ticker.market: now.ticker for now in answer.items if not now.ticker.live(answer.at_ms)}
    text = say("{market} is halted: no fresh price since {moment}. It closes at the first one.")
    notes = tuple(
        text.format(market=market, moment=figures.moment(ticker.published_ms)) for market, ticker in halted.items()
    )
    if len(answer.items) == 1:
        card = position_card(say, answer.items[0])
        return replace(_as_list(card), title=title, notes=(*card.notes, *notes))
    parts = tuple(
        say("#{id}: {note}").format(id=now.position.number, note=closing_note(say, now.position))
        for now in answer.items
        if now.position.closing_ppm < WHOLE
    )
    return Screen(
        "position", title, items=tuple(position_fields(say, now) for now in answer.items), notes=parts + notes
    )


def history_screen(say: Wording, answer: HistoryShown) -> Screen:
    """What ended."""
    if not answer.items:
        return Screen("history", say("Nothing has ended yet"), buttons=_openings(say))
    if len(answer.items) == 1:
        return _as_list(thing_card(say, answer.items[0]))
    items = tuple(_titled(say, each) for each in answer.items)
    numbers = [item[1].shown for each, item in zip(answer.items, items, strict=True) if not isinstance(each, RoundNow)]
    notes = tuple(say("Say “history {id}” for all about #{id}.").format(id=number) for number in numbers[:1])
    return Screen("history", say("What ended, newest first"), **listed(items), notes=notes)


def _titled(say: Wording, thing: Thing) -> Group:
    """A thing after its title; rounds are numbered by themselves, and shown by `verify`."""
    card = thing_card(say, thing)
    number = "" if isinstance(thing, RoundNow) else f"#{card.fields[0].shown} "
    return (Field("Title", "", card.title, number + card.title), *card.fields)
