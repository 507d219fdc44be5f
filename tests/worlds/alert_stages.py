"""One script of alerts for both platforms: sentences, prices and seconds go in, what rang on a phone comes out.

The sentences go to the desk, as from any frontend; what rings has gone through outbox, courier, post, the platform
and its strict server, and is read from there.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from bots.desk.said import Said
from core.book import Identity
from core.money import USD
from core.prices.markets import Mark
from tests.worlds.on_discord import game
from tests.worlds.on_telegram import telegram_world

# A sentence; a price; "wait 3": seconds with the price held; "sleep 3": without bells and prices, and then one bell;
# "late 99000": a price whose alerts go out two minutes after it
Step = str | int
_LATE_MS = 120_000


@dataclass(frozen=True, slots=True)
class Rung:
    """A message that rang: its words, and whether it came without a sound."""

    title: str
    text: str
    silent: bool


class Stage(Protocol):
    """A platform with one person on it."""

    async def step(self, step: Step) -> None:
        """Let something happen, and all that comes of it."""

    def rung(self) -> list[Rung]:
        """What came into the person's private chat and was not changed since, oldest first: alerts, and quiet cards."""


class TelegramStage:
    """Telegram, with Ann."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._ann = world.person("Ann")
        self._said = 0

    async def step(self, step: Step) -> None:
        """See `Stage`."""
        world = self._world
        match step:
            case int():
                await world.price(step)
            case str() if step.startswith("wait "):
                await world.wait(int(step[5:]))
            case str() if step.startswith("sleep "):
                world.skip(int(step[6:]) * 1_000)
                await world.thread.call(world.engine.on_clock, world.now())
            case str() if step.startswith("late "):
                world.skip(1)
                mark = Mark("BTC", world.now(), int(step[5:]) * USD, "test")
                await world.thread.call(world.engine.on_mark, mark)
                world.skip(_LATE_MS)
            case _:
                self._said += 1
                now, who = world.now(), Identity("telegram", str(self._ann.id))
                screen = await world.thread.call(
                    world.desk.hear, Said(who, "Ann", None, False, step, f"said {self._said}", now, now)
                )
                assert screen.about != "refused", screen
        await world.quiet()

    def rung(self) -> list[Rung]:
        """See `Stage`."""
        return [Rung(_title(each.lines), each.text, each.silent) for each in self._ann.inbox if not each.edits]


class DiscordStage:
    """Discord, with Ann."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._ann = world.person("Ann")
        self._said = 0
        self._price = 100_000

    async def step(self, step: Step) -> None:
        """See `Stage`."""
        world, server = self._world, self._world.server
        match step:
            case int():
                self._price = step
                await world.price(step)
            case str() if step.startswith("wait "):
                for _ in range(int(step[5:])):  # living cards rest: the client paces their edits by a real clock
                    server.pass_ms(1_000)
                    await world.price(self._price)
                    await world.thread.call(world.game.engine.on_clock, server.clock.now_ms())
                    await world.quiet()
            case str() if step.startswith("sleep "):
                server.pass_ms(int(step[6:]) * 1_000)
                await world.thread.call(world.game.engine.on_clock, server.clock.now_ms())
            case str() if step.startswith("late "):
                server.pass_ms(1)
                mark = Mark("BTC", server.clock.now_ms(), int(step[5:]) * USD, "test")
                await world.thread.call(world.game.engine.on_mark, mark)
                server.pass_ms(_LATE_MS)
            case _:
                self._said += 1
                now, who = server.clock.now_ms(), Identity("discord", str(self._ann.id))
                screen = await world.thread.call(
                    world.game.desk.hear, Said(who, "Ann", None, False, step, f"said {self._said}", now, now)
                )
                assert screen.about != "refused", screen
        await world.game.courier.deliver(server.clock.now_ms())
        await world.quiet()

    def rung(self) -> list[Rung]:
        """See `Stage`."""
        return [Rung(_title(each.lines), each.text, each.silent) for each in self._ann.inbox if not each.edits]


def _title(lines: list[str]) -> str:
    """The first line, without its markup and what it says of simulated prices."""
    return next((line for line in lines if line.strip()), "").lstrip("#*- ").rstrip("*")


def on_telegram(steps: Sequence[Step]) -> list[Rung]:
    """What rings on Telegram."""

    async def play() -> list[Rung]:
        async with telegram_world() as world:
            return await _played(TelegramStage(world), steps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.delenv("no_proxy", raising=False)
        return asyncio.run(play())


def on_discord(steps: Sequence[Step]) -> list[Rung]:
    """What rings on Discord."""

    async def play() -> list[Rung]:
        async with game() as world:
            heard = await _played(DiscordStage(world), steps)
            assert not world.server.violations, world.server.violations
            return heard

    return asyncio.run(play())


async def _played(stage: Stage, steps: Sequence[Step]) -> list[Rung]:
    for step in steps:
        await stage.step(step)
    return stage.rung()


PLATFORMS: dict[str, Callable[[Sequence[Step]], list[Rung]]] = {"telegram": on_telegram, "discord": on_discord}
