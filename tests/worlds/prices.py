"""Live prices from end to end: every source on its loopback server, the real decision, a real engine on its thread.

Time passes when the test says so, second by second.
"""

import asyncio
import heapq
import random
from contextlib import AsyncExitStack, asynccontextmanager

import storage
from bots.delivery.courier import Courier, Direct
from bots.desk.desk import Desk
from bots.desk.notices import Delivery, NoticeScreens
from bots.desk.said import Said
from bots.markets import BINANCE_SYMBOLS, CHAINLINK, PYTH_IDS
from bots.on_prices.caller import LivePrices
from bots.on_prices.live import live_sources
from bots.on_prices.sources.source import Surroundings
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from bots.settings import read_settings
from core.book import Identity
from core.engine import Engine
from core.money import USD
from tests.servers.prices.binance import BinanceServer
from tests.servers.prices.chainlink import ChainlinkServer
from tests.servers.prices.pyth import PythServer
from tests.worlds.game import LIVE
from tests.worlds.quotes import START

KEY = "pyth-s3cret"
FIRST = {"BTC": 100_000, "ETH": 4_000, "BNB": 900, "SOL": 200}
_SETTLE_S = 0.02  # for what a second set off, over loopback


class PriceWorld:
    """The servers, and what came of them.

    `prices`: the truth in dollars; `quiet`: servers that say nothing new; `wrong`: what a server says instead of the
    truth about BTC.
    """

    def __init__(self) -> None:
        self.now = START
        self.prices: dict[str, float] = dict(FIRST)
        self.quiet: set[str] = set()
        self.wrong: dict[str, float] = {}
        self.clock_off_ms = 0
        self.told: list[Screen] = []
        self._sleepers: list[tuple[int, int, asyncio.Event]] = []
        self._count = 0

    async def sleep(self, seconds: float) -> None:
        """Wait until this much time has passed here."""
        event = asyncio.Event()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + int(seconds * 1_000), self._count, event))
        await event.wait()

    async def seconds(self, count: int, every_s: int = 1) -> None:
        """So many seconds pass, or so many steps of more."""
        for _ in range(count):
            self.now += every_s * 1_000
            await self._tell()
            while self._sleepers and self._sleepers[0][0] <= self.now:
                heapq.heappop(self._sleepers)[2].set()
            await asyncio.sleep(_SETTLE_S)
            await self.thread.call(self.engine.on_clock, self.now)
            await self.courier.deliver(self.now)

    async def _tell(self) -> None:
        """Every server knows the prices of this second."""
        for market, dollars in self.prices.items():
            said = {name: self.wrong.get(name, dollars) if market == "BTC" else dollars for name in self.servers}
            if "pyth" not in self.quiet:
                price = str(round(said["pyth"] * USD))
                self.pyth.set(market, price, conf="1000000", publish_time=self.now // 1_000)
            bid = f"{said['binance'] - 0.01:.2f}"
            self.binance.set(BINANCE_SYMBOLS[market], bid, f"{said['binance'] + 0.01:.2f}")
            for name, server in self.chains.items():
                aggregator = CHAINLINK[name].aggregators.get(market)
                if aggregator is not None and name not in self.quiet:
                    server.set(aggregator.address, round(said[name] * USD), self.now // 1_000 - 5)
        if "pyth" not in self.quiet:
            await self.pyth.push(*self.prices)

    async def say(self, text: str, name: str = "ana") -> Screen:
        """What a player is answered."""
        self._count += 1
        said = Said(Identity("test", name), name, None, None, text, f"s{self._count}", self.now, self.now)
        return await self.thread.call(self.desk.hear, said)

    async def show(self, delivery: Delivery) -> None:
        """What arrives by itself."""
        self.told.append(delivery.screen)

    @property
    def servers(self) -> dict:
        return {"pyth": self.pyth, "binance": self.binance, **self.chains}


def value(screen: Screen, key: str) -> str:
    """The exact value of a field."""
    return {field.key: field.value for field in screen.fields}[key]


@asynccontextmanager
async def price_world(key: str = KEY):
    """A world whose prices run while the block does; what they raise comes out."""
    world = PriceWorld()
    async with AsyncExitStack() as stack:
        world.pyth = await stack.enter_async_context(PythServer(KEY, PYTH_IDS))
        world.binance = await stack.enter_async_context(BinanceServer())
        world.binance.clock = lambda: world.now + world.clock_off_ms
        world.chains = {
            name: await stack.enter_async_context(ChainlinkServer(chain.chain_id)) for name, chain in CHAINLINK.items()
        }
        for name, server in world.chains.items():
            for market, aggregator in CHAINLINK[name].aggregators.items():
                server.deploy(aggregator.address, f"{market} / USD")
        environ = {
            "PYTH_URL": world.pyth.url,
            "PYTH_API_KEY": key,
            "BINANCE_URL": world.binance.url,
            "BINANCE_FUTURES_URL": world.binance.url,
            "CHAINLINK_RPC_URLS": " ".join(f"{name}={server.url}" for name, server in world.chains.items()),
        }
        surroundings = Surroundings(lambda: world.now, world.sleep, random.Random(1))
        world.thread = EngineThread()
        stack.callback(world.thread.close)
        book = await world.thread.call(storage.open, None)
        world.book, world.engine = book, Engine(book, LIVE, live=True)
        world.desk = Desk(world.engine, lambda: world.live.report())
        world.courier = Courier(
            world.engine.telling,
            world.thread,
            {"test": Direct(world.engine, NoticeScreens(world.engine), world.thread, world.show)},
        )  # fmt: skip
        feeds = live_sources(read_settings(environ, None), surroundings)
        world.live = LivePrices(feeds, world.engine, world.thread, world.courier, surroundings)
        await world._tell()
        await world.live.begin()
        task = asyncio.create_task(world.live.run())
        try:
            yield world
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await world.thread.call(book.close)
