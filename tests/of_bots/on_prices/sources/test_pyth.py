"""Pyth: what becomes a quote and what does not, the stream and what stands in for it, and the past."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.markets import PYTH_IDS
from bots.on_prices.sources.numbers import MAX_PRICE, SourceError
from bots.on_prices.sources.pyth import Pyth, read_prices
from bots.on_prices.sources.web import new_client
from core.prices.quotes import Quote
from tests.servers.prices.faults import Fault
from tests.servers.prices.pyth import PythServer
from tests.worlds.sources import START_MS, START_S, FeedWorld, play, until

KEY = "pyth-s3cret"
BTC = PYTH_IDS["BTC"]
MARKETS = {feed_id: market for market, feed_id in PYTH_IDS.items()}


def entry(**changes) -> dict:
    """A good price of BTC with changes."""
    price = {"price": "6141993501000", "conf": "3138000", "expo": -8, "publish_time": START_S} | changes
    return {"id": price.pop("id", BTC), "price": price}


def read(*entries: object):
    return read_prices(json.dumps({"binary": {}, "parsed": list(entries)}).encode(), MARKETS, START_MS + 400)


@asynccontextmanager
async def pyth(seconds: float = 5.0, key: str = KEY):
    """A server with prices of two markets, the source, and its world."""
    ids = {market: PYTH_IDS[market] for market in ("BTC", "ETH")}
    world = FeedWorld()
    async with PythServer(KEY, PYTH_IDS) as server, new_client() as client:
        server.set("BTC", "6000000000000", publish_time=START_S)
        server.set("ETH", "300000000000", publish_time=START_S)
        yield server, Pyth(client, server.url, key, ids, world.surroundings, seconds, seconds), world


# Reading


def test_a_price_with_its_confidence_and_second():
    assert read(entry()).quotes == (
        Quote("BTC", "pyth", 6_141_993_501_000, 3_138_000, START_MS, START_MS + 400),
    )  # fmt: skip


def test_decimals_are_those_it_tells():
    assert read(entry(price="61419935", expo=-3)).quotes[0].price == 6_141_993_500_000


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price": "0"}, "BTC: a price that is not above zero"),
        ({"price": "-5"}, "BTC: a price that is not above zero"),
        ({"price": "NaN"}, "BTC: a price that is not a number"),
        ({"price": 6141993501000}, "BTC: a price that is not a number"),
        ({"price": "6141993501000", "expo": 0}, "BTC: a price above a billion dollars"),
        ({"expo": -30}, "BTC: a price of impossible decimals"),
        ({"expo": "-8"}, "BTC: a number outside its bounds"),
        ({"expo": True}, "BTC: a number outside its bounds"),
        ({"conf": "-1"}, "BTC: a confidence outside its bounds"),
        ({"conf": None}, "BTC: a price that is not a number"),
        ({"publish_time": 0}, "BTC: a number outside its bounds"),
        ({"publish_time": START_S + 3_600}, "BTC: a price published 3599 s ahead of our clock"),
        ({"id": PYTH_IDS["BTC"].upper()}, "pyth told a price that was not asked for"),
        ({"id": "00" * 32}, "pyth told a price that was not asked for"),
        ({"id": ["a"]}, "pyth told a price that was not asked for"),
    ],
)
def test_what_is_no_quote_is_refused_with_its_reason_and_the_others_stay(changes, reason):
    reading = read(entry(**changes), entry(id=PYTH_IDS["ETH"]))
    assert reading.refusals == (reason,)
    assert [quote.market for quote in reading.quotes] == ["ETH"]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"parsed":null}', b"null", b'{"parsed":{}}', b"NaN"])
def test_another_shape_is_an_error(body):
    with pytest.raises(SourceError):
        read_prices(body, MARKETS, START_MS)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([BTC, "1", "-8"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "price", "conf"]), inner),
    max_leaves=6,
)
_ENTRY = st.fixed_dictionaries(
    {
        "id": st.just(BTC) | _JSON,
        "price": _JSON
        | st.fixed_dictionaries(
            {
                "price": st.integers(-(10**30), 10**30).map(str) | _JSON,
                "conf": st.integers(-5, 10**25).map(str) | _JSON,
                "expo": st.integers(-25, 25) | _JSON,
                "publish_time": st.integers(START_S - 10, START_S + 100) | _JSON,
            }
        ),
    }
)


@settings(deadline=None)
@given(st.binary(max_size=100) | st.lists(_ENTRY | _JSON, max_size=3).map(lambda e: json.dumps({"parsed": e}).encode()))
def test_no_bytes_make_a_quote_out_of_range(body):
    try:
        reading = read_prices(body, MARKETS, START_MS)
    except SourceError:
        return
    for quote in reading.quotes:
        assert 0 < quote.price <= MAX_PRICE and 0 <= quote.confidence <= MAX_PRICE and quote.market == "BTC"
        assert quote.published_ms <= START_MS + 60_000


# The stream


def test_prices_stream_as_they_come_also_late_equal_and_out_of_order():
    async def run():
        async with pyth() as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            for price, publish_time in (("1", 5), ("2", 5), ("3", 4), ("4", -600)):
                server.set("BTC", price, publish_time=START_S + publish_time, conf="900000")
                await server.push("BTC", "ETH")
            await until(lambda: len(world.quotes) == 8)
            assert world.prices() == [1, 2, 3, 4]  # what of them counts is decided elsewhere
            assert source.health.state == "live" and source.health.last_quote_ms == world.now_ms
            assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"

    play(run())


def test_the_stream_is_polled_for_while_it_is_refused():
    async def run():
        async with pyth() as (server, source, world):
            server.streams_open = False
            await world.run_until(source, lambda: len(world.prices()) >= 3)
            assert "answered 503" in source.health.last_error
            assert {request.path.rpartition("/")[2] for request in server.asked} == {"latest", "stream"}

    play(run())


def test_at_most_ten_requests_in_ten_seconds_whatever_fails():
    async def run():
        for fault in (None, Fault("status", 500)):
            async with pyth() as (server, source, world):
                server.now = lambda world=world: world.now_ms
                server.streams_open, server.fault = False, fault
                await world.run_until(source, lambda server=server: len(server.asked) >= 60)
                times = [request.at_ms for request in server.asked]
                assert max(sum(at <= other < at + 10_000 for other in times) for at in times) <= 10

    play(run())


def test_silence_is_death_and_the_next_stream_is_opened():
    async def run():
        async with pyth(seconds=0.05) as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            await server.push("BTC")
            await until(lambda: "silent" in source.health.last_error)
            await until(lambda: sum("stream" in request.path for request in server.asked) >= 2)
            assert len(world.prices()) >= 2  # the second by polling

    play(run())


def test_comments_alone_do_not_keep_a_stream_alive():
    async def run():
        async with pyth(seconds=0.1) as (server, source, world), world.running(source):
            while "silent" not in source.health.last_error:
                await server.write(b": alive\n\n")
                await asyncio.sleep(0.01)

    play(asyncio.wait_for(run(), 5))


@pytest.mark.parametrize("politely", [True, False])
def test_the_end_of_a_streams_day_is_no_failure(politely):
    async def run():
        async with pyth() as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            await server.push("BTC")
            await until(lambda: world.quotes)
            world.now_ms += 86_400_000
            await server.close_streams(politely)
            await until(lambda: sum("stream" in request.path for request in server.asked) == 2)
            assert (source.health.state, source.health.last_error) == ("live", "")

    play(run())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"data: {\n\n", "not JSON"),
        (b"data: {}\n\n", "without prices"),
        (b"data: " + b"x" * (1 << 19), "without an end"),
        (b"data: \xff\xfe\n\n", "not JSON"),
        (b"data: " + b"[" * 50_000 + b"\n\n", "not JSON"),
    ],
)
def test_a_stream_that_says_nonsense_is_left_and_polled_for(content, reason):
    async def run():
        async with pyth() as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            await server.write(content)
            await until(lambda: reason in source.health.last_error and world.quotes)

    play(run())


def test_a_refused_price_in_the_stream_leaves_the_stream_and_the_other_market():
    async def run():
        async with pyth() as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            server.set("BTC", "-1", publish_time=START_S)
            await server.push("BTC", "ETH")
            await until(lambda: world.quotes)
            assert (world.prices("BTC"), source.health.state) == ([], "live")
            assert source.health.last_error == "BTC: a price that is not above zero"
            assert server.streams == 1

    play(run())


def test_events_may_be_cut_anywhere():
    async def run():
        async with pyth() as (server, source, world), world.running(source):
            await until(lambda: server.streams == 1)
            document = b"retry: 100\n\ndata:" + json.dumps({"parsed": [server.latest["BTC"]]}).encode() + b"\r\n\r\n"
            for at in range(0, len(document), 7):
                await server.write(document[at : at + 7])
                await asyncio.sleep(0)
            await until(lambda: world.prices() == [6_000_000_000_000])

    play(run())


def test_too_many_requests_is_a_minute_without_any():
    async def run():
        async with pyth() as (server, source, world):
            server.fault = Fault("status", 429, times=1)
            async with world.running(source):
                await until(lambda: server.streams == 1)
            assert world.rests == [60]

    play(run())


def test_a_wrong_key_is_told_without_the_key():
    async def run():
        async with pyth(key="another-s3cret") as (_, source, world):
            await world.run_until(source, lambda: len(world.rests) >= 2)
            assert source.health.last_error == "127.0.0.1 does not let us in (401)"
            assert world.rests[:2] == [60, 60] and not world.quotes

    play(run())


# The past


def test_the_price_of_a_past_moment_is_the_first_at_or_after_it():
    async def run():
        async with pyth() as (server, source, _):
            server.past["BTC", START_S - 99] = server.entry("BTC", "5", publish_time=START_S - 99)
            assert (await source.price_at("BTC", START_MS - 99_001)).price == 5
            assert (await source.price_at("BTC", START_MS - 99_000)).published_ms == START_MS - 99_000
            assert await source.price_at("BTC", START_MS - 98_999) is None

    play(run())


@pytest.mark.parametrize("seconds", [-1, 11])
def test_a_price_of_another_moment_is_not_that_of_the_moment(seconds):
    async def run():
        async with pyth() as (server, source, _):
            server.past["BTC", START_S - 99] = server.entry("BTC", "5", publish_time=START_S - 99 + seconds)
            assert await source.price_at("BTC", START_MS - 99_000) is None

    play(run())


def test_the_past_that_cannot_be_asked_is_an_error():
    async def run():
        async with pyth() as (server, source, _):
            server.fault = Fault("status", 502)
            with pytest.raises(SourceError, match="502"):
                await source.price_at("BTC", START_MS)

    play(run())
