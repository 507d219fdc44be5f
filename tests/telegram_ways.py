"""The ways to the cloud: within this process, and over HTTP on loopback."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from telegram.request import BaseRequest, RequestData

from tests.telegram_cloud import Cloud


class CloudRequest(BaseRequest):
    """The way to the cloud within this process."""

    read_timeout = 5.0

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, **_timeouts):
        given = request_data.json_parameters if request_data else {}
        files = request_data.multipart_data if request_data else {}
        status, answer = await self._cloud.call(url.rpartition("/")[2], given, files)
        return status, json.dumps(answer).encode()


@asynccontextmanager
async def serve(cloud: Cloud) -> AsyncIterator[str]:
    """The cloud over HTTP on loopback; its address."""

    async def call(request: web.Request) -> web.Response:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != cloud.token:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        parts = await request.post()
        given = {name: part for name, part in parts.items() if isinstance(part, str)}
        files = {
            name: (part.filename, part.file.read(), part.content_type)
            for name, part in parts.items()
            if isinstance(part, web.FileField)
        }
        status, answer = await cloud.call(method, given, files)
        return web.json_response(answer, status=status)

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()
