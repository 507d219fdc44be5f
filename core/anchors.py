"""Which quote becomes a mark: one anchor moves a market, all other sources only guard it.

A median that changes its members, or a silent fail-over, would itself liquidate people: at 1001x six basis points do.

    an anchor's quote is   refused  too old, from the future, not later than the last, not sure of itself, no price
                           held     a step of more than 1 %: until a guard or the next quote says the same
                           a mark   everything else

    the market is   live     --a guard disagrees beyond its tolerance, or our clock is wrong-->  paused   nothing opens
                    live     --a guard disagrees by more than 1 %, or no good quote for 5 s-->   halted   no marks
                    halted   --15 minutes without the anchor, and another one is there-->        moved    3 good quotes
                                                                                                          later live
Nothing here reads a clock: `now` is an argument, integer milliseconds UTC, and prices are integers of 1e-8 USD.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.markets import LIVE_MS
from core.money import BPS
from core.quotes import Quote

AGE_MS = 3_000  # an anchor's quote that is older makes no mark
EARLY_MS = 1_000  # nor one from further in the future: it would shut out all later ones
CONFIDENCE_BPS = 10
STEP_BPS = 100
PAUSE_BPS = 30  # beyond what a guard itself allows between two of its updates
HALT_BPS = 100
TETHER_BPS = 30  # more, where one side quotes in USDT and the other in USD
GONE_MS = 900_000
GOOD_QUOTES = 3  # of a new anchor, before the market goes on
SKEW_MS = 250
TETHERED = frozenset({"binance"})  # sources that quote in USDT: their markets are named so, without any conversion


class MarketState(StrEnum):
    """What a market allows now."""

    LIVE = "live"
    PAUSED = "paused"
    HALTED = "halted"


class Cause(StrEnum):
    """Why it does not allow everything."""

    NONE = ""
    GUARD = "guard"
    CLOCK = "clock"
    SILENCE = "silence"
    MOVING = "moving"
    OPERATOR = "operator"


class Ruling(StrEnum):
    """What was decided about a quote."""

    MARK = "mark"
    HELD = "held"
    GUARDS = "guards"  # a guard's, which never makes a mark of its own
    OLD = "old"
    EARLY = "early"
    NOT_LATER = "not_later"
    UNSURE = "unsure"
    HALTED = "halted"
    MOVING = "moving"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a source of a market beforehand.

    `deviation_bps`: how far it lets its price be off before it updates; `fresh_ms`: how long a quote of it counts;
    `anchors`: it may make marks.
    """

    name: str
    deviation_bps: int
    fresh_ms: int
    anchors: bool

    @property
    def tether(self) -> bool:
        """Whether it quotes in USDT."""
        return self.name in TETHERED


@dataclass(frozen=True, slots=True)
class Feed:
    """A market's sources, in the order in which they would be its anchor, and where they stand.

    `last`: the quote that became the newest mark; `held`: a step that waits for confirmation; `alive_ms`: when the
    anchor was last good for a mark (or when watching began); `good`: good quotes since the anchor changed;
    `newest`: the newest quote of every source.
    """

    market: str
    origins: tuple[Origin, ...]
    anchor: str
    alive_ms: int
    last: Quote | None = None
    held: Quote | None = None
    good: int = GOOD_QUOTES
    newest: tuple[Quote, ...] = ()

    def origin(self, name: str) -> Origin | None:
        """What is known of a source; None: nothing."""
        return next((each for each in self.origins if each.name == name), None)

    def quote_of(self, name: str) -> Quote | None:
        """The newest quote of a source."""
        return next((each for each in self.newest if each.source == name), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a quote: the feed after it, and the quote that is a mark now, which may be an earlier one."""

    feed: Feed
    ruling: Ruling
    mark: Quote | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a market allows, why, and since when (ms UTC); `anchor`: whose prices move it.

    `guarded_from_ms` to `guarded_to_ms` is the last time a guard halted it (0: it still does, or never did).
    """

    market: str
    state: MarketState = MarketState.LIVE
    cause: Cause = Cause.NONE
    since_ms: int = 0
    anchor: str = ""
    guarded_from_ms: int = 0
    guarded_to_ms: int = 0

    @property
    def by_guard(self) -> bool:
        """Whether a guard halts the market now."""
        return self.state is MarketState.HALTED and self.cause is Cause.GUARD

    def guarded(self, at_ms: int) -> bool:
        """Whether a guard halted the market at this moment."""
        return 0 < self.guarded_from_ms <= at_ms and (self.by_guard or at_ms <= self.guarded_to_ms)


def judge(feed: Feed, quote: Quote, now: int) -> Verdict:
    """Decide about a quote that has just come in."""
    origin = feed.origin(quote.source)
    if origin is None or quote.market != feed.market or quote.price <= 0:
        return Verdict(feed, Ruling.UNKNOWN)
    if quote.published_ms > now + EARLY_MS:
        return Verdict(feed, Ruling.EARLY)
    before = feed.quote_of(quote.source)
    if before is not None and quote.published_ms <= before.published_ms:
        return Verdict(feed, Ruling.NOT_LATER)
    others = tuple(each for each in feed.newest if each.source != quote.source)
    feed = replace(feed, newest=(*others, quote))
    if quote.source != feed.anchor:
        return _heard_guard(feed, quote, now)
    return _heard_anchor(feed, quote, now)


def _heard_guard(feed: Feed, quote: Quote, now: int) -> Verdict:
    """A guard may confirm a step that is held, if that is still young enough to be a mark."""
    held = feed.held
    if held is None or now - held.published_ms > AGE_MS or not _agrees(feed, quote, held, now):
        return Verdict(feed, Ruling.GUARDS)
    if _worst(feed, held.price, now) is MarketState.HALTED:
        return Verdict(feed, Ruling.GUARDS)
    return Verdict(replace(feed, last=held, held=None), Ruling.MARK, held)


def _heard_anchor(feed: Feed, quote: Quote, now: int) -> Verdict:
    if now - quote.published_ms > AGE_MS:
        return Verdict(feed, Ruling.OLD)
    if feed.last is not None and quote.published_ms <= feed.last.published_ms:
        return Verdict(feed, Ruling.NOT_LATER)
    if quote.confidence * BPS > quote.price * CONFIDENCE_BPS:
        return Verdict(feed, Ruling.UNSURE)
    feed = replace(feed, alive_ms=now, good=min(GOOD_QUOTES, feed.good + 1))
    if feed.good < GOOD_QUOTES:
        return Verdict(feed, Ruling.MOVING)
    if _worst(feed, quote.price, now) is MarketState.HALTED:
        return Verdict(replace(feed, held=None), Ruling.HALTED)
    if _is_step(feed.last, quote) and not _confirmed(feed, quote, now):
        return Verdict(replace(feed, held=quote), Ruling.HELD)
    return Verdict(replace(feed, last=quote, held=None), Ruling.MARK, quote)


def _is_step(last: Quote | None, quote: Quote) -> bool:
    """More than 1 % from the last mark of the same anchor; another's is no measure."""
    if last is None or last.source != quote.source:
        return False
    return abs(quote.price - last.price) * BPS > last.price * STEP_BPS


def _confirmed(feed: Feed, quote: Quote, now: int) -> bool:
    """Whether the quote before it, or a guard, says the same as this step."""
    if feed.held is not None and not _is_step(feed.held, quote):
        return True
    return any(_agrees(feed, guard, quote, now) for guard in feed.newest if guard.source != quote.source)


def _agrees(feed: Feed, guard: Quote, quote: Quote, now: int) -> bool:
    origin = feed.origin(guard.source)
    assert origin is not None
    return now - guard.published_ms <= origin.fresh_ms and _distance(guard, quote.price) <= _tolerance(feed, origin)


def _tolerance(feed: Feed, guard: Origin) -> int:
    """How far a guard may be off before nothing opens, basis points."""
    return guard.deviation_bps + PAUSE_BPS + _tether(feed, guard)


def _tether(feed: Feed, guard: Origin) -> int:
    anchor = feed.origin(feed.anchor)
    assert anchor is not None
    return TETHER_BPS if anchor.tether != guard.tether else 0


def _distance(guard: Quote, price: int) -> int:
    """How far a guard's price is from another, basis points of the guard's, rounded up."""
    return -(-abs(guard.price - price) * BPS // guard.price)


def _worst(feed: Feed, price: int, now: int) -> MarketState:
    """What the guards say about a price of the anchor."""
    worst = MarketState.LIVE
    for guard in feed.newest:
        origin = feed.origin(guard.source)
        assert origin is not None
        if guard.source == feed.anchor or now - guard.published_ms > origin.fresh_ms:
            continue
        distance = _distance(guard, price)
        if distance > HALT_BPS + _tether(feed, origin):
            return MarketState.HALTED
        if distance > _tolerance(feed, origin):
            worst = MarketState.PAUSED
    return worst


def look(feed: Feed, clock_ms: int | None, now: int) -> tuple[MarketState, Cause]:
    """What the market allows now. `clock_ms`: how far our clock is from the sources', None where nobody can tell."""
    quote = feed.quote_of(feed.anchor)
    if feed.good < GOOD_QUOTES:
        return MarketState.HALTED, Cause.MOVING
    if quote is None or now - feed.alive_ms > LIVE_MS:
        return MarketState.HALTED, Cause.SILENCE
    worst = _worst(feed, quote.price, now)
    if worst is not MarketState.LIVE:
        return worst, Cause.GUARD
    if clock_ms is not None and abs(clock_ms) > SKEW_MS:
        return MarketState.PAUSED, Cause.CLOCK
    return MarketState.LIVE, Cause.NONE


def move(feed: Feed, now: int) -> Feed:
    """The feed with another anchor, once its own has been gone for 15 minutes and another one is there."""
    if now - feed.alive_ms < GONE_MS:
        return feed
    for origin in feed.origins:
        quote = feed.quote_of(origin.name)
        there = quote is not None and now - quote.published_ms <= AGE_MS
        if origin.anchors and origin.name != feed.anchor and there:
            return replace(feed, anchor=origin.name, alive_ms=now, held=None, good=0)
    return feed


@dataclass(frozen=True, slots=True)
class ClockSample:
    """A source's own time in an answer, and when it was asked and answered by our clock, ms UTC."""

    theirs_ms: int
    sent_ms: int
    received_ms: int


def clock_error(samples: Sequence[ClockSample]) -> int | None:
    """How far our clock is ahead of theirs for sure, ms: the median of a minute, less what the way there may explain.

    Somewhere between sending and receiving it was `theirs_ms`: so the middle of the two is off by half of the round
    trip at most (Cristian's algorithm).
    """
    errors = sorted(_error(sample) for sample in samples)
    return errors[len(errors) // 2] if errors else None


def _error(sample: ClockSample) -> int:
    off = (sample.sent_ms + sample.received_ms) // 2 - sample.theirs_ms
    unsure = (sample.received_ms - sample.sent_ms + 1) // 2
    return max(0, abs(off) - unsure) * (1 if off > 0 else -1)
