"""The markets: each is a row of data. Adding a market is adding a row here and one in bots/markets.py, no code.

A `Ticker` is the one changing row a market has: its newest mark, and every figure that is kept per market so that
a tick costs the same with 100,000 positions as with 100 (funding indices, the gap offset, open interest).
"""

from dataclasses import dataclass
from enum import StrEnum

from core.money import POINT
from core.units import DAY_MS

LIVE_MS = 5_000  # a market is live while its newest mark is at most this old, else halted
END_MS = 2**62  # later than everything
GAP_MS = 15_000  # a longer time between two marks is a halt whose price gap nobody pays for or profits from


class Side(StrEnum):
    """The two directions, of a position (long, short) and of a prediction (up, down)."""

    LONG = "long"
    SHORT = "short"
    UP = "up"
    DOWN = "down"

    @property
    def sign(self) -> int:
        """+1 where a rising price is good for this side, else -1."""
        return 1 if self is Side.LONG or self is Side.UP else -1

    @property
    def opposite(self) -> "Side":
        """The other direction of the same kind."""
        pairs = {Side.LONG: Side.SHORT, Side.SHORT: Side.LONG, Side.UP: Side.DOWN, Side.DOWN: Side.UP}
        return pairs[self]


@dataclass(frozen=True, slots=True)
class Market:
    """What may be traded: limits, Standard fee at open and at close (basis points of notional), and the Dumb windows
    in minutes with their profit on a win in basis points of the stake."""

    symbol: str
    quote: str
    max_leverage: int
    degen: bool
    fee_bps: int
    windows: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """The pair as people write it, `BTC/USD`."""
        return f"{self.symbol}/{self.quote}"

    def profit_bps(self, minutes: int) -> int | None:
        """Profit of a right call over this window in basis points of the stake; None where it is not offered."""
        return dict(self.windows).get(minutes)


_BIG = ((1, 7_000), (5, 7_700), (15, 8_000), (30, 8_200))  # 1m: the predecessor's; the rest: Aster
_SMALL = ((30, 7_200), (60, 7_700))  # Aster

DEFAULT_MARKET = "BTC"  # where none is named
MARKETS = {
    market.symbol: market
    for market in (
        Market("BTC", "USD", 1001, True, 8, _BIG),
        Market("ETH", "USD", 250, False, 8, _BIG),
        Market("BNB", "USD", 100, False, 8, _SMALL),
        Market("SOL", "USD", 100, False, 8, _SMALL),
    )
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The price by which everything is decided: price in 1e-8 USD, publish time in ms UTC, and where it came from.

    `kept`: it decided something and is never dropped.
    """

    market: str
    published_ms: int
    price: int
    source: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """The record of a halt whose price gap was skipped: `offset` is the market's cumulative offset after it."""

    market: str
    from_ms: int
    to_ms: int
    from_price: int
    to_price: int
    offset: int


@dataclass(frozen=True, slots=True)
class Ticker:
    """A market's newest mark (price 0: none yet) and its running figures.

    `offset`: cumulative price gaps skipped, 1e-8 USD. `funding_long/short`: cumulative funding cost per coin to that
    side, 1e-8 USD, positive = paid. `funding_minute`: the last minute (ms/60,000) brought up to date.
    `open_*`: open notional of a side, micro-points; `standard_*`: the Standard part of it.
    """

    market: str
    price: int = 0
    published_ms: int = 0
    source: str = ""
    offset: int = 0
    funding_long: int = 0
    funding_short: int = 0
    funding_minute: int = 0
    open_long: int = 0
    open_short: int = 0
    standard_long: int = 0
    standard_short: int = 0

    def live(self, at_ms: int) -> bool:
        """Whether the newest mark is at most 5 s old at this moment."""
        return self.price > 0 and at_ms - self.published_ms <= LIVE_MS

    def seen_from(self, offset: int) -> int:
        """The newest mark for what began at this offset, as if the gaps since had not been; never below one unit."""
        return max(1, self.price - (self.offset - offset))

    def funding(self, side: Side) -> int:
        """The cumulative funding cost per coin of a side, 1e-8 USD."""
        return self.funding_long if side is Side.LONG else self.funding_short

    def open_interest(self, side: Side) -> int:
        """All open notional of a side, micro-points."""
        return self.open_long if side is Side.LONG else self.open_short

    def standard_interest(self, side: Side) -> int:
        """The open Standard notional of a side, micro-points."""
        return self.standard_long if side is Side.LONG else self.standard_short


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits that an operator may set, with the defaults of the game; amounts in micro-points, times in ms.

    `late_ms` is how long after its publication a mark may still arrive: the clock alone refunds nothing before, so that
    the moment of a bell decides nothing. Zero where marks arrive as they are published. `history_ms` is how long what
    found no mark in time waits for the history of the anchor; zero where there is none.
    """

    margin_min: int = 1 * POINT
    margin_max: int = 1_000 * POINT
    stake_min: int = 1 * POINT
    stake_max: int = 500 * POINT
    max_open_positions: int = 20
    max_open_predictions: int = 20
    open_interest_cap: int = 50_000_000 * POINT
    prediction_cap: int = 100_000 * POINT
    order_life_ms: int = DAY_MS
    late_ms: int = 0
    history_ms: int = 0
