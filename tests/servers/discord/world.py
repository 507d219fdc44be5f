"""The world behind the strict Discord: users, servers (Discord calls them guilds), roles, channels, threads, messages.

Plain mutable objects; each knows what it looks like as Discord's JSON. Time and ids come from the `Clock`.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord

from tests.servers.discord import components as parts

EPOCH_MS = 1_420_070_400_000
EPHEMERAL, LOADING, SILENT = 1 << 6, 1 << 7, 1 << 12
TEXT_CHANNEL, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
THREADS = (PUBLIC_THREAD, PRIVATE_THREAD)


def bits(*names: str) -> int:
    """The permission bits of these names, such as `manage_guild`, as discord.py spells them."""
    return discord.Permissions(**dict.fromkeys(names, True)).value


ALL = discord.Permissions.all().value
_TALK = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
_FILES = ("embed_links", "attach_files", "create_public_threads")
EVERYONE = bits(*_TALK, *_FILES, "use_application_commands", "use_external_apps")
BOT = bits(*_TALK, *_FILES, "pin_messages")


class Clock:
    """Real time plus what the test added; the ids of its moments."""

    def __init__(self) -> None:
        self._ahead_ms = 0
        self._last_id = 0

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self._ahead_ms

    def pass_ms(self, ms: int) -> None:
        self._ahead_ms += ms

    def id(self) -> int:
        """The next snowflake: the time in its upper bits, never twice the same."""
        self._last_id = max(self._last_id + 1, (self.now_ms() - EPOCH_MS) << 22)
        return self._last_id


def stamp(at_ms: int) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).isoformat()


@dataclass(eq=False)
class User:
    """Somebody; `dms_open` false: nothing of the bot's reaches them (50007). `installed`: the app is theirs."""

    id: int
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    dms_open: bool = True
    installed: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "username": f"user{self.id}", "global_name": self.name, "discriminator": "0",
            "avatar": None, "bot": self.is_bot, "public_flags": 0,
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(eq=False)
class Role:
    """A role of a server; the one with the server's id is everybody's."""

    id: int
    name: str
    permissions: int
    mentionable: bool = False
    position: int = 1

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "name": self.name, "permissions": str(self.permissions), "position": self.position,
            "color": 0, "colors": {"primary_color": 0}, "hoist": False, "managed": False,
            "mentionable": self.mentionable, "flags": 0,
        }  # fmt: skip


@dataclass(eq=False)
class Guild:
    """A server. `installed`: the app was added to it; otherwise only user-installed commands can be said there."""

    id: int
    name: str
    owner: User
    me: User
    locale: str = "en-US"
    installed: bool = True
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)  # of user to roles
    channels: dict[int, "Channel"] = field(default_factory=dict)  # and threads

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def permissions(self, user: User, channel: "Channel | None" = None) -> int:
        """What a member may do, by Discord's algorithm: owner, administrator, roles, then the channel's overwrites."""
        if user is self.owner:
            return ALL
        held = self.members.get(user.id, set()) | {self.id}
        base = 0
        for role in held:
            base |= self.roles[role].permissions if role in self.roles else 0
        if base & bits("administrator"):
            return ALL
        while channel is not None and channel.parent is not None:
            channel = channel.parent  # a thread has its parent's
        if channel is None:
            return base
        rules = channel.overwrites
        for group in ([self.id], [role for role in held if role != self.id], [user.id]):
            found = [rules[each] for each in group if each in rules]
            for _allow, deny in found:
                base &= ~deny
            for allow, _deny in found:
                base |= allow
        return base

    def member_json(self, user: User, channel: "Channel | None" = None) -> dict[str, Any]:
        return {
            "user": user.json(), "roles": [str(role) for role in sorted(self.members.get(user.id, ()))], "nick": None,
            "avatar": None, "joined_at": stamp(EPOCH_MS), "deaf": False, "mute": False, "flags": 0, "pending": False,
            "premium_since": None, "communication_disabled_until": None,
            "permissions": str(self.permissions(user, channel)),
        }  # fmt: skip

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "name": self.name, "owner_id": str(self.owner.id), "icon": None, "splash": None,
            "roles": [role.json() for role in self.roles.values()], "emojis": [], "stickers": [], "features": [],
            "channels": [each.json() for each in self.channels.values() if each.kind not in THREADS],
            "threads": [each.json() for each in self.channels.values() if each.kind in THREADS and not each.archived],
            "members": [self.member_json(self.me)], "member_count": len(self.members), "large": False,
            "unavailable": False, "joined_at": stamp(EPOCH_MS), "voice_states": [], "presences": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
            "preferred_locale": self.locale, "afk_timeout": 300, "verification_level": 0, "mfa_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0, "premium_tier": 0, "nsfw_level": 0,
            "system_channel_flags": 0, "premium_progress_bar_enabled": False, "description": None,
        }  # fmt: skip


@dataclass(eq=False)
class Channel:
    """A channel, a thread or a direct conversation, with what the bot wrote there, oldest first."""

    id: int
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)  # of role or user: allowed, denied
    archived: bool = False
    locked: bool = False
    deleted: bool = False
    everything: list["Message"] = field(default_factory=list)

    @property
    def messages(self) -> list["Message"]:
        """What everybody sees here now: no ephemeral, no deleted ones."""
        return [each for each in self.everything if not each.deleted and each.only_for is None and not each.loading]

    def seen_by(self, user: User) -> list["Message"]:
        """What this person sees here now, ephemeral answers to them too."""
        return [each for each in self.everything if not each.deleted and each.only_for in (None, user)]

    def permissions(self, user: User) -> int:
        return ALL if self.guild is None else self.guild.permissions(user, self)

    def json(self, user: User | None = None) -> dict[str, Any]:
        common: dict[str, Any] = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": None}
        if user is not None:
            common["permissions"] = str(self.permissions(user))
        if self.recipient is not None:
            return common | {"recipients": [self.recipient.json()]}
        common |= {"name": self.name, "guild_id": str(self.guild.id), "rate_limit_per_user": 0, "nsfw": False}
        common["parent_id"] = str(self.parent.id) if self.parent else None
        if self.kind in THREADS:
            state = {
                "archived": self.archived, "locked": self.locked, "auto_archive_duration": 1_440, "invitable": True,
                "archive_timestamp": stamp(EPOCH_MS), "create_timestamp": stamp(EPOCH_MS),
            }  # fmt: skip
            return common | {
                "owner_id": str(self.guild.owner.id), "message_count": len(self.everything), "member_count": 1,
                "total_message_sent": len(self.everything), "thread_metadata": state,
            }  # fmt: skip
        rules = [
            {"id": str(whose), "type": 0 if whose in self.guild.roles else 1, "allow": str(allow), "deny": str(deny)}
            for whose, (allow, deny) in self.overwrites.items()
        ]
        return common | {"position": 0, "topic": None, "permission_overwrites": rules}

    def __repr__(self) -> str:
        return f"<#{self.name or self.recipient}>"


@dataclass(frozen=True, slots=True)
class File:
    """A picture or another file of a message."""

    id: int
    name: str
    data: bytes = field(repr=False)
    description: str
    url: str

    def json(self) -> dict[str, Any]:
        kind = "image/png" if self.name.endswith(".png") else "application/octet-stream"
        return {
            "id": str(self.id), "filename": self.name, "size": len(self.data), "url": self.url, "proxy_url": self.url,
            "content_type": kind, "description": self.description or None,
        }  # fmt: skip


@dataclass(eq=False)
class Message:
    """A message of the bot, as it is now. `pinged`: whom it rang, "everyone" among them; `edits`: how often edited."""

    id: int
    channel: Channel
    author: User
    created_ms: int
    content: str = ""
    components: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    flags: int = 0
    only_for: User | None = None
    pinged: frozenset = frozenset()
    mentions: tuple[User, ...] = ()
    nonce: str | None = None
    reference: dict[str, Any] | None = None
    interaction: dict[str, Any] | None = None
    edited_ms: int | None = None
    edits: int = 0
    texts: list[str] = field(default_factory=list)  # every version that was shown, oldest first
    deleted: bool = False
    pinned: bool = False

    @property
    def loading(self) -> bool:
        """The bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def silent(self) -> bool:
        return bool(self.flags & SILENT)

    @property
    def v2(self) -> bool:
        return bool(self.flags & parts.V2)

    @property
    def lines(self) -> list[str]:
        """What can be read, line by line."""
        return self.text.splitlines()

    @property
    def text(self) -> str:
        """What can be read: all text displays, or the content and embeds of an old-style message."""
        old = [self.content] + [each.get("title", "") + each.get("description", "") for each in self.embeds]
        return "\n".join(part for part in (parts.texts(self.components) if self.v2 else old) if part)

    @property
    def buttons(self) -> list[parts.Button]:
        return parts.buttons(self.components)

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return [each.label for each in self.buttons]

    @property
    def selects(self) -> list[parts.Select]:
        return parts.selects(self.components)

    @property
    def colours(self) -> list[int]:
        """The accent colours of the containers that have one."""
        found = (each.get("accent_color") for each in parts.walk(self.components))
        return [each for each in found if each is not None]

    def json(self) -> dict[str, Any]:
        whole = {
            "id": str(self.id), "channel_id": str(self.channel.id), "type": 19 if self.reference else 0,
            "author": self.author.json(), "content": self.content, "embeds": self.embeds, "mention_roles": [],
            "components": self.components, "attachments": [file.json() for file in self.files], "flags": self.flags,
            "mentions": [user.json() for user in self.mentions], "mention_everyone": "everyone" in self.pinged,
            "tts": False, "pinned": self.pinned, "timestamp": stamp(self.created_ms),
            "edited_timestamp": None if self.edited_ms is None else stamp(self.edited_ms),
        }  # fmt: skip
        optional = {"nonce": self.nonce, "message_reference": self.reference, "interaction_metadata": self.interaction}
        return whole | {name: value for name, value in optional.items() if value is not None}

    def __repr__(self) -> str:
        return f"<{self.channel}: {self.text[:60]!r} {self.labels}>"
