"""Links: their arithmetic, their codes, and that what arrives twice, late or in a race is done once."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.players import ClaimDaily
from core.messages.positions import Close, OrderPlaced, ShowPositions
from core.money import POINT
from core.rules.links import (
    CODE_LENGTH,
    CODE_LETTERS,
    CODE_MS,
    MAX_WRONG,
    WRONG_MS,
    LinkState,
    code_of,
    given_twice,
    joined,
)
from core.rules.players import Player
from tests.worlds.links import (
    ANN,
    BOOKS,
    CAT,
    DAN,
    STANDARD,
    People,
    refusal,
    undo,
)


@pytest.fixture(params=BOOKS)
def people(request) -> Iterator[People]:
    with_two = People.of_two(request.param)
    yield with_two
    with_two.close()


# Rules


@given(st.integers(0, 2**64), st.integers(0, 2**64))
def test_codes_are_letters_that_nobody_mistakes(one, other):
    code = code_of(one)
    assert len(code) == CODE_LENGTH >= 8 and set(code) <= set(CODE_LETTERS)
    assert all(len(set(CODE_LETTERS) & set(alike)) <= 1 for alike in ("0OQD", "1IL", "8B", "5S", "2Z", "6G", "UV"))
    codes = len(CODE_LETTERS) ** CODE_LENGTH
    assert (code == code_of(other)) == (one % codes == other % codes)


@given(*[st.integers(0, 10_000)] * 4)
def test_a_link_pools_no_gifts_and_takes_from_nobody(granted, has, granted_other, has_other):
    """Never less than the richer account had, never more than one set of gifts and what was won."""
    after = has + has_other - given_twice(granted, has, granted_other, has_other)
    won = max(0, has - granted) + max(0, has_other - granted_other)
    assert max(has, has_other) <= after <= max(granted, granted_other) + won


def weight(limit: int | None) -> int:
    """A limit as a number; none is the loosest."""
    return 99 if limit is None else limit


# A limit now, and a looser one from a moment on (0: never).
loosening = st.one_of(
    st.tuples(st.none() | st.integers(1, 5), st.none(), st.just(0)),
    st.tuples(st.integers(1, 5), st.none() | st.integers(6, 9), st.integers(1, 9)),
)


@given(loosening, loosening, st.integers(1, 9))
def test_limits_come_out_tighter_at_every_moment(one, other, at_ms):
    mine, yours = (
        Player(1, "", 0, loss_limit=now, loss_limit_next=then, loss_limit_next_ms=moment)
        for now, then, moment in (one, other)
    )
    both = joined(mine, yours, at_ms)
    for later in range(at_ms, 12):
        tighter = min(weight(each.loss_limit_at(later)) for each in (mine, yours))
        ours = weight(both.loss_limit_at(later))
        assert ours <= tighter
        assert ours == tighter or later < max(one[2], other[2])


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
    people.book.move_person(1, 3, ["telegram"])
    assert refusal(people.ask(DAN, UseLink(code, sure=False))) == "link_wrong"
    people.book.move_person(3, 1, ["telegram"])


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
    assert len(people.book.waiting_orders(2)) == 1


def test_old_numbers_mean_nothing_else(people):
    """Whatever number a button of before has, on either platform, nothing open answers to it."""
    for who in (ANN, ANN, ANN, DAN, DAN):
        people.do(who, STANDARD)
    people.price()
    made = people.link(ANN, DAN).link
    assert [position.number for position in people.book.open_positions(1)] == [3, 4, 5, 6, 7]
    assert made.renumbered == ((1, 6), (2, 7))
    for number in (1, 2):
        assert refusal(people.ask(DAN, Close(number, 1_000_000))) == "no_such_position"
    people.do(ANN, Close(3, 1_000_000))  # Dan has never had a number 3


def test_alerts_go_to_the_identity_that_spoke_last(people):
    people.link(ANN, DAN)
    for who in (DAN, ANN, DAN):
        people.do(who, ShowPositions())
        assert people.book.identity_of(1) == who
