"""The auditor's prices: marks only go forward, what a halt skips joins the offset, and funding accrues by the rules.

    once a minute, if the newest mark before it is at most 5 s old, with L and S the open notionals of both sides:
    rate per 8 h = max(|L - S| x 0.05 % / max(L, S), 0.01 %), zero if L = S; the heavier side pays price x rate / 480
    per coin, the lighter receives the same; each index is at least that, and less than one unit more

Exact fractions, minute by minute, so that a wrong rounding, side, minute or rate shows in the accrual that it is in.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

MINUTE_MS = 60_000
LIVE_MS = 5_000
GAP_MS = 15_000
LATE_MS = 3_000
_READ = "SELECT market, price, published_ms, source, offset, funding_long, funding_short, funding_minute FROM tickers"


@dataclass(frozen=True, slots=True)
class Happened:
    """What the world did to the program. `kind`: mark, bell, or anything else; `died`: the process did not survive it,
    so it has happened or not, but nothing between."""

    kind: str = ""
    at_ms: int = 0
    market: str = ""
    price: int = 0
    source: str = ""
    died: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """A market's newest mark, and what runs along with it."""

    price: int = 0
    at_ms: int = 0
    source: str = ""
    offset: int = 0
    index: Mapping[str, int] = field(default_factory=lambda: {"long": 0, "short": 0})
    minute: int = 0


class PriceBooks:
    """The prices of all markets."""

    def __init__(self) -> None:
        self.now: dict[str, Price] = {}
        self.accruals = 0

    def take(self, conn: sqlite3.Connection, happened: Happened, interest: Mapping[tuple[str, str], int]) -> str:
        """Audit the tickers; the market that took a mark, empty if none did. `interest`: open notionals before."""
        marked = ""
        for market, price, at_ms, source, offset, long, short, minute in conn.execute(_READ).fetchall():
            said = Price(price, at_ms, source, offset, {"long": long, "short": short}, minute)
            before = self.now.get(market, Price())
            after = self._after(before, happened, market, said, interest)
            if after != said and happened.died:
                after = before
            assert after == said, f"{market} is {said}, it should be {after}"
            if after.at_ms != before.at_ms:
                marked = market
            self.now[market] = said
        return marked

    def _after(
        self, before: Price, happened: Happened, market: str, said: Price, interest: Mapping[tuple[str, str], int]
    ) -> Price:
        """What the rules make of a market; increments of an index are the program's, if they are right."""
        if happened.kind == "bell":
            return self._accrued(before, happened.at_ms - LATE_MS, market, said, interest)
        if happened.kind != "mark" or happened.market != market or happened.at_ms <= before.at_ms:
            return before
        after = self._accrued(before, happened.at_ms, market, said, interest)
        skipped = before.price and (happened.source != before.source or happened.at_ms - before.at_ms > GAP_MS)
        offset = after.offset + (happened.price - before.price if skipped else 0)
        return replace(after, price=happened.price, at_ms=happened.at_ms, source=happened.source, offset=offset)

    def _accrued(
        self, before: Price, at_ms: int, market: str, said: Price, interest: Mapping[tuple[str, str], int]
    ) -> Price:
        due = at_ms // MINUTE_MS
        if due <= before.minute or not before.price:
            return before
        next_minute = before.at_ms // MINUTE_MS + 1
        fresh = next_minute * MINUTE_MS - before.at_ms <= LIVE_MS
        if not fresh or not before.minute < next_minute <= due:
            return replace(before, minute=due)
        long, short = (interest.get((market, side), 0) for side in ("long", "short"))
        rate = Fraction(0)
        if long != short:
            rate = max(Fraction(abs(long - short), max(long, short)) * Fraction(5, 10_000), Fraction(1, 10_000)) / 480
        costs = before.price * rate * (1 if long > short else -1)
        index = {}
        for side, exact in (("long", costs), ("short", -costs)):
            rise = said.index[side] - before.index[side]
            index[side] = before.index[side] + (
                rise if 0 <= rise - exact < 1 else -(-exact.numerator // exact.denominator)
            )
        self.accruals += rate != 0
        return replace(before, index=index, minute=due)
