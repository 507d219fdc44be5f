"""People of several platforms in front of one engine, for tests of links: what they say, and what a link leaves."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

import storage
from core.book import Book, Identity
from core.engine import Engine
from core.ledger import HOUSE, MINT, item_account, player_account, pool_account
from core.messages.all import Refusal, Refused, Request
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.operator import Unlink
from core.messages.positions import Open
from core.money import POINT, USD, Amount
from core.prices.markets import Mark, Rules, Side
from core.rules.links import Link, LinkState
from core.rules.notices import Outcome, Receipt
from core.rules.players import Player
from core.rules.rounds import Round
from tests.memory_book.book import MemoryBook

LONG, SHORT, UP, DOWN = Side.LONG, Side.SHORT, Side.UP, Side.DOWN
P25 = Amount(micro=25 * POINT)
STANDARD = Open(LONG, "BTC", P25, 10)
DEGEN = Open(LONG, "BTC", P25, 1001)
WAITING = Open(LONG, "BTC", P25, 10, limit=90_000 * USD)
BOOKS = [pytest.param(lambda: storage.open(None), id="sqlite"), pytest.param(MemoryBook, id="memory")]
START = 1_767_225_600_000
DAY = 86_400_000
ANN, DAN = Identity("telegram", "ann"), Identity("discord", "dan")
CAT = Identity("console", "cat")


_undos = count(1)


def undo(engine: Engine, number: int, at_ms: int) -> Link:
    """Undo a link, as the operator does. Raises Refusal."""
    request = Request(1, None, False, f"undo {next(_undos)}", at_ms, "", Unlink(number), at_ms, operator=True)
    answer = engine.handle(request)
    if isinstance(answer, Refused):
        raise Refusal(answer.code, **answer.values)
    assert isinstance(answer, LinkNow)
    return answer.link


class People:
    """An engine, a clock that is set by hand, and whoever speaks."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.engine = Engine(book, Rules(), live=False)
        self.now = START
        self._ids = count(1)
        self._draws = count(10**15)
        self.price()

    @classmethod
    def of_two(cls, make: Callable[[], Any]) -> "People":
        """Ann and Dan, whose account is the younger one."""
        people = cls(make())
        people.join(ANN, DAN)
        return people

    def close(self) -> None:
        """Check every account once more, at the end of a test."""
        players = range(1, self.number(Identity("console", "last")) + 1)
        check_accounts(self.book, players)
        self.book.close()

    def join(self, *people: Identity) -> None:
        """Make accounts, one after another."""
        for who in people:
            self.now += 1
            self.number(who)

    def number(self, who: Identity) -> int:
        """The player somebody speaks as."""
        return self.engine.player(who, who.user, self.now)

    def player(self, who: Identity) -> Player:
        """That player."""
        player = self.book.get(Player, self.number(who))
        assert player is not None
        return player

    def price(self, usd: int = 100_000, ms: int = 1) -> None:
        """A price, some time later."""
        self.now += ms
        self.engine.on_mark(Mark("BTC", self.now, usd * USD, "test"))

    def ask(self, who: Identity, command: Any, chat: int | None = None, request: str | None = None) -> Any:
        """Say something; what the engine answers."""
        name = request or f"r{next(self._ids)}"
        return self.engine.handle(Request(self.number(who), chat, False, name, self.now, "said", command, self.now))

    def do(self, who: Identity, command: Any, chat: int | None = None) -> Any:
        """Say something that must not be refused."""
        answer = self.ask(who, command, chat)
        assert not isinstance(answer, Refused), answer
        return answer

    def offer(self, who: Identity) -> str:
        """A fresh code."""
        return self.do(who, OfferLink(next(self._draws))).link.code

    def plan(self, offers: Identity, names: Identity) -> Any:
        """What a link would do, or why it does nothing."""
        return self.ask(names, UseLink(self.offer(offers), sure=False))

    def link(self, offers: Identity, names: Identity) -> LinkNow:
        """Make two accounts one."""
        planned = self.plan(offers, names)
        assert isinstance(planned, LinkNow), planned
        made = self.do(names, UseLink(planned.link.code, sure=True))
        assert made.link.state is LinkState.LINKED
        return made

    def hear(self) -> list[tuple[Any, Any]]:
        """What is told now, liquidations first: to whom, and what about."""
        waiting = [each for first in (True, False) for each in self.engine.telling.untold(first, 0, 1_000)]
        told = [(each.to, self.engine.telling.look_up(each.notice, self.now).thing) for each in waiting]
        for each in waiting:
            self.engine.on_delivered(Receipt("t", "", "", Outcome.ARRIVED, self.now, (each.notice,)))
        return told

    def balance(self, who: Identity) -> int:
        """What somebody can spend, micro-points."""
        return self.book.balance(player_account(self.number(who)))


def group(people: People) -> int:
    """A chat in which everybody bets: rounds do not ask for platforms."""
    return people.engine.chat("telegram", "g", people.number(ANN), people.now).number


def refusal(answer: object) -> str:
    """The code of a refusal; fails where it is none."""
    assert isinstance(answer, Refused), answer
    return answer.code


def check_accounts(book: Book, players: range) -> None:
    """The ledger sums to zero, and every account of a player, thing or round holds exactly what is open."""
    total = book.balance(HOUSE) + book.balance(MINT)
    for number in players:
        player = book.get(Player, number)
        assert player is not None
        held = {each.number: each.margin + each.adding for each in book.positions.open_of(number)}
        held |= {each.number: each.amount for each in book.positions.waiting_orders(number)}
        held |= {each.number: each.stake for each in book.predictions.open_of(number)}
        assert all(0 < each < player.next_number for each in held)
        for thing in range(1, player.next_number + 100):
            assert book.balance(item_account(number, thing)) == held.get(thing, 0), (number, thing)
        total += sum(held.values()) + book.balance(player_account(number))
        assert book.balance(player_account(number)) >= 0
        if not book.players.identities_of(number):  # closed
            assert not held and not book.rounds.open_bets_of(number) and not book.balance(player_account(number))
    for number in range(1, book.next_number(Round)):
        pool = book.balance(pool_account(number))
        assert pool == sum(bet.stake for bet in book.rounds.bets_in(number) if bet.paid is None)
        total += pool
    assert total == 0
