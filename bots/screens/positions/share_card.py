"""What a card to share says: the same figures as a picture request and as text, with points and name left out on wish.

A losing card has everything that a winning one has. What is hidden stands in neither the picture nor the text.
"""

from dataclasses import dataclass

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.attachments import Level, Mark, Mood, Picture
from bots.screens.kit.currencies import pair
from bots.screens.kit.fields import (
    count,
    market_field,
    money,
    moved_by,
    quoted,
    share,
    side_field,
    side_name,
    span,
    word,
)
from bots.screens.kit.screen import Audience, Button, Field, Group, Rows, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.cards import CardShown
from core.money import floor_div
from core.rules.positions import Position, State, funding_so_far, limited_loss, liquidation_price, pnl
from core.units import PPM


@dataclass(frozen=True, slots=True)
class _Figures:
    """What a position has come to, at its end or now: prices in the market's frame, shares in ppm of the stake."""

    net: int
    roe_ppm: int
    fees_ppm: int
    funding_ppm: int
    moved: int
    last: int | None
    liquidation: int | None
    lived_ms: int


def _figures(answer: CardShown) -> _Figures:
    position, ticker = answer.item.position, answer.item.ticker
    if position.state is State.OPEN:
        index, offset, ended_ms = ticker.funding(position.side), ticker.offset, answer.at_ms
        gain = pnl(position.side, position.notional, position.entry, ticker.seen_from(position.offset))
        gain, funding = limited_loss(position.margin, gain, funding_so_far(position, index))
        net = position.returned + position.margin + gain + funding - position.put_in
        funding += position.realised_funding
        last: int | None = ticker.price
    else:
        assert position.exit_index is not None and position.exit_offset is not None and position.closed_ms is not None
        index, offset, ended_ms = position.exit_index, position.exit_offset, position.closed_ms
        net, funding = position.returned - position.put_in, position.realised_funding
        last = moved_by(position.exit, offset - position.offset)
    moved = offset - position.offset
    return _Figures(
        net=net,
        roe_ppm=_share(net, position),
        fees_ppm=_share(position.fees, position),
        funding_ppm=_share(funding, position),
        moved=moved,
        last=last,
        liquidation=moved_by(liquidation_price(position, index), moved),
        lived_ms=ended_ms - position.opened_ms,
    )


def _share(micro: int, position: Position) -> int:
    """A part of what was put in, in ppm, to a hundredth of a percent."""
    return floor_div(micro * PPM, position.put_in * 100) * 100


def card_screen(answer: CardShown) -> Screen:
    """The card as text, with the picture it asks for."""
    position, found = answer.item.position, _figures(answer)
    name = f"{position.market} {side_name(position.side)} {position.leverage}x"
    title = _("{name}: {roe} on what was put in").format(name=name, roe=figures.percent(found.roe_ppm, True))
    return Screen(
        about="card",
        title=title,
        fields=_fields(answer, found),
        notes=(_("Play money. A return counts fees, slippage and funding; an open position is not closed yet."),),
        buttons=_buttons(answer),
        tone=Tone.PLAIN if position.state is State.OPEN else Tone.GOOD if found.net > 0 else Tone.BAD,
        audience=Audience.OPEN,
        picture=_picture(answer, found, title),
    )


def _fields(answer: CardShown, found: _Figures) -> Group:
    position = answer.item.position
    fields = [
        count("Id", _("Id"), position.number),
        market_field(position.market),
        side_field(position.side),
        Field("Leverage", _("Leverage"), str(position.leverage), f"{position.leverage}x"),
        coded("State", _("State"), position.state.value),
        share("ROE", _("Return"), found.roe_ppm, sign=True),
        quoted("Entry", _("Entry"), moved_by(position.entry, found.moved)),
        quoted("Mark" if position.state is State.OPEN else "Exit", _last_label(position), found.last),
        span("Lived", _("Lived"), found.lived_ms),
        share("FeesShare", _("Fees, of what was put in"), found.fees_ppm),
        share("FundingShare", _("Funding, of what was put in"), found.funding_ppm, sign=True),
    ]
    if not answer.hide_points:
        fields += [money("PutIn", _("Put in"), position.put_in), money("Net", _("Net"), found.net, sign=True)]
    if not answer.hide_name:
        fields.append(word("Player", _("Player"), answer.name))
    return tuple(fields)


def _last_label(position: Position) -> str:
    return _("Mark") if position.state is State.OPEN else _("Exit")


def _buttons(answer: CardShown) -> Rows:
    """The switches, each as it would be turned."""
    said = f"card {answer.item.position.number}"
    points, name = (" hide points", answer.hide_points), (" hide name", answer.hide_name)
    kept = [text if on else "" for text, on in (points, name)]
    points_label = _("Show points") if answer.hide_points else _("Hide points")
    name_label = _("Show name") if answer.hide_name else _("Hide name")
    return (
        (
            Button(points_label, said + ("" if answer.hide_points else points[0]) + kept[1]),
            Button(name_label, said + kept[0] + ("" if answer.hide_name else name[0])),
        ),
    )


def _picture(answer: CardShown, found: _Figures, title: str) -> Picture:
    position = answer.item.position
    facts = [
        (_("Entry"), figures.price(moved_by(position.entry, found.moved))),
        (_last_label(position), figures.price(found.last)),
        (_("Lived"), figures.span(found.lived_ms)),
        (_("Fees"), figures.percent(found.fees_ppm)),
        (_("Funding"), figures.percent(found.funding_ppm, True)),
    ]
    if not answer.hide_points:
        facts.append((_("Net"), figures.points(found.net, sign=True)))
    mood = Mood.OPEN if position.state is State.OPEN else Mood.GAIN if found.net > 0 else Mood.LOSS
    return Picture(
        mood=mood,
        market=pair(position.market),
        side=side_name(position.side).upper(),
        leverage=f"{position.leverage}x",
        state=_state_name(position.state),
        headline=figures.percent(found.roe_ppm, True),
        caption=_caption(position),
        facts=tuple(facts),
        levels=_levels(position, found),
        path=tuple((at_ms, price + found.moved) for at_ms, price in answer.path),
        chart=_("no prices are kept of that time"),
        badges=(_("PLAY MONEY"), *(() if answer.live else (_("SIMULATED PRICES"),))),
        name="" if answer.hide_name else answer.name,
        alt=title,
    )


def _caption(position: Position) -> str:
    if position.state is State.OPEN:
        return _("return so far, before the costs of closing")
    return _("return on what was put in, all costs included")


def _state_name(state: State) -> str:
    return {
        State.OPEN: _("STILL OPEN"),
        State.CLOSED: _("CLOSED"),
        State.LIQUIDATED: _("LIQUIDATED"),
        State.TAKEPROFIT: _("TAKE-PROFIT"),
        State.STOPLOSS: _("STOP-LOSS"),
    }[state]


def _levels(position: Position, found: _Figures) -> tuple[Level, ...]:
    """The lines of the chart. Where a line was reached, the end is at it and needs none of its own."""
    levels = [
        (Mark.ENTRY, _("Entry"), moved_by(position.entry, found.moved)),
        (Mark.LIQUIDATION, _("Liquidation"), found.liquidation),
        (Mark.TAKEPROFIT, _("Take-profit"), moved_by(position.takeprofit, found.moved)),
        (Mark.STOPLOSS, _("Stop-loss"), moved_by(position.stoploss, found.moved)),
        (Mark.EXIT, _("Exit"), found.last if position.state is State.CLOSED else None),
    ]
    return tuple(Level(mark, label, figures.price(price), price) for mark, label, price in levels if price is not None)
