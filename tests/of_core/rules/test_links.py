"""Links: the alphabet of codes, which gifts go back, and which limits hold for both."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import links
from core.rules.links import CODE_LENGTH, CODE_LETTERS, MAX_WRONG, WRONG_MS, Attempt, Link, code_of, given_twice, joined
from core.rules.players import Player

# A limit now, and a looser one from a moment on (0: never).
loosening = st.one_of(
    st.tuples(st.none() | st.integers(1, 5), st.none(), st.just(0)),
    st.tuples(st.integers(1, 5), st.none() | st.integers(6, 9), st.integers(1, 9)),
)

HOUR = 3_600_000
NOW = 1_700_000_000_000


def weight(limit: int | None) -> int:
    """A limit as a number; none is the loosest."""
    return 99 if limit is None else limit


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


def player(**changes) -> Player:
    return replace(Player(1, "p1", NOW), **changes)


def test_a_code_is_the_draw_in_another_alphabet():
    letters = links.CODE_LETTERS
    assert (len(letters), links.CODE_LENGTH, links.CODE_MS, links.WRONG_MS) == (22, 8, 600_000, HOUR)
    assert (links.AGAIN_MS, links.MAX_WRONG) == (720 * HOUR, 5)
    assert code_of(0) == letters[0] * 8
    assert code_of(1) == letters[1] + letters[0] * 7
    assert code_of(22 * 5 + 3) == letters[3] + letters[5] + letters[0] * 6


@pytest.mark.parametrize(("numbers", "twice"), [
    ((0, 5, 6, 7), 0), ((5, 0, 6, 7), 0), ((6, 5, 0, 7), 0), ((6, 5, 7, 0), 0), ((1, 2, 3, 4), 1), ((4, 3, 2, 9), 2),
])  # fmt: skip
def test_what_both_got_and_both_have_goes_back(numbers, twice):
    assert given_twice(*numbers) == twice


def test_wrong_codes_are_forgotten_an_hour_after_the_last():
    attempt = Attempt(1, 0, 0).one_more(NOW)
    assert attempt == Attempt(1, 1, NOW) and attempt.left_at(NOW) == MAX_WRONG - 1
    for wrong in range(2, 8):
        attempt = attempt.one_more(NOW)
        assert (attempt.wrong, attempt.left_at(NOW)) == (min(wrong, 6), max(0, MAX_WRONG - wrong))
    assert attempt.left_at(NOW + WRONG_MS - 1) == 0
    assert attempt.left_at(NOW + WRONG_MS) == MAX_WRONG
    assert attempt.one_more(NOW + WRONG_MS) == Attempt(1, 1, NOW + WRONG_MS)


def test_a_link_knows_until_when_and_what_was_renumbered():
    link = Link(1, 1, NOW, "C", renumbered=((3, 41), (7, 42)))
    assert (link.expires_ms, link.renumbered) == (NOW + 600_000, ((3, 41), (7, 42)))
    assert Link(1, 1, NOW, "C").renumbered == ()


def test_whatever_binds_either_binds_both():
    one = player(loss_limit=5, leverage_limit=100, break_until_ms=7, claimed_ms=3, streak=4, refilled_ms=None)
    other = replace(one, number=2, loss_limit=6, loss_limit_next=None, loss_limit_next_ms=NOW + 1, leverage_limit=50,
                    leverage_limit_next=500, leverage_limit_next_ms=NOW + 2, break_until_ms=8, claimed_ms=5, streak=2,
                    refilled_ms=9)  # fmt: skip
    both = joined(one, other, NOW)
    assert both == replace(
        one, loss_limit=5, loss_limit_next=None, loss_limit_next_ms=0, leverage_limit=50, leverage_limit_next=100,
        leverage_limit_next_ms=NOW + 2, break_until_ms=8, claimed_ms=5, streak=2, refilled_ms=9,
    )  # fmt: skip
    assert joined(other, one, NOW) == replace(both, number=2)
    later = joined(other, one, NOW + 2)
    assert (later.leverage_limit, later.leverage_limit_next, later.leverage_limit_next_ms) == (100, None, 0)
    assert joined(replace(one, refilled_ms=10), other, NOW).refilled_ms == 10
    nobody = player()
    assert joined(nobody, replace(nobody, number=2), NOW) == nobody
    once = joined(nobody, replace(nobody, number=2, claimed_ms=1, streak=1), NOW)
    assert (once.claimed_ms, once.streak) == (1, 1)
