"""What a card to share says: the same figures as a picture request and as text, with points and name left out on wish.

A losing card has everything that a winning one has. What is hidden stands in neither the picture nor the text.
"""

from dataclasses import dataclass

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.attachments import Level, Mark, Mood, Picture
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


def card_screen(say: Wording, answer: CardShown) -> Screen:
    """The card as text, with the picture it asks for."""
    position, found = answer.item.position, _figures(answer)
    name = f"{position.market} {side_name(say, position.side)} {position.leverage}x"
    title = say("{name}: {roe} on what was put in").format(name=name, roe=figures.percent(found.roe_ppm, True))
    return Screen(
        about="card",
        title=title,
        fields=_fields(say, answer, found),
        notes=(say("Play money. A return counts fees, slippage and funding; an open position is not closed yet."),),
        buttons=_buttons(say, answer),
        tone=Tone.PLAIN if position.state is State.OPEN else Tone.GOOD if found.net > 0 else Tone.BAD,
        audience=Audience.OPEN,
        picture=_picture(say, answer, found, title),
    )


def _fields(say: Wording, answer: CardShown, found: _Figures) -> Group:
    position = answer.item.position
    fields = [
        count("Id", say("Id"), position.number),
        market_field(say, position.market),
        side_field(say, position.side),
        Field("Leverage", say("Leverage"), str(position.leverage), f"{position.leverage}x"),
        coded(say, "State", say("State"), position.state.value),
        share(say, "ROE", say("Return"), found.roe_ppm, sign=True),
        *_prices(say, position, found),
        span(say, "Lived", say("Lived"), found.lived_ms),
        share(say, "FeesShare", say("Fees, of what was put in"), found.fees_ppm),
        share(say, "FundingShare", say("Funding, of what was put in"), found.funding_ppm, sign=True),
    ]
    if not answer.hide_points:
        fields += [
            money(say, "PutIn", say("Put in"), position.put_in),
            money(say, "Net", say("Net"), found.net, sign=True),
        ]
    if not answer.hide_name:
        fields.append(word(say, "Player", say("Player"), answer.name))
    return tuple(fields)


def _prices(say: Wording, position: Position, found: _Figures) -> Group:
    """Where it began, and where it is or ended."""
    last = ("Mark", say("Mark")) if position.state is State.OPEN else ("Exit", say("Exit"))
    return (
        quoted(say, "Entry", say("Entry"), moved_by(position.entry, found.moved)),
        quoted(say, *last, found.last),
    )


def _buttons(say: Wording, answer: CardShown) -> Rows:
    """The switches, each as it would be turned."""
    said = f"card {answer.item.position.number}"
    points, name = (" hide points", answer.hide_points), (" hide name", answer.hide_name)
    kept = [text if on else "" for text, on in (points, name)]
    points_label = say("Show points") if answer.hide_points else say("Hide points")
    name_label = say("Show name") if answer.hide_name else say("Hide name")
    return (
        (
            Button(points_label, said + ("" if answer.hide_points else points[0]) + kept[1]),
            Button(name_label, said + kept[0] + ("" if answer.hide_name else name[0])),
        ),
    )


def _picture(say: Wording, answer: CardShown, found: _Figures, title: str) -> Picture:
    position = answer.item.position
    facts = [
        *((price.label, price.shown) for price in _prices(say, position, found)),
        (say("Lived"), figures.span(say, found.lived_ms)),
        (say("Fees"), figures.percent(found.fees_ppm)),
        (say("Funding"), figures.percent(found.funding_ppm, True)),
    ]
    if not answer.hide_points:
        facts.append((say("Net"), figures.points(say, found.net, sign=True)))
    mood = Mood.OPEN if position.state is State.OPEN else Mood.GAIN if found.net > 0 else Mood.LOSS
    return Picture(
        mood=mood,
        market=say.pair(position.market),
        side=side_name(say, position.side).upper(),
        leverage=f"{position.leverage}x",
        state=_state_name(say, position.state),
        headline=figures.percent(found.roe_ppm, True),
        caption=_caption(say, position),
        facts=tuple(facts),
        levels=_levels(say, position, found),
        path=tuple((at_ms, price + found.moved) for at_ms, price in answer.path),
        chart=say("no prices are kept of that time"),
        badges=(say("PLAY MONEY"), *(() if answer.live else (say("SIMULATED PRICES"),))),
        name="" if answer.hide_name else answer.name,
        alt=title,
    )


def _caption(say: Wording, position: Position) -> str:
    if position.state is State.OPEN:
        return say("return so far, before the costs of closing")
    return say("return on what was put in, all costs included")


def _state_name(say: Wording, state: State) -> str:
    return {
        State.OPEN: say("STILL OPEN"),
        State.CLOSED: say("CLOSED"),
        State.LIQUIDATED: say("LIQUIDATED"),
        State.TAKEPROFIT: say("TAKE-PROFIT"),
        State.STOPLOSS: say("STOP-LOSS"),
    }[state]


def _levels(say: Wording, position: Position, found: _Figures) -> tuple[Level, ...]:
    """The lines of the chart. Where a line was reached, the end is at it and needs none of its own."""
    levels = [
        (Mark.ENTRY, say("Entry"), moved_by(position.entry, found.moved)),
        (Mark.LIQUIDATION, say("Liquidation"), found.liquidation),
        (Mark.TAKEPROFIT, say("Take-profit"), moved_by(position.takeprofit, found.moved)),
        (Mark.STOPLOSS, say("Stop-loss"), moved_by(position.stoploss, found.moved)),
        (Mark.EXIT, say("Exit"), found.last if position.state is State.CLOSED else None),
    ]
    return tuple(Level(mark, label, figures.price(price), price) for mark, label, price in levels if price is not None)
