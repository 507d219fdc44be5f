"""What an update of Telegram means to us: pure, so that every odd one can be tested in three lines.

    message          a sentence, where it is one for us: in private anything, in groups a command, or a verb in answer
                     to one of our messages (privacy mode stays on, so little else comes)
    callback query   the press of a button
    my chat member   we were added, removed, blocked or unblocked
    service message  a group got another id

Who speaks is told by Telegram in numbers. Channels and anonymous admins speak without being anybody: they are told how
to be. Everything else (edits, guests, other bots, forwards of a channel) is not for us.

A message carries the second it was sent in; a press carries no time at all, so whether it may be old is for who fetched
it to say.
"""

import logging
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot, CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bots.on_telegram import deep_links
from bots.on_telegram.render import pressed
from bots.sentences.verbs import ALIASES, VERBS

UPDATES = ("message", "callback_query", "my_chat_member")  # what we ask Telegram for

_log = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_PRESENT = {"member", "administrator", "creator", "restricted"}


@dataclass(frozen=True, slots=True)
class Spoke:
    """A sentence: `chat` empty is private, `message` is what it stands in, or for a `press` what holds the button.

    `sent_ms`: the latest moment it can have been said at; None for a press. `language`: that of their own app.
    """

    update: int
    user: str
    name: str
    chat: str
    thread: str
    message: int
    sentence: str
    sent_ms: int | None
    press: str = ""
    page: int = 1
    below: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Nameless:
    """A sentence in a group by somebody who is nobody: a channel, or an admin who stays anonymous."""

    chat: str
    thread: str
    message: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has another id."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Added:
    """We are in a group, and were not before."""

    chat: str


@dataclass(frozen=True, slots=True)
class Removed:
    """We are no longer in a group."""

    chat: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody who had blocked us, or never met us, lets us write to them."""

    user: str


@dataclass(frozen=True, slots=True)
class Idle:
    """A press that says nothing; it still wants to be acknowledged."""

    press: str


Happening = Spoke | Nameless | Moved | Added | Removed | Returned | Idle

# What the library, and whoever reads what it made, stumbles over where something is missing or impossible.
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError)


def parse_update(data: object, bot: Bot) -> Update | None:
    """An update as the library reads it; None, and a line in the log, where it cannot."""
    try:
        return Update.de_json(cast(dict[str, Any], data), bot)
    except _UNREADABLE as error:
        number = data.get("update_id") if isinstance(data, dict) else None
        _log.warning("update %s cannot be read: %r", number, error)
        return None


def read_update(update: Update, me: User) -> Happening | None:
    """What happened; None: nothing that is for us, or nothing that makes sense."""
    try:
        return _happening(update, me)
    except _UNREADABLE as error:
        _log.warning("update %s makes no sense: %r", update.update_id, error)
        return None


def _happening(update: Update, me: User) -> Happening | None:
    if update.message is not None:
        return _message(update.update_id, update.message, me)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    return None


def _message(update: int, message: Message, me: User) -> Happening | None:
    chat = message.chat
    if message.migrate_to_chat_id is not None:
        return Moved(_number(chat.id), _number(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(_number(message.migrate_from_chat_id), _number(chat.id))
    if not message.text or message.is_automatic_forward or message.guest_query_id is not None:
        return None
    private = chat.type == ChatType.PRIVATE
    if not private and (chat.type not in _GROUPS or not _is_for_us(message, me)):
        return None
    if message.sender_chat is not None:
        return Nameless(_number(chat.id), _thread(message), message.message_id)
    user = message.from_user
    if user is None or user.is_bot:
        return None
    return Spoke(
        update=update,
        user=_number(user.id),
        name=user.full_name or "",
        chat="" if private else _number(chat.id),
        thread="" if private else _thread(message),
        message=message.message_id,
        sentence=_sentence(message.text),
        sent_ms=int(message.date.timestamp()) * 1_000 + 999,
        language=_language(user),
    )


def _number(of: object) -> str:
    """An id of Telegram's, which is a number or nobody's."""
    if type(of) is not int:
        raise TypeError(f"not an id: {of!r:.40}")
    return str(of)


def _language(of: User) -> str:
    """The code of a language, without the country: `de` of `de-AT`."""
    return (of.language_code or "").partition("-")[0]


def _is_for_us(message: Message, me: User) -> bool:
    """Whether a text in a group is meant for us: a command not addressed to another bot, or a verb as an answer."""
    first = (message.text or "").split(maxsplit=1)[0] if (message.text or "").strip() else ""
    if first.startswith("/"):
        _command, _at, bot = first.partition("@")
        return not bot or bot.lower() == (me.username or "").lower()
    answered = message.reply_to_message
    ours = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return ours and first.lower() in {*VERBS, *ALIASES}


def _sentence(text: str) -> str:
    """What is said; the payload of a deep link stands after `/start`, and is a sentence of its own."""
    words = text.split()
    if len(words) == 2 and words[0].lower().partition("@")[0] == "/start":
        return deep_links.sentence_of(words[1])
    return text


def _thread(message: Message) -> str:
    """The topic; in a group without topics, threads are only chains of answers."""
    return str(message.message_thread_id) if message.is_topic_message else ""


def _press(update: int, query: CallbackQuery) -> Happening:
    message = query.message
    if message is None or not query.data or message.chat.type not in (ChatType.PRIVATE, *_GROUPS):
        return Idle(query.id)
    private = message.chat.type == ChatType.PRIVATE
    press = pressed(query.data)
    return Spoke(
        update=update,
        user=_number(query.from_user.id),
        name=query.from_user.full_name or "",
        chat="" if private else _number(message.chat.id),
        thread=_thread(message) if isinstance(message, Message) and not private else "",
        message=message.message_id,
        sentence=press.sentence,
        sent_ms=None,
        press=query.id,
        page=press.page,
        below=press.below,
        language=_language(query.from_user),
    )


def _membership(changed: ChatMemberUpdated) -> Happening | None:
    before, after = (each.status in _PRESENT for each in (changed.old_chat_member, changed.new_chat_member))
    chat: Chat = changed.chat
    if chat.type == ChatType.PRIVATE:
        return Returned(_number(chat.id)) if after and not before else None
    if chat.type not in _GROUPS or before == after:
        return None
    return Added(_number(chat.id)) if after else Removed(_number(chat.id))
