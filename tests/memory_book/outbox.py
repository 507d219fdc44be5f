"""The reference of notices on their way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.messages.operator import Lane
from core.rules.notices import Notice, Topic
from core.rules.orders import Order, OrderState
from core.rules.positions import Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Bet, Round, RoundState
from tests.memory_book.memory import NOTHING, Part


class MemoryOutbox(Part):
    """`core.book.OutboxBook` in plain Python."""

    def add(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            number = max(self._memory.notices, default=0) + 1
            self._memory.put(self._memory.notices, number, replace(notice, id=number))

    def add_for_market(self, market: str, notice: Notice) -> None:
        open_states = {
            Position: (State.OPEN,),
            Order: (OrderState.WAITING,),
            Prediction: (PredictionState.WAITING, PredictionState.RUNNING),
            Round: (RoundState.OPEN, RoundState.LOCKED),
        }
        things = {
            kind: self._memory.all(kind, lambda each, states=states: each.market == market and each.state in states)
            for kind, states in open_states.items()
        }
        active = {each.number for each in things.pop(Round)}
        players = {each.player for each in self._memory.all(Bet, lambda each: each.round in active)}
        players |= {each.player for found in things.values() for each in found}
        self.add(replace(notice, player=player) for player in sorted(players))

    def add_for_halt(self, notice: Notice) -> None:
        same = [
            each for each in self._memory.notices.values() if (each.topic, each.number) == (Topic.HALT, notice.number)
        ]
        there = set(self._memory.identities.values())
        self.add(replace(notice, player=player) for player in sorted({each.player for each in same} & there))

    def add_for_reachable(self, notice: Notice, since_ms: int) -> int:
        players = self._heard(since_ms)
        self.add([Notice(notice.topic, notice.number, notice.at_ms, player, alert=notice.alert) for player in players])
        return len(players)

    def count_reachable(self, since_ms: int) -> int:
        return len(self._heard(since_ms))

    def _heard(self, since_ms: int) -> list[int]:
        return sorted({
            player
            for identity, player in self._memory.identities.items()
            if self._memory.unreachable.get(identity) is None and self._memory.spoke[identity] >= since_ms
        })  # fmt: skip

    def waiting(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        waiting = (
            each
            for each in self._memory.notices.values()
            if each.id not in self._memory.sent and each.id not in self._memory.held
        )
        return sorted((e for e in waiting if e.first == first and e.id > after), key=lambda each: each.id)[:limit]

    def waiting_notice(self, number: int) -> Notice | None:
        return None if number in self._memory.sent else self._memory.notices.get(number)

    def begin_sending(self, notices: Iterable[int]) -> None:
        for notice in (found := [self._memory.notices[number] for number in notices]):
            self._memory.put(
                self._memory.notices, notice.id, replace(notice, tries=notice.tries + 1, sent_with=found[0].id)
            )

    def mark_delivered(self, notices: Iterable[int], at_ms: int) -> None:
        for number in self._memory.notices.keys() & set(notices):
            self._memory.put(self._memory.sent, number, at_ms)

    def hold_notice(self, notice: int) -> None:
        self._memory.put(self._memory.held, notice, True)

    def hold(self, player: int) -> None:
        for notice in self._memory.notices.values():
            if notice.player == player and notice.chat is None and notice.id not in self._memory.sent:
                self._memory.put(self._memory.held, notice.id, True)

    def release(self, player: int) -> None:
        theirs = [
            each for each in self._memory.notices.values() if each.player == player and each.id not in self._memory.sent
        ]
        held = sorted((each for each in theirs if each.id in self._memory.held), key=lambda each: each.id)
        self.add(held)
        for notice in held:
            self._memory.put(self._memory.held, notice.id, NOTHING)
            self._memory.put(self._memory.notices, notice.id, NOTHING)

    def lanes(self) -> tuple[Lane, ...]:
        moments: dict[str, list[int]] = {}
        for notice in self._memory.notices.values():
            if notice.id not in self._memory.sent:
                moments.setdefault(self._lane(notice), []).append(notice.at_ms)
        return tuple(Lane(name, len(found), min(found)) for name, found in sorted(moments.items()))

    def _lane(self, notice: Notice) -> str:
        if notice.id in self._memory.held:
            return "held"
        if notice.alert is not None:
            return "liquidations" if notice.first else "alerts"
        return "broadcast" if notice.topic is Topic.BROADCAST else "updates"
