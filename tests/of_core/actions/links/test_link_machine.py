"""The whole game with links made and undone in the middle, on two books: what test_engine_machine holds, holds.

Three people on three platforms; whoever speaks does so by identity, as everybody does. And more: a closed account is
empty, nobody has two identities on a platform, and an undo right after its link restores every thing and every point.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from core.book import Identity
from core.ledger import HOUSE, MINT, player_account
from core.messages.all import Refusal, Refused
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.money import POINT, Amount
from core.prices.markets import Side
from core.rules.links import AGAIN_MS, Link, LinkState
from core.rules.notices import Topic
from core.rules.orders import Order
from core.rules.players import Player, Result
from core.rules.positions import Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round
from tests.of_core.test_engine_machine import PLAYERS, Game, commands, players
from tests.worlds.links import undo

openings = st.lists(st.tuples(players, commands), min_size=4, max_size=10)
_KINDS = (Order, Position, Prediction)


class LinkedGame(Game):
    """The game, and people who become one and several again."""

    def identity(self, number: int) -> Identity:
        return Identity(("telegram", "discord", "console")[number - 1], str(number))

    @initialize(
        said=st.lists(st.tuples(players, commands), min_size=4, max_size=10), bets=st.lists(players, max_size=2)
    )
    def have_something(self, said, bets):
        self.ask(1, self.chat, OpenRound(1, "BTC", None, False))
        for player in bets:
            self.ask(player, self.chat, Predict(Side.UP, Amount(micro=POINT), None, None))
        for player, command in said:
            self.ask(player, None, command)
        self.publish(1_000)

    def speaks_as(self, number: int) -> int:
        """The player that this person is now."""
        return self.both(lambda engine: engine.player(self.identity(number), "", self.now))

    def ask(self, player, chat, command, request=None):
        return super().ask(self.speaks_as(player), chat, command, request)

    @rule(offers=players, names=players, draw=st.integers(0, 2**64), at_once=st.booleans())
    def link(self, offers, names, draw, at_once):
        offer = self.ask(offers, None, OfferLink(draw))
        if isinstance(offer, Refused):
            assert offer.code == "link_again"
            return
        planned = self.ask(names, None, UseLink(offer.link.code, sure=at_once))
        if isinstance(planned, Refused):
            return
        assert planned.link.state is LinkState.PLANNED
        shown = self.state()
        made = self.ask(names, None, UseLink(offer.link.code, sure=True))
        assert made.link.state is LinkState.LINKED
        link = made.link
        assert self.speaks_as(offers) == self.speaks_as(names) == link.keeps
        after = shown["balance", link.keeps] + shown["balance", link.closes] - link.given_twice
        both = [order for order in shown["orders"] if order.player in (link.keeps, link.closes)]
        cancelled = sum(order.amount for order in both if not self.waits(order, link))
        assert self.books[0].balance(player_account(link.keeps)) == after + cancelled
        for book in self.books:
            for thing in (*book.positions.open_of(link.keeps), *book.positions.waiting_orders(link.keeps)):
                own = shown["next", link.closes] <= thing.number < shown["next", link.keeps]
                assert own or thing.number >= shown["next", link.keeps]

    def waits(self, order, link) -> bool:
        """Whether an order of both still waits after their link, by whatever number."""
        return any(each.sequence == order.sequence for each in self.books[0].positions.waiting_orders(link.keeps))

    def state(self) -> dict:
        book = self.books[0]
        found = {}
        for number in range(1, PLAYERS + 1):
            found["balance", number] = book.balance(player_account(number))
            found["next", number] = book.get(Player, number).next_number
        found["orders"] = [order for number in range(1, PLAYERS + 1) for order in book.positions.waiting_orders(number)]
        return found

    def everything(self) -> list:
        """What all players have, but what an undo leaves otherwise on purpose: limits, counters, and links."""
        book = self.books[0]
        found: list = [book.balance(HOUSE), book.balance(MINT)]
        for number in range(1, PLAYERS + 1):
            things = range(1, book.get(Player, number).next_number)
            found += [book.balance(player_account(number)), book.players.identities_of(number)]
            found += [each for kind in _KINDS for thing in things if (each := book.get(kind, number, thing))]
            found += [
                book.get(Result, number, kind, thing) for kind in Topic for thing in range(1, book.next_number(Round))
            ]
            found += [book.get(Bet, thing, number) for thing in range(1, book.next_number(Round))]
            found += [
                book.results.history(number, 1_000),
                book.results.longest_position_ms(number, False),
                book.results.standing_of(number, live=False),
            ]
        return found

    @rule(offers=players, names=players)
    def link_and_undo(self, offers, names):
        """As if nothing had been."""
        offer = self.ask(offers, None, OfferLink(1))
        if isinstance(offer, Refused):
            return
        planned = self.ask(names, None, UseLink(offer.link.code, sure=False))
        if isinstance(planned, Refused):
            return
        before, waiting = self.everything(), self.state()["orders"]
        made = self.ask(names, None, UseLink(offer.link.code, sure=True))
        assert isinstance(made, LinkNow)
        both = (made.link.keeps, made.link.closes)
        kept = all(self.waits(order, made.link) for order in waiting if order.player in both)
        self.both(lambda engine: undo(engine, made.link.number, self.now))
        if kept:  # what a limit of one took from the other stays cancelled
            assert self.everything() == before

    @precondition(lambda self: self.books[0].next_number(Link) > 1)
    @rule(place=st.integers(0, 100))
    def undo(self, place):
        number = 1 + place % (self.books[0].next_number(Link) - 1)

        def act(engine):
            try:
                return undo(engine, number, self.now)
            except Refusal as refusal:
                return refusal.code, refusal.values

        self.both(act)

    @rule()
    def wait_a_month(self):
        self.publish(AGAIN_MS)

    @invariant()
    def closed_accounts_are_empty_and_nobody_is_two_on_a_platform(self):
        for book in self.books:
            for number in range(1, PLAYERS + 1):
                platforms = [identity.platform for identity in book.players.identities_of(number)]
                assert len(set(platforms)) == len(platforms)
                if not platforms:
                    assert not book.balance(player_account(number))
                    assert not book.positions.open_of(number) and not book.positions.waiting_orders(number)
                    assert not book.predictions.open_of(number) and not book.rounds.open_bets_of(number)
            untold = [*book.outbox.waiting(True, 0, 1_000), *book.outbox.waiting(False, 0, 1_000)]
            owed = [notice.player for notice in untold if notice.player is not None]
            assert all(book.players.identities_of(player) for player in owed)


LinkedGame.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLinkedGame = LinkedGame.TestCase
