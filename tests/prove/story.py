"""What happens in a simulated world: a list of events made from a seed, each with all that it needs.

No event draws chance while it happens, so that any part of a story can be told alone: that is what makes a failing one
shrinkable. A day is sparse: most of its time nothing happens, and some of it everything at once.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from bots.menu import VERBS

PLATFORMS = ("here", "there")
PRICES = {"BTC": 100_000, "ETH": 4_000, "SOL": 200}
DAY_MS = 86_400_000

_PLAYS = (
    "long btc {a} {d}x", "short btc {a} {d}x", "long eth {a} {s}x", "short sol {a} {s}x tp 1% sl 0.3%",
    "long btc {a} {s}x at {p}", "short btc {a} {s}x at {p}", "up {a} 1m", "down {a} 5m", "up {a}", "down {a}",
    "round 1m", "round 5m sealed", "round 1m every 10m", "round withdraw", "round cancel", "round stop",
    "close all", "close {n}", "close {n} 50%", "tp {n} 0.5%", "tp {n} off", "sl {n} 0.1%", "sl {n} off",
    "margin {n} {a}", "cancel {n}", "cancel all", "daily", "positions", "me", "confirm {n}",
)  # fmt: skip
_GARBAGE = (
    "long btc nan 5x",
    "up 1e309",
    "long btc -5 10x",
    "\u202eup 5",
    "close ４",
    "up 1_0",
    "x" * 300,
    "",
    "/",
    "'--",
)


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: say, repeat, press, mark, bell, wait, wire or kill; `at_ms`: the clock then, which may have stepped."""

    kind: str
    at_ms: int
    args: tuple[Any, ...]


def story(
    seed: int, day: int, events: int = 5_000, people: int = 300, start_ms: int = 1_700_000_000_000
) -> list[Event]:
    """A day of a world."""
    dice = Random(f"{seed}/{day}")
    return _Teller(dice, people, start_ms + day * DAY_MS).tell(events)


class _Teller:
    def __init__(self, dice: Random, people: int, at_ms: int) -> None:
        self._dice, self._people, self._at, self._end = dice, people, at_ms, at_ms + DAY_MS
        self._prices = {market: dollars * 10**8 for market, dollars in PRICES.items()}
        self._published = dict.fromkeys(PRICES, 0)
        self._said: list[tuple[Any, ...]] = []

    def tell(self, events: int) -> list[Event]:
        """So many events, spread over a day in bursts."""
        told: list[Event] = []
        while len(told) < events:
            idle = (self._end - self._at) // max(1, events - len(told))
            busy = self._dice.random() < 0.9
            self._at += self._dice.randrange(1, 700) if busy else self._dice.randrange(1, 10 * max(2, idle))
            told.append(self._event())
        return told

    def _event(self) -> Event:
        dice = self._dice
        kind = dice.choices(
            ("say", "repeat", "press", "mark", "bell", "wait", "wire", "kill"), (36, 5, 12, 32, 6, 5, 3, 1)
        )[0]
        at = self._at + (dice.choice((-3_000, -50, 50, 3_000)) if dice.random() < 0.01 else 0)  # the clock steps
        match kind:
            case "mark":
                return Event("mark", at, self._mark())
            case "say" | "repeat":
                if kind == "say" or not self._said:
                    self._said.append(self._sentence(at))
                    return Event("say", at, self._said[-1])
                return Event("say", at, dice.choice(self._said[-20:]))
            case "press":
                return Event(
                    "press", at, (*self._somebody(), dice.randrange(8), dice.randrange(12), f"c{at}.{dice.random()}")
                )
            case "wait":
                return Event("wait", at, (dice.choice((10, 500, 3_000, 40_000)),))
            case "wire":
                trouble = dice.choice(
                    ("slow", "slow everywhere", "uncertain", "late", "down", "moved", "gone", "unreachable")
                )
                return Event("wire", at, (dice.choice(PLATFORMS), trouble, dice.randrange(1, 4)))
            case "kill":
                return Event("kill", at, (dice.randrange(1, 60),))
        return Event("bell", at, ())

    def _mark(self) -> tuple[Any, ...]:
        dice = self._dice
        market = dice.choices(tuple(PRICES), (6, 2, 2))[0]
        way = dice.random()
        price = self._prices[market]
        if way < 0.85:
            price = price * (1_000_000 + round(dice.gauss(0, 400))) // 1_000_000
        elif way < 0.92:
            price = price * (10_000 + dice.randrange(-100, 101)) // 10_000
        elif way < 0.93:
            price = price * dice.randrange(85, 116) // 100  # a crash
        anchor = PRICES[market] * 10**8
        self._prices[market] = price = min(max(price, anchor // 3), anchor * 3)
        late = dice.choice((0, 0, 0, 0, 20, 300, 4_000))  # out of order, and repeated
        return market, self._at - late, price if way < 0.985 else max(1, price * dice.choice((9, 11)) // 10)

    def _somebody(self) -> tuple[str, str, str | None]:
        dice = self._dice
        number = min(dice.randrange(self._people), dice.randrange(self._people))
        group = f"g{number % 12}" if dice.random() < 0.4 else None
        return PLATFORMS[number % 2], f"u{number}", group

    def _sentence(self, at: int) -> tuple[Any, ...]:
        dice = self._dice
        way = dice.random()
        if way < 0.8:
            text = dice.choice(_PLAYS).format(
                a=dice.choice(("1", "5", "25", "100", "half", "all", "10%", "1000", "0.5")),
                d=dice.choice((500, 750, 1001)), s=dice.choice((2, 10, 50, 100, 250)),
                p=dice.randrange(90_000, 110_000), n=dice.randrange(1, 12),
            )  # fmt: skip
        elif way < 0.95:
            text = dice.choice(dice.choice(list(VERBS.values())).examples)
        else:
            text = dice.choice(_GARBAGE)
        if dice.random() < 0.1:
            text += f" #n{dice.randrange(1_000):04d}"
        sent = dice.choice((at, at, at, at - 900, at - 30_000, None))
        return (*self._somebody(), text, f"m{at}.{dice.random()}", sent)
