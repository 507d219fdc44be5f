"""What is asked about the rounds of a chat, and what is answered."""

from dataclasses import dataclass

from core.prices.conditions import Proof
from core.rules.rounds import Bet, Round, Schedule


@dataclass(frozen=True, slots=True)
class RoundNow:
    """A round; with `bet` and `net` (micro-points, once it ended) it is a player's own view of it."""

    round: Round
    bet: Bet | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class OpenRound:
    """Open a round in this chat, now and, with `every_minutes`, again and again."""

    minutes: int
    market: str
    every_minutes: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round is open for bets."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class BetPlaced:
    """The player's stake in a round is now `item.bet`."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class WithdrawBet:
    """Take the stake out of the chat's open round."""


@dataclass(frozen=True, slots=True)
class BetWithdrawn:
    """A stake went back, micro-points."""

    item: RoundNow
    amount: int


@dataclass(frozen=True, slots=True)
class CancelRound:
    """Cancel the chat's open round (chat admins)."""


@dataclass(frozen=True, slots=True)
class RoundCancelled:
    """A round was cancelled by an admin and everybody refunded."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class StopRounds:
    """End the chat's repeating rounds (chat admins)."""


@dataclass(frozen=True, slots=True)
class RoundsStopped:
    """The repeating rounds of the chat ended."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ShowRound:
    """The chat's round; `mine`: what the player has in it."""

    mine: bool = False


@dataclass(frozen=True, slots=True)
class RoundShown:
    """The chat's round, if it has one, and its schedule; `mine`: with the player's own bet, for nobody else."""

    item: RoundNow | None
    schedule: Schedule | None
    mine: bool


@dataclass(frozen=True, slots=True)
class ShowVerify:
    """The evidence of a round."""

    number: int


@dataclass(frozen=True, slots=True)
class Verified:
    """The evidence of a round: who of this chat staked what and was paid what (`names` by player number), and what
    every source said at its lock and its close."""

    round: Round
    bets: tuple[Bet, ...]
    names: dict[int, str]
    lock: tuple[Proof, ...]
    close: tuple[Proof, ...]
