"""Simulated companions: four players of the terminal's group, so that nobody's first round is a lonely one.

They play by the same door as people: all they do is say sentences, which the desk hears like anybody's. They know the
time and that a round is open, and nothing else: no price, no balance, no answer. A refusal costs nothing, so they may
ask for what they cannot have. Every name ends in "(bot)", and their user ids hold blanks, which nobody can type.

    habit    a circle of acts, each a sentence and the rest after it; adding one is adding a row
    {a|b}    one of these, by chance; a word that stands twice is twice as likely
    bets     wait for `saw_round`, whoever opened the round, and are spread over its betting time

They are quiet: one sentence at a time and a pause after it, a longer one after a trade. Whoever calls late gets no
burst, because what is due waits for its pause; after a long silence (a laptop asleep) everybody begins anew.

A request's id is the moment it is said (ms UTC): a companion says one thing at a moment, and the next run is later, so
neither a restart with the same seed nor the same file repeats one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bots.desk.said import Said
from bots.on_console.steering import PLATFORM
from core.book import Identity
from core.rules.rounds import BETTING_MS

LOUNGE = "lounge"
PREFIX = "bot:"  # of the user id of every companion

PAUSE_MS = 6_000  # after any sentence: ten a minute at most, time to read each
TRADE_PAUSE_MS = 30_000  # after opening or closing a position: two a minute at most

_ROUND_PAUSE_MS = 200_000  # after a round was seen: a short one of somebody else is over, and talked about
_BET_AFTER_MS = (4_000, 44_000)  # after the round was seen; leaves 16 s of betting for pauses and a late card
_ASLEEP_MS = 30_000  # more than this between two calls, or back in time: plans are made anew
_CHOICE = re.compile(r"\{([^{}]+)\}")

MAX, CLARA, FINN, BERTA = "Moonboy Max (bot)", "Careful Clara (bot)", "Flip Finn (bot)", "Bear Berta (bot)"
NAMES = (MAX, CLARA, FINN, BERTA)


class _Kind(StrEnum):
    ROUND = "round"
    BET = "bet"
    TRADE = "trade"
    PRIVATE = "private"  # said in private: a refill for who is broke, refused until it is due


@dataclass(frozen=True, slots=True)
class _Act:
    """What is said, and the least and most seconds until the next act of the circle; None: until a round is seen."""

    says: str
    rest_s: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Habit:
    """`who` (one of them each time) goes round `acts`; a bet is made in so many rounds of a hundred."""

    kind: _Kind
    who: tuple[str, ...]
    acts: tuple[_Act, ...]
    likely: int = 100


# Margins are shares of the balance, so that bad luck makes them smaller and seldom ends the show; stakes are whole.
_HABITS = (
    _Habit(_Kind.ROUND, NAMES, (
        _Act("round 1m btc", (240, 300)),
        _Act("round 1m {btc|eth|sol}", (240, 300)),
        _Act("round 5m btc", (370, 410)),  # it takes six minutes
        _Act("round 1m btc", (240, 300)),
    )),
    # Max and Berta are in every round, so that no newcomer's is void for want of somebody on the other side.
    _Habit(_Kind.BET, (MAX,), (_Act("up {5|10|20|25}", None),)),
    _Habit(_Kind.BET, (BERTA,), (_Act("down {5|10|15|25}", None),)),
    _Habit(_Kind.BET, (FINN,), (_Act("{up|down} {5|10|20|30}", None),), likely=80),
    _Habit(_Kind.BET, (CLARA,), (_Act("{up|down} {5|5|10}", None),), likely=60),
    _Habit(_Kind.TRADE, (MAX,), (
        _Act("long btc {2%|3%|5%} {750|1001|1001}x", (180, 320)),
        _Act("long btc {2%|3%|5%} 1001x", (180, 420)),
        _Act("close all", (90, 200)),
    )),
    _Habit(_Kind.TRADE, (BERTA,), (
        _Act("short btc {3%|5%} {500|666|1001}x", (120, 400)),
        _Act("close all", (90, 240)),
        _Act("short {btc|eth} {3%|5%} {100|200}x sl 0.3% tp 1%", (240, 480)),
        _Act("close all", (90, 240)),
    )),
    _Habit(_Kind.TRADE, (FINN,), (
        _Act("{long|short} {btc|btc|eth} {1%|2%} {100|150}x sl 0.2%", (50, 160)),
        _Act("close all", (90, 260)),
    )),
    _Habit(_Kind.TRADE, (CLARA,), (
        _Act("{long|short} {btc|eth|bnb|sol} {2%|3%|5%} {5|10|25|50}x sl 0.5% tp 0.8%", (300, 600)),
        _Act("close all", (300, 600)),
    )),
    *(_Habit(_Kind.PRIVATE, (name,), (_Act("daily", (1_800, 3_600)),)) for name in NAMES),
)  # fmt: skip


@dataclass(slots=True)
class _Plan:
    """Where somebody stands in the circle of a habit, and when the next act is due (None: not yet known)."""

    habit: _Habit
    step: int
    due_ms: int | None


class Companions:
    """Says what the companions say. Pure: the same seed and the same calls give the same sentences."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"{seed}/companions")
        self._plans: list[_Plan] = []
        self._at_ms: int | None = None
        self._quiet_until = self._no_trade_until = self._betting_until = 0

    def speak(self, at_ms: int) -> list[Said]:
        """What is said now, one sentence at most; to be called about once a second."""
        self._come_to(at_ms)
        if at_ms < self._quiet_until:
            return []
        due = [(plan.due_ms, plan) for plan in self._plans if plan.due_ms is not None and plan.due_ms <= at_ms]
        if at_ms < self._no_trade_until:
            due = [(due_ms, plan) for due_ms, plan in due if plan.habit.kind is not _Kind.TRADE]
        return [self._say(min(due, key=lambda each: each[0])[1], at_ms)] if due else []

    def saw_round(self, at_ms: int) -> None:
        """A round is open for bets in the lounge, whoever opened it. Every bet shows its card again: once is enough."""
        self._come_to(at_ms)
        if at_ms < self._betting_until:
            return
        self._betting_until = at_ms + BETTING_MS
        for plan in self._plans:
            if plan.habit.kind is _Kind.BET:
                joins = self._random.randrange(100) < plan.habit.likely
                plan.due_ms = at_ms + self._random.randint(*_BET_AFTER_MS) if joins else None
            elif plan.habit.kind is _Kind.ROUND:
                assert plan.due_ms is not None, "only a bet waits without knowing until when"
                plan.due_ms = max(plan.due_ms, at_ms + _ROUND_PAUSE_MS)

    def _come_to(self, at_ms: int) -> None:
        """It is now `at_ms`; the first time, and after a sleep, plan everything from here."""
        if self._at_ms is None or abs(at_ms - self._at_ms) > _ASLEEP_MS:
            self._plans = [self._begun(habit, at_ms) for habit in _HABITS]
            self._quiet_until = at_ms + PAUSE_MS
            self._no_trade_until = self._betting_until = at_ms
        self._at_ms = at_ms

    def _begun(self, habit: _Habit, at_ms: int) -> _Plan:
        """A habit begins at its first act, and soon; the first round sooner than the rest."""
        rest_s = habit.acts[0].rest_s
        if rest_s is None:
            return _Plan(habit, 0, None)
        wait_s = (8, 20) if habit.kind is _Kind.ROUND else (10, rest_s[0])
        return _Plan(habit, 0, at_ms + self._wait_ms(wait_s))

    def _say(self, plan: _Plan, at_ms: int) -> Said:
        habit, act = plan.habit, plan.habit.acts[plan.step]
        plan.step = (plan.step + 1) % len(habit.acts)
        plan.due_ms = None if act.rest_s is None else at_ms + self._wait_ms(act.rest_s)
        self._quiet_until = at_ms + PAUSE_MS
        if habit.kind is _Kind.TRADE:
            self._no_trade_until = at_ms + TRADE_PAUSE_MS
        name = self._random.choice(habit.who)
        text = _CHOICE.sub(lambda found: self._random.choice(found[1].split("|")), act.says)
        chat = None if habit.kind is _Kind.PRIVATE else LOUNGE
        return Said(Identity(PLATFORM, PREFIX + name), name, chat, False, text, f"bot-{at_ms}", at_ms, at_ms)

    def _wait_ms(self, span_s: tuple[int, int]) -> int:
        return self._random.randint(span_s[0] * 1_000, span_s[1] * 1_000)
