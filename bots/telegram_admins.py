"""Who may administrate a group: asked of Telegram at the act, by number, and believed for a few seconds."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bots.menu import ALIASES

_BELIEVED_S = 5.0
_MOST = 1_000
_ADMIN = {"administrator", "creator"}
_FOR_ANYBODY = {"round", "round mine", "round withdraw"}

_log = logging.getLogger(__name__)


def asks_for_rights(sentence: str) -> bool:
    """Whether it matters for this sentence if its speaker is an admin."""
    words = sentence.lower().removeprefix("/").split()
    if not words:
        return False
    verb = words[0].partition("@")[0]
    return ALIASES.get(verb, verb) in ("round", "setup") and " ".join([verb, *words[1:]]) not in _FOR_ANYBODY


class Admins:
    """The rights of members of groups."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[tuple[str, str], tuple[bool, float]] = {}

    async def is_admin(self, chat: str, user: str) -> bool:
        """Whether somebody is an admin of a group; no, where Telegram does not say."""
        now = asyncio.get_running_loop().time()
        known = self._known.get((chat, user))
        if known is not None and now - known[1] < _BELIEVED_S:
            return known[0]
        try:
            member = await self._bot.get_chat_member(int(chat), int(user))
        except TelegramError as error:
            _log.warning("the rights of a member of chat %s are unknown: %s", chat, error.message)
            return False
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[chat, user] = (member.status in _ADMIN, now)
        return member.status in _ADMIN
