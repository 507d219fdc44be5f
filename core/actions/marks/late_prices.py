"""What found no mark in time is settled by the history of the anchor: the price of that very second, if it has one.

    15 s after its end without a mark --wanted--> somebody asks the anchor --settle--> as if the mark had come
                                      --`history_ms` later, or a guard halted the market then----> refunded, void

Only ends are settled so: an entry or a lock needs a mark that nobody can have seen.
"""

from dataclasses import dataclass

from core.actions.predictions import settle_prediction
from core.actions.rounds import settle_round
from core.checks import history_may_tell
from core.prices.markets import Mark
from core.prices.quotes import Quote
from core.rules.predictions import EXIT_MS, PredictionState
from core.rules.rounds import RoundState
from core.turn import Turn, proof_of

_MOST = 100  # asked for at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """The price of a market at a moment (ms UTC), by this source."""

    market: str
    at_ms: int
    source: str


def wanted(turn: Turn) -> list[Wanted]:
    """What waits for the history of its anchor, the oldest first, some hundred at most."""
    until = turn.at_ms - turn.rules.late_ms - EXIT_MS - 1
    found: set[Wanted] = set()
    if turn.rules.history_ms:
        for ticker in turn.book.markets.tickers():
            moments = {each.closes_ms for each in turn.book.predictions.expiring(ticker.market, until)}
            rounds = turn.book.rounds.at_mark(ticker.market, until)
            moments |= {each.closes_ms for each in rounds if each.state is RoundState.LOCKED}
            found |= {
                Wanted(ticker.market, at_ms, ticker.source)
                for at_ms in moments
                if at_ms is not None and history_may_tell(turn, ticker.market, at_ms)
            }
    return sorted(found, key=lambda each: (each.at_ms, each.market))[:_MOST]


def settle(turn: Turn, asked: Wanted, quote: Quote) -> bool:
    """Settle what ended at this moment by what the anchor says of it; whether it could be used."""
    ticker = turn.ticker(asked.market)
    in_time = 0 <= quote.published_ms - asked.at_ms <= EXIT_MS
    if asked not in wanted(turn) or quote.source != ticker.source or quote.market != asked.market or not in_time:
        return False
    mark = Mark(quote.market, quote.published_ms, quote.price, quote.source, kept=True)
    if turn.get(Mark, mark.market, mark.published_ms) is None:
        turn.save(mark)
        turn.save(proof_of(mark, quote))
    for prediction in turn.book.predictions.expiring(asked.market, asked.at_ms):
        if prediction.closes_ms == asked.at_ms and prediction.state is PredictionState.RUNNING:
            settle_prediction(turn, prediction, mark)
    for round_ in turn.book.rounds.at_mark(asked.market, asked.at_ms):
        if round_.closes_ms == asked.at_ms and round_.state is RoundState.LOCKED:
            settle_round(turn, round_, mark)
    return True
