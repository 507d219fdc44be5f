"""Checks that many commands share: whether a market takes anything now, whether an amount is in its bounds, and whether
the player may put that much at risk. Each raises Refusal where the answer is no; nothing has changed by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.ledger import player_account
from core.messages.all import Refusal, Request
from core.messages.predictions import Predict
from core.money import Amount, floor_div
from core.prices.conditions import Cause, Condition, MarketState
from core.prices.markets import MARKETS, Market, Ticker
from core.rules.fees_and_slippage import MIN_LEVERAGE
from core.rules.orders import Order, OrderState
from core.rules.players import Player, day_start
from core.rules.positions import Position, State
from core.rules.predictions import EXIT_MS, Prediction, PredictionState
from core.rules.rounds import Bet
from core.turn import Turn
from core.units import PPM

STALE_MS = 10_000  # a sentence that took longer to arrive puts nothing at risk


@dataclass(frozen=True, slots=True)
class OpenThings:
    """Everything a player has open."""

    positions: Sequence[Position]
    orders: Sequence[Order]
    predictions: Sequence[Prediction]
    bets: Sequence[Bet]

    @property
    def exposures(self) -> tuple[Position | Order, ...]:
        """Open positions, and the orders that may become some."""
        return *self.positions, *self.orders

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
    return OpenThings(
        turn.book.positions.open_of(player),
        turn.book.positions.waiting_orders(player),
        turn.book.predictions.open_of(player),
        turn.book.rounds.open_bets_of(player),
    )


def known_market(symbol: str) -> Market:
    """The market of a symbol."""
    market = MARKETS.get(symbol)
    if market is None:
        raise Refusal("market_unknown", market=symbol)
    return market


def check_leverage(market: Market, leverage: int) -> None:
    """Refuse a leverage that the market does not have."""
    if not MIN_LEVERAGE <= leverage <= market.max_leverage:
        raise Refusal(
            "leverage_bounds",
            leverage_x=leverage,
            market=market.symbol,
            least_x=MIN_LEVERAGE,
            most_x=market.max_leverage,
        )


def live_ticker(turn: Turn, symbol: str, opening: bool = True) -> Ticker:
    """The ticker of a market that is live now: a halted market takes nothing, a paused one no opening."""
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
    match condition.state, condition.cause:
        case MarketState.HALTED, Cause.GUARD:
            return _disputed("halted_guard", condition)
        case MarketState.HALTED, Cause.OVER:
            return Refusal("halted_over", market=market, since_ms=since_ms)
        case MarketState.MOVING, _:
            return Refusal("halted_moving", market=market, source=condition.anchor, since_ms=ticker.published_ms)
        case MarketState.PAUSED, Cause.GUARD if ticker.live(at_ms):
            return _disputed("paused_guard", condition)
        case MarketState.PAUSED, Cause.OPERATOR if ticker.live(at_ms):
            return Refusal("paused_operator", market=market, since_ms=since_ms)
        case MarketState.PAUSED, _ if ticker.live(at_ms):
            return Refusal("paused_clock", market=market, since_ms=since_ms)
    return Refusal("halted", market=market, since_ms=ticker.published_ms)


def _disputed(code: str, condition: Condition) -> Refusal:
    """The refusal that names the guard and how far it differs."""
    return Refusal(
        code,
        market=condition.market,
        source=condition.guard,
        differs_ppm=condition.differs_ppm,
        since_ms=condition.since_ms,
    )


def not_that(turn: Turn, player: Player, number: int) -> None:
    """Refuse with what the number is, where something else of the player's goes on under it."""
    position = turn.get(Position, player.number, number)
    if position is not None and position.state is State.OPEN:
        raise Refusal("is_position", number=number)
    order = turn.get(Order, player.number, number)
    if order is not None and order.state is OrderState.WAITING:
        raise Refusal("order_fills" if order.limit is None else "is_order", number=number)
    prediction = turn.get(Prediction, player.number, number)
    if prediction is not None and prediction.state in (PredictionState.WAITING, PredictionState.RUNNING):
        raise Refusal("is_prediction", number=number)


def resolve(turn: Turn, player: int, amount: Amount, placed: int = 0) -> int:
    """An amount in micro-points. A share is one of the balance now and what is `placed` already, rounded down.

    Raises Refusal where there is nothing to take a share of.
    """
    if amount.micro is not None:
        return amount.micro
    assert amount.share_ppm is not None
    whole = turn.balance(player_account(player)) + placed
    if not whole:
        raise Refusal("balance_empty")
    return floor_div(whole * amount.share_ppm, PPM)


def checked_stake(turn: Turn, player: Player, command: Predict, placed: int = 0) -> int:
    """The stake of a call, micro-points; a share is one of the balance and what is `placed` in the round already."""
    stake = resolve(turn, player.number, command.stake, placed)
    in_bounds("stake_bounds", stake, turn.rules.stake_min, turn.rules.stake_max)
    return stake


def history_may_tell(turn: Turn, market: str, closes_ms: int) -> bool:
    """Whether the anchor's history may settle what ended at this moment without a mark.

    It may not where a guard disputed the price then, nor later than `history_ms`: the clock refunds it then.
    """
    if not turn.rules.history_ms or turn.at_ms > closes_ms + EXIT_MS + turn.rules.history_ms:
        return False
    return not turn.condition(market).was_disputed(closes_ms, closes_ms + EXIT_MS)


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

    What fees and partial closes have taken from open positions counts, whenever that was.
    """
    settled = turn.book.results.net_since(player, day_start(turn.at_ms))
    taken = sum(each.returned + each.margin - each.put_in for each in turn.book.positions.open_of(player))
    return max(0, -(settled + taken))


def nothing_open(turn: Turn, player: Player) -> None:
    """Refuse to delete a player while something of theirs is open."""
    things = open_things(turn, player.number)
    if things:
        raise Refusal(
            "leaving_open",
            positions=len(things.positions),
            orders=len(things.orders),
            predictions=len(things.predictions),
            bets=len(things.bets),
        )
