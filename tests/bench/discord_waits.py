"""How long people on Discord wait, beside a bare echo on the same library: run it as a program.

    python -m tests.bench.discord_waits

Measured is from the act of a person to the moment the strict server has the answer; both bots and the servers are in
this process. The bots take turns, act by act, so that whatever else the machine does meets both. `wall` is what a
person waits, in milliseconds; the echo answers a line of text, the game a card with buttons out of its database.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any

import discord
from discord import app_commands, ui

from tests.servers.discord.people import Person
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import COMMAND
from tests.worlds.on_discord import TOKEN, World, game

ROUNDS = 100
AT_ONCE = 200


class Echo(discord.AutoShardedClient):
    """A bot that answers as little as a bot can."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.02, max_messages=None)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_echo)

    async def setup_hook(self) -> None:
        await self.tree.sync()


@app_commands.command(name="echo", description="echo")
async def _echo(interaction: discord.Interaction) -> None:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay("echo"))
    view.stop()
    await interaction.response.send_message(view=view)


@asynccontextmanager
async def echo() -> AsyncIterator[DiscordServer]:
    """The echo on a server of its own."""
    async with DiscordServer(TOKEN) as server:
        with server.hooked():
            bot = Echo()
            async with bot:
                life = asyncio.create_task(bot.start(TOKEN))
                await server.until(lambda: server.gateway.connected)
                yield server
            await life


async def wait_ms(person: Person, verb: str, options: dict[str, Any]) -> float:
    """How long a person waits for an answer in private."""
    begin = perf_counter_ns()
    interaction = person._say(COMMAND, verb, None, options)
    await person.home.until(lambda: interaction.answered_with is not None)
    return (perf_counter_ns() - begin) / 1e6


async def at_once(people: list[Person], verb: str, options: dict[str, Any]) -> list[float]:
    """The same of everybody at the same time."""
    return list(await asyncio.gather(*(wait_ms(person, verb, options) for person in people)))


async def measure(folder: Path, rounds: int, crowd: int) -> dict[str, tuple[list[float], list[float]]]:
    """For each kind of act the waits of the echo and of the game."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    async with echo() as bare, game(folder / "game.db") as world:
        server = world.server
        for each in (bare, server):
            each.rates.on = False
        ann, bob = bare.user("Ann"), world.person("Ann")
        acts = {
            "me": {},
            "price": {},
            "positions": {},
            "settings": {},
            "long": _LONG,
            "up": {"stake": "1", "window": "5m"},
        }
        for verb, options in acts.items():
            found[verb] = [], []
            for _ in range(rounds):
                with bare.hooked():
                    found[verb][0].append(await wait_ms(ann, "echo", {}))
                await _ready(world)
                with server.hooked():
                    found[verb][1].append(await wait_ms(bob, verb, options))
                    await _tidy(world, bob, verb)
        crowds = [bare.user(f"P{n}") for n in range(crowd)], [world.person(f"P{n}") for n in range(crowd)]
        for verb, options in {"me": {}, "long": _LONG}.items():
            found[f"{verb}, {crowd} at once"] = [], []
            for _ in range(5):
                with bare.hooked():
                    found[f"{verb}, {crowd} at once"][0].extend(await at_once(crowds[0], "echo", {}))
                await _ready(world)
                with server.hooked():
                    found[f"{verb}, {crowd} at once"][1].extend(await at_once(crowds[1], verb, options))
                    await world.price(100_000)
    return found


_LONG = {"market": "BTC", "margin": "1", "leverage": 100}
_UP = {"stake": "1", "window": "5m"}


async def _ready(world: World) -> None:
    """Nobody has spoken too much, and the price is fresh."""
    world.server.pass_ms(6_000)
    await world.price(100_000)


async def _tidy(world: World, person: Person, verb: str) -> None:
    if verb in ("long", "up"):
        await world.price(100_000)
    if verb == "long":
        world.server.pass_ms(1_100)
        await wait_ms(person, "close", {"id": "all"})
        await world.price(100_000)
    await world.quiet()


def report(found: dict[str, tuple[list[float], list[float]]]) -> str:
    """A table: medians and 99 of 100, and how they compare."""
    lines = [f"{'':24}{'echo':>8}{'p99':>8}{'game':>8}{'p99':>8}{'ratio':>8}{'more':>8}"]
    for name, (bare, played) in found.items():
        low, high = statistics.median(bare), statistics.median(played)
        tails = [statistics.quantiles(each, n=100)[98] for each in (bare, played)]
        lines.append(f"{name:24}{low:8.2f}{tails[0]:8.2f}{high:8.2f}{tails[1]:8.2f}{high / low:8.2f}{high - low:8.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(report(asyncio.run(measure(Path(folder), ROUNDS, AT_ONCE))))
