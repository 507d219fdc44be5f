"""Whether memory grows while the same people say the same things, on both platforms, second after second.

At first it may: libraries keep what they have seen of people, and a thousand messages. What is added after that stays.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from core.money import USD
from tests.bench.crowd import ENTRY, Crowd
from tests.bench.figures import Figure
from tests.bench.platforms.people import OnDiscord, OnTelegram, People
from tests.bench.platforms.world import World, playing

_EACH = 100  # people of a platform who say the same
_SECONDS, _FULL_SECONDS = 16, 600  # a person may say something once a second
_WARM = 1 / 3
_MOST_RATIO = 1.05
_SAID = (
    ("/price", "price", {}),
    ("/me", "me", {}),
    ("/up 1 1m", "up", {"stake": "1", "window": "1m"}),
)  # fmt: skip


async def measure(folder: Path, full: bool) -> AsyncIterator[Figure]:
    """Memory at the end, beside what it was when a third had been said."""
    Crowd(folder / "soak.db", 1_000).close()
    seconds = _FULL_SECONDS if full else _SECONDS
    async with playing(folder / "soak.db", limits=False) as game:
        await game.tell(f"resume {ENTRY}")
        crowds = _crowds(game)
        warm = await _memory_after(game, crowds, round(seconds * _WARM))
        left = seconds - round(seconds * _WARM)
        grown = await _memory_after(game, crowds, left)
        said = left * _EACH * len(crowds)
        yield Figure(f"memory after {said:,} more answers", grown, "MiB", warm, "the same process before them",
                     most=150, most_ratio=_MOST_RATIO)  # fmt: skip


def _crowds(game: World) -> list[People]:
    crowds: list[People] = []
    for number, (text, verb, options) in enumerate(_SAID, start=1):
        crowds.append(OnTelegram(game, text, range(number * 1_000, number * 1_000 + _EACH)))
        people = [game.discord.user(f"P{each}", installed=True) for each in range(_EACH)]
        crowds.append(OnDiscord(people, verb, options))
    return crowds


async def _memory_after(game: World, crowds: list[People], seconds: int) -> float:
    for second in range(seconds):
        pause = asyncio.create_task(asyncio.sleep(1))
        await game.tell(f"mark {ENTRY + second % 2 * USD}")
        for people in crowds:
            await people.ask(_EACH)
        await pause
    return (await game.tell("state"))["mib"]
