"""The things of the oracle (world.py) and their formulas: units, orders, positions, predictions, rounds."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

PT = 10**6
USD = 10**8
MINUTE, SECOND = 60_000, 1_000
LIVE_MS, GAP_MS, LATE_MS, FILL_MS = 5_000, 15_000, 15_000, 5_000
LOSS = Fraction(60, 100)
STANDARD_FEE = Fraction(8, 10_000)
DEGEN_SHARE, DEGEN_LEAST = Fraction(15, 100), Fraction(3, 10_000)
TICK = Fraction(1, 10_000)  # 0.01 %
RAKE = Fraction(3, 100)
_SHORT_WINDOWS = {1: Fraction(70, 100), 5: Fraction(77, 100), 15: Fraction(80, 100), 30: Fraction(82, 100)}
_LONG_WINDOWS = {30: Fraction(72, 100), 60: Fraction(77, 100)}
WINDOWS = {"BTC": _SHORT_WINDOWS, "ETH": _SHORT_WINDOWS, "BNB": _LONG_WINDOWS, "SOL": _LONG_WINDOWS}
LONG, SHORT = 1, -1
NAMES = {LONG: "long", SHORT: "short"}


def down(value: Fraction | int) -> int:
    return floor(value)


def up(value: Fraction | int) -> int:
    return ceil(value)


def plain(value: int | None, decimals: int) -> str:
    """A plain decimal without trailing zeros; `none` for nothing."""
    if value is None:
        return "none"
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**decimals)
    tail = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def pt(micro: int | None) -> str:
    return plain(micro, 6)


def usd(units: int | None) -> str:
    return plain(units, 8)


def price_units(text: str) -> int:
    exact = Fraction(text) * USD
    assert exact.denominator == 1
    return int(exact)


def degen(leverage: int) -> bool:
    return leverage >= 500


def slipped(mark: int, side: int, share: Fraction, opening: bool) -> int:
    """The mark moved against the player, to a whole price that is never better than the exact one."""
    direction = side if opening else -side
    exact = mark * (1 + direction * share)
    return up(exact) if direction > 0 else down(exact)


def split_amount(amount: int, leverage: int) -> tuple[int, int]:
    """Margin and opening fee."""
    if degen(leverage):
        return amount, 0
    margin = down(amount / (1 + STANDARD_FEE * leverage))
    return margin, amount - margin


def funding_rate(longs: int, shorts: int) -> Fraction:
    """Per 8 hours."""
    if longs == shorts:
        return Fraction(0)
    return max(abs(longs - shorts) * Fraction(5, 10_000) / max(longs, shorts), TICK)


def divide_pool(winning: int, losing: int) -> tuple[int, int, int]:
    """What the losers lose, the rake in it, and what is given back."""
    taken = min(losing, up(4 * winning / (1 - RAKE)))
    return taken, up(taken * RAKE), losing - taken


@dataclass
class Market:
    price: int = 0
    at_ms: int = -(10**15)
    offset: int = 0
    accrued_ms: int = 0

    def seen_from(self, offset: int) -> int:
        """The price without the gaps since; no price is below one unit, however wide they were."""
        return max(1, self.price - (self.offset - offset))


@dataclass
class Order:
    player: str
    number: int
    side: int
    market: str
    amount: int
    leverage: int
    at_ms: int
    seen: int  # newest mark at receipt
    offset: int
    tp: tuple[str, Fraction] | None = None
    sl: tuple[str, Fraction] | None = None
    limit: int | None = None
    turn: int = 0
    state: str = "waiting"
    reason: str = "none"


@dataclass
class Position:
    player: str
    number: int
    side: int
    market: str
    leverage: int
    margin: int
    notional: int
    put_in: int
    entry: int
    open_mark: int
    opened_ms: int
    offset: int
    fees: int
    takeprofit: int | None = None
    stoploss: int | None = None
    exact: Fraction = Fraction(0)
    slack: Fraction = Fraction(0)
    steps: int = 0
    closing: Fraction | None = None
    closing_turn: int = 0
    adding: int = 0
    state: str = "open"
    exit: int | None = None
    exit_mark: int | None = None
    pnl: int = 0
    funded: int = 0
    returned: int = 0
    closed_ms: int | None = None
    exit_moved: int = 0

    def pnl_at(self, price: int) -> Fraction:
        return Fraction(self.side * self.notional * (price - self.entry), self.entry)

    def accrue(self, mark: int, rate: Fraction) -> None:
        """A minute of funding; `rate` per minute, positive when this side pays."""
        cost = mark * rate
        coins = Fraction(self.notional, self.entry)
        self.exact -= coins * cost
        self.steps += up(cost)
        self.slack += coins

    @property
    def funding_by_steps(self) -> Fraction:
        return Fraction(-self.notional * self.steps, self.entry)

    @property
    def funding(self) -> int:
        """As settled: floored for the player, the roundings bounded."""
        shown = down(self.funding_by_steps)
        assert 0 <= self.exact - shown < self.slack + 1
        return shown

    def liquidated(self, price: int) -> bool:
        return self.pnl_at(price) + self.funding_by_steps <= -LOSS * self.margin

    def _last_price(self, loss: Fraction) -> int | None:
        """The last whole price at which `loss` of the margin is gone: down for long, up for short."""
        leverage = Fraction(self.notional, self.margin)
        distance = self.entry * (self.margin * loss + self.funding_by_steps) / self.margin / leverage
        exact = self.entry - self.side * distance
        whole = down(exact) if self.side == LONG else up(exact)
        return whole if whole > 0 else None

    @property
    def liquidation(self) -> int | None:
        return self._last_price(LOSS)

    @property
    def bankruptcy(self) -> int | None:
        return self._last_price(Fraction(1))

    def past(self, price: int, level: int | None, profit: bool) -> bool:
        if level is None:
            return False
        return (price - level) * self.side * (1 if profit else -1) >= 0

    def cap_price(self) -> int | None:
        gross = Fraction(550, 100) if self.leverage <= 750 else Fraction(350, 100)
        return self.price_by(("roe", gross))

    def price_by(self, stop: tuple[str, Fraction], profit: bool = True) -> int | None:
        """A stop as a price, rounded against the player: less profit, more loss."""
        kind, value = stop
        if kind == "price":
            return int(value)
        share = value / self.leverage if kind == "roe" else value
        direction = self.side if profit else -self.side
        exact = self.entry * (1 + direction * share)
        whole = down(exact) if self.side == LONG else up(exact)
        return whole if whole > 0 else None


@dataclass
class Prediction:
    player: str
    number: int
    side: int
    market: str
    stake: int
    minutes: int
    at_ms: int
    entry: int | None = None
    entered_ms: int | None = None
    exit: int | None = None
    pays: int = 0
    state: str = "waiting"


@dataclass
class Round:
    number: int
    market: str
    locks_ms: int
    closes_ms: int
    bets: dict[str, tuple[int, int]] = field(default_factory=dict)
    lock: int | None = None
    close: int | None = None
    state: str = "open"
    winner: int = 0
    paid: dict[str, int] = field(default_factory=dict)

    def pool(self, side: int) -> int:
        return sum(stake for each, stake in self.bets.values() if each == side)
