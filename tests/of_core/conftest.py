"""Fixtures that most tests of the core stand in."""

from collections.abc import Iterator

import pytest

from core.prices.markets import Rules
from tests.worlds.game import Game
from tests.worlds.links import BOOKS, People


@pytest.fixture
def game() -> Iterator[Game]:
    """Two players and a chat, with late prices and history as live."""
    made = Game()
    yield made
    made.close()


@pytest.fixture
def plain() -> Iterator[Game]:
    """A game without history: what meets no price in time is given back at once."""
    made = Game(Rules())
    yield made
    made.close()


@pytest.fixture(params=BOOKS)
def people(request: pytest.FixtureRequest) -> Iterator[People]:
    """Ann on Telegram and Dan on Discord, on both books; every account is checked at the end."""
    made = People.of_two(request.param)
    yield made
    made.close()
