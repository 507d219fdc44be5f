"""The strict Discord itself, without its doors: who and what there is, what happens to messages, who is told.

The REST routes, the gateway and the people of the tests all act on this one object; whoever waits for something
(`until`) is woken at every change.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.errors import (
    closed_to_us,
    missing_access,
    nothing_in_common,
    unknown_channel,
    unknown_message,
)
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.messages import Draft, pings
from tests.servers.discord.world import (
    BOT,
    DIRECT,
    EPHEMERAL,
    LOADING,
    THREADS,
    Channel,
    Clock,
    File,
    Guild,
    Message,
    User,
    bits,
)

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
_LOOK_AGAIN_S = 0.02  # for what changes without a word, such as the bot's own state


@dataclass(eq=False)
class Interaction:
    """Something a person did that the bot must answer, and how it did."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    created_ms: int
    owners: dict[str, str]
    source: Message | None = None  # the message of the component
    source_edits: int = 0  # how often it had been edited by then
    focused_kind: int = 3  # the type of the option that is being typed
    answered_with: int | None = None  # the type of the callback
    answered_ms: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    changed: int = 0  # how often something visible came of it
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None

    @property
    def foreign(self) -> bool:
        """It was said in a server that did not install the app itself."""
        return self.channel.guild is not None and "0" not in self.owners


class Discord:
    """The whole of it. `touch` wakes whoever waits."""

    def __init__(self, token: str, limits: DiscordLimits) -> None:
        self.token, self.limits, self.clock = token, limits, Clock()
        self.files_url = ""
        self.me = User(self.clock.id(), "dumbdegen", is_bot=True)
        self.application_id = self.me.id
        self.owner = User(self.clock.id(), "Operator")
        self.users: dict[int, User] = {each.id: each for each in (self.me, self.owner)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[int | None, list[dict[str, Any]]] = {None: []}  # of a server, or everywhere
        self.interactions: dict[str, Interaction] = {}  # by token
        self.shards = 1
        self.old_edits: dict[int, list[int]] = {}  # of a channel: when messages older than an hour were edited
        self.gateway = Gateway(token, limits, self._ready)
        self._nonces: dict[str, Message] = {}
        self._waiting: dict[asyncio.Future, Callable[[], Any]] = {}

    # Waiting

    def touch(self) -> None:
        """Something changed. Whoever waits is woken only if it is what they wait for: hundreds may wait at once."""
        for waiting, predicate in list(self._waiting.items()):
            if waiting.done():
                continue
            try:
                if predicate():
                    waiting.set_result(None)
            except Exception as error:  # a mistake of who waits, not of who changed something
                waiting.set_exception(error)

    async def until(self, predicate: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until this is true, and return it; AssertionError after so many seconds."""
        found = await self.within(predicate, seconds, _LOOK_AGAIN_S)
        assert found, f"not within {seconds} s"
        return found

    async def within(self, predicate: Callable[[], Any], seconds: float, look_again: float = 1.0) -> Any:
        """The same, but what is false at last is returned as well; looked at when this object changed, or again."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (found := predicate()) and (left := deadline - loop.time()) > 0:
            waiting = loop.create_future()
            self._waiting[waiting] = predicate
            try:
                await asyncio.wait([waiting], timeout=min(left, look_again))
            finally:
                del self._waiting[waiting]
            if waiting.done():
                waiting.result()
        return found

    # Who and what there is

    def dm(self, user: User) -> Channel:
        """The direct conversation of the bot with this user, opened if it was not."""
        for channel in self.channels.values():
            if channel.kind == DIRECT and channel.recipient is user:
                return channel
        channel = Channel(self.clock.id(), DIRECT, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def add_channel(self, guild: Guild, name: str, kind: int, parent: Channel | None = None) -> Channel:
        """A new channel or thread of a server; the bot is told."""
        channel = Channel(self.clock.id(), kind, name, guild, parent)
        self.channels[channel.id] = guild.channels[channel.id] = channel
        self.tell("THREAD_CREATE" if kind in THREADS else "CHANNEL_CREATE", guild, channel.json())
        return channel

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel and its threads; the bot is told."""
        channel.deleted = True
        channel.guild.channels.pop(channel.id, None)
        for thread in [each for each in channel.guild.channels.values() if each.parent is channel]:
            self.remove_channel(thread)
        self.tell("THREAD_DELETE" if channel.kind in THREADS else "CHANNEL_DELETE", channel.guild, channel.json())
        self.touch()

    def tell(self, event: str, guild: Guild, data: dict[str, Any]) -> None:
        """Tell the bot, if it is in that server."""
        if guild.installed:
            self.gateway.dispatch(event, data, guild.id)

    def visible_channel(self, channel_id: int) -> Channel:
        """A channel that the bot may see."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.deleted:
            raise unknown_channel()
        guild = channel.guild
        if guild is not None and not (guild.installed and channel.permissions(self.me) & bits("view_channel")):
            raise missing_access()
        return channel

    def may_reach(self, channel: Channel) -> None:
        """Whether a direct message may go there: somebody who has the app, or a server with it, and lets it write."""
        user = channel.recipient
        if user is None:
            return
        if not user.dms_open:
            raise closed_to_us()
        if not user.installed and not any(each.installed and user.id in each.members for each in self.guilds.values()):
            raise nothing_in_common()

    def message(self, channel: Channel, message_id: int) -> Message:
        """A message of a channel that is not ephemeral."""
        for message in channel.messages:
            if message.id == message_id:
                return message
        raise unknown_message()

    def _ready(self, shard: tuple[int, int]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        number, count = shard
        mine = [each for each in self.guilds.values() if each.installed and (each.id >> 22) % count == number]
        ready = {
            "user": self.me.json(), "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "application": {"id": str(self.application_id), "flags": 0}, "session_type": "normal",
            "resume_gateway_url": self.gateway_url, "private_channels": [], "relationships": [], "presences": [],
        }  # fmt: skip
        self.touch()
        return ready, [guild.json() for guild in mine]

    gateway_url = ""

    # Messages

    def post(
        self, channel: Channel, draft: Draft, only_for: User | None = None, interaction: Interaction | None = None
    ) -> Message:
        """Write a message; an enforced nonce that is remembered gives the message it was used for."""
        now_ms = self.clock.now_ms()
        if draft.enforce_nonce and draft.nonce is not None:
            before = self._nonces.get(draft.nonce)
            if before is not None and now_ms - before.created_ms < self.limits.nonce_ms:
                return before
        message = Message(self.clock.id(), channel, self.me, now_ms, only_for=only_for, nonce=draft.nonce)
        message.reference = draft.reference
        if interaction is not None:
            message.interaction = {
                "id": str(interaction.id), "type": interaction.kind, "user": interaction.user.json(),
                "authorizing_integration_owners": interaction.owners,
            }  # fmt: skip
        if draft.nonce is not None:
            self._nonces[draft.nonce] = message
        if only_for is not None:
            draft.flags |= EPHEMERAL
        self._write(message, draft)
        self._ring(message, draft)
        channel.everything.append(message)
        self.touch()
        return message

    def edit(self, message: Message, draft: Draft) -> Message:
        """Write a message anew; one that was only loading rings now."""
        loading = message.loading
        self._write(message, draft)
        if loading:
            self._ring(message, draft)
        else:
            message.edits += 1
            message.edited_ms = self.clock.now_ms()
        self.touch()
        return message

    def delete(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        self.touch()

    def _write(self, message: Message, draft: Draft) -> None:
        new = []
        for upload, name, description in draft.new:
            number = self.clock.id()
            new.append(File(number, name, upload.data, description, f"{self.files_url}/{number}/{name}"))
        message.content, message.components, message.embeds = draft.content, draft.components, draft.embeds
        message.files = draft.kept + new
        message.flags = draft.flags
        if message.text:
            message.texts.append(message.text)

    def _ring(self, message: Message, draft: Draft) -> None:
        message.pinged = pings(draft.text, draft.allowed, message.channel, self.me, self.users)
        message.mentions = tuple(each for each in message.pinged if isinstance(each, User))

    # Interactions

    def interact(
        self, kind: int, user: User, channel: Channel, data: dict[str, Any], owners: dict[str, str],
        source: Message | None = None,
    ) -> Interaction:  # fmt: skip
        """Tell the bot what a person did."""
        guild = channel.guild
        interaction = Interaction(
            self.clock.id(), secrets.token_urlsafe(80), kind, user, channel, self.clock.now_ms(), owners, source,
            0 if source is None else source.edits,
        )  # fmt: skip
        self.interactions[interaction.token] = interaction
        payload: dict[str, Any] = {
            "id": str(interaction.id), "application_id": str(self.application_id), "type": kind, "data": data,
            "token": interaction.token, "version": 1, "channel_id": str(channel.id), "channel": channel.json(user),
            "locale": user.locale, "entitlements": [], "authorizing_integration_owners": owners,
            "attachment_size_limit": self.limits.attachment_bytes, "context": 1 if guild is None else 0,
        }  # fmt: skip
        if guild is None:
            payload |= {"user": user.json(), "app_permissions": str(BOT)}
        else:
            mine = channel.permissions(self.me) if guild.installed else bits("embed_links", "attach_files")
            payload |= {
                "guild_id": str(guild.id), "guild_locale": guild.locale, "app_permissions": str(mine),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "member": guild.member_json(user, channel),
            }  # fmt: skip
        if source is not None:
            payload["message"] = source.json()
        self.gateway.dispatch("INTERACTION_CREATE", payload, None if guild is None else guild.id)
        return interaction

    def loading(self, interaction: Interaction, only_for: User | None) -> Message:
        """The message that says that the bot is thinking."""
        draft = Draft("", [], [], [], [], LOADING, {"parse": frozenset(), "users": set(), "roles": set()})
        return self.post(interaction.channel, draft, only_for, interaction)
