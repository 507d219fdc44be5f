"""A sentence as a platform hands it in."""

from dataclasses import dataclass

from core.book import Identity


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it came in: who said it and where. The platform tells both; the text never does.

    `id` is the platform's own id of the message or press, `chat` None is a private chat. `admin`: whether they may
    administrate the chat; None: the platform knows no admins, and whoever spoke first in the chat is its admin. `at_ms`
    is when it came in, and `sent_ms` the latest moment at which it can have been said, None if that may be long ago
    (ms UTC). `thread`: the topic or thread of the chat. `roles`: the speaker's roles in the chat; None: the platform
    knows no roles. `language`: the code of their app's language, in which a newcomer begins.
    """

    who: Identity
    name: str
    chat: str | None
    admin: bool | None
    text: str
    id: str
    at_ms: int
    sent_ms: int | None
    thread: str = ""
    roles: tuple[str, ...] | None = None
    language: str = ""
