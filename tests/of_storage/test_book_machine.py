"""Two books, one life: the same operations on a store and on MemoryBook, every query compared after every step."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import storage
from core.book import KEYS, Draft, Identity
from core.ledger import Transfer
from core.messages.all import Refused
from core.rules.alerts.kinds import AlertKind
from core.rules.links import Link, LinkState
from core.rules.notices import Notice, Topic
from storage.errors import StorageError
from storage.sqlite.book import privacy
from tests.memory_book.book import MemoryBook
from tests.of_storage.cases import DELETABLE, ENTITIES, PLAYERS, entities_of, everything_in, populate, queries

_ACCOUNTS = st.sampled_from(("mint", "house", "p1", "p2", "p1/1"))
_IDS = st.sampled_from([*(f"t{n}" for n in range(30)), *(f"p{n}:t" for n in range(20))])
_TRANSFERS = st.builds(Transfer, _IDS, _ACCOUNTS, _ACCOUNTS, st.integers(0, 3), st.just("x"), st.just(0))
_NOTICES = everything_in(Notice, st.integers(1, 3)).filter(lambda notice: notice.player or notice.chat)


class _UndoneError(Exception):
    """Leaves a transaction."""


class TwoBooks(RuleBasedStateMachine):
    """One machine, two books."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(privacy, "HASHINGS", 1)  # what is slow on purpose is asked after every step
        self.books = (storage.open(None), MemoryBook())
        self.open: list[list[AbstractContextManager[None]]] = []
        self.now = 0
        self.seen: dict[tuple[Any, ...], None] = {}

    @initialize()
    def begin(self) -> None:
        for book in self.books:
            populate(book)

    def both(self, act: Callable[[Any], Any]) -> None:
        """Do it to both; they answer or fail alike, and a failure changes nothing."""
        outcomes = []
        for book in self.books:
            try:
                with book.transaction():
                    outcomes.append(act(book))
            except (StorageError, OverflowError) as error:
                outcomes.append(type(error))
        assert outcomes[0] == outcomes[1]

    @rule(entities=st.lists(ENTITIES, max_size=6))
    def save(self, entities: list[Any]) -> None:
        self.both(lambda book: book.save(iter(entities)))
        for entity in entities:
            self.seen[(type(entity), *(getattr(entity, name) for name in KEYS[type(entity)]))] = None

    @rule(entity=DELETABLE)
    def delete(self, entity: Any) -> None:
        self.both(lambda book: book.delete(entity))

    @rule(draft=entities_of(Draft))
    def use_draft(self, draft: Draft) -> None:
        self.both(lambda book: book.delete(draft))

    @rule(transfers=st.lists(_TRANSFERS, max_size=3))
    def transfer(self, transfers: list[Transfer]) -> None:
        moved = [Transfer(t.id, t.debit, t.credit, t.amount, t.code, self.now) for t in transfers]
        self.both(lambda book: book.transfer(moved))

    @rule(player=st.sampled_from(PLAYERS), request=st.sampled_from(("r1", "r2")))
    def remember(self, player: int, request: str) -> None:
        self.both(lambda book: book.players.remember(player, request, self.now, Refused("no", {"at_ms": self.now})))

    @rule(age=st.integers(0, 3))
    def forget(self, age: int) -> None:
        self.both(lambda book: book.players.forget(self.now - age, self.now - 2 * age))

    @rule(notices=st.lists(_NOTICES, max_size=4))
    def tell(self, notices: list[Notice]) -> None:
        told = [Notice(n.topic, n.number, self.now, n.player, n.chat, n.alert) for n in notices]
        self.both(lambda book: book.outbox.add(told))

    @rule(market=st.sampled_from(("BTC", "ETH")), halt=st.integers(1, 2))
    def tell_involved(self, market: str, halt: int) -> None:
        notice = Notice(Topic.HALT, halt, self.now, alert=AlertKind.MARKET)
        self.both(lambda book: book.outbox.add_for_market(market, notice))

    @rule(halt=st.integers(1, 2))
    def tell_again(self, halt: int) -> None:
        self.both(lambda book: book.outbox.add_for_halt(Notice(Topic.HALT, halt, self.now, alert=AlertKind.MARKET)))

    @rule(before_ms=st.sampled_from((1, 3, 60_001)), limit=st.integers(1, 3))
    def prune_marks(self, before_ms: int, limit: int) -> None:
        self.both(lambda book: book.markets.prune_marks(before_ms, limit))

    @rule(notice=st.integers(1, 6))
    def told(self, notice: int) -> None:
        self.both(lambda book: book.outbox.mark_delivered([notice], self.now))

    @rule(notice=st.integers(1, 6))
    def begin_telling(self, notice: int) -> None:
        if any(each.id == notice for first in (True, False) for each in self.books[1].outbox.waiting(first, 0, 100)):
            self.both(lambda book: book.outbox.begin_sending([notice]))

    @rule(player=st.sampled_from(PLAYERS), held=st.booleans())
    def hold_or_release(self, player: int, held: bool) -> None:
        self.both(lambda book: book.outbox.hold(player) if held else book.outbox.release(player))

    @rule(player=st.sampled_from(PLAYERS), reached=st.booleans())
    def lose_or_find(self, player: int, reached: bool) -> None:
        self.both(lambda book: book.players.set_unreachable(Identity("t", f"u{player}"), None if reached else self.now))

    @rule(old=st.just("k1"), new=st.sampled_from(("k3", "k4", "k5")))
    def move_chat(self, old: str, new: str) -> None:
        if self.books[1].chats.find("t", old):
            self.both(lambda book: book.chats.move(book.chats.find("t", old), new))

    @rule(user=st.sampled_from(("u3", "u4", "u5")))
    def add_player(self, user: str) -> None:
        self.both(lambda book: book.players.add(Identity("t", user), user, self.now))

    @rule(player=st.sampled_from(PLAYERS), until=st.integers(0, 9))
    def remove_person(self, player: int, until: int) -> None:
        self.both(lambda book: book.privacy.remove(player, self.now, until))

    @rule(age=st.integers(0, 3))
    def forget_departures(self, age: int) -> None:
        self.both(lambda book: book.privacy.forget_departures(self.now - age))

    @rule(key=st.sampled_from(("k2", "k3", "k4")), founder=st.sampled_from(PLAYERS))
    def add_chat(self, key: str, founder: int) -> None:
        self.both(lambda book: book.chats.add("t", key, founder))

    @rule(age=st.integers(0, 3))
    def tell_heard(self, age: int) -> None:
        notice = Notice(Topic.BROADCAST, 1, self.now)
        self.both(lambda book: book.outbox.add_for_reachable(notice, self.now - age))

    @rule(identity=st.builds(Identity, st.sampled_from(("t", "d")), st.sampled_from(("u1", "u2", "u3"))))
    def spoke(self, identity: Identity) -> None:
        self.both(lambda book: book.players.set_spoke(identity, self.now))

    @rule(number=st.sampled_from(PLAYERS), user=st.sampled_from(("u1", "u2")))
    def link(self, number: int, user: str) -> None:
        """A newcomer from elsewhere becomes one with somebody, with everything they have."""
        identity = Identity("d", user)

        def act(book: Any) -> None:
            other = book.players.number_of(identity) or book.players.add(identity, user, self.now).number
            made = book.get(Link, number)
            if other == number or (made and made.state is LinkState.LINKED):
                return
            book.save([Link(number, number, 0, "", LinkState.LINKED, keeps=number, closes=other)])
            offset = 100 * number
            book.links.move_things(other, number, range(1, 100), offset)
            book.links.move_rounds(number, other, number)
            book.links.move_person(other, number, [each.platform for each in book.players.identities_of(other)])
            book.players.copy_answers(other, number, 0)
            book.links.move_notices(other, number)
            book.players.drop_drafts(number)

        self.both(act)

    @rule(link=st.sampled_from(PLAYERS))
    def unlink(self, link: int) -> None:
        def act(book: Any) -> None:
            made = book.get(Link, link)
            if made and made.state is LinkState.LINKED and made.closes and made.closes != link:
                book.links.move_things(link, made.closes, range(100 * link, 100 * link + 100), -100 * link)
                book.links.return_rounds(link, link, made.closes)
                book.links.move_person(link, made.closes, ["d"])
                book.players.copy_answers(link, made.closes, self.now)
                book.save([replace(made, state=LinkState.UNDONE)])

        self.both(act)

    @rule(ms=st.integers(1, 3))
    def wait(self, ms: int) -> None:
        self.now += ms

    @precondition(lambda self: len(self.open) < 3)
    @rule()
    def enter(self) -> None:
        transactions = [book.transaction() for book in self.books]
        for transaction in transactions:
            transaction.__enter__()
        self.open.append(transactions)

    @precondition(lambda self: self.open)
    @rule(undo=st.booleans())
    def leave(self, undo: bool) -> None:
        for transaction in self.open.pop():
            if undo:
                assert not transaction.__exit__(_UndoneError, _UndoneError(), None)
            else:
                transaction.__exit__(None, None, None)

    @invariant()
    def same(self) -> None:
        for mine, reference in zip(*map(queries, self.books), strict=True):
            assert mine == reference
        for kind, *key in self.seen:
            mine, reference = (book.get(kind, *key) for book in self.books)
            assert mine == reference

    @invariant()
    def balanced(self) -> None:
        (total,) = self.books[0]._conn.execute("SELECT coalesce(sum(balance), 0) FROM accounts").fetchone()
        assert total == 0

    def teardown(self) -> None:
        while self.open:
            self.leave(undo=False)
        self.books[0].close()
        self.patch.undo()


TestTwoBooks = TwoBooks.TestCase
TestTwoBooks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
