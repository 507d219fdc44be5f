"""A strict Telegram of our own: the methods of the Bot API that we call, refusing what Telegram refuses, in its words.

    people and groups --says, presses--> updates --getUpdates--> the bot --sendMessage, ...--> messages, toasts

It is reached by tests/telegram_ways.py. Time is the clock it is given, so that limits may be scaled and hours may pass
in a moment.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bots.telegram_limits import TelegramLimits
from bots.telegram_text import length
from tests.telegram_checks import RefusalError, bad, checked

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
BOT = {"id": 123456789, "is_bot": True, "first_name": "dumbdegen", "username": "degen_bot"}

_MESSAGE = {"chat_id", "text", "parse_mode", "reply_markup", "link_preview_options"}
_SENT = {"chat_id", "caption", "message_thread_id", "disable_notification", "reply_parameters"}
_METHODS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "deleteWebhook": {"drop_pending_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "max_connections"},
    "getMyCommands": {"scope", "language_code"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "getMyDescription": {"language_code"},
    "setMyDescription": {"description", "language_code"},
    "getMyShortDescription": {"language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
    "sendMessage": {*_MESSAGE, "message_thread_id", "disable_notification", "reply_parameters"},
    "editMessageText": {*_MESSAGE, "message_id"},
    "sendPhoto": {"photo", *_SENT},
    "sendDocument": {"document", *_SENT},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert"},
    "getChatMember": {"chat_id", "user_id"},
    "pinChatMessage": {"chat_id", "message_id", "disable_notification"},
    "unpinChatMessage": {"chat_id", "message_id"},
}
_PLAIN = {"text", "parse_mode", "url", "secret_token", "language_code", "description", "short_description"}
_PLAIN |= {"callback_query_id", "caption"}


@dataclass
class Shown:
    """A message in a chat, as people see it."""

    chat: int
    id: int
    text: str  # as sent, with markup
    plain: str
    keyboard: list[list[dict]]
    thread: int | None
    answers: int | None
    silent: bool
    at_ms: int
    edits: int = 0

    @property
    def title(self) -> str:
        """The first line."""
        return self.plain.partition("\n")[0]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [key["text"] for row in self.keyboard for key in row]

    def key(self, label: str) -> dict:
        """The button whose label or payload begins so."""
        keys = [key for row in self.keyboard for key in row]
        found = [key for key in keys if key["text"].startswith(label) or key.get("callback_data", "").startswith(label)]
        assert found, f"no {label!r} among {self.labels} of {self.title!r}"
        return found[0]


@dataclass
class Toast:
    """The few words over the chat that answer a press."""

    user: int
    text: str
    alert: bool


@dataclass
class Person:
    """Somebody with a phone."""

    id: int
    name: str
    open: bool = False  # has written to the bot
    blocked: bool = False

    @property
    def user(self) -> dict:
        """As Telegram tells it."""
        return {"id": self.id, "is_bot": False, "first_name": self.name}


@dataclass
class Group:
    """A group; `topics` None: it has none."""

    id: int
    type: str = "supergroup"
    topics: set[int] | None = None
    admins: set[int] = field(default_factory=set)
    may_pin: bool = True
    present: bool = True
    moved_to: int | None = None
    pinned: set[int] = field(default_factory=set)

    @property
    def chat(self) -> dict:
        """As Telegram tells it."""
        return {"id": self.id, "type": self.type, "title": "Friends", **({"is_forum": True} if self.topics else {})}


class Cloud:
    """All of Telegram."""

    def __init__(self, limits: TelegramLimits, now: Callable[[], int]) -> None:
        self.limits = limits
        self.now = now
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.messages: dict[tuple[int, int], Shown] = {}
        self.toasts: list[Toast] = []
        self.calls: list[tuple[str, dict]] = []
        self.refusals: list[tuple[str, RefusalError]] = []
        self.webhook: dict = {}
        self.tuned: dict[tuple, object] = {}  # menus and descriptions
        self.trouble: list[RefusalError] = []  # instead of the next calls, but those that fetch
        self.fetch_trouble: list[RefusalError] = []  # instead of the next fetches
        self.token = TOKEN
        self._updates: deque[dict] = deque()
        self._new = asyncio.Event()
        self._fetching: object = None
        self._ids = itertools.count(1)
        self._update_ids = itertools.count(1_000)
        self._threads: dict[tuple[int, int], int | None] = {}  # the topic of everything that people wrote
        self._presses: dict[str, tuple[int, int]] = {}
        self._sent: dict[object, deque[int]] = defaultdict(deque)

    # What people do

    def person(self, id: int, name: str, started: bool = True) -> Person:
        """Somebody new."""
        self.people[id] = Person(id, name, started)
        return self.people[id]

    def group(self, id: int, **more) -> Group:
        """A new group."""
        self.groups[id] = Group(id, **more)
        return self.groups[id]

    def push(self, update: dict) -> int:
        """Something happened; the number of the update."""
        number = next(self._update_ids)
        self._updates.append({"update_id": number, **update})
        self._new.set()
        return number

    def push_again(self, update: dict) -> None:
        """Bring an update a second time, with its number."""
        self._updates.append(update)
        self._new.set()

    def says(self, who: Person | dict, text: str, to: Group | None = None, thread: int | None = None, **more) -> dict:
        """Somebody writes; the update."""
        user = who.user if isinstance(who, Person) else who
        chat = to.chat if to else {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        if isinstance(who, Person) and to is None:
            who.open = True
        message = {"message_id": next(self._ids), "date": self.now() // 1_000, "chat": chat, "from": user, "text": text}
        message |= {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        self._threads[chat["id"], message["message_id"]] = thread
        self.push({"message": message | more})
        return self._updates[-1]

    def presses(self, who: Person, shown: Shown, label: str, data: str | None = None) -> dict:
        """Somebody presses the button whose label or payload begins so, or forges one; the update."""
        said = shown.key(label)["callback_data"] if data is None else data
        number = f"q{next(self._ids)}"
        self._presses[number] = (who.id, self.now())
        group = self.groups.get(shown.chat)
        message = {
            "message_id": shown.id,
            "date": shown.at_ms // 1_000,
            "chat": group.chat if group else {"id": shown.chat, "type": "private", "first_name": "x"},
            "text": shown.plain,
            **({"message_thread_id": shown.thread, "is_topic_message": True} if shown.thread else {}),
        }
        query = {"id": number, "from": who.user, "chat_instance": "1", "data": said, "message": message}
        self.push({"callback_query": query})
        return self._updates[-1]

    def changes(self, where: Person | Group, before: str, after: str) -> None:
        """What the bot is to a person or in a group becomes something else."""
        if isinstance(where, Group):
            who, chat = next(iter(self.people.values())), where.chat
        else:
            who, chat = where, {"id": where.id, "type": "private", "first_name": where.name}
        old, new = ({"user": BOT, "status": each, "until_date": 0} for each in (before, after))
        change = {"chat": chat, "from": who.user, "date": 1, "old_chat_member": old, "new_chat_member": new}
        self.push({"my_chat_member": change})

    def shown_to(self, chat: int) -> list[Shown]:
        """The messages of a chat, oldest first."""
        return [each for (where, _id), each in sorted(self.messages.items()) if where == chat]

    @property
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._updates)

    # What the bot does

    async def call(self, method: str, given: dict[str, str], files: dict[str, tuple] | None = None) -> tuple[int, dict]:
        """One call: the status and the answer. `files`: name, content, type of each part."""
        try:
            if method not in _METHODS:
                raise RefusalError(404, "Not Found: method not found")
            params = {key: text if key in _PLAIN else json.loads(text) for key, text in given.items()}
            unknown = set(params) - _METHODS[method]
            if unknown:
                raise bad(f"unknown parameters {unknown}")
            self.calls.append((method, params))
            if self.trouble and method not in ("getUpdates", "getMe"):
                raise self.trouble.pop(0)
            if self.fetch_trouble and method == "getUpdates":
                raise self.fetch_trouble.pop(0)
            params |= files or {}
            result = await getattr(self, f"_{method}", self._tune)(method=method, **params)
            return 200, {"ok": True, "result": result}
        except RefusalError as refusal:
            self.refusals.append((method, refusal))
            answer = {"ok": False, "error_code": refusal.status, "description": refusal.said}
            return refusal.status, answer | ({"parameters": refusal.parameters} if refusal.parameters else {})

    async def _getMe(self, method: str) -> dict:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def _getUpdates(self, method: str, offset=0, limit=100, timeout=0, allowed_updates=()) -> list[dict]:
        if self.webhook.get("url"):
            raise RefusalError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._fetching = mine = object()
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        wanted = [each for each in self._updates if not allowed_updates or set(each) & set(allowed_updates)]
        if not wanted and timeout:
            self._new.clear()
            try:
                await asyncio.wait_for(self._new.wait(), timeout)
            except TimeoutError:
                return []
            if self._fetching is not mine:
                raise RefusalError(409, "Conflict: terminated by other getUpdates request")
            return await self._getUpdates(method, offset, limit, 0, allowed_updates)
        return wanted[:limit]

    async def _deleteWebhook(self, method: str, **_params) -> bool:
        self.webhook = {}
        return True

    async def _setWebhook(self, method: str, **params) -> bool:
        self.webhook = params
        return True

    async def _tune(self, method: str, **params) -> object:
        """Menus and descriptions: set and get."""
        what = method.removeprefix("getMy").removeprefix("setMy")
        value = {"Commands": "commands", "Description": "description", "ShortDescription": "short_description"}[what]
        scope = params.get("scope", {}).get("type", "default")
        key = (what, scope, params.get("language_code", ""))
        if method.startswith("get"):
            return self.tuned.get(key, []) if what == "Commands" else {value: self.tuned.get(key, "")}
        self.tuned[key] = params[value]
        return True

    async def _answerCallbackQuery(self, method: str, callback_query_id: str, text: str = "", show_alert=False) -> bool:
        user, at_ms = self._presses.pop(callback_query_id, (0, -1_000_000_000_000))
        if self.now() - at_ms > self.limits.press_ms:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if length(text) > self.limits.toast:
            raise bad("MESSAGE_TOO_LONG")
        self.toasts.append(Toast(user, text, show_alert))
        return True

    async def _getChatMember(self, method: str, chat_id: int, user_id: int) -> dict:
        group = self._group(chat_id)
        status = "creator" if user_id in group.admins else "member"
        more = {"is_anonymous": False} if status == "creator" else {}
        return {"status": status, "user": self.people[user_id].user, **more}

    async def _pinChatMessage(self, method: str, chat_id: int, message_id: int, disable_notification=False) -> bool:
        if not self._group(chat_id).may_pin:
            raise bad("not enough rights to manage pinned messages in the chat")
        self._known(chat_id, message_id)
        self._group(chat_id).pinned.add(message_id)
        return True

    async def _unpinChatMessage(self, method: str, chat_id: int, message_id: int) -> bool:
        self._group(chat_id).pinned.discard(message_id)
        return True

    async def _sendMessage(
        self, method: str, chat_id: int, text: str, parse_mode: str = "", reply_markup=None, link_preview_options=None,
        message_thread_id: int | None = None, disable_notification=False, reply_parameters=None,
    ) -> dict:  # fmt: skip
        if chat_id < 0:
            group = self._group(chat_id)
            if message_thread_id is not None and message_thread_id not in (group.topics or ()):
                raise bad("message thread not found")
        else:
            self._may_write(chat_id)
        plain, keyboard = checked(self.limits, text, parse_mode, reply_markup)
        answers = None
        if reply_parameters is not None:
            answers = reply_parameters["message_id"]
            assert reply_parameters.get("allow_sending_without_reply")
            if message_thread_id is None:  # an answer is where the question is
                asked = self.messages.get((chat_id, answers))
                message_thread_id = asked.thread if asked else self._threads.get((chat_id, answers))
        self._pace(chat_id)
        number = next(self._ids)
        self.messages[chat_id, number] = Shown(
            chat_id, number, text, plain, keyboard, message_thread_id, answers, disable_notification, self.now()
        )
        return self._told(self.messages[chat_id, number])

    async def _sendPhoto(self, method: str, photo: tuple, **given) -> dict:
        if not photo[1].startswith(b"\xff\xd8") or len(photo[1]) > self.limits.photo_bytes:
            raise bad("IMAGE_PROCESS_FAILED")
        return await self._sendFile(photo[0], **given)

    async def _sendDocument(self, method: str, document: tuple, **given) -> dict:
        return await self._sendFile(document[0], **given)

    async def _sendFile(self, name: str, chat_id: int, caption: str = "", **given) -> dict:
        if length(caption) > self.limits.caption:
            raise bad("message caption is too long")
        return await self._sendMessage(
            "sendMessage", chat_id, f"[{name}] {caption}".replace("<", "&lt;"), "HTML", **given
        )

    async def _editMessageText(
        self, method: str, text: str, chat_id: int, message_id: int, parse_mode: str = "", reply_markup=None,
        link_preview_options=None,
    ) -> dict:  # fmt: skip
        if chat_id < 0:
            self._group(chat_id)
        else:
            self._may_write(chat_id)
        shown = self._known(chat_id, message_id, "message to edit not found")
        plain, keyboard = checked(self.limits, text, parse_mode, reply_markup)
        self._pace(chat_id)
        if (shown.text, shown.keyboard) == (text, keyboard):
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        shown.text, shown.plain, shown.keyboard, shown.edits = text, plain, keyboard, shown.edits + 1
        return self._told(shown)

    # What Telegram checks

    def _told(self, shown: Shown) -> dict:
        chat = self.groups[shown.chat].chat if shown.chat < 0 else {"id": shown.chat, "type": "private"}
        return {"message_id": shown.id, "date": shown.at_ms // 1_000, "chat": chat, "from": BOT, "text": shown.plain}

    def _known(self, chat: int, message: int, said: str = "message not found") -> Shown:
        if (chat, message) not in self.messages:
            raise bad(said)
        return self.messages[chat, message]

    def _group(self, chat: int) -> Group:
        group = self.groups.get(chat)
        if group is None:
            raise bad("chat not found")
        if group.moved_to is not None:
            raise RefusalError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.moved_to
            )
        if not group.present:
            raise RefusalError(403, "Forbidden: bot was kicked from the supergroup chat")
        return group

    def _may_write(self, user: int) -> None:
        person = self.people.get(user)
        if person is None:
            raise bad("chat not found")
        if person.blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        if not person.open:
            raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")

    def _pace(self, chat: int) -> None:
        """Refuse what is too much for everybody or for this chat."""
        limits, now = self.limits, self.now()
        mine = (limits.group, limits.minute_ms) if chat < 0 else (limits.person, limits.second_ms)
        for key, (count, span_ms) in ((None, (limits.overall, limits.second_ms)), (chat, mine)):
            sent = self._sent[key]
            while sent and now - sent[0] >= span_ms:
                sent.popleft()
            if len(sent) >= count:
                raise RefusalError(429, "Too Many Requests: retry after 1", retry_after=1)
        for key in (None, chat):
            self._sent[key].append(now)
