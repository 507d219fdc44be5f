"""Rests between tries: the ladders that platforms and sources are given."""

import random

from bots.runtime.backoff import RESTS_S, Backoff, doubling


def test_the_rests_of_a_platform_grow_and_stay_at_the_longest():
    backoff = Backoff(RESTS_S)
    assert [backoff.next_s() for _ in range(7)] == [1, 2, 5, 10, 30, 30, 30]


def test_a_success_begins_anew():
    backoff = Backoff(RESTS_S)
    assert not backoff.failing
    backoff.next_s()
    assert backoff.failing and backoff.next_s() == 2
    backoff.reset()
    assert not backoff.failing and backoff.next_s() == 1


def test_the_rests_of_a_source_double_up_to_the_cap():
    assert doubling(1, 10) == (1, 2, 4, 8, 10)
    assert doubling(3, 30) == (3, 6, 12, 24, 30)
    assert doubling(12, 120) == (12, 24, 48, 96, 120)
    assert doubling(5, 120) == (5, 10, 20, 40, 80, 120)


def test_chance_shortens_a_rest_to_no_less_than_half():
    rests = [Backoff((8,), random.Random(seed)).next_s() for seed in range(200)]
    assert 4 <= min(rests) < 4.2 and 7.8 < max(rests) <= 8
