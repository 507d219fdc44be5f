"""The part of the reference book about markets: marks and what is kept of them, halts, and who is told of a halt."""

from collections.abc import Sequence
from dataclasses import replace

from core.prices.conditions import Halt, Proof
from core.prices.markets import Mark, Ticker
from core.rules.notices import Notice, Topic
from core.rules.orders import Order, OrderState
from core.rules.positions import Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Bet, Round, RoundState


class MemoryMarkets:
    """A base of MemoryBook, which has `_all`, `delete`, `tell` and the notices."""

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""
        return self._all(Ticker, lambda each: each.price > 0)

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        """The last price of each minute that had a mark since then, oldest first."""
        marks = self._all(Mark, lambda each: each.market == market and each.published_ms >= since_ms)
        return list({mark.published_ms // 60_000: mark.price for mark in marks}.values())

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        """What every source said at a mark that is kept, by source."""
        return self._all(Proof, lambda each: (each.market, each.mark_ms) == (market, mark_ms))

    def prune_marks(self, before_ms: int, limit: int) -> None:
        """Drop the oldest marks published before this that are not kept, so many at most."""
        old = self._all(Mark, lambda each: each.published_ms < before_ms and not each.kept)
        for mark in sorted(old, key=lambda each: (each.published_ms, each.market))[:limit]:
            self.delete(mark)

    def next_halt(self) -> int:
        """The number of the next halt, over all markets, from 1."""
        return max((each.number for each in self._all(Halt, lambda _: True)), default=0) + 1

    def tell_involved(self, market: str, notice: Notice) -> None:
        """Put this notice into the outbox for every player with something open on the market, by player."""
        open_states = {
            Position: (State.OPEN,),
            Order: (OrderState.WAITING,),
            Prediction: (PredictionState.WAITING, PredictionState.RUNNING),
            Round: (RoundState.OPEN, RoundState.LOCKED),
        }
        things = {
            kind: self._all(kind, lambda each, states=states: each.market == market and each.state in states)
            for kind, states in open_states.items()
        }
        active = {each.number for each in things.pop(Round)}
        players = {each.player for each in self._all(Bet, lambda each: each.round in active)}
        players |= {each.player for found in things.values() for each in found}
        self.tell(replace(notice, player=player) for player in sorted(players))

    def tell_again(self, notice: Notice) -> None:
        """Put this notice into the outbox for every player who had one about the same thing and is still there."""
        same = [each for each in self._notices.values() if (each.topic, each.number) == (Topic.HALT, notice.number)]
        there = set(self._identities.values())
        self.tell(replace(notice, player=player) for player in sorted({each.player for each in same} & there))
