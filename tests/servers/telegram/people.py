"""What people do in Telegram: say, press, answer, edit, block, govern groups. What no client offers is `Impossible`."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.telegram.chats import (
    ANONYMOUS_ADMIN,
    CHANNEL,
    FORWARDS,
    RIGHTS,
    Chat,
    Group,
    Json,
    Member,
    Message,
    Private,
    Topic,
    User,
)
from tests.servers.telegram.errors import Impossible
from tests.servers.telegram.markup import said
from tests.servers.telegram.state import Press, Telegram, Toast

Where = Group | Topic | None  # None: in private


@dataclass(slots=True, eq=False)
class Person(User):
    """Somebody with a phone. `patience`: seconds they wait for an answer."""

    home: Telegram = field(kw_only=True, repr=False)
    patience: float = 5.0

    @property
    def chat(self) -> Private:
        """Their private chat with the bot."""
        return self.home.private(self)

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote to them in private."""
        return self.chat.from_bot

    # Words

    async def says(
        self, text: str, where: Where = None, *, reply_to: Message | None = None, sent_ago: float = 0.0
    ) -> Message:
        """Write something, `sent_ago` seconds in the past; the message."""
        chat, thread = self._place(where)
        if isinstance(chat, Private):
            self._open(chat)
        more = _as_answer(chat, thread, reply_to)
        message = chat.add(self.json(), int(self.home.now_ms() - sent_ago * 1_000), said(text), **more)
        self.home.tell_message(message)
        return message

    async def asks(self, text: str, where: Where = None, *, seen_in: Where | User = None, **more: Any) -> Message:
        """Write something and wait for the bot's next message there, or in `seen_in` (somebody: in private)."""
        chat = self.home.chat(seen_in or where or self)
        before = set(chat.everything)
        await self.says(text, where, **more)
        return await self.home.until(
            lambda: next((each for each in chat.from_bot if each.id not in before), None), self.patience
        )

    async def edits(self, message: Message, text: str) -> None:
        """Change what they wrote."""
        if message.sender["id"] != self.id or message.deleted:
            raise Impossible("not their message")
        message.body = said(text)
        message.edits += 1
        message.edited_ms = int(self.home.now_ms())
        message.texts.append(text)
        self.home.tell_message(message, "edited_message")

    async def deletes(self, message: Message) -> None:
        """Take a message away: their own, any in private, any of a group that is theirs to govern."""
        chat = message.chat
        if isinstance(chat, Group) and message.sender["id"] != self.id:
            self._govern(chat, "can_delete_messages")
        chat.delete(message)
        self.home.touch()

    async def sends_photo(self, where: Where = None, caption: str = "") -> Message:
        """A picture, which is no text."""
        chat, thread = self._place(where)
        picture = self.home.keep("photo.jpg", b"\xff\xd8", (100, 100))
        body = said(caption)
        message = chat.add(self.json(), int(self.home.now_ms()), body, thread=thread, picture=picture)
        self.home.tell_message(message)
        return message

    async def summons(self, text: str) -> None:
        """Call the bot as a guest, from a chat that it is not in."""
        chat = {"id": -1009999999999, "type": "supergroup", "title": "Elsewhere"}
        number = self.home.new_id()
        body = said(text)
        told = {"message_id": number, "date": int(self.home.now_ms() // 1_000), "chat": chat, "from": self.json()}
        told |= {"text": text, "entities": body.entities, "guest_query_id": f"guest{number}"}
        self.home.delivery.push("guest_message", told)

    # Buttons

    async def presses(self, message: Message, label: str = "", *, data: str | None = None) -> Toast:
        """Press a button and wait for the words over the chat; `data` forges what the button says."""
        press = self.taps(message, label, data=data)
        return await self.home.until(lambda: press.toast, self.patience)

    def taps(self, message: Message, label: str = "", *, data: str | None = None) -> Press:
        """Press a button without waiting."""
        if data is None:
            button = message.button(label)
            if not button.data:
                raise Impossible(f"the button {button.text!r} says nothing to the bot")
            data = button.data
        chat = message.chat
        if isinstance(chat, Private) and chat.user is not self:
            raise Impossible("that is somebody else's chat")
        if isinstance(chat, Group) and not chat.member(self.id).present:
            raise Impossible(f"{self.name} is not in {chat!r}")
        number = str(4_000_000_000_000_000_000 + self.home.new_id())
        press = self.home.presses[number] = Press(number, self, message, data, self.home.now_ms())
        self.met = True
        told = message.json()
        if message.deleted:
            told = {"message_id": message.id, "chat": chat.json(), "date": 0}
        query = {"id": number, "from": self.json(), "message": told, "chat_instance": str(chat.id * 7), "data": data}
        self.home.delivery.push("callback_query", query)
        return press

    async def follows(self, message: Message, label: str) -> Message | str:
        """Touch a button with an address: a deep link says `/start payload` in private; others give the address."""
        url = message.button(label).url
        if not url:
            raise Impossible(f"the button {label!r} leads nowhere")
        parts = urlsplit(url)
        payload = parse_qs(parts.query, keep_blank_values=True).get("start")
        is_ours = parts.netloc in ("t.me", "telegram.me") and parts.path == "/" + self.home.bot["username"]
        if not is_ours or payload is None:
            return url
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload[0]):
            raise Impossible(f"no client opens a deep link with {payload[0]!r}")
        return await self.says(f"/start {payload[0]}".strip())

    def copies(self, message: Message, label: str) -> str:
        """Touch a button that puts something on the clipboard."""
        copied = message.button(label).copies
        if not copied:
            raise Impossible(f"the button {label!r} copies nothing")
        return copied

    def menu(self, where: Where = None) -> list[str]:
        """The commands that the client offers there, in their language."""
        chat = self.home.chat(where or self)
        scopes: list[tuple[str, int, int]] = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
        if isinstance(chat, Group):
            scopes = [("chat", chat.id, 0), ("all_group_chats", 0, 0)]
            if chat.member(self.id).is_admin:
                scopes[1:1] = [("all_chat_administrators", 0, 0)]
                scopes[0:0] = [("chat_administrators", chat.id, 0)]
            scopes[0:0] = [("chat_member", chat.id, self.id)]
        menus = self.home.about.menus
        for scope in [*scopes, ("default", 0, 0)]:
            for language in (self.language, ""):
                if menus.get((language, scope)):
                    return [each["command"] for each in menus[language, scope]]
        return []

    # The bot and they

    async def blocks(self) -> None:
        """Stop the bot."""
        self._change_private("member", "kicked", blocked=True)

    async def unblocks(self) -> None:
        """Let it write again."""
        self._change_private("kicked", "member", blocked=False)

    async def deletes_account(self) -> None:
        """Be nobody any more; nobody tells the bot."""
        self.deactivated = True

    def _open(self, chat: Private) -> None:
        if self.deactivated:
            raise Impossible(f"{self.name} has no account any more")
        if self.blocked:
            raise Impossible(f"{self.name} has blocked the bot")
        self.started = True

    def _change_private(self, before: str, after: str, blocked: bool) -> None:
        self.blocked = blocked
        change = _changed(self.home, self.chat, self.json(), Member(before), Member(after))
        self.home.delivery.push("my_chat_member", change)
        self.home.touch()

    # Groups

    async def adds_bot(self, group: Group, *rights: str) -> None:
        """Bring the bot into a group, with these rights of an admin."""
        self._present(group)
        member = Member("administrator", frozenset(rights)) if rights else Member("member")
        _set_bot(self.home, group, self, member)
        self.home.happen(group, self.json(), {"new_chat_members": [_plain(self.home)]})

    async def removes_bot(self, group: Group) -> None:
        """Throw the bot out."""
        self._govern(group, "can_restrict_members")
        self.home.happen(group, self.json(), {"left_chat_member": _plain(self.home)})
        _set_bot(self.home, group, self, Member("kicked"))

    async def promotes_bot(self, group: Group, *rights: str) -> None:
        """Give the bot these rights of an admin; none: take them all."""
        self._govern(group, "can_promote_members")
        if unknown := set(rights) - set(RIGHTS):
            raise Impossible(f"no such rights: {unknown}")
        _set_bot(self.home, group, self, Member("administrator", frozenset(rights)) if rights else Member("member"))

    async def mutes_bot(self, group: Group) -> None:
        """Let the bot read, but not write."""
        self._govern(group, "can_restrict_members")
        _set_bot(self.home, group, self, Member("restricted", may_write=False))

    async def joins(self, group: Group) -> None:
        """Become a member."""
        group.members[self.id] = Member()
        self.home.happen(group, self.json(), {"new_chat_members": [self.json()]})

    async def leaves(self, group: Group) -> None:
        """Be no member any more."""
        group.members[self.id] = Member("left")
        self.home.happen(group, self.json(), {"left_chat_member": self.json()})

    async def opens_topic(self, group: Group, name: str) -> Topic:
        """A new topic of a forum."""
        if not group.is_forum:
            raise Impossible(f"{group!r} has no topics")
        self._present(group)
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opened = group.add(self.json(), int(self.home.now_ms()), said(""), service=service)
        opened.thread = opened.id
        self.home.tell_message(opened)
        group.topics[opened.id] = Topic(group, opened.id, name, opened)
        return group.topics[opened.id]

    async def closes_topic(self, topic: Topic) -> None:
        """Let nobody but admins write in it."""
        self._govern(topic.group, "can_manage_topics")
        topic.closed = True
        self.home.happen(topic.group, self.json(), {"forum_topic_closed": {}}, topic.id)

    async def deletes_topic(self, topic: Topic) -> None:
        """Take it away with all that was said in it; nobody tells the bot."""
        self._govern(topic.group, "can_manage_topics")
        topic.deleted = True
        for message in list(topic.group.everything.values()):
            if message.thread == topic.id:
                topic.group.delete(message)
        self.home.touch()

    async def upgrades(self, group: Group) -> Group:
        """Make a supergroup of a group; it has another number, and none of the old messages."""
        self._govern(group, "can_change_info")
        if group.kind != "group":
            raise Impossible(f"{group!r} is one already")
        new = group.upgraded = Group(
            -1_000_000_000_000 - self.home.new_id(), "supergroup", group.title, itertools.count(1), forum=False
        )
        self.home.chats[new.id] = new
        new.members, new.bot = dict(group.members), group.bot
        self.home.happen(group, self.json(), {"migrate_to_chat_id": new.id})
        group.bot = Member("left")
        self.home.happen(new, ANONYMOUS_ADMIN, {"migrate_from_chat_id": group.id, "sender_chat": new.json()})
        return new

    async def renames(self, group: Group, title: str) -> None:
        """Give a group another title."""
        self._govern(group, "can_change_info")
        group.title = title
        self.home.happen(group, self.json(), {"new_chat_title": title})

    async def pins(self, message: Message) -> None:
        """Put a message above the chat."""
        if isinstance(message.chat, Group):
            self._govern(message.chat, "can_pin_messages")
        message.chat.pins.append(message)
        self.home.happen(message.chat, self.json(), {"pinned_message": message.json(with_reply=False)})

    async def says_anonymously(self, text: str, where: Group | Topic, **more: Any) -> Message:
        """Write as the group itself, as admins may who remain anonymous."""
        chat, thread = self._place(where)
        self._govern(chat, "")
        return self._as_chat(text, chat, thread, ANONYMOUS_ADMIN, chat.json(), **more)

    async def says_as_channel(self, text: str, where: Group | Topic, title: str = "News", **more: Any) -> Message:
        """Write as a channel of theirs."""
        chat, thread = self._place(where)
        channel = {"id": -1_005_000_000_000 - self.id, "type": "channel", "title": title}
        return self._as_chat(text, chat, thread, CHANNEL, channel, **more)

    def _as_chat(
        self, text: str, chat: Chat, thread: int, sender: Json, sender_chat: Json, *, reply_to: Message | None = None
    ) -> Message:
        more = _as_answer(chat, thread, reply_to)
        message = chat.add(sender, int(self.home.now_ms()), said(text), sender_chat=sender_chat, **more)
        self.home.tell_message(message)
        return message

    # What is theirs to do

    def _place(self, where: Where) -> tuple[Chat, int]:
        if where is None:
            return self.chat, 0
        group, thread = (where.group, where.id) if isinstance(where, Topic) else (where, 0)
        self._present(group)
        if isinstance(where, Topic) and (where.deleted or (where.closed and not group.member(self.id).is_admin)):
            raise Impossible(f"nobody can write in the topic {where.name!r}")
        return group, thread

    def _present(self, group: Group) -> None:
        if not group.member(self.id).present or group.upgraded is not None:
            raise Impossible(f"{self.name} is not in {group!r}")

    def _govern(self, group: Chat, right: str) -> None:
        assert isinstance(group, Group)
        member = group.member(self.id)
        if not (member.may(right) or (not right and member.is_admin)):
            raise Impossible(f"{self.name} may not do that in {group!r}")


def forwarded(home: Telegram, group: Group, text: str) -> Message:
    """A post of the channel that a group belongs to, forwarded by Telegram itself."""
    channel = {"id": -1_005_555_555_555, "type": "channel", "title": "Announcements"}
    message = group.add(
        FORWARDS, int(home.now_ms()), said(text), sender_chat=channel, extra={"is_automatic_forward": True}
    )
    home.tell_message(message)
    return message


def _as_answer(chat: Chat, thread: int, reply_to: Message | None) -> dict[str, Any]:
    """Where an answer belongs. In a topic, what answers nothing answers the message that opened it."""
    if reply_to is not None and reply_to.deleted:
        raise Impossible("the message is gone")
    if isinstance(chat, Group):
        thread = thread or chat.thread_of(reply_to)
        if reply_to is None and thread in chat.topics:
            reply_to = chat.topics[thread].opened
    return {"thread": thread, "reply_to": reply_to}


def _set_bot(home: Telegram, group: Group, by: Person, member: Member) -> None:
    before, group.bot = group.bot, member
    by.met = True
    home.delivery.push("my_chat_member", _changed(home, group, by.json(), before, member))
    home.touch()


def _changed(home: Telegram, chat: Chat, by: Json, before: Member, after: Member) -> Json:
    old, new = before.json(_plain(home)), after.json(_plain(home))
    date = int(home.now_ms() // 1_000)
    return {"chat": chat.json(), "from": by, "date": date, "old_chat_member": old, "new_chat_member": new}


def _plain(home: Telegram) -> Json:
    """The bot as a user among others."""
    return {key: home.bot[key] for key in ("id", "is_bot", "first_name", "username")}
