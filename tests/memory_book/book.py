"""The reference of the book: the port in plain Python, as a second opinion on every query and error of a store.

Nothing is shared with storage but the errors. What each part promises is said in `core.book`.
"""

from collections.abc import Iterable

from core.ledger import HOUSE, MINT, Transfer
from core.prices.markets import Ticker
from core.rules.chats import Member
from core.rules.players import Player
from storage.errors import DuplicateError, LedgerError, OverdraftError
from tests.memory_book.alerts import MemoryAlerts
from tests.memory_book.chats import MemoryChats
from tests.memory_book.links import MemoryLinks
from tests.memory_book.markets import MemoryMarkets
from tests.memory_book.memory import Memory
from tests.memory_book.operator import MemoryOperator
from tests.memory_book.outbox import MemoryOutbox
from tests.memory_book.players import MemoryPlayers
from tests.memory_book.positions import MemoryPositions
from tests.memory_book.predictions import MemoryPredictions
from tests.memory_book.privacy import MemoryPrivacy
from tests.memory_book.results import MemoryResults
from tests.memory_book.rounds import MemoryRounds


class MemoryBook(Memory):
    """Everything the engine remembers, as long as it lives."""

    def __init__(self) -> None:
        super().__init__()
        self.markets = MemoryMarkets(self)
        self.players = MemoryPlayers(self)
        self.privacy = MemoryPrivacy(self)
        self.chats = MemoryChats(self)
        self.positions = MemoryPositions(self)
        self.predictions = MemoryPredictions(self)
        self.rounds = MemoryRounds(self)
        self.results = MemoryResults(self)
        self.alerts = MemoryAlerts(self)
        self.outbox = MemoryOutbox(self)
        self.links = MemoryLinks(self)
        self.operator = MemoryOperator(self)

    def close(self) -> None:
        """There is nothing to close."""

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers."""
        with self.transaction():
            for each in transfers:
                self._transfer(each)

    def _transfer(self, each: Transfer) -> None:
        if each.amount <= 0 or each.debit == each.credit:
            raise LedgerError(each)
        if each.id in self.transfers:
            raise DuplicateError(each)
        left = self.balance(each.debit) - each.amount
        if left < 0 and each.debit not in (HOUSE, MINT):
            raise OverdraftError(each)
        self.put(self.transfers, each.id, each)
        self.put(self.balances, each.debit, left)
        self.put(self.balances, each.credit, self.balance(each.credit) + each.amount)

    def balance(self, account: str) -> int:
        """What an account holds; zero if it never moved."""
        return self.balances.get(account, 0)

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at; zero for a new book."""
        moments = [each.at_ms for each in (*self.transfers.values(), *self.notices.values())]
        moments += [at_ms for at_ms, _ in self.answers.values()]
        moments += [each.published_ms for each in self.entities[Ticker].values()]
        moments += [each.funding_minute * 60_000 for each in self.entities[Ticker].values()]
        moments += [each.spoke_ms for each in self.entities[Member].values()]
        moments += [each.created_ms for each in self.entities[Player].values()]
        return max(moments, default=0)
