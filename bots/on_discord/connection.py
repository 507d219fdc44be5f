"""The connection to Discord: logging in, the gateway's shards and the slash commands, however often any of it fails.

    log in --> register commands --> ask for the number of shards --> connected, until cancelled
       ^ no network: again after a rest        ^ no answer: again after a rest

Whatever comes after that is taken up again by the library.
"""

import asyncio
import logging

import aiohttp
import discord

from bots.delivery.platform import TokenError
from bots.languages.texts import LANGUAGES, Wording
from bots.on_discord import library_internals, slash_commands
from bots.on_discord.limits import DiscordLimits
from bots.runtime.backoff import RESTS_S, Backoff

_log = logging.getLogger(__name__)

_WALL_S = 60  # before the next try where a wall before Discord keeps us out for asking too often
_UNREACHED = (aiohttp.ClientError, TimeoutError, OSError)
_INTENTS = "Discord does not grant this bot the intent to see its servers. Ask for it in the developer portal."

# The gateway's codes
_UNKNOWN_TOKEN, _UNKNOWN_INTENTS, _FORBIDDEN_INTENTS = 4004, 4013, 4014


class Connection(discord.AutoShardedClient):
    """A bot that is there until it is cancelled; what people do there is for whoever inherits from it."""

    def __init__(self, limits: DiscordLimits, guild_ready_timeout: float) -> None:
        library_internals.keep_quiet()
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=guild_ready_timeout,
        )
        library_internals.pace_requests(self.http, limits)

    async def serve(self, token: str) -> None:
        """Be there until cancelled. Raises TokenError."""
        try:
            async with self:
                await self._log_in(token)
                await self.connect()
        except discord.LoginFailure as error:
            raise TokenError(
                "Discord does not know DISCORD_BOT_TOKEN. Copy it again from the developer portal."
            ) from error
        except discord.PrivilegedIntentsRequired as error:
            raise TokenError(_INTENTS) from error
        except discord.ConnectionClosed as error:
            if error.code == _UNKNOWN_TOKEN:
                raise TokenError("DISCORD_BOT_TOKEN is not valid any more. Copy the new one.") from error
            if error.code in (_UNKNOWN_INTENTS, _FORBIDDEN_INTENTS):
                raise TokenError(_INTENTS) from error
            raise

    async def _log_in(self, token: str) -> None:
        """Log in, however long there is no network."""
        backoff = Backoff(RESTS_S)
        while True:
            try:
                await self.login(token)
                return
            except (*_UNREACHED, discord.HTTPException, discord.RateLimited) as error:
                if isinstance(error, discord.HTTPException) and error.status < 500 and error.status != 429:
                    raise
                rest_s = _rest_s(error, backoff.next_s())
                _log.warning("Discord cannot be reached (%s); the next try is in %d s", type(error).__name__, rest_s)
            await library_internals.close_session(self.http)
            await asyncio.sleep(rest_s)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Be connected until cancelled. The library takes a cancellation in the midst of a reconnection for the end of
        that alone, and goes on: so it runs beside, and whoever waits here is let go."""
        connected = asyncio.create_task(super().connect(reconnect=reconnect))
        try:
            await asyncio.wait([connected])
            connected.result()
        finally:
            connected.cancel()

    async def launch_shards(self) -> None:
        """Open as many connections as Discord recommends, as soon as it does."""
        backoff = Backoff(RESTS_S)
        while True:
            try:
                count = await library_internals.recommended_shards(self.http)
                break
            except (*_UNREACHED, discord.GatewayNotFound, discord.RateLimited) as error:
                refusal = error.__cause__
                if isinstance(refusal, discord.HTTPException) and refusal.status in (401, 403):
                    raise
                rest_s = _rest_s(refusal or error, backoff.next_s())
                _log.warning("Discord names no gateway (%s); the next try is in %d s", type(error).__name__, rest_s)
            await asyncio.sleep(rest_s)
        self.shard_count = count
        await super().launch_shards()

    async def setup_hook(self) -> None:
        """Register the commands, where Discord has others."""
        assert self.application_id is not None  # known since the login
        theirs = await library_internals.registered_commands(self.http, self.application_id)
        translations = [(locale, each.code) for each in LANGUAGES.values() for locale in each.discord]
        ours = slash_commands.registered({locale: Wording(code) for locale, code in translations})
        if not slash_commands.same(ours, theirs):
            await library_internals.register_commands(self.http, self.application_id, ours)


def _rest_s(error: BaseException, wait_s: float) -> float:
    """How long to wait before the next try, seconds: what Discord asks for, or what the wall before it would."""
    if isinstance(error, discord.RateLimited):
        return max(wait_s, error.retry_after)
    return _WALL_S if isinstance(error, discord.HTTPException) and error.status == 429 else wait_s
