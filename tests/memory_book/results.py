"""The reference of what ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.messages.alerts import Day
from core.messages.leaderboards import Standing
from core.rules.chats import Member
from core.rules.players import Player, Result
from tests.memory_book.memory import Part


class MemoryResults(Part):
    """`core.book.ResultsBook` in plain Python."""

    def history(self, player: int, limit: int) -> Sequence[Result]:
        results = self._memory.all(
            Result, lambda each: each.player == player, lambda each: (-each.at_ms, each.kind, each.number)
        )
        return results[:limit]

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        spoke = self._memory.all(Member, lambda each: each.chat == chat and each.spoke_ms >= spoke_since_ms)
        speakers = {each.player for each in spoke}

        def counts(result: Result) -> bool:
            if result.at_ms < since_ms or result.live is not live:
                return False
            if result.chat is None:
                return chat is None or result.player in speakers
            return result.chat == chat

        return self._standings(counts)

    def standing_of(self, player: int, live: bool) -> Standing | None:
        found = self._standings(lambda each: each.player == player and each.live is live)
        return found[0] if found else None

    def _standings(self, keep: Callable[[Result], bool]) -> list[Standing]:
        sums: dict[int, Standing] = {}
        for each in self._memory.all(Result, lambda result: result.staked > 0 and keep(result)):
            sums.setdefault(
                each.player, Standing(each.player, self._memory.entities[Player][each.player,].name, 0, 0, 0, 0)
            )
            line = sums[each.player]
            sums[each.player] = replace(
                line,
                entries=line.entries + 1,
                hits=line.hits + (each.net > 0),
                staked=line.staked + each.staked,
                net=line.net + each.net,
            )
        return list(sums.values())

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        day = self._memory.all(Result, lambda each: each.player == player and after_ms < each.at_ms <= until_ms)
        nets = [each.net for each in day]
        return Day(len(nets), sum(net > 0 for net in nets), sum(nets))

    def net_since(self, player: int, since_ms: int) -> int:
        return sum(
            e.net for e in self._memory.all(Result, lambda each: each.player == player and each.at_ms >= since_ms)
        )

    def longest_position_ms(self, player: int, live: bool) -> int:
        positions = self._memory.all(Result, lambda e: (e.player, e.kind, e.live) == (player, "position", live))
        return max((each.lived_ms for each in positions), default=0)
