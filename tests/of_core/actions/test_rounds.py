"""Rounds: who opens, bets, takes back and cancels, schedules, and the prices at which a round locks and closes."""

from dataclasses import replace

import pytest

from core.ledger import HOUSE, pool_account
from core.messages.all import Request
from core.messages.chats import SetStakeCap
from core.messages.players import SetLossLimit, TakeBreak
from core.messages.predictions import Predict
from core.messages.rounds import BetPlaced, CancelRound, OpenRound, StopRounds, WithdrawBet
from core.money import POINT, Amount
from core.prices.markets import Rules, Side
from core.rules.alerts.kinds import AlertKind
from core.rules.chats import Chat
from core.rules.notices import Topic
from core.rules.predictions import EXIT_MS
from core.rules.rounds import Bet, Round, RoundState, Schedule
from tests.worlds.game import LIVE, Game, refused_with
from tests.worlds.links import refusal
from tests.worlds.quotes import SECOND

MINUTE = 60_000
HISTORY = LIVE.history_ms


def open_round(game: Game, minutes: int = 1, every: int | None = None, sealed: bool = False, **request) -> object:
    """What the answer to `round` is."""
    game.requests += 1
    asked = Request(1, game.chat, True, f"r{game.requests}", game.now, "", OpenRound(minutes, "BTC", every, sealed),
                    game.now)  # fmt: skip
    return game.engine.handle(replace(asked, **request))


def bet(points: int, side: Side = Side.UP) -> Predict:
    return Predict(side, Amount(points * POINT), None, None)


def results(game: Game, player: int = 1) -> list[tuple]:
    sql = "SELECT number, staked, net, lived_ms, chat FROM results WHERE player = ? ORDER BY number"
    return game.book._conn.execute(sql, (player,)).fetchall()


def test_a_round_is_for_one_to_sixty_minutes(game):
    for minutes in (0, 61):
        code, values = refused_with(open_round(game, minutes))
        assert (code, values["minutes"], values["offered"]) == ("window_unknown", minutes, "1m ... 60m")
    answer = open_round(game, 60, sealed=True)
    made = answer.item.round
    assert (made.number, made.chat, made.market, made.minutes, made.sealed) == (1, game.chat, "BTC", 60, True)
    assert (made.opened_by, made.opened_ms, made.locks_ms) == (1, game.now, game.now + MINUTE)
    assert (made.closes_ms, made.due_ms) == (game.now + 61 * MINUTE, game.now + MINUTE + EXIT_MS)
    assert (answer.item.schedule, game.book.get(Schedule, game.chat)) == (None, None)
    assert refused_with(open_round(game)) == ("round_active", {"number": 1})


def test_a_minute_is_enough_for_a_round(game):
    assert open_round(game, 1).item.round.closes_ms == game.now + 2 * MINUTE
    assert refused_with(open_round(game, chat=None)) == ("groups_only", {"verb": "round"})


def test_where_admins_open_rounds_others_do_not(game):
    here = game.book.get(Chat, game.chat)
    game.book.save([replace(here, admins_open=True)])
    assert refused_with(open_round(game, player=2, admin=False)) == ("admins_only", {"verb": "round"})
    game.book.save([replace(here, admins_open=True, role="dealers")])
    for roles in (None, (), ("players",)):
        assert refused_with(open_round(game, player=2, admin=False, roles=roles)) == ("role_only", {"verb": "round"})
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
    refused = refused_with(open_round(game, 2, every=5, player=2, admin=False))
    assert refused == ("admins_only", {"verb": "round every"})
    once = open_round(game, 1, player=2, admin=False)
    assert once.item.schedule.every_minutes == 4, "what repeats is shown with what does not"
    game.ask(CancelRound(), group=True)
    assert open_round(game, 1, every=5).item.schedule.every_minutes == 5


def test_rounds_repeat_no_sooner_than_they_can_end(game):
    assert refused_with(open_round(game, 3, every=4)) == ("round_every_short", {"minutes": 4, "least_minutes": 5})
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
    made = game.book.rounds.active_in(game.chat)
    assert (made.number, made.opened_by, made.locks_ms) == (2, None, due + MINUTE)
    assert game.book.get(Schedule, game.chat).next_ms == due + 3 * MINUTE
    (card,) = game.waiting()
    assert (card.topic, card.number, card.chat, card.player) == (Topic.ROUND, 2, game.chat, None)


def test_nothing_repeats_over_a_round_that_runs(game):
    open_round(game, 1, every=3)
    game.ask(CancelRound(), group=True)
    schedule = game.book.get(Schedule, game.chat)
    game.mark_at(schedule.next_ms - 30 * SECOND)
    open_round(game, 5)
    game.mark_at(schedule.next_ms)
    game.engine.on_clock(game.now)
    assert game.book.next_number(Round) == 3
    assert game.book.get(Schedule, game.chat).next_ms == schedule.next_ms + 3 * MINUTE


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
    assert [notice.topic for notice in game.waiting()] == [Topic.ROUND] * 4
    game.ask(bet(25), group=True)
    assert len(game.waiting()) == 4, "the same again changes nothing"
    lower = refused_with(game.ask(bet(24), group=True))
    assert lower == ("round_lower", {"number": 1, "stake_micro": 25 * POINT})
    turned = refused_with(game.ask(bet(30, Side.DOWN), group=True))
    assert turned == ("round_side", {"number": 1, "side": "up"})


def test_raising_a_bet_risks_what_is_added(game):
    open_round(game)
    game.ask(bet(100), group=True)
    game.ask(SetLossLimit(150 * POINT))
    code, values = refused_with(game.ask(bet(151), group=True))
    assert (code, values["room_micro"]) == ("loss_limit", 50 * POINT)
    game.ask(bet(150), group=True)
    assert game.balance() == 850 * POINT
    code, values = refused_with(game.ask(Predict(Side.DOWN, Amount(share_ppm=1_000_000), None, None), 2, group=True))
    assert (code, values["amount_micro"]) == ("stake_bounds", 1_000 * POINT)


def test_a_stake_is_within_the_bounds_of_the_game_and_the_cap_of_the_chat(game):
    open_round(game)
    assert refused_with(game.ask(bet(501), group=True))[0] == "stake_bounds"
    game.ask(SetStakeCap(30 * POINT), group=True)
    assert refused_with(game.ask(bet(31), group=True)) == (
        "stake_cap", {"stake_micro": 31 * POINT, "most_micro": 30 * POINT},
    )  # fmt: skip
    game.ask(bet(30), group=True)
    game.ask(TakeBreak(86_400_000), 2)
    assert refused_with(game.ask(bet(30), 2, group=True))[0] == "on_break"


def test_a_bet_that_is_taken_back_leaves_nothing(game):
    open_round(game)
    game.ask(bet(25), group=True)
    game.ask(bet(10, Side.DOWN), 2, group=True)
    game.told()
    answer = game.ask(WithdrawBet(), 2, group=True)
    round_ = game.chat_round(1)
    assert (answer.amount, round_.up, round_.down, round_.players) == (10 * POINT, 25 * POINT, 0, 1)
    assert (game.balance(2), game.book.get(Bet, 1, 2)) == (1_000 * POINT, None)
    assert len(game.waiting()) == 1
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
        assert refused_with(game.engine.handle(request)) == (code, {"number": 1})
    for command in (WithdrawBet(), CancelRound()):
        game.marks(61)
        assert game.refused(command, group=True) == "no_round"
        assert game.refused(command) == "groups_only"


def test_admins_cancel_and_stop(game):
    game.round()
    assert refused_with(game.ask(CancelRound(), 2, group=True)) == ("admins_only", {"verb": "round cancel"})
    answer = game.ask(CancelRound(), group=True)
    assert (answer.item.round.state, answer.item.round.reason) == (RoundState.VOID, "cancelled")
    assert (game.balance(), game.balance(2)) == (1_000 * POINT, 1_000 * POINT)
    assert refused_with(game.ask(StopRounds(), group=True)) == ("nothing_scheduled", {})
    schedule = open_round(game, every=3).item.schedule
    assert refused_with(game.ask(StopRounds(), 2, group=True)) == ("admins_only", {"verb": "round stop"})
    assert game.ask(StopRounds(), group=True).schedule == schedule
    assert game.book.get(Schedule, game.chat) is None


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
    assert [(bet_.player, bet_.paid) for bet_ in plain.book.rounds.bets_in(1)] == [(1, 49_250_000), (2, 0)]


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
    told = [(each.player, each.chat, each.alert, each.number) for each in game.waiting() if each.topic is Topic.ROUND]
    assert told == [(1, None, AlertKind.SETTLED, 1), (2, None, AlertKind.SETTLED, 1), (None, game.chat, None, 1)]


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
