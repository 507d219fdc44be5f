"""Calls to the Bot API on aiohttp, for python-telegram-bot: faster than its own with many under way, and exact about
what may have arrived.

    no connection         NetworkError    it has not been sent
    no answer in time     TimedOut        it may have been
    cut off meanwhile     TimedOut        it may have been
    not Telegram's words  either          by the status: a portal, or a proxy, has answered

No redirect is followed and no answer of unbounded size is read.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_S = 5.0
_TOO_LARGE = 413
_READ_S = 10.0
_JSON = {"Content-Type": "application/json"}
_MAX_BYTES = 32 * 1024 * 1024  # a hundred long updates are far below


class AiohttpRequest(BaseRequest):
    """A pool of connections to one address, by the proxy that the environment names for it."""

    def __init__(self, address: str, connections: int) -> None:
        self._address = address
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds until an answer is given up."""
        return _READ_S

    async def initialize(self) -> None:
        """Make ready. Needs a running loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            headers = {"User-Agent": self.USER_AGENT}
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(
                connector=connector, headers=headers, cookie_jar=jar, proxy=_proxy_to(self._address)
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: the status and the body of the answer. Of the timeouts only `read_timeout` counts, where given."""
        assert self._session is not None, "initialize() comes first"
        seconds = read_timeout if isinstance(read_timeout, int | float) else _READ_S
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_S, sock_read=seconds)
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, _checked(answer.status, await _bounded(answer.content))
        except aiohttp.ClientConnectorError as error:
            raise NetworkError(f"no connection: {error.os_error.strerror or type(error.os_error).__name__}") from None
        except aiohttp.ConnectionTimeoutError:
            raise NetworkError("no connection in time") from None
        except aiohttp.ClientHttpProxyError as error:
            raise NetworkError(f"the proxy refuses: {error.status}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except aiohttp.ClientError as error:  # their texts may hold the address, and so the token
            raise TimedOut(f"cut off: {type(error).__name__}") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What an answer says. The library's own would log pages that proxies make, each with a traceback."""
        try:
            answer: dict[str, Any] = json.loads(payload)
        except ValueError:
            raise TimedOut("the answer is cut off") from None
        return answer


def rest_s(refusal: RetryAfter) -> float:
    """How long Telegram asks us to wait, seconds; the library tells it as either of two types."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


def _checked(status: int, body: bytes) -> bytes:
    """The body of an answer, if it can be Telegram's. A portal's or a proxy's page says nothing of what was asked:
    after a 200, or where only the answer is late, it may have arrived."""
    if body.lstrip().startswith(b"{"):
        return body
    problem = f"the answer is not Telegram's ({status})"
    if status == _TOO_LARGE:  # it would be no smaller the next time
        raise TelegramError(problem)
    raise TimedOut(problem) if status in (200, 504) else NetworkError(problem)


def _proxy_to(address: str) -> str | None:
    """Looked up once, for aiohttp would do it for every call."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _body(request_data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """What is asked, and what that is called: JSON, which costs a third of a form; files need a form."""
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return request_data.json_payload, _JSON
    form = aiohttp.FormData(request_data.json_parameters)
    for field, (name, content, kind) in request_data.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=kind)
    return form, {}


async def _bounded(stream: aiohttp.StreamReader) -> bytes:
    parts = []
    room = _MAX_BYTES
    async for part in stream.iter_any():
        room -= len(part)
        if room < 0:
            raise TimedOut("the answer is too long")
        parts.append(part)
    return b"".join(parts)
