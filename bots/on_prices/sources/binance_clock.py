"""What time it is at Binance, asked every ten seconds: how our clock is compared with the sources'."""

from collections.abc import Callable

import httpx

from bots.on_prices.sources.binance import TIMEOUT_S, rest_of
from bots.on_prices.sources.numbers import SourceError, strict_json, whole
from bots.on_prices.sources.source import Health, Surroundings, Watch
from bots.on_prices.sources.web import BannedError, BusyError, fetch
from core.prices.clock_check import ClockReading

NAME = "binance-time"
PERIOD_S = 10.0
_MAX_MS = 4_102_444_800_000  # 2100


def read_time(body: bytes) -> int:
    """The time in an answer of `time`, ms UTC. Raises SourceError."""
    document = strict_json(body)
    if not isinstance(document, dict):
        raise SourceError("binance answered without a time")
    return whole(document.get("serverTime"), 1, _MAX_MS)


class BinanceTime:
    """The clock of the Binance at this URL."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient, url: str, surroundings: Surroundings) -> None:
        self._client = client
        self._url = url
        self._world = surroundings
        self._watch = Watch()

    @property
    def health(self) -> Health:
        """How it is now; what counts as its quote is a time."""
        return self._watch.health

    async def run(self, emit: Callable[[ClockReading], None]) -> None:
        """Give every reading to `emit`, until cancelled."""
        while True:
            rest_s = PERIOD_S
            try:
                emit(await self._ask())
            except BusyError as error:
                rest_s = max(rest_s, rest_of(error))
                until_ms = self._world.now() + int(rest_s * 1_000)
                self._watch.fail(error, until_ms, stopped=isinstance(error, BannedError))
            except SourceError as error:
                self._watch.fail(error)
            await self._world.sleep(rest_s)

    async def _ask(self) -> ClockReading:
        request = self._client.build_request("GET", f"{self._url}/api/v3/time")
        sent_ms = self._world.now()
        told_ms = read_time(await fetch(self._client, request, TIMEOUT_S))
        received_ms = self._world.now()
        self._watch.succeed(received_ms)
        return ClockReading(sent_ms, told_ms, received_ms)
