"""What a market is called: BTC/USD, or BTC/USDT while a source that quotes in USDT moves it. Nothing is converted."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.markets import MARKETS

_tethered: ContextVar[frozenset[str]] = ContextVar("tethered", default=frozenset())


@contextmanager
def quoting(tethered: frozenset[str]) -> Iterator[None]:
    """Inside the block these markets are in USDT."""
    before = _tethered.set(tethered)
    try:
        yield
    finally:
        _tethered.reset(before)


def market_name(symbol: str) -> str:
    """The pair as people write it, `BTC/USD`."""
    name = MARKETS[symbol].name
    return f"{name}T" if symbol in _tethered.get() else name
