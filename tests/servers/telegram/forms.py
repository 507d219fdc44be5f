"""What a request may say: the parameters of each method and their types, keyboards, menus.

Values come as text, nested ones as JSON inside text, whatever the form is encoded in; so it is with Telegram. It
ignores what it does not know and reads 0 where a number is none; here both are `Misuse`, for nobody means them.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from bots.on_telegram.limits import TelegramLimits
from tests.servers.telegram.errors import Misuse, bad
from tests.servers.telegram.markup import is_blank, length

_SEND = "chat_id:chat message_thread_id:int disable_notification:bool protect_content:bool reply_parameters:json"
_CAPTION = "caption:text parse_mode:text caption_entities:json show_caption_above_media:bool"
_EDIT = "chat_id:chat message_id:int reply_markup:json"
_TEXT = "text:text parse_mode:text entities:json link_preview_options:json"
_PIN = "chat_id:chat message_id:int"
_MENU = "scope:json language_code:text"

_METHODS = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": "url:text secret_token:text max_connections:int allowed_updates:json drop_pending_updates:bool",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": f"{_SEND} {_TEXT} reply_markup:json",
    "sendPhoto": f"{_SEND} {_CAPTION} photo:file has_spoiler:bool reply_markup:json",
    "sendDocument": f"{_SEND} {_CAPTION} document:file disable_content_type_detection:bool reply_markup:json",
    "editMessageText": f"{_EDIT} {_TEXT}",
    "editMessageCaption": f"{_EDIT} {_CAPTION}",
    "editMessageMedia": f"{_EDIT} media:json",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": _PIN,
    "deleteMessages": "chat_id:chat message_ids:json",
    "answerCallbackQuery": "callback_query_id:text text:text show_alert:bool url:text",
    "pinChatMessage": f"{_PIN} disable_notification:bool",
    "unpinChatMessage": _PIN,
    "unpinAllChatMessages": "chat_id:chat",
    "setMyCommands": f"commands:json {_MENU}",
    "getMyCommands": _MENU,
    "deleteMyCommands": _MENU,
    "setMyName": "name:text language_code:text",
    "getMyName": "language_code:text",
    "setMyDescription": "description:text language_code:text",
    "getMyDescription": "language_code:text",
    "setMyShortDescription": "short_description:text language_code:text",
    "getMyShortDescription": "language_code:text",
    "getChat": "chat_id:chat",
    "getChatMember": "chat_id:chat user_id:int",
    "getChatAdministrators": "chat_id:chat",
    "getChatMemberCount": "chat_id:chat",
    "leaveChat": "chat_id:chat",
    "sendChatAction": "chat_id:chat message_thread_id:int action:text",
    "getFile": "file_id:text",
}
METHODS = {
    method.lower(): (method, dict(each.split(":") for each in parameters.split()))
    for method, parameters in _METHODS.items()
}
_NEEDED = {
    "setWebhook": ["url"], "setMyCommands": ["commands"], "getChatMember": ["chat_id", "user_id"],
    "answerCallbackQuery": ["callback_query_id"], "getFile": ["file_id"], "sendChatAction": ["chat_id", "action"],
}  # fmt: skip

_STYLES = {"primary", "success", "danger"}
_KINDS = {"callback_data", "url", "copy_text"}
_OTHER_KINDS = {
    "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "callback_game", "pay",
}  # fmt: skip
_URL = re.compile(r"(?:https?://|tg://|ton://)?[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:[/?#]\S*)?|tg://\S+", re.ASCII)
_LONGEST_MARKUP = 10_000  # bytes of JSON; what Telegram calls too long


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message. Exactly one of `data`, `url` and `copies` is not empty."""

    text: str
    data: str = ""
    url: str = ""
    copies: str = ""
    style: str = ""

    def json(self) -> dict:
        """As Telegram tells it."""
        told = {"text": self.text, "callback_data": self.data, "url": self.url, "style": self.style}
        if self.copies:
            told["copy_text"] = {"text": self.copies}
        return {key: value for key, value in told.items() if value}


Rows = tuple[tuple[Button, ...], ...]


def parameters(method: str, given: dict[str, Any], uploads: dict[str, Upload]) -> dict[str, Any]:
    """The arguments of a call. Raises Refusal, Misuse."""
    kinds = METHODS[method.lower()][1]
    if unknown := sorted(set(given) - set(kinds)):
        raise Misuse(f"unknown parameters: {', '.join(unknown)}")
    for needed in _NEEDED.get(method, ["chat_id"] if kinds.get("chat_id") else []):
        if needed not in given:
            raise Misuse(f"no {needed}") if needed != "chat_id" else bad("chat_id is empty")
    told = {key: _value(key, kinds[key], value) for key, value in given.items()}
    for name, upload in uploads.items():
        if kinds.get(name) != "file" and f"attach://{name}" not in json.dumps(given):
            raise Misuse(f"the file {name} is not used")
        told[name] = upload
    return told


def _value(key: str, kind: str, value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value)
    match kind:
        case "text" | "file":
            return text
        case "bool":
            if text.lower() not in ("true", "false"):
                raise Misuse(f"{key} is no Boolean: {text!r}")
            return text.lower() == "true"
        case "int":
            if not re.fullmatch(r"-?[0-9]{1,19}", text):
                raise Misuse(f"{key} is no integer: {text!r}")
            return int(text)
        case "chat":
            if not re.fullmatch(r"-?[0-9]{1,16}", text):
                raise bad("chat not found") if text.startswith("@") else Misuse(f"{key} is no number: {text!r}")
            return int(text)
        case "json":
            try:
                return json.loads(text)
            except ValueError:
                raise bad(f"can't parse {key} JSON object") from None
    raise AssertionError(kind)


def only(what: str, given: dict[str, Any], *allowed: str) -> None:
    """Raise Misuse where an object says more than it may."""
    if unknown := sorted(set(given) - set(allowed)):
        raise Misuse(f"unknown in {what}: {', '.join(unknown)}")


def keyboard(limits: TelegramLimits, markup: Any) -> Rows:
    """An inline keyboard; none is an empty one. Raises Refusal, Misuse."""
    if markup is None or markup == {}:
        return ()
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        raise Misuse(f"a keyboard that is not modelled: {', '.join(sorted(markup))}")
    only("reply_markup", markup, "inline_keyboard")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if len(json.dumps(rows).encode()) > _LONGEST_MARKUP or sum(map(len, rows)) > limits.buttons:
        raise bad("reply markup is too long")
    if any(len(row) > 8 for row in rows):
        raise Misuse("more than eight buttons in a row: Telegram breaks it")
    return tuple(tuple(_button(limits, each) for each in row) for row in rows if row)


def _button(limits: TelegramLimits, given: Any) -> Button:
    if not isinstance(given, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    only("an inline keyboard button", given, "text", "style", "icon_custom_emoji_id", *_KINDS, *_OTHER_KINDS)
    text = given.get("text")
    if not isinstance(text, str) or is_blank(text):
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    kinds = (_KINDS | _OTHER_KINDS) & set(given)
    if kinds & _OTHER_KINDS:
        raise Misuse(f"a button that is not modelled: {', '.join(sorted(kinds))}")
    if not kinds:
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise Misuse(f"a button of {len(kinds)} kinds: {', '.join(sorted(kinds))}")
    if given.get("style", "primary") not in _STYLES:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    data, url, style = given.get("callback_data", ""), given.get("url", ""), given.get("style", "")
    copies = given.get("copy_text", {}).get("text", "")
    if "callback_data" in kinds and not 1 <= len(data.encode()) <= limits.data_bytes:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in kinds and not _URL.fullmatch(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")
    if "copy_text" in kinds and not 1 <= length(copies) <= limits.copied:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return Button(text, data, url, copies, style)


def commands(limits: TelegramLimits, given: Any) -> list[dict[str, str]]:
    """A menu of commands. Raises Refusal."""
    if not isinstance(given, list):
        raise bad("expected an Array of BotCommand")
    if len(given) > limits.commands:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in given:
        only("a command", each, "command", "description")
        if not re.fullmatch(rf"[a-z0-9_]{{1,{limits.command}}}", each.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= length(each.get("description", "").strip()) <= limits.command_description:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [each["command"] for each in given]
    if len(set(names)) < len(names):
        raise Misuse("a command is there twice")
    return given


def scope(given: Any) -> tuple[str, int, int]:
    """Who sees a menu: kind, chat, member. Raises Refusal."""
    if given is None:
        return "default", 0, 0
    kind = given.get("type")
    if kind in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        only("scope", given, "type")
        return kind, 0, 0
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    only("scope", given, "type", "chat_id", *(["user_id"] if kind == "chat_member" else []))
    if "chat_id" not in given:
        raise bad("can't parse BotCommandScope: Empty chat_id specified")
    return kind, int(given["chat_id"]), int(given.get("user_id", 0))


def language(given: str) -> str:
    """A language of two letters, or none. Raises Refusal."""
    if not re.fullmatch(r"(?:[a-z]{2})?", given):
        raise bad("invalid language code specified")
    return given
