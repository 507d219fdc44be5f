"""Quotes: what a price source said about a market, before anything is decided by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source said: price and confidence (half an interval; 0: none given) in 1e-8 USD, times in ms UTC.

    `published_ms` is the source's own time, or for a source that tells none the moment its request was sent;
    `received_ms` is when it was here.
    """

    market: str
    source: str
    price: int
    confidence: int
    published_ms: int
    received_ms: int
