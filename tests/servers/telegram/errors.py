"""What Telegram says no with: a status and a sentence, in the words of the Bot API server where they are known.

    400 Bad Request      what was asked cannot be meant, or cannot be done there
    401 Unauthorized     a token of the right form that is nobody's
    403 Forbidden        somebody does not let the bot write
    404 Not Found        no such method, or a token of no form
    409 Conflict         two fetch the updates of one bot
    429 Too Many Requests

What only a bug can send is `Misuse`; what no person could do is `Impossible`.
"""


class Refusal(Exception):
    """An answer that is not ok. `parameters`: what a client may act on by itself."""

    def __init__(self, status: int, said: str, **parameters: int) -> None:
        super().__init__(said)
        self.status, self.said, self.parameters = status, said, parameters

    @property
    def body(self) -> dict:
        """As JSON."""
        answer = {"ok": False, "error_code": self.status, "description": self.said}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


class Misuse(Exception):
    """What no release of Telegram would understand; the caller has a bug."""


class Impossible(Exception):
    """What no client of Telegram would let a person do."""


def bad(said: str) -> Refusal:
    """400."""
    return Refusal(400, f"Bad Request: {said}")


def forbidden(said: str) -> Refusal:
    """403."""
    return Refusal(403, f"Forbidden: {said}")


def conflict(said: str) -> Refusal:
    """409."""
    return Refusal(409, f"Conflict: {said}")


def flood(seconds: int) -> Refusal:
    """429, for so many whole seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(chat: int) -> Refusal:
    """The group has another id."""
    return Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat)
