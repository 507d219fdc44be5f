"""What the post asks of a platform: one message at a time, and in plain words what became of it.

    send --> the platform's reference of the message
         --> Unreachable   blocked, deactivated, closed, kicked: until they speak again there is no use in trying
         --> Slow          told to wait, here or everywhere
         --> Uncertain     no answer: it may have arrived
         --> Down          it has not been sent
         --> Moved         the group has another id now
         --> Gone          the message to edit or to answer, or the topic, is not there any more

Anything else that a platform raises is a bug of ours.
"""

from dataclasses import dataclass
from typing import Protocol

from bots.screens.kit.screen import Call, Screen


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages go: the private chat of a person, or a group (`thread`: a topic or thread of it)."""

    platform: str
    user: str = ""
    chat: str = ""
    thread: str = ""

    @property
    def key(self) -> str:
        """The person or group as one word, as core.rules.notices.Receipt has it."""
        return f"chat {self.chat}" if self.chat else f"user {self.user}"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way.

    `screens`: usually one; waiting alerts of one address go together. `edit`: the message that it replaces, else it is
    a new one. `answers`: the message it answers. `nonce`: the same for every send of the same message. `again`: an
    earlier send may have arrived. `calls`: who is called by it; nobody else ever is.
    """

    address: Address
    screens: tuple[Screen, ...]
    silent: bool = False
    edit: str = ""
    answers: str = ""
    nonce: str = ""
    again: bool = False
    calls: tuple[Call, ...] = ()


class Platform(Protocol):
    """A platform, as the post uses it."""

    name: str

    async def send(self, outgoing: Outgoing) -> str:
        """Send or edit; the reference of the message. Raises the errors of this file."""

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """Whether so much goes into one message, whole."""


class TokenError(Exception):
    """A platform does not let the bot in; the message is a sentence for the operator, without the token."""


class PlatformError(Exception):
    """A message did not go its way."""


class UnreachableError(PlatformError):
    """Nothing reaches this address until it speaks again."""


class SlowError(PlatformError):
    """Too many messages: nothing more for `wait_ms`, to this address or (`everywhere`) at all."""

    def __init__(self, wait_ms: int, everywhere: bool = False) -> None:
        super().__init__(wait_ms)
        self.wait_ms = wait_ms
        self.everywhere = everywhere


class UncertainError(PlatformError):
    """There was no answer in time: the message may have arrived."""


class DownError(PlatformError):
    """The platform cannot be reached: the message has not been sent."""


class MovedError(PlatformError):
    """The group has another id now."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat


class GoneError(PlatformError):
    """What was to be edited or answered, or the topic, is gone."""


class OutgrownError(GoneError):
    """What was to be edited is too old for it and was taken away: somebody looks at it, so it is written anew."""
