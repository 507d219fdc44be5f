"""What we use of discord.py that its documentation does not promise, all of it, as read in version 2.7.1.

Nothing else under bots/on_discord touches these parts; tests/of_bots/on_discord/test_library_internals.py says which of
them an installed version does not have any more.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

import discord
import yarl
from discord import ui
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from bots.on_discord.limits import DiscordLimits

READ_IN = "2.7.1"

Payload = dict[str, Any]  # JSON as Discord is sent it
Component = dict[str, Any]


def point_at(api_url: str, gateway_url: str) -> None:
    """Let the library speak to a proxy or a server of the tests; before a client is made. Empty: Discord itself."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def keep_quiet() -> None:
    """No warnings that voice is missing, for nobody speaks here; and one line in the log, without a traceback, for a
    connection that was cut and is taken up again."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logging.getLogger("discord.shard").addFilter(_without_trace)


def _without_trace(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def pace_requests(http: HTTPClient, limits: DiscordLimits) -> None:
    """Send at most so many requests in a window over all routes; the library paces each route, not all of them."""
    http.request = paced(http.request, limits)  # type: ignore[method-assign, assignment]  # its one door to the network


def paced(request: Callable[..., Awaitable[Any]], limits: DiscordLimits) -> Callable[..., Awaitable[Any]]:
    """The same request, at most so many under way or answered within the last second."""
    places = asyncio.Semaphore(limits.paced)

    async def wait_and_request(*things: Any, **more: Any) -> Any:
        await places.acquire()
        try:
            return await request(*things, **more)
        finally:
            asyncio.get_running_loop().call_later(limits.window_ms / 1_000, places.release)

    return wait_and_request


async def close_session(http: HTTPClient) -> None:
    """Close the session of a login that failed, so that the next login opens a new one."""
    await http.close()
    http.connector = discord.utils.MISSING  # it was closed with its session


async def recommended_shards(http: HTTPClient) -> int:
    """How many connections Discord recommends. Raises discord.GatewayNotFound for any answer that is an error."""
    count, _url, _limits = await http.get_bot_gateway()
    return count


async def registered_commands(http: HTTPClient, application_id: int) -> list[Payload]:
    """The slash commands that Discord has of us, in every language."""
    route = Route("GET", "/applications/{id}/commands", id=application_id)
    commands: list[Payload] = await http.request(route, params={"with_localizations": "true"})
    return commands


async def register_commands(http: HTTPClient, application_id: int, commands: list[Payload]) -> None:
    """Replace the slash commands that Discord has of us."""
    await http.bulk_upsert_global_commands(application_id, payload=commands)


def payload_of(interaction: discord.Interaction) -> Payload:
    """What was said, pressed or sent in, as Discord sent it."""
    return cast(Payload, interaction.data or {})


class Message(ui.LayoutView):
    """A message as Discord is sent it. The library's own objects for each part would take longer than all the rest.

    To the library it is finished: it would keep it otherwise, and what is pressed finds its way by its id.
    """

    def __init__(self, components: list[Component]) -> None:
        super().__init__(timeout=None)
        self.components = components

    def to_components(self) -> list[Component]:
        """The parts."""
        return self.components

    def has_components_v2(self) -> bool:
        """They are of the second kind."""
        return True

    def is_finished(self) -> bool:
        """Nobody listens to it."""
        return True
