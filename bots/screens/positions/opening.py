"""The way to a position: side, market, margin and leverage step by step, the question before it opens, and what if."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import balance_field, count, side_name
from bots.screens.kit.screen import Audience, Button, Screen, Style, listed
from bots.screens.positions.preview import closing_fee_notes, preview_fields
from core.messages.positions import Drafted, OpeningShown, WhatIfShown
from core.money import POINT_DECIMALS, plain
from core.prices.markets import MARKETS, Side


def draft_screen(say: Wording, answer: Drafted) -> Screen:
    """A question before an opening."""
    title = say("Open with {amount}?").format(amount=figures.points(say, answer.amount))
    buttons = ((Button(say("Open it"), f"confirm {answer.number}", Style.DANGER, once=True),),)
    draft = count("Draft", say("Draft"), answer.number)
    notes = closing_fee_notes(say, answer.preview.position)
    return Screen("confirm", title, (draft, *preview_fields(say, answer.preview)), notes=notes, buttons=buttons)


def opening_screen(say: Wording, answer: OpeningShown) -> Screen:
    """The next choice on the way to a position."""
    side = answer.side
    name = side_name(say, side)
    style = Style.UP if side is Side.LONG else Style.DOWN
    given = [plain(answer.amount, POINT_DECIMALS)] if answer.amount is not None else []
    given += [f"{answer.leverage}x"] if answer.leverage is not None else []
    if answer.market is None:
        says = {symbol: " ".join([side, symbol.lower(), *given]) for symbol in MARKETS}
        row = tuple(Button(symbol, sentence, style) for symbol, sentence in says.items())
        return Screen(
            "order",
            say("{side}: which market?").format(side=name),
            (balance_field(say, answer.balance),),
            buttons=(row,),
        )
    if answer.previews:
        return _offers(say, answer, style)
    affordable = [micro for micro in answer.player.offered_margins if micro <= answer.balance]
    said = " ".join([side, answer.market.lower(), *given])
    row = tuple(
        Button(figures.points(say, micro), f"{said} {plain(micro, POINT_DECIMALS)}", style) for micro in affordable
    )
    title = say("{side} {market}: how much margin?").format(side=name, market=answer.market)
    notes = () if row else (say("Your balance is below all presets; name an amount, or say “daily”."),)
    return Screen("order", title, (balance_field(say, answer.balance),), notes=notes, buttons=(row,) if row else ())


def _offers(say: Wording, answer: OpeningShown, style: Style) -> Screen:
    """Complete offers: every button opens, and its figures stand beside it."""
    rows = []
    for offer in answer.previews:
        position = offer.position
        amount = plain(position.put_in, POINT_DECIMALS)
        sentence = f"{position.side} {position.market.lower()} {amount} {position.leverage}x"
        label = f"{position.leverage}x" if answer.amount is not None else figures.points(say, position.put_in)
        rows.append(Button(label, sentence, style, once=True))
    title = (
        say("{side} {market}: which leverage?")
        if answer.amount is not None
        else say("{side} {market}: how much margin?")
    )
    return Screen(
        "order",
        title.format(side=side_name(say, answer.side), market=answer.market),
        **listed(tuple(preview_fields(say, offer) for offer in answer.previews)),
        notes=(_before_the_tap(say), *closing_fee_notes(say, *(offer.position for offer in answer.previews))),
        buttons=tuple(tuple(rows[start : start + 4]) for start in range(0, len(rows), 4)),
    )


def _before_the_tap(say: Wording) -> str:
    return say(
        "A button opens at the next price. Liquidation takes the whole margin; at bankruptcy nothing is left of it."
    )


def whatif_screen(say: Wording, answer: WhatIfShown) -> Screen:
    """The same trade at every leverage."""
    items = tuple(preview_fields(say, offer) for offer in answer.previews)
    position = answer.previews[0].position
    title = say("{amount} {side} {market} at every leverage").format(
        amount=figures.points(say, answer.amount), side=side_name(say, position.side), market=position.market
    )
    notes = (
        say("Liquidation takes the whole margin."),
        *closing_fee_notes(say, *(each.position for each in answer.previews)),
    )
    return Screen("whatif", title, items=items, notes=notes, audience=Audience.OPEN)
