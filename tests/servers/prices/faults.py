"""A web server on this machine that misbehaves as those of price sources do; the base of the three of them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

FAULTS = ("hang", "slow_drip", "html", "redirect", "truncated", "huge", "not_json", "nested", "cut_json", "gzip")


@dataclass(slots=True)
class Fault:
    """What goes wrong: one of FAULTS, or "status" with a status, or "late" by so many seconds."""

    kind: str
    status: int = 500
    retry_after: str = ""
    seconds: float = 0
    times: int = 1_000_000


@dataclass(slots=True)
class Asked:
    """A request as it came."""

    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    at_ms: int
    body: object = None


@dataclass
class FaultyServer:
    """An async context manager with a `url`; `asked` keeps every request, and when it came by the clock `now`."""

    fault: Fault | None = None
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    now: Callable[[], int] = lambda: 0

    async def __aenter__(self):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._released = asyncio.Event()
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_) -> None:
        self._released.set()
        await self._runner.cleanup()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the real one answers."""
        raise NotImplementedError

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.path, list(request.query.items()), dict(request.headers), self.now()))
        fault = self.fault
        if fault is None:
            return await self.answer(request)
        fault.times -= 1
        if fault.times <= 0:
            self.fault = None
        return await self._misbehave(fault, request)

    async def _misbehave(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        match fault.kind:
            case "late":
                await asyncio.sleep(fault.seconds)
                return await self.answer(request)
            case "status":
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                return web.json_response({"code": -1, "msg": "no"}, status=fault.status, headers=headers)
            case "hang":
                await self._released.wait()
                return web.Response()
            case "slow_drip":
                return await self._drip(request)
            case "html":
                return web.Response(text="<html>Welcome to the hotel's network</html>", content_type="text/html")
            case "redirect":
                return web.Response(status=302, headers={"Location": "https://elsewhere.example/v1?key=s3cret"})
            case "truncated":
                response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
                await response.prepare(request)
                await response.write(b'[{"symbol":"BTC')
                request.transport.close()
                return response
            case "huge":
                return web.Response(body=b'["' + b"x" * (2 << 20) + b'"]', content_type="application/json")
            case "not_json":
                return web.Response(body=b"<html>a lie</html>", content_type="application/json")
            case "nested":
                return web.Response(body=b"[" * 100_000, content_type="application/json")
            case "cut_json":
                return web.Response(body=json.dumps({"parsed": []}).encode()[:-1], content_type="application/json")
            case "gzip":
                response = web.json_response([])
                response.headers["Content-Encoding"] = "gzip"
                return response
        raise AssertionError(fault)

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        kind = "text/event-stream" if "stream" in request.path else "application/json"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        while not self._released.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response
