"""The path of prices that is drawn on a card to share."""

from core.messages.cards import ShowCard
from tests.worlds.game import usd


def test_the_picture_of_an_order_that_waited_through_a_gap_is_in_its_own_frame(game):
    game.long(100, limit=usd(99_900))
    game.now += 30_000
    game.mark(usd(100_500))  # after a silence: the gap is skipped
    game.marks(3)
    game.mark(usd(100_350))
    game.marks(5)
    position = game.position()
    assert {price for _, price in game.ask(ShowCard(1, False, False)).path} == {position.open_mark}
