"""The reference of what the operator looks at."""

from typing import Any

from core.messages.operator import Census
from core.rules.chats import Chat
from core.rules.operator import Backup, BackupState, Broadcast
from core.rules.orders import Order, OrderState
from core.rules.positions import Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Round, RoundState
from tests.memory_book.memory import Part


class MemoryOperator(Part):
    """`core.book.OperatorBook` in plain Python."""

    def census(self) -> Census:

        def count(kind: type, *states: Any) -> int:
            return sum(each.state in states for each in self._memory.entities[kind].values())

        return Census(
            players=len(set(self._memory.identities.values())),
            chats=sum(each.left_ms is None for each in self._memory.entities[Chat].values()),
            positions=count(Position, State.OPEN),
            orders=count(Order, OrderState.WAITING),
            predictions=count(Prediction, PredictionState.WAITING, PredictionState.RUNNING),
            rounds=count(Round, RoundState.OPEN, RoundState.LOCKED),
        )

    def last_broadcast_ms(self) -> int | None:
        sent = (each.sent_ms for each in self._memory.entities[Broadcast].values())
        return max((at_ms for at_ms in sent if at_ms is not None), default=None)

    def asked_backup(self) -> Backup | None:
        asked = (each for each in self._memory.entities[Backup].values() if each.state is BackupState.ASKED)
        return min(asked, key=lambda each: each.number, default=None)

    def last_backup(self) -> Backup | None:
        made = (each for each in self._memory.entities[Backup].values() if each.state is BackupState.DONE)
        return max(made, key=lambda each: each.number, default=None)
