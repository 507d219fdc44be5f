"""Orders and positions one unit beside their edges: what `make mutants` found no other test for."""

from dataclasses import replace

import pytest

from core.actions import orders
from core.book import Draft
from core.checks import STALE_MS
from core.engine import Engine
from core.ledger import HOUSE, item_account
from core.messages.all import Answer, Refused, Request
from core.messages.players import SetConfirm, SetLeverageLimit, SetLossLimit, TakeBreak
from core.messages.positions import AddMargin, Cancel, Close, Open, SetStop
from core.money import POINT, USD, Amount
from core.prices.markets import Rules, Side, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Topic
from core.rules.orders import Order, OrderState
from core.rules.players import Player
from core.rules.positions import State
from core.rules.profit_cap import profit_cap
from core.rules.stops import Stop, StopBy
from core.units import PPM
from tests.of_core.rules.test_position_edges import LONG, PRICE, SHORT, SIDES, at
from tests.worlds.game import Game
from tests.worlds.quotes import SECOND

OPENED = 10_001 * PRICE // 10_000  # a Degen long at this price


@pytest.fixture
def game():
    made = Game(Rules())
    yield made
    made.close()


def opening(points: int = 25, leverage: int = 500, side: Side = LONG, **more) -> Open:
    return Open(side, "BTC", Amount(points * POINT), leverage, **more)


def order(game: Game, number: int = 1, player: int = 1) -> Order:
    found = game.book.get(Order, player, number)
    assert found is not None
    return found


def refusal(answer: Answer) -> tuple[str, dict]:
    assert isinstance(answer, Refused), answer
    return answer.code, answer.values


def told(game: Game) -> list[tuple]:
    """What waits to be told: what about, which, and how it rings."""
    notices = [addressed.notice for first in (True, False) for addressed in game.engine.telling.untold(first, 0, 1_000)]
    return [(each.topic, each.number, each.alert) for each in notices]


# Orders


def test_a_market_order_fills_five_seconds_later_and_not_a_moment_after(game):
    game.ask(opening())
    said = game.now
    game.mark_at(said + 5_000)
    assert (order(game).state, game.position().opened_ms) == (OrderState.FILLED, said + 5_000)
    game.ask(opening())
    said = game.now
    game.mark_at(said + 5_001)
    assert (order(game, 2).state, order(game, 2).reason) == (OrderState.REFUNDED, "not_filled")
    assert game.balance() == 975 * POINT


def test_a_limit_order_waits_a_day_and_not_a_moment_longer(game):
    for number, (late_ms, state) in enumerate(((0, OrderState.FILLED), (1, OrderState.EXPIRED)), start=1):
        game.price = PRICE
        game.mark()
        game.ask(opening(limit=PRICE - 10 * USD))
        game.mark_at(order(game, number).due_ms - 20 * SECOND)
        for _ in range(9):
            game.mark()
        game.mark_at(order(game, number).received_ms + 86_400_000 + late_ms, PRICE - 100 * USD)
        assert order(game, number).state is state
    assert order(game, 2).reason == "expired"


def test_a_limit_order_fills_at_its_limit_and_not_one_unit_worse(game):
    game.mark(PRICE + 100 * USD)
    game.ask(opening(limit=OPENED))
    game.mark(PRICE + 1)
    assert order(game).state is OrderState.WAITING
    game.mark(PRICE)
    assert (order(game).state, game.position().entry) == (OrderState.FILLED, OPENED)
    assert (Topic.POSITION, 1, AlertKind.FILLED) in told(game)


def test_a_limit_that_would_fill_now_is_refused(game):
    assert refusal(game.ask(opening(limit=OPENED))) == (
        "limit_marketable", {"side": "long", "limit_price": OPENED, "mark_price": PRICE},
    )  # fmt: skip
    game.ask(opening(limit=OPENED - 1))
    shorted = PRICE - PRICE // 10_000
    assert refusal(game.ask(opening(side=SHORT, limit=shorted), 2))[0] == "limit_marketable"
    game.ask(opening(side=SHORT, limit=shorted + 1), 2)
    assert order(game).limit_key == OPENED - 1 and order(game).state is OrderState.WAITING
    assert order(game, 1, 2).sequence == order(game).sequence + 1


def test_a_limit_is_compared_with_a_fill_that_its_own_size_has_slipped(game):
    most = PRICE + 12 * USD  # 757 points at 400x: 1.3 basis points
    game.ask(opening(1_000, 400, limit=most))
    assert order(game).state is OrderState.WAITING
    game.ask(Cancel(1))
    assert refusal(game.ask(opening(1_000, 400, limit=PRICE + 14 * USD)))[0] == "limit_marketable"


def test_open_interest_is_filled_to_the_last_point():
    game = Game(Rules(open_interest_cap=1_000 * POINT))
    for player in (1, 2):
        game.ask(opening(1), player)
    game.mark()
    assert [order(game, 1, player).state for player in (1, 2)] == [OrderState.FILLED] * 2
    full = ("open_interest_full", {"market": "BTC", "side": "long", "room_micro": 0})
    assert refusal(game.ask(opening(1))) == full
    game.engine = Engine(game.book, Rules(open_interest_cap=900 * POINT), live=True)
    assert refusal(game.ask(opening(1))) == full
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
    assert (order(game).state, order(game).reason) == (
        (OrderState.REFUNDED, reason) if reason else (OrderState.FILLED, "")
    )
    assert game.balance() == (1_000 if reason else 975) * POINT
    assert ((Topic.ORDER, 1, AlertKind.REFUNDED) in told(game)) is bool(reason)


def test_a_take_profit_beyond_the_cap_of_the_fill_is_the_cap(game):
    cap = profit_cap(LONG, OPENED, 500)
    for number, (asked, capped) in enumerate(((cap - 1, False), (cap, True)), start=1):
        game.ask(opening(1, takeprofit=at(asked)))
        game.mark(PRICE)
        assert (game.position(number).takeprofit, game.position(number).capped) == (asked, capped)
    game.ask(opening(1, takeprofit=at(cap)))
    game.mark(PRICE - USD)
    third = game.position(3)
    assert third.takeprofit == profit_cap(LONG, third.entry, 500) < cap and third.capped


def test_the_first_fills_of_a_position_name_it_to_the_last_field(game):
    game.ask(opening(25, 100, stoploss=Stop(StopBy.MOVE, 2_000)))
    game.mark()
    made = game.position()
    assert (made.player, made.number, made.market, made.side, made.leverage) == (1, 1, "BTC", LONG, 100)
    assert (made.put_in, made.margin + made.fees, made.notional) == (25 * POINT, 25 * POINT, made.margin * 100)
    assert (made.open_mark, made.opened_ms, made.offset, made.parts) == (PRICE, game.now, 0, 0)
    assert made.stoploss == made.entry * 998_000 // PPM and made.capped and not made.adding
    assert game.book.balance(item_account(1, 1)) == made.margin and game.book.balance(HOUSE) == made.fees
    ticker = game.book.get(Ticker, "BTC")
    assert (ticker.open_long, ticker.standard_long, ticker.open_short) == (made.notional, made.notional, 0)
    game.ask(opening(1))
    game.mark()
    ticker = game.book.get(Ticker, "BTC")
    assert (ticker.open_long, ticker.standard_long) == (made.notional + 500 * POINT, made.notional)
    assert (Topic.POSITION, 1, AlertKind.FILLED) not in told(game), "a market order needs no second word"


# What is asked first


def test_more_than_the_chosen_amount_waits_for_a_yes(game):
    game.ask(SetConfirm(10 * POINT))
    game.ask(opening(10))
    assert order(game).state is OrderState.WAITING
    asked = game.ask(replace(opening(), amount=Amount(10 * POINT + 1)))
    assert (asked.number, asked.amount, game.balance()) == (2, 10 * POINT + 1, 990 * POINT)
    game.now += orders.DRAFT_MS
    game.mark_at(game.now)
    assert game.book.get(Draft, 1, 2).at_ms == game.now - orders.DRAFT_MS
    placed = game.ask(replace(opening(), amount=Amount(10 * POINT + 1), draft=2))
    assert placed.order.order.number == 3
    assert refusal(game.ask(opening(draft=2))) == ("draft_gone", {"number": 2})


def test_a_yes_after_ten_minutes_comes_too_late(game):
    game.ask(SetConfirm(POINT))
    game.ask(opening())
    game.mark_at(game.now + orders.DRAFT_MS + 1)
    assert refusal(game.ask(opening(draft=1))) == ("draft_gone", {"number": 1})
    assert refusal(game.ask(opening(draft=1), 2)) == ("draft_gone", {"number": 1})
    assert game.balance() == game.balance(2) == 1_000 * POINT


def test_what_was_opened_last_is_remembered(game):
    game.ask(opening(30, 77))
    player = game.book.get(Player, 1)
    assert (player.last_margin, player.last_leverage, player.next_number) == (30 * POINT, 77, 2)


def test_degen_goes_one_way_on_a_market(game):
    game.ask(opening(1))
    refused = {"market": "BTC", "side": "long", "number": 1}
    assert refusal(game.ask(opening(1, 1001, SHORT))) == ("degen_both_ways", refused)
    game.mark()
    assert refusal(game.ask(opening(1, 500, SHORT))) == ("degen_both_ways", refused)
    game.ask(opening(1, 499, SHORT))
    game.ask(opening(1, 1001))
    game.ask(opening(1, 500, SHORT), 2)
    assert (game.balance(), game.balance(2)) == (997 * POINT, 999 * POINT)


def test_positions_and_orders_count_together():
    game = Game(Rules(max_open_positions=2))
    game.ask(opening(1))
    game.mark()
    game.ask(opening(1, limit=PRICE - 100 * USD))
    assert refusal(game.ask(opening(1))) == ("too_many_positions", {"most": 2})
    game.ask(Cancel(2))
    game.ask(opening(1))
    game.close()


def test_only_what_a_leverage_limit_or_a_break_forbids_is_given_back(game):
    for leverage in (50, 51):
        game.ask(opening(1, leverage, limit=PRICE - 100 * USD))
    game.ask(SetLeverageLimit(50))
    assert [order(game, number).state for number in (1, 2)] == [OrderState.WAITING, OrderState.CANCELLED]
    game.ask(TakeBreak(86_400_000))
    assert order(game).state is OrderState.CANCELLED and game.balance() == 1_000 * POINT


# Cancelling and closing


def test_what_is_not_there_is_neither_cancelled_nor_closed(game):
    assert refusal(game.ask(Cancel(None))) == ("no_order_waits", {})
    assert refusal(game.ask(Close(None, PPM))) == ("nothing_open", {})
    assert refusal(game.ask(Cancel(7))) == ("no_such_order", {"number": 7})
    assert refusal(game.ask(Close(7, PPM))) == ("no_such_position", {"number": 7})
    game.ask(opening(1))
    assert refusal(game.ask(Close(1, PPM))) == ("order_fills", {"number": 1})
    game.mark()
    assert refusal(game.ask(Cancel(1))) == ("is_position", {"number": 1})
    game.ask(Close(1, PPM))
    game.mark()
    assert refusal(game.ask(Close(1, PPM))) == ("no_such_position", {"number": 1})
    assert refusal(game.ask(SetStop(1, True, None))) == ("no_such_position", {"number": 1})


def test_all_orders_are_cancelled_and_each_is_in_the_history(game):
    for _ in range(2):
        game.ask(opening(5, limit=PRICE - 100 * USD))
    answer = game.ask(Cancel(None))
    assert [each.order.number for each in answer.items] == [1, 2] and answer.items[0].preview is None
    assert [order(game, number).state for number in (1, 2)] == [OrderState.CANCELLED] * 2
    found = game.book._conn.execute("SELECT kind, number, staked, net FROM results ORDER BY number").fetchall()
    assert found == [("order", 1, 0, 0), ("order", 2, 0, 0)] and game.balance() == 1_000 * POINT


def test_while_no_price_comes_a_later_wish_to_close_replaces_an_earlier_one(game):
    game.ask(opening(10))
    game.mark()
    game.ask(Close(1, PPM))
    game.now += 5_000
    answer = game.ask(Close(1, PPM // 2))
    assert (answer.items[0].position.closing_ppm, answer.at_ms) == (PPM // 2, game.now)
    game.mark()
    part = game.position()
    assert (part.state, part.margin, part.notional, part.parts) == (State.OPEN, 5 * POINT, 2_500 * POINT, 1)
    assert (part.closing_ppm, part.put_in, part.entry) == (0, 10 * POINT, OPENED)
    assert part.returned == 5 * POINT + part.realised_pnl - part.fees and part.realised_pnl < 0 < part.fees
    ticker = game.book.get(Ticker, "BTC")
    assert ticker.open_long == 2_500 * POINT
    game.ask(Close(None, PPM))
    game.mark()
    end = game.position()
    assert (end.state, end.parts, end.exit_mark, end.closed_ms) == (State.CLOSED, 2, PRICE, game.now)
    assert (end.exit_offset, end.realised_pnl, end.fees) == (0, 2 * part.realised_pnl, 2 * part.fees)
    assert end.returned == 2 * part.returned == game.balance() - 990 * POINT
    lived = game.now - end.opened_ms
    found = game.book._conn.execute("SELECT staked, net, lived_ms FROM results WHERE kind = 'position'").fetchall()
    assert found == [(10 * POINT, end.returned - 10 * POINT, lived)] and end.lived_ms == lived


# Stops of what is open or waits


def test_stops_trigger_at_their_prices(game):
    for side, stops, price in (
        (LONG, {"takeprofit": at(PRICE + 20 * USD)}, PRICE + 20 * USD),
        (SHORT, {"takeprofit": at(PRICE - 20 * USD)}, PRICE - 20 * USD),
        (LONG, {"stoploss": at(PRICE - 20 * USD)}, PRICE - 20 * USD),
        (SHORT, {"stoploss": at(PRICE + 20 * USD)}, PRICE + 20 * USD),
    ):
        number = game.requests + 1
        game.mark(PRICE)
        game.ask(opening(1, 100, side, **stops))
        game.mark(PRICE)
        away = 1 if price < PRICE else -1
        game.mark(price + away)
        assert game.position(number).state is State.OPEN
        game.mark(price)
        kind = State.TAKEPROFIT if "takeprofit" in stops else State.STOPLOSS
        assert (game.position(number).state, game.position(number).exit_mark) == (kind, price)
        assert (Topic.POSITION, number, AlertKind(kind)) in told(game)


def test_a_stop_of_a_position_is_set_moved_and_taken_off(game):
    game.ask(opening(10, 100))
    game.mark()
    cap = game.position().takeprofit
    game.ask(SetStop(1, True, at(PRICE + 50 * USD)))
    game.ask(SetStop(1, False, at(PRICE - 50 * USD)))
    both = game.position()
    assert (both.takeprofit, both.capped, both.stoploss) == (PRICE + 50 * USD, False, PRICE - 50 * USD)
    assert (both.tp_key, both.sl_key) == (both.takeprofit, both.stoploss)
    answer = game.ask(SetStop(1, True, None))
    assert (answer.item.position.takeprofit, answer.item.position.capped) == (cap, True)
    game.ask(SetStop(1, False, None))
    assert (game.position().stoploss, game.position().sl_key, game.position().takeprofit) == (None, None, cap)
    asked = refusal(game.ask(SetStop(1, False, at(PRICE))))
    assert asked == ("stoploss_wrong_side", {
        "number": 1, "side": "long", "asked_price": PRICE, "nearest_price": PRICE - 1,
    })  # fmt: skip


@SIDES
def test_a_stop_is_given_in_the_prices_that_are_seen(game, side):
    """After a gap of a minute the market is 500 USD elsewhere, and no position has won or lost by it."""
    game.ask(opening(10, 100, side))
    game.ask(opening(10, 100, side, limit=PRICE - side.sign * 400 * USD))
    game.mark()
    game.mark_at(game.now + 60_000, PRICE + 500 * USD)
    seen = PRICE + 500 * USD
    assert game.position().state is State.OPEN and game.book.get(Ticker, "BTC").offset == 500 * USD
    wrong = refusal(game.ask(SetStop(1, True, at(seen))))
    assert (wrong[1]["asked_price"], wrong[1]["nearest_price"]) == (seen, seen + side.sign)
    game.ask(SetStop(1, True, at(seen + side.sign * 100 * USD)))
    assert game.position().takeprofit == PRICE + side.sign * 100 * USD
    game.ask(SetStop(1, True, Stop(StopBy.MOVE, 1_000)))
    assert abs(game.position().takeprofit - PRICE - side.sign * 100 * USD) <= 11 * USD
    limit = PRICE - side.sign * 400 * USD
    game.ask(SetStop(2, True, at(limit + 500 * USD + side.sign * USD)))
    waiting = order(game, 2)
    assert (waiting.tp_by, waiting.tp_value) == (StopBy.PRICE, limit + side.sign * USD)
    game.ask(SetStop(2, True, Stop(StopBy.MOVE, 1_000)))
    assert (order(game, 2).tp_by, order(game, 2).tp_value) == (StopBy.MOVE, 1_000)
    answer = game.ask(SetStop(2, True, None))
    assert (order(game, 2).tp_by, order(game, 2).tp_value, answer.item.order) == (None, 0, order(game, 2))


def test_a_stop_of_an_order_moves_with_the_gaps_since_it_was_placed(game):
    game.ask(opening(10, 100))
    game.mark_at(game.now + 60_000, PRICE + 500 * USD)
    game.ask(opening(10, 100, limit=PRICE + 100 * USD))
    game.mark_at(game.now + 60_000, PRICE + 800 * USD)
    assert (order(game, 2).offset, game.book.get(Ticker, "BTC").offset) == (500 * USD, 800 * USD)
    game.ask(SetStop(2, False, at(PRICE + 350 * USD)))
    assert (order(game, 2).sl_by, order(game, 2).sl_value) == (StopBy.PRICE, PRICE + 50 * USD)


def test_an_order_takes_stops_on_both_sides(game):
    game.ask(opening(10, 100, limit=PRICE - 100 * USD, takeprofit=at(PRICE), stoploss=at(PRICE - 200 * USD)))
    made = order(game)
    assert (made.takeprofit, made.stoploss) == (at(PRICE), at(PRICE - 200 * USD))
    game.ask(SetStop(1, False, None))
    assert (order(game).takeprofit, order(game).stoploss) == (at(PRICE), None)
    assert refusal(game.ask(SetStop(1, False, at(PRICE - 100 * USD))))[0] == "stoploss_wrong_side"


# Margin


def test_margin_is_added_within_its_room_and_what_may_be_lost(game):
    game.ask(opening(500, 2))
    game.mark()
    margin = game.position().margin
    assert refusal(game.ask(AddMargin(1, Amount(0))))[1]["least_micro"] == 1
    game.ask(AddMargin(1, Amount(100 * POINT)))
    answer = game.ask(AddMargin(1, Amount(1)))
    assert (answer.amount, answer.item.position.adding) == (1, 100 * POINT + 1)
    assert (game.position().adding_ms, game.balance()) == (game.now, 400 * POINT - 1)
    assert game.book.balance(item_account(1, 1)) == margin + 100 * POINT + 1
    assert refusal(game.ask(AddMargin(1, Amount(500 * POINT))))[0] == "balance"
    game.engine = Engine(game.book, Rules(margin_max=margin + 101 * POINT), live=True)
    assert refusal(game.ask(AddMargin(1, Amount(POINT))))[1]["most_micro"] == POINT - 1
    game.engine = Engine(game.book, Rules(margin_max=margin), live=True)
    assert refusal(game.ask(AddMargin(1, Amount(1))))[1]["most_micro"] == 0
    game.engine = Engine(game.book, Rules(), live=True)
    game.ask(SetLossLimit(601 * POINT))
    assert refusal(game.ask(AddMargin(1, Amount(2 * POINT))))[0] == "loss_limit"
    game.mark()
    strong = game.position()
    assert (strong.margin, strong.adding, strong.put_in) == (margin + 100 * POINT + 1, 0, 600 * POINT + 1)
    assert strong.notional == 2 * margin and strong.liq_key < 65_000 * USD


def test_margin_that_counts_is_told_without_a_bell(game):
    game.ask(opening(10, 100))
    game.mark()
    game.told()
    game.ask(AddMargin(1, Amount(POINT)))
    game.mark()
    assert told(game) == [(Topic.POSITION, 1, None)]


def test_what_is_left_of_a_position_is_told_without_a_bell(game):
    game.ask(opening(10, 100))
    game.mark()
    game.told()
    game.ask(Close(1, PPM // 2))
    game.mark()
    assert told(game) == [(Topic.POSITION, 1, None)]


def test_margin_of_a_sentence_of_long_ago_is_not_added(game):
    game.ask(opening(10, 100))
    game.mark()
    late = Request(1, None, True, "late", game.now, "", AddMargin(1, Amount(POINT)), game.now - STALE_MS - 1)
    assert refusal(game.engine.handle(late))[0] == "said_long_ago"


def test_on_a_break_no_margin_is_added(game):
    game.ask(opening(10, 100))
    game.mark()
    game.ask(TakeBreak(86_400_000))
    assert refusal(game.ask(AddMargin(1, Amount(POINT))))[0] == "on_break"


def test_degen_takes_no_margin(game):
    game.ask(opening(1))
    game.mark()
    assert refusal(game.ask(AddMargin(1, Amount(POINT)))) == ("degen_margin", {"number": 1})
    assert refusal(game.ask(AddMargin(2, Amount(POINT)))) == ("no_such_position", {"number": 2})


def test_margin_that_was_added_too_late_returns(game):
    game.ask(opening(10, 400))
    game.mark()
    game.ask(AddMargin(1, Amount(90 * POINT)))
    game.mark(game.position().liq_key)
    end = game.position()
    assert (end.state, end.adding, end.put_in, end.parts) == (State.LIQUIDATED, 0, 10 * POINT, 0)
    assert (game.balance(), game.book.balance(item_account(1, 1))) == (990 * POINT, 0)
    assert told(game)[0] == (Topic.POSITION, 1, AlertKind.LIQUIDATION)


# The order of things at a mark


def test_a_close_that_was_asked_for_is_no_liquidation(game):
    game.ask(opening(10, 100, stoploss=at(PRICE - 20 * USD)))
    game.ask(opening(10, 100, stoploss=at(PRICE - 20 * USD)))
    game.mark()
    game.ask(Close(1, PPM))
    game.mark(PRICE - 2_000 * USD)
    assert (game.position(1).state, game.position(2).state) == (State.CLOSED, State.LIQUIDATED)


@SIDES
def test_price_and_funding_that_lose_the_same_are_both_paid(game, side):
    game.ask(opening(10, 100, side))
    game.mark()
    position, ticker = game.position(), game.book.get(Ticker, "BTC")
    lost = position.entry * 4 // 1_000
    names = {LONG: "funding_long", SHORT: "funding_short"}
    game.book.save([replace(ticker, **{names[side]: position.funding_index + lost})])
    game.mark(position.entry - side.sign * lost)
    end = game.position()
    assert end.state is State.LIQUIDATED and end.realised_pnl == end.realised_funding == -position.margin * 4 // 10
    assert game.book.balance(item_account(1, 1)) == 0
