"""The methods of the Bot API that act on no message: who the bot is, what it says of itself, who is where, updates."""

from typing import Any

from tests.servers.telegram.chats import Group, Json, Private
from tests.servers.telegram.errors import bad
from tests.servers.telegram.forms import commands, language, scope
from tests.servers.telegram.markup import length
from tests.servers.telegram.methods import Method, chat_of, me
from tests.servers.telegram.state import Telegram

_NAME = 64


def get_me(home: Telegram) -> Json:
    """getMe."""
    return home.bot


async def get_updates(
    home: Telegram, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: Any = None
) -> list[Json]:
    """getUpdates."""
    return await home.delivery.fetch(offset, limit, timeout, allowed_updates)


def set_webhook(
    home: Telegram, url: str, secret_token: str = "", max_connections: int = 40, allowed_updates: Any = None,
    drop_pending_updates: bool = False,
) -> bool:  # fmt: skip
    """setWebhook."""
    home.delivery.set_webhook(url, secret_token, max_connections, allowed_updates, drop_pending_updates)
    return True


def delete_webhook(home: Telegram, drop_pending_updates: bool = False) -> bool:
    """deleteWebhook."""
    home.delivery.set_webhook("", "", 40, None, drop_pending_updates)
    return True


def get_webhook_info(home: Telegram) -> Json:
    """getWebhookInfo."""
    return home.delivery.webhook_info()


# What the bot says of itself


def set_my_commands(home: Telegram, commands: Any, scope: Any = None, language_code: str = "") -> bool:
    """setMyCommands: an empty list takes the menu away."""
    home.about.menus[_menu(home, scope, language_code)] = _commands(home.limits, commands)
    home.touch()
    return True


def get_my_commands(home: Telegram, scope: Any = None, language_code: str = "") -> list[Json]:
    """getMyCommands."""
    return home.about.menus.get(_menu(home, scope, language_code), [])


def delete_my_commands(home: Telegram, scope: Any = None, language_code: str = "") -> bool:
    """deleteMyCommands."""
    home.about.menus.pop(_menu(home, scope, language_code), None)
    return True


_commands, _scope = commands, scope  # the parameters above are named like them


def _menu(home: Telegram, scope: Any, language_code: str) -> tuple[str, tuple[str, int, int]]:
    where = _scope(scope)
    if where[1]:
        chat_of(home, where[1])
    return language(language_code), where


def set_my_name(home: Telegram, name: str = "", language_code: str = "") -> bool:
    """setMyName."""
    return _say(home.about.names, name, _NAME, language_code)


def get_my_name(home: Telegram, language_code: str = "") -> Json:
    """getMyName."""
    return {"name": _said(home.about.names, language_code) or home.bot["first_name"]}


def set_my_description(home: Telegram, description: str = "", language_code: str = "") -> bool:
    """setMyDescription: shown in an empty chat."""
    return _say(home.about.descriptions, description, home.limits.description, language_code)


def get_my_description(home: Telegram, language_code: str = "") -> Json:
    """getMyDescription."""
    return {"description": _said(home.about.descriptions, language_code)}


def set_my_short_description(home: Telegram, short_description: str = "", language_code: str = "") -> bool:
    """setMyShortDescription: shown on the bot's page."""
    return _say(home.about.short_descriptions, short_description, home.limits.short_description, language_code)


def get_my_short_description(home: Telegram, language_code: str = "") -> Json:
    """getMyShortDescription."""
    return {"short_description": _said(home.about.short_descriptions, language_code)}


def _say(texts: dict[str, str], text: str, most: int, language_code: str) -> bool:
    if length(text) > most:
        raise bad("text is too long")
    texts[language(language_code)] = text
    return True


def _said(texts: dict[str, str], language_code: str) -> str:
    return texts.get(language(language_code)) or texts.get("", "")


# Who is where


def get_chat(home: Telegram, chat_id: int) -> Json:
    """getChat."""
    chat = chat_of(home, chat_id)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    told = chat.json() | {"accent_color_id": 0, "max_reaction_count": 11}
    told |= {"accepted_gift_types": dict.fromkeys(gifts, isinstance(chat, Private))}
    return told | ({"pinned_message": chat.pins[-1].json(with_reply=False)} if chat.pins else {})


def get_chat_member(home: Telegram, chat_id: int, user_id: int) -> Json:
    """getChatMember."""
    chat = chat_of(home, chat_id)
    if user_id == home.bot["id"]:
        assert isinstance(chat, Group)
        return chat.bot.json(me(home))
    if user_id not in home.users:
        raise bad("invalid user_id specified")
    if isinstance(chat, Private):
        return {"user": home.users[user_id].json(), "status": "member"}
    assert isinstance(chat, Group)
    return chat.member(user_id).json(home.users[user_id].json())


def get_chat_administrators(home: Telegram, chat_id: int) -> list[Json]:
    """getChatAdministrators."""
    chat = chat_of(home, chat_id)
    if not isinstance(chat, Group):
        raise bad("there are no administrators in the private chat")
    people = [(home.users[user], member) for user, member in chat.members.items() if member.is_admin]
    told = [member.json(user.json()) for user, member in people]
    return told + ([chat.bot.json(me(home))] if chat.bot.is_admin else [])


def get_chat_member_count(home: Telegram, chat_id: int) -> int:
    """getChatMemberCount."""
    chat = chat_of(home, chat_id)
    return sum(each.present for each in chat.members.values()) + 1 if isinstance(chat, Group) else 2


def leave_chat(home: Telegram, chat_id: int) -> bool:
    """leaveChat."""
    chat = chat_of(home, chat_id)
    if not isinstance(chat, Group):
        raise bad("chat member status can't be changed in private chats")
    chat.bot = type(chat.bot)("left")
    home.touch()
    return True


def get_file(home: Telegram, file_id: str) -> Json:
    """getFile."""
    file = home.files.get(file_id)
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    path = f"files/{file.id}/{file.name}"
    return {"file_id": file.id, "file_unique_id": file.id[-8:], "file_size": len(file.data), "file_path": path}


PROFILE: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
