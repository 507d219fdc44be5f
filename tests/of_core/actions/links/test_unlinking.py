"""What the operator's undo of a link gives back, what stays, and when it is too late."""

import pytest

from core.ledger import MINT, player_account
from core.messages.all import Refusal
from core.messages.players import ClaimDaily, SetLossLimit, TakeBreak
from core.messages.positions import Close, Open
from core.messages.predictions import Predict
from core.messages.privacy import DeleteMe
from core.messages.rounds import OpenRound
from core.money import POINT, Amount
from core.rules.links import AGAIN_MS, LinkState
from core.rules.orders import Order
from core.rules.players import FIRST_GRANT
from core.rules.positions import Position
from core.rules.predictions import Prediction
from tests.worlds.links import (
    ANN,
    CAT,
    DAN,
    DAY,
    DEGEN,
    LONG,
    P25,
    STANDARD,
    UP,
    WAITING,
    People,
    check_accounts,
    group,
    refusal,
    undo,
)

# Undone


def everything(people: People) -> list:
    """All that two accounts have, in words that compare."""
    book = people.book
    found: list = []
    for number in (1, 2):
        found += [
            book.balance(player_account(number)),
            book.players.identities_of(number),
            book.results.history(number, 99),
        ]
        found += [book.get(kind, number, thing) for kind in (Order, Position, Prediction) for thing in range(1, 40)]
        found += [book.rounds.open_bets_of(number), book.results.standing_of(number, live=False)]
    return [*found, book.balance(MINT), book.rounds.bets_in(1)]


def test_an_undo_at_once_restores_everything(people):
    chat = group(people)
    people.do(DAN, ClaimDaily())
    for who in (ANN, DAN, DAN):
        people.do(who, STANDARD)
        people.do(who, Predict(UP, P25, 1, "BTC"))
    people.price()
    people.do(DAN, WAITING)
    people.do(ANN, Close(1, 1_000_000))
    people.price()
    people.do(ANN, DEGEN)
    people.do(DAN, OpenRound(1, "BTC", None, False), chat)
    people.do(DAN, Predict(UP, P25, None, None), chat)
    before = everything(people)
    made = people.link(ANN, DAN).link
    assert everything(people) != before
    undo(people.engine, made.number, people.now)
    assert everything(people) == before
    check_accounts(people.book, range(1, 3))


def test_what_was_won_since_stays_with_the_older_account(people):
    people.do(DAN, Predict(UP, P25, 1, "BTC"))
    people.price()
    people.link(ANN, DAN)
    people.price(100_100, 60_000)
    link = undo(people.engine, 1, people.now)
    assert link.returned == link.points == 975 * POINT
    assert people.balance(DAN) == 975 * POINT
    assert people.balance(ANN) == 1_000 * POINT + 42_500_000
    assert people.book.results.history(2, 9)[0].number == 1


def test_what_was_lost_since_cannot_be_given_back(people):
    people.link(ANN, DAN)
    for _ in range(2):
        people.do(DAN, Open(LONG, "BTC", Amount(micro=500 * POINT), 1001))
    people.price()
    people.price(99_000)
    assert people.balance(ANN) == 0
    link = undo(people.engine, 1, people.now)
    assert link.returned == people.balance(DAN) == 1_000 * POINT  # of what the mint gave back
    assert people.balance(ANN) == 0


def test_what_began_since_stays_with_the_older_account(people):
    people.do(DAN, STANDARD)
    people.price()
    people.link(ANN, DAN)
    people.do(DAN, STANDARD)
    people.price()
    undo(people.engine, 1, people.now)
    assert [position.number for position in people.book.positions.open_of(1)] == [2]
    assert [position.number for position in people.book.positions.open_of(2)] == [1]
    people.do(DAN, STANDARD)  # its number is above all that Dan has seen
    assert [order.number for order in people.book.positions.waiting_orders(2)] == [3]


def test_a_break_is_not_ended_by_an_undo(people):
    people.link(ANN, DAN)
    people.do(ANN, TakeBreak(7 * DAY))
    undo(people.engine, 1, people.now)
    assert refusal(people.ask(DAN, STANDARD)) == refusal(people.ask(ANN, STANDARD)) == "on_break"


def test_both_are_told_of_an_undo(people):
    people.link(ANN, DAN)
    people.hear()
    undo(people.engine, 1, people.now)
    told = [(to, shown.link.state) for to, shown in people.hear()]
    assert told == [(ANN, LinkState.UNDONE), (DAN, LinkState.UNDONE)]


def test_links_on_top_of_each_other_are_undone_from_the_top(people):
    people.join(CAT)
    for who in (ANN, DAN, CAT, CAT, CAT):
        people.do(who, STANDARD)
    people.price()
    before = [people.book.positions.open_of(number) for number in (1, 2, 3)]
    people.link(ANN, DAN)
    people.now += AGAIN_MS
    people.price(100_000, 20_000)
    people.link(CAT, DAN)
    with pytest.raises(Refusal) as later:
        undo(people.engine, 1, people.now)
    assert (later.value.code, later.value.values["later"]) == ("unlink_later", 2)
    for number in (2, 1):
        undo(people.engine, number, people.now)
        check_accounts(people.book, range(1, 4))
    assert [people.book.positions.open_of(number) for number in (1, 2, 3)] == before


@pytest.mark.parametrize(("number", "code"), [(9, "no_such_link"), (1, "link_not_made")])
def test_what_is_no_link_cannot_be_undone(people, number, code):
    people.offer(ANN)
    with pytest.raises(Refusal) as refused:
        undo(people.engine, number, people.now)
    assert refused.value.code == code


def test_a_link_is_undone_once_and_may_be_made_anew(people):
    people.link(ANN, DAN)
    undo(people.engine, 1, people.now)
    with pytest.raises(Refusal):
        undo(people.engine, 1, people.now)
    again = people.link(ANN, DAN).link
    assert (again.number, again.given_twice) == (2, FIRST_GRANT)
    assert people.balance(ANN) == FIRST_GRANT


def test_a_link_whose_person_is_gone_cannot_be_undone(people):
    people.link(ANN, DAN)
    people.join(CAT)
    people.book.links.move_person(1, 3, ["discord"])
    with pytest.raises(Refusal) as refused:
        undo(people.engine, 1, people.now)
    assert refused.value.code == "unlink_gone"


def test_after_an_undone_link_nobody_has_what_the_other_was_answered_before_it(people):
    people.do(ANN, SetLossLimit(7 * POINT))
    people.now += 1
    link = people.link(DAN, ANN).link
    undo(people.engine, link.number, people.now)
    people.do(ANN, DeleteMe())
    answers = people.book.privacy.rows(people.number(DAN))["requests"]
    assert answers and "7000000" not in str(answers)
