"""Funding: once a minute the heavier side of a market pays, the lighter side receives the same rate, the house keeps
the difference (Aster's and ApolloX's rule, per block there).

Kept as one cumulative index per market and side, per coin, in price units: an accrual touches one row per market,
however many positions are open. What is due is brought up to date at the start of every bell and every mark by the
same function, so the moment of a bell changes nothing.
"""

from dataclasses import replace

from core.money import ceil_div
from core.prices.markets import LIVE_MS, Ticker
from core.units import BPS, MINUTE_MS

PERIOD_MINUTES = 480  # of which a rate speaks
SKEW_BPS = 5  # 0.05 % per 8 h with everything on one side
FLOOR_BPS = 1  # 0.01 % per 8 h whenever the sides differ


def rate_8h(one: int, other: int) -> tuple[int, int]:
    """The rate per 8 hours between two open interests, as an exact fraction (numerator, denominator).

    `max(|L - S| x 0.05 % / max(L, S), 0.01 %)`, zero if they are equal.
    """
    if one == other:
        return 0, 1
    heavier = max(one, other)
    return max(abs(one - other) * SKEW_BPS, heavier * FLOOR_BPS), heavier * BPS


def accrue(ticker: Ticker, at_ms: int) -> Ticker:
    """The ticker with all funding due by this moment.

    Minute m accrues at the newest mark before m if that mark is at most 5 s older, else the minute is skipped; so of
    all minutes due at once only the first after the newest mark can accrue, and catching up costs nothing. Increments
    of the cost round up, on both sides.
    """
    due = at_ms // MINUTE_MS
    if due <= ticker.funding_minute or not ticker.price:
        return ticker
    minute = ticker.published_ms // MINUTE_MS + 1
    fresh = minute * MINUTE_MS - ticker.published_ms <= LIVE_MS
    if not fresh or not ticker.funding_minute < minute <= due:
        return replace(ticker, funding_minute=due)
    numerator, denominator = rate_8h(ticker.open_long, ticker.open_short)
    signed = numerator if ticker.open_long > ticker.open_short else -numerator
    scale = denominator * PERIOD_MINUTES
    return replace(
        ticker,
        funding_long=ticker.funding_long + ceil_div(ticker.price * signed, scale),
        funding_short=ticker.funding_short + ceil_div(-ticker.price * signed, scale),
        funding_minute=due,
    )
