"""What players ask about predictions, and what they are answered."""

from dataclasses import dataclass

from core.money import Amount
from core.prices.markets import Side, Ticker
from core.rules.players import Player
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round


@dataclass(frozen=True, slots=True)
class PredictionNow:
    """A prediction and its market."""

    prediction: Prediction
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class Predict:
    """Call a market: alone, or in the chat's round where no window or market is named."""

    side: Side
    stake: Amount
    minutes: int | None
    market: str | None


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction waits for its entry; `past_round` is the open round of the chat that it does not belong to."""

    item: PredictionNow
    past_round: int | None


@dataclass(frozen=True, slots=True)
class ShowPredicting:
    """The way to a prediction: what is still open of stake and window becomes a choice."""

    side: Side | None
    stake: Amount | None
    minutes: int | None
    market: str | None


@dataclass(frozen=True, slots=True)
class PredictingShown:
    """Choices on the way to a prediction, or into the chat's round: the player's `bet` there, and the `most` that
    anybody may stake."""

    side: Side | None
    stake: int | None
    minutes: int | None
    market: str
    player: Player
    balance: int
    ticker: Ticker
    at_ms: int
    round: Round | None
    bet: Bet | None
    most: int
