"""What operators look at: how the game is, and the newest links."""

from core.messages.all import Request
from core.messages.operator import LinksShown, StatusShown
from core.prices.markets import MARKETS
from core.rules.players import Player
from core.turn import Turn

_LINKS = 10  # links shown at once


def status(turn: Turn, request: Request) -> StatusShown:
    """How many there are, what waits to be told, and how each market is."""
    assert request.operator, "only an operator's request is read as one"
    markets = tuple((turn.ticker(symbol), turn.condition(symbol).in_force) for symbol in MARKETS)
    return StatusShown(
        turn.book.operator.census(), turn.book.outbox.lanes(), markets, turn.book.operator.last_backup(), turn.at_ms
    )


def links(turn: Turn, request: Request) -> LinksShown:
    """The newest links in force, with the names of both accounts."""
    assert request.operator, "only an operator's request is read as one"
    found = turn.book.links.newest(_LINKS)
    return LinksShown(tuple((link, _name(turn, link.keeps), _name(turn, link.closes)) for link in found))


def _name(turn: Turn, number: int | None) -> str:
    player = None if number is None else turn.get(Player, number)
    return player.name if player else ""
