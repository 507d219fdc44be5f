"""Every message of the game: the closed sets of what can be asked and answered, and what a request and a refusal are.

    Request(command)  --engine.handle-->  Answer            Command = Write | Read,  Answer = WriteAnswer | ReadAnswer
    a notice          --core.telling-->   Thing             what the notice is about, as it is now

A command is the meaning of one sentence; the commands and answers of a topic stand side by side in the topic's file.
Answers hold facts and numbers only: `bots` makes the sentences. Answers to writes are kept for 24 hours, so that a
repeat of a request shows the first answer again.
"""

from dataclasses import dataclass

from core.messages.alerts import (
    AlertNow,
    AlertRead,
    AlertsShown,
    AlertWrite,
    DigestNow,
    GroupFeedNow,
    Tested,
    WatchedNow,
    WatchedShown,
)
from core.messages.cards import CardShown, ShowCard
from core.messages.chats import (
    SetAdminsOpen,
    SetChatLanguage,
    SetGroupFeed,
    SetStakeCap,
    SetThread,
    SetupShown,
    ShowSetup,
)
from core.messages.leaderboards import ShowTop, TopShown
from core.messages.lessons import LessonShown, OddsShown, ShowLesson, ShowOdds
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.operator import (
    BackupNow,
    BroadcastNow,
    LinksShown,
    OperatorRead,
    OperatorWrite,
    PauseSet,
    StatusShown,
)
from core.messages.players import (
    ClaimDaily,
    Claimed,
    HistoryShown,
    LimitsShown,
    MeShown,
    SetConfirm,
    SetLanguage,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SettingsShown,
    SetTolerance,
    ShowHistory,
    ShowLimits,
    ShowMe,
    ShowSettings,
    ShowStart,
    Started,
    TakeBreak,
)
from core.messages.positions import (
    AddMargin,
    Cancel,
    Cancelled,
    Close,
    Closing,
    Drafted,
    MarginAdding,
    Open,
    OpeningShown,
    OrderNow,
    OrderPlaced,
    OrdersShown,
    PositionNow,
    PositionsShown,
    SetStop,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowWhatIf,
    StopSet,
    WhatIfShown,
)
from core.messages.predictions import Predict, Predicted, PredictingShown, PredictionNow, ShowPredicting
from core.messages.prices import HaltNow, PriceShown, ShowPrice
from core.messages.privacy import Deleted, DeleteMe, Export, Exported, PrivacyShown, ShowPrivacy
from core.messages.rounds import (
    BetPlaced,
    BetWithdrawn,
    CancelRound,
    OpenRound,
    RoundCancelled,
    RoundNow,
    RoundOpened,
    RoundShown,
    RoundsStopped,
    ShowRound,
    ShowVerify,
    StopRounds,
    Verified,
    WithdrawBet,
)

Write = (
    Predict | Open | Close | SetStop | AddMargin | Cancel | OpenRound | WithdrawBet | CancelRound | StopRounds
    | ClaimDaily | SetLossLimit | SetLeverageLimit | TakeBreak | SetTolerance | SetConfirm | SetPresets
    | AlertWrite | SetLanguage | SetThread | SetStakeCap | SetAdminsOpen | SetChatLanguage
    | SetGroupFeed | DeleteMe | OfferLink | UseLink | OperatorWrite
)  # fmt: skip
Read = (
    ShowStart | ShowPositions | ShowOrders | ShowHistory | ShowOpening | ShowPredicting | ShowWhatIf | ShowRound
    | ShowVerify | ShowTop | ShowMe | ShowPrice | ShowLimits | ShowSettings
    | ShowOdds | ShowLesson | ShowCard | ShowPrivacy | Export | ShowSetup | AlertRead | OperatorRead
)  # fmt: skip
Command = Write | Read


@dataclass(frozen=True, slots=True)
class Request:
    """A command of a player. `sentence` is what was said; `admin`: whether they may administrate the chat.

    `sent_ms`: the latest moment at which it can have been said (None: perhaps long ago). `thread`: a part of the chat.
    `pressed`: the id is that of a button, which people press again on purpose where it was refused before.
    `operator`: whether they run this bot, as the edge knows by their identity. `roles`: theirs in the chat, None where
    a platform knows no roles.
    """

    player: int
    chat: int | None
    admin: bool
    id: str
    at_ms: int
    sentence: str
    command: Command
    sent_ms: int | None
    thread: str = ""
    pressed: bool = False
    operator: bool = False
    roles: tuple[str, ...] | None = None

    @property
    def bet_ms(self) -> int:
        """When a bet counts as placed: when it was said, where that is known."""
        return self.at_ms if self.sent_ms is None else min(self.sent_ms, self.at_ms)


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


WriteAnswer = (
    Refused | OrderPlaced | Drafted | Closing | StopSet | MarginAdding | Cancelled | Predicted | RoundOpened | BetPlaced
    | BetWithdrawn | RoundCancelled | RoundsStopped | Claimed | LimitsShown | SettingsShown
    | PredictingShown | SetupShown | Deleted | LinkNow | AlertsShown | WatchedShown
    | PauseSet | BroadcastNow | BackupNow
)  # fmt: skip
ReadAnswer = (
    Refused | Started | PositionsShown | OrdersShown | HistoryShown | OpeningShown | PredictingShown | WhatIfShown
    | RoundShown | Verified | TopShown | MeShown | PriceShown | LimitsShown | SettingsShown
    | SetupShown | OddsShown | LessonShown | CardShown | PrivacyShown | Exported
    | AlertsShown | WatchedShown | StatusShown | LinksShown
)  # fmt: skip
Answer = WriteAnswer | ReadAnswer
Thing = (
    PositionNow | OrderNow | PredictionNow | RoundNow | HaltNow | LinkNow | WatchedNow | AlertNow | Tested
    | GroupFeedNow | DigestNow | BroadcastNow | BackupNow
)  # fmt: skip
