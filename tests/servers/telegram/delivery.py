"""How updates get to the bot: kept until they are confirmed, fetched by long polling or brought to a webhook.

    getUpdates(offset)   confirms all below `offset`, gives what is left; a second poller ends the first with 409
    webhook              one request for each update, again and again until it is answered with 2xx

Nothing is kept for more than a day, and nothing that the bot did not ask for when it happened.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.servers.telegram.errors import Misuse, bad, conflict

_DAY_MS = 86_400_000
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
    "guest_message", "inline_query", "chosen_inline_result", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "chat_join_request", "chat_boost", "removed_chat_boost", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "purchased_paid_media", "managed_bot", *_NOT_BY_DEFAULT,
}  # fmt: skip
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])[:/]")
_LONGEST_S = 50


@dataclass(slots=True)
class Webhook:
    """Where updates are brought. `proxies`: what stands before the bot, public address to the one behind it."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    retry_ms: int = 50  # after a failure; Telegram takes longer
    last_error: str = ""
    last_error_ms: float = 0
    proxies: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)  # of all answers; 0: there was none


class Delivery:
    """All updates that wait for the bot, and those that it has had (`log`)."""

    def __init__(self, now: Callable[[], float], touch: Callable[[], None]) -> None:
        self.webhook = Webhook()
        self.log: list[dict[str, Any]] = []
        self.polls = 0
        self._now = now
        self._touch = touch
        self._waiting: dict[int, tuple[float, dict[str, Any]]] = {}
        self._again: list[dict[str, Any]] = []
        self._allowed: set[str] = set()
        self._number = 700_000_000
        self._poll: asyncio.Future[None] | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._new = asyncio.Event()

    @property
    def pending(self) -> list[dict[str, Any]]:
        """What is not confirmed."""
        return self._again + [update for _at, update in self._waiting.values()]

    def push(self, kind: str, what: dict[str, Any]) -> dict[str, Any] | None:
        """Something happened; the update, if the bot wants such."""
        wanted = self._allowed or _KINDS - _NOT_BY_DEFAULT
        if kind not in wanted:
            return None
        self._number += 1
        update = {"update_id": self._number, kind: what}
        self._waiting[self._number] = (self._now(), update)
        self.log.append(update)
        self._wake()
        return update

    def redeliver(self, update: dict[str, Any] | None = None) -> dict[str, Any]:
        """Bring an update again, whether it was confirmed or not; the newest, unless told."""
        again = update or self.log[-1]
        self._again.append(again)
        self._wake()
        return again

    # Fetched

    async def fetch(self, offset: int, limit: int, timeout: int, allowed: list[str] | None) -> list[dict[str, Any]]:
        """A long poll. Raises Refusal, Misuse."""
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        if not 1 <= limit <= 100 or not 0 <= timeout <= _LONGEST_S:
            raise Misuse(f"limit {limit} or timeout {timeout} s is not what is meant")
        self._allow(allowed)
        self.polls += 1
        self._touch()
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
            )
        self._confirm(offset)
        if not self.pending and timeout:
            await self._wait(timeout)
        batch = self.pending[:limit]
        self._again = [each for each in self._again if each not in batch]
        return batch

    async def _wait(self, timeout: int) -> None:
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(mine, timeout)
        except TimeoutError:
            pass
        finally:
            if self._poll is mine:
                self._poll = None

    def _confirm(self, offset: int) -> None:
        """Forget what is below `offset` (negative: all but so many), and what is a day old."""
        if offset < 0:
            offset = min(sorted(self._waiting)[offset:], default=0)
        old = self._now() - _DAY_MS
        self._waiting = {key: each for key, each in self._waiting.items() if key >= offset and each[0] > old}
        self._touch()

    def _allow(self, allowed: list[str] | None) -> None:
        if allowed is None:
            return
        if unknown := set(allowed) - _KINDS:
            raise Misuse(f"unknown kinds of updates: {', '.join(sorted(unknown))}")
        self._allowed = set(allowed)

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._new.set()
        self._touch()

    # Brought

    def set_webhook(self, url: str, secret: str, connections: int, allowed: list[str] | None, drop: bool) -> None:
        """Bring updates there from now on; an empty address: fetch them again. Raises Refusal, Misuse."""
        if url and not url.startswith("https://") and not _LOOPBACK.match(url):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        if not 1 <= connections <= 100:
            raise Misuse(f"{connections} connections")
        self._allow(allowed)
        if drop:
            self._waiting.clear()
            self._again.clear()
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict("terminated by setWebhook request"))
        self.webhook.url, self.webhook.secret, self.webhook.connections = url, secret, connections
        self.webhook.last_error, self.webhook.last_error_ms = "", 0
        if self._bringing is not None:
            self._bringing.cancel()
            self._bringing = None
        if url:
            self._bringing = asyncio.get_running_loop().create_task(self._bring_all())

    def webhook_info(self) -> dict[str, Any]:
        """As Telegram tells it."""
        hook = self.webhook
        told: dict[str, Any] = {
            "url": hook.url, "has_custom_certificate": False, "pending_update_count": len(self.pending),
            "max_connections": hook.connections, "ip_address": "127.0.0.1",
        }  # fmt: skip
        if hook.last_error:
            told |= {"last_error_message": hook.last_error, "last_error_date": int(hook.last_error_ms // 1_000)}
        if self._allowed:
            told["allowed_updates"] = sorted(self._allowed)
        return told if hook.url else {key: told[key] for key in list(told)[:3]}

    async def stop(self) -> None:
        """Bring nothing any more."""
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)

    async def _bring_all(self) -> None:
        under_way: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            try:
                while True:
                    self._new.clear()
                    for update in self.pending[: self.webhook.connections]:
                        number = update["update_id"]
                        if number not in under_way:
                            task = asyncio.create_task(self._bring(session, update))
                            under_way[number] = task
                            task.add_done_callback(lambda _task, number=number: self._brought(under_way, number))
                    await self._new.wait()
            finally:
                for task in under_way.values():
                    task.cancel()

    def _brought(self, under_way: dict[int, asyncio.Task[None]], number: int) -> None:
        del under_way[number]
        self._new.set()
        self._touch()

    async def _bring(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        hook = self.webhook
        url = hook.url
        for public, behind in hook.proxies.items():
            if url.startswith(public):
                url = behind + url.removeprefix(public)
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with session.post(url, data=json.dumps(update), headers=headers, allow_redirects=False) as answer:
                status, wrong = answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            status, wrong = 0, f"Connection failed: {type(error).__name__}"
        hook.statuses.append(status)
        if 200 <= status < 300:
            self._waiting.pop(update["update_id"], None)
            self._again = [each for each in self._again if each is not update]
            return
        hook.last_error, hook.last_error_ms = wrong, self._now()
        self._touch()
        await asyncio.sleep(hook.retry_ms / 1_000)
