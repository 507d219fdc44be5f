"""What people can ask for: a closed set of commands, each the meaning of one sentence.

A `Request` is a command by somebody, in some chat, at a moment, with an id: the same id is done once and answered the
same. `player` and `chat` are numbers of the book; `chat` None is a private conversation.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.messages.alert_commands import AlertRead, AlertWrite
from core.messages.operator_commands import OperatorRead, OperatorWrite
from core.prices.markets import Side
from core.rules.orders import Stop


@dataclass(frozen=True, slots=True)
class Amount:
    """So many micro-points, or a share of the balance in parts per million."""

    micro: int | None = None
    share_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Predict:
    """Call a market: alone, or in the chat's round where no window or market is named."""

    side: Side
    stake: Amount
    minutes: int | None
    market: str | None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a position; `draft` is the number of the stored sentence that this confirms."""

    side: Side
    market: str
    amount: Amount
    leverage: int
    takeprofit: Stop | None = None
    stoploss: Stop | None = None
    limit: int | None = None
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """Close a share (ppm) of one position, or of all (`number` None)."""

    number: int | None
    ppm: int


@dataclass(frozen=True, slots=True)
class SetStop:
    """Set or take off (`stop` None) a take-profit (`profit`) or stop-loss of a position or a waiting order."""

    number: int
    profit: bool
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class AddMargin:
    """Add margin to a Standard position."""

    number: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel a waiting order, or all of them (`number` None)."""

    number: int | None


@dataclass(frozen=True, slots=True)
class OpenRound:
    """Open a round in this chat, now and, with `every_minutes`, again and again."""

    minutes: int
    market: str
    every_minutes: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class WithdrawBet:
    """Take the stake out of the chat's open round."""


@dataclass(frozen=True, slots=True)
class CancelRound:
    """Cancel the chat's open round (chat admins)."""


@dataclass(frozen=True, slots=True)
class StopRounds:
    """End the chat's repeating rounds (chat admins)."""


@dataclass(frozen=True, slots=True)
class ClaimDaily:
    """Claim today's points."""


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
class SetThread:
    """The game of this chat lives in the topic or thread where this is said, or (`here` False) anywhere."""

    here: bool


@dataclass(frozen=True, slots=True)
class SetStakeCap:
    """The most one player may put into a round of this chat, micro-points; None: what the rules allow."""

    cap: int | None


@dataclass(frozen=True, slots=True)
class SetAdminsOpen:
    """Whether only admins open rounds in this chat, and with them whoever has a `role`, as the platform names it."""

    admins: bool
    role: str = ""


@dataclass(frozen=True, slots=True)
class SetChatLanguage:
    """The language of this chat, by its code."""

    language: str


@dataclass(frozen=True, slots=True)
class SetChatFeed:
    """Whether this chat is told what becomes of the positions of members who want it."""

    on: bool


@dataclass(frozen=True, slots=True)
class DeleteMe:
    """Remove the person behind the player, for ever."""


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Offer a code that links this account with one of another platform; `draw` is a random number of 64 bits."""

    draw: int


@dataclass(frozen=True, slots=True)
class UseLink:
    """Name a code: see what it would do, or (`sure`) do it."""

    code: str
    sure: bool


Write = (
    Predict | Open | Close | SetStop | AddMargin | Cancel | OpenRound | WithdrawBet | CancelRound | StopRounds
    | ClaimDaily | SetLossLimit | SetLeverageLimit | TakeBreak | SetTolerance | SetConfirm | SetPresets
    | AlertWrite | SetLanguage | SetThread | SetStakeCap | SetAdminsOpen | SetChatLanguage
    | SetChatFeed | DeleteMe | OfferLink | UseLink | OperatorWrite
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShowStart:
    """Where the player stands: the first screen."""


@dataclass(frozen=True, slots=True)
class ShowPositions:
    """Open positions and running predictions."""


@dataclass(frozen=True, slots=True)
class ShowOrders:
    """Orders that wait."""


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """What ended, newest first; one thing with `number`."""

    number: int | None


@dataclass(frozen=True, slots=True)
class ShowOpening:
    """The way to a position: what is still open of market, amount and leverage becomes a choice."""

    side: Side
    market: str | None
    amount: Amount | None
    leverage: int | None


@dataclass(frozen=True, slots=True)
class ShowPredicting:
    """The way to a prediction: what is still open of stake and window becomes a choice."""

    side: Side | None
    stake: Amount | None
    minutes: int | None
    market: str | None


@dataclass(frozen=True, slots=True)
class ShowWhatIf:
    """The same trade at every leverage."""

    side: Side
    market: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class ShowRound:
    """The chat's round; `mine`: what the player has in it."""

    mine: bool = False


@dataclass(frozen=True, slots=True)
class ShowVerify:
    """The evidence of a round."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowTop:
    """A leaderboard: of this chat or of all, of the week or the season, by `net`, `roi` or `hits`."""

    everyone: bool | None
    season: bool
    by: str


@dataclass(frozen=True, slots=True)
class ShowMe:
    """The player's own statistics."""


@dataclass(frozen=True, slots=True)
class ShowPrice:
    """Prices and the age of the feed; one market or all."""

    market: str | None


@dataclass(frozen=True, slots=True)
class ShowLimits:
    """The player's own limits."""


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """The player's settings."""


@dataclass(frozen=True, slots=True)
class ShowSetup:
    """What was chosen for this chat."""


class Lesson(StrEnum):
    """What there is to learn, in this order."""

    LEVERAGE = "leverage"
    LIQUIDATION = "liquidation"
    FUNDING = "funding"
    SLIPPAGE = "slippage"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class ShowOdds:
    """The chance to survive at every preset, or at one leverage; and what the windows of the market pay."""

    market: str
    leverage: int | None


@dataclass(frozen=True, slots=True)
class ShowLesson:
    """A lesson with the player's own numbers, or what there is to learn."""

    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A picture of a position to share, of the newest one without `number`."""

    number: int | None
    hide_points: bool
    hide_name: bool


@dataclass(frozen=True, slots=True)
class ShowPrivacy:
    """What is stored about the player; `deleting`: the question before it is deleted."""

    deleting: bool


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is stored about the player."""


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
