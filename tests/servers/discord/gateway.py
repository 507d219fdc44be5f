"""Discord's gateway: the websocket on which events arrive, numbered, and from where a lost connection is resumed.

    connect -> HELLO -> IDENTIFY -> READY, a GUILD_CREATE for each server of the shard, then events
                     -> RESUME   -> the events missed, RESUMED             (INVALID SESSION if there is no such session)

A session outlives its connection: events meant for it are kept until it is resumed. It ends when the client closes
with 1000 or 1001, or when a test says `invalidate`.

A test drives it: `drop` (the line is cut), `reconnect` (op 7), `invalidate` (op 9), `close(code)`, `withhold_acks`.
"""

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bots.on_discord.limits import DiscordLimits

try:
    from compression import zstd  # Python 3.14, where discord.py asks for it
except ImportError:
    zstd = None

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS = 0, 1, 2, 3, 4, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
GUILDS = 1 << 0
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_KNOWN = (1 << 26) - 1
_MOST_BYTES = 4_096
_MOST_SENT, _SENT_S = 120, 60


@dataclass(eq=False)
class Session:
    """One shard's stream of events; `line` is its connection, None while it has none."""

    id: str
    shard: tuple[int, int]
    events: list[dict[str, Any]] = field(default_factory=list)
    line: "_Line | None" = None

    def add(self, event: str, data: dict[str, Any]) -> None:
        payload = {"op": DISPATCH, "t": event, "s": len(self.events) + 1, "d": data}
        self.events.append(payload)
        if self.line is not None:
            self.line.send(payload)


class _Line:
    """One connection. What is sent goes through a queue, so that it stays in order."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket, self.transport = socket, request.transport
        self.sent_at: list[float] = []
        self.session: Session | None = None
        self.closed_with = 0
        self._queue: asyncio.Queue[dict | int] = asyncio.Queue()
        self._pack = _packer(request.query.get("compress"))

    def send(self, payload: dict[str, Any]) -> None:
        self._queue.put_nowait(payload)

    def close(self, code: int) -> None:
        """Close after what is waiting was sent."""
        self._queue.put_nowait(code)

    async def write(self) -> None:
        while True:
            payload = await self._queue.get()
            if isinstance(payload, int):
                self.closed_with = payload
                await self.socket.close(code=payload)
                return
            packed = self._pack(json.dumps(payload, separators=(",", ":")).encode())
            if self.socket.closed:
                return
            try:
                await (self.socket.send_str(packed) if isinstance(packed, str) else self.socket.send_bytes(packed))
            except (ConnectionError, RuntimeError):
                return  # the line was cut; what was sent is kept in the session


def _packer(compress: str | None) -> Callable[[bytes], bytes | str]:
    if compress == "zlib-stream":
        packing = zlib.compressobj()
        return lambda data: packing.compress(data) + packing.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream" and zstd is not None:
        stream = zstd.ZstdCompressor()
        return lambda data: stream.compress(data, mode=zstd.ZstdCompressor.FLUSH_BLOCK)
    return lambda data: data.decode()


class _Closed(Exception):
    """The server closes the connection with this code."""

    def __init__(self, code: int) -> None:
        self.code = code


class Gateway:
    """All sessions. `ready(shard)` gives the data of READY and of each GUILD_CREATE."""

    def __init__(
        self, token: str, limits: DiscordLimits, ready: Callable[[tuple[int, int]], tuple[dict, list[dict]]]
    ) -> None:
        self.sessions: dict[str, Session] = {}
        self.identified: list[dict[str, Any]] = []  # what each IDENTIFY said
        self.resumed = 0
        self.heartbeats = 0
        self.closed_with: list[int] = []  # codes, whoever closed
        self.withhold_acks = False
        self._token, self._limits, self._ready = token, limits, ready
        self._lines: set[_Line] = set()

    # What a test may do

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a connection now."""
        return [each for each in self.sessions.values() if each.line is not None]

    def drop(self) -> None:
        """Cut every line, without a word."""
        for line in list(self._lines):
            if line.session is not None:
                line.session.line = None
            if line.transport is not None:
                line.transport.abort()

    def reconnect(self) -> None:
        """Ask every client to connect anew and to resume (op 7)."""
        for line in self._lines:
            line.send({"op": RECONNECT, "d": None})

    def invalidate(self, resumable: bool = False) -> None:
        """Say that the session is no longer valid (op 9)."""
        for line in self._lines:
            line.send({"op": INVALID_SESSION, "d": resumable})
        if not resumable:
            for session in self.sessions.values():
                session.line = None
            self.sessions.clear()

    def close(self, code: int) -> None:
        """Close every connection with this code; 4007 and 4009 end the sessions too."""
        for line in self._lines:
            line.close(code)
        if code in (4007, 4009):
            self.sessions.clear()

    def dispatch(self, event: str, data: dict[str, Any], guild_id: int | None = None) -> int:
        """Tell the shard of this server, or shard 0; how many connections it went to."""
        told = 0
        for session in list(self.sessions.values()):
            shard, count = session.shard
            if (0 if guild_id is None else (guild_id >> 22) % count) == shard:
                session.add(event, data)
                told += session.line is not None
        return told

    async def stop(self) -> None:
        """End every connection."""
        for line in list(self._lines):
            await line.socket.close(code=1001)

    # The wire

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=0, autoping=True)
        await socket.prepare(request)
        line = _Line(socket, request)
        self._lines.add(line)
        writer = asyncio.create_task(line.write())
        try:
            if (request.query.get("v"), request.query.get("encoding")) != ("10", "json"):
                raise _Closed(4012)
            line.send({"op": HELLO, "d": {"heartbeat_interval": self._limits.heartbeat_ms}})
            async for message in socket:
                if message.type is not WSMsgType.TEXT or len(message.data) > _MOST_BYTES:
                    raise _Closed(4002)
                self._received(line, message.data)
        except _Closed as closed:
            await asyncio.sleep(0)
            line.close(closed.code)
            await writer
            async for _ in socket:
                pass  # what the client still says before its own closing
        finally:
            writer.cancel()
            self._lines.discard(line)
            self._ended(line)
        return socket

    def _ended(self, line: _Line) -> None:
        code = line.closed_with or line.socket.close_code or 1006
        self.closed_with.append(code)
        session = line.session
        if session is not None and session.line in (line, None):
            session.line = None
            if code in (1000, 1001):
                self.sessions.pop(session.id, None)

    def _received(self, line: _Line, text: str) -> None:
        now = asyncio.get_running_loop().time()
        line.sent_at = [at for at in line.sent_at if at > now - _SENT_S] + [now]
        if len(line.sent_at) > _MOST_SENT:
            raise _Closed(4008)
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload["d"]
        except (ValueError, TypeError, KeyError):
            raise _Closed(4002) from None
        if line.session is None and op not in (HEARTBEAT, IDENTIFY, RESUME):
            raise _Closed(4003)
        match op:
            case 1:
                self.heartbeats += 1
                if not self.withhold_acks:
                    line.send({"op": HEARTBEAT_ACK, "d": None})
            case 2:
                self._identify(line, data)
            case 6:
                self._resume(line, data)
            case 3 | 4 | 8:
                pass  # presence, voice and member requests: allowed, and nothing comes of them
            case _:
                raise _Closed(4001)

    def _identify(self, line: _Line, data: dict[str, Any]) -> None:
        if line.session is not None:
            raise _Closed(4005)
        if data.get("token") != self._token:
            raise _Closed(4004)
        shard, count = data.get("shard") or (0, 1)
        if not 0 <= shard < count:
            raise _Closed(4010)
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_KNOWN:
            raise _Closed(4013)
        if intents & ~GUILDS:  # more than slash commands need: privileged ones were not granted, others not asked for
            raise _Closed(4014 if intents & PRIVILEGED else 4013)
        properties = data.get("properties") or {}
        if not {"os", "browser", "device"} <= properties.keys():
            raise _Closed(4002)
        self.identified.append(data)
        session = Session(f"session{len(self.identified)}", (shard, count))
        self.sessions[session.id] = session
        session.line, line.session = line, session
        ready, guilds = self._ready(session.shard)
        session.add("READY", ready | {"session_id": session.id, "shard": [shard, count], "v": 10})
        for guild in guilds:
            session.add("GUILD_CREATE", guild)

    def _resume(self, line: _Line, data: dict[str, Any]) -> None:
        if data.get("token") != self._token:
            raise _Closed(4004)
        session = self.sessions.get(data.get("session_id") or "")
        if session is None:
            line.send({"op": INVALID_SESSION, "d": False})
            return
        seen = data.get("seq")
        if not isinstance(seen, int) or not 0 <= seen <= len(session.events):
            raise _Closed(4007)
        self.resumed += 1
        if session.line is not None:
            session.line.close(4000)
        for event in session.events[seen:]:
            line.send(event)
        session.line, line.session = line, session
        session.add("RESUMED", {})
