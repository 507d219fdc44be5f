"""The reference of players, their identities and requests."""

from collections.abc import Iterable, Sequence

from core.book import Draft, Identity
from core.messages.all import WriteAnswer
from core.rules.notices import Message
from core.rules.players import Player
from storage.errors import DuplicateError
from tests.memory_book.memory import NOTHING, Part


class MemoryPlayers(Part):
    """`core.book.PlayersBook` in plain Python."""

    def add(self, identity: Identity, name: str, at_ms: int) -> Player:
        if identity in self._memory.identities:
            raise DuplicateError(identity)
        player = Player(self._memory.next_number(Player), name, at_ms)
        self._memory.save([player])
        self._memory.put(self._memory.identities, identity, player.number)
        self._memory.put(self._memory.spoke, identity, at_ms)
        return player

    def number_of(self, identity: Identity) -> int | None:
        return self._memory.identities.get(identity)

    def identities_of(self, player: int) -> Sequence[Identity]:
        return self._memory.identities_of(player)

    def identity_of(self, player: int) -> Identity:
        found = self._memory.identities_of(player)
        if not found:
            raise KeyError(player)
        return max(found, key=lambda each: (self._memory.unreachable.get(each) is None, self._memory.spoke[each]))

    def set_spoke(self, identity: Identity, at_ms: int) -> None:
        if identity in self._memory.identities:
            others = self._memory.identities_of(self._memory.identities[identity])
            self._memory.put(
                self._memory.spoke, identity, max(at_ms, 1 + max(self._memory.spoke[each] for each in others))
            )

    def spoke_ms(self, identity: Identity) -> int:
        return self._memory.spoke[identity]

    def last_spoke(self, players: Iterable[int]) -> dict[int, int]:
        found = {player: self._memory.identities_of(player) for player in players}
        return {player: max(map(self.spoke_ms, those)) for player, those in found.items() if those}

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        if identity in self._memory.identities:
            self._memory.put(self._memory.unreachable, identity, at_ms)

    def unreachable_ms(self, identity: Identity) -> int | None:
        return self._memory.unreachable.get(identity)

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        return self._memory.all(Player, lambda each: 0 < each.digest_ms <= at_ms)

    def answer_to(self, player: int, request: str) -> WriteAnswer | None:
        found = self._memory.answers.get((player, request))
        return found[1] if found else None

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        if (player, request) in self._memory.answers:
            raise DuplicateError(player, request)
        self._memory.put(self._memory.answers, (player, request), (at_ms, answer))

    def copy_answers(self, source: int, target: int, since_ms: int) -> None:
        for (player, request), answer in list(self._memory.answers.items()):
            if player == source and answer[0] >= since_ms and (target, request) not in self._memory.answers:
                self._memory.put(self._memory.answers, (target, request), answer)

    def drop_drafts(self, player: int) -> None:
        for key in [key for key in self._memory.entities[Draft] if key[0] == player]:
            self._memory.put(self._memory.entities[Draft], key, NOTHING)

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        for key in [key for key, (at_ms, _) in self._memory.answers.items() if at_ms < before_ms]:
            self._memory.put(self._memory.answers, key, NOTHING)
        for draft in self._memory.all(Draft, lambda each: each.at_ms < before_ms):
            self._memory.delete(draft)
        for message in self._memory.all(Message, lambda each: each.at_ms < messages_before_ms):
            self._memory.delete(message)
