"""The reference of links and what they move."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from core.ledger import MINT, player_account
from core.prices.conditions import Condition
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Chat, Member
from core.rules.links import Link, LinkState
from core.rules.notices import Message, Notice, Topic
from core.rules.orders import Order
from core.rules.players import Result
from core.rules.positions import Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet
from storage.errors import DuplicateError
from tests.memory_book.memory import NOTHING, Part, key_of

_OFFERS = (LinkState.OFFERED, LinkState.PLANNED)
_NUMBERED = (Topic.POSITION, Topic.ORDER, Topic.PREDICTION, Topic.PRICE, Topic.WATCHED)


class MemoryLinks(Part):
    """`core.book.LinksBook` in plain Python."""

    def offer_of(self, player: int) -> Link | None:
        return next((link for link in self._links(*_OFFERS) if link.offered_by == player), None)

    def offer_with(self, code: str) -> Link | None:
        return next((link for link in self._links(*_OFFERS) if link.code and link.code == code), None)

    def in_force_of(self, player: int) -> Sequence[Link]:
        return [link for link in self._links(LinkState.LINKED) if player in (link.keeps, link.closes)]

    def newest(self, limit: int) -> Sequence[Link]:
        links = (link for link in self._memory.entities[Link].values() if link.state is LinkState.LINKED)
        return sorted(links, key=lambda link: -link.number)[:limit]

    def _links(self, *states: LinkState) -> list[Link]:
        return [link for _, link in sorted(self._memory.entities[Link].items()) if link.state in states]

    def granted(self, player: int) -> int:
        mine = player_account(player)
        named = [each for each in self._memory.transfers.values() if each.id.startswith(f"{mine}:")]
        return sum(each.amount * ((each.debit == MINT) - (each.credit == MINT)) for each in named)

    def move_things(self, source: int, target: int, numbers: range, by: int) -> None:
        def moves(each: Any) -> bool:
            return each.player == source and each.number in numbers

        for kind in (Order, Position, NearWarning, Prediction, PriceAlert, WatchedPosition):
            self._move(kind, moves, lambda each: replace(each, player=target, number=each.number + by))
        self._move(
            Result,
            lambda each: moves(each) and each.kind in _NUMBERED,
            lambda each: replace(each, player=target, number=each.number + by),
        )
        self._readdress(
            lambda each: moves(each) and each.topic in _NUMBERED,
            lambda each: replace(each, player=target, number=each.number + by),
        )

    def move_rounds(self, link: int, source: int, target: int) -> None:
        here, there = (
            {each.round for each in self._memory.entities[Bet].values() if each.player == player}
            for player in (source, target)
        )
        for number in here - there:
            self._memory.put(self._memory.linked_rounds, (link, number), True)
        self._move_rounds(here - there, source, target)

    def return_rounds(self, link: int, source: int, target: int) -> None:
        rounds = {number for of, number in self._memory.linked_rounds if of == link}
        self._move_rounds(rounds, source, target)
        self._readdress(
            lambda each: each.player == source and each.topic is Topic.ROUND and each.number in rounds,
            lambda each: replace(each, player=target),
        )
        for number in rounds:
            self._memory.put(self._memory.linked_rounds, (link, number), NOTHING)

    def _move_rounds(self, rounds: set[int], source: int, target: int) -> None:
        self._move(
            Bet, lambda each: each.player == source and each.round in rounds, lambda each: replace(each, player=target)
        )
        self._move(
            Result,
            lambda each: each.player == source and each.kind == Topic.ROUND and each.number in rounds,
            lambda each: replace(each, player=target),
        )

    def move_person(self, source: int, target: int, platforms: Sequence[str]) -> None:
        for identity in self._memory.identities_of(source):
            if identity.platform in platforms:
                if any(each.platform == identity.platform for each in self._memory.identities_of(target)):
                    raise DuplicateError(identity)
                self._memory.put(self._memory.identities, identity, target)
                address = f"user {identity.user}"
                gone = [
                    key
                    for key, each in self._memory.entities[Message].items()
                    if (each.platform, each.address) == (identity.platform, address)
                ]
                for key in gone:
                    self._memory.put(self._memory.entities[Message], key, NOTHING)
        chats = {each.number for each in self._memory.entities[Chat].values() if each.platform in platforms}
        self._move(
            Chat,
            lambda each: each.founder == source and each.number in chats,
            lambda each: replace(each, founder=target),
        )

        def joined(member: Member) -> Member:
            there = self._memory.entities[Member].get((member.chat, target))
            return replace(member, player=target, spoke_ms=max(member.spoke_ms, there.spoke_ms if there else 0))

        self._move(Member, lambda each: each.player == source and each.chat in chats, joined)

    def move_notices(self, source: int, target: int) -> None:
        self._readdress(lambda each: each.player == source, lambda each: replace(each, player=target))
        lasting = {each.halt for each in self._memory.entities[Condition].values()} - {0}
        for number, each in list(self._memory.notices.items()):
            if each.player == source and each.topic is Topic.HALT and each.number in lasting:
                self._memory.put(self._memory.notices, number, replace(each, player=target))

    def _move(self, kind: type, moves: Callable[[Any], bool], change: Callable[[Any], Any]) -> None:
        table = self._memory.entities[kind]
        moved = {key: change(each) for key, each in table.items() if moves(each)}
        for key in moved:
            self._memory.put(table, key, NOTHING)
        for each in moved.values():
            self._memory.put(table, key_of(each), each)

    def _readdress(self, moves: Callable[[Notice], bool], change: Callable[[Notice], Notice]) -> None:
        for number, notice in list(self._memory.notices.items()):
            if number not in self._memory.sent and moves(notice):
                self._memory.put(self._memory.notices, number, change(notice))
