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

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import count
from math import ceil, floor

PT = 10**6
USD = 10**8
MINUTE, SECOND = 60_000, 1_000
LIVE_MS, GAP_MS, LATE_MS, FILL_MS = 5_000, 15_000, 15_000, 5_000
LOSS = Fraction(60, 100)
STANDARD_FEE = Fraction(8, 10_000)
DEGEN_SHARE, DEGEN_LEAST = Fraction(15, 100), Fraction(3, 10_000)
TICK = Fraction(1, 10_000)  # 0.01 %
RAKE = Fraction(3, 100)
_SHORT_WINDOWS = {1: Fraction(70, 100), 5: Fraction(77, 100), 15: Fraction(80, 100), 30: Fraction(82, 100)}
_LONG_WINDOWS = {30: Fraction(72, 100), 60: Fraction(77, 100)}
WINDOWS = {"BTC": _SHORT_WINDOWS, "ETH": _SHORT_WINDOWS, "BNB": _LONG_WINDOWS, "SOL": _LONG_WINDOWS}
LONG, SHORT = 1, -1
POSITION_CARDS = ("position", "liquidation", "takeprofit", "stoploss")
NAMES = {LONG: "long", SHORT: "short"}


def down(value: Fraction | int) -> int:
    return floor(value)


def up(value: Fraction | int) -> int:
    return ceil(value)


def plain(value: int | None, decimals: int) -> str:
    """A plain decimal without trailing zeros; `none` for nothing."""
    if value is None:
        return "none"
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**decimals)
    tail = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def pt(micro: int | None) -> str:
    return plain(micro, 6)


def usd(units: int | None) -> str:
    return plain(units, 8)


def price_units(text: str) -> int:
    exact = Fraction(text) * USD
    assert exact.denominator == 1
    return int(exact)


def degen(leverage: int) -> bool:
    return leverage >= 500


def slipped(mark: int, side: int, share: Fraction, opening: bool) -> int:
    """The mark moved against the player, to a whole price that is never better than the exact one."""
    direction = side if opening else -side
    exact = mark * (1 + direction * share)
    return up(exact) if direction > 0 else down(exact)


def split_amount(amount: int, leverage: int) -> tuple[int, int]:
    """Margin and opening fee."""
    if degen(leverage):
        return amount, 0
    margin = down(amount / (1 + STANDARD_FEE * leverage))
    return margin, amount - margin


def funding_rate(longs: int, shorts: int) -> Fraction:
    """Per 8 hours."""
    if longs == shorts:
        return Fraction(0)
    return max(abs(longs - shorts) * Fraction(5, 10_000) / max(longs, shorts), TICK)


def divide_pool(winning: int, losing: int) -> tuple[int, int, int]:
    """What the losers lose, the rake in it, and what is given back."""
    taken = min(losing, up(4 * winning / (1 - RAKE)))
    return taken, up(taken * RAKE), losing - taken


@dataclass
class Market:
    price: int = 0
    at_ms: int = -(10**15)
    offset: int = 0
    accrued_ms: int = 0


@dataclass
class Order:
    player: str
    number: int
    side: int
    market: str
    amount: int
    leverage: int
    at_ms: int
    seen: int  # newest mark at receipt
    offset: int
    tp: tuple[str, Fraction] | None = None
    sl: tuple[str, Fraction] | None = None
    limit: int | None = None
    turn: int = 0
    state: str = "waiting"
    reason: str = "none"


@dataclass
class Position:
    player: str
    number: int
    side: int
    market: str
    leverage: int
    margin: int
    notional: int
    put_in: int
    entry: int
    open_mark: int
    opened_ms: int
    offset: int
    fees: int
    takeprofit: int | None = None
    stoploss: int | None = None
    exact: Fraction = Fraction(0)
    slack: Fraction = Fraction(0)
    steps: int = 0
    closing: Fraction | None = None
    closing_turn: int = 0
    adding: int = 0
    state: str = "open"
    exit: int | None = None
    exit_mark: int | None = None
    pnl: int = 0
    funded: int = 0
    returned: int = 0
    closed_ms: int | None = None
    exit_moved: int = 0

    def pnl_at(self, price: int) -> Fraction:
        return Fraction(self.side * self.notional * (price - self.entry), self.entry)

    def accrue(self, mark: int, rate: Fraction) -> None:
        """A minute of funding; `rate` per minute, positive when this side pays."""
        cost = mark * rate
        coins = Fraction(self.notional, self.entry)
        self.exact -= coins * cost
        self.steps += up(cost)
        self.slack += coins

    @property
    def funding_by_steps(self) -> Fraction:
        return Fraction(-self.notional * self.steps, self.entry)

    @property
    def funding(self) -> int:
        """As settled: floored for the player, the roundings bounded."""
        shown = down(self.funding_by_steps)
        assert 0 <= self.exact - shown < self.slack + 1
        return shown

    def liquidated(self, price: int) -> bool:
        return self.pnl_at(price) + self.funding_by_steps <= -LOSS * self.margin

    def _last_price(self, loss: Fraction) -> int | None:
        """The last whole price at which `loss` of the margin is gone: down for long, up for short."""
        exact = self.entry - self.side * (
            self.entry * (self.margin * loss + self.funding_by_steps) / self.margin / Fraction(self.notional, self.margin)
        )
        whole = down(exact) if self.side == LONG else up(exact)
        return whole if whole > 0 else None

    @property
    def liquidation(self) -> int | None:
        return self._last_price(LOSS)

    @property
    def bankruptcy(self) -> int | None:
        return self._last_price(Fraction(1))

    def past(self, price: int, level: int | None, profit: bool) -> bool:
        if level is None:
            return False
        return (price - level) * self.side * (1 if profit else -1) >= 0

    def cap_price(self) -> int | None:
        gross = Fraction(550, 100) if self.leverage <= 750 else Fraction(350, 100)
        return self.price_by(("roe", gross))

    def price_by(self, stop: tuple[str, Fraction], profit: bool = True) -> int | None:
        """A stop as a price: to the whole price nearer to the entry, so that it never triggers later than said."""
        kind, value = stop
        if kind == "price":
            return int(value)
        share = value / self.leverage if kind == "roe" else value
        direction = self.side if profit else -self.side
        exact = self.entry * (1 + direction * share)
        whole = down(exact) if direction == LONG else up(exact)
        return whole if whole > 0 else None


@dataclass
class Prediction:
    player: str
    number: int
    side: int
    market: str
    stake: int
    minutes: int
    at_ms: int
    entry: int | None = None
    entered_ms: int | None = None
    exit: int | None = None
    pays: int = 0
    state: str = "waiting"


@dataclass
class Round:
    number: int
    market: str
    locks_ms: int
    closes_ms: int
    bets: dict[str, tuple[int, int]] = field(default_factory=dict)
    lock: int | None = None
    close: int | None = None
    state: str = "open"
    winner: int = 0
    paid: dict[str, int] = field(default_factory=dict)

    def pool(self, side: int) -> int:
        return sum(stake for each, stake in self.bets.values() if each == side)


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
        order = Order(player, number, side, market, amount, leverage, self.now, ticker.price, ticker.offset, tp, sl, limit)
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
            if prediction.state == "waiting" and self.now > prediction.at_ms + FILL_MS:
                self._settle(prediction, None)
            elif prediction.state == "running" and self.now > self._end(prediction) + LATE_MS:
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
        mark = ticker.price - (ticker.offset - order.offset)
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
        mark = ticker.price - moved
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
        if state != "liquidated":  # what is beyond the margin is the house's: price first, then funding
            pnl = max(pnl, -part.margin - max(funding, 0))
            funding = max(funding, -part.margin - pnl)
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
            seen = ticker.price - (ticker.offset - each.offset)
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
            "Leverage": plain(down(Fraction(each.notional * 100, each.margin)), 2),
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


class Script:
    """A transcript and what must come of it: every step is a line for the console and the same step of a `World`.

    `answers[i]` are the fields that the answer to the i-th sentence must show (None: not compared). `opened`, `ended`
    hold what the screens of a position's opening and end must show, taken at that very mark.
    """

    def __init__(self, at_ms: int) -> None:
        self.world = World()
        self.lines: list[str] = []
        self.answers: list[list[dict[str, str]] | None] = []
        self.opened: dict[tuple[str, int], dict[str, str]] = {}
        self.ended: dict[tuple[str, int], dict[str, str]] = {}
        self._speaker, self._chat = "p1", "dm"
        self.at(at_ms)

    def at(self, at_ms: int) -> None:
        self.lines.append(f"!at {moment(at_ms)}")
        self.world.bell(at_ms)

    def price(self, market: str, units: int) -> None:
        self.lines.append(f"!price {market} {usd(units)}")
        self._mark(market, units, self.world.now + 1)

    def wait(self, seconds: int, hold: bool = False) -> None:
        self.lines.append(f"!wait {seconds}s{' hold' if hold else ''}")
        for _ in range(seconds):
            self._second(self.world.now + SECOND, hold)

    def tape(self, file: str, rows: list[tuple[int, str, int]], most: int) -> None:
        """The next rows of a tape, as the console plays them."""
        self.lines.append(f"!tape {file} {most}")
        skipped = [row for row in rows if row[0] <= self.world.now]
        before = skipped[-1][0] if skipped else None
        for at_ms, market, units in rows[len(skipped) : len(skipped) + most]:
            if before is not None and at_ms - before <= MINUTE:
                for second in range(before + SECOND, at_ms, SECOND):
                    if second > self.world.now:
                        self._second(second, hold=True)
            self._mark(market, units, at_ms)
            before = at_ms

    def say(self, player: str, sentence: str, *fields: dict[str, str], chat: str = "dm") -> None:
        """A sentence; `fields` are what its answer must show, one group or several."""
        self.world.join(player)
        if player != self._speaker:
            self.lines.append(f"!as {player}")
        if chat != self._chat:
            self.lines.append(f"!in {chat}")
        self._speaker, self._chat = player, chat
        self.lines.append(sentence)
        self.answers.append(list(fields) or None)

    def check_balance(self, player: str) -> None:
        self.world.join(player)
        self.say(player, "start", {"Balance": pt(self.world.balance[player])})

    def check_positions(self, player: str) -> None:
        mine = [each for each in self.world.positions if each.player == player and each.state == "open"]
        self.say(player, "positions", *(self.world.shown(each) for each in mine))

    def check_positions_and_predictions(self, player: str) -> None:
        world = self.world
        running = [each for each in world.predictions if each.player == player and each.state in ("waiting", "running")]
        shown = [world.shown(each) for each in world.positions if each.player == player and each.state == "open"]
        shown += [{"Id": str(each.number), "Entry": usd(each.entry), "Stake": pt(each.stake)} for each in running]
        self.say(player, "positions", *shown)

    def _second(self, at_ms: int, hold: bool) -> None:
        if hold:
            for market in sorted(self.world.markets):
                self._mark(market, self.world.markets[market].price, at_ms)
        self.world.bell(at_ms)

    def _mark(self, market: str, units: int, at_ms: int) -> None:
        self.world.mark(market, units, at_ms)
        for each in self.world.positions:
            key = (each.player, each.number)
            if key not in self.opened:
                self.opened[key] = self.world.shown(each)
            if each.state != "open" and key not in self.ended:
                self.ended[key] = self.world.shown(each)
                if each.state == "liquidated":
                    self.ended[key] |= self.world.post_mortem(each)

    def differences(self, screens: list[dict]) -> list[str]:
        """Where these screens say something else than the world."""
        found = []
        replies = [each for each in screens if each["kind"] == "reply"]
        if len(replies) != len(self.answers):
            found.append(f"{len(replies)} answers to {len(self.answers)} sentences")
        for number, (reply, expected) in enumerate(zip(replies, self.answers, strict=False)):
            groups = reply["items"] or [reply["fields"]]
            if expected is None:
                if reply["about"] == "refused":
                    found.append(f"sentence {number}: refused {reply['fields']} {reply['notes']}")
                continue
            if len(groups) != len(expected):
                found.append(f"sentence {number}: {len(groups)} groups, expected {len(expected)}: {reply}")
            for group, fields in zip(groups, _ordered(groups, expected), strict=False):
                found += _differ(f"sentence {number}", group, fields)
        cards = [each for each in reversed(screens) if each["about"] in POSITION_CARDS]
        told = {(each["to"], each["fields"].get("Id"), each["fields"].get("State")): each for each in cards}
        for wanted in (self.opened, self.ended):
            for (player, number), fields in wanted.items():
                screen = told.get((player, str(number), fields["State"]))
                if screen is None:
                    found.append(f"{player} was never told that {number} is {fields['State']}")
                else:
                    found += _differ(f"{player}'s {number}, {fields['State']}", screen["fields"], fields)
        return found


def _ordered(groups: list[dict[str, str]], expected: list[dict[str, str]]) -> list[dict[str, str]]:
    """Expected groups in the order of the screen, by Id where they have one."""
    by_id = {fields.get("Id"): fields for fields in expected}
    return [by_id.get(group.get("Id"), {}) if len(by_id) > 1 else expected[0] for group in groups]


def _differ(where: str, group: dict[str, str], expected: dict[str, str]) -> list[str]:
    return [
        f"{where}: {key} is {group.get(key)}, expected {value}"
        for key, value in expected.items()
        if group.get(key) != value
    ]


def moment(at_ms: int) -> str:
    """A moment as `!at` takes it."""
    at = datetime.fromtimestamp(at_ms // SECOND, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + f".{at_ms % SECOND:03d}Z"
