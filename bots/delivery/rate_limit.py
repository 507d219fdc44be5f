"""When a message may go: what a platform allows, kept so that it never has to say no.

A meter counts what is under way and what was answered less than its span ago. What a platform counts lies between our
sending and its answer, so whoever stays below the limit by this count stays below it by any clock.
"""

from collections import deque
from dataclasses import dataclass

from bots.delivery.platform import Address

NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` in any `span_ms`."""

    count: int
    span_ms: int

    def scaled(self, factor: int) -> "Window":
        """The same where time runs so many times as fast."""
        return Window(self.count, max(1, self.span_ms // factor))


@dataclass(frozen=True, slots=True)
class Pace:
    """What goes out at most: in all, to one person, to one group.

    A group must not be spammed by its own bot: of what nobody there asked for, `unasked` new messages and `edits`,
    which are `edit_gap_ms` apart.
    """

    overall: Window
    person: Window
    group: Window
    unasked: Window = Window(6, 60_000)
    edits: Window = Window(6, 60_000)
    edit_gap_ms: int = 5_000

    def scaled(self, factor: int) -> "Pace":
        """The same where time runs so many times as fast."""
        return Pace(
            self.overall.scaled(factor),
            self.person.scaled(factor),
            self.group.scaled(factor),
            self.unasked.scaled(factor),
            self.edits.scaled(factor),
            max(1, self.edit_gap_ms // factor),
        )


class Meter:
    """Counts what is under way or was over less than a span ago."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._under_way = 0
        self._over: deque[int] = deque()

    def opens(self, now: int) -> int:
        """When one more may begin: now, later, or NEVER before something under way is over."""
        while self._over and now - self._over[0] >= self._window.span_ms:
            self._over.popleft()
        room = self._window.count - self._under_way - len(self._over)
        if room > 0:
            return now
        return self._over[-room] + self._window.span_ms if -room < len(self._over) else NEVER

    def begin(self) -> None:
        """One begins."""
        self._under_way += 1

    def end(self, now: int) -> None:
        """One is over, however it went."""
        self._under_way -= 1
        self._over.append(now)

    def idle(self, now: int) -> bool:
        """Whether it counts nothing any more."""
        return self.opens(now) == now and not self._under_way and not self._over


class RateLimit:
    """The meters of a platform, and what it told us to wait for."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._overall = Meter(pace.overall)
        self._meters: dict[tuple[str, str], Meter] = {}
        self._closed: dict[str, int] = {}  # until when an address rests
        self._all_closed = 0

    def opens(self, now: int) -> int:
        """When anything may go."""
        return max(self._overall.opens(now), self._all_closed)

    def address_opens(self, address: Address, edit: bool, asked: bool, now: int) -> int:
        """When something of this kind may go to this address, apart from `opens`."""
        meters = self._of(address, edit, asked)
        return max([self._closed.get(address.key, 0), *(meter.opens(now) for meter in meters)])

    def begin(self, address: Address, edit: bool, asked: bool) -> None:
        """Something is sent."""
        for meter in [self._overall, *self._of(address, edit, asked)]:
            meter.begin()

    def end(self, address: Address, edit: bool, asked: bool, now: int) -> None:
        """It was answered, or given up."""
        for meter in [self._overall, *self._of(address, edit, asked)]:
            meter.end(now)

    def rest(self, address: Address | None, until_ms: int) -> None:
        """Send nothing to an address (None: to nobody) before this."""
        if address is None:
            self._all_closed = max(self._all_closed, until_ms)
        else:
            self._closed[address.key] = max(self._closed.get(address.key, 0), until_ms)

    def forget(self, now: int) -> None:
        """Drop what does not matter any more; called now and then, so that nothing grows for ever."""
        self._meters = {key: meter for key, meter in self._meters.items() if not meter.idle(now)}
        self._closed = {key: until for key, until in self._closed.items() if until > now}

    def _of(self, address: Address, edit: bool, asked: bool) -> list[Meter]:
        if not address.chat:
            return [self._meter(address, "person", self._pace.person)]
        meters = [self._meter(address, "group", self._pace.group)]
        if edit:
            meters.append(self._meter(address, "edits", self._pace.edits))
            meters.append(self._meter(address, "gap", Window(1, self._pace.edit_gap_ms)))
        elif not asked:
            meters.append(self._meter(address, "unasked", self._pace.unasked))
        return meters

    def _meter(self, address: Address, kind: str, window: Window) -> Meter:
        key = (address.key, kind)
        if key not in self._meters:
            self._meters[key] = Meter(window)
        return self._meters[key]
