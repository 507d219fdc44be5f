"""Positions and orders as players look at them: what is open, what waits, and what could be opened."""

from core.checks import in_bounds, known_market, live_ticker, open_things, resolve
from core.ledger import player_account
from core.messages.positions import OpeningShown, OrdersShown, PositionsShown, ShowOpening
from core.prices.markets import Market
from core.queries.things import order_now, position_now, prediction_now
from core.rules.players import Player
from core.rules.positions import LEVERAGE_PRESETS, Preview, preview, with_chances
from core.turn import Turn


def positions(turn: Turn, player: Player) -> PositionsShown:
    """Open positions and running predictions."""
    things = open_things(turn, player.number)
    return PositionsShown(
        tuple(position_now(turn, each) for each in things.positions),
        tuple(prediction_now(turn, each) for each in things.predictions),
        len(things.bets),
    )


def orders(turn: Turn, player: Player) -> OrdersShown:
    """Waiting orders."""
    return OrdersShown(tuple(order_now(turn, order) for order in turn.book.positions.waiting_orders(player.number)))


def opening(turn: Turn, player: Player, command: ShowOpening) -> OpeningShown:
    """Choices on the way to a position; as soon as only one thing is open, complete offers at the present mark."""
    amount = None if command.amount is None else resolve(turn, player.number, command.amount)
    if amount is not None:
        in_bounds("margin_bounds", amount, turn.rules.margin_min, turn.rules.margin_max)
    previews: tuple[Preview, ...] = ()
    if command.market is not None:
        market = known_market(command.market)
        ticker = live_ticker(turn, market.symbol)
        if amount is not None:
            pairs = [(amount, leverage) for leverage in offered_leverages(turn, player, market)]
        elif command.leverage is not None:
            pairs = [(each, command.leverage) for each in player.offered_margins]
        else:
            pairs = []
        move = turn.minute_move(market.symbol)
        offers = (preview(command.side, put, lev, market, ticker, turn.at_ms) for put, lev in pairs)
        previews = tuple(with_chances(offer, move) for offer in offers)
    balance = turn.balance(player_account(player.number))
    return OpeningShown(command.side, command.market, amount, command.leverage, player, balance, previews)


def offered_leverages(turn: Turn, player: Player, market: Market) -> list[int]:
    """The presets and the last one used, as far as market and player allow."""
    limit = player.leverage_limit_at(turn.at_ms)
    most = market.max_leverage if limit is None else min(limit, market.max_leverage)
    known = {*LEVERAGE_PRESETS, *([player.last_leverage] if player.last_leverage is not None else [])}
    return sorted(leverage for leverage in known if leverage <= most) or [most]
