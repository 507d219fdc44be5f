"""The aggregators of a chain: what they are verified for, what their rounds become, and several nodes."""

import json
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.markets import CHAINLINK, Aggregator, binance_oracle
from bots.on_prices.sources.chainlink import Aggregators, check_contract, read_batch, read_round
from bots.on_prices.sources.numbers import MAX_PRICE, SourceError
from bots.on_prices.sources.web import new_client
from core.prices.quotes import Quote
from tests.servers.prices.chainlink import ChainlinkServer, encoded_round, encoded_text, word
from tests.servers.prices.faults import Fault
from tests.worlds.sources import START_MS, START_S, FeedWorld, play, until

CHAIN = CHAINLINK["ethereum"]
FEED = CHAIN.aggregators["BTC"]


def read(result: object):
    return read_round(result, "BTC", "chainlink:ethereum", FEED, START_MS)


@asynccontextmanager
async def nodes(count: int = 1, chain=CHAIN, seconds: float = 5.0):
    """Nodes of a chain with all its contracts, the source, and its world."""
    world = FeedWorld()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(new_client())
        servers = [await stack.enter_async_context(ChainlinkServer(chain.chain_id)) for _ in range(count)]
        for number, server in enumerate(servers):
            for market, aggregator in chain.aggregators.items():
                server.deploy(aggregator.address, f"{market} / USD")
                server.set(aggregator.address, 6_000_000_000_000 + number, START_S - 20)
        urls = [f"{server.url}/v3/n0de-s3cret" for server in servers]
        source = Aggregators(client, "chainlink:ethereum", chain, urls, world.surroundings, seconds)
        yield servers, source, world


# Reading


def test_a_round_is_a_quote_published_when_it_was_updated():
    assert read(encoded_round(6_000_000_000_000, START_S - 20)) == Quote(
        "BTC", "chainlink:ethereum", 6_000_000_000_000, 0, START_MS - 20_000, START_MS
    )


def test_decimals_are_those_of_the_table():
    feed = Aggregator("0x", 3_600, 50, decimals=18)
    assert read_round(encoded_round(15 * 10**17 + 9, START_S), "BTC", "x", feed, START_MS).price == 150_000_000


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (encoded_round(0, START_S), "not above zero"),
        (encoded_round(-5, START_S), "not above zero"),
        (encoded_round(10**17 + 1, START_S), "billion"),
        (encoded_round(2**255 - 1, START_S), "size"),
        (encoded_round(-(2**255), START_S), "size"),
        (encoded_round(1, 0), "not over"),
        (encoded_round(1, 2**200), "not over"),
        (encoded_round(1, START_S + 3_600), "ahead of our clock"),
        (encoded_round(1, START_S - 3_661), "3661 s ago where 3600 s are promised"),
        (encoded_round(1, START_S)[:-64], "another shape"),
        (encoded_round(1, START_S) + word(1), "another shape"),
        (encoded_round(1, START_S)[:-1], "does not answer"),
        ("0x", "does not answer"),
        (None, "does not answer"),
        ("0x" + "g" * 320, "does not answer"),
        ("0x" + "１" * 320, "does not answer"),
    ],
)
def test_what_is_no_round_is_refused(result, reason):
    with pytest.raises(SourceError, match=reason):
        read(result)


def test_a_price_as_old_as_its_heartbeat_and_a_minute_is_still_one():
    assert read(encoded_round(1, START_S - 3_660)).price == 1


@pytest.mark.parametrize("description", ["BTC / USD", "BTC/USD"])
def test_a_contract_that_is_what_the_table_says(description):
    check_contract("0x" + word(8), encoded_text(description), "BTC", FEED)


@pytest.mark.parametrize(
    ("decimals", "description"),
    [
        ("0x" + word(18), encoded_text("BTC / USD")),
        ("0x", encoded_text("BTC / USD")),
        ("0x" + word(8), encoded_text("ETH / USD")),
        ("0x" + word(8), encoded_text("")),
        ("0x" + word(8), "0x" + word(8)),
        ("0x" + word(8), "0x" + word(32) + word(10**9) + word(0)),
        ("0x" + word(8), "0x" + word(64) + word(9) + word(0)),
        ("0x" + word(8), None),
    ],
)
def test_a_contract_that_is_another(decimals, description):
    with pytest.raises(SourceError):
        check_contract(decimals, description, "BTC", FEED)


@pytest.mark.parametrize(
    "rows",
    [
        {"jsonrpc": "2.0", "id": None, "error": {"code": -32600}},
        [{"id": 2, "result": "0x"}],
        [{"id": 0}, {"id": 0}],
        [{"id": True}],
        [{"id": "0"}],
        ["0x"],
        None,
    ],
)
def test_a_batch_of_another_shape_is_an_error(rows):
    with pytest.raises(SourceError):
        read_batch(json.dumps(rows).encode(), 2)


@settings(deadline=None)
@given(st.binary(max_size=80) | st.recursive(st.none() | st.integers() | st.text(max_size=9), st.lists).map(
    lambda rows: json.dumps(rows).encode()))  # fmt: skip
def test_any_bytes_are_a_batch_or_the_one_error(body):
    try:
        assert len(read_batch(body, 3)) == 3
    except SourceError:
        return


_WORDS = st.lists(st.integers(0, 2**256 - 1) | st.integers(0, 2**60) | st.just(START_S), max_size=7)


@settings(deadline=None)
@given(_WORDS.map(lambda words: "0x" + "".join(map(word, words))) | st.text(max_size=20) | st.none() | st.integers())
def test_no_result_makes_a_quote_out_of_range(result):
    for attempt in (lambda: read(result), lambda: check_contract(result, result, "BTC", FEED)):
        try:
            quote = attempt()
        except SourceError:
            continue
        assert quote is not None and 0 < quote.price <= MAX_PRICE


# The source


def test_all_markets_come_in_one_request_after_one_that_verifies():
    async def run():
        async with nodes() as ((server,), source, world):
            server.shuffled = True
            await world.run_until(source, lambda: len(world.quotes) >= 4)
            assert {quote.market for quote in world.quotes} == {"BTC", "ETH"} and source.health.state == "live"
            assert [len(request.body) for request in server.asked[:3]] == [5, 2, 2]
            assert world.rests[:1] == [CHAIN.poll_s]

    play(run())


def test_the_next_node_stands_in_and_stays_until_it_fails():
    async def run():
        async with nodes(2) as ((first, second), source, world), world.running(source):
            await until(lambda: world.prices()[-1:] == [6_000_000_000_000])
            first.fault = Fault("status", 503)
            await until(lambda: world.prices()[-1:] == [6_000_000_000_001])
            asked = len(first.asked)
            await until(lambda: len(second.asked) > 5)
            assert len(first.asked) == asked and source.health.state == "live"
            second.batches, first.fault = False, None
            await until(lambda: world.prices()[-1:] == [6_000_000_000_000])

    play(run())


def test_a_node_that_asks_for_a_rest_is_left_alone_for_it():
    async def run():
        async with nodes() as ((server,), source, world):
            server.now = lambda: world.now_ms
            server.fault = Fault("status", 429, retry_after="90", times=1)
            await world.run_until(source, lambda: world.quotes)
            assert server.asked[1].at_ms - START_MS >= 90_000

    play(run())


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda server: setattr(server, "chain_id", 5), "the node is of chain 5, not 1"),
        (lambda server: setattr(server, "batches", False), "the node does not answer batches"),
        (lambda server: server.contracts.clear(), "BTC: the contract does not answer"),
    ],
)
def test_a_node_that_is_not_what_it_should_be_gives_nothing(spoil, reason):
    async def run():
        async with nodes() as ((server,), source, world):
            spoil(server)
            await world.run_until(source, lambda: len(world.rests) >= 3)
            assert not world.quotes and source.health.state == "failing"
            assert source.health.last_error == reason
            assert "n0de" not in repr(source.health)

    play(run())


@pytest.mark.parametrize(("description", "decimals"), [("ETH / USD", 8), ("BTC / USD", 18)])
def test_a_contract_of_another_price_or_decimals_is_left_out_until_it_is_right(description, decimals):
    async def run():
        async with nodes() as ((server,), source, world), world.running(source):
            server.deploy(FEED.address, description, decimals)
            server.set(FEED.address, 5, START_S - 20)
            await until(lambda: len(world.prices("ETH")) >= 3)
            assert not world.prices("BTC") and source.health.last_error.startswith("BTC: the contract")
            server.deploy(FEED.address, "BTC / USD")
            server.set(FEED.address, 5, START_S)
            await until(lambda: world.prices("BTC"))
            assert world.now_ms - START_MS >= 600_000

    play(run())


def test_a_feed_that_stands_still_says_nothing_and_the_other_goes_on():
    async def run():
        async with nodes() as ((server,), source, world):
            server.set(FEED.address, 5, START_S - 4_000)
            await world.run_until(source, lambda: len(world.quotes) >= 2)
            assert not world.prices("BTC")
            assert source.health.last_error.startswith("BTC: a price of 40")

    play(run())


def test_binance_oracle_is_read_the_same_way():
    async def run():
        chain = binance_oracle({"BTC": "0x" + "12" * 20})
        async with nodes(chain=chain) as (_, source, world):
            await world.run_until(source, lambda: world.quotes)
            assert source.markets == {"BTC"} and world.prices() == [6_000_000_000_000]

    play(run())
