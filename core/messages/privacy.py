"""What players ask about the data stored about them, and what they are answered."""

from dataclasses import dataclass

from core.rules.players import Player

Rows = tuple[dict[str, int | str | None], ...]


@dataclass(frozen=True, slots=True)
class ShowPrivacy:
    """What is stored about the player; `deleting`: the question before it is deleted."""

    deleting: bool


@dataclass(frozen=True, slots=True)
class PrivacyShown:
    """What is stored about a player: how many rows of each table; `deleting`: before all of it is deleted."""

    player: Player
    identities: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    balance: int
    deleting: bool


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is stored about the player."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything that is stored about a player, by table."""

    player: int
    tables: dict[str, Rows]
    at_ms: int


@dataclass(frozen=True, slots=True)
class DeleteMe:
    """Remove the person behind the player, for ever."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The person is gone; the micro-points that went back to the mint."""

    amount: int
