"""One mark on one market: fills, liquidations, stops and take-profits, in the order the rules give.

    orders too old are refunded -> closes fill -> orders fill -> liquidations -> stop-losses -> take-profits
    -> waiting margin counts

A close received before a mark is filled at it before liquidation is judged; a mark that gaps through both a stop and
the liquidation price is a liquidation. SQL proposes by threshold, the exact rule of `core.rules.positions` disposes.
"""

from dataclasses import replace

from core.actions.orders import expire, give_back
from core.ledger import HOUSE, item_account
from core.prices.markets import LIVE_MS, MARKETS, Mark, Side, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.fees_and_slippage import margin_after_fee, open_fill
from core.rules.notices import Notice, Topic
from core.rules.orders import ORDER_STEPS, Order, OrderState, guard_broken
from core.rules.players import Player
from core.rules.positions import (
    POSITION_STEPS,
    WHOLE,
    Ending,
    Position,
    State,
    exit_price,
    funding_so_far,
    is_liquidated,
    limited_loss,
    margin_left,
    pnl,
    settle_part,
    stoploss_reached,
    takeprofit_reached,
    with_keys,
)
from core.rules.profit_cap import profit_cap
from core.rules.stops import stop_price, stop_problem
from core.steps import step
from core.turn import Turn

_SIDES = (Side.LONG, Side.SHORT)

_RINGS = {
    State.CLOSED: None,
    State.LIQUIDATED: AlertKind.LIQUIDATION,
    State.STOPLOSS: AlertKind.STOPLOSS,
    State.TAKEPROFIT: AlertKind.TAKEPROFIT,
}


class Matching:
    """The work of one mark on orders and positions of its market.

    Open interest changes with every fill and end, so it is kept beside the ticker and joins it once, at the end.
    """

    def __init__(self, turn: Turn, mark: Mark, ticker: Ticker, paused: bool) -> None:
        """`paused`: nothing opens; orders wait on, those at the market until their time is over."""
        self._turn = turn
        self._paused = paused
        self._mark = mark
        self._market = MARKETS[mark.market]
        self._ticker = ticker
        self._open = {side: ticker.open_interest(side) for side in _SIDES}
        self._standard = {side: ticker.standard_interest(side) for side in _SIDES}

    def run(self) -> Ticker:
        """Do everything this mark triggers; the ticker afterwards."""
        self._closes()
        self._orders()
        market, level = self._mark.market, self._mark.price - self._ticker.offset
        for side in _SIDES:
            funded = level - side.sign * self._ticker.funding(side)
            for position in self._turn.book.positions.liquidatable(market, side, funded):
                self._liquidate(position)
        for side in _SIDES:
            for position in self._turn.book.positions.stop_losses(market, side, level):
                self._stop(position)
        for side in _SIDES:
            for position in self._turn.book.positions.take_profits(market, side, level):
                self._take(position)
        self._margins()
        return replace(
            self._ticker,
            open_long=self._open[Side.LONG],
            open_short=self._open[Side.SHORT],
            standard_long=self._standard[Side.LONG],
            standard_short=self._standard[Side.SHORT],
        )

    def _interest(self, position: Position, notional: int) -> None:
        """So much notional of a position was opened (positive) or ended (negative)."""
        self._open[position.side] += notional
        if not position.degen:
            self._standard[position.side] += notional

    # Orders

    def _orders(self) -> None:
        market = self._mark.market
        level = self._mark.price - self._ticker.offset
        orders = [*self._turn.book.positions.market_orders(market, self._mark.published_ms)]
        for side in _SIDES:
            orders += self._turn.book.positions.limit_orders(market, side, level, self._mark.published_ms)
        for order in sorted(orders, key=lambda each: (each.received_ms, each.sequence)):
            self._try_fill(order)

    def _try_fill(self, order: Order) -> None:
        if self._mark.published_ms > order.due_ms:
            expire(self._turn, order)
            return
        if self._paused:
            return
        if order.limit is None and guard_broken(order, self._mark):
            give_back(self._turn, order, OrderState.REFUNDED, "price_moved")
            return
        mark = self._ticker.seen_from(order.offset)
        margin = margin_after_fee(order.amount, order.leverage, self._market)
        notional = margin * order.leverage
        interest = self._standard[order.side] + notional
        entry = open_fill(mark, order.side, order.leverage, interest)
        if order.limit is not None and order.side.sign * (entry - order.limit) > 0:
            return
        if self._open[order.side] + notional > self._turn.rules.open_interest_cap:
            give_back(self._turn, order, OrderState.REFUNDED, "open_interest_full")
            return
        position = self._position(order, mark, entry, margin)
        reason = _bad_position(position, mark)
        if reason:
            give_back(self._turn, order, OrderState.REFUNDED, reason)
            return
        self._fill(order, position)

    def _position(self, order: Order, mark: int, entry: int, margin: int) -> Position:
        player = self._turn.require(Player, order.player)
        position = Position(
            player=order.player,
            number=order.number,
            market=order.market,
            side=order.side,
            leverage=order.leverage,
            margin=margin,
            notional=margin * order.leverage,
            entry=entry,
            open_mark=mark,
            opened_ms=self._mark.published_ms,
            funding_index=self._ticker.funding(order.side),
            offset=order.offset,
            put_in=order.amount,
            fees=order.amount - margin,
            takeprofit=profit_cap(order.side, entry, order.leverage),
            near_percent=player.near_percent,
            funding_percent=player.told_of_funding,
        )
        return with_keys(_with_stops(order, position))

    def _fill(self, order: Order, position: Position) -> None:
        turn = self._turn
        account = item_account(order.player, order.number)
        turn.move(account, account, HOUSE, position.fees, "open-fee")
        turn.save(replace(order, state=step(ORDER_STEPS, order.state, OrderState.FILLED)))
        turn.save(position)
        self._interest(position, position.notional)
        turn.tell(self._notice(position, None))
        if order.limit is not None:
            turn.tell(self._notice(position, AlertKind.FILLED))

    # Ends of positions

    def _closes(self) -> None:
        for position in self._turn.book.positions.closing(self._mark.market, self._mark.published_ms):
            ppm = position.closing_ppm
            if margin_left(position, ppm) < self._turn.rules.margin_min:
                ppm = WHOLE
            self._settle(position, ppm, exit_price(position, self._effective(position)), State.CLOSED)

    def _liquidate(self, position: Position) -> None:
        mark, index = self._effective(position), self._ticker.funding(position.side)
        if not is_liquidated(position, mark, index):
            return
        turn = self._turn
        account = item_account(position.player, position.number)
        gain = pnl(position.side, position.notional, position.entry, mark)
        funding = funding_so_far(position, index)
        cash = limited_loss(position.margin, gain, funding)
        self._pay(account, account, *cash)
        turn.move(account, account, HOUSE, position.margin + sum(cash), "liquidation")
        self._end(position, State.LIQUIDATED, mark, gain, funding)

    def _stop(self, position: Position) -> None:
        mark = self._effective(position)
        if self._knows(position.stoploss_ms) and stoploss_reached(position, mark):
            self._settle(position, WHOLE, exit_price(position, mark), State.STOPLOSS)

    def _take(self, position: Position) -> None:
        mark = self._effective(position)
        if self._knows(position.takeprofit_ms) and takeprofit_reached(position, mark):
            self._settle(position, WHOLE, exit_price(position, mark), State.TAKEPROFIT)

    def _knows(self, chosen_ms: int) -> bool:
        """Whether the mark was published after a stop was chosen: its player may have seen an earlier one.

        No mark is as old as a market may be live when it comes; one that seems to be says that our clock has stepped.
        """
        return not 0 <= chosen_ms - self._mark.published_ms < LIVE_MS

    def _settle(self, position: Position, ppm: int, exit_at: int, state: State) -> None:
        """Pay out a share of a position; the whole of it ends it in the given state."""
        turn = self._turn
        account = item_account(position.player, position.number)
        reason = f"{account}:{position.parts}" if position.parts or ppm < WHOLE else account
        part = settle_part(position, ppm, exit_at, self._ticker.funding(position.side), self._market)
        self._pay(reason, account, part.pnl, part.funding)
        turn.move(reason, account, HOUSE, part.fee, "close-fee")
        turn.release(reason, position.player, position.number, part.payout, "payout")
        if ppm == WHOLE:
            self._end(position, state, exit_at, part.pnl, part.funding, part.fee, part.payout)
            return
        left = with_keys(
            replace(
                position,
                margin=position.margin - part.margin,
                notional=position.notional - part.notional,
                fees=position.fees + part.fee,
                realised_pnl=position.realised_pnl + part.pnl,
                realised_funding=position.realised_funding + part.funding,
                returned=position.returned + part.payout,
                closing_ppm=0,
                parts=position.parts + 1,
            )
        )
        turn.save(left)
        self._interest(position, -part.notional)
        turn.tell(self._notice(left, None))

    def _pay(self, reason: str, account: str, gain: int, funding: int) -> None:
        """Settle PnL and funding with the house; what comes in first, so that the account never lacks it."""
        if gain < funding:
            self._turn.move_signed(reason, account, funding, "funding")
        self._turn.move_signed(reason, account, gain, "pnl")
        if gain >= funding:
            self._turn.move_signed(reason, account, funding, "funding")

    def _end(
        self, position: Position, state: State, exit_at: int, gain: int, funding: int, fee: int = 0, payout: int = 0
    ) -> None:
        """End a position in a state; the amounts are what its last settlement realised, took and paid."""
        turn = self._turn
        if position.adding:
            account = item_account(position.player, position.number)
            turn.release(account, position.player, position.number, position.adding, "margin-back")
        returned = position.returned + payout
        turn.end(
            Ending(
                player=position.player,
                number=position.number,
                state=step(POSITION_STEPS, position.state, state),
                exit=exit_at,
                exit_mark=self._effective(position),
                exit_index=self._ticker.funding(position.side),
                exit_offset=self._ticker.offset,
                closed_ms=self._mark.published_ms,
                fees=position.fees + fee,
                realised_pnl=position.realised_pnl + gain,
                realised_funding=position.realised_funding + funding,
                returned=returned,
                parts=position.parts + (state is not State.LIQUIDATED),
            )
        )
        self._interest(position, -position.notional)
        lived = self._mark.published_ms - position.opened_ms
        turn.ended(Topic.POSITION, position.player, position.number, position.put_in, returned - position.put_in, lived)
        turn.tell(self._notice(position, _RINGS[state]))

    # Margin

    def _margins(self) -> None:
        """Margin received before this mark counts from now on: the rule's threshold moves, the notional does not."""
        for position in self._turn.book.positions.adding(self._mark.market, self._mark.published_ms):
            stronger = replace(
                position,
                margin=position.margin + position.adding,
                put_in=position.put_in + position.adding,
                adding=0,
            )
            self._turn.save(with_keys(stronger))
            self._turn.tell(self._notice(stronger, None))

    def _effective(self, position: Position) -> int:
        return self._ticker.seen_from(position.offset)

    def _notice(self, position: Position, ring: AlertKind | None) -> Notice:
        return Notice(Topic.POSITION, position.number, self._mark.published_ms, player=position.player, alert=ring)


def _with_stops(order: Order, position: Position) -> Position:
    """The position with the stops its order asked for; a take-profit beyond the profit cap is the cap."""
    if order.takeprofit is not None:
        wish, cap = stop_price(order.takeprofit, True, position), position.takeprofit
        if cap is None or order.side.sign * (wish - cap) < 0:
            position = replace(position, takeprofit=wish, capped=False)
    if order.stoploss is not None:
        position = replace(position, stoploss=stop_price(order.stoploss, False, position))
    return position


def _bad_position(position: Position, mark: int) -> str:
    """Why a fill must be refused after all: its own slippage, or a price past one of its stops; else empty."""
    if is_liquidated(position, mark, position.funding_index):
        return "liquidated_at_open"
    stops = ((position.stoploss, False), (None if position.capped else position.takeprofit, True))
    for price, profit in stops:
        if price is not None:
            problem = stop_problem(position, price, profit, mark, position.funding_index)
            if problem is not None:
                return problem.code
    return ""
