"""People of both platforms who say one thing each, all of them at once or some, and how long they waited."""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from tests.bench.platforms.world import World
from tests.servers.telegram.server import Call

_PATIENCE_S = 30.0

Times = list[float]


class People(Protocol):
    """People of a platform and what they say."""

    async def ask(self, count: int, first: int = 0) -> Times:
        """So many of them speak at once, from this one on; how long each waited, ms."""


@dataclass(frozen=True, slots=True)
class OnTelegram:
    """People who write to the bot in private."""

    world: World
    text: str
    ids: range

    def __post_init__(self) -> None:
        for number in self.ids:
            self.world.telegram.user(f"P{number}", id=number, started=True)

    async def ask(self, count: int, first: int = 0) -> Times:
        """An answer came in when its call did: that a strict server reads markup takes long is not the bot's fault."""
        server, begun, sent = self.world.telegram, {}, []
        answers: list[Call] = []
        server.calls.clear()
        looked_at = 0

        def all_answered() -> bool:
            nonlocal looked_at
            sent.extend(call for call in server.calls[looked_at:] if call.method == "sendMessage")
            looked_at = len(server.calls)
            if len(sent) < count or not all(call.status for call in sent):
                return False
            answers[:] = [call for call in sent if call.arguments["chat_id"] in begun]  # others may be told something
            return len(answers) == count

        for number in self.ids[first : first + count]:
            begun[number] = server.now_ms()
            await server.users[number].says(self.text)
        await server.until(all_answered, _PATIENCE_S)
        return [_moment_of(call) - begun[call.arguments["chat_id"]] for call in answers]


def _moment_of(call: Call) -> float:
    assert call.status == 200, call
    return call.at_ms


@dataclass(frozen=True, slots=True)
class OnDiscord:
    """People who give a slash command."""

    people: list[Any]
    verb: str
    options: dict[str, Any]

    async def ask(self, count: int, first: int = 0) -> Times:
        """An answer came in when its interaction has one."""
        return list(await asyncio.gather(*(self._timed(each) for each in self.people[first : first + count])))

    async def _timed(self, person: Any) -> float:
        begun = perf_counter()
        answer = await person.slash(self.verb, **self.options)
        took = (perf_counter() - begun) * 1e3
        assert answer.kind == "message", answer
        return took
