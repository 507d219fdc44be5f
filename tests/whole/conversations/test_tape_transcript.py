"""The main job on real input: three players and a group, an hour of the real BTC tape of 5 January 2022.

In it the price fell four percent. Every figure of every screen equals the oracle's (tests/oracle), which was written
from the rules alone and knows no index. The tape is read where it lies and never copied into the project.
"""

import csv
import gzip
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests import TAPE
from tests.oracle.script import Script, moment
from tests.oracle.things import LONG, PT, SHORT, USD, pt, usd
from tests.worlds.console import about, last, talk

FIRST, END = datetime(2022, 1, 5, 19, 25, tzinfo=UTC), datetime(2022, 1, 5, 20, 40, tzinfo=UTC)


def bars() -> list[tuple[int, str, int]]:
    """The bars as marks: open, low and high by the shorter path, close, at seconds 0, 20, 40, 59."""
    rows = []
    with gzip.open(TAPE, "rt", newline="") as file:
        for bar in csv.DictReader(file):
            begin = datetime.fromisoformat(bar["timestamp"]).replace(tzinfo=UTC)
            if not FIRST <= begin < END:
                continue
            at_ms = int(begin.timestamp()) * 1_000
            first, high, low, close = (int(Fraction(bar[key]) * USD) for key in ("open", "high", "low", "close"))
            extremes = (low, high) if first - low < high - first else (high, low)
            marks = zip((0, 20, 40, 59), (first, *extremes, close), strict=True)
            rows += [(at_ms + second * 1_000, "BTC", price) for second, price in marks]
    return rows


def percent(text: str) -> Fraction:
    return Fraction(text) / 100


def write_tape(path: Path, rows: list[tuple[int, str, int]]) -> str:
    path.write_text("at_ms,market,price\n" + "".join(f"{at},{market},{usd(price)}\n" for at, market, price in rows))
    return str(path)


@pytest.mark.skipif(not TAPE.exists(), reason="the shared tape is not here")
def test_an_hour_of_real_prices_in_which_every_number_is_recomputed(tmp_path):
    rows = bars()
    file = write_tape(tmp_path / "tape.csv", rows)
    script = Script(rows[0][0] - 1_000)
    world = script.world

    def play(minutes: int) -> None:
        script.tape(file, rows, minutes * 4)

    def opened(player: str, text: str, *order, **stops):
        script.at(world.now + 1)  # so that the order of fills at one mark is beyond doubt
        script.say(player, text)
        return world.open(player, *order, **stops)

    def held(player: str, number: int):
        return next(each for each in world.positions if (each.player, each.number) == (player, number))

    play(1)
    for player in ("ann", "bob", "cat"):
        script.check_balance(player)

    # Long and short at 1001x, a bracket at 100x, a slow 10x, an order that waits, predictions.
    opened("ann", "long btc 25 1001x", LONG, "BTC", 25 * PT, 1001)
    opened("bob", "short btc 40 1001x", SHORT, "BTC", 40 * PT, 1001)
    stops = {"tp": ("move", percent("0.3")), "sl": ("move", percent("0.4"))}
    opened("cat", "long btc 100 100x tp 0.3% sl 0.4%", LONG, "BTC", 100 * PT, 100, **stops)
    opened("cat", "short btc 30 100x sl 0.2%", SHORT, "BTC", 30 * PT, 100, sl=("move", percent("0.2")))
    opened("cat", "short btc 60.5 50x tp 50% roe", SHORT, "BTC", 60_500_000, 50, tp=("roe", percent("50")))
    opened("bob", "long btc 200 10x", LONG, "BTC", 200 * PT, 10)
    limit = 45_700 * USD
    opened("ann", "long btc 12.345678 250x at 45700", LONG, "BTC", 12_345_678, 250, limit=limit)
    script.say("ann", "up 33.333333 5m btc")
    world.predict("ann", LONG, "BTC", 33_333_333, 5)
    script.say("bob", "up 10 1m btc")
    world.predict("bob", LONG, "BTC", 10 * PT, 1)
    play(1)
    for player in ("ann", "bob", "cat"):
        script.check_positions_and_predictions(player)
        script.check_balance(player)

    # Margin is added, a third is taken off, half of the short is closed.
    script.say("bob", "margin 2 17.5")
    world.add_margin(held("bob", 2), 17_500_000)
    play(1)
    script.say("bob", "close 2 33%")
    world.close(held("bob", 2), percent("33"))
    play(2)
    opened("bob", "short btc 77.7 500x", SHORT, "BTC", 77_700_000, 500)
    play(2)
    script.check_positions_and_predictions("bob")

    # A round of three in a group, and a solo prediction said there with its own window.
    script.say("ann", "round 5m", chat="group1")
    round_ = world.open_round("BTC", 5)
    for player, side, stake in (("ann", LONG, 25 * PT), ("bob", SHORT, 100 * PT), ("cat", LONG, 7_654_321)):
        word = "up" if side == LONG else "down"
        script.say(player, f"{word} {pt(stake)}", chat="group1")
        world.bet(round_, player, side, stake)
    script.say("ann", "up 30", chat="group1")
    world.bet(round_, "ann", LONG, 30 * PT)
    script.say("cat", "down 50 15m btc", chat="group1")
    world.predict("cat", SHORT, "BTC", 50 * PT, 15)
    play(7)
    for player in ("ann", "bob", "cat"):
        script.check_balance(player)

    # The fall: what is left is liquidated, stopped or taken.
    opened("ann", "long btc 50 750x", LONG, "BTC", 50 * PT, 750)
    opened("cat", "long btc 99.99 1001x", LONG, "BTC", 99_990_000, 1001)
    opened("bob", "short btc 300 20x", SHORT, "BTC", 300 * PT, 20)
    play(5)
    for player in ("ann", "bob", "cat"):
        script.check_positions_and_predictions(player)
    play(20)
    opened("ann", "long btc 20 5x", LONG, "BTC", 20 * PT, 5)
    play(20)
    for player in ("ann", "bob", "cat"):
        script.check_positions_and_predictions(player)
        mine = [each for each in world.positions if each.player == player and each.state == "open"]
        if mine:
            script.say(player, "close all")
        for each in mine:
            world.close(each)
    play(1)
    for player in ("ann", "bob", "cat"):
        script.check_balance(player)
    script.say("ann", "verify 1", chat="group1")

    screens = talk(*script.lines)
    differences = script.differences(screens)
    assert differences == [], "\n".join(differences)

    # The transcript is worth something: everything that can happen to a position has happened.
    assert {each.state for each in world.positions} == {"closed", "liquidated", "takeprofit", "stoploss"}
    assert all(each.state == "filled" for each in world.orders)
    assert len({each.state for each in world.predictions}) >= 2
    for each in world.predictions:
        ended = last(screens, "prediction", each.player, Id=str(each.number), State=each.state)["fields"]
        shown = [ended[key] for key in ("Entry", "Exit", "Stake", "Pays")]
        assert shown == [usd(each.entry), usd(each.exit), pt(each.stake), pt(each.pays)]
    for mortem in about(screens, "liquidation"):
        parts = [mortem["fields"][key] for key in ("LostToPrice", "LostToSlippage", "LostToFunding", "ToHouse")]
        assert sum(map(Fraction, parts)) == Fraction(mortem["fields"]["Margin"])

    # The round: its card for everybody, and each player's own result.
    assert round_.state == "settled"
    card = last(screens, "round", "*")
    assert card["chat"] == "group1"
    expected = {
        "Id": "1",
        "Up": pt(round_.pool(LONG)),
        "Down": pt(round_.pool(SHORT)),
        "Lock": usd(round_.lock),
        "Close": usd(round_.close),
    }
    assert {key: card["fields"][key] for key in expected} == expected
    assert [card["fields"][key][:19] for key in ("LocksAt", "ClosesAt")] == [
        moment(at)[:19] for at in (round_.locks_ms, round_.closes_ms)
    ]
    paid = {to: last(screens, "round", to, State="settled")["fields"]["Paid"] for to in ("ann", "bob", "cat")}
    assert paid == {player: pt(micro) for player, micro in round_.paid.items()}
    verified = last(screens, "verify")
    assert {item["Player"]: item["Paid"] for item in verified["items"]} == paid
