"""Live prices from end to end, over loopback servers that speak each source's language."""

import pytest

from core.prices.anchors import MOVE_MS
from core.prices.conditions import MarketState
from core.rules.positions import State
from core.rules.predictions import PredictionState
from tests.servers.prices.faults import Fault
from tests.worlds.prices import FIRST, price_world, value
from tests.worlds.sources import play


def playing(test):
    """A test that is a coroutine, on a loop of its own."""

    def run() -> None:
        play(test())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


async def _market(world):
    return await world.thread.call(world.engine.market, "BTC", world.now)


async def _live(world) -> None:
    await world.seconds(5)
    ticker, condition = await _market(world)
    assert ticker.live(world.now), condition


@playing
async def test_with_a_key_pyth_makes_the_marks_and_all_others_guard():
    async with price_world() as world:
        await _live(world)
        ticker, condition = await _market(world)
        assert (ticker.source, ticker.price) == ("pyth", 100_000 * 10**8)
        assert (condition.anchor, condition.state) == ("pyth", MarketState.LIVE)
        shown = await world.say("price btc")
        assert value(shown, "State") == "live"
        said = {fields[0].value: {field.key: field.value for field in fields} for fields in shown.items}
        assert set(said) == {"pyth", "binance", "chainlink-ethereum", "chainlink-bnb", "chainlink-arbitrum"}
        assert {name: each["Role"] for name, each in said.items() if each["Role"] == "anchor"} == {"pyth": "anchor"}
        assert {each["Price"] for each in said.values()} == {"100000"}
        assert {each["State"] for each in said.values()} == {"live"}


@playing
async def test_without_a_key_binance_does_and_the_market_is_named_after_it():
    async with price_world(key="") as world:
        await _live(world)
        ticker, _ = await _market(world)
        assert ticker.source == "binance"
        shown = await world.say("price btc")
        assert {field.key: field.shown for field in shown.fields}["Market"] == "BTC/USDT"
        await world.say("long btc 25 10x")
        await world.seconds(2)
        card = await world.say("positions")
        assert {field.key: field.shown for field in card.fields}["Market"] == "BTC/USDT"


@playing
async def test_a_position_fills_at_the_next_published_price_with_every_sources_word_kept():
    async with price_world() as world:
        await _live(world)
        await world.say("long btc 25 10x")
        world.prices["BTC"] = 100_050
        await world.seconds(2)
        card = await world.say("positions")
        assert value(card, "State") == "open"
        assert value(card, "Mark") == "100050"
        position = await world.thread.call(lambda: world.book.positions.open_of(1)[0])
        proofs = await world.thread.call(world.book.markets.proofs, "BTC", position.opened_ms)
        assert {proof.source for proof in proofs} >= {"pyth", "binance", "chainlink-bnb"}


@playing
async def test_guards_that_disagree_pause_and_then_halt_and_all_of_it_is_said():
    async with price_world() as world:
        await _live(world)
        await world.say("long btc 25 10x")
        await world.seconds(2)
        world.wrong["binance"] = 100_500
        await world.seconds(2)
        refused = await world.say("long btc 25 10x")
        assert value(refused, "Code") == "paused_guard"
        assert "binance differs by 0.5 %" in refused.notes[0]
        world.wrong["binance"] = 102_000
        await world.seconds(8)
        assert value(await world.say("up 25 1m"), "Code") == "halted_guard"
        assert [screen.title for screen in world.told if screen.about == "market"] == ["BTC/USD is halted"]
        assert value(await world.say("price btc"), "State") == "halted"
        closing = await world.say("close 1")
        assert any("halted" in note for note in closing.notes)
        del world.wrong["binance"]
        await world.seconds(3)
        assert world.told[-1].about != "market" or "is back" in world.told[-1].title
        assert [screen.title for screen in world.told if screen.about == "market"][-1] == "BTC/USD is back"
        assert value(await world.say("history 1"), "State") == "closed"


@playing
async def test_when_pyth_is_gone_the_market_halts_moves_after_fifteen_minutes_and_nobody_pays_for_it():
    async with price_world() as world:
        await _live(world)
        await world.say("long btc 25 1001x")
        await world.seconds(2)
        await world.say("up 25 30m")
        await world.seconds(2)
        before = await world.say("positions")
        world.quiet.add("pyth")
        world.pyth.fault = Fault("status", 503)
        await world.pyth.close_streams(politely=False)
        await world.seconds(10)
        assert value(await world.say("long eth 25 10x"), "Code") == "halted"
        world.prices |= {"BTC": 103_000, "ETH": 4_100}
        await world.seconds((MOVE_MS // 1_000 - 20) // 10, every_s=10)
        assert (await _market(world))[1].anchor == "pyth"
        await world.seconds(25)
        ticker, condition = await _market(world)
        assert (ticker.source, condition.state) == ("binance", MarketState.LIVE)
        assert ticker.live(world.now)
        prediction = await world.thread.call(lambda: world.book.results.history(1, 5)[-1])
        assert prediction.kind == "prediction"
        now = await world.say("positions")
        position = next(fields for fields in (now.items or (now.fields,)))
        assert {field.key: field.value for field in position}["State"] == "open"
        before_pnl = {field.key: field.value for field in before.items[0]}["PnL"]
        assert {field.key: field.value for field in position}["PnL"] == before_pnl
        world.pyth.fault = None
        world.quiet.clear()
        await world.seconds(60)
        assert (await _market(world))[0].source == "binance"


@playing
async def test_what_ended_in_an_outage_is_settled_by_pyths_history():
    async with price_world() as world:
        await _live(world)
        await world.say("up 25 1m")
        await world.seconds(2)
        running = await world.thread.call(lambda: world.book.predictions.open_of(1)[0])
        world.quiet.add("pyth")
        await world.seconds(20)
        second = -(-running.closes_ms // 1_000)
        world.pyth.past["BTC", second] = world.pyth.entry("BTC", "10005000000000", publish_time=second)
        await world.seconds(75)
        ended = await world.thread.call(world.book.get, type(running), 1, running.number)
        assert (ended.state, ended.exit) == (PredictionState.WON, 100_050 * 10**8)


@playing
async def test_a_clock_that_is_off_pauses_openings():
    async with price_world() as world:
        world.clock_off_ms = -400
        await world.seconds(31)
        assert value(await world.say("long btc 25 10x"), "Code") == "paused_clock"
        shown = await world.say("price btc")
        assert any("400 ms" in note for note in shown.notes)
        world.clock_off_ms = 0
        await world.seconds(65)
        assert value(await world.say("long btc 25 10x"), "State") == "waiting"


@pytest.mark.parametrize("fault", ["hang", "slow_drip", "html", "redirect", "truncated", "not_json", "huge"])
def test_a_guard_that_misbehaves_delays_nobody_and_its_error_shows(fault):
    async def run() -> None:
        async with price_world() as world:
            world.binance.fault = Fault(fault)
            await _live(world)
            for dollars in range(100_000, 100_010):
                world.prices["BTC"] = dollars
                await world.seconds(1)
                assert (await _market(world))[0].price == dollars * 10**8

    play(run())


@playing
async def test_the_error_of_a_source_is_shown():
    async with price_world() as world:
        world.chains["bnb"].fault = Fault("status", 500)
        await _live(world)
        everything = await world.say("price")
        groups = [{field.key: field.value for field in fields} for fields in everything.items]
        bnb = next(each for each in groups if each.get("Source") == "chainlink-bnb" and "LastError" in each)
        assert bnb["State"] == "failing" and "500" in bnb["LastError"]
        assert len([each for each in groups if "Mark" in each]) == len(FIRST)


@playing
async def test_the_real_funding_stands_beside_ours():
    async with price_world() as world:
        for symbol in ("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT"):
            world.binance.premium[symbol] = {"lastFundingRate": "-0.00012345", "nextFundingTime": 1, "time": 1}
        await world.seconds(62)
        shown = await world.say("price btc")
        assert value(shown, "RealFunding8h") == "-0.012345"
        assert value(shown, "Funding8h") == "0"


@playing
async def test_a_restart_goes_on_with_the_anchor_and_the_positions():
    async with price_world() as world:
        await _live(world)
        await world.say("long btc 25 10x")
        await world.seconds(2)
        condition = (await _market(world))[1]
        await world.live.begin()
        await world.seconds(3)
        assert (await _market(world))[1].anchor == condition.anchor
        position = await world.thread.call(lambda: world.book.positions.open_of(1)[0])
        assert position.state is State.OPEN
