"""The round of a group stands pinned above the chat while it runs, without a sound, where the bot may pin.

A pin is a comfort: it goes its own way, delays no message, and when it fails nothing else does. What is pinned is
remembered in memory alone; after a restart the next version of a round's card finds its pin again.
"""

import asyncio
import logging
from collections.abc import Coroutine

from cachetools import LRUCache
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bots.delivery.platform import Outgoing
from bots.screens.kit.screen import Audience, Screen

_MOST = 10_000  # groups remembered
_MOST_WAITING = 100  # pins under way
_OVER = {"settled", "void"}

_log = logging.getLogger(__name__)


class Pins:
    """Which message of which group is pinned by us."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._pinned: LRUCache[str, str] = LRUCache(
            _MOST
        )  # the message of each group; empty: pinning is not allowed there
        self._under_way: set[asyncio.Task[None]] = set()

    def follow(self, outgoing: Outgoing, reference: str) -> None:
        """A message was sent or edited: pin what begins, unpin what is over."""
        screen, chat = outgoing.screens[0], outgoing.address.chat
        if not chat or screen.audience is not Audience.CHAT or len(self._under_way) >= _MOST_WAITING:
            return
        pinned = self._pinned.get(chat)
        message = reference.rpartition("/")[2]
        if is_over(screen):
            if not outgoing.answers and pinned != "":
                self._start(self._unpin(chat, message))
        elif pinned not in ("", message):
            self._start(self._pin(chat, message))
            if pinned is not None:
                self._start(self._unpin(chat, pinned))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _pin(self, chat: str, message: str) -> None:
        self._pinned[chat] = message
        try:
            await self._bot.pin_chat_message(int(chat), int(message), disable_notification=True)
        except (BadRequest, Forbidden) as error:
            _log.info("no pins in chat %s: %s", chat, error.message)
            self._pinned[chat] = ""
        except TelegramError as error:
            _log.info("not pinned in chat %s: %s", chat, error.message)
            self._pinned.pop(chat, None)

    async def _unpin(self, chat: str, message: str) -> None:
        if self._pinned.get(chat) == message:
            del self._pinned[chat]
        try:
            await self._bot.unpin_chat_message(int(chat), message_id=int(message))
        except TelegramError as error:
            _log.info("not unpinned in chat %s: %s", chat, error.message)


def is_over(screen: Screen) -> bool:
    """Whether the round of a card has ended."""
    return any(field.key == "State" and field.value in _OVER for field in screen.fields)
