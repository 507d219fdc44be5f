"""Orders: when and at what price they fill, what waits, and what is given back."""

from dataclasses import replace

import pytest

from core.actions import orders
from core.book import Draft
from core.engine import Engine
from core.messages.players import ClaimDaily, SetConfirm, SetLeverageLimit, TakeBreak
from core.messages.positions import Cancel, Close, Drafted, Open, OrderPlaced, SetStop
from core.money import POINT, USD, Amount
from core.prices.markets import Rules, Side, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Topic
from core.rules.orders import OrderState
from core.rules.players import Player
from core.rules.stops import Stop, StopBy
from core.units import PPM
from tests.worlds.game import Game, opening, refused_with, usd
from tests.worlds.positions import SHORT, at
from tests.worlds.quotes import PRICE, SECOND

OPENED = 10_001 * PRICE // 10_000  # a Degen long at this price


def test_a_market_order_fills_five_seconds_later_and_not_a_moment_after(game):
    game.ask(opening())
    said = game.now
    game.mark_at(said + 5_000)
    assert (game.order().state, game.position().opened_ms) == (OrderState.FILLED, said + 5_000)
    game.ask(opening())
    said = game.now
    game.mark_at(said + 5_001)
    assert (game.order(2).state, game.order(2).reason) == (OrderState.REFUNDED, "not_filled")
    assert game.balance() == 975 * POINT


def test_a_limit_order_waits_a_day_and_not_a_moment_longer(game):
    for number, (late_ms, state) in enumerate(((0, OrderState.FILLED), (1, OrderState.EXPIRED)), start=1):
        game.price = PRICE
        game.mark()
        game.ask(opening(limit=PRICE - 10 * USD))
        game.mark_at(game.order(number).due_ms - 20 * SECOND)
        for _ in range(9):
            game.mark()
        game.mark_at(game.order(number).received_ms + 86_400_000 + late_ms, PRICE - 100 * USD)
        assert game.order(number).state is state
    assert game.order(2).reason == "expired"


def test_a_limit_order_fills_at_its_limit_and_not_one_unit_worse(game):
    game.mark(PRICE + 100 * USD)
    game.ask(opening(limit=OPENED))
    game.mark(PRICE + 1)
    assert game.order().state is OrderState.WAITING
    game.mark(PRICE)
    assert (game.order().state, game.position().entry) == (OrderState.FILLED, OPENED)
    assert (Topic.POSITION, 1, AlertKind.FILLED) in game.rings()


def test_a_limit_that_would_fill_now_is_refused(game):
    assert refused_with(game.ask(opening(limit=OPENED))) == (
        "limit_marketable", {"side": "long", "limit_price": OPENED, "mark_price": PRICE},
    )  # fmt: skip
    game.ask(opening(limit=OPENED - 1))
    shorted = PRICE - PRICE // 10_000
    assert refused_with(game.ask(opening(side=SHORT, limit=shorted), 2))[0] == "limit_marketable"
    game.ask(opening(side=SHORT, limit=shorted + 1), 2)
    assert game.order().limit_key == OPENED - 1 and game.order().state is OrderState.WAITING
    assert game.order(1, 2).sequence == game.order().sequence + 1


def test_a_limit_is_compared_with_a_fill_that_its_own_size_has_slipped(game):
    most = PRICE + 12 * USD  # 757 points at 400x: 1.3 basis points
    game.ask(opening(1_000, 400, limit=most))
    assert game.order().state is OrderState.WAITING
    game.ask(Cancel(1))
    assert refused_with(game.ask(opening(1_000, 400, limit=PRICE + 14 * USD)))[0] == "limit_marketable"


def test_open_interest_is_filled_to_the_last_point():
    game = Game(Rules(open_interest_cap=1_000 * POINT))
    for player in (1, 2):
        game.ask(opening(1), player)
    game.mark()
    assert [game.order(1, player).state for player in (1, 2)] == [OrderState.FILLED] * 2
    full = ("open_interest_full", {"market": "BTC", "side": "long", "room_micro": 0})
    assert refused_with(game.ask(opening(1))) == full
    game.engine = Engine(game.book, Rules(open_interest_cap=900 * POINT), live=True)
    assert refused_with(game.ask(opening(1))) == full
    game.close()


@pytest.mark.parametrize(("stops", "move", "reason"), [
    ({"takeprofit": at(PRICE + USD)}, USD, "takeprofit_wrong_side"),
    ({"takeprofit": at(PRICE + USD)}, USD - 1, ""),
    ({"stoploss": at(PRICE - USD)}, -USD, "stoploss_wrong_side"),
    ({"stoploss": at(PRICE - USD)}, -USD + 1, ""),
])  # fmt: skip
def test_an_order_whose_stop_was_passed_before_it_filled_is_given_back(game, stops, move, reason):
    game.ask(opening(**stops))
    game.mark(PRICE + move)
    assert (game.order().state, game.order().reason) == (
        (OrderState.REFUNDED, reason) if reason else (OrderState.FILLED, "")
    )
    assert game.balance() == (1_000 if reason else 975) * POINT
    assert ((Topic.ORDER, 1, AlertKind.REFUNDED) in game.rings()) is bool(reason)


def test_more_than_the_chosen_amount_waits_for_a_yes(game):
    game.ask(SetConfirm(10 * POINT))
    game.ask(opening(10))
    assert game.order().state is OrderState.WAITING
    asked = game.ask(replace(opening(), amount=Amount(10 * POINT + 1)))
    assert (asked.number, asked.amount, game.balance()) == (2, 10 * POINT + 1, 990 * POINT)
    game.now += orders.DRAFT_MS
    game.mark_at(game.now)
    assert game.book.get(Draft, 1, 2).at_ms == game.now - orders.DRAFT_MS
    placed = game.ask(replace(opening(), amount=Amount(10 * POINT + 1), draft=2))
    assert placed.order.order.number == 3
    assert refused_with(game.ask(opening(draft=2))) == ("draft_gone", {"number": 2})


def test_a_yes_after_ten_minutes_comes_too_late(game):
    game.ask(SetConfirm(POINT))
    game.ask(opening())
    game.mark_at(game.now + orders.DRAFT_MS + 1)
    assert refused_with(game.ask(opening(draft=1))) == ("draft_gone", {"number": 1})
    assert refused_with(game.ask(opening(draft=1), 2)) == ("draft_gone", {"number": 1})
    assert game.balance() == game.balance(2) == 1_000 * POINT


def test_what_was_opened_last_is_remembered(game):
    game.ask(opening(30, 77))
    player = game.book.get(Player, 1)
    assert (player.last_margin, player.last_leverage, player.next_number) == (30 * POINT, 77, 2)


def test_degen_goes_one_way_on_a_market(game):
    game.ask(opening(1))
    refused = {"market": "BTC", "side": "long", "number": 1}
    assert refused_with(game.ask(opening(1, 1001, SHORT))) == ("degen_both_ways", refused)
    game.mark()
    assert refused_with(game.ask(opening(1, 500, SHORT))) == ("degen_both_ways", refused)
    game.ask(opening(1, 499, SHORT))
    game.ask(opening(1, 1001))
    game.ask(opening(1, 500, SHORT), 2)
    assert (game.balance(), game.balance(2)) == (997 * POINT, 999 * POINT)


def test_positions_and_orders_count_together():
    game = Game(Rules(max_open_positions=2))
    game.ask(opening(1))
    game.mark()
    game.ask(opening(1, limit=PRICE - 100 * USD))
    assert refused_with(game.ask(opening(1))) == ("too_many_positions", {"most": 2})
    game.ask(Cancel(2))
    game.ask(opening(1))
    game.close()


def test_only_what_a_leverage_limit_or_a_break_forbids_is_given_back(game):
    for leverage in (50, 51):
        game.ask(opening(1, leverage, limit=PRICE - 100 * USD))
    game.ask(SetLeverageLimit(50))
    assert [game.order(number).state for number in (1, 2)] == [OrderState.WAITING, OrderState.CANCELLED]
    game.ask(TakeBreak(86_400_000))
    assert game.order().state is OrderState.CANCELLED and game.balance() == 1_000 * POINT


def test_what_is_not_there_is_neither_cancelled_nor_closed(game):
    assert refused_with(game.ask(Cancel(None))) == ("no_order_waits", {})
    assert refused_with(game.ask(Close(None, PPM))) == ("nothing_open", {})
    assert refused_with(game.ask(Cancel(7))) == ("no_such_order", {"number": 7})
    assert refused_with(game.ask(Close(7, PPM))) == ("no_such_position", {"number": 7})
    game.ask(opening(1))
    assert refused_with(game.ask(Close(1, PPM))) == ("order_fills", {"number": 1})
    game.mark()
    assert refused_with(game.ask(Cancel(1))) == ("is_position", {"number": 1})
    game.ask(Close(1, PPM))
    game.mark()
    assert refused_with(game.ask(Close(1, PPM))) == ("no_such_position", {"number": 1})
    assert refused_with(game.ask(SetStop(1, True, None))) == ("no_such_position", {"number": 1})


def test_all_orders_are_cancelled_and_each_is_in_the_history(game):
    for _ in range(2):
        game.ask(opening(5, limit=PRICE - 100 * USD))
    answer = game.ask(Cancel(None))
    assert [each.order.number for each in answer.items] == [1, 2] and answer.items[0].preview is None
    assert [game.order(number).state for number in (1, 2)] == [OrderState.CANCELLED] * 2
    found = game.book._conn.execute("SELECT kind, number, staked, net FROM results ORDER BY number").fetchall()
    assert found == [("order", 1, 0, 0), ("order", 2, 0, 0)] and game.balance() == 1_000 * POINT


def test_a_stop_of_an_order_moves_with_the_gaps_since_it_was_placed(game):
    game.ask(opening(10, 100))
    game.mark_at(game.now + 60_000, PRICE + 500 * USD)
    game.ask(opening(10, 100, limit=PRICE + 100 * USD))
    game.mark_at(game.now + 60_000, PRICE + 800 * USD)
    assert (game.order(2).offset, game.book.get(Ticker, "BTC").offset) == (500 * USD, 800 * USD)
    game.ask(SetStop(2, False, at(PRICE + 350 * USD)))
    assert (game.order(2).sl_by, game.order(2).sl_value) == (StopBy.PRICE, PRICE + 50 * USD)


def test_an_order_takes_stops_on_both_sides(game):
    game.ask(opening(10, 100, limit=PRICE - 100 * USD, takeprofit=at(PRICE), stoploss=at(PRICE - 200 * USD)))
    made = game.order()
    assert (made.takeprofit, made.stoploss) == (at(PRICE), at(PRICE - 200 * USD))
    game.ask(SetStop(1, False, None))
    assert (game.order().takeprofit, game.order().stoploss) == (at(PRICE), None)
    assert refused_with(game.ask(SetStop(1, False, at(PRICE - 100 * USD))))[0] == "stoploss_wrong_side"


def test_what_is_confirmed_is_what_was_shown(game):
    game.ask(SetConfirm(10 * POINT))
    half = Open(Side.LONG, "BTC", Amount(share_ppm=500_000), 10)
    shown = game.ask(half)
    assert isinstance(shown, Drafted) and shown.amount == 500 * POINT
    game.ask(ClaimDaily())
    placed = game.ask(Open(Side.LONG, "BTC", Amount(share_ppm=500_000), 10, draft=shown.number))
    assert isinstance(placed, OrderPlaced) and placed.order.order.amount == 500 * POINT


def test_a_market_order_is_not_cancelled_and_a_limit_order_is(game):
    game.long(10)
    game.long(10, limit=usd(90_000))
    assert game.refused(Cancel(1)) == "order_fills"
    assert [each.order.number for each in game.ask(Cancel(None)).items] == [2]
    assert game.refused(Cancel(None)) == "no_order_waits"


@pytest.mark.parametrize("look", [SetStop(1, False, Stop(StopBy.PRICE, usd(99_960))), SetStop(1, True, None)])
def test_no_stop_takes_a_market_order_back(game, look):
    game.long(100)
    assert game.refused(look) == "order_fills"
