"""One transaction's worth of work: what is read through it, written by it and told because of it.

Writes are buffered and go to the book in bulk, so that 10,000 liquidations at one mark are a few statements. Whoever
reads through the turn sees what it has written: `Turn.book` writes the buffer first, if there is anything in it, and
`Turn.get` only where an entity of that kind is in it. So a loop that gets players and saves positions stays one bulk.
Never keep `turn.book` in a variable: what the turn writes afterwards would be missing from it.
"""

from typing import TypeVar

from core.book import Book, Entity
from core.ledger import HOUSE, Transfer, item_account, player_account
from core.prices.conditions import Condition, Proof
from core.prices.markets import Mark, Rules, Ticker
from core.prices.quotes import Quote
from core.prices.survival import MEASURED_MS, minute_move
from core.rules.notices import Notice, Topic
from core.rules.players import Result
from core.rules.positions import Ending, Position

E = TypeVar("E")


class Turn:
    """The engine's work inside one transaction, at one moment (`at_ms`, UTC). `live`: whether prices are real."""

    def __init__(self, book: Book, rules: Rules, live: bool, at_ms: int) -> None:
        self.rules = rules
        self.live = live
        self.at_ms = at_ms
        self._book = book
        self._transfers: list[Transfer] = []
        self._entities: list[Entity] = []
        self._endings: list[Ending] = []
        self._buffered: set[type] = set()
        self._notices: list[Notice] = []

    # Reading

    @property
    def book(self) -> Book:
        """The book with everything in it that this turn has written so far; notices wait for the end of the turn."""
        if self._transfers or self._buffered:
            self._flush()
        return self._book

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key, as this turn has left it."""
        return (self.book if kind in self._buffered else self._book).get(kind, *key)

    def require(self, kind: type[E], *key: int | str) -> E:
        """An entity that must be there, because the book names it."""
        entity = self.get(kind, *key)
        assert entity is not None, f"the book names a {kind.__name__} that it does not hold: {key}"
        return entity

    def balance(self, account: str) -> int:
        """What an account holds now, micro-points."""
        return self.book.balance(account)

    def ticker(self, market: str) -> Ticker:
        """The market's ticker; one without a mark if there never was one."""
        return self.get(Ticker, market) or Ticker(market)

    def condition(self, market: str) -> Condition:
        """The market's condition; live if nobody ever said otherwise."""
        return self.get(Condition, market) or Condition(market)

    def minute_move(self, market: str) -> int | None:
        """The mean one-minute move of the last 15 minutes, parts per billion; None where too little is known."""
        return minute_move(self.book.markets.minute_closes(market, self.at_ms - MEASURED_MS))

    @property
    def happened(self) -> tuple[Notice, ...]:
        """What is told at the end of the turn, so far."""
        return tuple(self._notices)

    @property
    def has_decided(self) -> bool:
        """Whether anything came of this turn so far that somebody is told."""
        return bool(self._notices)

    # Writing

    def move(self, reason: str, debit: str, credit: str, amount: int, code: str) -> None:
        """Transfer micro-points (nothing, if zero); `reason` and code name the transfer for ever."""
        assert amount >= 0, "a transfer goes one way"
        if amount:
            self._transfers.append(Transfer(f"{reason}:{code}", debit, credit, amount, code, self.at_ms))

    def move_signed(self, reason: str, account: str, amount: int, code: str) -> None:
        """Transfer between the house and an account: to it if positive, from it if negative."""
        if amount > 0:
            self.move(reason, HOUSE, account, amount, code)
        else:
            self.move(reason, account, HOUSE, -amount, code)

    def release(self, reason: str, player: int, number: int, amount: int, code: str) -> None:
        """Return micro-points from an order, position or prediction to its player."""
        self.move(reason, item_account(player, number), player_account(player), amount, code)

    def save(self, entity: Entity) -> None:
        """Insert or replace an entity."""
        self._entities.append(entity)
        self._buffered.add(type(entity))

    def end(self, ending: Ending) -> None:
        """Write the end of a position; when the buffer is written, the position is in the book."""
        self._endings.append(ending)
        self._buffered.add(Position)

    def ended(
        self, topic: Topic, player: int, number: int, staked: int = 0, net: int = 0, lived_ms: int = 0,
        chat: int | None = None,
    ) -> None:  # fmt: skip
        """Put the end of a thing into its player's history; with points put in, also into the leaderboards."""
        self.save(Result(player, topic, number, chat, self.at_ms, staked, net, lived_ms, self.live))

    def tell(self, notice: Notice) -> None:
        """Put a notice into the outbox at the end of the turn."""
        self._notices.append(notice)

    def _flush(self) -> None:
        """Write what is buffered."""
        self._book.transfer(self._transfers)
        self._book.save(self._entities)
        self._book.positions.end(self._endings)
        self._transfers.clear()
        self._entities.clear()
        self._endings.clear()
        self._buffered.clear()

    def finish(self) -> None:
        """Write everything; the turn is over.

        Liquidations are told first, and among those first to whoever was here last: in a storm the others are not
        looking.
        """
        first: list[Notice] = []
        others: list[Notice] = []
        for notice in self._notices:
            (first if notice.first else others).append(notice)
        if len(first) > 1:
            seen = self.book.players.last_spoke([notice.player or 0 for notice in first])
            first.sort(key=lambda notice: seen.get(notice.player or 0, 0), reverse=True)
        self.book.outbox.add(first + others)
        self._notices.clear()


def proof_of(mark: Mark, quote: Quote) -> Proof:
    """What a source said at a mark, to be kept beside it."""
    return Proof(
        market=mark.market,
        mark_ms=mark.published_ms,
        source=quote.source,
        price=quote.price,
        confidence=quote.confidence,
        published_ms=quote.published_ms,
        received_ms=quote.received_ms,
    )
