"""How long an answer takes, from the moment a sentence lies ready to the moment its answer came in, beside an echo bot
on the same library and the same server: one person after another, and 200 at once. No rate limits, here and there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from core.money import USD
from tests.bench.crowd import ENTRY, Crowd
from tests.bench.figures import Figure, p99
from tests.bench.world import World, echoing, playing

_PEOPLE = 200
_ALONE = 60

Say = Callable[[Any], Awaitable[object]]


async def measure(folder: Path) -> AsyncIterator[Figure]:
    """A reading verb and one that spends, on both platforms."""
    Crowd(folder / "answers.db", 1_000).close()
    async with echoing() as echo, playing(folder / "answers.db", limits=False) as game:
        await game.tell(f"mark {ENTRY}")
        for name, people_of, hello, cases in (
            ("Telegram", _on_telegram, lambda each: each.asks("hello"), _TELEGRAM),
            ("Discord", _on_discord, lambda each: each.slash("long", market="btc", margin=1), _DISCORD),
        ):
            echoed, played = people_of(echo), people_of(game)
            for _ in range(2):  # the first time accounts are made, conversations opened, codes compiled
                await _crowd(echoed, hello)
                await _crowd(played, cases[0][1])
            for verb, say, ratio, more_ms in cases:
                alone = await _turns(echoed, hello, played, say, game)
                floor = median(alone[0])
                target = {"most_ratio": ratio} if ratio else {"most": floor + more_ms}
                yield Figure(f"{name}: `{verb}`, median", median(alone[1]), "ms", floor, "an echo bot", **target)
                yield Figure(f"{name}: `{verb}`, p99", p99(alone[1]), "ms", p99(alone[0]), "an echo bot")
                floors, took = await _crowd(echoed, hello), await _crowd(played, say)
                many = f"{name}: `{verb}`, {_PEOPLE} at once"
                yield Figure(f"{many}, median", median(took), "ms", median(floors), "an echo bot")
                yield Figure(f"{many}, p99", p99(took), "ms", p99(floors), "an echo bot")


_TELEGRAM: tuple[tuple[str, Say, float, float], ...] = (
    ("price", lambda each: each.asks("/price"), 1.3, 0),
    ("up 1 5m", lambda each: each.asks("/up 1 5m"), 0, 3),
)
_DISCORD: tuple[tuple[str, Say, float, float], ...] = (
    ("price", lambda each: each.slash("price"), 1.3, 0),
    ("up 1 5m", lambda each: each.slash("up", stake="1", window="5m"), 0, 3),
)


def _on_telegram(world: World) -> list[Any]:
    return [world.telegram.user(f"P{number}", id=1_000 + number, started=True) for number in range(_PEOPLE)]


def _on_discord(world: World) -> list[Any]:
    return [world.discord.user(f"P{number}", installed=True) for number in range(_PEOPLE)]


async def _turns(echoed: list[Any], hello: Say, played: list[Any], say: Say, game: World) -> tuple[list[float], ...]:
    """One after another, the two bots in turn, so that a busy moment of the machine hits both."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(_ALONE):
        took[0].append(await _timed(echoed[number], hello))
        took[1].append(await _timed(played[number], say))
        await asyncio.sleep(0.01)
    await game.tell(f"mark {ENTRY + USD}")
    return took


async def _crowd(people: list[Any], say: Say) -> list[float]:
    return list(await asyncio.gather(*(_timed(each, say) for each in people)))


async def _timed(person: Any, say: Say) -> float:
    begun = perf_counter()
    await say(person)
    return (perf_counter() - begun) * 1e3
