"""What there is in Telegram: people, private chats, groups with topics, and messages as people see them.

Groups are negative numbers, supergroups -100...; private chats and small groups count their messages together,
supergroups each for itself, so one number may name several messages.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram.errors import Impossible
from tests.servers.telegram.forms import Button, Rows
from tests.servers.telegram.markup import Text

Json = dict[str, Any]

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
FORWARDS: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True, eq=False)
class User:
    """Somebody. `met`: the bot knows of them; `started`: it may write to them, unless `blocked` or `deactivated`."""

    id: int
    name: str
    last_name: str = ""
    username: str = ""
    language: str = "en"
    met: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        """As Telegram tells it."""
        told = {"id": self.id, "is_bot": False, "first_name": self.name, "last_name": self.last_name}
        told |= {"username": self.username, "language_code": self.language}
        return {key: value for key, value in told.items() if value != ""}


@dataclass(frozen=True, slots=True)
class File:
    """A file that Telegram keeps; `size`: width and height of a picture."""

    id: str
    name: str
    data: bytes
    size: tuple[int, int] = (0, 0)


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now. `service`: what happened, where nobody spoke; `sender_chat`: who spoke as a chat;
    `extra`: what else Telegram says of it."""

    chat: "Chat"
    id: int
    sender: Json
    at_ms: int
    body: Text
    picture: File | None = None
    document: File | None = None
    rows: Rows = ()
    thread: int = 0
    reply_to: "Message | None" = None
    silent: bool = False
    previews: bool = False
    from_bot: bool = False
    sender_chat: Json | None = None
    service: Json = field(default_factory=dict)
    extra: Json = field(default_factory=dict)
    edits: int = 0
    edited_ms: int = 0
    texts: list[str] = field(default_factory=list)  # all versions, oldest first
    deleted: bool = False

    @property
    def text(self) -> str:
        """What people read; below a picture, if there is one."""
        return self.body.plain

    @property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.text.splitlines()

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row by row."""
        return list(itertools.chain.from_iterable(self.rows))

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.text for button in self.buttons]

    @property
    def links(self) -> list[str]:
        """The parts of the text that lead somewhere when touched: links, mentions, commands, tags."""
        kinds = ("url", "text_link", "mention", "text_mention", "bot_command", "hashtag", "cashtag")
        return [self.body.part(each) for each in self.body.entities if each["type"] in kinds]

    @property
    def pinned(self) -> bool:
        """Whether it stands above the chat."""
        return self in self.chat.pins

    def marked(self, kind: str) -> list[str]:
        """The parts of the text that are `bold`, `pre`, `date_time` and so on."""
        return [self.body.part(each) for each in self.body.entities if each["type"] == kind]

    def button(self, label: str) -> Button:
        """The one with this label; else the first whose label begins so. Raises Impossible."""
        found = [each for each in self.buttons if each.text == label]
        found += [each for each in self.buttons if each.text.startswith(label)]
        if not found:
            raise Impossible(f"no button {label!r} among {self.labels} below {self.text[:60]!r}")
        return found[0]

    def json(self, with_reply: bool = True) -> Json:
        """As Telegram tells it."""
        told: Json = {"message_id": self.id, "date": self.at_ms // 1_000, "chat": self.chat.json(), "from": self.sender}
        if self.sender_chat:
            told["sender_chat"] = self.sender_chat
        if self.edited_ms:
            told["edit_date"] = self.edited_ms // 1_000
        if self.thread:
            told["message_thread_id"] = self.thread
            if self.chat.is_forum:
                told["is_topic_message"] = True
        if self.reply_to and with_reply:
            told["reply_to_message"] = self.reply_to.json(with_reply=False)
        if self.rows:
            told["reply_markup"] = {"inline_keyboard": [[button.json() for button in row] for row in self.rows]}
        has_file = self.picture or self.document
        if self.body.plain:
            told["caption" if has_file else "text"] = self.body.plain
        if self.body.entities:
            told["caption_entities" if has_file else "entities"] = self.body.entities
        if self.picture:
            told["photo"] = _sizes(self.picture)
        if self.document:
            told["document"] = _file(self.document) | {"file_name": self.document.name}
        return told | self.service | self.extra


def _file(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": f"u{file.id[-12:]}", "file_size": len(file.data)}


def _sizes(picture: File) -> list[Json]:
    width, height = picture.size
    small = {"file_id": f"{picture.id}s", "file_unique_id": f"s{picture.id[-12:]}", "width": 90, "height": 51}
    return [small, _file(picture) | {"width": width, "height": height}]


class Chat:
    """A private chat, a group or a supergroup: everything in it, also what was deleted."""

    is_forum = False

    def __init__(self, id: int, kind: str, title: str, numbers: Iterator[int]) -> None:
        self.id = id
        self.kind = kind
        self.title = title
        self.everything: dict[int, Message] = {}
        self.pins: list[Message] = []  # newest last
        self._numbers = numbers

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} {self.title!r}>"

    @property
    def messages(self) -> list[Message]:
        """What people see in it, oldest first; without service messages."""
        return [each for each in self.everything.values() if not each.deleted and not each.service]

    @property
    def from_bot(self) -> list[Message]:
        """What the bot wrote there and people see."""
        return [each for each in self.messages if each.from_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message. Raises Impossible."""
        if not self.from_bot:
            raise Impossible(f"the bot wrote nothing in {self!r}")
        return self.from_bot[-1]

    def json(self) -> Json:
        """As Telegram tells it."""
        raise NotImplementedError

    def known(self, number: int) -> Message | None:
        """A message that is there."""
        found = self.everything.get(number)
        return None if found is None or found.deleted else found

    def add(self, sender: Json, at_ms: int, body: Text, **more: Any) -> Message:
        """A new message."""
        message = Message(self, next(self._numbers), sender, at_ms, body, texts=[body.plain], **more)
        self.everything[message.id] = message
        return message

    def delete(self, message: Message) -> None:
        """Nobody sees it any more."""
        message.deleted = True
        if message in self.pins:
            self.pins.remove(message)


class Private(Chat):
    """What one person and the bot say to each other."""

    def __init__(self, user: User, numbers: Iterator[int]) -> None:
        super().__init__(user.id, "private", user.name, numbers)
        self.user = user

    def json(self) -> Json:
        told = self.user.json()
        return {key: told[key] for key in told if key not in ("is_bot", "language_code")} | {"type": "private"}


@dataclass(slots=True)
class Member:
    """What somebody is in a group: creator, administrator, member, restricted, left, kicked."""

    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    may_write: bool = True

    @property
    def present(self) -> bool:
        """Whether they are in it."""
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        """Whether it is theirs to govern."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether they have a right of admins."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def json(self, user: Json) -> Json:
        """As Telegram tells it."""
        told: Json = {"user": user, "status": self.status}
        match self.status:
            case "creator":
                return told | {"is_anonymous": self.anonymous}
            case "administrator":
                rights = {right: right in self.rights for right in RIGHTS}
                return told | rights | {"can_be_edited": False, "is_anonymous": self.anonymous}
            case "restricted":
                kinds = ("messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes", "polls")
                may = {f"can_send_{kind}": self.may_write for kind in kinds}
                rest = (
                    "can_send_other_messages", "can_add_web_page_previews", "can_change_info", "can_invite_users",
                    "can_pin_messages", "can_manage_topics", "can_edit_tag", "can_react_to_messages",
                )  # fmt: skip
                return told | may | dict.fromkeys(rest, False) | {"is_member": True, "until_date": 0}
            case "kicked":
                return told | {"until_date": 0}
        return told


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; `id` is that of the message that opened it, 0 of the general one."""

    group: "Group"
    id: int
    name: str
    opened: Message | None = None
    closed: bool = False
    deleted: bool = False

    @property
    def messages(self) -> list[Message]:
        """What people see in it."""
        return [each for each in self.group.messages if each.thread == self.id]

    @property
    def last(self) -> Message:
        """The bot's newest message in it. Raises Impossible."""
        found = [each for each in self.messages if each.from_bot]
        if not found:
            raise Impossible(f"the bot wrote nothing in the topic {self.name!r}")
        return found[-1]


class Group(Chat):
    """A group or supergroup. `bot`: what the bot is there; `heard_last`: no other bot spoke after ours."""

    def __init__(self, id: int, kind: str, title: str, numbers: Iterator[int], forum: bool) -> None:
        super().__init__(id, kind, title, numbers)
        self.is_forum = forum
        self.members: dict[int, Member] = {}
        self.bot = Member("left")
        self.topics: dict[int, Topic] = {}
        self.upgraded: Group | None = None
        self.heard_last = True

    def json(self) -> Json:
        told: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.kind == "group":
            told["all_members_are_administrators"] = False
        return told | ({"is_forum": True} if self.is_forum else {})

    def member(self, user: int) -> Member:
        """What somebody is there."""
        return self.members.get(user, Member("left"))

    def thread_of(self, reply_to: Message | None) -> int:
        """The thread that an answer belongs to: its topic; without topics, the chain of answers in a supergroup."""
        if reply_to is None or self.kind != "supergroup":
            return 0
        return reply_to.thread or (0 if self.is_forum else reply_to.id)
