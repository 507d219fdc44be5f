"""Positions: stops, margin that is added, closes and what they leave."""

from dataclasses import replace

from core.checks import STALE_MS
from core.engine import Engine
from core.ledger import HOUSE, item_account
from core.messages.all import Request
from core.messages.players import SetLossLimit, TakeBreak
from core.messages.positions import AddMargin, Close, SetStop
from core.money import POINT, USD, Amount
from core.prices.markets import Rules, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Topic
from core.rules.positions import State
from core.rules.profit_cap import profit_cap
from core.rules.stops import Stop, StopBy
from core.units import PPM
from tests.worlds.game import opening, refused_with, usd
from tests.worlds.positions import LONG, SHORT, SIDES, at
from tests.worlds.quotes import PRICE

OPENED = 10_001 * PRICE // 10_000  # a Degen long at this price


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
    assert (Topic.POSITION, 1, AlertKind.FILLED) not in game.rings(), "a market order needs no second word"


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
        assert (Topic.POSITION, number, AlertKind(kind)) in game.rings()


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
    asked = refused_with(game.ask(SetStop(1, False, at(PRICE))))
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
    wrong = refused_with(game.ask(SetStop(1, True, at(seen))))
    assert (wrong[1]["asked_price"], wrong[1]["nearest_price"]) == (seen, seen + side.sign)
    game.ask(SetStop(1, True, at(seen + side.sign * 100 * USD)))
    assert game.position().takeprofit == PRICE + side.sign * 100 * USD
    game.ask(SetStop(1, True, Stop(StopBy.MOVE, 1_000)))
    assert abs(game.position().takeprofit - PRICE - side.sign * 100 * USD) <= 11 * USD
    limit = PRICE - side.sign * 400 * USD
    game.ask(SetStop(2, True, at(limit + 500 * USD + side.sign * USD)))
    waiting = game.order(2)
    assert (waiting.tp_by, waiting.tp_value) == (StopBy.PRICE, limit + side.sign * USD)
    game.ask(SetStop(2, True, Stop(StopBy.MOVE, 1_000)))
    assert (game.order(2).tp_by, game.order(2).tp_value) == (StopBy.MOVE, 1_000)
    answer = game.ask(SetStop(2, True, None))
    assert (game.order(2).tp_by, game.order(2).tp_value, answer.item.order) == (None, 0, game.order(2))


def test_margin_is_added_within_its_room_and_what_may_be_lost(game):
    game.ask(opening(500, 2))
    game.mark()
    margin = game.position().margin
    assert refused_with(game.ask(AddMargin(1, Amount(0))))[1]["least_micro"] == 1
    game.ask(AddMargin(1, Amount(100 * POINT)))
    answer = game.ask(AddMargin(1, Amount(1)))
    assert (answer.amount, answer.item.position.adding) == (1, 100 * POINT + 1)
    assert (game.position().adding_ms, game.balance()) == (game.now, 400 * POINT - 1)
    assert game.book.balance(item_account(1, 1)) == margin + 100 * POINT + 1
    assert refused_with(game.ask(AddMargin(1, Amount(500 * POINT))))[0] == "balance"
    game.engine = Engine(game.book, Rules(margin_max=margin + 101 * POINT), live=True)
    assert refused_with(game.ask(AddMargin(1, Amount(POINT))))[1]["most_micro"] == POINT - 1
    game.engine = Engine(game.book, Rules(margin_max=margin), live=True)
    assert refused_with(game.ask(AddMargin(1, Amount(1))))[1]["most_micro"] == 0
    game.engine = Engine(game.book, Rules(), live=True)
    game.ask(SetLossLimit(601 * POINT))
    assert refused_with(game.ask(AddMargin(1, Amount(2 * POINT))))[0] == "loss_limit"
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
    assert game.rings() == [(Topic.POSITION, 1, None)]


def test_what_is_left_of_a_position_is_told_without_a_bell(game):
    game.ask(opening(10, 100))
    game.mark()
    game.told()
    game.ask(Close(1, PPM // 2))
    game.mark()
    assert game.rings() == [(Topic.POSITION, 1, None)]


def test_margin_of_a_sentence_of_long_ago_is_not_added(game):
    game.ask(opening(10, 100))
    game.mark()
    late = Request(1, None, True, "late", game.now, "", AddMargin(1, Amount(POINT)), game.now - STALE_MS - 1)
    assert refused_with(game.engine.handle(late))[0] == "said_long_ago"


def test_on_a_break_no_margin_is_added(game):
    game.ask(opening(10, 100))
    game.mark()
    game.ask(TakeBreak(86_400_000))
    assert refused_with(game.ask(AddMargin(1, Amount(POINT))))[0] == "on_break"


def test_degen_takes_no_margin(game):
    game.ask(opening(1))
    game.mark()
    assert refused_with(game.ask(AddMargin(1, Amount(POINT)))) == ("degen_margin", {"number": 1})
    assert refused_with(game.ask(AddMargin(2, Amount(POINT)))) == ("no_such_position", {"number": 2})


def test_margin_that_was_added_too_late_returns(game):
    game.ask(opening(10, 400))
    game.mark()
    game.ask(AddMargin(1, Amount(90 * POINT)))
    game.mark(game.position().liq_key)
    end = game.position()
    assert (end.state, end.adding, end.put_in, end.parts) == (State.LIQUIDATED, 0, 10 * POINT, 0)
    assert (game.balance(), game.book.balance(item_account(1, 1))) == (990 * POINT, 0)
    assert game.rings()[0] == (Topic.POSITION, 1, AlertKind.LIQUIDATION)


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


def test_a_take_profit_fills_by_no_price_that_was_published_before_it_was_chosen(game):
    game.long(1001)
    game.mark()
    game.now += 1_900
    game.ask(SetStop(1, True, Stop(StopBy.PRICE, usd(100_200))))
    seen = game.now - 900
    game.mark_at(seen, usd(100_200))
    assert game.position().state is State.OPEN
    game.mark_at(seen + 901, usd(100_200))
    assert game.position().state is State.TAKEPROFIT


def test_a_wish_to_close_stands_while_a_price_may_be_on_its_way(game):
    """Said again with a price in sight, it would fill by another."""
    game.long(10)
    game.long(10)
    game.mark()
    game.ask(Close(1, PPM // 2))
    said = game.now
    game.now += 2_000
    assert game.refused(Close(1, PPM)) == "closes_already"
    assert game.ask(Close(1, PPM // 2)).items[0].position.closing_ms == said
    both = [each.position for each in game.ask(Close(None, PPM)).items]
    assert [(each.closing_ppm, each.closing_ms) for each in both] == [(PPM // 2, said), (PPM, game.now)]
    game.mark_at(said + 1_500, usd(100_000))
    assert [game.position(number).closing_ppm for number in (1, 2)] == [0, PPM]


def test_a_stop_acts_at_a_price_on_its_way_whatever_happens_to_the_other(game):
    game.long(1001)
    game.mark()
    game.ask(SetStop(1, False, Stop(StopBy.PRICE, usd(99_960))))
    game.now += 5_000
    game.mark()
    game.now += 1_900
    game.ask(SetStop(1, True, Stop(StopBy.PRICE, usd(100_200))))
    game.mark_at(game.now - 900, usd(99_955))
    assert game.position().state is State.STOPLOSS


def test_margin_is_added_up_to_the_largest(game):
    game.ask(opening(500, 2))
    game.mark()
    room = 1_000 * POINT - game.position().margin
    assert game.refused(AddMargin(1, Amount(room + 1))) in ("margin_bounds", "balance")
    game.ask(AddMargin(1, Amount(300 * POINT)))
    game.ask(AddMargin(1, Amount(1)))
    game.mark()
    assert game.position().margin == 1_000 * POINT - room + 300 * POINT + 1


def test_a_part_that_leaves_a_point_is_a_part_and_less_is_all(game):
    game.ask(replace(opening(leverage=2), amount=Amount(100_160_000)))  # a margin of 100 pt
    game.mark()
    assert game.position().margin == 100 * POINT
    game.ask(Close(1, 990_000))
    game.mark()
    assert (game.position().state, game.position().margin) == ("open", POINT)
    game.ask(replace(opening(leverage=2), amount=Amount(100_160_000)), player=2)
    game.mark()
    game.ask(Close(1, 990_001), player=2)
    game.mark()
    assert game.position(player=2).state == "closed"
