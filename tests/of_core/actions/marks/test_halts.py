"""A market without a price, with sources that disagree, or with another anchor: what players are told, refused, charged
(nothing) and given back."""

import pytest

from core.ledger import HOUSE
from core.messages.positions import AddMargin, Cancel, ShowOpening
from core.messages.predictions import Predict
from core.messages.prices import ShowPrice
from core.messages.rounds import OpenRound
from core.money import POINT, Amount
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import Gap, Mark, Rules, Side, Ticker
from core.rules.orders import OrderState
from core.rules.positions import State
from core.rules.predictions import PredictionState
from core.rules.rounds import RoundState
from tests.worlds.game import LIVE, Game, usd
from tests.worlds.quotes import PRICE, SECOND, percent

# Told once, and when it is back


def test_who_has_something_open_is_told_once_and_when_it_is_back(game):
    game.long()
    game.mark()
    game.long(player=2)
    game.mark()
    game.told()
    game.bells(5)
    assert not game.told()
    game.bells(1)
    assert [notice.player for notice in game.told()] == [1, 2]
    game.bells(60)
    assert not game.told()
    game.mark()
    assert [notice.player for notice in game.told()] == [1, 2]
    game.marks(10)
    assert not game.told()


@pytest.mark.parametrize("begin", ["limit", "prediction", "bet", "nothing", "other market"])
def test_everything_that_is_open_counts_and_nothing_else(game, begin):
    match begin:
        case "limit":
            game.long(limit=percent(-5))
        case "prediction":
            game.up(30)
        case "bet":
            game.round()
        case "other market":
            game.mark(usd(4_000), market="ETH")
            game.long(market="ETH")
            game.mark(usd(4_000), market="ETH")
    game.mark(PRICE)
    game.told()
    for _ in range(8):
        game.now += SECOND
        if begin == "other market":
            game.engine.on_mark(Mark("ETH", game.now, usd(4_000), "pyth"))
        game.engine.on_clock(game.now)
    told = {notice.player for notice in game.told()}
    assert told == {"limit": {1}, "prediction": {1}, "bet": {1, 2}}.get(begin, set())


def test_a_restart_in_a_halt_tells_nobody_twice(game):
    game.long()
    game.mark()
    game.bells(10)
    assert len(game.told()) == 1
    again = Game.__new__(Game)
    again.__dict__ = game.__dict__ | {"engine": type(game.engine)(game.book, LIVE, live=True)}
    again.bells(10)
    assert not again.told()


def test_a_halt_that_no_bell_found_is_told_at_its_end(game):
    game.long()
    game.mark()
    game.told()
    game.now += 3_600_000
    game.mark()
    (notice,) = game.told()
    halt = game.halt(notice.number)
    assert halt.to_ms == game.now and notice.at_ms == halt.to_ms


def test_what_is_told_late_is_what_is_so_by_then(game):
    game.long()
    game.mark()
    game.told()
    game.bells(10)
    game.mark()
    first, last = game.waiting()
    now = game.engine.telling.look_up(first, game.now).thing
    assert now.halt.to_ms == game.now
    assert first.at_ms != now.halt.to_ms == last.at_ms  # by this the desk knows which one to leave out


# What is refused, and what goes on

DISPUTED = {"state": MarketState.HALTED, "cause": Cause.GUARD, "guard": "binance", "differs_ppm": 12_345}
PAUSED = {"state": MarketState.PAUSED, "cause": Cause.GUARD, "guard": "binance", "differs_ppm": 4_000}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (PAUSED, "paused_guard"),
        ({"state": MarketState.PAUSED, "cause": Cause.CLOCK}, "paused_clock"),
        (DISPUTED, "halted_guard"),
        ({"state": MarketState.MOVING, "cause": Cause.SILENT}, "halted_moving"),
        ({"state": MarketState.HALTED, "cause": Cause.SILENT}, "halted"),
        ({"state": MarketState.HALTED, "cause": Cause.OVER}, "halted_over"),
    ],
)
def test_nothing_opens_on_a_market_that_is_not_live(game, condition, code):
    game.is_now(**condition)
    assert game.refused(ShowOpening(Side.LONG, "BTC", None, None)) == code
    assert game.refused(Predict(Side.UP, Amount(25 * POINT), 1, "BTC")) == code
    assert game.refused(OpenRound(1, "BTC", None, False), group=True) == code
    game.is_now()
    game.long()
    game.mark()
    assert game.position().state is State.OPEN


def test_no_bet_joins_a_round_while_openings_pause(game):
    game.round()
    game.is_now(**PAUSED)
    assert game.refused(Predict(Side.UP, Amount(50 * POINT), None, None), group=True) == "paused_guard"


def test_margin_is_added_while_openings_pause_and_not_in_a_halt(game):
    game.long()
    game.mark()
    game.is_now(**PAUSED)
    assert not hasattr(game.ask(AddMargin(1, Amount(5 * POINT))), "code")
    game.is_now(**DISPUTED)
    assert game.refused(AddMargin(1, Amount(5 * POINT))) == "halted_guard"


def test_what_waits_does_not_open_while_openings_pause_and_closes_do_fill(game):
    game.long()
    game.mark()
    game.long()
    game.up()
    game.long(limit=percent(-1))
    game.is_now(**PAUSED)
    game.close_all()
    game.mark(percent(-2))
    assert game.position().state is State.CLOSED
    assert game.position(2) is None
    assert game.prediction(3).state is PredictionState.WAITING
    for _ in range(12):
        game.mark()
        game.engine.on_clock(game.now)
    orders = {order.number: order.state for order in game.book.positions.waiting_orders(1)}
    assert orders == {4: OrderState.WAITING}
    assert game.prediction(3).state is PredictionState.REFUNDED
    game.is_now()
    game.mark()
    assert game.position(4).state is State.OPEN


def test_liquidations_go_on_while_openings_pause(game):
    game.long(leverage=1001)
    game.mark()
    game.is_now(**PAUSED)
    game.mark(percent(-0.5))
    assert game.position().state is State.LIQUIDATED


def test_a_close_waits_for_the_first_fresh_price_after_a_halt(game):
    game.long()
    game.mark()
    game.is_now(**DISPUTED)
    game.close_all()
    game.bells(60)
    assert game.position().state is State.OPEN
    game.is_now()
    game.mark()
    assert game.position().state is State.CLOSED


def test_an_order_can_be_cancelled_in_a_halt(game):
    game.long(limit=percent(-5))
    game.is_now(**DISPUTED)
    game.ask(Cancel(1))
    assert not game.book.positions.waiting_orders(1)


def test_the_condition_is_shown_with_the_price(game):
    game.is_now(**DISPUTED)
    (pulse,) = game.ask(ShowPrice("BTC")).pulses
    assert (pulse.condition.state, pulse.condition.guard) == (MarketState.HALTED, "binance")


def test_a_condition_survives_a_restart(game):
    game.is_now(**DISPUTED)
    engine = type(game.engine)(game.book, LIVE, live=True)
    assert engine.market("BTC", game.now)[1].is_disputed


# Nobody gains or loses by it


def test_a_halt_moves_no_pnl(game):
    game.long(leverage=1001)
    game.mark()
    before = game.position()
    house, ticker = game.book.balance(HOUSE), game.book.get(Ticker, "BTC")
    mark = ticker.seen_from(before.offset)
    game.bells(120)
    game.mark(percent(-7))
    after, ticker = game.position(), game.book.get(Ticker, "BTC")
    assert after.state is State.OPEN
    assert ticker.seen_from(after.offset) == mark
    assert game.book.balance(HOUSE) == house


@pytest.mark.parametrize("seconds", [1, 14, 1_000])
def test_another_anchor_moves_no_pnl_however_short_the_gap_is(game, seconds):
    game.long(leverage=1001)
    game.mark()
    game.long(leverage=1001, limit=percent(-0.2))
    before = game.position()
    mark = game.book.get(Ticker, "BTC").seen_from(before.offset)
    game.is_now(state=MarketState.MOVING, cause=Cause.SILENT, anchor="binance")
    game.now += (seconds - 1) * SECOND
    game.source = "binance"
    game.is_now()
    game.mark(percent(0.4))
    assert game.book.get(Ticker, "BTC").seen_from(before.offset) == mark
    assert game.position().state is State.OPEN
    assert game.book.get(Gap, "BTC", game.now).to_price == percent(0.4)
    game.mark(percent(0.3))
    assert game.position().state is State.LIQUIDATED  # from there it is counted again
    assert len(game.book.positions.waiting_orders(1)) == 1


def test_another_anchor_gives_back_what_was_called_on_the_old_one(game):
    game.is_now()
    number = game.round()
    game.up(30)
    game.mark()
    game.up(30, player=2)
    game.is_now(state=MarketState.MOVING, cause=Cause.SILENT, anchor="binance")
    for prediction in (game.prediction(), game.prediction(player=2)):
        assert (prediction.state, prediction.reason) == (PredictionState.REFUNDED, "anchor_changed")
    round_ = game.chat_round(number)
    assert (round_.state, round_.reason) == (RoundState.VOID, "anchor_changed")
    assert game.balance() == game.balance(2) == 1_000 * POINT


def test_marks_of_another_source_do_the_same_where_nobody_announced_it(game):
    game.up(30)
    game.mark()
    game.source = "sim"
    game.mark(percent(40))
    assert game.prediction().state is PredictionState.REFUNDED
    assert game.book.get(Ticker, "BTC").offset == percent(40) - PRICE


def test_a_move_is_announced_to_those_who_were_told_of_the_halt(game):
    game.is_now()
    game.long()
    game.mark()
    game.bells(10)
    assert len(game.told()) == 1
    for _ in range(2):  # once, also where a restart says it again
        game.is_now(state=MarketState.MOVING, cause=Cause.SILENT, anchor="binance")
    (notice,) = game.waiting()
    assert game.engine.telling.look_up(notice, game.now).thing.condition.anchor == "binance"


# Rounds, and a guard


def _locked(game: Game) -> int:
    number = game.round()
    game.marks(61)
    assert game.chat_round(number).state is RoundState.LOCKED
    return number


def test_a_round_that_a_guard_halted_at_its_lock_is_void(game):
    number = game.round()
    game.marks(58)
    game.is_now(**DISPUTED | {"disputed_from_ms": game.now})
    game.bells(4)
    game.is_now(disputed_from_ms=game.now - 4 * SECOND, disputed_to_ms=game.now)
    game.mark()
    assert game.chat_round(number).reason == "guard"
    assert game.balance() == 1_000 * POINT


def test_a_round_that_a_guard_halted_at_its_end_is_void(game):
    number = _locked(game)
    game.marks(57)
    game.is_now(**DISPUTED | {"disputed_from_ms": game.now})
    game.bells(700)
    assert game.chat_round(number).reason == "guard"


def test_a_guard_that_halted_before_and_after_is_no_reason(game):
    number = _locked(game)
    game.marks(10)
    game.is_now(**DISPUTED | {"disputed_from_ms": game.now})
    game.bells(2)
    game.is_now(disputed_from_ms=game.now - 2 * SECOND, disputed_to_ms=game.now)
    game.marks(60)
    assert game.chat_round(number).state is RoundState.VOID
    assert game.chat_round(number).reason == "tie"


# Modes without guards


def test_prices_without_guards_reopen_what_was_halted(game):
    game.is_now(**DISPUTED)
    game.engine.reopen(game.now)
    game.long()
    game.mark()
    assert game.position().state is State.OPEN


def test_a_tape_gives_back_what_was_called_on_other_prices(game):
    game.up(30)
    game.mark()
    game.engine.reopen(game.now, continued=False)
    assert game.prediction().reason == "anchor_changed"


def test_a_halt_of_a_simulated_market_is_told_too():
    game = Game(Rules(), source="sim")
    game.long()
    game.mark()
    game.bells(6)
    assert len(game.told()) == 1
    assert game.engine.market("BTC", game.now)[1] == Condition("BTC", halt=1)
    game.close()
