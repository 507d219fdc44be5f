"""A strict Telegram on this machine: the Bot API over HTTP. README.md says what it rejects and how to use it."""

import asyncio
import inspect
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bots.on_telegram.limits import LIMITS, TelegramLimits
from tests.servers.telegram.chats import Group, Json, Member
from tests.servers.telegram.errors import Misuse, Refusal, bad, flood
from tests.servers.telegram.forms import METHODS, Upload, parameters
from tests.servers.telegram.methods import MESSAGES
from tests.servers.telegram.people import Person
from tests.servers.telegram.profile import PROFILE
from tests.servers.telegram.state import Telegram

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"

_HANDLERS = MESSAGES | PROFILE
_PACED = re.compile(r"send(?!ChatAction)|editMessage")
_TOKEN = re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{30,}")
_LARGEST = 50 * 1024 * 1024


@dataclass(slots=True)
class Call:
    """A request that came, and how it was answered; status 0: not yet, or never."""

    method: str
    at_ms: float
    arguments: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    said: str = ""


@dataclass(slots=True)
class Fault:
    """Trouble for the next calls that fit."""

    method: re.Pattern[str]
    times: int
    chat: int | None
    drop: bool
    drop_after: bool
    hang: bool
    hang_after: bool
    status: int
    delay_ms: float
    retry_after: int
    says: Refusal | None


class TelegramServer(Telegram):
    """The server; README.md beside it says what it can."""

    def __init__(
        self,
        token: str = TOKEN,
        limits: TelegramLimits = LIMITS,
        clock: Callable[[], float] | None = None,
        username: str = "degen_bot",
    ) -> None:
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "dumbdegen", "username": username}
        bot |= {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        super().__init__(limits, clock, bot)
        self.token = token
        self.revoked = False
        self.latency_ms = 0.0
        self.calls: list[Call] = []
        self.refused: list[Call] = []
        self.mistakes: list[Exception] = []
        self._faults: list[Fault] = []
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> "TelegramServer":
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/files/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await self._listen()
        self.url = f"http://127.0.0.1:{self._port}"
        self.base_url, self.file_url = f"{self.url}/bot", f"{self.url}/file/bot"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
        self.release()
        await self.delivery.stop()
        await self._runner.cleanup()
        if self.mistakes:
            raise self.mistakes[0]
        if kind is None and self.violations:
            raise AssertionError("; ".join(self.violations))

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1_024, reuse_address=True)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    # The world

    def user(self, name: str, **more: Any) -> Person:
        """Somebody new; `id`, `language`, `username`, `last_name`, `started` as wanted."""
        person = Person(more.pop("id", None) or self.new_id(), name, home=self, **more)
        self.users[person.id] = person
        return person

    def group(
        self, title: str, *people: Person, id: int = 0, kind: str = "supergroup", forum: bool = False,
        bot: bool = True, rights: Iterable[str] = (), admins: Iterable[Person] = (),
    ) -> Group:  # fmt: skip
        """A group of these people, the first its owner; the bot is in it, with these rights of an admin."""
        if kind == "group":
            number, counted = id or -self.new_id(), self.shared_numbers
        else:
            number, counted = id or -1_000_000_000_000 - self.new_id(), itertools.count(1)
        group = Group(number, kind, title, counted, forum)
        group.members = {person.id: Member() for person in people}
        for admin in admins:
            group.members[admin.id] = Member("administrator", frozenset({"can_manage_chat"}))
        group.members[people[0].id] = Member("creator")
        if bot:
            granted = frozenset(rights)
            group.bot = Member("administrator", granted) if granted else Member("member")
        self.chats[group.id] = group
        return group

    def redeliver(self, update: Json | None = None) -> Json:
        """Bring an update a second time, the newest unless told."""
        return self.delivery.redeliver(update)

    # Trouble, and what was seen

    def fault(
        self, method: str = "", times: int = 1, *, chat: int | None = None, drop: bool = False,
        drop_after: bool = False, hang: bool = False, hang_after: bool = False, status: int = 0, delay_ms: float = 0,
        retry_after: int = 0, says: Refusal | None = None,
    ) -> None:  # fmt: skip
        """Trouble for the next `times` calls of methods that this expression fits (none: all but getUpdates)."""
        fits = re.compile(method or r"(?!getUpdates)\w+")
        self._faults.append(
            Fault(fits, times, chat, drop, drop_after, hang, hang_after, status, delay_ms, retry_after, says)
        )

    def release(self) -> None:
        """What hangs goes on."""
        self._released.set()
        self._released = asyncio.Event()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """While inside, nobody listens: open lines are cut, new ones refused."""
        await self._site.stop()
        for line in list(self._runner.server.connections):
            if line.transport is not None:
                line.transport.abort()
        try:
            yield
        finally:
            await self._listen()

    def asked(self, method: str) -> list[Call]:
        """The calls of a method."""
        return [call for call in self.calls if call.method == method]

    # The wire

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = METHODS.get(request.match_info["method"].lower(), ("", {}))[0]
        call = Call(method or request.match_info["method"], self.now_ms())
        self.calls.append(call)
        try:
            return await self._answered(request, call)
        except (Refusal, Misuse):
            raise AssertionError("a refusal went astray") from None
        except (asyncio.CancelledError, ConnectionResetError, web.HTTPException):  # who asked may have gone
            raise
        except Exception as error:  # a mistake of this server: no test may take it for Telegram's word
            self.mistakes.append(error)
            raise

    async def _answered(self, request: web.Request, call: Call) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            if call.method not in _HANDLERS:
                self.violations.append(f"no method {call.method}")
                raise Refusal(404, "Not Found: method not found")
            given, uploads = await _body(request)
            call.arguments = parameters(call.method, given, uploads)
        except (Refusal, Misuse) as error:
            return self._refuse(call, error)
        fault = self._trouble(call)
        delay_ms = self.latency_ms + (fault.delay_ms if fault else 0)
        if delay_ms:
            await asyncio.sleep(delay_ms / 1_000)
        if fault is not None and fault.hang:
            await self._released.wait()
        if fault is not None and fault.drop:
            return _cut(request)
        if fault is not None and fault.status:
            return _proxy(call, fault.status)
        if fault is not None and fault.retry_after:
            return self._refuse(call, self.flood.rest(int(call.arguments.get("chat_id", 0)), fault.retry_after))
        response = await self._done(call, fault.says if fault else None)
        if fault is not None and fault.hang_after:
            await self._released.wait()
        return _cut(request) if fault is not None and fault.drop_after else response

    async def _done(self, call: Call, instead: Refusal | None) -> web.Response:
        paced = _PACED.match(call.method)
        try:
            with self.flood.take(int(call.arguments["chat_id"])) if paced else nullcontext():
                if instead is not None:
                    raise instead
                result = _HANDLERS[call.method](self, **call.arguments)
                if inspect.isawaitable(result):
                    result = await result
        except (Refusal, Misuse) as error:
            return self._refuse(call, error)
        call.status = 200
        return web.json_response({"ok": True, "result": result})

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        if token != self.token or self.revoked:
            raise Refusal(401, "Unauthorized")

    def _trouble(self, call: Call) -> Fault | None:
        for fault in self._faults:
            fits = fault.times > 0 and fault.method.fullmatch(call.method)
            if fits and fault.chat in (None, call.arguments.get("chat_id")):
                fault.times -= 1
                return fault
        return None

    def _refuse(self, call: Call, error: Refusal | Misuse) -> web.Response:
        if isinstance(error, Misuse):
            self.violations.append(f"{call.method}: {error}")
            error = bad(str(error))
        call.status, call.said = error.status, error.said
        self.refused.append(call)
        self.touch()
        return web.json_response(error.body, status=error.status)

    async def _file(self, request: web.Request) -> web.Response:
        file = self.files.get(request.match_info["id"])
        if file is None or request.match_info["token"] != self.token:
            raise web.HTTPNotFound
        return web.Response(body=file.data)


def _cut(request: web.Request) -> web.Response:
    """Cut the line; the response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _proxy(call: Call, status: int) -> web.Response:
    """What comes from before Telegram, or from its insides."""
    call.status = status
    if status == 500:
        return web.json_response(Refusal(500, "Internal Server Error").body, status=500)
    if status == 429:
        return web.json_response(flood(1).body, status=429)
    html = f"<html>\r\n<head><title>{status}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
    return web.Response(status=status, text=html, content_type="text/html")


async def _body(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The arguments and the files of a request: from its address, a form, or JSON."""
    given: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return given, {}
    if request.content_type == "application/json":
        try:
            told = json.loads(await request.text())
        except ValueError:
            raise bad("can't parse request: unsupported JSON") from None
        return given | {key: value for key, value in told.items() if value is not None}, {}
    uploads: dict[str, Upload] = {}
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[key] = Upload(value.filename, value.file.read())
        else:
            given[key] = value
    return given, uploads
