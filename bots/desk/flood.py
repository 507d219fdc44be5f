"""Stop floods before any work is done: a bucket of tokens for each person, and one for each chat.

A person may say a burst of 5 sentences, then one a second. Whoever has no token left is told so once, and then gets no
answer until there is one again.
"""

from dataclasses import dataclass
from enum import Enum, auto

BURST = 5
REFILL_MS = 1_000
_CHAT_BURST = 20  # a chat is many people
_CHAT_REFILL_MS = 250
_MOST = 50_000  # buckets remembered; a full one is as good as none


class Verdict(Enum):
    """What to do with a sentence: answer it, answer that it came too fast, or say nothing."""

    PASS = auto()
    WARN = auto()
    DROP = auto()


@dataclass(slots=True)
class _Bucket:
    """`full_ms`: when it is full again if nothing more is taken."""

    full_ms: int
    warned: bool = False


class Flood:
    """The buckets of everybody who spoke lately."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}

    def judge(self, person: str, chat: str | None, now: int) -> Verdict:
        """Whether a sentence of this person (in this chat) is heard."""
        if len(self._buckets) >= _MOST:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.full_ms > now}
        verdict = self._take(f"person {person}", BURST, REFILL_MS, now)
        if verdict is Verdict.PASS and chat is not None:
            return self._take(f"chat {chat}", _CHAT_BURST, _CHAT_REFILL_MS, now)
        return verdict

    def _take(self, key: str, burst: int, refill_ms: int, now: int) -> Verdict:
        bucket = self._buckets.setdefault(key, _Bucket(now))
        full_ms = max(bucket.full_ms, now) + refill_ms
        if full_ms - now <= burst * refill_ms:
            bucket.full_ms, bucket.warned = full_ms, False
            return Verdict.PASS
        if bucket.warned:
            return Verdict.DROP
        bucket.warned = True
        return Verdict.WARN
