"""One transaction's worth of work: what is read through it, written by it and told because of it.

Writes are buffered and go to the book in bulk, so that 10,000 liquidations at one mark are a few statements. Whoever
reads back what the same turn has written calls `flush` first; `Turn.balance` does so itself.
"""

from core.book import Book, Entity
from core.ledger import HOUSE, Transfer, item_account, player_account
from core.prices.conditions import Condition, Proof
from core.prices.markets import Mark, Rules, Ticker
from core.prices.quotes import Quote
from core.prices.survival import MEASURED_MS, minute_move
from core.rules.notices import Notice, Topic
from core.rules.players import Result
from core.rules.positions import Ending


class Turn:
    """The engine's work inside one transaction, at one moment (`at_ms`, UTC)."""

    def __init__(self, book: Book, rules: Rules, live: bool, at_ms: int) -> None:
        self.book = book
        self.rules = rules
        self.live = live
        self.at_ms = at_ms
        self._transfers: list[Transfer] = []
        self._entities: list[Entity] = []
        self._endings: list[Ending] = []
        self._notices: list[Notice] = []

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

    def end(self, ending: Ending) -> None:
        """Write into a position what its end changes; at that time it is in the book."""
        self._endings.append(ending)

    def ended(
        self, topic: Topic, player: int, number: int, staked: int = 0, net: int = 0, lived_ms: int = 0,
        chat: int | None = None,
    ) -> None:  # fmt: skip
        """Put the end of a thing into its player's history; with points put in, also into the leaderboards."""
        self.save(Result(player, topic, number, chat, self.at_ms, staked, net, lived_ms, self.live))

    def tell(self, notice: Notice) -> None:
        """Put a notice into the outbox; liquidations go before everything else of the turn."""
        self._notices.append(notice)

    @property
    def happened(self) -> tuple[Notice, ...]:
        """What is told at the end of the turn, so far."""
        return tuple(self._notices)

    def balance(self, account: str) -> int:
        """What an account holds now, micro-points."""
        self.flush()
        return self.book.balance(account)

    def ticker(self, market: str) -> Ticker:
        """The market's ticker; one without a mark if there never was one."""
        return self.book.get(Ticker, market) or Ticker(market)

    def condition(self, market: str) -> Condition:
        """The market's condition; live if nobody ever said otherwise."""
        return self.book.get(Condition, market) or Condition(market)

    @property
    def has_decided(self) -> bool:
        """Whether anything came of this turn so far that somebody is told."""
        return bool(self._notices)

    def minute_move(self, market: str) -> int | None:
        """The mean one-minute move of the last 15 minutes, parts per billion; None where too little is known."""
        return minute_move(self.book.minute_closes(market, self.at_ms - MEASURED_MS))

    def flush(self) -> None:
        """Write what is buffered. Notices wait for the end of the turn."""
        self.book.transfer(self._transfers)
        self.book.save(self._entities)
        self.book.end(self._endings)
        self._transfers.clear()
        self._entities.clear()
        self._endings.clear()

    def finish(self) -> None:
        """Write everything; the turn is over.

        Liquidations are told first, and of those, who was here last: in a storm the others are not looking.
        """
        self.flush()
        first: list[Notice] = []
        others: list[Notice] = []
        for notice in self._notices:
            (first if notice.first else others).append(notice)
        if len(first) > 1:
            seen = self.book.seen([notice.player or 0 for notice in first])
            first.sort(key=lambda notice: seen.get(notice.player or 0, 0), reverse=True)
        self.book.tell(first + others)
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
