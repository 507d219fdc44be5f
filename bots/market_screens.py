"""How markets and their price sources look: the list of prices, and the news that one stands still or goes on."""

from bots import figures
from bots.feeds.report import SourceReport
from bots.fields import market_field, money, quoted, share, word
from bots.pairs import market_name
from bots.screen import Audience, Field, Group, Screen, Tone, listed
from bots.simulated_market import SOURCE
from bots.texts import _
from core.anchors import Cause, Condition
from core.answers import MarketNow, PriceShown, Pulse
from core.money import PRICE_DECIMALS, plain


def prices_screen(answer: PriceShown, reports: tuple[SourceReport, ...]) -> Screen:
    """Prices, how old they are, and how every source does."""
    items = tuple(_pulse_fields(pulse, answer.at_ms) for pulse in answer.pulses)
    simulated = any(pulse.ticker.source == SOURCE for pulse in answer.pulses)
    notes = (
        (_("These prices are simulated: they behave like the real ones, but nobody trades at them."),)
        if simulated
        else ()
    )
    lines = tuple(_report(each, answer.at_ms) for each in reports)
    return Screen("market", _("Prices"), **listed(items), notes=notes + lines, audience=Audience.OPEN)


def _pulse_fields(pulse: Pulse, at_ms: int) -> Group:
    ticker = pulse.ticker
    state: str = "live" if ticker.live(at_ms) else "halted" if ticker.price else "waiting"
    if state == "live":
        state = pulse.condition.state
    age = at_ms - ticker.published_ms if ticker.price else None
    return (
        Field("Market", _("Market"), ticker.market, market_name(ticker.market)),
        quoted("Mark", _("Mark"), ticker.price or None),
        word("State", _("State"), state),
        word("Why", _("Why"), why(pulse.condition) if state != "live" else None),
        word("Age", _("Age"), None) if age is None else Field("Age", _("Age"), plain(age, 3), f"{plain(age, 3)} s"),
        word("Source", _("From"), ticker.source),
        share("Range15m", _("Range of 15 min"), pulse.range_ppm),
        share("MinuteMove", _("Mean move of a minute"), pulse.minute_ppm),
        money("OpenLong", _("Open long"), ticker.open_long),
        money("OpenShort", _("Open short"), ticker.open_short),
        Field("Offset", _("Gaps skipped"), plain(ticker.offset, PRICE_DECIMALS), figures.price(ticker.offset)),
    )


def why(condition: Condition) -> str | None:
    """Why a market does not allow everything."""
    return {
        Cause.NONE: None,
        Cause.GUARD: _("its price sources disagree"),
        Cause.CLOCK: _("the clock here disagrees with the sources"),
        Cause.SILENCE: _("no fresh price"),
        Cause.MOVING: _("it moves to another price source"),
        Cause.OPERATOR: _("the operator halted it"),
    }[condition.cause]


def _report(report: SourceReport, at_ms: int) -> str:
    """`pyth: live, 0.4 s old` and, where there is one, the last error."""
    age = (
        _("no price yet") if report.last_ms is None else _("{age} old").format(age=figures.span(at_ms - report.last_ms))
    )
    line = f"{report.name}: {report.state}, {age}"
    return f"{line}, {report.error}" if report.error else line


def market_card(now: MarketNow) -> Screen:
    """A market that stands still, or goes on."""
    ticker = now.ticker
    name = market_name(ticker.market)
    fields = (
        market_field(ticker.market),
        quoted("Mark", _("Last price"), ticker.price or None),
        word("Why", _("Why"), why(now.condition) or _("no fresh price")) if ticker.halted_ms else None,
    )
    shown = tuple(field for field in fields if field is not None)
    if not ticker.halted_ms:
        note = _("What waited goes on. A gap of more than 15 s in the price is skipped: nobody pays for it.")
        return Screen("market-state", _("{name} is back").format(name=name), shown, notes=(note,), tone=Tone.GOOD)
    notes = (
        _("No fresh price since {moment}.").format(moment=figures.moment(ticker.published_ms)),
        _("Nothing opens, nothing is liquidated, no funding accrues; closes wait for the first fresh price."),
    )
    return Screen("market-state", _("{name} is halted").format(name=name), shown, notes=notes, tone=Tone.WARNING)
