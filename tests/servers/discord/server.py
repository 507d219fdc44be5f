"""A strict Discord on this machine: REST API v10 and gateway. README.md says what it rejects and how to use it."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import discord
import yarl
from aiohttp import web

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord import interactions as discord_interactions
from tests.servers.discord import rest as discord_rest
from tests.servers.discord.errors import BAD_FORM, Refusal, no_route, not_json, unauthorized
from tests.servers.discord.messages import Upload
from tests.servers.discord.people import Person
from tests.servers.discord.rates import Rates
from tests.servers.discord.rates import body as limited_body
from tests.servers.discord.rest import Call, Handler
from tests.servers.discord.state import Discord
from tests.servers.discord.world import (
    BOT,
    EVERYONE,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT_CHANNEL,
    Channel,
    Guild,
    Role,
    User,
    bits,
)

_API = "/api/v10"
_OPEN = ("/interactions/", "/webhooks/")  # no token asked, and not counted for the limit over all routes


@dataclass(slots=True)
class Asked:
    """A request that came, and how it was answered."""

    method: str
    path: str
    at_ms: int
    status: int = 0
    code: int = 0


@dataclass(slots=True)
class Fault:
    """Trouble for the next requests that fit."""

    method: str
    path: re.Pattern[str]
    times: int
    drop: bool
    drop_after: bool
    hang: bool
    status: int
    delay_ms: int


class DiscordServer(Discord):
    """The server; README.md beside it says what it can."""

    def __init__(self, token: str = "token", limits: DiscordLimits | None = None, shards: int = 1) -> None:
        super().__init__(token, limits or DiscordLimits())
        self.shards = shards
        self.rates = Rates(self.limits)
        self.latency_ms = 0
        self.violations: list[str] = []
        self.refused: list[Asked] = []
        self.requests: list[Asked] = []
        self.mistakes: list[Exception] = []
        self._faults: list[Fault] = []
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "DiscordServer":
        app = web.Application(client_max_size=64 << 20)
        for method, path, handler in [*discord_rest.ROUTES, *discord_interactions.ROUTES]:
            app.router.add_route(method, _API + path, self._route(handler))
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/files/{id}/{name}", self._file)
        app.router.add_route("*", "/{rest:.*}", self._route(_nowhere))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1_024)  # a lost SYN costs a second
        await site.start()
        host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url, self.gateway_url = f"http://{host}{_API}", f"ws://{host}/gateway"
        self.files_url = f"http://{host}/files"
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self.release()
        await self.gateway.stop()
        await self._runner.cleanup()
        if self.mistakes:
            raise self.mistakes[0]

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """While inside, discord.py's clients of this process come here."""
        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        before = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = self.api_url, yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY = before

    async def ready(self, seconds: float = 5.0) -> None:
        """Wait until every shard is connected."""
        await self.until(lambda: len(self.gateway.connected) >= self.shards, seconds)

    # The world

    def user(self, name: str, **more: Any) -> Person:
        """Somebody new; `id`, `locale`, `dms_open`, `installed` (the app is theirs) as wanted."""
        person = Person(more.pop("id", None) or self.clock.id(), name, home=self, **more)
        self.users[person.id] = person
        return person

    def guild(self, name: str, *members: User, owner: User | None = None, installed: bool = True, **more: Any) -> Guild:
        """A server with these members; with the bot and its role, if the app is installed there."""
        number = more.pop("id", None) or self.clock.id()
        guild = Guild(number, name, owner or self.owner, self.me, installed=installed, **more)
        guild.roles[number] = Role(number, "@everyone", EVERYONE, position=0)
        guild.members = {user.id: set() for user in (*members, guild.owner)}
        self.guilds[number] = guild
        if installed:
            self.invite(guild)
        return guild

    def invite(self, guild: Guild, permissions: int = BOT) -> None:
        """The bot joins a server, with a role of its own."""
        role = Role(self.clock.id(), self.me.name, permissions)
        guild.roles[role.id] = role
        guild.members[self.me.id] = {role.id}
        guild.installed = True
        self.gateway.dispatch("GUILD_CREATE", guild.json(), guild.id)

    def kick(self, guild: Guild) -> None:
        """The bot is thrown out of a server."""
        guild.installed = False
        guild.members.pop(self.me.id, None)
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    def join(self, guild: Guild, *people: User) -> None:
        """They become members; the bot is not told, it did not ask to be."""
        for user in people:
            guild.members.setdefault(user.id, set())

    def leave(self, guild: Guild, *people: User) -> None:
        """They leave."""
        for user in people:
            guild.members.pop(user.id, None)

    def channel(self, guild: Guild, name: str) -> Channel:
        """A text channel of a server."""
        return self.add_channel(guild, name, TEXT_CHANNEL)

    def thread(self, channel: Channel, name: str, private: bool = False) -> Channel:
        """A thread of a channel."""
        return self.add_channel(channel.guild, name, PRIVATE_THREAD if private else PUBLIC_THREAD, channel)

    def delete_channel(self, channel: Channel) -> None:
        """Somebody deletes a channel or a thread."""
        self.remove_channel(channel)

    def role(
        self, guild: Guild, name: str, *permissions: str, members: list[User] | None = None, mentionable: bool = False
    ) -> Role:
        """A role with these permissions, for these members."""
        role = Role(self.clock.id(), name, bits(*permissions), mentionable)
        guild.roles[role.id] = role
        for user in members or ():
            guild.members.setdefault(user.id, set()).add(role.id)
        self.tell("GUILD_ROLE_CREATE", guild, {"guild_id": str(guild.id), "role": role.json()})
        return role

    def overwrite(
        self, channel: Channel, whose: User | Role, allow: list[str] | None = None, deny: list[str] | None = None
    ) -> None:
        """Allow or deny somebody, or a role, something in a channel; nothing of both: as in the server."""
        channel.overwrites[whose.id] = (bits(*allow or ()), bits(*deny or ()))
        self.tell("CHANNEL_UPDATE", channel.guild, channel.json())

    def archive(self, thread: Channel, locked: bool = False) -> None:
        """Somebody archives a thread; locked: only moderators may open it again."""
        thread.archived, thread.locked = True, locked
        self.tell("THREAD_UPDATE", thread.guild, thread.json())

    def pass_ms(self, ms: int) -> None:
        """Let time pass."""
        self.clock.pass_ms(ms)
        self.touch()

    # Trouble, and what was seen

    def fault(
        self, method: str, path: str, times: int = 1, *, drop: bool = False, drop_after: bool = False,
        hang: bool = False, status: int = 0, delay_ms: int = 0,
    ) -> None:  # fmt: skip
        """Trouble for the next `times` requests of this method whose path (after /api/v10) this expression finds.

        `drop` cuts the line before anything is done, `drop_after` after it was done; `hang` answers after `release`.
        """
        self._faults.append(Fault(method, re.compile(path), times, drop, drop_after, hang, status, delay_ms))

    def release(self) -> None:
        """What hangs goes on."""
        self._released.set()
        self._released = asyncio.Event()

    def asked(self, method: str = "", path: str = "") -> list[Asked]:
        """The requests of this method whose path this expression finds."""
        return [each for each in self.requests if method in ("", each.method) and re.search(path, each.path)]

    # The wire

    def _route(self, handler: Handler) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            asked = Asked(request.method, request.path.removeprefix(_API), self.clock.now_ms())
            self.requests.append(asked)
            fault = self._trouble(asked)
            await asyncio.sleep((self.latency_ms + (fault.delay_ms if fault else 0)) / 1_000)
            if fault is not None and fault.hang:
                await self._released.wait()
            if fault is not None and fault.drop:
                return _cut(request)
            if fault is not None and fault.status:
                asked.status = fault.status
                return web.Response(status=fault.status, text="<html>trouble</html>", content_type="text/html")
            try:
                response = await self._answer(request, asked, handler)
            except ConnectionResetError:  # who asked has gone, as a program that is stopped does
                raise
            except Exception as error:  # a mistake of this server: no test may take it for Discord's word
                self.mistakes.append(error)
                raise
            asked.status = response.status
            return _cut(request) if fault is not None and fault.drop_after else response

        return serve

    def _trouble(self, asked: Asked) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and fault.method == asked.method and fault.path.search(asked.path):
                fault.times -= 1
                return fault
        return None

    async def _answer(self, request: web.Request, asked: Asked, handler: Handler) -> web.Response:
        headers, limited = self._limit(request, asked)
        if limited is not None:
            if limited.banned:
                return web.Response(status=429, text="<html>You are being blocked</html>", content_type="text/html")
            self._refuse(asked, 429, 0)
            return _json(429, limited_body(limited), headers)
        try:
            needs_token = not asked.path.startswith(_OPEN) and asked.path != "/gateway"
            if needs_token and request.headers.get("Authorization") != f"Bot {self.token}":
                raise unauthorized()
            data, uploads = await _body(request)
            call = Call(dict(request.match_info), dict(request.query), data, uploads)
            body = handler(self, call)
        except Refusal as refusal:
            if refusal.code == BAD_FORM:
                self.violations.append(f"{asked.method} {asked.path}: {json.dumps(refusal.body['errors'])}")
            self._refuse(asked, refusal.status, refusal.code)
            return _json(refusal.status, refusal.body, headers)
        return web.Response(status=204, headers=headers) if body is None else _json(200, body, headers)

    def _limit(self, request: web.Request, asked: Asked) -> tuple[dict[str, str], Any]:
        resource = request.match_info.route.resource
        route = re.sub(r"\{\w+\}", "{}", resource.canonical.removeprefix(_API)) if resource else asked.path
        names = ("channel", "guild", "token", "interaction")
        major = ":".join(request.match_info[name] for name in names if name in request.match_info)
        bound = not asked.path.startswith(_OPEN)
        return self.rates.take(self.clock.now_ms(), f"{asked.method} {route}", major, bound)

    def _refuse(self, asked: Asked, status: int, code: int) -> None:
        asked.status, asked.code = status, code
        self.refused.append(asked)
        if status in (401, 403, 429):
            self.rates.invalid.append(self.clock.now_ms())

    async def _file(self, request: web.Request) -> web.Response:
        for channel in self.channels.values():
            for message in channel.everything:
                for file in message.files:
                    if str(file.id) == request.match_info["id"]:
                        return web.Response(body=file.data)
        raise web.HTTPNotFound


def _nowhere(discord: Discord, call: Call) -> Any:
    raise no_route()


def _json(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    """JSON with exactly the content type Discord gives it; discord.py takes no other."""
    encoded = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=encoded, headers={"Content-Type": "application/json", **headers})


def _cut(request: web.Request) -> web.Response:
    """Cut the line; the response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _body(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The JSON and the files of a request."""
    if not request.can_read_body:
        return None, {}
    uploads: dict[int, Upload] = {}
    if request.content_type == "multipart/form-data":
        text = "{}"
        async for part in await request.multipart():
            number = re.fullmatch(r"files\[([0-9]+)\]", part.name or "")
            if part.name == "payload_json":
                text = await part.text()
            elif number:
                uploads[int(number[1])] = Upload(part.filename or "", bytes(await part.read()))
            else:
                raise Refusal(400, BAD_FORM, "Invalid Form Body", errors={str(part.name): {"_errors": []}})
    elif request.content_type == "application/json":
        text = await request.text()
    else:
        message = "Expected \"Content-Type\" header to be one of {'application/json'}."
        raise Refusal(400, BAD_FORM, "Invalid Form Body", errors={"_errors": [{"code": "CONTENT", "message": message}]})
    try:
        return json.loads(text), uploads
    except ValueError:
        raise not_json() from None
