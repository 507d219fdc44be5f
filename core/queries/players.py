"""What a player looks at of their own account: points, what ended, statistics, limits."""

from core.checks import lost_today, open_things
from core.ledger import player_account
from core.messages.all import Refusal
from core.messages.players import Account, HistoryItem, HistoryShown, LimitsShown, MeShown, ShowHistory
from core.queries.things import history_item
from core.rules.notices import Topic
from core.rules.orders import Order
from core.rules.players import Player
from core.rules.positions import Position, funding_so_far, pnl
from core.rules.predictions import Prediction
from core.turn import Turn

HISTORY_LINES = 10


def account(turn: Turn, player: Player) -> Account:
    """What the player can spend, and their equity at the present marks."""
    balance = turn.balance(player_account(player.number))
    things = open_things(turn, player.number)
    equity = balance + things.at_risk + sum(_gain(turn, position) for position in things.positions)
    return Account(player, balance, equity, turn.at_ms)


def _gain(turn: Turn, position: Position) -> int:
    """Unrealised PnL and funding, at worst the loss of the margin."""
    ticker = turn.ticker(position.market)
    mark = ticker.seen_from(position.offset)
    gain = pnl(position.side, position.notional, position.entry, mark)
    return max(gain + funding_so_far(position, ticker.funding(position.side)), -position.margin)


def me(turn: Turn, player: Player) -> MeShown:
    """The player's own statistics."""
    standing = turn.book.results.standing_of(player.number, turn.live)
    return MeShown(account(turn, player), standing, turn.book.results.longest_position_ms(player.number, turn.live))


def history(turn: Turn, player: Player, command: ShowHistory) -> HistoryShown:
    """What ended, newest first; or the one thing of that number, whatever became of it."""
    if command.number is not None:
        return HistoryShown((_numbered(turn, player.number, command.number),))
    results = turn.book.results.history(player.number, HISTORY_LINES)
    return HistoryShown(tuple(history_item(turn, Topic(each.kind), each.player, each.number) for each in results))


def _numbered(turn: Turn, player: int, number: int) -> HistoryItem:
    """A player's position, prediction or order of a number; a position goes before the order it was."""
    for kind, topic in ((Position, Topic.POSITION), (Prediction, Topic.PREDICTION), (Order, Topic.ORDER)):
        if turn.get(kind, player, number) is not None:
            return history_item(turn, topic, player, number)
    raise Refusal("no_such_thing", number=number)


def limits(turn: Turn, player: Player, changed: bool) -> LimitsShown:
    """The player's own limits and what counts against them."""
    lost = lost_today(turn, player.number)
    return LimitsShown(player, lost, open_things(turn, player.number).at_risk, turn.at_ms, changed)
