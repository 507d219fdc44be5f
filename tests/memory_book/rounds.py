"""The reference of rounds, bets and schedules."""

from collections.abc import Callable, Sequence

from core.rules.rounds import Bet, Round, RoundState, Schedule
from tests.memory_book.memory import Part

_ACTIVE = (RoundState.OPEN, RoundState.LOCKED)


class MemoryRounds(Part):
    """`core.book.RoundsBook` in plain Python."""

    def active_in(self, chat: int) -> Round | None:
        found = self._rounds(lambda each: each.chat == chat)
        return found[0] if found else None

    def at_mark(self, market: str, at_ms: int) -> Sequence[Round]:
        return self._rounds(
            lambda each: each.market == market and (each.locks_ms if _opens(each) else each.closes_ms) <= at_ms
        )

    def due(self, at_ms: int) -> Sequence[Round]:
        return self._rounds(lambda each: each.due_ms < at_ms)

    def _rounds(self, keep: Callable[[Round], bool]) -> list[Round]:
        return self._memory.all(Round, lambda each: each.state in _ACTIVE and keep(each))

    def bets_in(self, round_number: int) -> Sequence[Bet]:
        return self._memory.all(Bet, lambda each: each.round == round_number)

    def open_bets_of(self, player: int) -> Sequence[Bet]:
        active = {each.number for each in self._rounds(lambda each: True)}
        return self._memory.all(Bet, lambda each: each.player == player and each.paid is None and each.round in active)

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        return self._memory.all(Schedule, lambda each: each.next_ms <= at_ms)


def _opens(round_: Round) -> bool:
    return round_.state is RoundState.OPEN
