"""The part of the reference book that links need; what it should do is said in `core.book`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from core.book import KEYS, Draft, Identity, Message
from core.ledger import MINT, Transfer, player_account
from core.messages.all import WriteAnswer
from core.prices.conditions import Condition
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Chat, Member
from core.rules.links import Link, LinkState
from core.rules.notices import Notice, Topic
from core.rules.orders import Order
from core.rules.players import Result
from core.rules.positions import Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet
from storage.errors import DuplicateError
from tests.memory_book.person import NOTHING

_OFFERS = (LinkState.OFFERED, LinkState.PLANNED)
_NUMBERED = (Topic.POSITION, Topic.ORDER, Topic.PREDICTION, Topic.PRICE, Topic.WATCHED)


class MemoryMoving:
    """Mixed into `MemoryBook`, whose tables it uses."""

    _entities: dict[type, dict[Any, Any]]
    _transfers: dict[str, Transfer]
    _identities: dict[Identity, int]
    _spoke: dict[Identity, int]
    _answers: dict[tuple[int, str], tuple[int, WriteAnswer]]
    _notices: dict[int, Notice]
    _sent: dict[int, int]
    _linked_rounds: dict[tuple[int, int], bool]

    def _put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        raise NotImplementedError

    def identities_of(self, player: int) -> Sequence[Identity]:
        raise NotImplementedError

    def spoke(self, identity: Identity, at_ms: int) -> None:
        if identity in self._identities:
            others = self.identities_of(self._identities[identity])
            self._put(self._spoke, identity, max(at_ms, 1 + max(self._spoke[each] for each in others)))

    def spoke_ms(self, identity: Identity) -> int:
        return self._spoke[identity]

    def seen(self, players: Iterable[int]) -> dict[int, int]:
        found = {player: self.identities_of(player) for player in players}
        return {player: max(map(self.spoke_ms, those)) for player, those in found.items() if those}

    def _links(self, *states: LinkState) -> list[Link]:
        return [link for _, link in sorted(self._entities[Link].items()) if link.state in states]

    def next_link(self) -> int:
        return max((number for (number,) in self._entities[Link]), default=0) + 1

    def offer_of(self, player: int) -> Link | None:
        return next((link for link in self._links(*_OFFERS) if link.offered_by == player), None)

    def offer_with(self, code: str) -> Link | None:
        return next((link for link in self._links(*_OFFERS) if link.code and link.code == code), None)

    def links_of(self, player: int) -> Sequence[Link]:
        return [link for link in self._links(LinkState.LINKED) if player in (link.keeps, link.closes)]

    def granted(self, player: int) -> int:
        mine = player_account(player)
        named = [each for each in self._transfers.values() if each.id.startswith(f"{mine}:")]
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
            {each.round for each in self._entities[Bet].values() if each.player == player}
            for player in (source, target)
        )
        for number in here - there:
            self._put(self._linked_rounds, (link, number), True)
        self._move_rounds(here - there, source, target)

    def return_rounds(self, link: int, source: int, target: int) -> None:
        rounds = {number for of, number in self._linked_rounds if of == link}
        self._move_rounds(rounds, source, target)
        self._readdress(
            lambda each: each.player == source and each.topic is Topic.ROUND and each.number in rounds,
            lambda each: replace(each, player=target),
        )
        for number in rounds:
            self._put(self._linked_rounds, (link, number), NOTHING)

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
        for identity in self.identities_of(source):
            if identity.platform in platforms:
                if any(each.platform == identity.platform for each in self.identities_of(target)):
                    raise DuplicateError(identity)
                self._put(self._identities, identity, target)
                address = f"user {identity.user}"
                gone = [
                    key
                    for key, each in self._entities[Message].items()
                    if (each.platform, each.address) == (identity.platform, address)
                ]
                for key in gone:
                    self._put(self._entities[Message], key, NOTHING)
        chats = {each.number for each in self._entities[Chat].values() if each.platform in platforms}
        self._move(
            Chat,
            lambda each: each.founder == source and each.number in chats,
            lambda each: replace(each, founder=target),
        )

        def joined(member: Member) -> Member:
            there = self._entities[Member].get((member.chat, target))
            return replace(member, player=target, spoke_ms=max(member.spoke_ms, there.spoke_ms if there else 0))

        self._move(Member, lambda each: each.player == source and each.chat in chats, joined)

    def move_notices(self, source: int, target: int) -> None:
        self._readdress(lambda each: each.player == source, lambda each: replace(each, player=target))
        lasting = {each.halt for each in self._entities[Condition].values()} - {0}
        for number, each in list(self._notices.items()):
            if each.player == source and each.topic is Topic.HALT and each.number in lasting:
                self._put(self._notices, number, replace(each, player=target))

    def copy_answers(self, source: int, target: int, since_ms: int) -> None:
        for (player, request), answer in list(self._answers.items()):
            if player == source and answer[0] >= since_ms and (target, request) not in self._answers:
                self._put(self._answers, (target, request), answer)

    def drop_drafts(self, player: int) -> None:
        for key in [key for key in self._entities[Draft] if key[0] == player]:
            self._put(self._entities[Draft], key, NOTHING)

    def _move(self, kind: type, moves: Callable[[Any], bool], change: Callable[[Any], Any]) -> None:
        table = self._entities[kind]
        moved = {key: change(each) for key, each in table.items() if moves(each)}
        for key in moved:
            self._put(table, key, NOTHING)
        for each in moved.values():
            self._put(table, tuple(getattr(each, name) for name in KEYS[kind]), each)

    def _readdress(self, moves: Callable[[Notice], bool], change: Callable[[Notice], Notice]) -> None:
        for number, notice in list(self._notices.items()):
            if number not in self._sent and moves(notice):
                self._put(self._notices, number, change(notice))
