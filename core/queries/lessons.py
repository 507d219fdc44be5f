"""What a player's own numbers say: the facts behind the lessons of `learn`. The edge makes sentences of them."""

from dataclasses import replace

from core.messages.lessons import Lesson, LessonShown, Tally
from core.prices.markets import DEFAULT_MARKET, MARKETS, Side
from core.queries.players import account, limits
from core.rules.players import Player
from core.rules.positions import funding_so_far, preview
from core.turn import Turn


def lesson(turn: Turn, player: Player, wanted: Lesson | None) -> LessonShown:
    """The facts of a lesson. The example is what the player last did, or would do with their first preset."""
    newest = turn.book.positions.newest_of(player.number, liquidated=False)
    market = MARKETS[newest.market if newest else DEFAULT_MARKET]
    amount = player.last_margin if player.last_margin is not None else player.presets[0]
    ticker = turn.ticker(market.symbol)
    offer = None
    if ticker.live(turn.at_ms):
        offer = preview(Side.LONG, amount, market.max_leverage, market, ticker, turn.at_ms)
    return LessonShown(
        lesson=wanted,
        account=account(turn, player),
        amount=amount,
        market=market.symbol,
        tally=_tally(turn, player.number),
        liquidated=turn.book.positions.newest_of(player.number, liquidated=True),
        newest=newest,
        offer=offer,
        standing=turn.book.results.standing_of(player.number, turn.live),
        limits=limits(turn, player, changed=False),
    )


def _tally(turn: Turn, player: int) -> Tally:
    """What the book has settled, and the funding of what is still open."""
    settled = turn.book.positions.tally_of(player)
    running = (
        funding_so_far(each, turn.ticker(each.market).funding(each.side))
        for each in turn.book.positions.open_of(player)
    )
    return replace(settled, funding=settled.funding + sum(running))
