"""Codes that link: what is shown before, and that what arrives twice, late or in a race is done once."""

import pytest

from core.book import Draft
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.players import ClaimDaily, SetConfirm
from core.messages.positions import Close, OrderPlaced, ShowPositions
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.money import POINT
from core.prices.markets import Side
from core.rules.links import (
    CODE_MS,
    MAX_WRONG,
    WRONG_MS,
    LinkState,
)
from tests.worlds.links import (
    ANN,
    CAT,
    DAN,
    P25,
    STANDARD,
    WAITING,
    group,
    refusal,
    undo,
)

HOUR = 3_600_000

# Rules


# Codes


def test_nothing_happens_before_it_was_shown(people):
    code = people.offer(ANN)
    shown = people.do(DAN, UseLink(code, sure=True))
    assert shown.link.state is LinkState.PLANNED and people.number(DAN) == 2
    people.do(DAN, ClaimDaily())
    changed = people.do(DAN, UseLink(code, sure=True))
    assert changed.link.state is LinkState.PLANNED and changed.link.points == shown.link.points + 100 * POINT
    assert people.do(DAN, UseLink(code, sure=True)).link.state is LinkState.LINKED


def test_both_sides_are_told_before_and_after(people):
    planned = people.plan(ANN, DAN)
    ((to, shown),) = people.hear()
    assert (to, shown.link, shown.asked) == (ANN, planned.link, False)
    people.do(DAN, UseLink(planned.link.code, sure=True))
    ((to, shown),) = people.hear()
    assert (to, shown.link.state) == (ANN, LinkState.LINKED)


def test_a_code_lives_ten_minutes_and_works_once(people):
    code = people.offer(ANN)
    people.now += CODE_MS
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_wrong"
    code = people.offer(ANN)
    people.now += CODE_MS - 1
    people.do(DAN, UseLink(code, sure=False))
    people.do(DAN, UseLink(code, sure=True))
    people.join(CAT)
    assert refusal(people.ask(CAT, UseLink(code, sure=True))) == "link_wrong"


def test_the_code_of_an_account_that_nobody_has_any_more_is_void(people):
    code = people.offer(ANN)
    people.join(CAT)
    people.book.links.move_person(1, 3, ["telegram"])
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_wrong"
    people.book.links.move_person(3, 1, ["telegram"])


def test_a_new_code_replaces_the_old_and_what_was_planned(people):
    first = people.offer(ANN)
    people.do(DAN, UseLink(first, sure=False))
    second = people.offer(ANN)
    assert refusal(people.ask(DAN, UseLink(first, sure=True))) == "link_wrong"
    assert people.do(DAN, UseLink(second, sure=True)).link.state is LinkState.PLANNED


def test_nobody_gets_a_code_that_somebody_has(people):
    one = people.do(ANN, OfferLink(7)).link
    other = people.do(DAN, OfferLink(7)).link
    assert one.code != other.code and one.number != other.number


def test_five_wrong_codes_are_enough_for_an_hour(people):
    code = people.offer(ANN)
    for left in range(MAX_WRONG - 1, -1, -1):
        answer = people.ask(DAN, UseLink("AAAAAAAA", sure=False))
        assert refusal(answer) == "link_wrong" and answer.values["left"] == left
    people.now += WRONG_MS - 1
    code = people.offer(ANN)
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_tries"
    people.now += 1
    assert isinstance(people.ask(DAN, UseLink(code, sure=False)), LinkNow)


def test_a_wrong_code_said_again_by_the_platform_counts_once(people):
    for _ in range(9):
        answer = people.ask(DAN, UseLink("AAAAAAAA", sure=False), request="same")
        assert answer.values["left"] == MAX_WRONG - 1


def test_two_who_race_for_a_code_get_one_link(people):
    people.join(CAT)
    code = people.offer(ANN)
    people.do(DAN, UseLink(code, sure=False))
    assert people.do(CAT, UseLink(code, sure=True)).link.state is LinkState.PLANNED  # Cat sees what would happen to Cat
    assert people.do(DAN, UseLink(code, sure=True)).link.state is LinkState.PLANNED
    assert people.do(DAN, UseLink(code, sure=True)).link.state is LinkState.LINKED
    assert refusal(people.ask(CAT, UseLink(code, sure=True))) == "link_wrong"
    assert people.number(CAT) == 3


@pytest.mark.parametrize("names", [ANN, DAN])
def test_the_repeat_of_a_link_is_answered_as_the_first_time(people, names):
    planned = people.plan(DAN if names is ANN else ANN, names)
    use = UseLink(planned.link.code, sure=True)
    first = people.ask(names, use, request="again")
    assert first.link.state is LinkState.LINKED
    assert people.ask(names, use, request="again") == first


def test_what_was_asked_before_a_link_is_not_done_again_after_it(people):
    first = people.ask(DAN, STANDARD, request="#k3f9")
    assert isinstance(first, OrderPlaced)
    people.link(ANN, DAN)
    assert people.ask(DAN, STANDARD, request="#k3f9") == first
    undo(people.engine, 1, people.now)
    assert people.ask(DAN, STANDARD, request="#k3f9") == first
    assert len(people.book.positions.waiting_orders(2)) == 1


def test_old_numbers_mean_nothing_else(people):
    """Whatever number a button of before has, on either platform, nothing open answers to it."""
    for who in (ANN, ANN, ANN, DAN, DAN):
        people.do(who, STANDARD)
    people.price()
    made = people.link(ANN, DAN).link
    assert [position.number for position in people.book.positions.open_of(1)] == [3, 4, 5, 6, 7]
    assert made.renumbered == ((1, 6), (2, 7))
    for number in (1, 2):
        assert refusal(people.ask(DAN, Close(number, 1_000_000))) == "no_such_position"
    people.do(ANN, Close(3, 1_000_000))  # Dan has never had a number 3


def test_alerts_go_to_the_identity_that_spoke_last(people):
    people.link(ANN, DAN)
    for who in (DAN, ANN, DAN):
        people.do(who, ShowPositions())
        assert people.book.players.identity_of(1) == who


def test_an_offer_says_nothing_of_others_and_a_plan_shows_both_sides(people):
    offered = people.do(ANN, OfferLink(5))
    assert (offered.asked, offered.keeps, offered.closes, offered.link.number) == (False, None, None, 1)
    assert people.do(ANN, OfferLink(9)).link.number == 1, "the same offer, with another code"
    people.do(DAN, STANDARD)
    people.price()
    people.do(DAN, WAITING)
    people.do(DAN, Predict(Side.UP, P25, 1, "BTC"))
    chat = group(people)
    people.do(DAN, OpenRound(1, "BTC", None, False), chat)
    people.do(DAN, Predict(Side.DOWN, P25, None, None), chat)
    planned = people.plan(ANN, DAN)
    assert planned.asked and (planned.keeps.things, planned.closes.things) == (0, 4)
    assert (planned.keeps.platforms, planned.closes.platforms) == (ANN.platform, DAN.platform)
    assert planned.closes.balance == people.balance(DAN)


def test_a_code_counts_to_its_last_millisecond_and_a_wrong_one_counts_once(people):
    first = people.ask(DAN, UseLink("A" * 9, sure=False))
    assert refusal(first) == "link_wrong" and first.values == {"code": "A" * 8, "left": MAX_WRONG - 1}
    people.now += WRONG_MS
    again = people.ask(DAN, UseLink("A" * 8, sure=False))
    assert again.values["left"] == MAX_WRONG - 1


def test_who_guessed_too_often_is_told_from_when_on_they_may_again(people):
    for _ in range(MAX_WRONG):
        people.ask(DAN, UseLink("A" * 8, sure=False))
    last = people.now
    people.now += HOUR - 1
    answer = people.ask(DAN, UseLink("A" * 8, sure=False))
    assert refusal(answer) == "link_tries" and answer.values == {"from_ms": last + HOUR}


def test_what_waited_for_a_confirmation_is_asked_anew_after_a_link(people):
    drafts = []
    for who in (ANN, DAN):
        people.do(who, SetConfirm(POINT))
        drafts.append((people.number(who), people.do(who, STANDARD).number))
    assert all(people.book.get(Draft, *each) for each in drafts)
    people.link(ANN, DAN)
    assert not any(people.book.get(Draft, *each) for each in drafts)


def test_a_nonce_that_both_have_used_makes_a_link_all_the_same(people):
    people.ask(ANN, ClaimDaily(), request="#aaaa")
    code = people.offer(ANN)
    people.do(DAN, UseLink(code, sure=False))
    made = people.ask(DAN, UseLink(code, sure=True), request="#aaaa")
    assert people.number(DAN) == people.number(ANN) == made.link.keeps
