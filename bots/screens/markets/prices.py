"""What `price` looks like: every market, and where its prices come from."""

from collections.abc import Iterator
from dataclasses import replace

from bots.languages.texts import _
from bots.runtime.source_health import SourceReport, SourcesReport
from bots.screens.kit import figures
from bots.screens.kit.fields import market_field, money, quoted, share, word
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, listed
from bots.screens.kit.states import coded
from bots.screens.markets.halts import why
from core.messages.prices import PriceShown, Pulse
from core.money import PRICE_DECIMALS, plain
from core.prices.conditions import MarketState
from core.prices.funding import rate_8h
from core.prices.quotes import SIMULATED, Quote, differs_ppm

_RATE_DECIMALS = 6  # of percent, for a share in 1e-8


def prices_screen(answer: PriceShown) -> Screen:
    """Prices, and how old they are."""
    items = tuple(_pulse_fields(pulse, answer.at_ms) for pulse in answer.pulses)
    notes = [
        f"{pulse.ticker.market}: {why(pulse.ticker, pulse.condition)}"
        for pulse in answer.pulses
        if pulse.ticker.price and _state(pulse, answer.at_ms) != "live"
    ]
    if any(pulse.ticker.source == SIMULATED for pulse in answer.pulses):
        notes.append(_("These prices are simulated: they behave like the real ones, but nobody trades at them."))
    named = [pulse.ticker.market.lower() for pulse in answer.pulses]
    again = Button(_("Refresh"), f"price {named[0]}" if len(named) == 1 else "price")
    buttons = ((again, Button(_("Odds"), f"odds {named[0]}"), Button(_("What if"), f"whatif long {named[0]}")),)
    return Screen("market", _("Prices"), **listed(items), notes=tuple(notes), buttons=buttons, audience=Audience.OPEN)


def with_sources(screen: Screen, answer: PriceShown, report: SourcesReport) -> Screen:
    """The prices with how their sources are: of one market, what each source says of it; of all, how each source is."""
    if not report.sources:
        return screen
    notes = screen.notes
    if report.clock_off_ms is not None:
        text = _("The clocks of the sources differ from ours by {ms} ms.")
        notes = (*notes, text.format(ms=abs(report.clock_off_ms)))
    if len(answer.pulses) > 1:
        items = screen.items + tuple(_source_fields(each, answer.at_ms) for each in report.sources)
        return replace(screen, items=items, notes=notes)
    pulse = answer.pulses[0]
    fields = screen.fields + _real_funding(pulse.ticker.market, report)
    items = tuple(_quote_fields(each, pulse, answer.at_ms) for each in report.sources)
    return replace(screen, fields=fields, items=items, notes=notes)


def _state(pulse: Pulse, at_ms: int) -> str:
    ticker, state = pulse.ticker, pulse.condition.state
    if not ticker.price:
        return "waiting"
    if state in (MarketState.LIVE, MarketState.PAUSED) and not ticker.live(at_ms):
        return "halted"
    return state.value


def _pulse_fields(pulse: Pulse, at_ms: int) -> Group:
    ticker = pulse.ticker
    numerator, denominator = rate_8h(ticker.open_long, ticker.open_short)
    return (
        market_field(ticker.market),
        quoted("Mark", _("Mark"), ticker.price or None),
        coded("State", _("State"), _state(pulse, at_ms)),
        _age(at_ms - ticker.published_ms if ticker.price else None),
        word("Source", _("From"), ticker.source),
        share("Range15m", _("Range of 15 min"), pulse.range_ppm),
        share("MinuteMove", _("Mean move of a minute"), pulse.minute_ppm),
        money("OpenLong", _("Open long"), ticker.open_long),
        money("OpenShort", _("Open short"), ticker.open_short),
        share("Funding8h", _("Funding per 8 h"), numerator * 1_000_000 // denominator),
        *((_skipped(ticker.offset),) if ticker.offset else ()),
    )


def _skipped(offset: int) -> Field:
    return Field("Offset", _("Gaps skipped"), plain(offset, PRICE_DECIMALS), figures.price(offset))


def _age(ms: int | None) -> Field:
    return word("Age", _("Age"), None) if ms is None else Field("Age", _("Age"), plain(ms, 3), f"{plain(ms, 3)} s")


def _real_funding(market: str, report: SourcesReport) -> Group:
    """What longs pay on Binance, beside what the heavier side pays here."""
    rate = report.funding_e8.get(market)
    if rate is None:
        return ()
    text = plain(rate, _RATE_DECIMALS)
    return (Field("RealFunding8h", _("On Binance in 8 h"), text, f"{text} %"),)


def _source_fields(source: SourceReport, at_ms: int) -> Group:
    """A source as a whole; as old as its newest quote."""
    newest = max((quote.published_ms for quote in source.quotes.values()), default=None)
    return (
        word("Source", _("Source"), source.name),
        word("State", _("State"), source.state),
        _age(None if newest is None else at_ms - newest),
        word("LastError", _("Last error"), source.last_error),
    )


def _quote_fields(source: SourceReport, pulse: Pulse, at_ms: int) -> Group:
    """What a source says of one market."""
    quote = source.quotes.get(pulse.ticker.market)
    role = "anchor" if source.name == pulse.condition.anchor else "guard"
    return (
        word("Source", _("Source"), source.name),
        word("Role", _("Role"), role),
        word("State", _("State"), source.state),
        *_told(quote, pulse, at_ms),
        word("LastError", _("Last error"), source.last_error),
    )


def _told(quote: Quote | None, pulse: Pulse, at_ms: int) -> Iterator[Field]:
    price = pulse.ticker.price
    yield quoted("Price", _("Price"), quote and quote.price)
    yield share("Differs", _("Differs"), differs_ppm(quote.price, price) if quote and price else None)
    yield _age(at_ms - quote.published_ms if quote else None)
