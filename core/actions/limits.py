"""Who may put how much at risk: the checks every opening, prediction and bet passes before any points move."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.ledger import player_account
from core.messages.all import Refusal, Request
from core.money import Amount, floor_div
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import MARKETS, Market, Ticker
from core.rules.orders import Order
from core.rules.players import Player, day_start
from core.rules.positions import PPM, Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet
from core.turn import Turn

STALE_MS = 10_000


@dataclass(frozen=True, slots=True)
class OpenThings:
    """Everything a player has open."""

    positions: Sequence[Position]
    orders: Sequence[Order]
    predictions: Sequence[Prediction]
    bets: Sequence[Bet]

    @property
    def at_risk(self) -> int:
        """What all of it could lose, micro-points."""
        return (
            sum(position.margin + position.adding for position in self.positions)
            + sum(order.amount for order in self.orders)
            + sum(prediction.stake for prediction in self.predictions)
            + sum(bet.stake for bet in self.bets)
        )

    def __bool__(self) -> bool:
        return bool(self.positions or self.orders or self.predictions or self.bets)


def open_things(turn: Turn, player: int) -> OpenThings:
    """Everything a player has open now."""
    book = turn.book
    return OpenThings(
        book.open_positions(player), book.waiting_orders(player), book.open_predictions(player), book.open_bets(player)
    )


def known_market(symbol: str) -> Market:
    """The market of a symbol, or a refusal."""
    market = MARKETS.get(symbol)
    if market is None:
        raise Refusal("market_unknown", market=symbol)
    return market


def live_ticker(turn: Turn, symbol: str, opening: bool = True) -> Ticker:
    """The ticker of a market that is live now, or a refusal: a halted market takes nothing, a paused one no opening."""
    ticker, condition = turn.ticker(symbol), turn.condition(symbol).in_force
    if not ticker.price:
        raise Refusal("never_priced", market=symbol)
    paused = condition.state is MarketState.PAUSED
    if ticker.live(turn.at_ms) and (condition.state is MarketState.LIVE or (paused and not opening)):
        return ticker
    raise _not_live(ticker, condition, turn.at_ms)


def opens(turn: Turn, symbol: str) -> bool:
    """Whether anything opens on a market now."""
    return turn.ticker(symbol).live(turn.at_ms) and turn.condition(symbol).in_force.state is MarketState.LIVE


def _not_live(ticker: Ticker, condition: Condition, at_ms: int) -> Refusal:
    """Why a market takes nothing now, and since when."""
    market, since_ms = ticker.market, condition.since_ms
    dispute = {"source": condition.guard, "differs_ppm": condition.differs_ppm, "since_ms": since_ms}
    match condition.state, condition.cause:
        case MarketState.HALTED, Cause.GUARD:
            return Refusal("halted_guard", market=market, **dispute)
        case MarketState.HALTED, Cause.OVER:
            return Refusal("halted_over", market=market, since_ms=since_ms)
        case MarketState.MOVING, _:
            return Refusal("halted_moving", market=market, source=condition.anchor, since_ms=ticker.published_ms)
        case MarketState.PAUSED, Cause.GUARD if ticker.live(at_ms):
            return Refusal("paused_guard", market=market, **dispute)
        case MarketState.PAUSED, Cause.OPERATOR if ticker.live(at_ms):
            return Refusal("paused_operator", market=market, since_ms=since_ms)
        case MarketState.PAUSED, _ if ticker.live(at_ms):
            return Refusal("paused_clock", market=market, since_ms=since_ms)
    return Refusal("halted", market=market, since_ms=ticker.published_ms)


def resolve(turn: Turn, player: int, amount: Amount, placed: int = 0) -> int:
    """An amount in micro-points; a share is of the balance now and what is `placed` already, floored, and of nothing
    there is none."""
    if amount.micro is not None:
        return amount.micro
    assert amount.share_ppm is not None
    if not turn.balance(player_account(player)) + placed:
        raise Refusal("balance_empty")
    return floor_div((turn.balance(player_account(player)) + placed) * amount.share_ppm, PPM)


def in_bounds(code: str, micro: int, least: int, most: int) -> None:
    """Refuse an amount outside its bounds."""
    if not least <= micro <= most:
        raise Refusal(code, amount_micro=micro, least_micro=least, most_micro=most)


def not_stale(request: Request) -> None:
    """Refuse to put points at risk by a sentence that took long to arrive: its player saw other prices."""
    age = None if request.sent_ms is None else request.at_ms - request.sent_ms
    if age is None or age > STALE_MS:
        raise Refusal("said_long_ago", age_span_ms=STALE_MS if age is None else age)


def not_on_break(turn: Turn, player: Player) -> None:
    """Refuse while the player's own break lasts."""
    if turn.at_ms < player.break_until_ms:
        raise Refusal("on_break", until_ms=player.break_until_ms)


def can_risk(turn: Turn, player: Player, micro: int) -> None:
    """Refuse what the balance does not hold, or what could lose more today than the player's own limit."""
    balance = turn.balance(player_account(player.number))
    if micro > balance:
        raise Refusal("balance", need_micro=micro, balance_micro=balance)
    limit = player.loss_limit_at(turn.at_ms)
    if limit is None:
        return
    lost = lost_today(turn, player.number)
    at_risk = open_things(turn, player.number).at_risk
    room = max(0, limit - lost - at_risk)
    if micro > room:
        raise Refusal("loss_limit", limit_micro=limit, lost_micro=lost, at_risk_micro=at_risk, room_micro=room)


def lost_today(turn: Turn, player: int) -> int:
    """What the player lost on balance since 00:00 UTC, micro-points.

    What fees and partial closes have already taken from open positions counts, whenever that was.
    """
    settled = turn.book.net_since(player, day_start(turn.at_ms))
    taken = sum(each.returned + each.margin - each.put_in for each in turn.book.open_positions(player))
    return max(0, -(settled + taken))
