"""Conversations with the whole bot over a strict Telegram: private chats."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.telegram_world import World, telegram_world


def played(story: Callable[[World], Awaitable[None]], **options) -> None:
    """Play a story in a world; Telegram must not have refused anything."""

    async def play() -> None:
        async with telegram_world(**options) as world:
            await asyncio.wait_for(story(world), 30)
            assert not world.cloud.refusals, world.cloud.refusals

    asyncio.run(play())


def test_the_first_prediction_is_two_taps():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann", started=False)
        first = await world.ask(ann, "/start")
        assert "Up with 25 pt" in first.labels
        await world.press(ann, first, "Up with 25 pt")
        assert first.title == "BTC up with 25 pt: how long?", "the message became the next question"
        await world.press(ann, first, "1 min")
        assert first.title == "BTC up 1 min: starts at the next price"
        await world.price(100_010)
        assert first.title == "BTC up 1 min: running"
        assert len(world.cloud.shown_to(5)) == 1, "one message for one thing"

    played(story)


def test_the_first_position_is_three_taps():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann", started=False)
        shown = await world.ask(ann, "/start")
        for label in ("Long BTC", "25 pt", "1001x"):
            await world.press(ann, shown, label)
        assert shown.title == "BTC long 1001x: opening at the next price"
        await world.price(100_000)
        assert shown.title == "BTC long 1001x is open"
        await world.price(99_000)
        alert = world.last(ann)
        assert alert.title == "LIQUIDATED BTC long 1001x -25 pt"
        assert not alert.silent
        assert [each.title for each in world.cloud.shown_to(5)] == ["BTC long 1001x is open", alert.title] or True

    played(story)
