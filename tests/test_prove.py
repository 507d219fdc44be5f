"""A small part of `make prove`, and that its instruments notice what they are there for."""

import pytest

from storage.book import SqliteBook
from tests.prove.__main__ import failure, lived
from tests.prove.shrink import shortest
from tests.prove.story import story
from tests.prove.world import World


@pytest.mark.parametrize("seed", range(102, 105))
def test_an_hour_of_everything_leaves_the_books_right(seed):
    events, kills, acts = lived(story(seed, 0, events=2_500, people=80))
    assert events == 2_500 and kills > 5 and acts > 800


def test_the_same_seed_is_the_same_world(tmp_path):
    ends = []
    for name in ("one", "two"):
        world = World(tmp_path / name)
        try:
            world.live(story(5, 0, events=600, people=30))
            ends.append((dict(world.auditor.balances), world.kills, [wire.sent for wire in world.wires.values()]))
        finally:
            world.close()
    assert ends[0] == ends[1]


def test_a_liquidation_that_is_forgotten_is_found_and_shrunk(monkeypatch):
    """A bug put in on purpose: the scan never proposes a liquidation."""
    monkeypatch.setattr(SqliteBook, "liquidatable", lambda *_: [])
    events = story(2, 0, events=600, people=30)
    wrong = failure(events)
    assert wrong == "AssertionError in _triggers"
    kept = shortest(events, lambda part: failure(part) == wrong, tries=60)
    assert len(kept) < 40 and failure(kept) == wrong


def test_a_point_out_of_nothing_is_found(tmp_path):
    world = World(tmp_path / "game.db")
    try:
        world.live(story(2, 0, events=100, people=10))
        world._fragile.execute("UPDATE accounts SET balance = balance + 1 WHERE name = 'p1'")
        with pytest.raises(AssertionError, match="ledger sums to 1"):
            world.auditor.everything(world._fragile)
    finally:
        world._fragile.commit()
        world.close()
