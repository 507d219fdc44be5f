"""A game around an engine that tests move by hand: a clock, marks of one source, and players who ask."""

from typing import Any

import storage
from core.book import Identity
from core.engine import Engine
from core.ledger import player_account
from core.messages.all import Answer, Command, Refused, Request
from core.messages.positions import Close, Open
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.money import POINT, USD, Amount
from core.prices.conditions import Condition, Halt
from core.prices.markets import Mark, Rules, Side
from core.prices.quotes import Quote
from core.rules.notices import Notice, Outcome, Receipt
from core.rules.orders import Order
from core.rules.positions import Position
from core.rules.predictions import Prediction
from core.rules.rounds import Round
from tests.worlds.quotes import PRICE, SECOND, START

LIVE = Rules(late_ms=3_000, history_ms=600_000)


class Game:
    """An engine on a book in memory; `source` makes the marks."""

    def __init__(self, rules: Rules = LIVE, source: str = "pyth") -> None:
        self.book = storage.open(None)
        self.engine = Engine(self.book, rules, live=True)
        self.now = START
        self.source = source
        self.price = PRICE
        self.requests = 0
        for name in ("ana", "bob"):
            self.engine.player(Identity("test", name), name, START)
        self.chat = self.engine.chat("test", "group", 1, START).number
        self.mark()

    def close(self) -> None:
        self.book.close()

    def mark(self, price: int | None = None, quotes: tuple[Quote, ...] = (), market: str = "BTC") -> None:
        """A price, a second after what was before."""
        self.now += SECOND
        self.price = self.price if price is None else price
        assert self.engine.on_mark(Mark(market, self.now, self.price, self.source), quotes)

    def mark_at(self, at_ms: int, price: int | None = None) -> None:
        """A price at this moment."""
        self.now = at_ms - SECOND
        self.mark(price)

    def marks(self, seconds: int) -> None:
        """The same price for so long, with a bell after each."""
        for _ in range(seconds):
            self.mark()
            self.engine.on_clock(self.now)

    def bells(self, seconds: int) -> None:
        """Nothing but the clock."""
        for _ in range(seconds):
            self.now += SECOND
            self.engine.on_clock(self.now)

    def is_now(self, **condition: object) -> None:
        """BTC is in this condition from now on."""
        self.engine.on_condition(Condition("BTC", since_ms=self.now, **{"anchor": self.source} | condition), self.now)

    def ask(self, command: Command, player: int = 1, group: bool = False) -> Answer:
        self.requests += 1
        chat = self.chat if group else None
        return self.engine.handle(
            Request(player, chat, player == 1, f"r{self.requests}", self.now, "", command, self.now)
        )

    def refused(self, command: Command, player: int = 1, group: bool = False) -> str:
        """The code of the refusal that this is answered with."""
        answer = self.ask(command, player, group)
        assert isinstance(answer, Refused), answer
        return answer.code

    def long(self, leverage: int = 100, player: int = 1, market: str = "BTC", limit: int | None = None) -> Answer:
        return self.ask(Open(Side.LONG, market, Amount(25 * POINT), leverage, limit=limit), player)

    def up(self, minutes: int = 1, player: int = 1) -> Answer:
        return self.ask(Predict(Side.UP, Amount(25 * POINT), minutes, "BTC"), player)

    def round(self) -> int:
        """A round of a minute with a bet of each player; its number."""
        answer = self.ask(OpenRound(1, "BTC", None, False), group=True)
        for player, side in ((1, Side.UP), (2, Side.DOWN)):
            self.ask(Predict(side, Amount(25 * POINT), None, None), player, group=True)
        return answer.item.round.number

    def close_all(self, player: int = 1) -> Answer:
        return self.ask(Close(None, 1_000_000), player)

    def position(self, number: int = 1, player: int = 1) -> Position:
        return self.book.get(Position, player, number)

    def order(self, number: int = 1, player: int = 1) -> Order:
        return self.book.get(Order, player, number)

    def prediction(self, number: int = 1, player: int = 1) -> Prediction:
        return self.book.get(Prediction, player, number)

    def chat_round(self, number: int) -> Round:
        return self.book.get(Round, number)

    def halt(self, number: int = 1) -> Halt:
        return self.book.get(Halt, number)

    def balance(self, player: int = 1) -> int:
        return self.book.balance(player_account(player))

    def waiting(self) -> list[Notice]:
        """What waits to be told, liquidations first."""
        return [
            addressed.notice for first in (True, False) for addressed in self.engine.telling.untold(first, 0, 10_000)
        ]

    def rings(self) -> list[tuple]:
        """What waits to be told: what about, which, and how it rings."""
        return [(each.topic, each.number, each.alert) for each in self.waiting()]

    def told(self, topic: str = "halt") -> list[Notice]:
        """What waits to be told about such things; all of it counts as told then."""
        notices = self.waiting()
        self.engine.on_delivered(Receipt("test", "ana", "", Outcome.ARRIVED, self.now, tuple(notices)))
        return [notice for notice in notices if notice.topic == topic]

    def quote(self, source: str, price: int | None = None, at_ms: int | None = None) -> Quote:
        at_ms = self.now if at_ms is None else at_ms
        return Quote("BTC", source, self.price if price is None else price, 0, at_ms, at_ms + 100)


def opening(points: int = 25, leverage: int = 500, side: Side = Side.LONG, **more: Any) -> Open:
    """What opens a position on BTC."""
    return Open(side, "BTC", Amount(points * POINT), leverage, **more)


def usd(dollars: int) -> int:
    return dollars * USD


def refused_with(answer: Answer) -> tuple[str, dict]:
    """The code and the values of a refusal; fails where it is none."""
    assert isinstance(answer, Refused), answer
    return answer.code, answer.values
