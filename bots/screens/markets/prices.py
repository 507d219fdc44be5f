"""What `price` looks like: every market, and where its prices come from."""

from collections.abc import Iterator
from dataclasses import replace

from bots.languages.texts import Wording
from bots.runtime.source_health import SourceReport, SourcesReport
from bots.screens.kit import figures
from bots.screens.kit.fields import market_field, money, quoted, share, word
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, listed
from bots.screens.kit.states import coded
from bots.screens.markets.halts import why
from core.messages.prices import PriceShown, Pulse
from core.money import PRICE_DECIMALS, plain
from core.prices.conditions import MarketState
from core.prices.funding import PERIOD_MINUTES, rate_8h
from core.prices.quotes import SIMULATED, Quote, differs_ppm
from core.prices.survival import MEASURED_MS
from core.units import MINUTE_MS, PPM

_RATE_DECIMALS = 6  # of percent, for a share in 1e-8


def prices_screen(say: Wording, answer: PriceShown) -> Screen:
    """Prices, and how old they are."""
    items = tuple(_pulse_fields(say, pulse, answer.at_ms) for pulse in answer.pulses)
    notes = [
        f"{pulse.ticker.market}: {why(say, pulse.ticker, pulse.condition)}"
        for pulse in answer.pulses
        if pulse.ticker.price and _state(pulse, answer.at_ms) != "live"
    ]
    if any(pulse.ticker.source == SIMULATED for pulse in answer.pulses):
        notes.append(say("These prices are simulated: they behave like the real ones, but nobody trades at them."))
    named = [pulse.ticker.market.lower() for pulse in answer.pulses]
    again = Button(say("Refresh"), f"price {named[0]}" if len(named) == 1 else "price")
    buttons = ((again, Button(say("Odds"), f"odds {named[0]}"), Button(say("What if"), f"whatif long {named[0]}")),)
    return Screen("market", say("Prices"), **listed(items), notes=tuple(notes), buttons=buttons, audience=Audience.OPEN)


def with_sources(say: Wording, screen: Screen, answer: PriceShown, report: SourcesReport) -> Screen:
    """The prices with how their sources are: of one market, what each source says of it; of all, how each source is."""
    if not report.sources:
        return screen
    notes = screen.notes
    if report.clock_off_ms is not None:
        text = say("The clocks of the sources differ from ours by {ms} ms.")
        notes = (*notes, text.format(ms=abs(report.clock_off_ms)))
    if len(answer.pulses) > 1:
        items = screen.items + tuple(_source_fields(say, each, answer.at_ms) for each in report.sources)
        return replace(screen, items=items, notes=notes)
    pulse = answer.pulses[0]
    fields = screen.fields + _real_funding(say, pulse.ticker.market, report)
    items = tuple(_quote_fields(say, each, pulse, answer.at_ms) for each in report.sources)
    return replace(screen, fields=fields, items=items, notes=notes)


def _state(pulse: Pulse, at_ms: int) -> str:
    ticker, state = pulse.ticker, pulse.condition.state
    if not ticker.price:
        return "waiting"
    if state in (MarketState.LIVE, MarketState.PAUSED) and not ticker.live(at_ms):
        return "halted"
    return state.value


def _pulse_fields(say: Wording, pulse: Pulse, at_ms: int) -> Group:
    ticker = pulse.ticker
    numerator, denominator = rate_8h(ticker.open_long, ticker.open_short)
    return (
        market_field(say, ticker.market),
        quoted(say, "Mark", say("Mark"), ticker.price or None),
        coded(say, "State", say("State"), _state(pulse, at_ms)),
        _age(say, at_ms - ticker.published_ms if ticker.price else None),
        word(say, "Source", say("From"), ticker.source),
        share(say, "Range15m", say("Range of {span}").format(span=figures.span(say, MEASURED_MS)), pulse.range_ppm),
        share(say, "MinuteMove", say("Mean move of a minute"), pulse.minute_ppm),
        money(say, "OpenLong", say("Open long"), ticker.open_long),
        money(say, "OpenShort", say("Open short"), ticker.open_short),
        share(
            say,
            "Funding8h",
            say("Funding per {span}").format(span=figures.span(say, PERIOD_MINUTES * MINUTE_MS)),
            numerator * PPM // denominator,
        ),
        *((_skipped(say, ticker.offset),) if ticker.offset else ()),
    )


def _skipped(say: Wording, offset: int) -> Field:
    return Field("Offset", say("Gaps skipped"), plain(offset, PRICE_DECIMALS), figures.price(offset))


def _age(say: Wording, ms: int | None) -> Field:
    return (
        word(say, "Age", say("Age"), None)
        if ms is None
        else Field("Age", say("Age"), plain(ms, 3), f"{plain(ms, 3)} s")
    )


def _real_funding(say: Wording, market: str, report: SourcesReport) -> Group:
    """What longs pay on Binance, beside what the heavier side pays here."""
    rate = report.funding_e8.get(market)
    if rate is None:
        return ()
    text = plain(rate, _RATE_DECIMALS)
    return (Field("RealFunding8h", say("On Binance in 8 h"), text, f"{text} %"),)


def _source_fields(say: Wording, source: SourceReport, at_ms: int) -> Group:
    """A source as a whole; as old as its newest quote."""
    newest = max((quote.published_ms for quote in source.quotes.values()), default=None)
    return (
        word(say, "Source", say("Source"), source.name),
        word(say, "State", say("State"), source.state),
        _age(say, None if newest is None else at_ms - newest),
        word(say, "LastError", say("Last error"), source.last_error),
    )


def _quote_fields(say: Wording, source: SourceReport, pulse: Pulse, at_ms: int) -> Group:
    """What a source says of one market."""
    quote = source.quotes.get(pulse.ticker.market)
    role = "anchor" if source.name == pulse.condition.anchor else "guard"
    return (
        word(say, "Source", say("Source"), source.name),
        word(say, "Role", say("Role"), role),
        word(say, "State", say("State"), source.state),
        *_told(say, quote, pulse, at_ms),
        word(say, "LastError", say("Last error"), source.last_error),
    )


def _told(say: Wording, quote: Quote | None, pulse: Pulse, at_ms: int) -> Iterator[Field]:
    price = pulse.ticker.price
    yield quoted(say, "Price", say("Price"), quote.price if quote else None)
    yield share(say, "Differs", say("Differs"), differs_ppm(quote.price, price) if quote and price else None)
    yield _age(say, at_ms - quote.published_ms if quote else None)
