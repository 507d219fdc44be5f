"""Pyth's Hermes: a stream of prices with confidences, polled while the stream is down, and the price of a past second.

    stream --ends, breaks, silent for 15 s--> poll every 2 s for a growing while --> stream
    429 anywhere --> a rest of 60 s without any request (10 requests per 10 s are allowed)

The server ends every stream after a day, and those of slow readers: a stream that lived a minute was a good one, and
the next is opened after the shortest while. Times of publication are whole seconds, several updates share one.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing

import httpx
from httpx_sse import EventSource

from bots.on_prices.sources.numbers import SourceError, scaled_confidence, scaled_price, strict_json, whole
from bots.on_prices.sources.source import Emit, Health, Reading, Surroundings, Watch, check_time
from bots.on_prices.sources.web import BusyError, NotFoundError, fetch, open_stream
from bots.runtime.backoff import Backoff, doubling
from core.prices.quotes import Quote

NAME = "pyth"
SILENCE_S = 15.0
POLL_S = 2.0
TIMEOUT_S = 5.0
BUSY_S = 60
_GOOD_STREAM_MS = 60_000
_HISTORY_MS = 10_000  # a price that is published later than this after the moment is not of the moment
_MAX_EVENT_BYTES = 1 << 18  # an event of four prices has some 5,000
_MIN_TIME_S, _MAX_TIME_S = 1_500_000_000, 4_102_444_800  # 2017 to 2100
_STREAM = "text/event-stream"


def read_prices(body: bytes, markets: Mapping[str, str], received_ms: int) -> Reading:
    """The quotes in an answer or event; `markets`: market by price id. Raises SourceError if it is of another shape."""
    document = strict_json(body)
    entries = document.get("parsed") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise SourceError("pyth answered without prices")
    quotes, refusals = [], []
    for entry in entries:
        market = markets.get(_text(entry.get("id"))) if isinstance(entry, dict) else None
        if market is None:
            refusals.append("pyth told a price that was not asked for")
            continue
        try:
            quotes.append(_quote(market, entry.get("price"), received_ms))
        except SourceError as error:
            refusals.append(f"{market}: {error}")
    return Reading(tuple(quotes), tuple(refusals))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _quote(market: str, price: object, received_ms: int) -> Quote:
    if not isinstance(price, dict):
        raise SourceError("no price")
    exponent = whole(price.get("expo"), -99, 99)
    published_ms = whole(price.get("publish_time"), _MIN_TIME_S, _MAX_TIME_S) * 1_000
    check_time(published_ms, received_ms)
    return Quote(
        market=market,
        source=NAME,
        price=scaled_price(price.get("price"), exponent),
        confidence=scaled_confidence(price.get("conf"), exponent),
        published_ms=published_ms,
        received_ms=received_ms,
    )


class Pyth:
    """The prices of these markets (price id by market) from the Hermes at this URL."""

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        key: str,
        ids: Mapping[str, str],
        surroundings: Surroundings,
        silence_s: float = SILENCE_S,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.markets = frozenset(ids)
        self._client = client
        self._url = url
        self._key = key
        self._ids = dict(ids)
        self._by_id = {price_id: market for market, price_id in ids.items()}
        self._world = surroundings
        self._silence_s = silence_s
        self._timeout_s = timeout_s
        self._watch = Watch()
        self._backoff = Backoff(doubling(3, 30), surroundings.chance)  # with the polls, 10 requests per 10 s at most

    @property
    def health(self) -> Health:
        """How it is now."""
        return self._watch.health

    async def run(self, emit: Emit) -> None:
        """Give every quote to `emit`, until cancelled."""
        while True:
            opened_ms = self._world.now()
            try:
                await self._stream(emit)
            except BusyError as error:
                await self._rest(error)
                continue
            except SourceError as error:
                self._watch.fail(error)
            if self._world.now() - opened_ms >= _GOOD_STREAM_MS:
                self._backoff.reset()
            await self._poll(emit, self._world.now() + int(self._backoff.next_s() * 1_000))

    async def price_at(self, market: str, at_ms: int) -> Quote | None:
        """The first price published at or after this moment; None if Pyth has none within ten seconds of it."""
        second = -(-at_ms // 1_000)
        try:
            body = await fetch(self._client, self._request(f"price/{second}", self._ids[market]), self._timeout_s)
        except NotFoundError:
            return None
        reading = read_prices(body, self._by_id, self._world.now())
        of_the_moment = [
            quote
            for quote in reading.quotes
            if quote.market == market and at_ms <= quote.published_ms <= at_ms + _HISTORY_MS
        ]
        return min(of_the_moment, key=lambda quote: quote.published_ms, default=None)

    async def _stream(self, emit: Emit) -> None:
        """The quotes of one stream until it ends. Raises SourceError."""
        request = self._request("price/stream", *self._by_id, accept=_STREAM, allow_unordered="false")
        loop = asyncio.get_running_loop()
        try:
            async with (
                asyncio.timeout(self._silence_s) as silence,
                open_stream(self._client, request, _STREAM) as response,
            ):
                assert isinstance(response.stream, httpx.AsyncByteStream)  # of an asynchronous client
                response.stream = _BoundedEvents(response.stream)
                async with aclosing(EventSource(response).aiter_sse()) as events:
                    async for event in events:
                        if event.event == "error":
                            return  # its day is over, or we were too slow
                        if event.data:
                            self._take(event.data, emit)
                            silence.reschedule(loop.time() + self._silence_s)
        except TimeoutError as error:
            raise SourceError(f"pyth's stream is silent for {self._silence_s:g} s") from error

    def _take(self, data: str, emit: Emit) -> None:
        self._watch.take(read_prices(data.encode("utf-8"), self._by_id, self._world.now()), emit)

    async def _poll(self, emit: Emit, until_ms: int) -> None:
        """Ask for the newest prices until this moment, once at least."""
        while True:
            try:
                body = await fetch(self._client, self._request("price/latest", *self._by_id), self._timeout_s)
                self._watch.take(read_prices(body, self._by_id, self._world.now()), emit)
            except BusyError as error:
                return await self._rest(error)
            except SourceError as error:
                self._watch.fail(error, until_ms)
            left_s = (until_ms - self._world.now()) / 1_000
            await self._world.sleep(min(POLL_S, max(left_s, 0)))
            if self._world.now() >= until_ms:
                return None

    async def _rest(self, error: BusyError) -> None:
        rest_s = max(error.wait_s, BUSY_S)
        self._watch.fail(error, self._world.now() + rest_s * 1_000)
        await self._world.sleep(rest_s)

    def _request(self, path: str, *ids: str, accept: str = "application/json", **more: str) -> httpx.Request:
        return self._client.build_request(
            "GET",
            f"{self._url}/v2/updates/{path}",
            params={"ids[]": ids, "parsed": "true", "encoding": "hex", "ignore_invalid_price_ids": "true", **more},
            headers={"Accept": accept} | ({"Authorization": f"Bearer {self._key}"} if self._key else {}),
        )


class _BoundedEvents(httpx.AsyncByteStream):
    """The bytes of a stream of events, as long as an event ends now and then: what reads them keeps an event whole."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        since, last = 0, b""
        async for chunk in self._stream:
            window = last + chunk
            end = max(window.rfind(b"\n\n"), window.rfind(b"\n\r\n"))
            since = len(window) - end if end >= 0 else since + len(chunk)
            if since > _MAX_EVENT_BYTES:
                raise SourceError("pyth's stream sends an event without an end")
            last = chunk[-2:]
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
