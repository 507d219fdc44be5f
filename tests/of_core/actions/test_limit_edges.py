"""Previews and limits one unit beside their edges: what is told before the tap, and who may put how much at risk."""

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest

from core.checks import STALE_MS, OpenThings, open_things
from core.messages.all import Request
from core.messages.chats import SetStakeCap
from core.messages.players import SetLeverageLimit, SetLossLimit, TakeBreak
from core.messages.positions import AddMargin, Cancel, Close, Open
from core.messages.predictions import Predict
from core.messages.rounds import CancelRound, OpenRound, WithdrawBet
from core.money import POINT, USD, Amount
from core.prices.markets import MARKETS, Rules, Side, Ticker
from core.prices.survival import MINUTES, alive_ppm
from core.rules.orders import Order
from core.rules.positions import funding_ppm_hour, preview, same_move_elsewhere, with_chances
from core.turn import Turn
from core.units import PPB, PPM
from tests.of_core.rules.test_money_edges import held
from tests.oracle.things import LONG, SHORT, degen, down, funding_rate, slipped, split_amount
from tests.oracle.things import Position as SlowPosition
from tests.worlds.game import Game

MARKET = MARKETS["BTC"]
SIDES = {Side.LONG: LONG, Side.SHORT: SHORT}
TICKER = Ticker(
    "BTC", 99_999_99999999, 1, "t", offset=7, funding_long=123_456, funding_short=-98_765, open_long=12_345 * 10**9,
    open_short=23_456 * 10**9, standard_long=1_234_567_890_123, standard_short=2_345_678_901_234,
)  # fmt: skip


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("leverage", [2, 3, 77, 499, 500, 1001])
@pytest.mark.parametrize("amount", [POINT, 123_456_789, 1_000 * POINT])
def test_a_preview_is_exact_to_the_last_part_per_million(side, leverage, amount):
    offer = preview(side, amount, leverage, MARKET, TICKER, 5)
    margin, fee = split_amount(amount, leverage)
    notional, mark = margin * leverage, TICKER.price
    steps = Fraction(TICKER.standard_interest(side) + notional, 10**12)
    share = Fraction(1, 10_000) if degen(leverage) else min(Fraction(1, 10_000) * (1 + steps), Fraction(5, 10_000))
    entry = slipped(mark, SIDES[side], share, opening=True)
    assert (offer.position.margin, offer.position.fees, offer.position.notional) == (margin, fee, notional)
    assert (offer.position.entry, offer.position.open_mark, offer.position.put_in) == (entry, mark, amount)
    slow = SlowPosition("p", 0, SIDES[side], "BTC", leverage, margin, notional, amount, entry, mark, 5, 7, fee)
    assert offer.position.takeprofit == slow.cap_price()
    assert offer.distance_ppm == floor(Fraction(abs(mark - slow.liquidation) * PPM, mark))
    mine, other = TICKER.open_interest(side) + notional, TICKER.open_interest(side.opposite)
    rate = funding_rate(mine, other) / 8 * (-1 if mine > other else 1)
    assert offer.funding_ppm_hour == down(rate * notional / margin * PPM)
    rate = funding_rate(TICKER.open_interest(side), other) / 8
    rate *= -1 if TICKER.open_interest(side) > other else 1
    assert funding_ppm_hour(side, notional, margin, TICKER, opening=False) == down(rate * notional / margin * PPM)
    away = Fraction(SIDES[side] * (mark - slow.liquidation), mark)
    chances = tuple(alive_ppm(floor(away * PPB), 400_000, minutes) for minutes in MINUTES)
    assert with_chances(offer, 400_000).alive_ppm == chances
    assert with_chances(offer, None).alive_ppm == ()


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
def test_the_same_move_elsewhere_loses_all_at_the_loss_rate_and_not_before(side):
    """60 % of 10 pt at 100x is a move of 0.6 %."""
    dead = replace(held(side), exit_mark=100_000 * USD - side.sign * 600 * USD)
    assert same_move_elsewhere(dead, 100, MARKET) == 10 * POINT
    assert same_move_elsewhere(dead, 99, MARKET) == 5_940_000
    assert same_move_elsewhere(replace(dead, exit_mark=dead.exit_mark + side.sign * USD), 100, MARKET) == 5_990_000
    assert same_move_elsewhere(replace(dead, exit_mark=100_000 * USD + side.sign * USD), 100, MARKET) == -10_000


# Limits


@pytest.fixture
def game():
    opened = Game(Rules())
    yield opened
    opened.close()


def opening(points: int, leverage: int = 10) -> Open:
    return Open(Side.LONG, "BTC", Amount(points), leverage)


def test_margins_and_stakes_are_within_their_bounds_and_at_them(game):
    assert game.refused(opening(POINT - 1)) == game.refused(opening(1_000 * POINT + 1)) == "margin_bounds"
    game.ask(opening(POINT))
    assert game.refused(Predict(Side.UP, Amount(POINT - 1), 1, "BTC")) == "stake_bounds"
    assert game.refused(Predict(Side.UP, Amount(500 * POINT + 1), 1, "BTC")) == "stake_bounds"
    game.ask(Predict(Side.UP, Amount(500 * POINT), 1, "BTC"))
    assert game.balance() == 499 * POINT
    assert game.refused(opening(499 * POINT + 1)) == "balance"
    game.ask(opening(499 * POINT))
    assert game.balance() == 0


def test_a_share_is_of_the_balance_floored(game):
    game.ask(opening(3_333_333))
    assert game.balance() == 996_666_667
    game.ask(Open(Side.LONG, "BTC", Amount(share_ppm=333_333), 10))
    assert game.balance() == 996_666_667 - 996_666_667 * 333_333 // 10**6


def test_a_loss_limit_counts_what_is_open_and_what_is_lost_to_the_unit(game):
    game.ask(SetLossLimit(100 * POINT))
    game.ask(opening(40 * POINT))
    game.ask(Predict(Side.UP, Amount(10 * POINT), 1, "BTC"))
    assert game.refused(opening(50 * POINT + 1)) == "loss_limit"
    game.ask(opening(50 * POINT))
    assert game.refused(opening(POINT)) == "loss_limit"
    game.ask(Cancel(None))
    game.mark()
    assert game.refused(opening(90 * POINT + 1)) == "loss_limit"
    game.ask(opening(90 * POINT))


def test_what_fees_have_taken_of_an_open_position_is_lost_today(game):
    game.ask(SetLossLimit(100 * POINT))
    game.ask(opening(50 * POINT, leverage=100))
    game.mark()
    position = game.position()
    assert position.fees > 3 * POINT
    assert game.refused(opening(50 * POINT + 1)) == "loss_limit"
    game.ask(opening(50 * POINT))


def test_at_risk_is_everything_that_is_open(game):
    assert not OpenThings([], [], [], [])
    game.ask(opening(40 * POINT))
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


def _said(game: Game, age_ms: int):
    game.requests += 1
    request = Request(1, None, True, f"r{game.requests}", game.now, "", opening(POINT), game.now - age_ms)
    return game.engine.handle(request)


def test_a_market_takes_orders_for_five_seconds_after_a_price(game):
    game.now += 5_000
    game.ask(opening(POINT))
    assert game.balance() == 999 * POINT
    game.now += 1
    assert game.refused(opening(POINT)) == "halted"


def test_a_break_ends_at_its_moment(game):
    game.ask(TakeBreak(24 * 3_600_000))
    end = game.now + 24 * 3_600_000
    game.now = end - 1_001
    game.mark()
    assert game.now == end - 1
    assert game.refused(opening(POINT)) == "on_break"
    game.mark()
    game.ask(opening(POINT))
    assert game.balance() == 999 * POINT


def test_a_leverage_limit_allows_itself(game):
    game.ask(SetLeverageLimit(50))
    assert game.refused(opening(POINT, 51)) == "leverage_limit"
    assert game.refused(opening(POINT, 1)) == "leverage_bounds"
    assert game.refused(opening(POINT, 1002)) == "leverage_bounds"
    game.ask(opening(POINT, 50))
    assert game.balance() == 999 * POINT


def test_open_things_are_counted_up_to_their_most(game):
    for _ in range(20):
        game.ask(Open(Side.LONG, "BTC", Amount(POINT), 10, limit=90_000 * USD))
        game.ask(Predict(Side.UP, Amount(POINT), 1, "BTC"))
    assert game.balance() == 960 * POINT
    assert game.refused(opening(POINT)) == "too_many_positions"
    assert game.refused(Predict(Side.UP, Amount(POINT), 1, "BTC")) == "too_many_predictions"


def test_caps_of_a_market_are_reached_and_not_passed():
    game = Game(Rules(open_interest_cap=1_000 * POINT, prediction_cap=30 * POINT))
    game.ask(Open(Side.LONG, "BTC", Amount(1_008 * POINT // 10), 10))
    game.mark()
    room = 1_000 * POINT - game.position().notional
    assert 0 <= room < 10 and game.refused(opening(POINT)) == "open_interest_full"
    game.ask(Predict(Side.UP, Amount(20 * POINT), 1, "BTC"))
    assert game.refused(Predict(Side.UP, Amount(10 * POINT + 1), 1, "BTC"), player=2) == "prediction_full"
    game.ask(Predict(Side.UP, Amount(10 * POINT), 1, "BTC"), player=2)
    assert game.balance(2) == 990 * POINT
    game.close()


def test_margin_is_added_up_to_the_largest(game):
    game.ask(opening(500 * POINT, 2))
    game.mark()
    room = 1_000 * POINT - game.position().margin
    assert game.refused(AddMargin(1, Amount(room + 1))) in ("margin_bounds", "balance")
    game.ask(AddMargin(1, Amount(300 * POINT)))
    game.ask(AddMargin(1, Amount(1)))
    game.mark()
    assert game.position().margin == 1_000 * POINT - room + 300 * POINT + 1


def test_a_part_that_leaves_a_point_is_a_part_and_less_is_all(game):
    game.ask(opening(100_160_000, 2))  # a margin of 100 pt
    game.mark()
    assert game.position().margin == 100 * POINT
    game.ask(Close(1, 990_000))
    game.mark()
    assert (game.position().state, game.position().margin) == ("open", POINT)
    game.ask(opening(100_160_000, 2), player=2)
    game.mark()
    game.ask(Close(1, 990_001), player=2)
    game.mark()
    assert game.position(player=2).state == "closed"


# Fills and rounds


def test_of_two_orders_that_fit_alone_the_second_is_given_back():
    game = Game(Rules(open_interest_cap=1_000 * POINT))
    for player in (1, 2):
        game.ask(opening(60 * POINT), player)
    game.mark()
    assert game.position().state == "open"
    order = game.book.get(Order, 2, 1)
    assert (order.state, order.reason, game.balance(2)) == ("refunded", "open_interest_full", 1_000 * POINT)
    game.close()


def in_round(before_lock_ms: int, *commands, sealed: bool = False) -> list[str]:
    """What players 1 and 2 are answered so long before the lock of a round: `ok` or the code of a refusal."""
    game = Game(Rules())
    game.ask(OpenRound(1, "BTC", None, sealed), group=True)
    game.ask(Predict(Side.UP, Amount(25 * POINT), None, None), 1, group=True)
    locks_ms = game.chat_round(1).locks_ms
    while game.now + 1_000 < locks_ms - before_lock_ms:
        game.mark()
    game.now = locks_ms - before_lock_ms
    answers = [game.ask(command, player, group=True) for player, command in commands]
    game.close()
    return [getattr(answer, "code", "ok") for answer in answers]


def test_the_lock_is_a_moment():
    bet = (2, Predict(Side.DOWN, Amount(25 * POINT), None, None))
    assert in_round(1, bet) == ["ok"]
    assert in_round(0, bet) == ["round_locked"]
    assert in_round(10_000, (1, WithdrawBet())) == ["ok"]
    assert in_round(9_999, (1, WithdrawBet())) == ["round_withdraw_late"]
    assert in_round(20_000, (1, WithdrawBet()), sealed=True) == ["round_sealed_withdraw"]
    assert in_round(1, (1, CancelRound())) == ["ok"]
    assert in_round(0, (1, CancelRound())) == ["round_locked"]
    assert in_round(20_000, (2, CancelRound()), (2, WithdrawBet())) == ["admins_only", "round_no_bet"]


def test_a_stake_is_raised_and_never_lowered_or_turned():
    def up(points: int):
        return (1, Predict(Side.UP, Amount(points * POINT), None, None))

    turned = (1, Predict(Side.DOWN, Amount(50 * POINT), None, None))
    assert in_round(20_000, up(25), up(24), up(26), turned) == ["ok", "round_lower", "ok", "round_side"]
    assert in_round(20_000, (1, SetStakeCap(30 * POINT)), up(30), up(31)) == ["ok", "ok", "stake_cap"]


@pytest.mark.parametrize(("late_ms", "opens"), [(0, True), (60_000, True), (60_001, False)])
def test_a_round_that_repeats_opens_within_its_betting_time_or_not_at_all(late_ms, opens):
    game = Game(Rules())
    assert game.refused(OpenRound(1, "BTC", 2, False), group=True) == "round_every_short"
    game.ask(OpenRound(1, "BTC", 3, False), group=True)
    due = game.now + 3 * 60_000
    while game.now < due - 5_000:
        game.mark()
        game.engine.on_clock(game.now)
    game.now = due + late_ms - 1_000
    game.mark()
    game.engine.on_clock(game.now)
    assert (game.book.rounds.active_in(game.chat) is not None) is opens
    game.close()
