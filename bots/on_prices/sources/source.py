"""What all price sources look like, and what they share: their health, and how a reading becomes quotes.

    starting --quote--> live <--quote-- failing          stopped: shut out by the source; tries again at `until_ms`
        \\---- error ----> failing <-- error -- live

A source's `run` ends only by being cancelled. Whatever the network does is an error in `health` and a rest; an error in
`emit` is ours and comes out.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bots.on_prices.sources.numbers import SourceError
from core.prices.quotes import Quote

AHEAD_MS = 60_000  # no clocks are this far apart: a quote from later than this would shut out all that follow

Emit = Callable[[Quote], None]


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is. `last_quote_ms`: when it last gave a quote (0: never). `last_error`: the newest thing that went
    wrong, also if all is well again. `until_ms`: until when it is left alone (0: it is not)."""

    state: Literal["starting", "live", "failing", "stopped"] = "starting"
    last_quote_ms: int = 0
    last_error: str = ""
    until_ms: int = 0


class Source(Protocol):
    """A source of quotes."""

    name: str
    markets: frozenset[str]

    @property
    def health(self) -> Health:
        """How it is now."""

    async def run(self, emit: Emit) -> None:
        """Give every quote to `emit`, until cancelled."""


class History(Protocol):
    """A source that also knows the past."""

    async def price_at(self, market: str, at_ms: int) -> Quote | None:
        """The first price it has of this moment or right after it; None if it has none, or not yet. Raises SourceError
        if it cannot be asked."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source is given of the world: the time in ms UTC, waiting in seconds, and chance."""

    now: Callable[[], int]
    sleep: Callable[[float], Awaitable[None]]
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer said: quotes, and why the rest of it is none."""

    quotes: tuple[Quote, ...]
    refusals: tuple[str, ...] = ()


class Watch:
    """Keeps the health of a source while its readings pass."""

    def __init__(self) -> None:
        self.health = Health()

    def take(self, reading: Reading, emit: Emit) -> None:
        """Pass the quotes on and remember what was refused. A reading that said nothing changes nothing."""
        if reading.refusals:
            self.health = replace(self.health, last_error=reading.refusals[0])
            if not reading.quotes:
                self.health = replace(self.health, state="failing")
        if reading.quotes:
            self.succeed(reading.quotes[-1].received_ms)
        for quote in reading.quotes:
            emit(quote)

    def succeed(self, at_ms: int) -> None:
        """Remember that something usable came at this moment."""
        self.health = replace(self.health, state="live", last_quote_ms=at_ms, until_ms=0)

    def fail(self, error: SourceError, until_ms: int = 0, stopped: bool = False) -> None:
        """Remember what went wrong, and until when there will be no other try."""
        state: Literal["failing", "stopped"] = "stopped" if stopped else "failing"
        self.health = replace(self.health, state=state, last_error=str(error), until_ms=until_ms)


def check_time(published_ms: int, received_ms: int) -> None:
    """Raises SourceError for a publication that is too far in the future."""
    if published_ms - received_ms > AHEAD_MS:
        raise SourceError(f"a price published {(published_ms - received_ms) // 1_000} s ahead of our clock")
