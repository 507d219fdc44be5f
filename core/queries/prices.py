"""Prices as players look at them: the newest mark of a market and how restless it was lately."""

from itertools import pairwise

from core.checks import known_market
from core.messages.prices import PriceShown, Pulse, ShowPrice
from core.prices.markets import MARKETS, Ticker
from core.prices.survival import MEASURED_MS
from core.turn import Turn
from core.units import PPM


def price(turn: Turn, command: ShowPrice) -> PriceShown:
    """One market or all of them."""
    symbols = list(MARKETS) if command.market is None else [known_market(command.market).symbol]
    return PriceShown(tuple(_pulse(turn, turn.ticker(symbol)) for symbol in symbols), turn.at_ms)


def _pulse(turn: Turn, ticker: Ticker) -> Pulse:
    condition = turn.condition(ticker.market).in_force
    closes = turn.book.markets.minute_closes(ticker.market, turn.at_ms - MEASURED_MS)
    if len(closes) < 2:
        return Pulse(ticker, condition, None, None)
    moves = [abs(after - before) * PPM // before for before, after in pairwise(closes)]
    spread = (max(closes) - min(closes)) * PPM // min(closes)
    return Pulse(ticker, condition, spread, sum(moves) // len(moves))
