"""Some thousand of the payloads of `python -m tests.attack.wires`, which throws 200,000 at each reader."""

import pytest

from tests.attack import wires
from tests.attack.wires import ALL, throw


@pytest.mark.parametrize("seed", range(2))
def test_whatever_comes_over_a_wire_is_read_or_refused_by_the_one_error_of_its_reader(seed):
    taken = throw(600, seed)
    assert {reader.__name__ for reader in ALL} == set(taken), "nothing is spoiled beyond all reading"


def test_another_error_than_the_declared_one_is_found(monkeypatch):
    """A bug put in on purpose: a decoder that trusts a number."""
    monkeypatch.setattr(wires, "ALL", (lambda random: int(random.choice(("1", "x"))),))
    with pytest.raises(ValueError, match="invalid literal"):
        throw(50, 1)
