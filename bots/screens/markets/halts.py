"""How a market's condition is told: why it is not live, and that it is halted or back."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import market_field, moment, quoted
from bots.screens.kit.screen import Button, Screen, Tone
from bots.screens.kit.states import coded
from core.messages.prices import HaltNow
from core.prices.anchors import PROVING
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import GAP_MS, Ticker


def why(say: Wording, ticker: Ticker, condition: Condition) -> str:
    """Why a market is not live."""
    if condition.state is MarketState.MOVING:
        text = say(
            "The source of its prices is silent. It moves to {source}, which proves itself by {count} good prices."
        )
        return text.format(source=condition.anchor, count=figures.in_words(say, PROVING))
    match condition.cause:
        case Cause.GUARD:
            text = say("{source} differs from {anchor} by {part}.")
            part = figures.percent(condition.differs_ppm)
            return text.format(source=condition.guard, anchor=condition.anchor, part=part)
        case Cause.CLOCK:
            return say("The clock here is not that of the sources.")
        case Cause.OPERATOR:
            return say("The operator lets nothing open for now.")
        case Cause.OVER:
            return say("The tape is over.")
        case Cause.SILENT | Cause.NONE:
            return say("There has been no fresh price since {moment}.").format(
                moment=figures.moment(ticker.published_ms)
            )


def halt_card(say: Wording, now: HaltNow) -> Screen:
    """A market that is halted, or back."""
    halt, ticker = now.halt, now.ticker
    over = halt.to_ms is not None
    fields = (
        market_field(say, halt.market),
        coded(say, "State", say("State"), "live" if over else "halted"),
        quoted(say, "Mark", say("Mark"), ticker.price),
        moment(say, "HaltedFrom", say("Halted from"), halt.from_ms),
        moment(say, "HaltedUntil", say("Halted until"), halt.to_ms),
    )
    title = say("{market} is back") if over else say("{market} is halted")
    return Screen(
        about="market",
        title=title.format(market=say.pair(halt.market)),
        fields=fields,
        notes=_back_notes(say, halt.from_ms, halt.to_ms) if halt.to_ms is not None else _halted_notes(say, now),
        buttons=((Button(say("Positions"), "positions"), Button(say("Prices"), f"price {halt.market.lower()}")),),
        tone=Tone.GOOD if over else Tone.WARNING,
    )


def _halted_notes(say: Wording, now: HaltNow) -> tuple[str, ...]:
    return (
        why(say, now.ticker, now.condition),
        say("What is open stays: nothing is charged or liquidated, and a close waits for the first fresh price."),
    )


def _back_notes(say: Wording, from_ms: int, to_ms: int) -> tuple[str, ...]:
    text = say("There was no price for {span}.").format(span=figures.span(say, to_ms - from_ms))
    if to_ms - from_ms <= GAP_MS:
        return (text,)
    skipped = say("The move in between is skipped: entry, stops, limits and liquidation price moved with it.")
    return text, skipped
