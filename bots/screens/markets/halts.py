"""How a market's condition is told: why it is not live, and that it is halted or back."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.currencies import pair
from bots.screens.kit.fields import market_field, moment, quoted
from bots.screens.kit.screen import Button, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.prices import HaltNow
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import GAP_MS, Ticker


def why(ticker: Ticker, condition: Condition) -> str:
    """Why a market is not live."""
    if condition.state is MarketState.MOVING:
        text = _("The source of its prices is silent. It moves to {source}, which proves itself by three good prices.")
        return text.format(source=condition.anchor)
    match condition.cause:
        case Cause.GUARD:
            text = _("{source} differs from {anchor} by {part}.")
            part = figures.percent(condition.differs_ppm)
            return text.format(source=condition.guard, anchor=condition.anchor, part=part)
        case Cause.CLOCK:
            return _("The clock here is not that of the sources.")
        case Cause.OPERATOR:
            return _("The operator lets nothing open for now.")
        case Cause.OVER:
            return _("The tape is over.")
        case Cause.SILENT | Cause.NONE:
            return _("There has been no fresh price since {moment}.").format(moment=figures.moment(ticker.published_ms))


def halt_card(now: HaltNow) -> Screen:
    """A market that is halted, or back."""
    halt, ticker = now.halt, now.ticker
    over = halt.to_ms is not None
    fields = (
        market_field(halt.market),
        coded("State", _("State"), "live" if over else "halted"),
        quoted("Mark", _("Mark"), ticker.price),
        moment("HaltedFrom", _("Halted from"), halt.from_ms),
        moment("HaltedUntil", _("Halted until"), halt.to_ms),
    )
    title = _("{market} is back") if over else _("{market} is halted")
    return Screen(
        about="market",
        title=title.format(market=pair(halt.market)),
        fields=fields,
        notes=_back_notes(halt.from_ms, halt.to_ms) if halt.to_ms is not None else _halted_notes(now),
        buttons=((Button(_("Positions"), "positions"), Button(_("Prices"), f"price {halt.market.lower()}")),),
        tone=Tone.GOOD if over else Tone.WARNING,
    )


def _halted_notes(now: HaltNow) -> tuple[str, ...]:
    return (
        why(now.ticker, now.condition),
        _("What is open stays: nothing is charged or liquidated, and a close waits for the first fresh price."),
    )


def _back_notes(from_ms: int, to_ms: int) -> tuple[str, ...]:
    text = _("There was no price for {span}.").format(span=figures.span(to_ms - from_ms))
    if to_ms - from_ms <= GAP_MS:
        return (text,)
    skipped = _("The move in between is skipped: entry, stops, limits and liquidation price moved with it.")
    return text, skipped
