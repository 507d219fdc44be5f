"""From a mark to the alert sent, and what a storm of them does.

A mark is published in the game's process; the moment an alert comes in is taken at the platform. Every mark liquidates
one position, so that one alert goes to one person.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.crowd import ENTRY, FIRST_USER, Crowd
from tests.bench.figures import Figure, p99
from tests.bench.platforms.world import World, playing

_ALERTS = 40  # on each platform
_PLATFORMS = ("telegram", "discord")
_SCALE = 2
_CHATS = 3_000
_STORM = 10_000


async def idle(folder: Path) -> AsyncIterator[Figure]:
    """With few and with 100,000 positions open; and, with the many, start-up, memory and how long the loop was held."""
    for count in (1_000, 100_000):
        file = folder / f"alerts {count}.db"
        crowd = Crowd(file, count, _PLATFORMS, each=1)  # platforms pace messages to one person
        prices = [crowd.fires(1) for _ in range(2 * _ALERTS)]
        crowd.close()
        async with playing(file, limits=False) as world:
            _invite(world, range(count // 2 - 3 * _ALERTS, count // 2 + 1))
            await world.tell(f"resume {ENTRY}")
            before = await world.tell("state")
            async for figure in _alerts(world, prices, f"{count:,} open"):
                yield figure
            after = await world.tell("state")
            if count == 100_000:
                yield Figure("start-up with 100,000 open", world.started_s, "s", most=3)
                yield Figure("memory after the start, both frontends", before["mib"], "MiB", most=150)
                yield Figure("memory after the alerts, 100,000 open", after["mib"], "MiB", most=150)
                yield Figure("longest time the loop was held, alerts", after["held_ms"], "ms", most=50)


async def _alerts(world: World, prices: list[int], name: str) -> AsyncIterator[Figure]:
    took: dict[str, list[float]] = {platform: [] for platform in _PLATFORMS}
    for price in prices:
        seen = _heard(world)
        sent = await world.tell(f"mark {price}")
        platform, arrived = await asyncio.wait_for(seen, 10)
        took[platform].append((arrived - sent) * 1e3)
        await world.tell("quiet")
    for platform, times in took.items():
        times = times[2:]  # the first ones open connections
        yield Figure(f"mark to alert, {platform}, {name}, median", median(times), "ms", most=20)
        yield Figure(f"mark to alert, {platform}, {name}, p99", p99(times), "ms", most=100)


def _heard(world: World) -> asyncio.Future[tuple[str, float]]:
    """When the next message comes in, and where."""
    future: asyncio.Future[tuple[str, float]] = asyncio.get_running_loop().create_future()
    counts = {"telegram": len(world.telegram.calls), "discord": len(world.discord.requests)}

    def look() -> None:
        for platform, calls, names in (
            ("telegram", world.telegram.calls, lambda each: each.method.startswith("send")),
            ("discord", world.discord.requests, lambda each: each.method == "POST" and each.path.endswith("/messages")),
        ):
            if any(names(each) for each in calls[counts[platform] :]):
                future.set_result((platform, perf_counter()))
                return
        loop.call_later(0.0005, look)

    loop = asyncio.get_running_loop()
    loop.call_soon(look)
    return future


def _invite(world: World, players: range) -> None:
    """These people of a crowd, on the platform where each one is."""
    for number in players:
        if _PLATFORMS[number % 2] == "telegram":
            world.telegram.user("p", id=FIRST_USER + number, started=True)
        else:
            world.discord.user("p", id=FIRST_USER + number, installed=True)


async def storm(folder: Path, full: bool) -> AsyncIterator[Figure]:
    """10,000 liquidations at one mark, in 3,334 chats; without `full` the limits are twice as fast."""
    scale = 1 if full else _SCALE
    each = _STORM // _CHATS
    file = folder / "storm.db"
    crowd = Crowd(file, 2 * _STORM, _PLATFORMS, each)
    price = crowd.fires(_STORM)
    crowd.close()
    async with playing(file, scale) as world:
        _invite(world, range(1, 2 * _STORM // each + 2))
        await world.tell(f"resume {ENTRY}")
        await world.tell("state")
        answers: list[float] = []
        asked = asyncio.create_task(_ask(world, answers))
        begun = await world.tell(f"mark {price}")
        # Discord's would last for minutes: its bucket for opening conversations takes ten in five seconds.
        took = await world.tell("quiet telegram") - begun
        asked.cancel()
        state = await world.tell("state")
        for figure in _storm_figures(world, took, scale, answers, state):
            yield figure


async def _ask(world: World, answers: list[float]) -> None:
    """Somebody asks for a price now and then; how long the answers took, ms."""
    who = world.telegram.user("Asker", id=77, started=True)
    while True:
        begun = perf_counter()
        await who.asks("/price")
        answers.append((perf_counter() - begun) * 1e3)
        await asyncio.sleep(0.3)


def _storm_figures(world: World, took: float, scale: int, answers: list[float], state: dict[str, Any]) -> list[Figure]:
    times = world.telegram.flood.times
    limit = world.telegram.flood._limits
    chats = len({call.arguments["chat_id"] for call in world.telegram.asked("sendMessage")} - {77})
    theory = len(times) / limit.overall * limit.second_ms / 1_000
    return [
        Figure("storm: Telegram, share of the allowed rate", world.telegram.flood.share() * 100, "%", least=94),
        Figure("storm: Telegram, 429s", world.telegram.flood.refused, "", most=0),
        Figure("storm: Discord, 429s", world.discord.rates.hits, "", most=0),
        Figure(f"storm: to Telegram's last alert ({chats:,} Telegram chats)", took, "s", theory,
               f"what {limit.overall} per {limit.second_ms} ms allow"),
        Figure("storm: a command meanwhile, median", median(answers) if answers else float("nan"), "ms"),
        Figure("storm: longest time the loop was held", state["held_ms"], "ms", most=50),
    ]  # fmt: skip
