"""The engine's doors for prices: marks, how a market is, and past prices that something waits for.

    quotes of all sources --core.prices.anchors decides--> on_condition(how the market is)
                                                --> on_mark(mark, the quotes): one transaction, however much it triggers
    wanted_history() --somebody asks the anchor--> on_history(the price of a past second)

Split from `core.engine` for its size alone: `Engine` is the one thing to call.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.actions import predictions
from core.actions.alerts import alerting
from core.actions.matching import Matching
from core.actions.prices import halts, late_prices
from core.actions.prices.late_prices import Wanted
from core.book import Book
from core.prices.conditions import Condition, MarketState
from core.prices.funding import accrue
from core.prices.markets import GAP_MS, Gap, Mark, Rules, Ticker
from core.prices.quotes import Quote, quote_currency
from core.turn import Turn, proof_of


class Pricing:
    """What prices do to a book."""

    def __init__(self, book: Book, rules: Rules, live: bool) -> None:
        self._book = book
        self._rules = rules
        self._live = live

    def on_mark(self, mark: Mark, quotes: Sequence[Quote] = ()) -> bool:
        """Take a price: one transaction, however much it triggers. False if it is not newer than the last one.

        `quotes`: what every source says at this moment; kept with the mark if anything comes of it.
        """
        turn = self._turn(mark.published_ms)
        ticker = turn.ticker(mark.market)
        if mark.published_ms <= ticker.published_ms:
            return False
        with self._book.transaction():
            alerting.tell_warnings(turn, mark.market, mark.published_ms)
            condition = halts.end_halt(turn, turn.condition(mark.market), ticker, mark)
            paused = condition.in_force.state is not MarketState.LIVE
            ticker = accrue(ticker, mark.published_ms)
            ticker = _priced(turn, ticker, mark)
            predictions.predictions_begin(turn, mark, paused)
            ticker = Matching(turn, mark, ticker, paused).run()
            turn.save(ticker)
            predictions.rounds_at(turn, mark)
            predictions.predictions_end(turn, mark)
            alerting.after_mark(turn, ticker, mark)
            turn.save(replace(mark, kept=turn.has_decided))
            if turn.has_decided:
                for quote in quotes:
                    turn.save(proof_of(mark, quote))
            turn.finish()
        return True

    def on_condition(self, condition: Condition, at_ms: int) -> None:
        """Remember how a market is now, as `core.prices.anchors` has found."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            halts.change(turn, condition)
            turn.finish()

    def reopen(self, at_ms: int, continued: bool = True) -> None:
        """Nobody guards the markets from now on (simulated prices, a tape): they are live while they have a price.

        Not `continued`: what comes has nothing to do with what was, so what was called on that is given back.
        """
        turn = self._turn(at_ms)
        with self._book.transaction():
            for ticker in self._book.tickers():
                condition = turn.condition(ticker.market)
                if condition.state is not MarketState.LIVE:
                    halts.change(turn, Condition(ticker.market, condition.anchor))
                if not continued:
                    predictions.anchor_changed(turn, ticker.market)
            turn.finish()

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""
        return self._book.tickers()

    def market(self, symbol: str, at_ms: int) -> tuple[Ticker, Condition]:
        """How a market stands."""
        turn = self._turn(at_ms)
        return turn.ticker(symbol), turn.condition(symbol)

    def wanted_history(self, at_ms: int) -> list[Wanted]:
        """The past prices that something waits for: see `core.actions.prices.late_prices`."""
        return late_prices.wanted(self._turn(at_ms))

    def on_history(self, asked: Wanted, quote: Quote, at_ms: int) -> bool:
        """Settle what waited for a past price; False if it does not wait, or this is no answer to it."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            used = late_prices.settle(turn, asked, quote)
            turn.finish()
        return used

    def prices(self) -> dict[str, int]:
        """The newest price of every market that ever had one, 1e-8 USD."""
        return {ticker.market: ticker.price for ticker in self._book.tickers()}

    def currencies(self) -> dict[str, str]:
        """What the prices of each market are in, by who makes its marks."""
        return {ticker.market: quote_currency(ticker.source) for ticker in self._book.tickers()}

    def _turn(self, at_ms: int) -> Turn:
        return Turn(self._book, self._rules, self._live, at_ms)


def _priced(turn: Turn, ticker: Ticker, mark: Mark) -> Ticker:
    """The ticker with this mark; after a halt, and however short that was with another source, the price gap joins the
    offset, so that nobody pays for it."""
    offset = ticker.offset
    moved = ticker.price > 0 and mark.source != ticker.source
    if moved:
        predictions.anchor_changed(turn, mark.market)
    if moved or (ticker.price and mark.published_ms - ticker.published_ms > GAP_MS):
        offset += mark.price - ticker.price
        turn.save(Gap(mark.market, ticker.published_ms, mark.published_ms, ticker.price, mark.price, offset))
    return replace(ticker, price=mark.price, published_ms=mark.published_ms, source=mark.source, offset=offset)
