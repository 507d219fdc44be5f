"""Predictions: the prices at which they begin and are settled, and what is refused."""

from dataclasses import replace

import pytest

from core.checks import history_may_tell
from core.engine import Engine
from core.messages.all import Request
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.money import POINT, Amount
from core.prices.markets import Rules, Side
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Topic
from core.rules.predictions import EXIT_MS, PredictionState
from core.turn import Turn
from tests.worlds.game import LIVE, Game, refused_with

HISTORY = LIVE.history_ms
MINUTE = 60_000


def results(game: Game, player: int = 1) -> list[tuple]:
    sql = "SELECT number, staked, net, lived_ms, chat FROM results WHERE player = ? ORDER BY number"
    return game.book._conn.execute(sql, (player,)).fetchall()


def call(points: int, side: Side = Side.UP) -> Predict:
    return Predict(side, Amount(points * POINT), 1, "BTC")


def bet(points: int, side: Side = Side.UP) -> Predict:
    return Predict(side, Amount(points * POINT), None, None)


def open_round(game: Game, minutes: int = 1, every: int | None = None, sealed: bool = False, **request) -> object:
    """What the answer to `round` is."""
    game.requests += 1
    asked = Request(1, game.chat, True, f"r{game.requests}", game.now, "", OpenRound(minutes, "BTC", every, sealed),
                    game.now)  # fmt: skip
    return game.engine.handle(replace(asked, **request))


def test_a_call_begins_at_a_price_five_seconds_later_and_not_a_moment_after(game):
    game.up()
    game.up(player=2)
    said = game.now
    game.mark_at(said + 5_000)
    begun = game.prediction()
    assert (begun.state, begun.entered_ms, begun.entry) == (PredictionState.RUNNING, said + 5_000, game.price)
    assert (begun.closes_ms, begun.due_ms) == (said + 5_000 + MINUTE, said + 5_000 + MINUTE + EXIT_MS + HISTORY)
    game.up()
    said = game.now
    game.mark_at(said + 5_001)
    late = game.prediction(2)
    assert (late.state, late.reason, late.pays) == (PredictionState.REFUNDED, "no_price", 25 * POINT)
    assert game.balance() == 975 * POINT
    assert game.waiting()[-1] == replace(game.waiting()[-1], topic=Topic.PREDICTION, number=2, alert=AlertKind.SETTLED)


def test_a_call_is_settled_by_a_price_fifteen_seconds_late_and_not_a_moment_later(plain):
    for late_ms, state in ((EXIT_MS, PredictionState.WON), (EXIT_MS + 1, PredictionState.REFUNDED)):
        plain.up()
        plain.mark()
        number = plain.requests
        closes = plain.prediction(number).closes_ms
        plain.mark_at(closes + late_ms, plain.price + 1)
        assert plain.prediction(number).state is state
    assert plain.prediction(2).reason == "no_price"


@pytest.mark.parametrize(("late_ms", "may"), [(0, True), (EXIT_MS + HISTORY, True), (EXIT_MS + HISTORY + 1, False)])
def test_history_may_tell_for_ten_minutes(game, late_ms, may):
    turn = Turn(game.book, LIVE, True, game.now + late_ms)
    assert history_may_tell(turn, "BTC", game.now) is may
    assert not history_may_tell(Turn(game.book, Rules(), True, game.now), "BTC", game.now)


def test_what_a_call_won_lost_or_tied_is_in_the_history(game):
    for move, ended, net in ((1, PredictionState.WON, 17_500_000), (-1, PredictionState.LOST, -25 * POINT)):
        game.up()
        game.mark()
        number = game.requests
        before = game.balance()
        game.mark_at(game.prediction(number).closes_ms + 7, game.price + move)
        call_ = game.prediction(number)
        assert (call_.state, call_.pays, call_.exit) == (ended, 25 * POINT + net, game.price)
        assert call_.exited_ms == game.now and game.balance() == before + call_.pays
        assert results(game)[-1] == (number, 25 * POINT, net, MINUTE + 7, None)
    game.up()
    game.mark()
    game.mark_at(game.prediction(3).closes_ms)
    assert (game.prediction(3).state, game.prediction(3).pays) == (PredictionState.TIED, 25 * POINT)
    assert results(game)[-1] == (3, 0, 0, 0, None)
    rings = [notice.alert for notice in game.waiting() if notice.topic is Topic.PREDICTION]
    assert rings == [None, AlertKind.SETTLED] * 3


def test_a_side_that_is_full_says_how_much_room_is_left(game):
    game.engine = Engine(game.book, Rules(prediction_cap=30 * POINT), live=True)
    game.ask(call(25))
    full = ("prediction_full", {"market": "BTC", "side": "up", "room_micro": 5 * POINT})
    assert refused_with(game.ask(call(6), player=2)) == full
    game.engine = Engine(game.book, Rules(prediction_cap=10 * POINT), live=True)
    assert refused_with(game.ask(call(6), player=2))[1]["room_micro"] == 0
    game.ask(call(6, Side.DOWN), player=2)
    assert game.prediction(1, 2).side is Side.DOWN


def test_a_call_is_for_a_market_and_a_window_that_there_are(game):
    code, values = refused_with(game.ask(Predict(Side.UP, Amount(POINT), 2, "BTC")))
    assert (code, values["minutes"], values["market"]) == ("window_unknown", 2, "BTC")
    assert values["offered"] == "1m 5m 15m 30m"
    assert game.refused(Predict(Side.UP, Amount(POINT), 1, "XYZ")) == "market_unknown"
    answer = game.ask(Predict(Side.UP, Amount(POINT), 1, None))
    assert (answer.item.prediction.market, answer.past_round) == ("BTC", None)
    assert (answer.item.prediction.due_ms, answer.item.prediction.number) == (game.now + 5_000, 1)


def test_a_call_that_names_another_window_goes_past_the_round(game):
    assert game.ask(Predict(Side.UP, Amount(POINT), 5, None), group=True).past_round is None
    open_round(game)
    past = game.ask(Predict(Side.UP, Amount(POINT), 5, None), group=True)
    assert past.past_round == 1
    for same in (bet(2), replace(bet(3), minutes=1), replace(bet(4), market="BTC")):
        game.ask(same, group=True)
    assert game.chat_round(1).up == 4 * POINT
