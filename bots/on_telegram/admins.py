"""Who may administrate a group: asked of Telegram at each act, by number.

Only that somebody may not is believed for a few seconds, so that who keeps trying costs nothing.
"""

import asyncio
import logging

from cachetools import TTLCache
from telegram import Bot
from telegram.error import TelegramError

from bots.sentences.verbs import verb_named

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
    said = words[0].partition("@")[0]
    verb = verb_named(said)
    return verb is not None and verb.groups_only and " ".join([said, *words[1:]]) not in _FOR_ANYBODY


class Admins:
    """The rights of members of groups."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        # Who was found to be none lately
        self._refused: TTLCache[tuple[str, str], bool] = TTLCache(
            _MOST, _BELIEVED_S, lambda: asyncio.get_running_loop().time()
        )

    async def is_admin(self, chat: str, user: str) -> bool:
        """Whether somebody is an admin of a group; no, where Telegram does not say."""
        if (chat, user) in self._refused:
            return False
        try:
            member = await self._bot.get_chat_member(int(chat), int(user))
        except TelegramError as error:
            _log.warning("the rights of a member of chat %s are unknown: %s", chat, error.message)
            return False
        if member.status in _ADMIN:
            return True
        self._refused[chat, user] = True
        return False
