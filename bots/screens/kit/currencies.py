"""What prices are in: `BTC/USD`, or `BTC/USDT` while a source in USDT makes the marks; nothing is ever converted.

As with languages (bots/languages/texts.py), it is told once around the whole answer: `with quoted_in({"BTC": "USDT"})`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from core.prices.markets import MARKETS

_currencies: ContextVar[Mapping[str, str] | None] = ContextVar("currencies", default=None)


@contextmanager
def quoted_in(currencies: Mapping[str, str]) -> Iterator[None]:
    """Name markets by these currencies inside the block."""
    before = _currencies.set(currencies)
    try:
        yield
    finally:
        _currencies.reset(before)


def pair(symbol: str) -> str:
    """A market as people write it."""
    currency = (_currencies.get() or {}).get(symbol, MARKETS[symbol].quote)
    return f"{symbol}/{currency}"
