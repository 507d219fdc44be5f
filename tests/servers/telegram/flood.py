"""Telegram's flood limits, counted as strictly as can be: what is in work, and what was answered less than a span ago.

    30 in a second to everybody, 1 in a second to one person, 20 in a minute to one group; edits are messages

Who sends only what its own count of the same kind allows is never refused, whatever the delays are. A chat (or
everybody) may also be told to wait; what comes meanwhile is `early`.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bots.on_telegram.limits import TelegramLimits
from tests.servers.telegram.errors import flood

_GRAIN_MS = 1  # clocks that count whole milliseconds may differ by one


class Flood:
    """All counts. `on` switches the limits; `refused` counts 429s, `times` are the moments of what was let in."""

    def __init__(self, limits: TelegramLimits, now: Callable[[], float]) -> None:
        self.on = True
        self.refused = 0
        self.early = 0
        self.times: list[float] = []
        self._limits = limits
        self._now = now
        self._in_work: dict[int, int] = defaultdict(int)
        self._answered: dict[int, deque[float]] = defaultdict(deque)
        self._rests: dict[int, float] = {}

    @contextmanager
    def take(self, chat: int) -> Iterator[None]:
        """One message or edit, from its arrival to its answer. Raises Refusal."""
        now = self._now()
        for key in (0, chat):
            if now < self._rests.get(key, 0):
                self.early += 1
                raise self._too_many(self._rests[key] - now)
        counted = ((0, self._limits.overall, self._limits.second_ms), (chat, *self._of(chat)))
        if self.on:
            for key, most, span_ms in counted:
                self._check(key, most, span_ms, now)
        self.times.append(now)
        for key, _most, _span_ms in counted:
            self._in_work[key] += 1
        try:
            yield
        finally:
            for key, _most, _span_ms in counted:
                self._in_work[key] -= 1
                self._answered[key].append(self._now())

    def rest(self, chat: int, seconds: int) -> Exception:
        """A chat (0: everybody) takes nothing for so many seconds; what it is told now."""
        self._rests[chat] = self._now() + seconds * 1_000
        return self._too_many(seconds * 1_000)

    def share(self) -> float:
        """How much of what everybody together may get was used, from the first to the last."""
        if not self.times:
            return 0.0
        spans = (self.times[-1] - self.times[0]) / self._limits.second_ms + 1
        return len(self.times) / (self._limits.overall * spans)

    def _of(self, chat: int) -> tuple[int, int]:
        limits = self._limits
        return (limits.group, limits.minute_ms) if chat < 0 else (limits.person, limits.second_ms)

    def _check(self, key: int, most: int, span_ms: int, now: float) -> None:
        answered = self._answered[key]
        while answered and now - answered[0] >= span_ms - _GRAIN_MS:
            answered.popleft()
        over = self._in_work[key] + len(answered) - most
        if over >= 0:
            opens = answered[over] + span_ms if over < len(answered) else now + span_ms
            raise self._too_many(opens - now)

    def _too_many(self, wait_ms: float) -> Exception:
        self.refused += 1
        return flood(max(1, -int(-wait_ms // 1_000)))
