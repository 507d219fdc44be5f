"""What only an operator of the bot can ask, and what operators are answered."""

from dataclasses import dataclass

from core.prices.conditions import Condition
from core.prices.markets import Ticker
from core.rules.links import Link
from core.rules.operator import Backup, Broadcast


@dataclass(frozen=True, slots=True)
class Lane:
    """Notices of one kind that were not told yet: how many, and when the oldest happened (ms UTC)."""

    name: str
    count: int
    oldest_ms: int


@dataclass(frozen=True, slots=True)
class Census:
    """How many there are: players with an account, chats we are in, and what is open or waits."""

    players: int
    chats: int
    positions: int
    orders: int
    predictions: int
    rounds: int


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """How the program and the game are."""


@dataclass(frozen=True, slots=True)
class StatusShown:
    """How the game is; `markets`: each with its condition in force."""

    census: Census
    lanes: tuple[Lane, ...]
    markets: tuple[tuple[Ticker, Condition], ...]
    backup: Backup | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class SetPause:
    """Nothing opens on a market (None: on all) any more, or again."""

    market: str | None
    paused: bool


@dataclass(frozen=True, slots=True)
class PauseSet:
    """Markets whose openings an operator stopped or allowed again."""

    markets: tuple[str, ...]
    paused: bool


@dataclass(frozen=True, slots=True)
class VoidRound:
    """Give a round's stakes back, all of them."""

    number: int


@dataclass(frozen=True, slots=True)
class PlanBroadcast:
    """Keep a text, and say how many it would reach."""

    text: str


@dataclass(frozen=True, slots=True)
class SendBroadcast:
    """Send a text that was kept."""

    number: int


@dataclass(frozen=True, slots=True)
class BroadcastNow:
    """A broadcast; `told`: as everybody reads it, not as its operator does."""

    broadcast: Broadcast
    told: bool = False


@dataclass(frozen=True, slots=True)
class AskBackup:
    """Copy the book into a file."""


@dataclass(frozen=True, slots=True)
class BackupNow:
    """A backup."""

    backup: Backup


@dataclass(frozen=True, slots=True)
class ShowLinks:
    """The newest links in force."""


@dataclass(frozen=True, slots=True)
class LinksShown:
    """Links in force, newest first, with the names of both accounts."""

    links: tuple[tuple[Link, str, str], ...]


@dataclass(frozen=True, slots=True)
class Unlink:
    """Undo a link of two accounts."""

    number: int


OperatorWrite = SetPause | VoidRound | PlanBroadcast | SendBroadcast | AskBackup | Unlink


OperatorRead = ShowStatus | ShowLinks
