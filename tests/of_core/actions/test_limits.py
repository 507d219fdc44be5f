"""Limits: who may put how much at risk, when, and what is given back."""

import pytest

from core.checks import STALE_MS, OpenThings, in_bounds, lost_today, open_things, opens
from core.messages.all import Refusal, Request
from core.messages.players import SetLeverageLimit, SetLossLimit, TakeBreak
from core.messages.positions import AddMargin, Cancel, Open
from core.messages.predictions import Predict
from core.money import POINT, USD, Amount
from core.prices.markets import Rules, Side
from core.rules.orders import Order, OrderState
from core.turn import Turn
from core.units import DAY_MS
from tests.worlds.game import Game, usd
from tests.worlds.links import LONG, P25, refusal


def long_of(points: int, leverage: int = 10) -> Open:
    return Open(Side.LONG, "BTC", Amount(points), leverage)


def _said(game: Game, age_ms: int):
    game.requests += 1
    request = Request(1, None, True, f"r{game.requests}", game.now, "", long_of(POINT), game.now - age_ms)
    return game.engine.handle(request)


def test_margins_and_stakes_are_within_their_bounds_and_at_them(game):
    assert game.refused(long_of(POINT - 1)) == game.refused(long_of(1_000 * POINT + 1)) == "margin_bounds"
    game.ask(long_of(POINT))
    assert game.refused(Predict(Side.UP, Amount(POINT - 1), 1, "BTC")) == "stake_bounds"
    assert game.refused(Predict(Side.UP, Amount(500 * POINT + 1), 1, "BTC")) == "stake_bounds"
    game.ask(Predict(Side.UP, Amount(500 * POINT), 1, "BTC"))
    assert game.balance() == 499 * POINT
    assert game.refused(long_of(499 * POINT + 1)) == "balance"
    game.ask(long_of(499 * POINT))
    assert game.balance() == 0


def test_a_share_is_of_the_balance_floored(game):
    game.ask(long_of(3_333_333))
    assert game.balance() == 996_666_667
    game.ask(Open(Side.LONG, "BTC", Amount(share_ppm=333_333), 10))
    assert game.balance() == 996_666_667 - 996_666_667 * 333_333 // 10**6


def test_a_loss_limit_counts_what_is_open_and_what_is_lost_to_the_unit(game):
    game.ask(SetLossLimit(100 * POINT))
    game.ask(long_of(40 * POINT))
    game.ask(Predict(Side.UP, Amount(10 * POINT), 1, "BTC"))
    assert game.refused(long_of(50 * POINT + 1)) == "loss_limit"
    game.ask(long_of(50 * POINT))
    assert game.refused(long_of(POINT)) == "loss_limit"
    game.ask(Cancel(None))
    game.mark()
    assert game.refused(long_of(90 * POINT + 1)) == "loss_limit"
    game.ask(long_of(90 * POINT))


def test_what_fees_have_taken_of_an_open_position_is_lost_today(game):
    game.ask(SetLossLimit(100 * POINT))
    game.ask(long_of(50 * POINT, leverage=100))
    game.mark()
    position = game.position()
    assert position.fees > 3 * POINT
    assert game.refused(long_of(50 * POINT + 1)) == "loss_limit"
    game.ask(long_of(50 * POINT))


def test_at_risk_is_everything_that_is_open(game):
    assert not OpenThings([], [], [], [])
    game.ask(long_of(40 * POINT))
    game.mark()
    game.ask(AddMargin(1, Amount(3 * POINT)))
    game.ask(Open(Side.LONG, "BTC", Amount(20 * POINT), 10, limit=90_000 * USD))
    game.ask(Predict(Side.UP, Amount(10 * POINT), 1, "BTC"))
    game.round()
    turn = Turn(game.book, Rules(), True, game.now)
    things = open_things(turn, 1)
    margin = game.position().margin
    assert things and things.at_risk == margin + 3 * POINT + 20 * POINT + 10 * POINT + 25 * POINT


def test_what_was_said_ten_seconds_ago_opens_and_a_moment_longer_does_not(game):
    for age_ms, refused in ((0, False), (STALE_MS, False), (STALE_MS + 1, True)):
        answer = _said(game, age_ms)
        assert (getattr(answer, "code", "") == "said_long_ago") is refused, age_ms


def test_a_market_takes_orders_for_five_seconds_after_a_price(game):
    game.now += 5_000
    game.ask(long_of(POINT))
    assert game.balance() == 999 * POINT
    game.now += 1
    assert game.refused(long_of(POINT)) == "halted"


def test_a_break_ends_at_its_moment(game):
    game.ask(TakeBreak(24 * 3_600_000))
    end = game.now + 24 * 3_600_000
    game.now = end - 1_001
    game.mark()
    assert game.now == end - 1
    assert game.refused(long_of(POINT)) == "on_break"
    game.mark()
    game.ask(long_of(POINT))
    assert game.balance() == 999 * POINT


def test_a_leverage_limit_allows_itself(game):
    game.ask(SetLeverageLimit(50))
    assert game.refused(long_of(POINT, 51)) == "leverage_limit"
    assert game.refused(long_of(POINT, 1)) == "leverage_bounds"
    assert game.refused(long_of(POINT, 1002)) == "leverage_bounds"
    game.ask(long_of(POINT, 50))
    assert game.balance() == 999 * POINT


def test_open_things_are_counted_up_to_their_most(game):
    for _ in range(20):
        game.ask(Open(Side.LONG, "BTC", Amount(POINT), 10, limit=90_000 * USD))
        game.ask(Predict(Side.UP, Amount(POINT), 1, "BTC"))
    assert game.balance() == 960 * POINT
    assert game.refused(long_of(POINT)) == "too_many_positions"
    assert game.refused(Predict(Side.UP, Amount(POINT), 1, "BTC")) == "too_many_predictions"


def test_caps_of_a_market_are_reached_and_not_passed():
    game = Game(Rules(open_interest_cap=1_000 * POINT, prediction_cap=30 * POINT))
    game.ask(Open(Side.LONG, "BTC", Amount(1_008 * POINT // 10), 10))
    game.mark()
    room = 1_000 * POINT - game.position().notional
    assert 0 <= room < 10 and game.refused(long_of(POINT)) == "open_interest_full"
    game.ask(Predict(Side.UP, Amount(20 * POINT), 1, "BTC"))
    assert game.refused(Predict(Side.UP, Amount(10 * POINT + 1), 1, "BTC"), player=2) == "prediction_full"
    game.ask(Predict(Side.UP, Amount(10 * POINT), 1, "BTC"), player=2)
    assert game.balance(2) == 990 * POINT
    game.close()


def test_of_two_orders_that_fit_alone_the_second_is_given_back():
    game = Game(Rules(open_interest_cap=1_000 * POINT))
    for player in (1, 2):
        game.ask(long_of(60 * POINT), player)
    game.mark()
    assert game.position().state == "open"
    order = game.book.get(Order, 2, 1)
    assert (order.state, order.reason, game.balance(2)) == ("refunded", "open_interest_full", 1_000 * POINT)
    game.close()


def call(stake: int) -> Predict:
    return Predict(Side.UP, Amount(stake), 1, "BTC")


@pytest.mark.parametrize(("micro", "fits"), [(4, False), (5, True), (9, True), (10, False)])
def test_bounds_belong_to_what_they_bound(micro, fits):
    if fits:
        in_bounds("margin_bounds", micro, 5, 9)
        return
    with pytest.raises(Refusal) as refused:
        in_bounds("margin_bounds", micro, 5, 9)
    assert refused.value.code == "margin_bounds"
    assert refused.value.values == {"amount_micro": micro, "least_micro": 5, "most_micro": 9}


def test_what_was_said_at_an_unknown_time_is_too_old():
    assert STALE_MS == 10_000
    game = Game()
    for number, (sent_ms, age) in enumerate(((None, 10_000), (game.now - 10_001, 10_001))):
        request = Request(1, None, True, f"r{number}", game.now, "", Open(LONG, "BTC", P25, 10), sent_ms)
        answer = game.engine.handle(request)
        assert refusal(answer) == "said_long_ago" and answer.values["age_span_ms"] == age
    game.close()


def test_a_break_is_over_at_its_moment(game):
    game.ask(TakeBreak(DAY_MS))
    end = game.now + DAY_MS
    game.now = end - 2_000
    game.mark()
    game.now = end - 1
    assert game.refused(Open(LONG, "BTC", P25, 10)) == "on_break"
    game.now = end
    game.long()
    assert game.balance() == 975 * POINT


def test_all_of_the_balance_and_all_of_the_room_may_be_put_at_risk(game):
    game.ask(call(300 * POINT))
    game.ask(call(300 * POINT))
    answer = game.ask(call(400 * POINT + 1))
    assert refusal(answer) == "balance"
    assert answer.values == {"need_micro": 400 * POINT + 1, "balance_micro": 400 * POINT}
    game.ask(SetLossLimit(700 * POINT))
    answer = game.ask(call(100 * POINT + 1))
    assert refusal(answer) == "loss_limit"
    assert answer.values == {
        "limit_micro": 700 * POINT, "lost_micro": 0, "at_risk_micro": 600 * POINT, "room_micro": 100 * POINT,
    }  # fmt: skip
    game.ask(call(100 * POINT))
    assert game.balance() == 300 * POINT
    game.ask(SetLossLimit(10 * POINT))
    assert game.ask(call(POINT)).values["room_micro"] == 0
    for _ in range(2):
        game.ask(call(500 * POINT), player=2)
    assert game.balance(2) == 0


def test_a_gain_of_today_is_no_room_and_no_loss(game):
    game.up()
    game.marks(2)
    game.marks(2)
    game.mark(game.price + 10**9)
    game.marks(70)
    turn = Turn(game.book, Rules(), True, game.now)
    assert game.balance() > 1_000 * POINT and lost_today(turn, 1) == 0


def test_one_open_thing_of_any_kind_is_something_open():
    assert not OpenThings((), (), (), ())
    for place in range(4):
        assert OpenThings(*(("thing",) if each == place else () for each in range(4)))


def test_a_market_without_a_price_opens_nothing(game):
    turn = Turn(game.book, Rules(), True, game.now)
    assert opens(turn, "BTC") and not opens(turn, "ETH")
    assert game.refused(Open(LONG, "ETH", P25, 10)) == "never_priced"
    assert game.refused(Open(LONG, "XYZ", P25, 10)) == "market_unknown"


def test_a_tighter_loss_limit_gives_back_orders_the_newest_first(game):
    for _ in range(3):
        game.long(10, limit=usd(90_000))
    game.ask(SetLossLimit(60 * POINT))
    states = [game.book.get(Order, 1, number).state for number in (1, 2, 3)]
    assert states == [OrderState.WAITING, OrderState.WAITING, OrderState.CANCELLED]
    game.ask(SetLossLimit(POINT))
    assert {game.book.get(Order, 1, number).state for number in (1, 2, 3)} == {OrderState.CANCELLED}


@pytest.mark.parametrize("limit", [SetLeverageLimit(99), SetLossLimit(1), TakeBreak(86_400_000)])
def test_no_limit_of_ones_own_takes_a_market_order_back(game, limit):
    game.long(100)
    game.long(100, limit=usd(90_000))
    game.ask(limit)
    assert [each.number for each in game.book.positions.waiting_orders(1)] == [1]
