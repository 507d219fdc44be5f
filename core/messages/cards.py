"""The picture of a position to share: the command and its answer."""

from dataclasses import dataclass

from core.messages.positions import PositionNow


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A picture of a position to share, of the newest one without `number`."""

    number: int | None
    hide_points: bool
    hide_name: bool


@dataclass(frozen=True, slots=True)
class CardShown:
    """What a card shows: the position, whose it is, and marks of its life as (ms UTC, price in its own frame)."""

    item: PositionNow
    name: str
    path: tuple[tuple[int, int], ...]
    hide_points: bool
    hide_name: bool
    live: bool
    at_ms: int
