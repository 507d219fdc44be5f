"""Which quotes become marks. One anchor makes the marks of a market, all other sources guard it: at 1001x the way to
liquidation is 6 basis points, and good sources differ by 16, so a median or a silent change of source would liquidate.

    a quote of the anchor becomes a mark if it is                             else it is
    1  published at most 3 s before it came, and not 3 s later                OLD, AHEAD
    2  published later than the last one believed                             REPEATED
    3  sure to 0.10 % of its price                                            VAGUE
    4  at most 1 % from the last one believed, or confirmed: by a guard       HELD
       that spoke since the last one and is nearer to it than to that, or
       by the next quote within 1 % of it, or where no guard is fresh by
       three later ones, all within 0.30 % (then all of them are believed);
       the very first price needs the next one alone
    5  not contradicted by a fresh guard, by more than 1 %                    DISPUTED

    the market is          when
    halted, guard          a fresh guard contradicts by more than 1 %
    paused, guard          a fresh guard differs by more than its own deviation threshold + 0.30 %
    paused, clock          our clock is more than 250 ms from theirs (core/prices/clock_check.py)
    halted, silent         no quote of the anchor has passed 1 to 3 for 5 s
    moving                 for 15 minutes, and another source gives good quotes: that is the anchor now, and proves
                           itself by three good quotes in a row, of which the third is the first mark

The first line that is true, from `moving` and `silent` down, is the condition; none: live. A guard has 0.30 % more
where the anchor's prices are in USDT. There is no way back but the same one: the old anchor guards until the new one is
silent for 15 minutes. Everything here is a function of the watch and a quote or a moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from core.prices.clock_check import MOST_OFF_MS
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import LIVE_MS, Ticker
from core.prices.quotes import TETHERED, Quote, beyond, differs_ppm
from core.units import HOUR_MS, MINUTE_MS, PPM

MOST_AGE_MS = 3_000
MOST_VAGUE_PPM = 1_000
MOST_STEP_PPM = 10_000
MARGIN_PPM = 3_000  # what good sources may differ by, beyond a guard's own deviation threshold
TETHER_PPM = 3_000  # more, where one is in USDT
DISPUTE_PPM = 10_000
MOVE_MS = 15 * MINUTE_MS
_ONE_DISPUTE_MS = HOUR_MS  # two disputes that are no further apart are one, for what history may settle
_DOUBT_MS = MINUTE_MS  # guards that are polled speak within it
PROVING = 3  # good quotes in a row
CONFIRMING = 3  # later quotes, where no guard is fresh: a source repeats one mistake sooner than it makes four alike
ALIKE_PPM = 3_000  # what those may differ by


@dataclass(frozen=True, slots=True)
class Witness:
    """How a source's word weighs on a market: how old its newest quote may be for it to guard, and by how much the
    price may move before it tells one (its deviation threshold)."""

    source: str
    fresh_ms: int = LIVE_MS
    deviation_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """The sources of a market; `anchors` may make its marks, the first of them to begin with."""

    market: str
    anchors: tuple[str, ...]
    witnesses: tuple[Witness, ...]


class Verdict(StrEnum):
    """What became of a quote."""

    MARK = "mark"
    HEARD = "heard"  # of a guard
    PROVING = "proving"
    OLD = "old"
    AHEAD = "ahead"
    REPEATED = "repeated"
    VAGUE = "vague"
    HELD = "held"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a quote, what is a mark now (none, one, or two, in order), and all that was looked at: the newest
    quote of every source."""

    verdict: Verdict
    marks: tuple[Quote, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that is remembered of a market between two quotes.

    `word`: the last quote of the anchor that was believed. `held`: later ones in a row that wait to be confirmed.
    `proving`: good quotes in a row of a new anchor. `alive_ms`: when the anchor last gave a usable quote, or became the
    anchor. `newest`: of each source. `clock_off_ms`: how far the sources' clocks are from ours, None: unknown.
    `doubted_until_ms`: until then a dispute from before the start goes on, if its guard has not spoken again.
    """

    condition: Condition
    alive_ms: int
    word: Quote | None = None
    held: tuple[Quote, ...] = ()
    proving: tuple[Quote, ...] = ()
    newest: tuple[Quote, ...] = ()
    clock_off_ms: int | None = None
    doubted_until_ms: int = 0

    @property
    def anchor(self) -> str:
        """Whose quotes make the marks."""
        return self.condition.anchor

    @property
    def is_moving(self) -> bool:
        """Whether a new anchor still has to prove itself."""
        return self.condition.state is MarketState.MOVING


def begin(panel: Panel, stored: Condition | None, ticker: Ticker, at_ms: int) -> Watch:
    """The watch of a program that starts: the anchor stays who it was, and has 15 minutes from now."""
    condition = stored or Condition(panel.market)
    if not condition.anchor:
        condition = replace(condition, anchor=panel.anchors[0])
    word = None
    if ticker.price and ticker.source == condition.anchor:
        word = Quote(panel.market, ticker.source, ticker.price, 0, ticker.published_ms, ticker.published_ms)
    watch = Watch(condition, at_ms, word, doubted_until_ms=at_ms + _DOUBT_MS)
    return watch if watch.is_moving else _assessed(panel, watch, at_ms)


def look(panel: Panel, watch: Watch, at_ms: int, clock_off_ms: int | None) -> Watch:
    """What time alone brings: a silent anchor, a move to the next one, guards that are not fresh any more."""
    watch = replace(watch, clock_off_ms=clock_off_ms)
    if at_ms - watch.alive_ms >= MOVE_MS:
        successor = _successor(panel, watch, at_ms)
        if successor is not None:
            return _moved(watch, successor, at_ms)
    return _assessed(panel, watch, at_ms)


def hear(panel: Panel, watch: Watch, quote: Quote) -> tuple[Watch, Decision]:
    """Take a quote of any source of the panel."""
    assert quote.market == panel.market
    if quote.published_ms - quote.received_ms > MOST_AGE_MS:  # it would shut out those that follow
        return watch, Decision(Verdict.AHEAD, (), watch.newest)
    watch = replace(watch, newest=_with(watch.newest, quote))
    if quote.source != watch.anchor:
        return _of_a_guard(panel, watch, quote)
    fault = _fault(watch, quote)
    if fault is not None:
        return _decided(panel, watch, quote, fault)
    watch = replace(watch, alive_ms=quote.received_ms)
    return _proved(panel, watch, quote) if watch.is_moving else _judged(panel, watch, quote)


def _fault(watch: Watch, quote: Quote) -> Verdict | None:
    """What is wrong with a quote of the anchor in itself, by rules 1 to 3."""
    if quote.received_ms - quote.published_ms > MOST_AGE_MS:
        return Verdict.OLD
    last = watch.proving[-1] if watch.proving else watch.word
    if last is not None and quote.published_ms <= last.published_ms:
        return Verdict.REPEATED
    return Verdict.VAGUE if is_vague(quote) else None


def is_vague(quote: Quote) -> bool:
    """Whether a source is less sure of its price than a mark must be."""
    return quote.confidence * PPM > MOST_VAGUE_PPM * quote.price


def _judged(panel: Panel, watch: Watch, quote: Quote) -> tuple[Watch, Decision]:
    """Rules 4 and 5."""
    held = watch.held
    if watch.word is not None and not beyond(quote.price, watch.word.price, MOST_STEP_PPM):
        return _believed(panel, watch, quote, (quote,))
    if held and quote.published_ms <= held[-1].published_ms:
        return _decided(panel, watch, quote, Verdict.REPEATED)
    alone = watch.word is not None and next(_fresh(panel, watch, quote.received_ms), None) is None
    alike_ppm, needed = (ALIKE_PPM, CONFIRMING) if alone else (MOST_STEP_PPM, 1)
    row = (quote,) if any(beyond(quote.price, each.price, alike_ppm) for each in held) else (*held, quote)
    if len(row) > needed:
        return _believed(panel, watch, quote, row)
    if _is_confirmed(panel, watch, quote, quote.received_ms):
        return _believed(panel, watch, quote, (quote,))
    return _decided(panel, replace(watch, held=row), quote, Verdict.HELD)


def _believed(
    panel: Panel, watch: Watch, heard: Quote, believed: tuple[Quote, ...]
) -> tuple[Watch, Decision]:  # fmt: skip
    """These quotes of the anchor are true; marks they are unless a guard contradicts."""
    watch = _assessed(panel, replace(watch, word=believed[-1], held=()), heard.received_ms)
    if watch.condition.is_disputed:
        return watch, Decision(Verdict.DISPUTED, (), watch.newest)
    return watch, Decision(Verdict.MARK, believed, watch.newest)


def _decided(panel: Panel, watch: Watch, quote: Quote, verdict: Verdict) -> tuple[Watch, Decision]:
    """Nothing is a mark."""
    watch = _assessed(panel, watch, quote.received_ms)
    return watch, Decision(verdict, (), watch.newest)


def _of_a_guard(panel: Panel, watch: Watch, quote: Quote) -> tuple[Watch, Decision]:
    """A guard may confirm what is held, while that is not too old to be a mark."""
    held = watch.held[-1] if watch.held else None
    young = held is not None and quote.received_ms - held.published_ms <= MOST_AGE_MS
    if held is not None and young and _is_confirmed(panel, watch, held, quote.received_ms):
        return _believed(panel, watch, quote, (held,))
    return _decided(panel, watch, quote, Verdict.HEARD)


def _proved(panel: Panel, watch: Watch, quote: Quote) -> tuple[Watch, Decision]:
    """A good quote of a new anchor; the third in a row is its first mark."""
    before = watch.proving[-1] if watch.proving else None
    follows = (
        before is not None
        and quote.published_ms - before.published_ms <= LIVE_MS
        and not beyond(quote.price, before.price, MOST_STEP_PPM)
    )
    proving = (*watch.proving, quote) if follows else (quote,)
    watch = replace(watch, word=quote, proving=proving)
    dispute = next((guard for guard in _guards(panel, watch, quote.received_ms) if guard.disputes), None)
    if dispute is not None:
        return replace(watch, word=None, proving=()), Decision(Verdict.DISPUTED, (), watch.newest)
    if len(proving) < PROVING:
        return watch, Decision(Verdict.PROVING, (), watch.newest)
    settled = replace(watch, condition=replace(watch.condition, state=MarketState.LIVE), proving=())
    return _believed(panel, settled, quote, (quote,))


def _moved(watch: Watch, successor: str, at_ms: int) -> Watch:
    condition = _changed(watch.condition, MarketState.MOVING, Cause.SILENT, "", 0, at_ms)
    return replace(
        watch, condition=replace(condition, anchor=successor), alive_ms=at_ms, word=None, held=(), proving=()
    )


def _successor(panel: Panel, watch: Watch, at_ms: int) -> str | None:
    """The next source in the order of anchors that gives good quotes now."""
    order = panel.anchors
    if watch.anchor in order:
        at = order.index(watch.anchor)
        order = order[at + 1 :] + order[:at]
    good = {quote.source for quote in watch.newest if at_ms - quote.published_ms <= LIVE_MS and not is_vague(quote)}
    return next((source for source in order if source in good), None)


# Guards


@dataclass(frozen=True, slots=True)
class _Guard:
    """A fresh guard beside the anchor's word, and from where on it pauses and halts, parts per million."""

    quote: Quote
    word: Quote
    pause_ppm: int

    @property
    def pauses(self) -> bool:
        return beyond(self.quote.price, self.word.price, self.pause_ppm)

    @property
    def disputes(self) -> bool:
        allowed = DISPUTE_PPM + _tether_ppm(self.word.source)
        return beyond(self.quote.price, self.word.price, max(allowed, self.pause_ppm))

    @property
    def differs_ppm(self) -> int:
        return differs_ppm(self.quote.price, self.word.price)


def _tether_ppm(anchor: str) -> int:
    return TETHER_PPM if anchor in TETHERED else 0


def _fresh(panel: Panel, watch: Watch, at_ms: int) -> Iterator[tuple[Quote, int]]:
    """The newest quote of every guard that is fresh, and what it may differ by, parts per million."""
    witnesses = {witness.source: witness for witness in panel.witnesses}
    for quote in watch.newest:
        witness = witnesses[quote.source]
        if quote.source != watch.anchor and at_ms - quote.published_ms <= witness.fresh_ms and not is_vague(quote):
            yield quote, witness.deviation_ppm + MARGIN_PPM + _tether_ppm(watch.anchor)


def _guards(panel: Panel, watch: Watch, at_ms: int) -> list[_Guard]:
    """The fresh guards, the one that differs most first."""
    word = watch.word
    if word is None:
        return []
    guards = [_Guard(quote, word, tolerance) for quote, tolerance in _fresh(panel, watch, at_ms)]
    return sorted(guards, key=lambda guard: guard.differs_ppm, reverse=True)


def _is_confirmed(panel: Panel, watch: Watch, step: Quote, at_ms: int) -> bool:
    """Whether a fresh guard is near this step and nearer to it than to where it came from, and spoke since then."""
    word = watch.word
    last = word or (watch.held[-1] if watch.held else None)
    for quote, tolerance_ppm in _fresh(panel, watch, at_ms):
        from_step = abs(quote.price - step.price)
        nearer = word is None or from_step < abs(quote.price - word.price)
        later = last is None or quote.received_ms >= last.received_ms
        if nearer and later and not beyond(quote.price, step.price, tolerance_ppm):
            return True
    return False


# The condition


def _assessed(panel: Panel, watch: Watch, at_ms: int) -> Watch:
    """The watch with the condition that the market is in now."""
    if watch.is_moving or _is_doubted(watch, at_ms):
        return watch
    if at_ms - watch.alive_ms > LIVE_MS:
        found = (MarketState.HALTED, Cause.SILENT, "", 0)
    else:
        found = _guarded(_guards(panel, watch, at_ms), watch.clock_off_ms)
    return replace(watch, condition=_changed(watch.condition, *found, at_ms))


def _is_doubted(watch: Watch, at_ms: int) -> bool:
    """Whether the program was started in a dispute, and the guard may not have had the time to speak."""
    if at_ms >= watch.doubted_until_ms or not watch.condition.is_disputed:
        return False
    return all(quote.source != watch.condition.guard for quote in watch.newest)


def _guarded(guards: list[_Guard], clock_off_ms: int | None) -> tuple[MarketState, Cause, str, int]:
    """What guards and clock say of a market whose anchor speaks."""
    for state, those in (
        (MarketState.HALTED, [guard for guard in guards if guard.disputes]),
        (MarketState.PAUSED, [guard for guard in guards if guard.pauses]),
    ):
        if those:
            return state, Cause.GUARD, those[0].quote.source, those[0].differs_ppm
    if clock_off_ms is not None and abs(clock_off_ms) > MOST_OFF_MS:
        return MarketState.PAUSED, Cause.CLOCK, "", 0
    return MarketState.LIVE, Cause.NONE, "", 0


def _changed(
    before: Condition, state: MarketState, cause: Cause, guard: str, differs: int, at_ms: int
) -> Condition:  # fmt: skip
    """The condition from now on; the same one, if nothing about it is new."""
    if (state, cause, guard) == (before.state, before.cause, before.guard):
        return before
    goes_on = (state, cause) == (before.state, before.cause)
    after = replace(
        before,
        state=state,
        cause=cause,
        guard=guard,
        differs_ppm=differs,
        since_ms=before.since_ms if goes_on else at_ms,
    )
    if after.is_disputed and not before.is_disputed:
        again = before.disputed_from_ms and at_ms - before.disputed_to_ms < _ONE_DISPUTE_MS
        return replace(after, disputed_from_ms=before.disputed_from_ms if again else at_ms, disputed_to_ms=0)
    if before.is_disputed and not after.is_disputed:
        return replace(after, disputed_to_ms=at_ms)
    return after


def _with(newest: tuple[Quote, ...], quote: Quote) -> tuple[Quote, ...]:
    """The newest quotes with this one; what was published before the one that is there changes nothing."""
    others = [each for each in newest if each.source != quote.source]
    mine = [each for each in newest if each.source == quote.source]
    if mine and mine[0].published_ms > quote.published_ms:
        return newest
    return tuple(sorted([*others, quote], key=lambda each: each.source))
