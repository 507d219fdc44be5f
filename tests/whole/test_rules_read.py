"""What a reader found who held every sentence of the rules against the program."""

from collections.abc import Iterator

import pytest

import storage
from core.messages.all import Request
from core.messages.cards import ShowCard
from core.messages.links import UseLink
from core.messages.players import ClaimDaily, SetConfirm, SetLeverageLimit, SetLossLimit, TakeBreak
from core.messages.positions import Cancel, Close, Drafted, Open, OrderPlaced, SetStop
from core.messages.predictions import Predict
from core.messages.privacy import DeleteMe
from core.messages.rounds import BetPlaced, OpenRound
from core.money import POINT, Amount
from core.prices.markets import Side
from core.rules.chats import Chat
from core.rules.orders import Order, OrderState
from core.rules.positions import State
from core.rules.rounds import Round
from core.rules.stops import Stop, StopBy
from core.units import PPM
from tests.worlds.game import Game, usd
from tests.worlds.links import ANN, DAN, People, refusal, undo


@pytest.fixture
def game() -> Iterator[Game]:
    made = Game()
    yield made
    made.close()


@pytest.fixture
def people() -> Iterator[People]:
    made = People.of_two(lambda: storage.open(None))
    yield made
    made.close()


def test_rounds_of_two_chats_that_begin_at_one_bell_are_two(game):
    first, second = game.chat, game.engine.chat("test", "second", 2, game.now).number
    for game.chat in (first, second):
        game.ask(OpenRound(1, "BTC", 5, False), group=True)
        game.marks(10)
    game.marks(270)
    game.now += 25_000
    game.mark()
    game.engine.on_clock(game.now)
    assert [game.chat_round(number).chat for number in range(3, game.book.next_number(Round))] == [first, second]
    game.chat = first
    assert isinstance(game.ask(Predict(Side.UP, Amount(25 * POINT), None, None), group=True), BetPlaced)


def test_no_round_begins_where_nobody_would_see_it(game):
    game.ask(OpenRound(1, "BTC", 5, False), group=True)
    game.engine.telling.left("test", "group", game.now)
    game.marks(700)
    assert game.book.next_number(Round) == 2
    game.engine.telling.added("test", "group")
    game.marks(300)
    assert game.book.next_number(Round) == 3 and game.book.get(Chat, game.chat).left_ms is None


def test_a_bet_said_before_its_round_began_is_old(game):
    said = game.now
    game.marks(600)
    game.ask(OpenRound(5, "BTC", None, False), group=True)
    bet = Predict(Side.UP, Amount(25 * POINT), 5, "BTC")
    late = Request(2, game.chat, False, "late", game.now, "", bet, said)
    assert refusal(game.engine.handle(late)) == "said_long_ago"


def test_the_picture_of_an_order_that_waited_through_a_gap_is_in_its_own_frame(game):
    game.long(100, limit=usd(99_900))
    game.now += 30_000
    game.mark(usd(100_500))  # after a silence: the gap is skipped
    game.marks(3)
    game.mark(usd(100_350))
    game.marks(5)
    position = game.position()
    assert {price for _, price in game.ask(ShowCard(1, False, False)).path} == {position.open_mark}


def test_what_is_confirmed_is_what_was_shown(game):
    game.ask(SetConfirm(10 * POINT))
    half = Open(Side.LONG, "BTC", Amount(share_ppm=500_000), 10)
    shown = game.ask(half)
    assert isinstance(shown, Drafted) and shown.amount == 500 * POINT
    game.ask(ClaimDaily())
    placed = game.ask(Open(Side.LONG, "BTC", Amount(share_ppm=500_000), 10, draft=shown.number))
    assert isinstance(placed, OrderPlaced) and placed.order.order.amount == 500 * POINT


def test_a_tighter_loss_limit_gives_back_orders_the_newest_first(game):
    for _ in range(3):
        game.long(10, limit=usd(90_000))
    game.ask(SetLossLimit(60 * POINT))
    states = [game.book.get(Order, 1, number).state for number in (1, 2, 3)]
    assert states == [OrderState.WAITING, OrderState.WAITING, OrderState.CANCELLED]
    game.ask(SetLossLimit(POINT))
    assert {game.book.get(Order, 1, number).state for number in (1, 2, 3)} == {OrderState.CANCELLED}


def test_the_chance_of_a_limit_order_is_that_of_an_opening(game):
    for second in range(300):
        game.mark(usd(100_000 + 2 * (second % 40)))
    game.ask(SetConfirm(0))
    market, limit = (
        game.ask(Open(Side.LONG, "BTC", Amount(25 * POINT), 1001, limit=price)).preview for price in (None, usd(99_000))
    )
    assert market.alive_ppm == pytest.approx(limit.alive_ppm, rel=1e-4) != ()


def test_after_an_undone_link_nobody_has_what_the_other_was_answered_before_it(people):
    people.do(ANN, SetLossLimit(7 * POINT))
    people.now += 1
    link = people.link(DAN, ANN).link
    undo(people.engine, link.number, people.now)
    people.do(ANN, DeleteMe())
    answers = people.book.privacy.rows(people.number(DAN))["requests"]
    assert answers and "7000000" not in str(answers)


def test_a_nonce_that_both_have_used_makes_a_link_all_the_same(people):
    people.ask(ANN, ClaimDaily(), request="#aaaa")
    code = people.offer(ANN)
    people.do(DAN, UseLink(code, sure=False))
    made = people.ask(DAN, UseLink(code, sure=True), request="#aaaa")
    assert people.number(DAN) == people.number(ANN) == made.link.keeps


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


def test_a_market_order_is_not_cancelled_and_a_limit_order_is(game):
    game.long(10)
    game.long(10, limit=usd(90_000))
    assert game.refused(Cancel(1)) == "order_fills"
    assert [each.order.number for each in game.ask(Cancel(None)).items] == [2]
    assert game.refused(Cancel(None)) == "no_order_waits"


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


@pytest.mark.parametrize("look", [SetStop(1, False, Stop(StopBy.PRICE, usd(99_960))), SetStop(1, True, None)])
def test_no_stop_takes_a_market_order_back(game, look):
    game.long(100)
    assert game.refused(look) == "order_fills"


@pytest.mark.parametrize("limit", [SetLeverageLimit(99), SetLossLimit(1), TakeBreak(86_400_000)])
def test_no_limit_of_ones_own_takes_a_market_order_back(game, limit):
    game.long(100)
    game.long(100, limit=usd(90_000))
    game.ask(limit)
    assert [each.number for each in game.book.positions.waiting_orders(1)] == [1]


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
