"""The reference of the book, alarms: warnings, price alerts and positions held elsewhere, in plain Python."""

from collections.abc import Callable, Sequence
from typing import Any

from core.book import KEYS
from core.messages.alerts import Day
from core.prices.markets import Side
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition, WatchState
from core.rules.chats import Chat, Member
from core.rules.players import Player, Result
from core.rules.positions import Position, State
from tests.memory_book.person import NOTHING


class MemoryAlarms:
    """The part of `MemoryBook` that holds what is watched beside the game."""

    _entities: dict[type, dict[Any, Any]]
    _all: Callable[..., list[Any]]
    _put: Callable[..., None]

    def positions_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        """Open positions, warned or not, whose `near_key` a level has left for good, or has reached."""
        return self._all(
            Position, lambda each: each.state is State.OPEN and _is_near(each, market, side, level, warned)
        )

    def positions_funded(self, market: str, side: Side, index: int) -> Sequence[Position]:
        """Open positions whose `funding_key` is at or below this cumulative funding."""
        return self._all(
            Position,
            lambda each: (
                each.state is State.OPEN
                and (each.market, each.side) == (market, side)
                and each.funding_key is not None
                and each.funding_key <= index
            ),
        )

    def mirrors_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[WatchedPosition]:
        """The same of mirrors, at a price."""
        return self._watched(lambda each: _is_near(each, market, side, level, warned))

    def reached_mirrors(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        """Mirrors whose liquidation price is reached."""
        return self._watched(
            lambda each: (each.market, each.side) == (market, side) and side.sign * (price - each.liquidation) <= 0
        )

    def mirrors(self, player: int) -> Sequence[WatchedPosition]:
        """What a player watches."""
        return self._watched(lambda each: each.player == player)

    def _watched(self, keep: Callable[[WatchedPosition], bool]) -> list[WatchedPosition]:
        return self._all(WatchedPosition, lambda each: each.state is WatchState.WATCHED and keep(each))

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        """Players whose digest is due by then."""
        return self._all(Player, lambda each: 0 < each.digest_ms <= at_ms)

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        """A player's results later than the one moment and not later than the other."""
        day = self._all(Result, lambda each: each.player == player and after_ms < each.at_ms <= until_ms)
        nets = [each.net for each in day]
        return Day(len(nets), sum(net > 0 for net in nets), sum(nets))

    def has_feeds(self) -> bool:
        """Whether any chat has a feed."""
        return bool(self._all(Chat, lambda each: each.group_feed))

    def chats_of(self, player: int) -> Sequence[int]:
        """The chats that a player spoke in, the last one first."""
        found = self._all(Member, lambda each: each.player == player)
        return [each.chat for each in sorted(found, key=lambda each: (-each.spoke_ms, each.chat))]

    def feeds_of(self, player: int) -> Sequence[int]:
        """The chats with a feed that a player spoke in and that we are still in."""
        chats = {each.chat for each in self._all(Member, lambda each: each.player == player)}
        found = self._all(Chat, lambda each: each.number in chats and each.group_feed and each.left_ms is None)
        return [each.number for each in found]

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        """Warnings of a market since this moment or before."""
        return self._all(NearWarning, lambda each: each.market == market and each.at_ms <= until_ms)

    def drop_warnings(self, market: str, until_ms: int) -> None:
        """Remove those."""
        for each in self.due_warnings(market, until_ms):
            self._put(self._entities[NearWarning], tuple(getattr(each, name) for name in KEYS[NearWarning]), NOTHING)

    def price_alerts(self, player: int) -> Sequence[PriceAlert]:
        """A player's armed price alerts."""
        return self._armed(lambda each: each.player == player)

    def alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        """Armed alerts for a price above or below that this one reaches."""
        wanted, sign = (market, kind, 0), 1 if kind is PriceKind.ABOVE else -1
        return self._armed(
            lambda each: (each.market, each.kind, each.span_ms) == wanted and sign * (price - each.value) >= 0
        )

    def alert_spans(self, market: str) -> Sequence[int]:
        """The spans within which moves of a market are watched."""
        moves = self._armed(lambda each: (each.market, each.kind) == (market, PriceKind.MOVE))
        return sorted({each.span_ms for each in moves if each.span_ms})

    def moves_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        """Alerts that do not rest, for a move of at most so much within this span."""
        wanted = (market, PriceKind.MOVE, span_ms)
        return self._armed(
            lambda each: (
                (each.market, each.kind, each.span_ms) == wanted and each.value <= ppm and each.rests_until_ms <= at_ms
            )
        )

    def _armed(self, keep: Callable[[PriceAlert], bool]) -> list[PriceAlert]:
        return self._all(PriceAlert, lambda each: each.armed and keep(each))


def _is_near(thing: Position | WatchedPosition, market: str, side: Side, level: int, warned: bool) -> bool:
    if thing.near_key is None or (thing.market, thing.side, thing.warned) != (market, side, warned):
        return False
    reached = side.sign * (level - thing.near_key) <= 0
    return not reached if warned else reached
