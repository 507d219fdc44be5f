"""The methods of the Bot API that act on messages: what Telegram does, and what it refuses in which order.

    may the bot write there? -> the place (topic, what it answers) -> the text -> the keyboard -> done

Each takes the arguments by name and returns the result. Raises Refusal, Misuse.
"""

import io
from collections.abc import Awaitable, Callable
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.servers.telegram.chats import Chat, File, Group, Json, Message, Private
from tests.servers.telegram.errors import Misuse, bad, forbidden, upgraded
from tests.servers.telegram.forms import Rows, Upload, keyboard, only
from tests.servers.telegram.markup import Text, is_blank, length, read
from tests.servers.telegram.state import Telegram, Toast

Method = Callable[..., Any | Awaitable[Any]]

_CAPTION = 1_024
_PHOTO_BYTES = 10 * 1024 * 1024
_PHOTO_SIDES = 10_000  # width and height together
_PHOTO_RATIO = 20
_TWO_DAYS_MS = 172_800_000
_PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location"}
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)

# Where


def chat_of(home: Telegram, number: int) -> Chat:
    """The chat, if the bot may know of it and is in it."""
    if number in home.users:
        user = home.users[number]
        if not (user.met or user.started):
            raise bad("chat not found")
        return home.private(user)
    chat = home.chats.get(number)
    if not isinstance(chat, Group):
        raise bad("chat not found")
    if chat.upgraded is not None:
        raise upgraded(chat.upgraded.id)
    if not chat.bot.present:
        if chat.bot.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def _writable(home: Telegram, number: int) -> Chat:
    chat = chat_of(home, number)
    if isinstance(chat, Private):
        if chat.user.deactivated:
            raise forbidden("user is deactivated")
        if chat.user.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.user.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif isinstance(chat, Group) and not chat.bot.may_write:
        raise bad("not enough rights to send text messages to the chat")
    return chat


def _place(chat: Chat, thread: int, reply: Any) -> tuple[int, Message | None]:
    """The thread and the message that is answered."""
    if thread and (not isinstance(chat, Group) or thread not in chat.topics or chat.topics[thread].deleted):
        raise bad("message thread not found")
    answered = _answered(chat, reply) if reply is not None else None
    if isinstance(chat, Group):
        if answered is not None and chat.is_forum and thread and answered.thread != thread:
            raise bad("message to be replied not found")
        thread = thread or chat.thread_of(answered)
        topic = chat.topics.get(thread)
        if topic is not None and topic.closed and not chat.bot.may("can_manage_topics"):
            raise bad("TOPIC_CLOSED")
        if answered is None and topic is not None:
            answered = topic.opened
    return thread, answered


def _answered(chat: Chat, reply: Any) -> Message | None:
    only("reply_parameters", reply, "message_id", "chat_id", "allow_sending_without_reply")
    if int(reply.get("chat_id", chat.id)) != chat.id:
        raise Misuse("an answer to a message of another chat is not modelled")
    found = chat.known(int(reply["message_id"]))
    if found is None and not reply.get("allow_sending_without_reply", False):
        raise bad("message to be replied not found")
    return found


def _own(home: Telegram, chat_id: int, message_id: int) -> Message:
    """A message to edit."""
    chat = _writable(home, chat_id)
    found = chat.known(message_id)
    if found is None:
        raise bad("message to edit not found")
    if not found.from_bot or found.service:
        raise bad("message can't be edited")
    return found


# What


def _text(home: Telegram, text: str, parse_mode: str, entities: Any) -> Text:
    body = read(text, parse_mode, entities, lambda what: home.violations.append(f"markup lost: {what} in {text!r}"))
    if is_blank(body.plain):
        raise bad("message text is empty")
    if length(body.plain) > home.limits.text:
        raise bad("message is too long")
    _count(home, body)
    return body


def _caption(home: Telegram, text: str, parse_mode: str, entities: Any) -> Text:
    body = read(text, parse_mode, entities, lambda what: home.violations.append(f"markup lost: {what} in {text!r}"))
    if length(body.plain) > _CAPTION:
        raise bad("message caption is too long")
    _count(home, body)
    return body


def _count(home: Telegram, body: Text) -> None:
    if len(body.entities) > home.limits.entities:
        home.violations.append(f"{len(body.entities)} entities: those after {home.limits.entities} are not shown")


def _previews(body: Text, options: Any) -> bool:
    only("link_preview_options", options or {}, *_PREVIEW)
    if (options or {}).get("is_disabled", False):
        return False
    return any(each["type"] in ("url", "text_link") for each in body.entities)


def _picture(home: Telegram, given: Upload | str) -> File:
    if isinstance(given, str):
        if given.startswith(("http://", "https://")):
            raise Misuse("pictures by address are not modelled")
        if given not in home.files or home.files[given].size == (0, 0):
            raise bad("wrong file identifier/HTTP URL specified")
        return home.files[given]
    if not given.data:
        raise bad("file must be non-empty")
    if len(given.data) > _PHOTO_BYTES:
        raise bad("file is too big")
    try:
        with Image.open(io.BytesIO(given.data)) as image:
            size = image.size
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    if sum(size) > _PHOTO_SIDES or max(size) > _PHOTO_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return home.keep(given.name, given.data, size)


def _document(home: Telegram, given: Upload | str) -> File:
    if isinstance(given, str):
        if given not in home.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return home.files[given]
    if not given.data:
        raise bad("file must be non-empty")
    return home.keep(given.name, given.data)


# Sent


def send_message(
    home: Telegram, chat_id: int, text: str = "", message_thread_id: int = 0, parse_mode: str = "",
    entities: Any = None, link_preview_options: Any = None, disable_notification: bool = False,
    protect_content: bool = False, reply_parameters: Any = None, reply_markup: Any = None,
) -> Json:  # fmt: skip
    """sendMessage."""
    chat = _writable(home, chat_id)
    thread, answered = _place(chat, message_thread_id, reply_parameters)
    body = _text(home, text, parse_mode, entities)
    rows = keyboard(home.limits, reply_markup)
    previews = _previews(body, link_preview_options)
    return _sent(home, chat, thread, answered, body, rows, disable_notification, previews=previews)


def send_photo(
    home: Telegram, chat_id: int, photo: Upload | str = "", message_thread_id: int = 0, caption: str = "",
    parse_mode: str = "", caption_entities: Any = None, show_caption_above_media: bool = False,
    has_spoiler: bool = False, disable_notification: bool = False, protect_content: bool = False,
    reply_parameters: Any = None, reply_markup: Any = None,
) -> Json:  # fmt: skip
    """sendPhoto."""
    chat = _writable(home, chat_id)
    thread, answered = _place(chat, message_thread_id, reply_parameters)
    picture = _picture(home, photo)
    body = _caption(home, caption, parse_mode, caption_entities)
    rows = keyboard(home.limits, reply_markup)
    return _sent(home, chat, thread, answered, body, rows, disable_notification, picture=picture)


def send_document(
    home: Telegram, chat_id: int, document: Upload | str = "", message_thread_id: int = 0, caption: str = "",
    parse_mode: str = "", caption_entities: Any = None, show_caption_above_media: bool = False,
    disable_content_type_detection: bool = False, disable_notification: bool = False, protect_content: bool = False,
    reply_parameters: Any = None, reply_markup: Any = None,
) -> Json:  # fmt: skip
    """sendDocument."""
    chat = _writable(home, chat_id)
    thread, answered = _place(chat, message_thread_id, reply_parameters)
    file = _document(home, document)
    body = _caption(home, caption, parse_mode, caption_entities)
    rows = keyboard(home.limits, reply_markup)
    return _sent(home, chat, thread, answered, body, rows, disable_notification, document=file)


def _sent(
    home: Telegram, chat: Chat, thread: int, answered: Message | None, body: Text, rows: Rows, silent: bool, **more: Any
) -> Json:
    message = chat.add(
        me(home), int(home.now_ms()), body, thread=thread, reply_to=answered, rows=rows, silent=silent,
        from_bot=True, **more,
    )  # fmt: skip
    if isinstance(chat, Group):
        chat.heard_last = True
    home.touch()
    return message.json()


# Edited


def edit_message_text(
    home: Telegram, chat_id: int, message_id: int = 0, text: str = "", parse_mode: str = "", entities: Any = None,
    link_preview_options: Any = None, reply_markup: Any = None,
) -> Json:  # fmt: skip
    """editMessageText: without a keyboard, the old one goes."""
    message = _own(home, chat_id, message_id)
    body = _text(home, text, parse_mode, entities)
    rows = keyboard(home.limits, reply_markup)
    if message.picture or message.document:
        raise bad("there is no text in the message to edit")
    previews = _previews(body, link_preview_options)
    return _edited(home, message, body, rows, message.picture, previews)


def edit_message_caption(
    home: Telegram, chat_id: int, message_id: int = 0, caption: str = "", parse_mode: str = "",
    caption_entities: Any = None, show_caption_above_media: bool = False, reply_markup: Any = None,
) -> Json:  # fmt: skip
    """editMessageCaption: without a keyboard, the old one goes."""
    message = _own(home, chat_id, message_id)
    body = _caption(home, caption, parse_mode, caption_entities)
    if not (message.picture or message.document):
        raise bad("there is no caption in the message to edit")
    return _edited(home, message, body, keyboard(home.limits, reply_markup), message.picture, False)


def edit_message_media(
    home: Telegram, chat_id: int, message_id: int = 0, media: Any = None, reply_markup: Any = None,
    **uploads: Upload,
) -> Json:  # fmt: skip
    """editMessageMedia: another picture, or one where there was only text."""
    message = _own(home, chat_id, message_id)
    only("media", media, "type", "media", "caption", "parse_mode", "caption_entities", "has_spoiler",
         "show_caption_above_media")  # fmt: skip
    if media.get("type") != "photo":
        raise Misuse(f"media of type {media.get('type')} are not modelled")
    name = media["media"]
    if name.startswith("attach://"):
        name = uploads.get(name.removeprefix("attach://"), name)
    picture = _picture(home, name)
    body = _caption(home, media.get("caption", ""), media.get("parse_mode", ""), media.get("caption_entities"))
    return _edited(home, message, body, keyboard(home.limits, reply_markup), picture, False)


def edit_message_reply_markup(home: Telegram, chat_id: int, message_id: int = 0, reply_markup: Any = None) -> Json:
    """editMessageReplyMarkup."""
    message = _own(home, chat_id, message_id)
    return _edited(home, message, message.body, keyboard(home.limits, reply_markup), message.picture, message.previews)


def _edited(home: Telegram, message: Message, body: Text, rows: Rows, picture: File | None, previews: bool) -> Json:
    if (message.body, message.rows, message.picture) == (body, rows, picture):
        raise bad(_SAME)
    message.body, message.rows, message.picture, message.previews = body, rows, picture, previews
    message.edits += 1
    message.edited_ms = int(home.now_ms())
    message.texts.append(body.plain)
    home.touch()
    return message.json()


# Taken away, pinned, answered


def delete_message(home: Telegram, chat_id: int, message_id: int = 0) -> bool:
    """deleteMessage."""
    chat = chat_of(home, chat_id)
    found = chat.known(message_id)
    if found is None:
        raise bad("message to delete not found")
    _delete(home, chat, found)
    return True


def delete_messages(home: Telegram, chat_id: int, message_ids: Any = ()) -> bool:
    """deleteMessages: those that are there."""
    chat = chat_of(home, chat_id)
    if not 1 <= len(message_ids) <= 100:
        raise bad("too few or too many messages specified")
    for number in message_ids:
        if (found := chat.known(number)) is not None:
            _delete(home, chat, found)
    return True


def _delete(home: Telegram, chat: Chat, message: Message) -> None:
    allowed = message.from_bot or not isinstance(chat, Group) or chat.bot.may("can_delete_messages")
    if not allowed or home.now_ms() - message.at_ms > _TWO_DAYS_MS:
        raise bad("message can't be deleted for everyone")
    chat.delete(message)
    home.touch()


def pin_chat_message(home: Telegram, chat_id: int, message_id: int = 0, disable_notification: bool = False) -> bool:
    """pinChatMessage: everybody is told by a service message, the bot too."""
    chat = _writable(home, chat_id)
    found = chat.known(message_id)
    if found is None:
        raise bad("message to pin not found")
    _may_pin(chat)
    if found.pinned:
        return True
    chat.pins.append(found)
    service = {"pinned_message": found.json(with_reply=False)}
    message = chat.add(
        me(home), int(home.now_ms()), Text(""), service=service, thread=found.thread, from_bot=True,
        silent=disable_notification,
    )  # fmt: skip
    home.tell_message(message)
    return True


def unpin_chat_message(home: Telegram, chat_id: int, message_id: int = 0) -> bool:
    """unpinChatMessage: the newest, unless told which."""
    chat = _writable(home, chat_id)
    _may_pin(chat)
    found = chat.known(message_id) if message_id else chat.pins[-1] if chat.pins else None
    if found is None:
        raise bad("message to unpin not found")
    if found in chat.pins:
        chat.pins.remove(found)
    home.touch()
    return True


def unpin_all_chat_messages(home: Telegram, chat_id: int) -> bool:
    """unpinAllChatMessages."""
    chat = _writable(home, chat_id)
    _may_pin(chat)
    chat.pins.clear()
    home.touch()
    return True


def _may_pin(chat: Chat) -> None:
    if isinstance(chat, Group) and not chat.bot.may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


def answer_callback_query(
    home: Telegram, callback_query_id: str, text: str = "", show_alert: bool = False, url: str = ""
) -> bool:
    """answerCallbackQuery: once, and soon."""
    press = home.presses.get(callback_query_id)
    if press is None or press.toast is not None or home.now_ms() - press.at_ms > home.limits.press_ms:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if length(text) > home.limits.toast:
        raise bad("MESSAGE_TOO_LONG")
    if url and not url.startswith(f"https://t.me/{home.bot['username']}?start="):
        raise bad("URL_INVALID")
    press.toast, press.answered_ms = Toast(text, show_alert, url), home.now_ms()
    home.touch()
    return True


def send_chat_action(home: Telegram, chat_id: int, action: str, message_thread_id: int = 0) -> bool:
    """sendChatAction."""
    chat = _writable(home, chat_id)
    _place(chat, message_thread_id, None)
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    home.actions.append((chat, action))
    return True


def me(home: Telegram) -> Json:
    """The bot as the sender of a message."""
    return {key: home.bot[key] for key in ("id", "is_bot", "first_name", "username")}


MESSAGES: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
