"""A figure, what it is compared with, and the table of all of them.

Absolute times say more about the machine than about the program; a floor that was measured in the same run makes them
comparable. A target is met or missed by the ratio where it is one, else by the figure itself.
"""

import json
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

from storage.store import Store


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `floor` are in `unit`; `floor` None: there is nothing to compare with, and `beside` says why.

    `most` and `most_ratio` are targets: the value, or the value as a multiple of the floor, is at most that.
    `least` is a target from below.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    beside: str = ""
    most: float | None = None
    most_ratio: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of its floor."""
        return self.value / self.floor if self.floor else None

    @property
    def reached(self) -> bool | None:
        """Whether it meets its targets; None where it has none."""
        verdicts = [
            self.value <= self.most if self.most is not None else None,
            self.value >= self.least if self.least is not None else None,
            self.ratio <= self.most_ratio if self.most_ratio is not None and self.ratio is not None else None,
        ]
        known = [each for each in verdicts if each is not None]
        return all(known) if known else None

    @property
    def target(self) -> str:
        """The targets, in words."""
        parts = [f"<= {self.most:g} {self.unit}"] if self.most is not None else []
        parts += [f">= {self.least:g} {self.unit}"] if self.least is not None else []
        parts += [f"<= {self.most_ratio:g} x"] if self.most_ratio is not None else []
        return ", ".join(parts)


def line_of(figure: Figure) -> str:
    """A figure as a line of the table."""
    floor = "" if figure.floor is None else f"{_short(figure.floor)} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} x"
    verdict = {None: "", True: "ok", False: "MISSED"}[figure.reached]
    value = f"{_short(figure.value)} {figure.unit}"
    columns = f"{figure.name:54} {value:>12} {floor:>12} {ratio:>10}  {figure.target:12} {verdict:7} {figure.beside}"
    return columns.rstrip()


HEAD = f"{'figure':54} {'here':>12} {'floor':>12} {'ratio':>10}  {'target':12} {'':7} floor is"


def as_json(figures: list[Figure], about: dict[str, Any]) -> str:
    """All figures as JSON."""
    rows = [asdict(figure) | {"ratio": figure.ratio, "reached": figure.reached} for figure in figures]
    return json.dumps({"about": about, "figures": rows}, indent=1)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def p99(times: list[float]) -> float:
    """The 99th percentile; of few values the largest."""
    return sorted(times)[min(len(times) - 1, len(times) * 99 // 100)]


def seconds(act: Any, *args: Any) -> float:
    """How long a call takes."""
    begun = perf_counter()
    act(*args)
    return perf_counter() - begun


def durable_row(book: Store) -> None:
    """The least that may be recorded: a row in a transaction of its own, synced to the disk."""
    with book.transaction():
        at_ms = book._conn.total_changes  # another one each time
        book._conn.execute("INSERT INTO marks VALUES ('-', ?, 1, 'bench', 0)", (at_ms,))


def median_of(act: Any, times: int) -> float:
    """The median of several calls, seconds."""
    return median(seconds(act) for _ in range(times))
