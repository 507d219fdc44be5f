"""The oracle: a second book of the whole game, written from the rules alone, in exact fractions and without any index.

It shares no line with the program. Positions accumulate their own funding minute by minute; nothing is looked up in a
table of thresholds; every mark walks over everything. Slow, obvious, and therefore the judge.

Units are the program's (micro-points, 1e-8 USD) so that figures can be compared to the last digit. Where the rules say
that a division favours the house by less than one unit, `down` and `up` name the direction. Funding is kept twice:

    exact   what the formula gives, a Fraction, never rounded
    steps   the documented rounding: a minute's cost of one coin in price units, rounded up

and `Position.funding` asserts that the documented rounding takes less than one unit of price per coin and accrual, and
less than one micro-point at settlement, and always from the player.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import count

from tests.oracle.things import (
    DEGEN_LEAST,
    DEGEN_SHARE,
    FILL_MS,
    GAP_MS,
    LATE_MS,
    LIVE_MS,
    LONG,
    LOSS,
    MINUTE,
    NAMES,
    PT,
    SECOND,
    SHORT,
    STANDARD_FEE,
    TICK,
    WINDOWS,
    Market,
    Order,
    Position,
    Prediction,
    Round,
    degen,
    divide_pool,
    down,
    funding_rate,
    plain,
    pt,
    slipped,
    split_amount,
    up,
    usd,
)


class World:
    """Everything, moved by the same lines as the console."""

    def __init__(self, tolerance: Fraction = Fraction(10, 10_000)) -> None:
        self.now = 0
        self.tolerance = tolerance
        self.markets: dict[str, Market] = {}
        self.balance: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.orders: list[Order] = []
        self.positions: list[Position] = []
        self.predictions: list[Prediction] = []
        self.rounds: list[Round] = []
        self._turn = count()

    # --- what players do; numbers come from one counter per player

    def join(self, player: str) -> None:
        self.balance.setdefault(player, 1_000 * PT)
        self.numbers.setdefault(player, 0)

    def _number(self, player: str) -> int:
        self.join(player)
        self.numbers[player] += 1
        return self.numbers[player]

    def open(self, player, side, market, amount, leverage, tp=None, sl=None, limit=None) -> Order:
        number = self._number(player)
        ticker = self.markets[market]
        self.balance[player] -= amount
        order = Order(
            player, number, side, market, amount, leverage, self.now, ticker.price, ticker.offset, tp, sl, limit
        )
        order.turn = next(self._turn)
        self.orders.append(order)
        return order

    def cancel(self, order: Order) -> None:
        self._refund(order, "cancelled")

    def close(self, position: Position, share: Fraction = Fraction(1)) -> None:
        position.closing, position.closing_turn = share, next(self._turn)

    def set_takeprofit(self, position: Position, stop: tuple[str, Fraction] | None) -> None:
        position.takeprofit = position.cap_price() if stop is None else self._own(position, stop, True)

    def set_stoploss(self, position: Position, stop: tuple[str, Fraction] | None) -> None:
        position.stoploss = None if stop is None else self._own(position, stop, False)

    def _own(self, position: Position, stop: tuple[str, Fraction], profit: bool) -> int | None:
        """Prices are said in the market's present frame."""
        kind, value = stop
        if kind == "price":
            return int(value) - (self.markets[position.market].offset - position.offset)
        return position.price_by(stop, profit)

    def add_margin(self, position: Position, amount: int) -> None:
        self.balance[position.player] -= amount
        position.adding += amount

    def predict(self, player, side, market, stake, minutes) -> Prediction:
        prediction = Prediction(player, self._number(player), side, market, stake, minutes, self.now)
        self.balance[player] -= stake
        self.predictions.append(prediction)
        return prediction

    def open_round(self, market: str, minutes: int) -> Round:
        locks = self.now + 60 * SECOND
        self.rounds.append(Round(len(self.rounds) + 1, market, locks, locks + minutes * MINUTE))
        return self.rounds[-1]

    def bet(self, round_: Round, player: str, side: int, stake: int) -> None:
        self.join(player)
        before = round_.bets.get(player, (side, 0))[1]
        self.balance[player] -= stake - before
        round_.bets[player] = (side, stake)

    # --- what the world does

    def bell(self, at_ms: int) -> None:
        self.now = at_ms
        self._fund()
        for order in self._waiting():
            if order.limit is None and self.now > order.at_ms + FILL_MS:
                self._refund(order, "not_filled")
            elif order.limit is not None and self.now > order.at_ms + 24 * 60 * MINUTE:
                self._refund(order, "expired")
        for prediction in self.predictions:
            if (prediction.state == "waiting" and self.now > prediction.at_ms + FILL_MS) or (
                prediction.state == "running" and self.now > self._end(prediction) + LATE_MS
            ):
                self._settle(prediction, None)
        for round_ in self.rounds:
            due = {"open": round_.locks_ms, "locked": round_.closes_ms}.get(round_.state)
            if due is not None and self.now > due + LATE_MS:
                self._void(round_)

    def mark(self, market: str, price: int, at_ms: int) -> None:
        """One mark, in the order of the rules."""
        self.bell(at_ms)
        ticker = self.markets.setdefault(market, Market(price, at_ms))
        if at_ms - ticker.at_ms > GAP_MS:
            ticker.offset += price - ticker.price
        ticker.price, ticker.at_ms = price, at_ms
        self._fills(market, ticker)
        self._judge(market, ticker)
        self._additions(market)
        for round_ in self.rounds:
            if round_.market == market:
                self._round(round_, price)
        for prediction in self.predictions:
            if prediction.market == market and prediction.at_ms < self.now:
                self._prediction(prediction, price)

    def open_interest(self, market: str, side: int, standard_only: bool = False) -> int:
        return sum(
            each.notional
            for each in self.positions
            if each.state == "open" and each.market == market and each.side == side
            and not (standard_only and degen(each.leverage))
        )  # fmt: skip

    def opening_share(self, order: Order, notional: int) -> Fraction:
        if degen(order.leverage):
            return TICK
        interest = self.open_interest(order.market, order.side, standard_only=True) + notional
        return min(TICK + TICK * Fraction(interest, 10**6 * PT), 5 * TICK)

    def _waiting(self) -> list[Order]:
        return [each for each in self.orders if each.state == "waiting"]

    def _refund(self, order: Order, reason: str) -> None:
        order.state, order.reason = ("expired" if reason == "expired" else "refunded"), reason
        if reason == "cancelled":
            order.state = reason
        self.balance[order.player] += order.amount

    def _fund(self) -> None:
        """Every minute that has come is accrued at the newest mark before it, if that was live."""
        for name, ticker in self.markets.items():
            minute = (ticker.at_ms // MINUTE + 1) * MINUTE
            if not ticker.accrued_ms < minute <= self.now or minute - ticker.at_ms > LIVE_MS:
                continue
            ticker.accrued_ms = minute
            longs, shorts = self.open_interest(name, LONG), self.open_interest(name, SHORT)
            rate = funding_rate(longs, shorts) / 480
            heavier = LONG if longs > shorts else SHORT
            for each in self.positions:
                if each.state == "open" and each.market == name and rate:
                    each.accrue(ticker.price, rate if each.side == heavier else -rate)

    def _fills(self, market: str, ticker: Market) -> None:
        """Closes, then openings, each in the order in which they were received."""
        closing = [each for each in self.positions if each.state == "open" and each.closing is not None]
        for each in sorted(closing, key=lambda each: each.closing_turn):
            if each.market == market:
                share, each.closing = each.closing, None
                self._close(each, ticker, share, "closed")
        for order in sorted(self._waiting(), key=lambda each: each.turn):
            if order.market == market and order.at_ms < self.now:
                self._fill(order, ticker)

    def _fill(self, order: Order, ticker: Market) -> None:
        mark = ticker.seen_from(order.offset)
        margin, fee = split_amount(order.amount, order.leverage)
        notional = margin * order.leverage
        entry = slipped(mark, order.side, self.opening_share(order, notional), opening=True)
        if order.limit is not None and (entry - order.limit) * order.side > 0:
            return
        if order.limit is None and (mark - order.seen) * order.side > order.seen * self.tolerance:
            return self._refund(order, "price_moved")
        position = Position(
            order.player, order.number, order.side, order.market, order.leverage, margin, notional, order.amount,
            entry, mark, self.now, order.offset, fee,
        )  # fmt: skip
        position.takeprofit = position.cap_price()
        if order.tp is not None:
            kind, value = order.tp
            position.takeprofit = int(value) if kind == "price" else position.price_by(order.tp)
        if order.sl is not None:
            kind, value = order.sl
            position.stoploss = int(value) if kind == "price" else position.price_by(order.sl, profit=False)
        if position.liquidated(mark):
            return self._refund(order, "liquidated_at_open")
        order.state = "filled"
        self.positions.append(position)

    def _close(self, position: Position, ticker: Market, share: Fraction, state: str) -> None:
        moved = ticker.offset - position.offset
        mark = ticker.seen_from(position.offset)
        if state == "liquidated":
            exit_ = mark
        else:
            exit_ = slipped(mark, position.side, TICK, opening=False)
            if position.past(exit_, position.takeprofit, profit=True):
                exit_ = position.takeprofit
        part = self._part(position, share)
        whole = part is position
        pnl, funding = down(part.pnl_at(exit_)), part.funding
        left = part.margin + pnl + funding
        fee, returned = 0, 0
        if state != "liquidated":
            close_notional = Fraction(part.notional * exit_, part.entry)
            if degen(part.leverage):
                fee = up(max(DEGEN_SHARE * pnl, DEGEN_LEAST * close_notional))
            else:
                fee = up(STANDARD_FEE * close_notional)
            fee = min(fee, max(left, 0))
            returned = max(left - fee, 0)
        self.balance[position.player] += returned
        if state != "liquidated" and left < 0:  # beyond the margin is the house's: price first
            forgiven = min(-left, max(-pnl, 0))
            pnl, funding = pnl + forgiven, funding - left - forgiven
        position.pnl += pnl
        position.funded += funding
        position.fees += fee
        position.returned += returned
        if whole:
            position.state, position.exit, position.exit_mark = state, exit_, mark
            position.closed_ms, position.exit_moved = self.now, moved
            self.balance[position.player] += position.adding  # it never took effect

    def _part(self, position: Position, share: Fraction) -> Position:
        """The part that closes; the position keeps the rest. Less than a point of margin left closes all."""
        margin = down(position.margin * share)
        if share == 1 or position.margin - margin < PT:
            return position
        notional = down(position.notional * share)
        ratio = Fraction(notional, position.notional)
        part = replace(
            position, margin=margin, notional=notional, exact=position.exact * ratio, slack=position.slack * ratio
        )
        position.margin -= margin
        position.notional -= notional
        position.exact *= 1 - ratio
        position.slack *= 1 - ratio
        return part

    def _judge(self, market: str, ticker: Market) -> None:
        """Liquidation before stop-loss before take-profit."""
        for each in self.positions:
            if each.state != "open" or each.market != market:
                continue
            seen = ticker.seen_from(each.offset)
            if each.liquidated(seen):
                self._close(each, ticker, Fraction(1), "liquidated")
            elif each.past(seen, each.stoploss, profit=False):
                self._close(each, ticker, Fraction(1), "stoploss")
            elif each.past(seen, each.takeprofit, profit=True):
                self._close(each, ticker, Fraction(1), "takeprofit")

    def _additions(self, market: str) -> None:
        for each in self.positions:
            if each.state == "open" and each.market == market and each.adding:
                each.margin, each.put_in, each.adding = each.margin + each.adding, each.put_in + each.adding, 0

    def _end(self, prediction: Prediction) -> int:
        assert prediction.entered_ms is not None
        return prediction.entered_ms + prediction.minutes * MINUTE

    def _prediction(self, prediction: Prediction, price: int) -> None:
        if prediction.state == "waiting":
            prediction.entry, prediction.entered_ms, prediction.state = price, self.now, "running"
        elif prediction.state == "running" and self.now >= self._end(prediction):
            self._settle(prediction, price)

    def _settle(self, prediction: Prediction, price: int | None) -> None:
        move = 0 if price is None else (price - prediction.entry) * prediction.side
        prediction.exit = price
        if price is None or move == 0:
            prediction.state = "refunded" if price is None else "tied"
            prediction.pays = prediction.stake
        elif move > 0:
            profit = WINDOWS[prediction.market][prediction.minutes]
            prediction.state, prediction.pays = "won", prediction.stake + down(prediction.stake * profit)
        else:
            prediction.state, prediction.pays = "lost", 0
        self.balance[prediction.player] += prediction.pays

    def _round(self, round_: Round, price: int) -> None:
        if round_.state == "open" and self.now >= round_.locks_ms:
            if not (round_.pool(LONG) and round_.pool(SHORT)):
                return self._void(round_)
            round_.state, round_.lock = "locked", price
        elif round_.state == "locked" and self.now >= round_.closes_ms:
            round_.close = price
            if price == round_.lock:
                return self._void(round_)
            round_.state, round_.winner = "settled", LONG if price > round_.lock else SHORT
            winning, losing = round_.pool(round_.winner), round_.pool(-round_.winner)
            taken, rake, back = divide_pool(winning, losing)
            for player, (side, stake) in round_.bets.items():
                if side == round_.winner:
                    round_.paid[player] = stake + down(Fraction((taken - rake) * stake, winning))
                else:
                    round_.paid[player] = down(Fraction(back * stake, losing))
                self.balance[player] += round_.paid[player]
        return None

    def _void(self, round_: Round) -> None:
        round_.state = "void"
        for player, (_side, stake) in round_.bets.items():
            round_.paid[player] = stake
            self.balance[player] += stake

    # --- what screens must say

    def shown(self, each: Position) -> dict[str, str]:
        """The fields of a position's screen."""
        ticker = self.markets[each.market]
        open_ = each.state == "open"
        moved = ticker.offset - each.offset if open_ else each.exit_moved
        mark = ticker.price if open_ else each.exit_mark + moved
        return {
            "Id": str(each.number),
            "Side": NAMES[each.side],
            "Market": each.market,
            "Entry": usd(each.entry + moved),
            "Mark": usd(mark),
            "Margin": pt(each.margin),
            "Leverage": _leverage(each),
            "Notional": pt(each.notional),
            "Liquidation": usd(None if each.liquidation is None else each.liquidation + moved),
            "Bankruptcy": usd(None if each.bankruptcy is None else each.bankruptcy + moved),
            "PnL": pt(down(each.pnl_at(mark - moved)) if open_ else each.pnl),
            "Funding": pt(each.funding if open_ else each.funded),
            "Fees": pt(each.fees),
            "TakeProfit": usd(None if each.takeprofit is None else each.takeprofit + moved),
            "StopLoss": usd(None if each.stoploss is None else each.stoploss + moved),
            "State": each.state,
        }

    def post_mortem(self, each: Position) -> dict[str, str]:
        """Where the margin of a liquidated position went; the sum is the margin to the last unit."""
        assert each.state == "liquidated" and each.exit is not None
        slippage = up(Fraction(each.side * each.notional * (each.entry - each.open_mark), each.entry))
        price = -down(each.pnl_at(each.exit)) - slippage
        funding = -each.funding
        return {
            "LostToPrice": pt(price),
            "LostToSlippage": pt(slippage),
            "LostToFunding": pt(funding),
            "ToHouse": pt(each.margin - price - slippage - funding),
            **{f"At{times}x": pt(self._elsewhere(each, times)) for times in (10, 50, 100)},
        }

    def _elsewhere(self, each: Position, leverage: int) -> int:
        """What the same margin would have made of the same move, entry to exit, at another leverage."""
        move = Fraction(each.side * (each.exit - each.entry), each.entry)
        return max(down(each.margin * leverage * move), -each.margin) if move * leverage > -LOSS else -each.margin


def _leverage(each: Position) -> str:
    """Notional over margin; the leverage asked for unless margin was added, whatever parts were floored away."""
    exact = Fraction(each.notional, each.margin)
    if abs(exact - each.leverage) * each.margin < 20 * each.leverage:
        return str(each.leverage)
    return plain(down(exact * 10**6), 6)
