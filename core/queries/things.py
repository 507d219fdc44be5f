"""A thing as it is now: what a notice or a line of a history is about, with the market it depends on."""

from dataclasses import replace
from typing import assert_never

from core.checks import open_things
from core.ledger import player_account
from core.messages.alerts import AlertNow, GroupFeedNow, Tested, WatchedNow
from core.messages.all import Thing
from core.messages.links import LinkNow, LinkSide
from core.messages.operator import BackupNow, BroadcastNow
from core.messages.players import HistoryItem
from core.messages.positions import OrderNow, PositionNow
from core.messages.predictions import PredictionNow
from core.messages.prices import HaltNow
from core.messages.rounds import RoundNow
from core.prices.conditions import Halt
from core.prices.markets import MARKETS, Side, Ticker
from core.queries.alerts import digest
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.price_alerts import PriceAlert
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Chat
from core.rules.links import Link
from core.rules.notices import Notice, Topic
from core.rules.operator import Backup, Broadcast
from core.rules.orders import Order, OrderState
from core.rules.players import Player
from core.rules.positions import Position, Preview, preview, with_keys
from core.rules.predictions import Prediction
from core.rules.profit_cap import profit_cap
from core.rules.rounds import Bet, Round
from core.turn import Turn


def thing_of(turn: Turn, notice: Notice) -> Thing:
    """The thing a notice is about, as it is now."""
    topic, player, number = notice.topic, notice.player, notice.number
    if notice.alert is AlertKind.GROUP_FEED and player is not None:
        position = turn.require(Position, player, number)
        assert notice.chat is not None, "a group's feed is told to a group"
        record = turn.require(Chat, notice.chat).is_record(position)
        return GroupFeedNow(position, turn.require(Player, player).name, record)
    match topic:
        case Topic.LINK:
            return link_now(turn, turn.require(Link, number), asked=False)
        case Topic.BROADCAST:
            return BroadcastNow(turn.require(Broadcast, number), told=True)
        case Topic.BACKUP:
            return BackupNow(turn.require(Backup, number))
        case Topic.HALT:
            halt = turn.require(Halt, number)
            return HaltNow(halt, turn.ticker(halt.market), turn.condition(halt.market).in_force)
        case Topic.ROUND if player is None:
            return RoundNow(turn.require(Round, number))
    assert player is not None, "everything else is somebody's"
    match topic:
        case Topic.POSITION | Topic.ORDER | Topic.PREDICTION | Topic.ROUND:
            return history_item(turn, topic, player, number)
        case Topic.WATCHED:
            watched = turn.require(WatchedPosition, player, number)
            return WatchedNow(watched, turn.ticker(watched.market))
        case Topic.PRICE:
            alert = turn.require(PriceAlert, player, number)
            return AlertNow(alert, turn.ticker(alert.market))
        case Topic.DIGEST:
            return digest(turn, turn.require(Player, player), notice.at_ms)
        case Topic.TEST:
            return Tested()
        case _:
            assert_never(topic)


def history_item(turn: Turn, topic: Topic, player: int, number: int) -> HistoryItem:
    """A player's order, position or prediction, or their own view of a round."""
    match topic:
        case Topic.POSITION:
            return position_now(turn, turn.require(Position, player, number))
        case Topic.ORDER:
            return order_now(turn, turn.require(Order, player, number))
        case Topic.PREDICTION:
            return prediction_now(turn, turn.require(Prediction, player, number))
    assert topic is Topic.ROUND, "nothing else stands in a history"
    return RoundNow(turn.require(Round, number), turn.get(Bet, number, player))


def position_now(turn: Turn, position: Position) -> PositionNow:
    """A position and its market."""
    return PositionNow(position, turn.ticker(position.market))


def prediction_now(turn: Turn, prediction: Prediction) -> PredictionNow:
    """A prediction and its market."""
    return PredictionNow(prediction, turn.ticker(prediction.market))


def order_now(turn: Turn, order: Order) -> OrderNow:
    """A waiting order with what it would become, in its own frame: at the present mark, or at its limit price."""
    ticker = turn.ticker(order.market)
    if order.state is not OrderState.WAITING:
        return OrderNow(order, ticker, None)
    framed = replace(ticker, price=ticker.seen_from(order.offset), offset=order.offset)
    return OrderNow(order, ticker, offer(turn, order.side, order.amount, order.leverage, order.limit, framed))


def offer(turn: Turn, side: Side, amount: int, leverage: int, limit: int | None, ticker: Ticker) -> Preview:
    """The position as it would be: opened at the present mark, or at the limit price."""
    market = MARKETS[ticker.market]
    if limit is None:
        return preview(side, amount, leverage, market, ticker, turn.at_ms)
    at_limit = preview(side, amount, leverage, market, replace(ticker, price=limit), turn.at_ms)
    cap = profit_cap(side, limit, leverage)
    return replace(at_limit, position=with_keys(replace(at_limit.position, entry=limit, takeprofit=cap)))


def link_now(turn: Turn, link: Link, asked: bool) -> LinkNow:
    """A link and both accounts as they are; `asked`: for whoever named the code."""
    if link.keeps is None or link.closes is None:
        return LinkNow(link, asked)
    return LinkNow(link, asked, _side(turn, link.keeps), _side(turn, link.closes))


def _side(turn: Turn, number: int) -> LinkSide:
    player = turn.require(Player, number)
    things = open_things(turn, number)
    count = len(things.positions) + len(things.orders) + len(things.predictions) + len(things.bets)
    balance = turn.balance(player_account(number))
    return LinkSide(player.name, platforms_of(turn, number), player.created_ms, balance, count)


def platforms_of(turn: Turn, player: int) -> str:
    """The platforms on which a player can be reached, with a blank between them."""
    return " ".join(identity.platform for identity in turn.book.players.identities_of(player))
