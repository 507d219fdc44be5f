"""The courier: everything that waits arrives once, in order, also when two callers wake it at the same time."""

import asyncio

import storage
from bots.delivery.courier import Courier, Direct
from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from bots.runtime.engine_thread import EngineThread
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from storage.store import Store

START = 1_700_000_000_000


async def _world(thread: EngineThread) -> tuple[Engine, Store]:
    """An engine with a position that was just liquidated: two notices wait."""
    book = await thread.call(storage.open, None)
    engine = Engine(book, Rules(), live=False)
    who = Identity("test", "1")
    await thread.call(engine.on_mark, Mark("BTC", START, 100_000 * USD, "test"))
    await thread.call(Desk(engine).hear, Said(who, "p1", None, None, "long btc 25 1001x", "a", START + 1, START + 1))
    await thread.call(engine.on_mark, Mark("BTC", START + 2, 100_000 * USD, "test"))
    await thread.call(engine.on_mark, Mark("BTC", START + 3, 99_000 * USD, "test"))
    return engine, book


def test_two_wakers_deliver_each_notice_once():
    async def play() -> list[str]:
        thread, shown = EngineThread(), []
        engine, book = await _world(thread)
        notices = NoticeScreens(engine)

        async def show(delivery) -> None:
            await asyncio.sleep(0.01)
            shown.append(delivery.screen.about)

        courier = Courier(engine.telling, thread, {"test": Direct(engine, notices, thread, show)})
        await asyncio.gather(*(courier.deliver(START + 4) for _ in range(5)))
        await thread.call(book.close)
        thread.close()
        return shown

    # The fill was outrun by the liquidation, whose alert says more.
    assert asyncio.run(play()) == ["liquidation"]


def test_who_wakes_it_waits_for_no_frontend():
    """A crash of 100,000 positions fills a post: the bell, which delivered by itself, stood still with it."""

    async def play() -> list[str]:
        thread, room, shown = EngineThread(), asyncio.Event(), []
        engine, book = await _world(thread)
        notices = NoticeScreens(engine)

        async def full(delivery) -> None:
            await room.wait()
            shown.append(delivery.screen.about)

        courier = Courier(engine.telling, thread, {"test": Direct(engine, notices, thread, full)})
        running = asyncio.create_task(courier.run(lambda: START + 4))
        for _ in range(3):
            courier.wake()
            await asyncio.sleep(0.01)
        room.set()
        async with asyncio.timeout(5):
            while not shown:
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await thread.call(book.close)
        thread.close()
        return shown

    assert asyncio.run(play()) == ["liquidation"]


def test_what_was_not_shown_is_delivered_again():
    async def play() -> list[str]:
        thread, shown = EngineThread(), []
        engine, book = await _world(thread)
        notices = NoticeScreens(engine)

        async def broken(delivery) -> None:
            raise ConnectionError

        async def works(delivery) -> None:
            shown.append(delivery.kind.value)

        try:
            await Courier(engine.telling, thread, {"test": Direct(engine, notices, thread, broken)}).deliver(START + 4)
        except ConnectionError:
            shown.append("broken")
        await Courier(engine.telling, thread, {"test": Direct(engine, notices, thread, works)}).deliver(START + 5)
        await Courier(engine.telling, thread, {"test": Direct(engine, notices, thread, works)}).deliver(START + 6)
        await thread.call(book.close)
        thread.close()
        return shown

    assert asyncio.run(play()) == ["broken", "alert"]
