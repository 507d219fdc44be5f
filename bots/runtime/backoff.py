"""How long to wait before the next try: longer with each failure in a row, and briefly again after a success."""

import random
from collections.abc import Sequence

RESTS_S = (1, 2, 5, 10, 30)  # what the chat platforms are given


def doubling(first_s: float, cap_s: float) -> tuple[float, ...]:
    """Rests that double from the first one up to the cap, which is the last."""
    rests = [first_s]
    while rests[-1] < cap_s:
        rests.append(min(cap_s, rests[-1] * 2))
    return tuple(rests)


class Backoff:
    """Walks along these rests (seconds), one for each failure, and stays at the last one.

    With `chance`, each is shortened to between half and all of itself, so that many who failed together do not return
    together.
    """

    def __init__(self, rests_s: Sequence[float], chance: random.Random | None = None) -> None:
        self._rests_s = rests_s
        self._chance = chance
        self._failures = 0

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def next_s(self) -> float:
        """The rest after one more failure, in seconds."""
        rest_s = self._rests_s[min(self._failures, len(self._rests_s) - 1)]
        self._failures += 1
        return rest_s if self._chance is None else rest_s * self._chance.uniform(0.5, 1)

    def reset(self) -> None:
        """A try has succeeded."""
        self._failures = 0
