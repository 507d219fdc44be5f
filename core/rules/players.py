"""Players: the stipend, the streak, the refill, and the limits that players set for themselves.

A limit that gets tighter acts at once; one that gets looser acts after 24 hours; a break cannot be ended early.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from core.money import POINT
from core.rules.alerts.kinds import ALERTS, AlertKind, Loudness
from core.rules.quiet_hours_and_zones import UTC_ZONE, is_quiet
from core.units import DAY_MS, HOUR_MS

WEEK_DAYS = 7
FIRST_GRANT = 1_000 * POINT
DAILY = 100 * POINT
STREAK_STEP = 10 * POINT  # more for each earlier claim of the streak
STREAK_MAX = 70 * POINT
CLAIM_MS = DAY_MS  # from one claim of daily points, or refill, to the next
STREAK_MS = 48 * HOUR_MS  # a streak ends when more than this passes between two claims
BANKRUPT_BELOW = 10 * POINT
REFILL_TO = 100 * POINT
BREAKS_MS = {"24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS}
LOOSER_MS = DAY_MS  # before a limit that gets looser is in force
MAX_TOLERANCE_BPS = 500
DEFAULT_TOLERANCE_BPS = 10
DEFAULT_NEAR_PERCENT = 30
DEFAULT_FUNDING_PERCENT = 10
MIN_NEAR_PERCENT, MAX_NEAR_PERCENT = 5, 90


@dataclass(frozen=True, slots=True)
class Player:
    """A player and every choice of theirs. Amounts in micro-points, times in ms UTC.

    `next_number` numbers orders, positions, predictions and drafts. A limit has a value now and, where it will
    loosen, the value and the moment of the change (`*_next`, `*_next_ms`; the moment 0 means none).
    `presets` are margins offered as buttons, micro-points; `alert_choices` say how loud the kinds of alerts are for
    which the player has chosen. `near_percent`: what is left of the distance to liquidation when it is near;
    `funding_percent`: the share of its margin that a position pays in funding from one notice of it to the next.
    Quiet hours last from minute `quiet_from` to `quiet_until` of the day in `zone` (core/rules/zones.py); the same
    minute twice: there are none. `digest_ms`: when the next digest is due, 0: never. `mentions`: they may be named in a
    group when nothing else reaches them.
    """

    number: int
    name: str
    created_ms: int
    next_number: int = 1
    claimed_ms: int | None = None
    streak: int = 0
    refilled_ms: int | None = None
    tolerance_bps: int = DEFAULT_TOLERANCE_BPS
    confirm_above: int | None = None
    presets: tuple[int, ...] = (10 * POINT, 25 * POINT, 50 * POINT, 100 * POINT)
    alert_choices: tuple[tuple[AlertKind, Loudness], ...] = ()
    loss_limit: int | None = None
    loss_limit_next: int | None = None
    loss_limit_next_ms: int = 0
    leverage_limit: int | None = None
    leverage_limit_next: int | None = None
    leverage_limit_next_ms: int = 0
    break_until_ms: int = 0
    last_margin: int | None = None
    last_leverage: int | None = None
    last_stake: int | None = None
    language: str = ""
    near_percent: int = DEFAULT_NEAR_PERCENT
    funding_percent: int = DEFAULT_FUNDING_PERCENT
    quiet_from: int = 0
    quiet_until: int = 0
    zone: str = UTC_ZONE
    mentions: bool = False
    digest_ms: int = 0

    @property
    def offered_margins(self) -> list[int]:
        """The margins offered as buttons: the presets, and the last one used."""
        return sorted({*self.presets, *([self.last_margin] if self.last_margin is not None else [])})

    def loudness(self, kind: AlertKind) -> Loudness:
        """How alerts of this kind arrive."""
        return dict(self.alert_choices).get(kind, ALERTS[kind].default)

    @property
    def told_of_funding(self) -> int:
        """The share of a margin, percent, from one notice of funding to the next; 0: there are none."""
        return 0 if self.loudness(AlertKind.FUNDING) is Loudness.OFF else self.funding_percent

    def loudness_at(self, kind: AlertKind, at_ms: int) -> Loudness:
        """How an alert of this kind arrives at this moment: in quiet hours only those that go first make a sound."""
        chosen = self.loudness(kind)
        silenced = chosen is Loudness.LOUD and not ALERTS[kind].first and self.quiet_at(at_ms)
        return Loudness.SILENT if silenced else chosen

    def quiet_at(self, at_ms: int) -> bool:
        """Whether this moment is in the player's quiet hours."""
        return is_quiet(self.quiet_from, self.quiet_until, self.zone, at_ms)

    def with_loudness(self, kind: AlertKind, loudness: Loudness) -> "Player":
        """The player with one choice made about alerts."""
        return replace(self, alert_choices=(*(dict(self.alert_choices) | {kind: loudness}).items(),))

    def loss_limit_at(self, at_ms: int) -> int | None:
        """The daily loss limit in force, micro-points; None: no limit."""
        return self.loss_limit_next if 0 < self.loss_limit_next_ms <= at_ms else self.loss_limit

    def leverage_limit_at(self, at_ms: int) -> int | None:
        """The highest leverage in force; None: no limit."""
        return self.leverage_limit_next if 0 < self.leverage_limit_next_ms <= at_ms else self.leverage_limit


def with_loss_limit(player: Player, limit: int | None, at_ms: int) -> Player:
    """The player with a new daily loss limit, in force at once if tighter, in 24 hours if looser."""
    now = player.loss_limit_at(at_ms)
    if _tighter(limit, now):
        return replace(player, loss_limit=limit, loss_limit_next=None, loss_limit_next_ms=0)
    return replace(player, loss_limit=now, loss_limit_next=limit, loss_limit_next_ms=at_ms + LOOSER_MS)


def with_leverage_limit(player: Player, limit: int | None, at_ms: int) -> Player:
    """The player with a new highest leverage, in force at once if tighter, in 24 hours if looser."""
    now = player.leverage_limit_at(at_ms)
    if _tighter(limit, now):
        return replace(player, leverage_limit=limit, leverage_limit_next=None, leverage_limit_next_ms=0)
    return replace(player, leverage_limit=now, leverage_limit_next=limit, leverage_limit_next_ms=at_ms + LOOSER_MS)


def _tighter(new: int | None, now: int | None) -> bool:
    return new == now or (new is not None and (now is None or new < now))


@dataclass(frozen=True, slots=True)
class Grant:
    """What `daily` gives: micro-points from the mint, and the player as it leaves them."""

    amount: int
    player: Player
    refill: bool


def claim(player: Player, balance: int, nothing_open: bool, at_ms: int) -> Grant | int:
    """What a claim gives now, or the moment (ms UTC) from which there is something to claim.

    100 pt once per 24 h and 10 more for each earlier claim of the streak, up to 70. A bankrupt player (less than 10 pt
    and nothing open) is refilled to 100 pt instead, once per 24 h, whatever was claimed before; the refill stands for
    that day's claim and leaves the streak as it is.
    """
    refill_from = 0 if player.refilled_ms is None else player.refilled_ms + CLAIM_MS
    if balance < BANKRUPT_BELOW and nothing_open and at_ms >= refill_from:
        refilled = replace(player, refilled_ms=at_ms, claimed_ms=at_ms)
        return Grant(REFILL_TO - balance, refilled, refill=True)
    claim_from = 0 if player.claimed_ms is None else player.claimed_ms + CLAIM_MS
    if at_ms < claim_from:
        return claim_from
    kept = player.claimed_ms is not None and at_ms - player.claimed_ms <= STREAK_MS
    earlier = player.streak if kept else 0
    claimed = replace(player, claimed_ms=at_ms, streak=earlier + 1)
    return Grant(DAILY + min(earlier * STREAK_STEP, STREAK_MAX), claimed, refill=False)


def week_start(at_ms: int) -> int:
    """Monday 00:00 UTC of the week of a moment; 1970-01-05 was a Monday."""
    monday = 4 * DAY_MS
    return (at_ms - monday) // (WEEK_DAYS * DAY_MS) * WEEK_DAYS * DAY_MS + monday


def day_start(at_ms: int) -> int:
    """00:00 UTC of the day of a moment."""
    return at_ms // DAY_MS * DAY_MS


def season_start(at_ms: int) -> int:
    """00:00 UTC of the first day of the calendar month of a moment."""
    day = datetime.fromtimestamp(at_ms // 1_000, UTC).day
    return day_start(at_ms) - (day - 1) * DAY_MS


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that ended: micro-points put in and won or lost (`net`), for histories, leaderboards and statistics.

    `kind` is the topic of the thing. What ended without a winner (a tie, a refund) has put nothing in: it stands in the
    history and counts nowhere. `chat` is set for rounds only; `live` tells results on live prices from those on
    simulated or taped ones. `lived_ms` is how long it lasted.
    """

    player: int
    kind: str
    number: int
    chat: int | None
    at_ms: int
    staked: int
    net: int
    lived_ms: int
    live: bool
