"""What a link moves and what it does not, and who is refused; on both books."""

import pytest

from core.book import Identity
from core.ledger import MINT, player_account
from core.messages.links import OfferLink, UseLink
from core.messages.players import (
    ClaimDaily,
    HistoryShown,
    SetLeverageLimit,
    SetLossLimit,
    SetTolerance,
    ShowHistory,
    ShowMe,
    TakeBreak,
)
from core.messages.positions import AddMargin, Cancel, Close, Open, PositionNow, ShowPositions
from core.messages.predictions import Predict
from core.messages.privacy import Export
from core.messages.rounds import OpenRound, WithdrawBet
from core.money import POINT, Amount
from core.prices.markets import Rules, Side
from core.rules.chats import Chat, Member
from core.rules.links import AGAIN_MS, LinkState
from core.rules.orders import Order, OrderState
from core.rules.players import FIRST_GRANT
from core.rules.positions import Position, State
from tests.worlds.links import (
    ANN,
    CAT,
    DAN,
    DAY,
    DEGEN,
    DOWN,
    LONG,
    P25,
    SHORT,
    STANDARD,
    UP,
    WAITING,
    People,
    check_accounts,
    group,
    refusal,
    undo,
)

# What moves


def test_two_fresh_accounts_are_one_fresh_account(people):
    made = people.link(DAN, ANN)
    assert people.number(DAN) == people.number(ANN) == made.link.keeps == 1
    assert (made.link.points, made.link.given_twice) == (FIRST_GRANT, FIRST_GRANT)
    assert people.balance(ANN) == FIRST_GRANT
    assert people.book.balance(MINT) == -FIRST_GRANT
    assert people.book.balance(player_account(2)) == 0


@pytest.mark.parametrize("names", [ANN, DAN])
def test_the_older_account_stays_whoever_names_the_code(people, names):
    people.link(DAN if names is ANN else ANN, names)
    assert people.number(DAN) == people.number(ANN) == 1
    assert people.player(DAN).name == "ann"


def test_everything_open_moves_and_goes_on(people):
    people.do(DAN, STANDARD)
    people.price()
    people.do(DAN, WAITING)
    people.do(DAN, Predict(UP, P25, 1, "BTC"))
    people.do(ANN, DEGEN)
    people.price()
    before = people.balance(ANN) + people.balance(DAN)
    made = people.link(ANN, DAN).link
    check_accounts(people.book, range(1, 3))
    assert people.balance(DAN) == before - made.given_twice
    shown = people.do(DAN, ShowPositions())
    assert len(shown.positions) == 2 and len(shown.predictions) == 1
    # Ann had used one number, so Dan's 1, 2, 3 are 2, 3, 4; her own open 1 is beyond all of them.
    assert (made.offset, made.count, made.renumbered) == (1, 3, ((1, 5),))
    assert people.book.get(Position, 1, 2).leverage == 10 and people.book.get(Position, 1, 5).leverage == 1001
    assert people.book.get(Order, 1, 3).state is OrderState.WAITING
    people.do(ANN, Close(2, 1_000_000))
    people.do(ANN, AddMargin(2, Amount(micro=POINT)))
    people.price(100_010)
    people.price(89_000)
    people.price(89_001, 61_000)
    people.price(89_001)
    assert people.book.get(Position, 1, 2).state is State.CLOSED
    assert people.book.get(Position, 1, 5).state is State.LIQUIDATED
    assert people.book.get(Order, 1, 3).state is OrderState.FILLED
    assert not people.book.predictions.open_of(1)
    people.do(ANN, STANDARD)
    assert people.player(ANN).next_number == 7
    check_accounts(people.book, range(1, 3))


def test_history_and_statistics_are_those_of_both(people):
    for who in (ANN, DAN):
        people.do(who, STANDARD)
        people.price()
        people.do(who, Close(1, 1_000_000))
        people.price()
    lines = sum(people.book.results.standing_of(number, live=False).net for number in (1, 2))
    people.link(ANN, DAN)
    assert people.do(DAN, ShowMe()).standing.net == lines
    items = people.do(DAN, ShowHistory(None)).items
    assert [item.position.number for item in items] == [2, 1]
    assert isinstance(people.do(DAN, ShowHistory(2)), HistoryShown)
    assert not people.book.results.history(2, 9)


def test_what_was_won_moves_and_gifts_do_not(people):
    """Dan put his whole first grant at stake before the link: that hides none of it."""
    people.do(DAN, ClaimDaily())
    for _ in range(2):
        people.do(DAN, Predict(UP, Amount(micro=500 * POINT), 1, "BTC"))
        people.price()
        people.price(100_100, 60_000)
    won = people.balance(DAN) - 1_100 * POINT
    assert won == 700 * POINT
    people.price(100_000, 16_000)
    people.do(DAN, Open(LONG, "BTC", Amount(micro=900 * POINT), 2))
    people.price()
    people.link(ANN, DAN)
    # One set of gifts is the 1,100 pt that Dan had; Ann's 1,000 pt went back.
    opened = people.book.positions.open_of(1)[0]
    assert people.balance(ANN) + opened.margin + opened.fees == 1_100 * POINT + won


def test_gifts_that_are_at_stake_must_be_free_first(people):
    for who in (ANN, DAN):
        people.do(who, Open(LONG, "BTC", Amount(micro=990 * POINT), 2))
    people.price()
    answer = people.plan(ANN, DAN)
    assert refusal(answer) == "link_owed"
    assert answer.values["balance_micro"] == 20 * POINT
    people.do(ANN, Close(None, 1_000_000))
    people.price()
    people.link(ANN, DAN)


def test_the_tighter_limits_and_the_longer_break_hold(people):
    people.do(ANN, SetLossLimit(300 * POINT))
    people.do(DAN, SetLossLimit(200 * POINT))
    people.do(DAN, SetLeverageLimit(50))
    people.do(ANN, SetTolerance(77))
    people.do(ANN, Open(LONG, "BTC", P25, 100, limit=90_000 * 100_000_000))
    people.do(DAN, ClaimDaily())
    claimed = people.now
    people.do(ANN, ClaimDaily())
    people.link(ANN, DAN)
    player = people.player(ANN)
    assert (player.loss_limit, player.leverage_limit, player.tolerance_bps) == (200 * POINT, 50, 77)
    assert player.claimed_ms == claimed and refusal(people.ask(DAN, ClaimDaily())) == "daily_later"
    assert people.book.get(Order, 1, 1).state is OrderState.CANCELLED


def test_a_break_lasts_for_both(people):
    people.do(DAN, TakeBreak(7 * DAY))
    people.link(DAN, ANN)
    assert refusal(people.ask(ANN, STANDARD)) == "on_break"


def test_chats_know_the_account_that_stays(people):
    chat = people.engine.chat("discord", "g", people.number(DAN), people.now)
    people.link(ANN, DAN)
    assert people.book.get(Chat, chat.number).founder == 1
    assert people.book.get(Member, chat.number, 1) and not people.book.get(Member, chat.number, 2)


def test_what_was_not_told_yet_is_told_to_the_account_that_stays(people):
    people.do(DAN, DEGEN)
    people.price()
    people.price(99_000)
    people.link(ANN, DAN)
    told = people.hear()
    positions = [thing.position for _, thing in told if isinstance(thing, PositionNow)]
    assert {(each.player, each.number) for each in positions} == {(1, 1)}
    assert all(to in (ANN, DAN) for to, _ in told)


# Rounds


def test_a_bet_in_a_running_round_moves_with_its_claim_to_the_pool(people):
    chat = group(people)
    people.join(CAT)
    people.do(CAT, OpenRound(1, "BTC", None, False), chat)
    people.do(CAT, Predict(DOWN, P25, None, None), chat)
    people.do(DAN, Predict(UP, P25, None, None), chat)
    people.link(ANN, DAN)
    assert [(bet.player, bet.side) for bet in people.book.rounds.bets_in(1)] == [(1, UP), (3, DOWN)]
    before = people.balance(ANN)
    people.price(100_000, 60_000)
    people.price(100_100, 60_000)
    assert people.balance(ANN) > before + 25 * POINT
    assert [(each.kind, each.number) for each in people.book.results.history(1, 9)] == [("round", 1)]


def test_two_bets_in_one_running_round_cannot_be_linked(people):
    chat = group(people)
    people.do(ANN, OpenRound(1, "BTC", None, False), chat)
    people.do(ANN, Predict(UP, P25, None, None), chat)
    people.do(DAN, Predict(UP, P25, None, None), chat)
    assert refusal(people.plan(ANN, DAN)) == "link_round"
    people.do(DAN, WithdrawBet(), chat)
    people.link(ANN, DAN)


def test_a_round_that_both_played_stays_as_evidence(people):
    chat = group(people)
    for number in (1, 2):
        people.do(ANN, OpenRound(1, "BTC", None, False), chat)
        if number == 1:
            people.do(ANN, Predict(DOWN, P25, None, None), chat)
        else:
            people.join(CAT)
            people.do(CAT, Predict(DOWN, P25, None, None), chat)
        people.do(DAN, Predict(UP, P25, None, None), chat)
        people.price(100_000, 60_000)
        people.price(100_100, 60_000)
    people.link(ANN, DAN)
    assert [bet.player for number in (1, 2) for bet in people.book.rounds.bets_in(number)] == [1, 2, 1, 3]
    undo(people.engine, 1, people.now)
    assert [bet.player for number in (1, 2) for bet in people.book.rounds.bets_in(number)] == [1, 2, 2, 3]
    assert [each.number for each in people.book.results.history(2, 9)] == [2, 1]


# Who is refused


def test_opposite_degen_positions_are_named(people):
    people.do(ANN, STANDARD)
    people.do(ANN, DEGEN)
    people.do(DAN, Open(SHORT, "BTC", P25, 500))
    people.price()
    answer = people.plan(ANN, DAN)
    assert refusal(answer) == "link_degen" and (answer.values["number"], answer.values["other"]) == (1, 2)
    people.do(DAN, Close(1, 1_000_000))
    people.price()
    people.link(ANN, DAN)


def test_the_most_of_open_things_holds_for_both_together(people):
    for who in (ANN, DAN):
        for _ in range(11):
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10))
    people.price()
    assert refusal(people.plan(ANN, DAN)) == "link_positions"
    people.do(DAN, Close(1, 1_000_000))
    people.do(ANN, Close(1, 1_000_000))
    people.price()
    people.link(ANN, DAN)
    assert len(people.book.positions.open_of(1)) == Rules().max_open_positions


def test_predictions_together_are_limited_too(people):
    for who in (ANN, DAN):
        for _ in range(11):
            people.do(who, Predict(UP, Amount(micro=POINT), 1, "BTC"))
    assert refusal(people.plan(ANN, DAN)) == "link_predictions"


def test_the_own_code_and_the_same_platform_are_refused(people):
    tom = Identity("telegram", "tom")
    assert refusal(people.plan(ANN, ANN)) == "link_own"
    assert refusal(people.plan(ANN, tom)) == "link_platform"
    people.link(ANN, DAN)
    people.now += AGAIN_MS
    assert refusal(people.plan(tom, DAN)) == "link_platform"


def test_an_account_is_linked_once_in_thirty_days(people):
    people.join(CAT)
    code = people.offer(CAT)
    people.link(ANN, DAN)
    assert refusal(people.ask(DAN, OfferLink(1))) == "link_again"
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_again"
    people.now += AGAIN_MS
    people.link(CAT, DAN)
    assert [each.platform for each in people.book.players.identities_of(1)] == ["console", "discord", "telegram"]
    assert people.balance(CAT) == FIRST_GRANT


def test_links_are_private_and_a_code_said_in_a_group_is_void(people):
    chat = group(people)
    assert refusal(people.ask(ANN, OfferLink(1), chat)) == "link_private"
    code = people.offer(ANN)
    assert refusal(people.ask(DAN, UseLink(code, sure=False), chat)) == "link_private"
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_wrong"


def exported(people: People, who: Identity) -> list[dict]:
    return people.do(who, Export()).tables["transfers"]


def signed(row: dict, account: str) -> int:
    return {row["credit"]: row["amount"], row["debit"]: -row["amount"]}.get(account, 0)


def things_moved(people: People, who: Identity) -> list[str]:
    return [row["code"] for row in exported(people, who) if "/" in row["debit"] + row["credit"]]


def test_twenty_of_a_kind_together_may_be_linked(people):
    for who in (ANN, DAN):
        for _ in range(10):
            people.do(who, Predict(Side.UP, Amount(micro=POINT), 1, "BTC"))
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10, limit=90_000 * 10**8))
    people.link(ANN, DAN)
    assert len(people.book.predictions.open_of(1)) == len(people.book.positions.waiting_orders(1)) == 20


def test_orders_count_with_positions(people):
    for who in (ANN, DAN):
        for _ in range(5):
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10))
        people.price()
        for _ in range(6 if who is DAN else 5):
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10, limit=90_000 * 10**8))
    answer = people.plan(ANN, DAN)
    assert refusal(answer) == "link_positions" and answer.values == {"count": 21, "most": 20}
    people.do(DAN, Cancel(6))
    people.link(ANN, DAN)


def test_numbers_that_clash_go_on_above_all_others(people):
    for who in (ANN, DAN):
        people.do(who, WAITING)
        people.do(who, WAITING)
    people.do(DAN, WAITING)
    link = people.link(ANN, DAN).link
    assert (link.offset, link.count, link.renumbered) == (2, 3, ((1, 6), (2, 7)))
    assert [each.number for each in people.book.positions.waiting_orders(1)] == [3, 4, 5, 6, 7]
    assert people.player(ANN).next_number == 8
    undo(people.engine, link.number, people.now)
    assert [each.number for each in people.book.positions.waiting_orders(1)] == [1, 2]
    assert [each.number for each in people.book.positions.waiting_orders(2)] == [1, 2, 3]


def test_points_move_once_and_an_undo_takes_no_more_than_there_is(people):
    people.do(DAN, Open(LONG, "BTC", Amount(micro=300 * POINT), 10))
    people.price()
    people.do(DAN, Close(1, 1_000_000))
    people.price(101_000)
    brought, mine = people.balance(DAN), people.balance(ANN)
    link = people.link(ANN, DAN).link
    assert (link.points, people.balance(ANN)) == (brought, mine + brought - link.given_twice)
    undone = undo(people.engine, link.number, people.now)
    assert (undone.returned, people.balance(ANN), people.balance(DAN)) == (brought, mine, brought)
    assert undone.state is LinkState.UNDONE and undone.undone_ms == people.now


def test_what_moves_with_a_link_and_back_says_so_to_both(people):
    people.do(DAN, WAITING)
    link = people.link(ANN, DAN).link
    undo(people.engine, link.number, people.now)
    assert things_moved(people, DAN) == ["reserve", "link", "unlink"]
    assert things_moved(people, ANN) == ["link", "unlink"]
    for who in (ANN, DAN):
        assert sum(signed(row, f"p{people.number(who)}") for row in exported(people, who)) == people.balance(who)


def test_gifts_that_go_back_may_take_all_that_is_free(people):
    for who in (ANN, DAN):
        people.do(who, Open(LONG, "BTC", Amount(micro=500 * POINT), 2, limit=90_000 * 10**8))
    link = people.link(ANN, DAN).link
    assert (link.given_twice, people.balance(ANN)) == (1_000 * POINT, 0)


def test_what_a_link_was_told_of_is_shown_as_it_is_now(people):
    code = people.offer(ANN)
    people.do(DAN, UseLink(code, sure=False))
    ((_to, shown),) = people.hear()
    assert (shown.asked, shown.keeps.name, shown.closes.name) == (False, ANN.user, DAN.user)
    people.do(DAN, ClaimDaily())
    people.do(DAN, UseLink(code, sure=False))
    people.offer(ANN)
    ((_to, shown),) = people.hear()
    assert (shown.keeps, shown.closes) == (None, None), "nothing is planned any more"
