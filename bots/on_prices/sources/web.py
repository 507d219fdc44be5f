"""One bounded request over HTTP: whole, in time, from the host that was asked, of the kind that was asked for.

    SourceError             anything that went wrong, as a short sentence that names a host and nothing else of the URL
      +-- NotFoundError   404
      +-- BusyError       429, and 401 and 403, which asking again does not help: rest for `wait_s`, 0 if it did not say
      +-- BannedError     418: the rests were not kept

Rules of the file
1. Redirects are not followed: the key and the trust belong to one host.
2. The time is for the whole answer, so a slow drip ends as a hang does. The size is counted as the bytes arrive, and no
   compression is accepted, so that it is the size of what is kept.
3. Only the host is ever told: a path may hold a node's key.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bots.on_prices.sources.numbers import SourceError

MAX_BODY_BYTES = 1 << 20
JSON = "application/json"
_RETRY_AFTER = re.compile(r"[0-9]{1,6}")  # seconds, up to eleven days


class NotFoundError(SourceError):
    """The source does not know what was asked for."""


class BusyError(SourceError):
    """The source asks for a rest of so many seconds; 0 if it did not say how long."""

    def __init__(self, message: str, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class BannedError(BusyError):
    """The source has shut us out."""


def new_client(connect_s: float = 3) -> httpx.AsyncClient:
    """A client of one source's own, so that no other's hanging requests hold its connections."""
    return httpx.AsyncClient(
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        timeout=httpx.Timeout(None, connect=connect_s),  # `fetch` and `open_stream` time the rest
        limits=httpx.Limits(max_connections=4),
    )


async def fetch(client: httpx.AsyncClient, request: httpx.Request, timeout_s: float) -> bytes:
    """The JSON that answers this request. Raises SourceError."""
    try:
        async with asyncio.timeout(timeout_s), open_stream(client, request, JSON) as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise SourceError(f"{request.url.host} answered more than {MAX_BODY_BYTES} bytes")
            return bytes(body)
    except TimeoutError as error:
        raise SourceError(f"{request.url.host} gave no whole answer within {timeout_s:g} s") from error


@asynccontextmanager
async def open_stream(client: httpx.AsyncClient, request: httpx.Request, kind: str) -> AsyncIterator[httpx.Response]:
    """The answer to this request, of this content type, not yet read.

    Raises SourceError, also for what goes wrong while it is read.
    """
    host = request.url.host
    try:
        response = await client.send(request, stream=True)
        try:
            _check(response, host, kind)
            yield response
        finally:
            await response.aclose()
    except (httpx.ConnectError, UnicodeError) as error:  # a label of over 63 letters is no name, says the resolver
        raise SourceError(f"{host} cannot be reached") from error
    except httpx.TimeoutException as error:
        raise SourceError(f"{host} did not answer in time") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise SourceError(f"the connection to {host} broke") from error


def _check(response: httpx.Response, host: str, kind: str) -> None:
    status = response.status_code
    if response.is_redirect:
        raise SourceError(f"{host} sends us to {_host_of(response)}, which was not asked")
    if status == 404:
        raise NotFoundError(f"{host} does not know what it was asked for")
    if status in (418, 429):
        text = response.headers.get("retry-after", "")
        wait_s = int(text) if _RETRY_AFTER.fullmatch(text) else 0
        if status == 418:
            raise BannedError(f"{host} has shut us out (418)", wait_s)
        raise BusyError(f"{host} asks for a rest (429)", wait_s)
    if status in (401, 403):
        raise BusyError(f"{host} does not let us in ({status})", 0)
    if status != 200:
        raise SourceError(f"{host} answered {status}")
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise SourceError(f"{host} answered with something else than {kind}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise SourceError(f"{host} answered compressed, which was not asked for")


def _host_of(response: httpx.Response) -> str:
    """The host that a redirect leads to, as far as it can be shown."""
    try:
        return ascii(httpx.URL(response.headers.get("location", "")).host)[1:-1][:60] or "another page"
    except httpx.InvalidURL:
        return "another page"
