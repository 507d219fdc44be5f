"""What the admins of a chat choose for it (the verb `setup`), and what they are answered."""

from dataclasses import dataclass

from core.rules.chats import Chat
from core.rules.rounds import Schedule


@dataclass(frozen=True, slots=True)
class SetThread:
    """The game of this chat lives in the topic or thread where this is said, or (`here` False) anywhere."""

    here: bool


@dataclass(frozen=True, slots=True)
class SetStakeCap:
    """The most one player may put into a round of this chat, micro-points; None: what the rules allow."""

    cap: int | None


@dataclass(frozen=True, slots=True)
class SetAdminsOpen:
    """Whether only admins open rounds in this chat, and with them whoever has a `role`, as the platform names it."""

    admins: bool
    role: str = ""


@dataclass(frozen=True, slots=True)
class SetChatLanguage:
    """The language of this chat, by its code."""

    language: str


@dataclass(frozen=True, slots=True)
class SetGroupFeed:
    """Whether this chat is told what becomes of the positions of members who want it."""

    on: bool


@dataclass(frozen=True, slots=True)
class ShowSetup:
    """What was chosen for this chat."""


@dataclass(frozen=True, slots=True)
class SetupShown:
    """What was chosen for a chat, and the rounds that repeat there; `thread`: the topic that this is said in."""

    chat: Chat
    schedule: Schedule | None
    changed: bool
    thread: str = ""
