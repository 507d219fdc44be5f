"""How long a price takes from its publication to the engine's decision: `python -m tests.bench.price_latency [count]`.

Pyth's stream on a loopback server, the real source, decision and engine, a book on disk with synchronous=FULL. Prints
milliseconds from the event being written by the server to the mark being committed.
"""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import storage
from bots.delivery.courier import Courier
from bots.markets import BINANCE_SYMBOLS, CHAINLINK, PYTH_IDS
from bots.on_prices.caller import LivePrices
from bots.on_prices.live import live_sources
from bots.on_prices.sources.source import Surroundings
from bots.runtime.engine_thread import EngineThread
from bots.settings import read_settings
from core.engine import Engine
from tests.servers.prices.binance import BinanceServer
from tests.servers.prices.pyth import PythServer
from tests.worlds.game import LIVE

KEY = "pyth-s3cret"


async def measure(count: int, folder: Path) -> list[float]:
    """The milliseconds of so many prices."""
    now = [time.time_ns() // 10**9 * 1_000]  # publication times are whole seconds, and the clock here is set to them
    surroundings = Surroundings(lambda: now[0], asyncio.sleep, random.Random(1))
    thread = EngineThread()
    async with PythServer(KEY, PYTH_IDS) as pyth, BinanceServer() as binance:
        for market, symbol in BINANCE_SYMBOLS.items():
            pyth.set(market, publish_time=now[0] // 1_000)
            binance.set(symbol, "60000.00", "60000.02")
        environ = {"PYTH_URL": pyth.url, "PYTH_API_KEY": KEY, "BINANCE_URL": binance.url}
        environ |= {"BINANCE_FUTURES_URL": binance.url}
        environ["CHAINLINK_RPC_URLS"] = " ".join(f"{name}={binance.url}/no-node" for name in CHAINLINK)
        book = await thread.call(storage.open, folder / "game.db")
        engine, taken, decided = Engine(book, LIVE, live=True), asyncio.Event(), []
        loop = asyncio.get_running_loop()
        on_mark = engine.on_mark

        def note(mark, quotes) -> bool:
            done = on_mark(mark, quotes)
            decided.append(time.perf_counter())
            loop.call_soon_threadsafe(taken.set)
            return done

        engine.on_mark = note
        feeds = live_sources(read_settings(environ, None), surroundings)
        prices = LivePrices(feeds, engine, thread, Courier(engine.telling, thread, {}), surroundings)
        await prices.begin()
        task = asyncio.create_task(prices.run())
        while not pyth.streams:
            await asyncio.sleep(0.01)
        found = []
        for number in range(count):
            now[0] += 1_000
            pyth.set("BTC", str(6_000_000_000_000 + number), publish_time=now[0] // 1_000)
            taken.clear()
            begun = time.perf_counter()
            await pyth.push("BTC")
            if number > 1:  # the first waits for the second
                await taken.wait()
                found.append((decided[-1] - begun) * 1_000)
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await thread.call(book.close)
    thread.close()
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500, Path(folder)))
    print(f"{len(found)} prices: median {median(found):.2f} ms, 99th percentile {quantiles(found, n=100)[-1]:.2f} ms")


if __name__ == "__main__":
    main()
