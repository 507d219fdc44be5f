"""What the engine answers: a closed set of facts. Numbers only; the edge does the talking.

A thing is answered together with its market's ticker (`PositionNow`), because what a screen shows depends on both.
Answers to writes are kept for 24 hours, so that a repeat of a request shows the first answer again.
"""

from dataclasses import dataclass

from core.messages.alert_answers import AlertNow, AlertsShown, DigestNow, FeedNow, MirrorNow, MirrorsShown, Tested
from core.messages.commands import Lesson
from core.messages.operator_answers import BackupNow, BroadcastNow, LinksShown, PauseSet, StatusShown
from core.prices.conditions import Condition, Halt, Proof
from core.prices.markets import Side, Ticker
from core.rules.chats import Chat
from core.rules.links import Link
from core.rules.orders import Order
from core.rules.players import Player
from core.rules.positions import Position, Preview
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round, Schedule


class Refusal(Exception):
    """A rule says no. `values` are integers or words, each named with its unit last; nothing has changed."""

    def __init__(self, code: str, **values: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal as an answer."""

    code: str
    values: dict[str, int | str]


@dataclass(frozen=True, slots=True)
class PositionNow:
    """A position and its market."""

    position: Position
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class OrderNow:
    """An order and its market; while it waits, what it would become at the present mark."""

    order: Order
    ticker: Ticker
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class PredictionNow:
    """A prediction and its market."""

    prediction: Prediction
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class RoundNow:
    """A round; with `bet` and `net` (micro-points, once it ended) it is a player's own view of it."""

    round: Round
    bet: Bet | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class HaltNow:
    """A halt that players are told of, and how its market is now."""

    halt: Halt
    ticker: Ticker
    condition: Condition


@dataclass(frozen=True, slots=True)
class Account:
    """A player, what can be spent, and equity: that and everything open at the present marks, micro-points."""

    player: Player
    balance: int
    equity: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """An order waits."""

    order: OrderNow


@dataclass(frozen=True, slots=True)
class Drafted:
    """Nothing happened yet: the sentence is kept under `number` and needs a confirmation."""

    number: int
    preview: Preview
    amount: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes that wait for the next mark."""

    items: tuple[PositionNow, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class StopSet:
    """A take-profit or stop-loss was changed, of a position or of an order."""

    item: PositionNow | OrderNow


@dataclass(frozen=True, slots=True)
class MarginAdding:
    """Margin waits for the next mark, micro-points."""

    item: PositionNow
    amount: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Orders were cancelled and refunded."""

    items: tuple[OrderNow, ...]


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction waits for its entry; `past_round` is the open round of the chat that it does not belong to."""

    item: PredictionNow
    past_round: int | None


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round is open for bets."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class BetPlaced:
    """The player's stake in a round is now `item.bet`."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class BetWithdrawn:
    """A stake went back, micro-points."""

    item: RoundNow
    amount: int


@dataclass(frozen=True, slots=True)
class RoundCancelled:
    """A round was cancelled by an admin and everybody refunded."""

    item: RoundNow


@dataclass(frozen=True, slots=True)
class RoundsStopped:
    """The repeating rounds of the chat ended."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Claimed:
    """Points from the mint, micro-points."""

    account: Account
    amount: int
    refill: bool


@dataclass(frozen=True, slots=True)
class LimitsShown:
    """The player's limits; `lost_today` and `at_risk` in micro-points; `changed`: whether just now."""

    player: Player
    lost_today: int
    at_risk: int
    at_ms: int
    changed: bool


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """The player's settings; `changed`: whether just now."""

    player: Player
    changed: bool


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


@dataclass(frozen=True, slots=True)
class SetupShown:
    """What was chosen for a chat, and the rounds that repeat there; `thread`: the topic that this is said in."""

    chat: Chat
    schedule: Schedule | None
    changed: bool
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The person is gone; the micro-points that went back to the mint."""

    amount: int


@dataclass(frozen=True, slots=True)
class LinkSide:
    """An account of a link: whose, on which platforms, since when, what it can spend and how many things are open."""

    name: str
    platforms: str
    since_ms: int
    balance: int
    things: int


@dataclass(frozen=True, slots=True)
class LinkNow:
    """A link and, once it is planned, both accounts; `asked`: as it is shown to whoever named the code."""

    link: Link
    asked: bool
    keeps: LinkSide | None = None
    closes: LinkSide | None = None


WriteAnswer = (
    Refused | OrderPlaced | Drafted | Closing | StopSet | MarginAdding | Cancelled | Predicted | RoundOpened | BetPlaced
    | BetWithdrawn | RoundCancelled | RoundsStopped | Claimed | LimitsShown | SettingsShown
    | PredictingShown | SetupShown | Deleted | LinkNow | AlertsShown | MirrorsShown
    | PauseSet | BroadcastNow | BackupNow
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Started:
    """The first screen."""

    account: Account


@dataclass(frozen=True, slots=True)
class PositionsShown:
    """What is open; of rounds how many hold a stake."""

    positions: tuple[PositionNow, ...]
    predictions: tuple[PredictionNow, ...]
    bets: int


@dataclass(frozen=True, slots=True)
class OrdersShown:
    """What waits."""

    orders: tuple[OrderNow, ...]


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """What ended, newest first."""

    items: tuple[PositionNow | OrderNow | PredictionNow | RoundNow, ...]


@dataclass(frozen=True, slots=True)
class OpeningShown:
    """Choices on the way to a position. `previews` are complete offers at the present mark, or empty while the market
    or the amount is still to be chosen."""

    side: Side
    market: str | None
    amount: int | None
    leverage: int | None
    player: Player
    balance: int
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class WhatIfShown:
    """The same trade at every leverage."""

    amount: int
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class RoundShown:
    """The chat's round, if it has one, and its schedule; `mine`: with the player's own bet, for nobody else."""

    item: RoundNow | None
    schedule: Schedule | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """The evidence of a round: who of this chat staked what and was paid what (`names` by player number), and what
    every source said at its lock and its close."""

    round: Round
    bets: tuple[Bet, ...]
    names: dict[int, str]
    lock: tuple[Proof, ...]
    close: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's line in a leaderboard; micro-points; `hits` of `entries` ended with a gain."""

    player: int
    name: str
    entries: int
    hits: int
    staked: int
    net: int

    @property
    def roi_ppm(self) -> int:
        """Net in parts per million of what was put in."""
        return self.net * 1_000_000 // self.staked

    @property
    def hit_ppm(self) -> int:
        """Hits in parts per million of entries."""
        return self.hits * 1_000_000 // self.entries


@dataclass(frozen=True, slots=True)
class TopShown:
    """A leaderboard, best first; `mine` is the asker's own standing, ranked or not."""

    standings: tuple[Standing, ...]
    mine: Standing | None
    everyone: bool
    season: bool
    by: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class MeShown:
    """The player's own statistics over all time; `longest_ms`: the longest a position lived."""

    account: Account
    standing: Standing | None
    longest_ms: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """A market, and how it moved in the last 15 minutes: range and mean one-minute move, ppm of the price."""

    ticker: Ticker
    condition: Condition
    range_ppm: int | None
    minute_ppm: int | None


@dataclass(frozen=True, slots=True)
class PriceShown:
    """Markets as they are now."""

    pulses: tuple[Pulse, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class OddsShown:
    """Chances to survive at the present mark; `move_ppb`: the mean one-minute move they come from, if it is known."""

    previews: tuple[Preview, ...]
    ticker: Ticker
    move_ppb: int | None


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


Rows = tuple[dict[str, int | str | None], ...]


@dataclass(frozen=True, slots=True)
class PrivacyShown:
    """What is stored about a player: how many rows of each table; `deleting`: before all of it is deleted."""

    player: Player
    identities: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    balance: int
    deleting: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything that is stored about a player, by table."""

    player: int
    tables: dict[str, Rows]
    at_ms: int


ReadAnswer = (
    Refused | Started | PositionsShown | OrdersShown | HistoryShown | OpeningShown | PredictingShown | WhatIfShown
    | RoundShown | Verified | TopShown | MeShown | PriceShown | LimitsShown | SettingsShown
    | SetupShown | OddsShown | LessonShown | CardShown | PrivacyShown | Exported
    | AlertsShown | MirrorsShown | StatusShown | LinksShown
)  # fmt: skip

Answer = WriteAnswer | ReadAnswer
Thing = (
    PositionNow | OrderNow | PredictionNow | RoundNow | HaltNow | LinkNow | MirrorNow | AlertNow | Tested | FeedNow
    | DigestNow | BroadcastNow | BackupNow
)  # fmt: skip
