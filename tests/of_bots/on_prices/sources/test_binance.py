"""Binance: the middle of the book, the bars of the past, the real funding, and the rests it asks for."""

import json
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.markets import BINANCE_SYMBOLS
from bots.on_prices.sources.binance import Binance, read_bar, read_books
from bots.on_prices.sources.binance_funding import BinanceFunding, RealFunding, read_funding
from bots.on_prices.sources.numbers import MAX_PRICE, SourceError
from bots.on_prices.sources.web import new_client
from core.prices.quotes import Quote
from tests.servers.prices.binance import BinanceServer
from tests.servers.prices.faults import Fault
from tests.worlds.sources import START_MS, FeedWorld, play, until

SYMBOLS = {market: BINANCE_SYMBOLS[market] for market in ("BTC", "ETH")}
MARKETS = {symbol: market for market, symbol in SYMBOLS.items()}


def read(*rows: object):
    return read_books(json.dumps(rows).encode(), MARKETS, START_MS, START_MS + 80)


def book(symbol="BTCUSDT", bid: object = "59999.99000000", ask: object = "60000.02000000") -> dict:
    return {"symbol": symbol, "bidPrice": bid, "bidQty": "1", "askPrice": ask, "askQty": "1"}


@asynccontextmanager
async def binance(seconds: float = 5.0):
    """A server with two books, the source, and its world."""
    world = FeedWorld()
    async with BinanceServer() as server, new_client() as client:
        server.set("BTCUSDT", "59999.00", "60001.00")
        server.set("ETHUSDT", "2999.00", "3001.00")
        yield server, Binance(client, server.url, SYMBOLS, world.surroundings, seconds, seconds), world


# Reading


def test_the_price_is_the_middle_published_when_it_was_asked_for():
    quotes = read(book(bid="0.00000001", ask="0.00000004"), book("ETHUSDT")).quotes
    assert quotes[0] == Quote("BTC", "binance", 2, 2, START_MS, START_MS + 80)  # down; half the spread up
    assert quotes[1].price == 6_000_000_500_000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (book(bid="0.00000000"), "BTC: a price that is not above zero"),
        (book(bid="-1"), "BTC: a price that is not a number"),
        (book(ask="NaN"), "BTC: a price that is not a number"),
        (book(ask="1e9"), "BTC: a price that is not a number"),
        (book(ask=60000), "BTC: a price that is not above zero"),
        (book(ask="1000000001"), "BTC: a price above a billion dollars"),
        (book(ask="60000.000000001"), "BTC: a price that is not a number"),
        (book(bid="60000.03"), "BTC: a bid above the ask"),
        ({"symbol": "BTCUSDT"}, "BTC: a price that is not above zero"),
        (book("DOGEUSDT"), "binance told a price that was not asked for"),
        (book(["BTCUSDT"]), "binance told a price that was not asked for"),
        ("BTCUSDT", "binance told a price that was not asked for"),
    ],
)
def test_what_is_no_quote_is_refused_with_its_reason_and_the_others_stay(row, reason):
    reading = read(row, book("ETHUSDT"))
    assert reading.refusals[0] == reason
    assert [quote.market for quote in reading.quotes] == ["ETH"]


def test_a_market_told_twice_counts_once_and_one_left_out_is_told():
    assert read(book(), book(bid="1", ask="2")).refusals == (
        "binance told a price that was not asked for",
        "ETH: no price",
    )
    assert len(read(book(), book()).quotes) == 1


@settings(deadline=None)
@given(st.binary(max_size=60) | st.lists(st.builds(book, ask=st.text(max_size=6) | st.decimals().map(str))).map(
    lambda rows: json.dumps(rows).encode()))  # fmt: skip
def test_no_bytes_make_a_quote_out_of_range(body):
    try:
        quotes = list(read_books(body, MARKETS, START_MS, START_MS).quotes)
    except SourceError:
        return
    assert all(0 < quote.price <= MAX_PRICE and quote.confidence >= 0 for quote in quotes)


BAR = [START_MS, "1", "2", "0.5", "1.5", "9", START_MS + 999, "9", 5, "1", "1", "0"]


def test_a_past_price_is_the_close_of_its_second_and_not_before_it_is_over():
    body = json.dumps([BAR]).encode()
    quote = Quote("BTC", "binance", 150_000_000, 0, START_MS + 999, START_MS + 1_000)
    assert read_bar(body, "BTC", START_MS, START_MS + 1_000) == quote
    assert read_bar(body, "BTC", START_MS, START_MS + 999) is None
    assert read_bar(body, "BTC", START_MS - 1_000, START_MS + 5_000) is None  # a later bar: this second has none
    assert read_bar(b"[]", "BTC", START_MS, START_MS + 5_000) is None


@settings(deadline=None)
@given(
    st.binary(max_size=60)
    | st.tuples(st.integers(0, 8), st.none() | st.integers() | st.text(max_size=5)).map(
        lambda change: json.dumps([[change[1] if at == change[0] else cell for at, cell in enumerate(BAR)]]).encode()
    )
)
def test_no_bytes_make_a_bar_out_of_range(body):
    try:
        quote = read_bar(body, "BTC", START_MS, START_MS + 5_000)
    except SourceError:
        return
    assert quote is None or (0 < quote.price <= MAX_PRICE and quote.published_ms == START_MS + 999)


# The source


def test_it_asks_once_a_second_and_is_live():
    async def run():
        async with binance() as (server, source, world):
            server.now = lambda: world.now_ms
            await world.run_until(source, lambda: len(world.quotes) >= 6)
            assert [request.at_ms - START_MS for request in server.asked[:3]] == [0, 1_000, 2_000]
            assert world.prices()[0] == 6_000_000_000_000 and source.health.state == "live"
            assert world.quotes[0].published_ms == START_MS

    play(run())


@pytest.mark.parametrize(
    ("fault", "rest_s", "state"),
    [
        (Fault("status", 429, retry_after="17", times=1), 17, "failing"),
        (Fault("status", 429, times=1), 60, "failing"),
        (Fault("status", 429, retry_after="soon", times=1), 60, "failing"),
        (Fault("status", 418, retry_after="120", times=1), 3_600, "stopped"),
        (Fault("status", 418, retry_after="7200", times=1), 7_200, "stopped"),
        (Fault("status", 403, times=1), 60, "failing"),
    ],
)
def test_a_rest_that_is_asked_for_is_kept_to_the_second(fault, rest_s, state):
    async def run():
        async with binance() as (server, source, world):
            server.now = lambda: world.now_ms
            server.fault = fault
            healths = []
            sleep = world.surroundings.sleep

            async def watched(seconds):
                healths.append(source.health)
                await sleep(seconds)

            object.__setattr__(world.surroundings, "sleep", watched)
            await world.run_until(source, lambda: world.quotes)
            assert server.asked[1].at_ms - START_MS == rest_s * 1_000
            assert (healths[0].state, healths[0].until_ms) == (state, START_MS + rest_s * 1_000)
            assert (source.health.state, source.health.until_ms) == ("live", 0)

    play(run())


def test_the_past_keeps_the_rest_too_and_can_begin_one():
    async def run():
        async with binance() as (server, source, world):
            server.fault = Fault("status", 429, retry_after="30", times=1)
            with pytest.raises(SourceError, match="429"):
                await source.price_at("BTC", START_MS - 5_000)
            with pytest.raises(SourceError, match="rest"):
                await source.price_at("BTC", START_MS - 5_000)
            assert len(server.asked) == 1
            await world.run_until(source, lambda: world.quotes)
            assert world.quotes[0].published_ms == START_MS + 30_000

    play(run())


def test_the_past_by_its_second():
    async def run():
        async with binance() as (server, source, _):
            server.bars["BTCUSDT", START_MS - 60_000] = "60001.5"
            quote = await source.price_at("BTC", START_MS - 59_500)
            assert (quote.price, quote.published_ms) == (6_000_150_000_000, START_MS - 59_001)
            assert await source.price_at("BTC", START_MS - 61_000) is None
            assert await source.price_at("ETH", START_MS - 60_000) is None

    play(run())


# Real funding


@pytest.mark.parametrize(
    ("text", "rate"), [("0.00010000", 10_000), ("-0.00012345", -12_345), ("0", 0), ("1", 10**8), ("-1", -(10**8))]
)
def test_a_funding_rate_with_its_sign(text, rate):
    row = {"symbol": "BTCUSDT", "lastFundingRate": text, "nextFundingTime": 5, "time": 4}
    assert read_funding(json.dumps(row).encode(), "BTC", "BTCUSDT") == RealFunding("BTC", rate, 5, 4)


@pytest.mark.parametrize(
    "changes",
    [{"symbol": "ETHUSDT"}, {"time": 0}, {"nextFundingTime": "5"}]
    + [{"lastFundingRate": rate} for rate in ("", "--1", "1.1", "NaN", "1e-4", 0.0001, None, "+1", "0.000000001")],
)
def test_a_funding_rate_that_is_none(changes):
    row = {"symbol": "BTCUSDT", "lastFundingRate": "0.0001", "nextFundingTime": 5, "time": 4} | changes
    with pytest.raises(SourceError):
        read_funding(json.dumps(row).encode(), "BTC", "BTCUSDT")


def test_the_real_funding_is_kept_through_failures():
    async def run():
        world = FeedWorld()
        async with BinanceServer() as server, new_client() as client:
            server.premium["BTCUSDT"] = {"lastFundingRate": "0.0001", "nextFundingTime": 5, "time": 4}
            source = BinanceFunding(client, server.url, SYMBOLS, world.surroundings)
            assert source.funding == {}
            task = world.running(type("Run", (), {"run": lambda self, _: source.run()})())
            async with task:
                await until(lambda: len(world.rests) >= 2)
                assert source.funding == {"BTC": RealFunding("BTC", 10_000, 5, 4)}
                assert source.health.last_error == "127.0.0.1 answered 400"  # it knows no ETHUSDT
                server.fault = Fault("status", 418, times=1)
                await until(lambda: 3_600 in world.rests)
                assert "BTC" in source.funding

    play(run())
