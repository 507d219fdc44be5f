"""What happens in a simulated world: a list of events made from a seed, each with all that it needs.

No event draws chance while it happens, so that any part of a story can be told alone: that is what makes a failing one
shrinkable. A day is sparse: most of its time nothing happens, and some of it everything at once.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from bots.sentences.verbs import VERBS
from tests.prove.quotes_told import Teller

PLATFORMS = ("here", "there")
GROUPS = 12
ADMINS = ("0", "5")  # of every group: whose name ends so
START_MS = 1_700_000_000_000
DAY_MS = 86_400_000

_OPENING = (
    "long btc {a} {d}x", "short btc {a} {d}x", "long btc {a} {d}x", "short btc {a} {d}x", "long eth {a} {s}x",
    "short eth {a} 250x", "short sol {a} 50x tp 1% sl 0.3%", "long btc {a} {s}x sl 0.1%", "short btc {a} 100x tp 0.05%",
    "long btc {a} {s}x at {p}", "short btc {a} {s}x at {p}", "confirm {n}",
)  # fmt: skip
_CALLING = ("up {a} 1m", "down {a} 5m", "up {a} 1m", "down {a} 1m", "up {a} 5m eth")
_ROUNDS = (
    "round 1m", "round 2m eth", "round 5m sealed", "round 1m every 10m", "round withdraw", "up {a}", "down {a}",
    "up {a}", "down {a}", "up 25", "down 25", "down 100", "up 1", "round 1m", "round 5m",
)  # fmt: skip
_RULING = (
    "round cancel", "round stop", "setup cap 100", "setup cap off", "setup rounds admins", "setup rounds all",
    "setup feed on", "setup language de", "setup topic here", "setup topic off",
)  # fmt: skip
_MANAGING = (
    "close all", "close {n}", "close {n} 50%", "close {n} 10%", "tp {n} 0.5%", "tp {n} off", "tp {n} 40% roe",
    "sl {n} 0.1%", "sl {n} off", "margin {n} {a}", "margin {n} 5", "cancel {n}", "cancel all",
)  # fmt: skip
_LOOKING = (
    "daily", "positions", "me", "settings confirm {a}", "settings tolerance 0.5%", "settings language de",
    "limits leverage 750x", "alerts settled {r}", "alerts liquidation {r}", "alerts feed loud", "alerts near 30%",
    "alerts funding 10%", "alerts quiet 22:00-07:00", "alerts test", "alert btc above {p}", "alert btc below {p}",
    "alert eth move 1% in 1m", "alert btc move 0.1% in 1m", "alert remove {n}", "watch long btc 100 {s}x at {p}",
    "watch short btc 100 {d}x at {p}", "watch remove {n}", "privacy export", "history {n}", "verify {n}", "card {n}",
)  # fmt: skip
_PLAYS = ((_OPENING, 30), (_CALLING, 15), (_ROUNDS, 28), (_RULING, 3), (_MANAGING, 18), (_LOOKING, 17))
_RARE = (
    "break 24h",
    "limits loss 500",
    "privacy delete",
    "privacy delete confirm",
    "privacy delete confirm",
    "close all",
)
_GARBAGE = (
    "long btc nan 5x", "up 1e309", "long btc -5 10x", "\u202eup 5", "close \uff14", "up 1_0", "x" * 300, "", "/", "'--",
    "long btc 0x10 5x", "close " + "9" * 30, "long btc 25 1001x " + "tp 1% " * 20, "link AAAA-AAAA", "\x00", "up 5 #",
)  # fmt: skip
_TROUBLE = (
    "slow", "slow everywhere", "uncertain", "lost", "late", "down", "gone", "topic gone", "block", "moved", "kicked",
)  # fmt: skip
_KINDS = {
    "say": 30, "repeat": 5, "press": 12, "quote": 42, "bell": 6, "wait": 6, "wire": 3, "kill": 1, "past": 1,
    "flood": 0.3, "door": 0.5, "link": 0.3, "unlink": 0.1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: one of the above; `at_ms`: what our clock says then, which may have stepped."""

    kind: str
    at_ms: int
    args: tuple[Any, ...]


def story(seed: int, day: int, events: int = 5_000, people: int = 300, start_ms: int = START_MS) -> list[Event]:
    """A day of a world."""
    dice = Random(f"{seed}/{day}")
    return _Teller(dice, people, start_ms + day * DAY_MS).tell(events)


class _Teller:
    def __init__(self, dice: Random, people: int, at_ms: int) -> None:
        self._dice, self._people, self._at, self._end = dice, people, at_ms, at_ms + DAY_MS
        self._quotes = Teller(dice)
        self._off = self._off_for = 0  # what our clock is wrong by, and for so many events
        self._circle: list[int] = []
        self._together = False  # whether they play rounds together, and not each for themselves
        self._said: list[tuple[Any, ...]] = []

    def tell(self, events: int) -> list[Event]:
        """So many events, spread over a day in bursts."""
        told: list[Event] = []
        while len(told) < events:
            self._time_passes(events - len(told))
            told.append(self._event())
        return told

    def _time_passes(self, left: int) -> None:
        dice = self._dice
        pace = dice.random()
        pauses = max(1, left * 2 // 1_000)
        if not self._circle or dice.random() < 0.003:  # those of a few groups who play now
            first = dice.randrange(GROUPS)
            self._circle = [number for number in range(self._people) if (number - first) % GROUPS in (0, 1)]
            self._circle = sorted(dice.sample(self._circle, min(14, len(self._circle))))
            self._together = dice.random() < 0.4
        if pace < 0.002:
            self._at += dice.randrange(20_000, max(30_000, 2 * (self._end - self._at) // pauses))
        elif pace < 0.03:
            self._at += dice.randrange(1_000, 9_000)
        else:
            self._at += dice.randrange(1, 400)
        self._off_for -= 1
        if self._off_for < 0:
            self._off = 0
        if dice.random() < 0.002:
            self._off = dice.choice((-3_600_000, -60_000, -3_000, -300, 200, 3_000, 60_000, 3_600_000))
            self._off_for = dice.randrange(1, 40)

    def _event(self) -> Event:
        dice = self._dice
        kind = dice.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
        at = self._at + self._off + (dice.choice((-3_000, -50, 50, 3_000)) if dice.random() < 0.01 else 0)
        if kind == "repeat" and not self._said:
            kind = "say"
        if kind == "say":
            self._said.append(self._sentence(at))
        return Event(kind, at, self._args(kind, at))

    def _args(self, kind: str, at: int) -> tuple[Any, ...]:
        dice = self._dice
        match kind:
            case "say":
                return self._said[-1]
            case "repeat":
                return dice.choice(self._said[-20:])
            case "press":
                return (*self._somebody(), dice.randrange(8), dice.randrange(12), f"c{at}.{dice.random()}")
            case "quote":
                return self._quotes.quote(self._at)
            case "wait":
                return (dice.choice((10, 500, 3_000, 40_000)),)
            case "wire":
                return dice.choice(PLATFORMS), dice.choice(_TROUBLE), dice.randrange(1, 4)
            case "kill":
                return (dice.randrange(1, 60),)
            case "past":
                return dice.choice(("true", "true", "nothing", "another source", "too late")), dice.randrange(-900, 901)
            case "flood":
                return (*self._somebody(), dice.choice(("up 1 1m", "positions", "x")), f"f{at}.{dice.random()}")
            case "door":
                return dice.choice(("left", "added", "moved", "returned")), *self._somebody()
            case "link":
                return (dice.randrange(self._people // 2),)
            case "unlink":
                return (dice.randrange(1, 8),)
            case "bell":
                return (self._off,)
        return ()

    def _somebody(self) -> tuple[str, str, str | None]:
        dice = self._dice
        number = dice.choice(self._circle) if dice.random() < 0.7 else dice.randrange(self._people)
        user = f"u{number}"
        in_group = dice.random() < (0.7 if self._together else 0.2)
        return PLATFORMS[number % 2], user, self._group_of(user) if in_group else None

    @staticmethod
    def _group_of(user: str) -> str:
        """The group that somebody is in; all in it are on one platform."""
        return f"g{int(user[1:]) % GROUPS}"

    def _sentence(self, at: int) -> tuple[Any, ...]:
        dice = self._dice
        way, kind = dice.random(), _LOOKING
        if way < 0.85:
            kind = dice.choices([each for each, _ in _PLAYS], [weight for _, weight in _PLAYS])[0]
            kind = _ROUNDS if self._together and way < 0.5 else kind
            text = dice.choice(kind).format(
                a=dice.choice(("1", "5", "25", "100", "half", "all", "10%", "1000", "0.5")),
                d=dice.choice((500, 750, 1001)), s=dice.choice((2, 10, 50, 100, 250)),
                p=dice.randrange(98_000, 102_000), n=dice.randrange(1, 9), r=dice.choice(("loud", "silent", "off")),
            )  # fmt: skip
        elif way < 0.95:
            text = dice.choice(dice.choice(list(VERBS.values())).examples)
        elif way < 0.97:
            text = dice.choice(_RARE)
        else:
            text = dice.choice(_GARBAGE)
        if dice.random() < 0.1:
            text += f" #n{dice.randrange(1_000):04d}"
        sent = dice.choices((at, at - 900, at - 30_000, None), (80, 14, 3, 3))[0]
        platform, user, group = self._somebody()
        if kind is _RULING and dice.random() < 0.7:
            user = user[:-1] + ADMINS[int(user[1:]) % 2]
        if kind in (_ROUNDS, _RULING) and dice.random() < 0.9:
            group = self._group_of(user)
        return platform, user, group, text, f"m{at}.{dice.random()}", sent
