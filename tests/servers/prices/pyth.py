"""A strict Hermes on this machine: latest, a past second, and the stream; prices are what the test says."""

import asyncio
import json

from aiohttp import web

from tests.servers.prices.faults import FaultyServer

_PREFIX = "/v2/updates/price/"


class PythServer(FaultyServer):
    """What Hermes answers to those who hold the key."""

    def __init__(self, key: str, ids: dict[str, str]) -> None:
        super().__init__()
        self.key = key
        self.ids = ids
        self.latest: dict[str, dict] = {}
        self.past: dict[tuple[str, int], dict] = {}
        self.streams_open = True
        self._streams: list[asyncio.Queue[bytes | None]] = []

    def entry(self, market: str, price="6000000000000", conf="1000000", expo=-8, publish_time=1) -> dict:
        """A price as Hermes writes it."""
        told = {"price": price, "conf": conf, "expo": expo, "publish_time": publish_time}
        return {
            "id": self.ids.get(market, market),
            "price": told,
            "ema_price": told,
            "metadata": {"slot": 1, "proof_available_time": publish_time, "prev_publish_time": publish_time - 1},
        }

    def set(self, market: str, price="6000000000000", **more) -> None:
        """The newest price of a market."""
        self.latest[market] = self.entry(market, price, **more)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    async def push(self, *markets: str) -> None:
        """The newest prices of these markets as one event."""
        await self.write(b"data:" + self._document([self.latest[market] for market in markets]) + b"\n\n")

    async def write(self, content: bytes) -> None:
        """These bytes to every stream."""
        for queue in self._streams:
            queue.put_nowait(content)

    async def close_streams(self, politely: bool) -> None:
        """End every stream."""
        if politely:
            await self.write(b"event: error\ndata: connection has been open for 24 hours\n\n")
        for queue in self._streams:
            queue.put_nowait(None)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if not request.path.startswith(_PREFIX) or request.method != "GET":
            return web.Response(status=404)
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return web.Response(status=401, text="unauthorized")
        ids = request.query.getall("ids[]", [])
        if not ids or request.query.get("parsed") != "true" or request.query.get("encoding") != "hex":
            return web.Response(status=400, text="Failed to deserialize query string")
        by_id = {feed_id: market for market, feed_id in self.ids.items()}
        if unknown := [feed_id for feed_id in ids if feed_id not in by_id]:
            return web.Response(status=404, text=f"Price ids not found: {', '.join(unknown)}")
        markets = [by_id[feed_id] for feed_id in ids]
        match request.path.removeprefix(_PREFIX):
            case "latest":
                return self._respond([self.latest[market] for market in markets if market in self.latest])
            case "stream":
                return await self._stream(request) if self.streams_open else web.Response(status=503)
            case second if second.isascii() and second.isdigit():
                found = [self.past[key] for market in markets if (key := (market, int(second))) in self.past]
                return self._respond(found) if found else web.Response(status=404, text="Update data not found")
        return web.Response(status=404)

    def _respond(self, entries: list[dict]) -> web.Response:
        return web.Response(body=self._document(entries), content_type="application/json")

    def _document(self, entries: list[dict]) -> bytes:
        return json.dumps({"binary": {"encoding": "hex", "data": ["504e4155"]}, "parsed": entries}).encode()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("allow_unordered") != "false":
            return web.Response(status=400)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._streams.append(queue)
        try:
            while (content := await queue.get()) is not None:
                await response.write(content)
        except ConnectionResetError:
            return response  # who listened has gone
        finally:
            self._streams.remove(queue)
        return response

    async def __aexit__(self, *args) -> None:
        await self.close_streams(politely=False)
        await super().__aexit__(*args)
