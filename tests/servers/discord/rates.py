"""Discord's rate limits: a bucket for each route and top-level resource, 50 requests a second over all routes, and a
ban for too many invalid requests (401, 403, 429).

The buckets are as large as Discord's were seen to be; they are told with every response, as clients should learn them.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from bots.on_discord.limits import DiscordLimits

_USUAL = (10, 5_000)
_RATES = {  # requests in milliseconds
    "POST /channels/{}/messages": (5, 5_000),
    "PATCH /channels/{}/messages/{}": (5, 5_000),
    "DELETE /channels/{}/messages/{}": (5, 1_000),
    "POST /webhooks/{}/{}": (5, 2_000),
    "PATCH /webhooks/{}/{}/messages/{}": (5, 2_000),
    "DELETE /webhooks/{}/{}/messages/{}": (5, 2_000),
}


@dataclass(slots=True)
class _Window:
    """So many requests until a moment."""

    used: int = 0
    until_ms: float = 0

    def take(self, now_ms: float, most: int, length_ms: float) -> bool:
        if now_ms >= self.until_ms:
            self.used, self.until_ms = 0, now_ms + length_ms
        if self.used >= most:
            return False
        self.used += 1
        return True


@dataclass(frozen=True, slots=True)
class Limited:
    """A 429 and what it says; `banned`: it comes from the wall before Discord, without a word of JSON."""

    retry_ms: float
    everywhere: bool
    banned: bool = False


class Rates:
    """All windows of one bot. `on` switches the limits; `invalid` counts what leads to a ban."""

    def __init__(self, limits: DiscordLimits) -> None:
        self.on = True
        self.invalid: list[float] = []
        self.hits = 0  # 429s so far, a ban's not counted
        self._limits = limits
        self._windows: dict[tuple, _Window] = {}
        self._all = _Window()

    def take(self, now_ms: float, route: str, major: str, bound: bool) -> tuple[dict[str, str], Limited | None]:
        """The headers of the answer, and whether it is a 429. `bound`: the limit over all routes counts it."""
        self.invalid = [at for at in self.invalid if at > now_ms - self._limits.invalid_ms]
        if len(self.invalid) >= self._limits.invalid:
            return {}, Limited(self._limits.invalid_ms, True, banned=True)
        if not self.on:
            return {}, None
        if bound and not self._all.take(now_ms, self._limits.requests, self._limits.window_ms):
            return self._refused(now_ms, self._all.until_ms, {"X-RateLimit-Global": "true"}, "global")
        most, length_ms = _RATES.get(route, _USUAL)
        length_ms = length_ms * self._limits.window_ms / 1_000
        window = self._windows.setdefault((route, major), _Window())
        taken = window.take(now_ms, most, length_ms)
        left_ms = max(0.0, window.until_ms - now_ms)
        headers = {
            "X-RateLimit-Limit": str(most), "X-RateLimit-Remaining": str(most - window.used),
            "X-RateLimit-Reset": f"{window.until_ms / 1_000:.3f}", "X-RateLimit-Reset-After": f"{left_ms / 1_000:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }  # fmt: skip
        return (headers, None) if taken else self._refused(now_ms, window.until_ms, headers, "user")

    def _refused(
        self, now_ms: float, until_ms: float, headers: dict[str, str], scope: str
    ) -> tuple[dict[str, str], Limited]:
        self.hits += 1
        retry_ms = max(1.0, until_ms - now_ms)
        more = {"Retry-After": str(int(-(-retry_ms // 1_000))), "X-RateLimit-Scope": scope, "Via": "1.1 loopback"}
        return headers | more, Limited(retry_ms, scope == "global")


def body(limited: Limited) -> dict[str, Any]:
    """What a 429 says."""
    message = "You are being rate limited."
    return {"message": message, "retry_after": round(limited.retry_ms / 1_000, 3), "global": limited.everywhere}
