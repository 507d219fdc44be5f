"""How the sources of prices are, as `price` shows it: a value, taken at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.prices.quotes import Quote


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source: its state in a word, the newest thing that went wrong, and its newest quote of each market."""

    name: str
    state: str
    last_error: str
    quotes: Mapping[str, Quote]


@dataclass(frozen=True, slots=True)
class SourcesReport:
    """All sources; none where prices are made here.

    `funding_e8`: what longs really pay shorts on Binance's futures at the next funding, by market, as a share of
    notional in 1e-8. `clock_off_ms`: how far the sources' clocks are ahead of ours, None: unknown.
    """

    sources: tuple[SourceReport, ...] = ()
    funding_e8: Mapping[str, int] = field(default_factory=dict)
    clock_off_ms: int | None = None
