"""Both strict platforms in this process, and bots beside them in processes of their own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bots.on_discord.limits import DiscordLimits
from bots.on_telegram.limits import LIMITS
from tests.servers.discord.server import DiscordServer
from tests.servers.telegram.server import TelegramServer
from tests.worlds.echo_on_discord import TOKEN

_PATIENCE_S = 30.0
_FREE = 1_000  # times as fast as the real limits are none


@dataclass
class World:
    """The platforms, and the game, if it plays here. `started_s`: from its process to being heard on both."""

    telegram: TelegramServer
    discord: DiscordServer
    child: asyncio.subprocess.Process
    started_s: float = 0.0

    async def tell(self, line: str) -> Any:
        """Give the game a line; what it answers."""
        self.child.stdin.write(f"{line}\n".encode())
        return json.loads(await self.child.stdout.readline())


@asynccontextmanager
async def playing(file: Path, scale: int = 1, limits: bool = True) -> AsyncIterator[World]:
    """The game on a book. Without limits neither the platforms count nor the game paces itself."""
    scale = scale if limits else _FREE
    async with _platforms(scale, limits) as (telegram, discord):
        begun = perf_counter()
        given = ("game", str(file), telegram.url, discord.api_url, discord.gateway_url, str(scale))
        async with _child(*given) as child:
            await _ready(telegram, discord)
            yield World(telegram, discord, child, perf_counter() - begun)


@asynccontextmanager
async def echoing(transport: str = "library") -> AsyncIterator[World]:
    """An echo on each platform; Telegram's on the transport of its `library`, or on `ours`."""
    async with (
        _platforms(1, limits=False) as (telegram, discord),
        _child("telegram-echo", telegram.url, transport) as child,
        _child("discord-echo", discord.api_url, discord.gateway_url),
    ):
        await _ready(telegram, discord)
        yield World(telegram, discord, child)


async def _ready(telegram: TelegramServer, discord: DiscordServer) -> None:
    await discord.ready(_PATIENCE_S)
    await discord.until(lambda: discord.commands[None], _PATIENCE_S)
    await telegram.until(lambda: telegram.asked("getUpdates"), _PATIENCE_S)


@asynccontextmanager
async def _platforms(scale: int, limits: bool) -> AsyncIterator[tuple[TelegramServer, DiscordServer]]:
    window_ms = DiscordLimits().window_ms // scale
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer(limits=LIMITS.scaled(scale)))
        discord = await stack.enter_async_context(DiscordServer(TOKEN, DiscordLimits(window_ms=window_ms)))
        telegram.flood.on = discord.rates.on = limits
        yield telegram, discord


@asynccontextmanager
async def _child(*given: str) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.platforms.child", *given, stdin=pipe, stdout=pipe, env=environment
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
