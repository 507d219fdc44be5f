"""The courier: hands what the outbox holds to the frontends, liquidations first.

    outbox --AddressedNotice--> courier --> Direct: shown at once            (terminal, steering console)
                              --> Post: queued, paced, sent         (Telegram, Discord; bots/delivery/post.py)

A notice counts as delivered after a frontend has shown it, so that a crash in between tells it again rather than never.
What is in a frontend's hands is not fetched twice: ids only grow, so two cursors are all the courier remembers, and a
restart begins with everything that is still untold.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bots.desk.notices import Delivery, NoticeScreens, receipt_for
from bots.runtime.engine_thread import EngineThread
from core.engine import Engine
from core.rules.notices import Outcome
from core.telling import AddressedNotice, Telling

_BATCH = 100


class Frontend(Protocol):
    """Where notices go: one per platform."""

    async def bring(self, addressed: AddressedNotice, at_ms: int) -> None:
        """Take a notice over; returns when there is room for the next one."""


class Direct:
    """A frontend without limits and losses: what is shown has arrived."""

    def __init__(
        self,
        engine: Engine,
        notices: NoticeScreens,
        thread: EngineThread,
        show: Callable[[Delivery], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._notices = notices
        self._thread = thread
        self._show = show

    async def bring(self, addressed: AddressedNotice, at_ms: int) -> None:
        """Show a notice and remember that it has arrived."""
        delivery = await self._thread.call(self._notices.delivery, addressed, at_ms)
        if delivery.screen is not None:
            await self._show(delivery)
        receipt = receipt_for(delivery.to, Outcome.ARRIVED, at_ms, (delivery.notice,))
        await self._thread.call(self._engine.on_delivered, receipt)


class Courier:
    """Hands notices to the frontends, by the platform of their address; those of other platforms wait."""

    def __init__(self, telling: Telling, thread: EngineThread, frontends: Mapping[str, Frontend]) -> None:
        self._telling = telling
        self._thread = thread
        self._frontends = frontends
        self._under_way = asyncio.Lock()  # clock, market and people all call; a notice is fetched by one of them
        self._after = {True: 0, False: 0}  # the last notice handed over, of liquidations and of all others
        self._begun: frozenset[int] | None = None  # of those that were begun before the start; None: not looked at yet
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may wait: have `run` look."""
        self._woken.set()

    async def run(self, now: Callable[[], int]) -> None:
        """Deliver whenever woken, until cancelled: prices, bells and answers wait for no frontend, however full."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.deliver(now())

    async def deliver(self, at_ms: int) -> None:
        """Hand over everything that waits. `at_ms` is now."""
        async with self._under_way:
            if self._begun is None:
                self._begun = await self._hand_over_begun(at_ms)
            while await self._hand_over(True, at_ms) or await self._hand_over(False, at_ms):
                pass

    async def _hand_over_begun(self, at_ms: int) -> frozenset[int]:
        """After a start: what was begun before goes into hand at once, so that what went together stays together."""
        begun: list[AddressedNotice] = []
        for first in self._after:
            after = 0
            while found := await self._thread.call(self._telling.untold, first, after, _BATCH):
                begun += [addressed for addressed in found if addressed.notice.sent_with]
                after = found[-1].notice.id
        for addressed in begun:
            await self._bring(addressed, at_ms)
        return frozenset(addressed.notice.id for addressed in begun)

    def has_work(self) -> bool:
        """Whether anything waits; asked on the engine's thread."""
        return any(self._telling.untold(first, after, 1) for first, after in self._after.items())

    async def _hand_over(self, first: bool, at_ms: int) -> bool:
        """Hand over the next few; whether there were any."""
        found = await self._thread.call(self._telling.untold, first, self._after[first], _BATCH)
        for addressed in found:
            if addressed.notice.id not in (self._begun or ()):
                await self._bring(addressed, at_ms)
            self._after[first] = addressed.notice.id
        return bool(found)

    async def _bring(self, addressed: AddressedNotice, at_ms: int) -> None:
        if addressed.to is not None and addressed.to.platform in self._frontends:
            await self._frontends[addressed.to.platform].bring(addressed, at_ms)
