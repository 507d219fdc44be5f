"""Some thousand cases of `python -m tests.attack.oracle`, which compares a million."""

import pytest

from tests.attack.oracle import Duel, duels

CASES, SEED = 4_000, 1


@pytest.mark.parametrize("seed", range(SEED, SEED + 4))
def test_the_engine_and_the_oracle_agree_to_the_last_unit(seed):
    compared = 0
    for duel in duels(CASES, seed * 1_000):
        assert not duel.differences, "\n".join(duel.differences)
        compared += duel.cases
    assert compared >= CASES


def test_a_wrong_engine_is_found(monkeypatch):
    """A bug put in on purpose: a floor where a ceiling favours the house."""
    monkeypatch.setattr("core.rules.positions.ceil_div", lambda one, other: one // other)
    assert any(Duel(seed).run().differences for seed in range(20))
