"""Every way a server can misbehave, against every source: no quote, a sentence without secrets, quotes again after."""

import asyncio

import pytest

from bots.markets import CHAINLINK, PYTH_IDS
from bots.on_prices.sources.binance import Binance
from bots.on_prices.sources.chainlink import Aggregators
from bots.on_prices.sources.pyth import Pyth
from bots.on_prices.sources.web import new_client
from tests.servers.prices.binance import BinanceServer
from tests.servers.prices.chainlink import ChainlinkServer
from tests.servers.prices.faults import FAULTS, Fault
from tests.servers.prices.pyth import PythServer
from tests.worlds.sources import START_S, FeedWorld, play, until

SECONDS = 0.15  # whole answers take milliseconds here
STATUSES = (301, 307, 400, 401, 404, 418, 429, 500, 502, 503)


def a_pyth(client, world):
    server = PythServer("s3cret", PYTH_IDS)
    server.set("BTC", publish_time=START_S)
    return server, lambda url: Pyth(client, url, "s3cret", PYTH_IDS, world.surroundings, SECONDS, SECONDS)


def a_binance(client, world):
    server = BinanceServer()
    server.set("BTCUSDT", "59999", "60001")
    return server, lambda url: Binance(client, url, {"BTC": "BTCUSDT"}, world.surroundings, SECONDS)


def a_node(client, world):
    chain = CHAINLINK["arbitrum"]  # with a heartbeat of a day: rests pass time here
    server = ChainlinkServer(chain.chain_id)
    for market, aggregator in chain.aggregators.items():
        server.deploy(aggregator.address, f"{market} / USD")
        server.set(aggregator.address, 6_000_000_000_000, START_S)
    return server, lambda url: Aggregators(client, "chainlink", chain, [f"{url}/s3cret"], world.surroundings, SECONDS)


@pytest.mark.parametrize("make", [a_pyth, a_binance, a_node])
@pytest.mark.parametrize(
    "fault",
    [*map(Fault, FAULTS), *(Fault("status", status) for status in STATUSES)],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_no_fault_makes_a_quote_ends_a_source_or_outlives_itself(make, fault):
    async def run():
        world = FeedWorld()
        async with new_client() as client:
            server, source_at = make(client, world)
            server.fault = Fault(fault.kind, fault.status)
            async with server:
                source = source_at(server.url)
                async with world.running(source):
                    await until(lambda: len(server.asked) >= 2 and source.health.state != "starting")
                    assert not world.quotes
                    assert source.health.state in ("failing", "stopped")
                    assert source.health.last_error and len(source.health.last_error) < 120
                    assert "s3cret" not in source.health.last_error
                    server.fault = None
                    await until(lambda: world.quotes or getattr(server, "streams", 0))
                    if isinstance(source, Pyth) and not world.quotes:
                        await server.push("BTC")
                        await until(lambda: world.quotes)
                    assert source.health.state == "live"

    play(run())


@pytest.mark.parametrize("make", [a_pyth, a_binance, a_node])
def test_a_redirect_is_named_and_not_followed(make):
    async def run():
        world = FeedWorld()
        async with new_client() as client:
            server, source_at = make(client, world)
            server.fault = Fault("redirect")
            async with server:
                source = source_at(server.url)
                await world.run_until(source, lambda: source.health.last_error)
                assert source.health.last_error == "127.0.0.1 sends us to elsewhere.example, which was not asked"

    play(run())


def test_a_dead_source_delays_no_other():
    async def run():
        world, other = FeedWorld(), FeedWorld()
        async with new_client() as client, new_client() as second:
            hung, hung_at = a_pyth(client, world)
            good, good_at = a_binance(second, other)
            hung.fault = Fault("hang")
            async with hung, good, world.running(hung_at(hung.url)), other.running(good_at(good.url)):
                await until(lambda: len(other.quotes) >= 5)
                assert not world.quotes

    play(run())


@pytest.mark.parametrize("make", [a_pyth, a_binance, a_node])
def test_nobody_there_is_told_and_tried_again_ever_less_often(make):
    async def run():
        world = FeedWorld()
        async with new_client() as client:
            _, source_at = make(client, world)
            source = source_at("http://127.0.0.1:1")
            await world.run_until(source, lambda: len(world.rests) >= 12)
            assert source.health.last_error == "127.0.0.1 cannot be reached"
            assert source.health.until_ms > 0 and max(world.rests) > min(world.rests)

    play(run())


def test_a_name_that_cannot_be_one_is_a_host_that_cannot_be_reached():
    async def run():
        world = FeedWorld()
        async with new_client() as client:
            source = a_binance(client, world)[1](f"http://{'a' * 70}.example")
            await world.run_until(source, lambda: "cannot be reached" in source.health.last_error)

    play(run())


def test_an_error_of_ours_in_emit_comes_out():
    async def run():
        world = FeedWorld()

        def broken(_quote):
            raise ZeroDivisionError

        async with new_client() as client:
            server, source_at = a_binance(client, world)
            async with server:
                with pytest.raises(ZeroDivisionError):
                    await asyncio.wait_for(source_at(server.url).run(broken), 5)

    play(run())
