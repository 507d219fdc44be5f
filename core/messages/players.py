"""What players ask about their own account: points, limits, breaks, settings, history."""

from dataclasses import dataclass

from core.messages.leaderboards import Standing
from core.messages.positions import OrderNow, PositionNow
from core.messages.predictions import PredictionNow
from core.messages.rounds import RoundNow
from core.rules.players import Player


@dataclass(frozen=True, slots=True)
class Account:
    """A player, what can be spent, and equity: that and everything open at the present marks, micro-points."""

    player: Player
    balance: int
    equity: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class ShowStart:
    """Where the player stands: the first screen."""


@dataclass(frozen=True, slots=True)
class Started:
    """The first screen."""

    account: Account


@dataclass(frozen=True, slots=True)
class ShowMe:
    """The player's own statistics."""


@dataclass(frozen=True, slots=True)
class MeShown:
    """The player's own statistics over all time; `longest_ms`: the longest a position lived."""

    account: Account
    standing: Standing | None
    longest_ms: int


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """What ended, newest first; one thing with `number`."""

    number: int | None


HistoryItem = PositionNow | OrderNow | PredictionNow | RoundNow


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """What ended, newest first."""

    items: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class ClaimDaily:
    """Claim today's points."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Points from the mint, micro-points."""

    account: Account
    amount: int
    refill: bool


@dataclass(frozen=True, slots=True)
class SetLossLimit:
    """Set the own daily loss limit in micro-points, or none."""

    limit: int | None


@dataclass(frozen=True, slots=True)
class SetLeverageLimit:
    """Set the own highest leverage, or none."""

    limit: int | None


@dataclass(frozen=True, slots=True)
class TakeBreak:
    """Open nothing for so many ms."""

    length_ms: int


@dataclass(frozen=True, slots=True)
class ShowLimits:
    """The player's own limits."""


@dataclass(frozen=True, slots=True)
class LimitsShown:
    """The player's limits; `lost_today` and `at_risk` in micro-points; `changed`: whether just now."""

    player: Player
    lost_today: int
    at_risk: int
    at_ms: int
    changed: bool


@dataclass(frozen=True, slots=True)
class SetTolerance:
    """How much worse than at receipt a market order may fill, basis points."""

    bps: int


@dataclass(frozen=True, slots=True)
class SetConfirm:
    """Ask before opening with more than so many micro-points, or never (None)."""

    above: int | None


@dataclass(frozen=True, slots=True)
class SetPresets:
    """The margins offered as buttons, micro-points."""

    amounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The player's own language, by its code."""

    language: str


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """The player's settings."""


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """The player's settings; `changed`: whether just now."""

    player: Player
    changed: bool
