"""The real engine on a real SQLite book against the oracle (tests/oracle/world.py), on the edge and at random.

    python -m tests.attack.oracle [--cases 1000000] [--seed 1]

A case is one thing (an order, position, prediction or round) after one price: it stands or it has ended, in both books
alike, and every figure of it is the same to the last unit. Half of the prices lie on an edge of something that is open:
its liquidation price, a stop, the profit cap, the fill of a limit, the bound of a tolerance, a tie, each hit, missed or
passed by one unit of 1e-8 USD; and times lie on the edges of every deadline to the millisecond.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import storage
from core.book import Identity
from core.engine import Engine
from core.ledger import player_account
from core.messages.all import Answer, Command, Refused, Request
from core.messages.positions import AddMargin, Cancel, Close, Open, SetStop
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.money import Amount
from core.prices.markets import Mark, Rules, Side, Ticker
from core.rules.orders import Order as EngineOrder
from core.rules.positions import Position as EnginePosition
from core.rules.positions import bankruptcy_price, funding_so_far, liquidation_price, pnl, post_mortem
from core.rules.predictions import Prediction as EnginePrediction
from core.rules.rounds import Bet
from core.rules.rounds import Round as EngineRound
from core.rules.stops import Stop, StopBy
from tests.oracle.things import LONG, MINUTE, PT, SHORT, USD, Order, Position, Prediction, Round, degen, down, pt
from tests.oracle.world import World

STEPS = 60
START = 1_767_225_590_000  # ten seconds before a full minute
PLAYERS = ("ann", "bob", "cat", "dan")
PRICES = {"BTC": 100_000 * USD, "ETH": 3_456_789_012_34, "SOL": 123_456_789_01}
LEVERAGES = {"BTC": (2, 3, 10, 50, 100, 333, 499, 500, 750, 751, 1001), "ETH": (2, 25, 250), "SOL": (2, 20, 100)}
WINDOWS = {"BTC": (1, 5), "ETH": (1, 5), "SOL": (30,)}
SPANS_MS = (1, 2, 500, 999, 1_000)
LONG_SPANS_MS = (4_999, 5_000, 5_001, 14_999, 15_000, 15_001, 60_000)
POSITION_SIDES = {LONG: Side.LONG, SHORT: Side.SHORT}
CALL_SIDES = {LONG: Side.UP, SHORT: Side.DOWN}


class Duel:
    """One small world in both books. `cases` counts comparisons, `differences` says where they disagree."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.world = World()
        self.book = storage.open(None)
        self.engine = Engine(self.book, Rules(late_ms=0), live=True)
        self.cases = self.edges = 0
        self.differences: list[str] = []
        self._requests = 0
        self._final: dict[int, object] = {}  # what has ended, and was compared at its end
        self.world.bell(START)
        self.players = {name: self.engine.player(Identity("test", name), name, START) for name in PLAYERS}
        self.chat = self.engine.chat("test", "group", 1, START).number
        for name in PLAYERS:
            self.world.join(name)
        for market, price in PRICES.items():
            self._mark(market, price, START + 1)

    def run(self, steps: int = STEPS) -> "Duel":
        """Live through so many steps, or until something differs."""
        acts: list[Callable[[], None]] = [self._open] * 6 + [self._limit, self._predict, self._close] * 2
        acts += [self._add, self._stop, self._cancel, self._round, self._raise]
        try:
            for _ in range(steps):
                for _ in range(self.random.randint(0, 3)):
                    self.random.choice(acts)()
                self._time_passes()
                if self.differences:
                    break
        finally:
            self.book.close()
        return self

    # What players do, in both books

    def _ask(self, player: str, command: Command, group: bool = False) -> Answer | None:
        """The engine's answer; None where it refuses, and then the oracle does nothing either."""
        self._requests += 1
        chat, now = (self.chat if group else None), self.world.now
        request = Request(self.players[player], chat, True, f"r{self._requests}", now, "", command, now)
        answer = self.engine.handle(request)
        return None if isinstance(answer, Refused) else answer

    def _pick(self) -> tuple[str, str, int]:
        return (
            self.random.choice(PLAYERS),
            self.random.choice(tuple(PRICES)),
            self.random.choice((LONG, SHORT)),
        )

    def _amount(self, player: str, most: int) -> int:
        room = min(most, max(PT, self.world.balance[player] // 2))
        return self.random.choice((PT, self.random.randint(PT, room), self.random.randint(1, room // PT) * PT, room))

    def _open(self) -> None:
        player, market, side = self._pick()
        leverage, stops = self.random.choice(LEVERAGES[market]), {}
        if self.random.random() < 0.3:
            stops["tp"] = ("roe", Fraction(self.random.randint(20, min(300, 80 * leverage)), 100))
        if self.random.random() < 0.3:
            stops["sl"] = ("roe", Fraction(self.random.randint(32, 55), 100))
        self._order(player, market, side, leverage, self._amount(player, 1_000 * PT), None, stops)

    def _limit(self) -> None:
        player, market, side = self._pick()
        price = self.world.markets[market].price
        limit = price - side * price * self.random.randint(2, 60) // 10_000
        leverage = self.random.choice([each for each in LEVERAGES[market] if not degen(each)])
        self._order(player, market, side, leverage, self._amount(player, 200 * PT), limit, {})

    def _order(
        self, player: str, market: str, side: int, leverage: int, amount: int, limit: int | None, stops: dict
    ) -> None:
        wishes = {name: Stop(StopBy.ROE, int(share * 10**6)) for name, (_by, share) in stops.items()}
        command = Open(
            POSITION_SIDES[side], market, Amount(amount), leverage, wishes.get("tp"), wishes.get("sl"), limit
        )
        if self._ask(player, command):
            self.world.open(player, side, market, amount, leverage, limit=limit, **stops)

    def _held(self) -> list[Position]:
        return [each for each in self.world.positions if each.state == "open" and each.closing is None]

    def _close(self) -> None:
        if held := self._held():
            each, percent = self.random.choice(held), self.random.choice((1, 25, 33, 50, 99, 100, 100, 100))
            if self._ask(each.player, Close(each.number, percent * 10_000)):
                self.world.close(each, Fraction(percent, 100))

    def _add(self) -> None:
        held = [each for each in self._held() if not degen(each.leverage) and not each.adding]
        if held:
            each = self.random.choice(held)
            amount = self.random.choice((1, self._amount(each.player, 20 * PT)))
            if self._ask(each.player, AddMargin(each.number, Amount(amount))):
                self.world.add_margin(each, amount)

    def _stop(self) -> None:
        """A stop one unit from the mark or from the liquidation price, or somewhere between; or none."""
        if not (held := self._held()):
            return
        each, profit = self.random.choice(held), self.random.random() < 0.5
        ticker = self.world.markets[each.market]
        edge = each.takeprofit if profit else each.liquidation
        moved = ticker.offset - each.offset
        near = [ticker.price + self.random.choice((-1, 1))]
        near += [] if edge is None else [edge + moved + self.random.choice((-1, 0, 1)), (edge + moved + near[0]) // 2]
        price = self.random.choice([*near, None])
        wish = None if price is None else Stop(StopBy.PRICE, price)
        if (price is None or price > 0) and self._ask(each.player, SetStop(each.number, profit, wish)):
            stop = None if price is None else ("price", Fraction(price))
            (self.world.set_takeprofit if profit else self.world.set_stoploss)(each, stop)

    def _cancel(self) -> None:
        waiting = [each for each in self.world.orders if each.state == "waiting"]
        if waiting:
            order = self.random.choice(waiting)
            if self._ask(order.player, Cancel(order.number)):
                self.world.cancel(order)

    def _predict(self) -> None:
        player, market, side = self._pick()
        stake, minutes = self._amount(player, 200 * PT), self.random.choice(WINDOWS[market])
        if self._ask(player, Predict(CALL_SIDES[side], Amount(stake), minutes, market)):
            self.world.predict(player, side, market, stake, minutes)

    def _round(self) -> None:
        if not any(each.state in ("open", "locked") for each in self.world.rounds) and self._ask(
            "ann", OpenRound(1, "BTC", None, False), group=True
        ):
            self.world.open_round("BTC", 1)
            for _ in range(3):
                self._raise()

    def _raise(self) -> None:
        """A bet in the open round, new or higher than before."""
        for round_ in self.world.rounds:
            if round_.state == "open":
                player = self.random.choice(PLAYERS)
                side, before = round_.bets.get(player, (self.random.choice((LONG, SHORT)), 0))
                stake = before + self._amount(player, 100 * PT)
                if self._ask(player, Predict(CALL_SIDES[side], Amount(stake), None, None), group=True):
                    self.world.bet(round_, player, side, stake)

    # What the world does, to both books

    def _time_passes(self) -> None:
        now = self.world.now
        at_ms = now + self.random.choice(SPANS_MS if self.random.random() < 0.8 else LONG_SPANS_MS)
        if self.random.random() < 0.2:
            at_ms = max(now + 1, self.random.choice(list(self._deadlines())) + self.random.choice((-1, 0, 1)))
        if self.random.random() < 0.1:
            self._bell(at_ms)
            return
        waiting = [each.market for each in self.world.orders if each.state == "waiting"]
        waiting += [each.market for each in self.world.predictions if each.state == "waiting"]
        market = self.random.choice(waiting if waiting and self.random.random() < 0.7 else [*PRICES])
        self._move(market, at_ms)
        if at_ms - now > 1_000:  # or everything but this market would be too old to be traded
            for number, other in enumerate(sorted({*PRICES} - {market}), start=1):
                self._move(other, at_ms + number)

    def _move(self, market: str, at_ms: int) -> None:
        """A price: on an edge, or somewhere near or far."""
        edges, price = list(self._edges(market)), self.world.markets[market].price
        if edges and self.random.random() < 0.5:
            self.edges += 1
            self._mark(market, self.random.choice(edges), at_ms)
            return
        most = self.random.choice((0, 30, 400, 400, 30_000))
        self._mark(market, price + price * self.random.randint(-most, most) // 1_000_000, at_ms)

    def _deadlines(self) -> Iterator[int]:
        """When something near is due: a full minute, an order's end, the end of what was called."""
        now = self.world.now
        yield (now // MINUTE + 1) * MINUTE
        for each in self.world.predictions:
            if each.state == "running" and each.entered_ms is not None:
                ends = each.entered_ms + each.minutes * MINUTE
                yield from (ends, ends + 15_000)
        for each in self.world.rounds:
            if each.state in ("open", "locked"):
                due = each.locks_ms if each.state == "open" else each.closes_ms
                yield from (due, due + 15_000)
        yield from (each.at_ms + 5_000 for each in self.world.orders if each.state == "waiting")

    def _edges(self, market: str) -> Iterator[int]:
        """Prices at which something of this market changes, and those beside them, within reason."""
        ticker = self.world.markets[market]
        for edge in self._levels(market):
            for price in (edge - 1, edge, edge + 1):
                if PRICES[market] // 8 < price < PRICES[market] * 8 and price > ticker.price // 3:
                    yield price

    def _levels(self, market: str) -> Iterator[int]:
        ticker = self.world.markets[market]
        for each in self.world.positions:
            if each.state == "open" and each.market == market:
                for level in (each.liquidation, each.bankruptcy, each.takeprofit, each.stoploss, each.entry):
                    if level is not None:
                        yield level + ticker.offset - each.offset
        for each in self.world.orders:
            if each.state == "waiting" and each.market == market:
                if each.limit is None:
                    yield down(each.seen * (1 + each.side * self.world.tolerance))
                else:
                    yield down(each.limit / (1 + each.side * Fraction(1, 10_000))) + ticker.offset - each.offset
        for each in self.world.predictions:
            if each.state == "running" and each.market == market and each.entry is not None:
                yield each.entry
        for each in self.world.rounds:
            if each.state == "locked" and each.market == market and each.lock is not None:
                yield each.lock

    def _bell(self, at_ms: int) -> None:
        self.engine.on_clock(at_ms)
        self.world.bell(at_ms)
        self._compare(f"bell at {at_ms}")

    def _mark(self, market: str, price: int, at_ms: int) -> None:
        """The bell before the price or after it: that decides nothing."""
        first = self.random.random() < 0.5
        if first:
            self.engine.on_clock(at_ms)
        self.engine.on_mark(Mark(market, at_ms, price, "test"))
        if not first:
            self.engine.on_clock(at_ms)
        self.world.mark(market, price, at_ms)
        self._compare(f"{market} at {price}, {at_ms}")

    # Whether they agree

    def _compare(self, when: str) -> None:
        """All that is not compared for the last time yet; ended things are compared once more, at their end."""
        world, book = self.world, self.book
        for name, number in self.players.items():
            self._same(when, f"{name}'s balance", world.balance[name], book.balance(player_account(number)))
        for each in (*world.orders, *world.positions, *world.predictions, *world.rounds):
            if id(each) in self._final:
                continue
            self.cases += 1
            match each:
                case Order():
                    self._order_same(when, each)
                case Position():
                    self._position_same(when, each)
                case Prediction():
                    self._prediction_same(when, each)
                case Round():
                    self._round_same(when, each)
            if each.state not in ("waiting", "open", "running", "locked"):
                self._final[id(each)] = each

    def _same(self, when: str, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.differences.append(f"{when}: {what} is {found}, expected {expected}")

    def _order_same(self, when: str, each: Order) -> None:
        found = self.book.get(EngineOrder, self.players[each.player], each.number)
        assert found is not None
        what = f"{each.player}'s order {each.number}"
        self._same(when, f"the state of {what}", each.state, found.state.value)
        if each.state == "refunded":
            self._same(when, f"the reason of {what}", each.reason, found.reason)

    def _position_same(self, when: str, each: Position) -> None:
        found = self.book.get(EnginePosition, self.players[each.player], each.number)
        what = f"{each.player}'s position {each.number}"
        if found is None:
            self.differences.append(f"{when}: {what} was never opened")
            return
        ticker = self.book.get(Ticker, each.market)
        assert ticker is not None
        figures = {
            "state": (each.state, found.state.value),
            "margin": (each.margin, found.margin),
            "notional": (each.notional, found.notional),
            "entry": (each.entry, found.entry),
            "put_in": (each.put_in, found.put_in),
            "adding": (each.adding if each.state == "open" else 0, found.adding),
            "fees": (each.fees, found.fees),
            "takeprofit": (each.takeprofit, found.takeprofit),
            "stoploss": (each.stoploss, found.stoploss),
            "realised_pnl": (each.pnl, found.realised_pnl),
            "realised_funding": (each.funded, found.realised_funding),
            "returned": (each.returned, found.returned),
            "exit": (each.exit, found.exit),
            "exit_mark": (each.exit_mark, found.exit_mark),
            "closed_ms": (each.closed_ms, found.closed_ms),
        }
        if each.state == "open":
            index = ticker.funding(found.side)
            mark = self.world.markets[each.market].seen_from(each.offset)
            figures |= {
                "mark": (mark, ticker.seen_from(found.offset)),
                "pnl": (down(each.pnl_at(mark)), pnl(found.side, found.notional, found.entry, mark)),
                "funding": (each.funding, funding_so_far(found, index)),
                "liquidation": (each.liquidation, liquidation_price(found, index)),
                "bankruptcy": (each.bankruptcy, bankruptcy_price(found, index)),
            }
        for name, (expected, said) in figures.items():
            self._same(when, f"{name} of {what}", expected, said)
        if each.state == "liquidated":
            died, expected = post_mortem(found), self.world.post_mortem(each)
            said = (died.price, died.slippage, died.funding, died.remainder)
            names = ("LostToPrice", "LostToSlippage", "LostToFunding", "ToHouse")
            self._same(when, f"the post-mortem of {what}", [expected[name] for name in names], [*map(pt, said)])

    def _prediction_same(self, when: str, each: Prediction) -> None:
        found = self.book.get(EnginePrediction, self.players[each.player], each.number)
        assert found is not None
        what = f"{each.player}'s prediction {each.number}"
        self._same(when, f"the state of {what}", each.state, found.state.value)
        self._same(when, f"the entry of {what}", each.entry, found.entry)
        if each.state not in ("waiting", "running"):
            self._same(when, f"the payout of {what}", each.pays, found.pays)
            self._same(when, f"the exit of {what}", each.exit, found.exit)

    def _round_same(self, when: str, each: Round) -> None:
        found = self.book.get(EngineRound, each.number)
        assert found is not None
        said = (found.state.value, found.lock, found.up, found.down)
        self._same(when, f"round {each.number}", (each.state, each.lock, each.pool(LONG), each.pool(SHORT)), said)
        for player, (_side, stake) in each.bets.items():
            bet = self.book.get(Bet, each.number, self.players[player])
            expected = (stake, each.paid.get(player))
            self._same(when, f"{player}'s bet in round {each.number}", expected, bet and (bet.stake, bet.paid))


def duels(cases: int, seed: int) -> Iterator[Duel]:
    """Worlds of this seed and those after it, until so many cases were compared or something differs."""
    compared = 0
    while compared < cases:
        duel = Duel(seed).run()
        yield duel
        if duel.differences:
            return
        compared += duel.cases
        seed += 1


def main() -> int:
    """1 if the engine and the oracle differ, else 0."""
    options = argparse.ArgumentParser(prog="python -m tests.attack.oracle")
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began, seed, compared, edges, things = time.monotonic(), chosen.seed, 0, 0, 0
    for duel in duels(chosen.cases, seed):
        if duel.differences:
            print("\n".join([f"seed {seed} differs:", *duel.differences]))
            return 1
        compared, edges, seed = compared + duel.cases, edges + duel.edges, seed + 1
        world = duel.world
        things += len(world.orders) + len(world.predictions) + len(world.rounds)
    spent = time.monotonic() - began
    worlds = seed - chosen.seed
    print(f"{compared:,} cases of {things:,} things in {worlds:,} worlds, {edges:,} prices on an edge, ", end="")
    print(f"0 differences, {spent:,.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
