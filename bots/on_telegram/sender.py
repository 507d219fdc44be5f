"""Telegram as the post uses it: one message out, and in plain words what became of it.

    sendMessage          a new one; in a topic, below what it answers
    editMessageText      a newer version of one; "not modified" means that it is there already

What Telegram refuses is a status and a sentence. The sentences are documented nowhere, so they are kept here in one
table, and one that is not in it is a bug of ours until somebody has read it.

A reference is `chat/message`, both numbers of Telegram.
"""

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bots.delivery.platform import (
    DownError,
    GoneError,
    MovedError,
    Outgoing,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.on_telegram.bot_api import rest_s
from bots.on_telegram.deep_links import group_link, private_link
from bots.on_telegram.escape import cut
from bots.on_telegram.limits import LIMITS
from bots.on_telegram.pins import Pins, is_over
from bots.on_telegram.render import fits, is_short, keyboard_of, pages, text_of
from bots.pictures.share_card import render
from bots.screens.kit.screen import ELSEWHERE, Audience, Screen

_log = logging.getLogger(__name__)

PLATFORM = "telegram"
ATTACHED = "attached"  # a screen that is nothing but its picture or document

_DRAWN_AT_ONCE = 1  # a picture is some 25 ms of a core

_UNCHANGED = "message is not modified"
_GONE = re.compile(
    r"message to (?:edit|be replied|reply) not found|message can't be edited|message_id_invalid"
    r"|replied message not found|message thread not found|topic_(?:deleted|closed|id_invalid)"
)
_SHUT = re.compile(
    r"chat not found|user not found|peer_id_invalid|not enough rights to send|have no rights to send"
    r"|need administrator rights|chat_(?:write_forbidden|restricted|admin_required|send_plain_forbidden)"
    r"|user_is_(?:blocked|deactivated)|bot_kicked|group chat was (?:deleted|deactivated)"
)
_NO_ANSWER = re.compile(r"gateway time-?out", re.IGNORECASE)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def reference_of(chat: str | int, message: int) -> str:
    """A message as the post remembers it."""
    return f"{chat}/{message}"


class TelegramSender:
    """Sends and edits messages. `pins`: what pins the rounds of groups."""

    name = PLATFORM

    def __init__(self, bot: Bot, pins: Pins) -> None:
        self._bot = bot
        self._pins = pins
        self._drawing = asyncio.Semaphore(_DRAWN_AT_ONCE)

    def fits(self, screens: tuple[Screen, ...]) -> bool:
        """Whether so much goes into one message, whole."""
        return fits(screens)

    async def send(self, outgoing: Outgoing) -> str:
        """Send or edit; the reference of the message. Raises the errors of bots/delivery/platform.py."""
        if outgoing.screens[0].about == ATTACHED:
            return await self._attached(outgoing)
        text = text_of(outgoing.screens, outgoing.again, outgoing.calls)
        if not is_short(text):
            outgoing = replace(outgoing, screens=pages(outgoing.screens[0])[:1])
            text = text_of(outgoing.screens, outgoing.again, outgoing.calls)
        keyboard = self._keyboard(outgoing)
        try:
            if outgoing.edit:
                reference = await self._edit(outgoing, text, keyboard)
            else:
                reference = await self._new(outgoing, text, keyboard)
        except TelegramError as error:
            raise _told(error, bool(outgoing.edit)) from error
        self._pins.follow(outgoing, reference)
        return reference

    async def _attached(self, outgoing: Outgoing) -> str:
        """A picture is drawn now, on a thread of its own, and not before: whoever waits for words has them already."""
        screen, chat = outgoing.screens[0], outgoing.address.chat or outgoing.address.user
        given: dict[str, Any] = {
            "message_thread_id": int(outgoing.address.thread) if outgoing.address.thread else None,
            "disable_notification": True,
            "reply_parameters": _answering(outgoing),
        }
        try:
            if screen.picture is not None:
                picture = replace(screen.picture, handle=f"@{self._bot.username}")
                async with self._drawing:
                    drawn = await asyncio.to_thread(render, picture)
                caption = cut(picture.alt, LIMITS.caption)
                message = await self._bot.send_photo(int(chat), drawn, caption, filename="card.jpg", **given)
            else:
                assert screen.document is not None
                content = screen.document.text.encode()
                message = await self._bot.send_document(int(chat), content, filename=screen.document.name, **given)
        except TelegramError as error:
            told = _told(error, editing=False)
            if isinstance(error, BadRequest) and isinstance(told, UnreachableError):
                _log.info("%s takes no pictures or files: %s", outgoing.address.key, error.message)
                return ""  # words still reach it
            raise told from error
        return reference_of(chat, message.message_id)

    async def _new(self, outgoing: Outgoing, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        address = outgoing.address
        chat = address.chat or address.user
        said: dict[str, Any] = {
            "message_thread_id": int(address.thread) if address.thread else None,
            "disable_notification": outgoing.silent,
            "reply_parameters": _answering(outgoing),
        }
        message = await self._show("sendMessage", int(chat), text, keyboard, said)
        return reference_of(chat, message["message_id"])

    async def _edit(self, outgoing: Outgoing, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        chat, _slash, message = outgoing.edit.rpartition("/")
        try:
            await self._show("editMessageText", int(chat), text, keyboard, {"message_id": int(message)})
        except BadRequest as error:
            if _UNCHANGED not in error.message.lower():
                raise
        return outgoing.edit

    async def _show(
        self, method: str, chat: int, text: str, keyboard: InlineKeyboardMarkup | None, more: dict[str, Any]
    ) -> dict[str, Any]:
        """Not `send_message`, which makes a hundred objects of an answer of which we want one number."""
        said = {"chat_id": chat, "text": text, "parse_mode": ParseMode.HTML, "link_preview_options": _NO_PREVIEW}
        message: dict[str, Any] = await self._bot.do_api_request(method, said | more | {"reply_markup": keyboard})
        return message

    def _keyboard(self, outgoing: Outgoing) -> InlineKeyboardMarkup | None:
        screen = outgoing.screens[0]
        if screen.about == ELSEWHERE:
            button = screen.buttons[0][0]
            return InlineKeyboardMarkup.from_button(
                InlineKeyboardButton(button.label, url=private_link(self._bot.username, button.sentence))
            )
        return keyboard_of(outgoing.screens, _stays(outgoing), self._links(outgoing))

    def _links(self, outgoing: Outgoing) -> list[InlineKeyboardButton]:
        """What leads out of the chat: to friends from one's own first screen, to the bot from a group's round."""
        screen, bot = outgoing.screens[0], self._bot.username
        if outgoing.address.chat:
            if screen.audience is not Audience.CHAT or is_over(screen):
                return []
            return [InlineKeyboardButton(screen.say("Tell me how it ends"), url=private_link(bot, "alerts on"))]
        if screen.about != "account":
            return []
        copied = CopyTextButton(private_link(bot))
        return [
            InlineKeyboardButton(screen.say("Copy an invitation"), copy_text=copied),
            InlineKeyboardButton(screen.say("Play in a group"), url=group_link(bot)),
        ]


def _answering(outgoing: Outgoing) -> ReplyParameters | None:
    if not outgoing.answers:
        return None
    return ReplyParameters(int(outgoing.answers.rpartition("/")[2]), allow_sending_without_reply=True)


def _stays(outgoing: Outgoing) -> bool:
    """Whether what its buttons answer goes below it: alerts stay as they are, and cards show their thing."""
    is_alert = bool(outgoing.nonce) and not outgoing.edit
    return is_alert or any(screen.edit_key for screen in outgoing.screens)


def _told(error: TelegramError, editing: bool) -> Exception:
    """What the post is told of an error; the error itself where nobody has read it yet."""
    match error:
        case RetryAfter():
            return SlowError(int(rest_s(error) * 1_000))
        case ChatMigrated():
            return MovedError(str(error.new_chat_id))
        case Forbidden():
            return UnreachableError(error.message)
        case BadRequest():
            return _refused(error)
        case TimedOut():
            # An edit is the same twice.
            return DownError(error.message) if editing else UncertainError(error.message)
        case NetworkError() if not isinstance(error.__cause__, OSError | TelegramError | None):
            return error  # the library's name for a bug in our transport
        case NetworkError() if _NO_ANSWER.search(error.message) and not editing:
            return UncertainError(error.message)
        case NetworkError() | InvalidToken() | EndPointNotFound() | Conflict():
            return DownError(error.message)
        case _:
            return error


def _refused(error: BadRequest) -> Exception:
    said = error.message.lower()
    if _GONE.search(said):
        return GoneError(error.message)
    if _SHUT.search(said):
        return UnreachableError(error.message)
    return error
