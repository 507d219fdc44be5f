"""The reference of what the operator's verb asks of the book: everything looked at, one by one."""

from collections.abc import Sequence
from typing import Any

from core.book import Identity
from core.messages.operator import Census, Lane
from core.rules.chats import Chat
from core.rules.links import Link, LinkState
from core.rules.notices import Notice, Topic
from core.rules.operator import Backup, BackupState, Broadcast
from core.rules.orders import Order, OrderState
from core.rules.positions import Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Round, RoundState


class MemoryOperating:
    """The part of `MemoryBook` that `storage.sqlite.operator` has in the other book."""

    _entities: dict[type, dict[Any, Any]]
    _identities: dict[Identity, int]
    _unreachable: dict[Identity, int]
    _spoke: dict[Identity, int]
    _notices: dict[int, Notice]
    _sent: dict[int, int]
    _held: dict[int, bool]

    def census(self) -> Census:
        """How many there are."""

        def count(kind: type, *states: Any) -> int:
            return sum(each.state in states for each in self._entities[kind].values())

        return Census(
            players=len(set(self._identities.values())),
            chats=sum(each.left_ms is None for each in self._entities[Chat].values()),
            positions=count(Position, State.OPEN),
            orders=count(Order, OrderState.WAITING),
            predictions=count(Prediction, PredictionState.WAITING, PredictionState.RUNNING),
            rounds=count(Round, RoundState.OPEN, RoundState.LOCKED),
        )

    def waiting_lanes(self) -> tuple[Lane, ...]:
        """What was not told yet, by kind."""
        moments: dict[str, list[int]] = {}
        for notice in self._notices.values():
            if notice.id not in self._sent:
                moments.setdefault(self._lane(notice), []).append(notice.at_ms)
        return tuple(Lane(name, len(found), min(found)) for name, found in sorted(moments.items()))

    def _lane(self, notice: Notice) -> str:
        if notice.id in self._held:
            return "held"
        if notice.alert is not None:
            return "liquidations" if notice.first else "alerts"
        return "broadcast" if notice.topic is Topic.BROADCAST else "updates"

    def newest_links(self, limit: int) -> Sequence[Link]:
        """The links in force, newest first, so many at most."""
        links = (link for link in self._entities[Link].values() if link.state is LinkState.LINKED)
        return sorted(links, key=lambda link: -link.number)[:limit]

    def next_broadcast(self) -> int:
        """The number of the next broadcast, from 1."""
        return self._next(Broadcast)

    def last_broadcast_ms(self) -> int | None:
        """When the last broadcast was sent."""
        sent = (each.sent_ms for each in self._entities[Broadcast].values())
        return max((at_ms for at_ms in sent if at_ms is not None), default=None)

    def _heard(self, since_ms: int) -> list[int]:
        return sorted({
            player
            for identity, player in self._identities.items()
            if self._unreachable.get(identity) is None and self._spoke[identity] >= since_ms
        })  # fmt: skip

    def count_heard(self, since_ms: int) -> int:
        """How many players spoke to us since then and can be reached."""
        return len(self._heard(since_ms))

    def tell_heard(self, notice: Notice, since_ms: int) -> int:
        """Put this notice into the outbox for each of them, by player; how many they are."""
        players = self._heard(since_ms)
        self.tell([Notice(notice.topic, notice.number, notice.at_ms, player, alert=notice.alert) for player in players])
        return len(players)

    def next_backup(self) -> int:
        """The number of the next backup, from 1."""
        return self._next(Backup)

    def asked_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""
        asked = (each for each in self._entities[Backup].values() if each.state is BackupState.ASKED)
        return min(asked, key=lambda each: each.number, default=None)

    def last_backup(self) -> Backup | None:
        """The newest backup that was made."""
        made = (each for each in self._entities[Backup].values() if each.state is BackupState.DONE)
        return max(made, key=lambda each: each.number, default=None)
