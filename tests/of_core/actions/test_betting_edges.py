"""Bets and rounds one unit beside their edges: what `make mutants` found no other test for."""

from dataclasses import replace

import pytest

from core.checks import history_may_tell
from core.engine import Engine
from core.ledger import HOUSE, pool_account
from core.messages.all import Refused, Request
from core.messages.chats import SetStakeCap
from core.messages.players import SetLossLimit, TakeBreak
from core.messages.predictions import Predict
from core.messages.rounds import CancelRound, OpenRound, StopRounds, WithdrawBet
from core.money import POINT, Amount
from core.prices.markets import Rules, Side
from core.rules.alerts.kinds import AlertKind
from core.rules.chats import Chat
from core.rules.notices import Notice, Topic
from core.rules.predictions import EXIT_MS, PredictionState
from core.rules.rounds import Bet, RoundState, Schedule
from core.turn import Turn
from tests.worlds.game import LIVE, Game
from tests.worlds.quotes import SECOND

MINUTE = 60_000
HISTORY = LIVE.history_ms


@pytest.fixture
def game():
    made = Game()
    yield made
    made.close()


@pytest.fixture
def plain():
    """Without history: what meets no price is given back at once."""
    made = Game(Rules())
    yield made
    made.close()


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


def refusal(answer: object) -> tuple[str, dict]:
    assert isinstance(answer, Refused), answer
    return answer.code, answer.values


def waiting(game: Game) -> list[Notice]:
    """What is to be told, in order."""
    return [addressed.notice for first in (True, False) for addressed in game.engine.telling.untold(first, 0, 1_000)]


def results(game: Game, player: int = 1) -> list[tuple]:
    sql = "SELECT number, staked, net, lived_ms, chat FROM results WHERE player = ? ORDER BY number"
    return game.book._conn.execute(sql, (player,)).fetchall()


# Solo predictions


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
    assert waiting(game)[-1] == replace(waiting(game)[-1], topic=Topic.PREDICTION, number=2, alert=AlertKind.SETTLED)


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
    rings = [notice.alert for notice in waiting(game) if notice.topic is Topic.PREDICTION]
    assert rings == [None, AlertKind.SETTLED] * 3


def test_a_side_that_is_full_says_how_much_room_is_left(game):
    game.engine = Engine(game.book, Rules(prediction_cap=30 * POINT), live=True)
    game.ask(call(25))
    full = ("prediction_full", {"market": "BTC", "side": "up", "room_micro": 5 * POINT})
    assert refusal(game.ask(call(6), player=2)) == full
    game.engine = Engine(game.book, Rules(prediction_cap=10 * POINT), live=True)
    assert refusal(game.ask(call(6), player=2))[1]["room_micro"] == 0
    game.ask(call(6, Side.DOWN), player=2)
    assert game.prediction(1, 2).side is Side.DOWN


def test_a_call_is_for_a_market_and_a_window_that_there_are(game):
    code, values = refusal(game.ask(Predict(Side.UP, Amount(POINT), 2, "BTC")))
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


# Opening a round


def test_a_round_is_for_one_to_sixty_minutes(game):
    for minutes in (0, 61):
        code, values = refusal(open_round(game, minutes))
        assert (code, values["minutes"], values["offered"]) == ("window_unknown", minutes, "1m ... 60m")
    answer = open_round(game, 60, sealed=True)
    made = answer.item.round
    assert (made.number, made.chat, made.market, made.minutes, made.sealed) == (1, game.chat, "BTC", 60, True)
    assert (made.opened_by, made.opened_ms, made.locks_ms) == (1, game.now, game.now + MINUTE)
    assert (made.closes_ms, made.due_ms) == (game.now + 61 * MINUTE, game.now + MINUTE + EXIT_MS)
    assert (answer.item.schedule, game.book.get(Schedule, game.chat)) == (None, None)
    assert refusal(open_round(game)) == ("round_active", {"number": 1})


def test_a_minute_is_enough_for_a_round(game):
    assert open_round(game, 1).item.round.closes_ms == game.now + 2 * MINUTE
    assert refusal(open_round(game, chat=None)) == ("groups_only", {"verb": "round"})


def test_where_admins_open_rounds_others_do_not(game):
    here = game.book.get(Chat, game.chat)
    game.book.save([replace(here, admins_open=True)])
    assert refusal(open_round(game, player=2, admin=False)) == ("admins_only", {"verb": "round"})
    game.book.save([replace(here, admins_open=True, role="dealers")])
    for roles in (None, (), ("players",)):
        assert refusal(open_round(game, player=2, admin=False, roles=roles)) == ("role_only", {"verb": "round"})
    assert open_round(game, player=2, admin=False, roles=("players", "dealers")).item.round.opened_by == 2


def test_admins_open_rounds_where_only_they_do_and_everybody_where_not(game):
    assert open_round(game, player=2, admin=False).item.round.opened_by == 2
    game.ask(CancelRound(), group=True)
    here = game.book.get(Chat, game.chat)
    game.book.save([replace(here, admins_open=True)])
    assert open_round(game).item.round.opened_by == 1


def test_a_schedule_is_changed_by_admins_and_made_by_everybody(game):
    made = open_round(game, 2, every=4, player=2, admin=False)
    assert made.item.schedule == Schedule(game.chat, "BTC", 2, 4, False, game.now + 4 * MINUTE)
    assert game.book.get(Schedule, game.chat) == made.item.schedule
    game.ask(CancelRound(), group=True)
    refused = refusal(open_round(game, 2, every=5, player=2, admin=False))
    assert refused == ("admins_only", {"verb": "round every"})
    once = open_round(game, 1, player=2, admin=False)
    assert once.item.schedule.every_minutes == 4, "what repeats is shown with what does not"
    game.ask(CancelRound(), group=True)
    assert open_round(game, 1, every=5).item.schedule.every_minutes == 5


def test_rounds_repeat_no_sooner_than_they_can_end(game):
    assert refusal(open_round(game, 3, every=4)) == ("round_every_short", {"minutes": 4, "least_minutes": 5})
    assert open_round(game, 3, every=5).item.schedule.every_minutes == 5


def test_what_repeats_appears_in_the_topic_where_it_was_asked_for_first(game):
    open_round(game, 1, thread="7")
    assert game.book.get(Chat, game.chat).thread == "", "one alone chooses none"
    game.ask(CancelRound(), group=True)
    for thread in ("8", "9"):
        open_round(game, 1, every=3, thread=thread)
        game.ask(CancelRound(), group=True)
        assert game.book.get(Chat, game.chat).thread == "8"


def test_what_repeats_is_announced_and_nobodys(game):
    open_round(game, 1, every=3)
    game.ask(CancelRound(), group=True)
    game.told()
    due = game.book.get(Schedule, game.chat).next_ms
    game.mark_at(due)
    game.engine.on_clock(due)
    made = game.book.active_round(game.chat)
    assert (made.number, made.opened_by, made.locks_ms) == (2, None, due + MINUTE)
    assert game.book.get(Schedule, game.chat).next_ms == due + 3 * MINUTE
    (card,) = waiting(game)
    assert (card.topic, card.number, card.chat, card.player) == (Topic.ROUND, 2, game.chat, None)


def test_nothing_repeats_over_a_round_that_runs(game):
    open_round(game, 1, every=3)
    game.ask(CancelRound(), group=True)
    schedule = game.book.get(Schedule, game.chat)
    game.mark_at(schedule.next_ms - 30 * SECOND)
    open_round(game, 5)
    game.mark_at(schedule.next_ms)
    game.engine.on_clock(game.now)
    assert game.book.next_round() == 3
    assert game.book.get(Schedule, game.chat).next_ms == schedule.next_ms + 3 * MINUTE


# Bets


def test_players_are_counted_once_and_pools_hold_what_was_bet(game):
    open_round(game)
    game.told()
    for points in (10, 15, 25):
        answer = game.ask(bet(points), group=True)
        assert answer.item.bet == Bet(1, 1, Side.UP, points * POINT)
    game.ask(bet(40, Side.DOWN), 2, group=True)
    round_ = game.chat_round(1)
    assert (round_.up, round_.down, round_.players) == (25 * POINT, 40 * POINT, 2)
    assert (game.balance(), game.balance(2)) == (975 * POINT, 960 * POINT)
    assert game.book.balance(pool_account(1)) == 65 * POINT
    assert [notice.topic for notice in waiting(game)] == [Topic.ROUND] * 4
    game.ask(bet(25), group=True)
    assert len(waiting(game)) == 4, "the same again changes nothing"
    lower = refusal(game.ask(bet(24), group=True))
    assert lower == ("round_lower", {"number": 1, "stake_micro": 25 * POINT})
    turned = refusal(game.ask(bet(30, Side.DOWN), group=True))
    assert turned == ("round_side", {"number": 1, "side": "up"})


def test_raising_a_bet_risks_what_is_added(game):
    open_round(game)
    game.ask(bet(100), group=True)
    game.ask(SetLossLimit(150 * POINT))
    code, values = refusal(game.ask(bet(151), group=True))
    assert (code, values["room_micro"]) == ("loss_limit", 50 * POINT)
    game.ask(bet(150), group=True)
    assert game.balance() == 850 * POINT
    code, values = refusal(game.ask(Predict(Side.DOWN, Amount(share_ppm=1_000_000), None, None), 2, group=True))
    assert (code, values["amount_micro"]) == ("stake_bounds", 1_000 * POINT)


def test_a_stake_is_within_the_bounds_of_the_game_and_the_cap_of_the_chat(game):
    open_round(game)
    assert refusal(game.ask(bet(501), group=True))[0] == "stake_bounds"
    game.ask(SetStakeCap(30 * POINT), group=True)
    assert refusal(game.ask(bet(31), group=True)) == (
        "stake_cap", {"stake_micro": 31 * POINT, "most_micro": 30 * POINT},
    )  # fmt: skip
    game.ask(bet(30), group=True)
    game.ask(TakeBreak(86_400_000), 2)
    assert refusal(game.ask(bet(30), 2, group=True))[0] == "on_break"


def test_a_bet_that_is_taken_back_leaves_nothing(game):
    open_round(game)
    game.ask(bet(25), group=True)
    game.ask(bet(10, Side.DOWN), 2, group=True)
    game.told()
    answer = game.ask(WithdrawBet(), 2, group=True)
    round_ = game.chat_round(1)
    assert (answer.amount, round_.up, round_.down, round_.players) == (10 * POINT, 25 * POINT, 0, 1)
    assert (game.balance(2), game.book.get(Bet, 1, 2)) == (1_000 * POINT, None)
    assert len(waiting(game)) == 1
    game.ask(bet(5), 2, group=True)
    assert game.chat_round(1).players == 2


def test_a_locked_round_takes_and_gives_nothing(game):
    game.round()
    game.marks(61)
    assert game.chat_round(1).state is RoundState.LOCKED
    said_before = game.now - 20 * SECOND
    for player, command, code in (
        (1, bet(50), "round_locked"), (1, WithdrawBet(), "round_withdraw_late"), (1, CancelRound(), "round_locked"),
    ):  # fmt: skip
        game.requests += 1
        request = Request(player, game.chat, True, f"r{game.requests}", game.now, "", command, said_before)
        assert refusal(game.engine.handle(request)) == (code, {"number": 1})
    for command in (WithdrawBet(), CancelRound()):
        game.marks(61)
        assert game.refused(command, group=True) == "no_round"
        assert game.refused(command) == "groups_only"


def test_admins_cancel_and_stop(game):
    game.round()
    assert refusal(game.ask(CancelRound(), 2, group=True)) == ("admins_only", {"verb": "round cancel"})
    answer = game.ask(CancelRound(), group=True)
    assert (answer.item.round.state, answer.item.round.reason) == (RoundState.VOID, "cancelled")
    assert (game.balance(), game.balance(2)) == (1_000 * POINT, 1_000 * POINT)
    assert refusal(game.ask(StopRounds(), group=True)) == ("nothing_scheduled", {})
    schedule = open_round(game, every=3).item.schedule
    assert refusal(game.ask(StopRounds(), 2, group=True)) == ("admins_only", {"verb": "round stop"})
    assert game.ask(StopRounds(), group=True).schedule == schedule
    assert game.book.get(Schedule, game.chat) is None


# The end of a round


def test_a_round_locks_and_closes_by_prices_fifteen_seconds_late(plain):
    plain.round()
    round_ = plain.chat_round(1)
    plain.mark_at(round_.locks_ms + EXIT_MS)
    locked = plain.chat_round(1)
    assert (locked.state, locked.lock, locked.lock_published_ms) == (RoundState.LOCKED, plain.price, plain.now)
    assert (locked.lock_source, locked.due_ms) == ("pyth", round_.closes_ms + EXIT_MS)
    plain.mark_at(round_.closes_ms + EXIT_MS, plain.price + 1)
    settled = plain.chat_round(1)
    assert (settled.state, settled.close, settled.close_published_ms) == (RoundState.SETTLED, plain.price, plain.now)
    assert (plain.balance(), plain.balance(2)) == (1_024_250_000, 975 * POINT)
    assert plain.book.balance(HOUSE) == 750_000 and not plain.book.balance(pool_account(1))
    assert results(plain) == [(1, 25 * POINT, 24_250_000, MINUTE, plain.chat)]
    assert results(plain, 2) == [(1, 25 * POINT, -25 * POINT, MINUTE, plain.chat)]
    assert [(bet_.player, bet_.paid) for bet_ in plain.book.bets(1)] == [(1, 49_250_000), (2, 0)]


@pytest.mark.parametrize("locks", [True, False])
def test_a_round_without_a_price_in_time_is_void(plain, locks):
    plain.round()
    round_ = plain.chat_round(1)
    if locks:
        plain.mark_at(round_.locks_ms)
    plain.mark_at((round_.closes_ms if locks else round_.locks_ms) + EXIT_MS + 1)
    assert (plain.chat_round(1).state, plain.chat_round(1).reason) == (RoundState.VOID, "no_price")
    assert (plain.balance(), plain.balance(2)) == (1_000 * POINT, 1_000 * POINT)
    assert results(plain) == [(1, 0, 0, 0, plain.chat)]


def test_a_lock_waits_for_no_history_and_an_end_does(game):
    game.round()
    round_ = game.chat_round(1)
    game.mark_at(round_.locks_ms)
    assert game.chat_round(1).due_ms == round_.closes_ms + EXIT_MS + HISTORY
    game.mark_at(round_.closes_ms + EXIT_MS + 1)
    assert game.chat_round(1).state is RoundState.LOCKED


def test_a_guard_that_halted_after_the_last_moment_is_no_reason(plain):
    plain.round()
    locks = plain.chat_round(1).locks_ms
    plain.is_now(disputed_from_ms=locks + EXIT_MS + 1, disputed_to_ms=locks + EXIT_MS + 500)
    plain.mark_at(locks + EXIT_MS + 1_000)
    assert plain.chat_round(1).reason == "no_price"


def test_a_guard_that_halted_at_the_last_moment_is_one(plain):
    plain.round()
    locks = plain.chat_round(1).locks_ms
    plain.is_now(disputed_from_ms=locks + EXIT_MS, disputed_to_ms=locks + EXIT_MS + 500)
    plain.mark_at(locks + EXIT_MS + 1_000)
    assert plain.chat_round(1).reason == "guard"


@pytest.mark.parametrize(("sides", "reason"), [((), "empty"), ((Side.UP,), "one_sided"), ((Side.DOWN,), "one_sided")])
def test_a_round_needs_two_sides(game, sides, reason):
    open_round(game)
    for player, side in enumerate(sides, start=1):
        game.ask(bet(25, side), player, group=True)
    game.mark_at(game.chat_round(1).locks_ms)
    assert (game.chat_round(1).state, game.chat_round(1).reason) == (RoundState.VOID, reason)
    assert game.balance() == 1_000 * POINT


def test_everybody_in_a_round_and_its_chat_are_told_of_its_end(game):
    game.round()
    game.mark_at(game.chat_round(1).locks_ms)
    game.told()
    game.mark_at(game.chat_round(1).closes_ms, game.price + 1)
    told = [(each.player, each.chat, each.alert, each.number) for each in waiting(game) if each.topic is Topic.ROUND]
    assert told == [(1, None, AlertKind.SETTLED, 1), (2, None, AlertKind.SETTLED, 1), (None, game.chat, None, 1)]
