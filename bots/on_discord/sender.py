"""What the post sends goes out here: to channels, threads and direct conversations, as the bot itself.

    Outgoing --laid out--> send, or edit by reference --> the reference of the message
                     Discord's error --> what it means for the post (bots/delivery/platform.py)

A reference is `channel/message`. One that begins with `@` is a message that only one person sees, the answer to an
interaction: it is edited with that interaction's token, which lives 15 minutes, and is gone after that.

Requests pass a bucket of 45 in any second before the library sees them: it paces each route by what Discord tells, but
not the limit over all of them.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import discord
from cachetools import LRUCache

from bots.delivery.platform import (
    Address,
    DownError,
    GoneError,
    Outgoing,
    OutgrownError,
    PlatformError,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.delivery.rate_limit import Pace, Window
from bots.on_discord.buttons import ALERT
from bots.on_discord.files import documents
from bots.on_discord.library_internals import Message
from bots.on_discord.limits import DiscordLimits
from bots.on_discord.render import Way, laid_out
from bots.screens.kit.screen import Screen

PLATFORM = "discord"

_log = logging.getLogger(__name__)

# Discord's codes, where one alone says what to do
# Message, webhook; too old to be edited; not ours any more; the interaction's token is dead; what is answered may not
# be read by us
_GONE = {10008, 10015, 30046, 50005, 50027, 160002}
_UNREACHABLE = {10003, 10013, 50001, 50007, 50013, 50278}  # channel, user; may not see, be written to, write; no server
_ARCHIVED = 50083  # a message opens a thread again, unless it is locked; an edit does not
_TOO_MANY_DMS = 40003
_SHUT_OUT = {0, 40001, 40333}  # of the bot itself, whatever it asks for: no token, or a wall before Discord

_REMEMBERED = 20_000  # direct conversations, answers that only one person sees
_EPOCH_MS = 1_420_070_400_000  # from which ids count time: the beginning of 2015
_BANNED_MS, _DMS_MS = 600_000, 60_000
_OLD_SAFETY_MS = 300_000  # a message is written anew so long before it is too old to be edited
_TOKEN_SAFETY_MS = 10_000


def pace(limits: DiscordLimits) -> Pace:
    """What the post sends at most. A channel's own limit is told by Discord and kept by the library; five in five
    seconds is what keeps one channel from holding up the others."""
    some = Window(5, 5_000)
    return Pace(Window(limits.paced, limits.window_ms), some, some)


class DiscordSender:
    """Discord, as the post uses it. `now`: ms UTC."""

    name = PLATFORM

    def __init__(self, client: discord.Client, limits: DiscordLimits, now: Callable[[], int]) -> None:
        self._client = client
        self._limits = limits
        self._now = now
        self._direct: LRUCache[str, int] = LRUCache(_REMEMBERED)  # of a user: our conversation
        self._answers: LRUCache[str, discord.Webhook] = LRUCache(
            _REMEMBERED
        )  # how to edit what only one person sees, by its reference
        self._coming: dict[tuple[str, str], asyncio.Future[str]] = {}
        self._opening = asyncio.Lock()
        self.closed: set[str] = set()  # users whom nothing reached lately

    # The post's side

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """Whether so much goes into one message."""
        return len(laid_out(screens, Way(ALERT))) == 1

    async def send(self, outgoing: Outgoing) -> str:
        """Send or edit; the reference of the message. Raises what bots/delivery/platform.py says."""
        key = (outgoing.address.key, outgoing.screens[0].edit_key)
        edit = (await self._coming[key] if key[1] and key in self._coming else "") or outgoing.edit
        repeatable = bool(edit or outgoing.nonce)  # the same nonce makes no second message
        try:
            return await (self._edit(edit, outgoing) if edit else self._write(outgoing))
        except discord.HTTPException as error:
            meaning = self._meaning(error, outgoing.address, bool(edit), repeatable)
            if meaning is None:
                raise
            raise meaning from error
        except discord.RateLimited as error:
            raise SlowError(int(error.retry_after * 1_000) + 1) from error
        except aiohttp.ClientConnectorError as error:
            raise DownError(str(error.os_error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise (DownError if repeatable else UncertainError)(type(error).__name__) from error

    def _views(self, outgoing: Outgoing) -> list[Message]:
        return laid_out(
            outgoing.screens, Way(ALERT, again=outgoing.again, calls=tuple(call.user for call in outgoing.calls))
        )

    async def _write(self, outgoing: Outgoing) -> str:
        options: dict[str, Any] = {"silent": outgoing.silent}
        channel_id = await self._channel(outgoing.address)
        if outgoing.answers and not outgoing.answers.startswith("@"):
            options["reference"] = discord.MessageReference(
                message_id=int(outgoing.answers.partition("/")[2]), channel_id=channel_id, fail_if_not_exists=False
            )
        if outgoing.calls:
            users = [discord.Object(int(call.user)) for call in outgoing.calls]
            options["allowed_mentions"] = discord.AllowedMentions(
                everyone=False, roles=False, users=users, replied_user=False
            )
        reference = ""
        for number, view in enumerate(self._views(outgoing)):
            if outgoing.nonce:
                options["nonce"] = f"{outgoing.nonce}{number or ''}"
            files = documents(outgoing.screens) if number == 0 else []
            channel = self._client.get_partial_messageable(channel_id)
            message = await channel.send(view=view, files=files, **options)
            reference = f"{channel_id}/{message.id}"
        return reference

    async def _channel(self, address: Address) -> int:
        if address.chat:
            return int(address.thread or address.chat)
        if address.user not in self._direct:
            await self.open_conversation(address.user)
        return self._direct[address.user]

    async def _edit(self, reference: str, outgoing: Outgoing) -> str:
        view = self._views(outgoing)[0]
        where, message_id = reference.removeprefix("@").split("/")
        if reference.startswith("@"):
            answer = self._answers.get(reference)
            if answer is None or self._age_ms(where) > self._limits.token_ms - _TOKEN_SAFETY_MS:
                raise GoneError(reference)
            await answer.edit_message(int(message_id), view=view)
            return reference
        if self._age_ms(message_id) > self._limits.old_ms - _OLD_SAFETY_MS:
            await self.delete(reference)
            raise OutgrownError(reference)
        await self._client.get_partial_messageable(int(where)).get_partial_message(int(message_id)).edit(view=view)
        return reference

    def _age_ms(self, snowflake: str) -> int:
        return self._now() - said_ms(int(snowflake))

    def _meaning(
        self, error: discord.HTTPException, address: Address, edit: bool, repeatable: bool
    ) -> PlatformError | None:
        """What an answer of Discord's means for the post; None: a mistake of ours."""
        said = f"{error.status} {error.code} {error.text}"[:200]
        if error.code in _GONE or (edit and error.code == _ARCHIVED):
            return GoneError(said)
        if error.code in _UNREACHABLE or error.code == _ARCHIVED:
            if not address.chat:
                self.closed.add(address.user)
            return UnreachableError(said)
        if error.code == _TOO_MANY_DMS:
            return SlowError(_DMS_MS)
        if error.status == 429:
            return SlowError(_BANNED_MS, everywhere=True)
        if error.status >= 500:
            return DownError(said) if repeatable else UncertainError(said)
        if error.status == 401 or (error.status == 403 and error.code in _SHUT_OUT):  # it ends us if that is to last
            return DownError(said)
        return None

    async def delete(self, reference: str) -> None:
        """Take a card away that another one replaces; that it stays is a pity, and no more."""
        channel_id, message_id = map(int, reference.split("/"))
        try:
            await self._client.get_partial_messageable(channel_id).get_partial_message(message_id).delete()
        except discord.HTTPException as error:
            _log.info("%s stays: %s %s", reference, error.status, error.code)

    # The side of whoever answers interactions

    def met(self, user: str, channel_id: int) -> None:
        """Somebody's direct conversation with us is this channel."""
        self._direct[user] = channel_id

    def knows(self, user: str) -> bool:
        """Whether the direct conversation with somebody is open."""
        return user in self._direct

    async def open_conversation(self, user: str) -> None:
        """Open the direct conversation with somebody. Raises discord.HTTPException.

        One after another: there are few of these requests to be had, and the library asks for too many of them where
        several are under way while the time of its last count ends.
        """
        async with self._opening:
            channel = await self._client.create_dm(discord.Object(int(user)))
        self.met(user, channel.id)

    def can_edit(self, reference: str, answer: discord.Webhook) -> None:
        """A message that only one person sees, and the way to edit it while its token lives."""
        self._answers[reference] = answer

    @contextmanager
    def answering(self, user: str, edit_key: str) -> Iterator[asyncio.Future[str]]:
        """While an answer that shows a thing is on its way: news of that thing wait for its reference, to edit it."""
        key = (Address(PLATFORM, user=user).key, edit_key)
        coming = self._coming[key] = asyncio.get_running_loop().create_future()
        try:
            yield coming
        finally:
            if not coming.done():
                coming.set_result("")
            if self._coming.get(key) is coming:
                del self._coming[key]


def said_ms(snowflake: int) -> int:
    """When something got this id, ms UTC."""
    return (snowflake >> 22) + _EPOCH_MS
