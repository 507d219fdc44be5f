"""The order of events at a mark and at a bell.

    at a mark    near warnings that are due -> a halt ends -> funding due -> a gap, another anchor -> predictions begin
                 -> orders and positions (core/actions/marks/matching.py) -> rounds -> predictions end
                 -> group feeds -> near warnings -> watched positions -> price alerts
    at a bell    for each market: near warnings that are due, funding due, a halt begins -> orders expire
                 -> rounds and predictions without a price -> rounds that repeat -> digests -> old rows are dropped

Everything at one mark, or at one bell, happens in one transaction.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.actions.alerts import group_feed
from core.actions.alerts.digests import tell_digests
from core.actions.alerts.near_warnings import tell_warnings, warn_positions, warn_watched
from core.actions.alerts.price_alerts import fire_price_alerts
from core.actions.alerts.watched_positions import reach_watched
from core.actions.marks.anchor_changes import anchor_changed
from core.actions.marks.halts import begin_halt, end_halt
from core.actions.marks.matching import Matching
from core.actions.orders import expire
from core.actions.predictions import predictions_begin, predictions_end, refund_prediction
from core.actions.privacy import RETURN_MS
from core.actions.rounds import give_up_round, repeat_round, rounds_at
from core.prices.conditions import MarketState
from core.prices.funding import accrue
from core.prices.markets import GAP_MS, Gap, Mark, Ticker
from core.prices.quotes import Quote
from core.turn import Turn, proof_of
from core.units import DAY_MS

ANSWERS_MS = DAY_MS  # how long a request's answer is kept for repeats
_MESSAGES_MS = 7 * DAY_MS  # how long it is known which message shows what; older cards are shown anew
_MARKS_MS = 2 * DAY_MS  # how long marks that decided nothing are kept
_PRUNED = 200  # marks dropped by a bell at most, so that a bell stays short; some twenty come in its second


def at_mark(turn: Turn, ticker: Ticker, mark: Mark, quotes: Sequence[Quote]) -> None:
    """Do everything that a mark triggers; `ticker` is the market's before it. `quotes`: see `Engine.on_mark`."""
    tell_warnings(turn, mark.market, mark.published_ms)
    condition = end_halt(turn, turn.condition(mark.market), ticker, mark)
    paused = condition.in_force.state is not MarketState.LIVE
    ticker = accrue(ticker, mark.published_ms)
    ticker = _priced(turn, ticker, mark)
    predictions_begin(turn, mark, paused)
    ticker = Matching(turn, mark, ticker, paused).run()
    turn.save(ticker)
    rounds_at(turn, mark)
    predictions_end(turn, mark)
    group_feed.share(turn, turn.happened)
    warn_positions(turn, ticker, mark)
    reach_watched(turn, mark)
    warn_watched(turn, mark)
    fire_price_alerts(turn, mark)
    turn.save(replace(mark, kept=turn.has_decided))
    if turn.has_decided:
        for quote in quotes:
            turn.save(proof_of(mark, quote))


def _priced(turn: Turn, ticker: Ticker, mark: Mark) -> Ticker:
    """The ticker with this mark. After a halt, and after a change of the source however short, the price gap joins the
    market's offset, so that nobody pays for it."""
    offset = ticker.offset
    moved = ticker.price > 0 and mark.source != ticker.source
    if moved:
        anchor_changed(turn, mark.market)
    if moved or (ticker.price and mark.published_ms - ticker.published_ms > GAP_MS):
        offset += mark.price - ticker.price
        turn.save(Gap(mark.market, ticker.published_ms, mark.published_ms, ticker.price, mark.price, offset))
    return replace(ticker, price=mark.price, published_ms=mark.published_ms, source=mark.source, offset=offset)


def at_bell(turn: Turn) -> None:
    """Do what time alone brings.

    Marks that were published earlier may still be on their way for `late_ms`, so nothing is given up before that.
    """
    over = turn.at_ms - turn.rules.late_ms
    for ticker in turn.book.markets.tickers():
        tell_warnings(turn, ticker.market, over)
        accrued = accrue(ticker, over)
        if accrued is not ticker:
            turn.save(accrued)
        begin_halt(turn, ticker)
    for order in turn.book.positions.due_orders(over):
        expire(turn, order)
    for round_ in turn.book.rounds.due(over):
        give_up_round(turn, round_)
    for prediction in turn.book.predictions.due(over):
        refund_prediction(turn, prediction, "no_price")
    for schedule in turn.book.rounds.due_schedules(turn.at_ms):
        repeat_round(turn, schedule)
    tell_digests(turn)
    turn.book.players.forget(turn.at_ms - ANSWERS_MS, turn.at_ms - _MESSAGES_MS)
    turn.book.markets.prune_marks(turn.at_ms - _MARKS_MS, _PRUNED)
    turn.book.privacy.forget_departures(turn.at_ms - RETURN_MS)
