"""What players ask to learn: the odds of a market and the lessons, with the player's own numbers."""

from dataclasses import dataclass
from enum import StrEnum

from core.messages.leaderboards import Standing
from core.messages.players import Account, LimitsShown
from core.prices.markets import Ticker
from core.rules.positions import Position, Preview


@dataclass(frozen=True, slots=True)
class ShowOdds:
    """The chance to survive at every preset, or at one leverage; and what the windows of the market pay."""

    market: str
    leverage: int | None


@dataclass(frozen=True, slots=True)
class OddsShown:
    """Chances to survive at the present mark; `move_ppb`: the mean one-minute move they come from, if it is known."""

    previews: tuple[Preview, ...]
    ticker: Ticker
    move_ppb: int | None


class Lesson(StrEnum):
    """What there is to learn, in this order."""

    LEVERAGE = "leverage"
    LIQUIDATION = "liquidation"
    FUNDING = "funding"
    SLIPPAGE = "slippage"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class ShowLesson:
    """A lesson with the player's own numbers, or what there is to learn."""

    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class Tally:
    """All positions of a player in figures; micro-points, funding received positive."""

    positions: int
    liquidated: int
    funding: int
    fees: int


@dataclass(frozen=True, slots=True)
class LessonShown:
    """A lesson (None: the list of them) and the player's own numbers for it.

    `amount` is a margin they would use; `liquidated` and `newest` the last position that was, and the last one of all.
    `offer` is a long of that amount at the market's highest leverage, where the market is live.
    """

    lesson: Lesson | None
    account: Account
    amount: int
    market: str
    tally: Tally
    liquidated: Position | None
    newest: Position | None
    offer: Preview | None
    standing: Standing | None
    limits: LimitsShown
