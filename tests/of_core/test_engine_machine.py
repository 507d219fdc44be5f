"""Everything everybody can do, in any order, on two books side by side: the invariants hold after every step.

Ledger sums to zero; nobody below zero; margin, stake and pool accounts hold exactly what is open; open interest is the
sum of open notionals; no open position stands beyond a trigger that a processed mark has crossed; both books agree.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import storage
from core.book import Identity
from core.engine import Engine
from core.ledger import HOUSE, MINT, item_account, player_account, pool_account
from core.messages.all import Refused, Request
from core.messages.players import ClaimDaily, ShowHistory
from core.messages.positions import AddMargin, Cancel, Close, Open, SetStop, ShowPositions
from core.messages.predictions import Predict
from core.messages.rounds import CancelRound, OpenRound, WithdrawBet
from core.money import POINT, USD, Amount
from core.prices.markets import Mark, Rules, Side
from core.rules.notices import Outcome, Receipt
from core.rules.players import Player
from core.rules.positions import is_liquidated, stoploss_reached, takeprofit_reached
from core.rules.rounds import Round
from core.rules.stops import Stop, StopBy
from core.units import DAY_MS
from tests.memory_book.book import MemoryBook

PLAYERS = 3
START = 1_700_000_000_000

amounts = st.one_of(
    st.integers(min_value=POINT, max_value=300 * POINT).map(lambda micro: Amount(micro=micro)),
    st.sampled_from([Amount(share_ppm=1_000_000), Amount(share_ppm=500_000), Amount(micro=0)]),
)
leverages = st.sampled_from([2, 10, 100, 250, 499, 500, 750, 751, 1001, 1002])
stops = st.one_of(
    st.none(),
    st.builds(Stop, st.just(StopBy.MOVE), st.integers(min_value=1, max_value=20_000)),
    st.builds(Stop, st.just(StopBy.ROE), st.integers(min_value=1, max_value=6_000_000)),
    st.builds(Stop, st.just(StopBy.PRICE), st.integers(min_value=90_000, max_value=110_000).map(lambda p: p * USD)),
)
sides = st.sampled_from([Side.LONG, Side.SHORT])
calls = st.sampled_from([Side.UP, Side.DOWN])
numbers = st.integers(min_value=1, max_value=12)
players = st.integers(min_value=1, max_value=PLAYERS)
limits = st.one_of(st.none(), st.integers(min_value=95_000, max_value=105_000).map(lambda price: price * USD))

commands = st.one_of(
    st.builds(Open, sides, st.just("BTC"), amounts, leverages, stops, stops, limits),
    st.builds(Open, sides, st.just("BTC"), amounts, st.sampled_from([100, 1001])),
    st.builds(Close, st.one_of(st.none(), numbers), st.sampled_from([1_000_000, 500_000, 250_000, 123_457])),
    st.builds(SetStop, numbers, st.booleans(), stops),
    st.builds(AddMargin, numbers, amounts),
    st.builds(Cancel, st.one_of(st.none(), numbers)),
    st.builds(Predict, calls, amounts, st.sampled_from([1, 5]), st.just("BTC")),
    st.builds(ClaimDaily),
)
group_commands = st.one_of(
    st.builds(OpenRound, st.sampled_from([1, 5]), st.just("BTC"), st.sampled_from([None, 10]), st.booleans()),
    st.builds(Predict, calls, amounts, st.none(), st.none()),
    st.builds(WithdrawBet),
    st.builds(CancelRound),
)


class Game(RuleBasedStateMachine):
    """Two engines, one on each book, get the same and must say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.books = (storage.open(None), MemoryBook())
        self.engines = [Engine(book, Rules(), live=False) for book in self.books]
        self.now = START
        self.price = 100_000 * USD
        self.requests = 0
        for engine in self.engines:
            for number in range(1, PLAYERS + 1):
                assert engine.player(self.identity(number), f"p{number}", START) == number
            self.chat = engine.chat("test", "group", 1, START).number
        self.publish(0)

    def identity(self, number: int) -> Identity:
        """Who the player of this number is, or was before they were linked."""
        return Identity("test", str(number))

    def teardown(self) -> None:
        self.books[0].close()

    def both(self, act):
        one, other = (act(engine) for engine in self.engines)
        assert one == other
        return one

    def publish(self, ms: int) -> None:
        self.now += ms
        self.both(lambda engine: engine.on_mark(Mark("BTC", self.now, self.price, "test")))

    def ask(self, player, chat, command, request=None):
        self.requests += request is None
        name = request or f"r{self.requests}"
        asked = Request(player, chat, player == 1, name, self.now, "", command, self.now)
        return self.both(lambda engine: engine.handle(asked))

    @rule(player=players, command=commands)
    def say(self, player, command):
        self.ask(player, None, command)

    @rule(player=players, command=group_commands)
    def say_in_group(self, player, command):
        self.ask(player, self.chat, command)

    @rule(player=players, command=commands)
    def say_twice(self, player, command):
        first = self.ask(player, None, command)
        before = [book.balance(player_account(player)) for book in self.books]
        assert self.ask(player, None, command, f"r{self.requests}") == first
        assert [book.balance(player_account(player)) for book in self.books] == before
        if isinstance(first, Refused):
            assert first.values is not None

    @rule(bps=st.integers(min_value=-300, max_value=300), ms=st.sampled_from([1, 500, 1_000, 5_000]))
    def mark(self, bps, ms):
        self.price = max(USD, self.price * (100_000 + bps) // 100_000)
        self.publish(ms)

    @rule(percent=st.integers(min_value=-10, max_value=10))
    def crash(self, percent):
        self.price = self.price * (100 + percent) // 100
        self.publish(1_000)

    @rule(ms=st.sampled_from([6_000, 16_000, 61_000, 3_600_000, DAY_MS]), percent=st.integers(-20, 20))
    def halt(self, ms, percent):
        """Nothing for a while, then a price somewhere else: nobody gains or loses by the gap."""
        self.price = max(1_000 * USD, self.price * (100 + percent) // 100)
        self.publish(ms)

    @rule(ms=st.sampled_from([0, 1_000, 20_000, 60_000]))
    def bell(self, ms):
        self.now += ms
        self.both(lambda engine: engine.on_clock(self.now))

    @rule(player=players)
    def look(self, player):
        self.ask(player, None, ShowPositions())
        self.ask(player, None, ShowHistory(None))

    @rule()
    def deliver(self):
        for first in (True, False):
            for addressed in self.both(lambda engine, first=first: engine.telling.untold(first, 0, 1_000)):
                self.both(lambda engine, notice=addressed.notice: engine.telling.look_up(notice, notice.at_ms))
                receipt = Receipt("t", "", "", Outcome.ARRIVED, self.now, (addressed.notice,))
                self.both(lambda engine, receipt=receipt: engine.on_delivered(receipt))

    @invariant()
    def accounts_hold_what_is_open(self):
        for book in self.books:
            total = book.balance(HOUSE) + book.balance(MINT)
            interest = {Side.LONG: 0, Side.SHORT: 0}
            for player in range(1, PLAYERS + 1):
                spendable = book.balance(player_account(player))
                assert spendable >= 0
                total += spendable
                held = {
                    position.number: position.margin + position.adding for position in book.positions.open_of(player)
                }
                held |= {order.number: order.amount for order in book.positions.waiting_orders(player)}
                held |= {prediction.number: prediction.stake for prediction in book.predictions.open_of(player)}
                for number in range(1, book.get(Player, player).next_number + 2):
                    assert book.balance(item_account(player, number)) == held.get(number, 0)
                total += sum(held.values())
                for position in book.positions.open_of(player):
                    interest[position.side] += position.notional
            for number in range(1, book.next_number(Round)):
                pool = book.balance(pool_account(number))
                assert pool == sum(bet.stake for bet in book.rounds.bets_in(number) if bet.paid is None)
                total += pool
            assert total == 0
            ticker = book.markets.tickers()[0]
            assert (ticker.open_long, ticker.open_short) == (interest[Side.LONG], interest[Side.SHORT])

    @invariant()
    def nothing_stands_beyond_a_trigger(self):
        """Judged at the newest mark, for everything that was open and unchanged when it came."""
        book = self.books[0]
        ticker = book.markets.tickers()[0]
        for player in range(1, PLAYERS + 1):
            for position in book.positions.open_of(player):
                mark = ticker.seen_from(position.offset)
                if ticker.published_ms == self.now:
                    assert not is_liquidated(position, mark, ticker.funding(position.side))
                assert not takeprofit_reached(position, mark)
                assert not stoploss_reached(position, mark)


Game.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestGame = Game.TestCase
