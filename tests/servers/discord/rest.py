"""Discord's REST routes but those of interactions: the bot, its commands, channels, messages, pins, threads, servers.

Each route is a plain function of the world and the call, so nothing happens between its checks and its deed. It
returns the body (None: 204), or refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.commands import examine as examine_commands
from tests.servers.discord.errors import (
    Form,
    closed_to_us,
    missing_access,
    missing_permissions,
    no_route,
    not_the_author,
    thread_archived,
    too_old_to_edit,
    unknown_guild,
    unknown_member,
    unknown_user,
)
from tests.servers.discord.messages import CREATE, EDIT, Upload, examine, may_write
from tests.servers.discord.state import Discord
from tests.servers.discord.world import EPOCH_MS, PUBLIC_THREAD, TEXT_CHANNEL, THREADS, Channel, Guild, bits, stamp


@dataclass(slots=True)
class Call:
    """A request: what its path names, its query, its JSON, its files."""

    ids: dict[str, str]
    query: dict[str, str]
    data: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict)

    def id(self, name: str) -> int:
        return int(self.ids[name])


Handler = Callable[[Discord, Call], Any]


# The bot itself


def gateway(discord: Discord, call: Call) -> Any:
    return {"url": discord.gateway_url}


def gateway_bot(discord: Discord, call: Call) -> Any:
    left = 1_000 - len(discord.gateway.identified)
    limit = {"total": 1_000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": discord.gateway_url, "shards": discord.shards, "session_start_limit": limit}


def me(discord: Discord, call: Call) -> Any:
    return discord.me.json() | {"verified": True, "mfa_enabled": True, "locale": "en-US", "flags": 0, "email": None}


def application(discord: Discord, call: Call) -> Any:
    return {
        "id": str(discord.application_id), "name": discord.me.name, "description": "", "icon": None,
        "bot_public": True, "bot_require_code_grant": False, "owner": discord.owner.json(), "verify_key": "0" * 64,
        "team": None, "flags": 0, "rpc_origins": [], "redirect_uris": [], "interactions_endpoint_url": None,
        "integration_types_config": {"0": {}, "1": {}},
    }  # fmt: skip


def user(discord: Discord, call: Call) -> Any:
    found = discord.users.get(call.id("user"))
    if found is None:
        raise unknown_user()
    return found.json()


def open_dm(discord: Discord, call: Call) -> Any:
    form = Form()
    data = form.object(call.data)
    form.known(data, ("recipient_id",))
    number = form.at("recipient_id").snowflake(data.get("recipient_id"))
    form.done()
    found = discord.users.get(number)
    if found is None:
        raise unknown_user()
    if found.is_bot:
        raise closed_to_us()
    return discord.dm(found).json()


# Commands


def _commands_of(discord: Discord, call: Call) -> int | None:
    """Whose commands: a server's, or everybody's."""
    if call.ids["application"] != str(discord.application_id):
        raise missing_access()
    if "guild" not in call.ids:
        return None
    return _guild(discord, call).id


def commands(discord: Discord, call: Call) -> Any:
    found = discord.commands.get(_commands_of(discord, call), [])
    if call.query.get("with_localizations") in ("true", "1"):
        return found
    hidden = ("name_localizations", "description_localizations")
    return [{name: value for name, value in each.items() if name not in hidden} for each in found]


def put_commands(discord: Discord, call: Call) -> Any:
    whose = _commands_of(discord, call)
    known = {(each["type"], each["name"]): each for each in discord.commands.get(whose, [])}
    stored = []
    for each in examine_commands(call.data, discord.limits):
        defaults = {
            "type": 1, "options": [], "default_member_permissions": None, "nsfw": False, "dm_permission": True,
            "contexts": None, "integration_types": [0], "description": "",
        }  # fmt: skip
        whole = defaults | {name: value for name, value in each.items() if value is not None or name == "contexts"}
        before = known.get((whole["type"], whole["name"]))
        whole["id"] = before["id"] if before else str(discord.clock.id())
        whole |= {"application_id": str(discord.application_id), "version": str(discord.clock.id())}
        stored.append(whole | ({"guild_id": str(whose)} if whose else {}))
    discord.commands[whose] = stored
    discord.touch()
    return stored


# Messages


def _channel(discord: Discord, call: Call) -> Channel:
    return discord.visible_channel(call.id("channel"))


def channel(discord: Discord, call: Call) -> Any:
    return _channel(discord, call).json()


def messages(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    found = where.messages if where.permissions(discord.me) & bits("read_message_history") else []
    if "before" in call.query:
        found = [each for each in found if each.id < int(call.query["before"])]
    if "after" in call.query:
        found = [each for each in found if each.id > int(call.query["after"])]
    return [each.json() for each in reversed(found)][: int(call.query.get("limit", 50))]


def message(discord: Discord, call: Call) -> Any:
    return discord.message(_channel(discord, call), call.id("message")).json()


def post(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    discord.may_reach(where)
    if not may_write(where, discord.me, bool(call.uploads)):
        raise missing_permissions()
    if where.locked and not where.permissions(discord.me) & bits("manage_threads"):
        raise thread_archived()
    draft = examine(Form(), call.data, call.uploads, CREATE, discord.limits)
    reference = draft.reference
    if reference is not None and reference.get("fail_if_not_exists", True):
        discord.message(where, int(reference["message_id"]))
    where.archived = False
    return discord.post(where, draft).json()


def edit(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    found = discord.message(where, call.id("message"))
    if found.author is not discord.me:
        raise not_the_author()
    discord.may_reach(where)
    if where.archived:
        raise thread_archived()
    draft = examine(Form(), call.data, call.uploads, EDIT, discord.limits, found)
    now_ms, limits = discord.clock.now_ms(), discord.limits
    if now_ms - found.created_ms > limits.old_ms:
        recent = [at for at in discord.old_edits.get(where.id, []) if at > now_ms - limits.old_edits_ms]
        if len(recent) >= limits.old_edits:
            raise too_old_to_edit()
        discord.old_edits[where.id] = [*recent, now_ms]
    return discord.edit(found, draft).json()


def delete(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    found = discord.message(where, call.id("message"))
    if found.author is not discord.me and not where.permissions(discord.me) & bits("manage_messages"):
        raise missing_permissions()
    discord.delete(found)


def typing(discord: Discord, call: Call) -> Any:
    _channel(discord, call)


def pins(discord: Discord, call: Call) -> Any:
    found = [each for each in _channel(discord, call).messages if each.pinned]
    items = [{"pinned_at": stamp(each.created_ms), "message": each.json()} for each in reversed(found)]
    return {"items": items, "has_more": False}


def pin(discord: Discord, call: Call) -> Any:
    _pin(discord, call, True)


def unpin(discord: Discord, call: Call) -> Any:
    _pin(discord, call, False)


def _pin(discord: Discord, call: Call, pinned: bool) -> None:
    where = _channel(discord, call)
    found = discord.message(where, call.id("message"))
    if where.guild is not None and not where.permissions(discord.me) & bits("pin_messages"):
        raise missing_permissions()
    found.pinned = pinned
    discord.touch()


# Threads


def start_thread(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    form = Form()
    data = form.object(call.data)
    form.known(data, ("name", "auto_archive_duration", "type", "invitable", "rate_limit_per_user"))
    name = form.text(data, "name", 1, 100)
    form.choice(data, "auto_archive_duration", (60, 1_440, 4_320, 10_080), required=False)
    form.done()
    if where.kind != TEXT_CHANNEL:
        raise no_route()
    if not where.permissions(discord.me) & bits("create_public_threads"):
        raise missing_permissions()
    if "message" in call.ids:
        discord.message(where, call.id("message"))
    return discord.add_channel(where.guild, name, data.get("type") or PUBLIC_THREAD, where).json()


def change_thread(discord: Discord, call: Call) -> Any:
    where = _channel(discord, call)
    form = Form()
    data = form.object(call.data)
    form.known(data, ("name", "archived", "locked", "auto_archive_duration", "invitable", "rate_limit_per_user"))
    form.text(data, "name", 1, 100, required=False)
    form.done()
    if where.kind not in THREADS:
        raise missing_permissions()
    if "locked" in data and not where.permissions(discord.me) & bits("manage_threads"):
        raise missing_permissions()
    where.name, where.archived = data.get("name", where.name), data.get("archived", where.archived)
    where.locked = data.get("locked", where.locked)
    discord.tell("THREAD_UPDATE", where.guild, where.json())
    return where.json()


def join_thread(discord: Discord, call: Call) -> Any:
    _channel(discord, call)


# Servers


def _guild(discord: Discord, call: Call) -> Guild:
    found = discord.guilds.get(call.id("guild"))
    if found is None:
        raise unknown_guild()
    if not found.installed:
        raise missing_access()
    return found


def guild(discord: Discord, call: Call) -> Any:
    hidden = ("channels", "threads", "members", "joined_at")
    return {name: value for name, value in _guild(discord, call).json().items() if name not in hidden}


def guild_channels(discord: Discord, call: Call) -> Any:
    return _guild(discord, call).json()["channels"]


def guild_roles(discord: Discord, call: Call) -> Any:
    return _guild(discord, call).json()["roles"]


def guild_member(discord: Discord, call: Call) -> Any:
    home, number = _guild(discord, call), call.id("user")
    if number not in home.members:
        raise unknown_member()
    whole = home.member_json(discord.users[number]) | {"joined_at": stamp(EPOCH_MS)}
    whole.pop("permissions")  # told with interactions only
    return whole


_COMMANDS = "/applications/{application:[0-9]+}/commands"
_GUILD_COMMANDS = "/applications/{application:[0-9]+}/guilds/{guild:[0-9]+}/commands"
_CHANNEL = "/channels/{channel:[0-9]+}"
_MESSAGE = _CHANNEL + "/messages/{message:[0-9]+}"
_PINS = _CHANNEL + "/messages/pins"
_GUILD = "/guilds/{guild:[0-9]+}"
ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/users/@me", me),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/users/{user:[0-9]+}", user),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", _COMMANDS, commands),
    ("PUT", _COMMANDS, put_commands),
    ("GET", _GUILD_COMMANDS, commands),
    ("PUT", _GUILD_COMMANDS, put_commands),
    ("GET", _CHANNEL, channel),
    ("PATCH", _CHANNEL, change_thread),
    ("GET", _CHANNEL + "/messages", messages),
    ("POST", _CHANNEL + "/messages", post),
    ("GET", _PINS, pins),
    ("PUT", _PINS + "/{message:[0-9]+}", pin),
    ("DELETE", _PINS + "/{message:[0-9]+}", unpin),
    ("GET", _MESSAGE, message),
    ("PATCH", _MESSAGE, edit),
    ("DELETE", _MESSAGE, delete),
    ("POST", _CHANNEL + "/typing", typing),
    ("POST", _CHANNEL + "/threads", start_thread),
    ("POST", _MESSAGE + "/threads", start_thread),
    ("PUT", _CHANNEL + "/thread-members/@me", join_thread),
    ("GET", _GUILD, guild),
    ("GET", _GUILD + "/channels", guild_channels),
    ("GET", _GUILD + "/roles", guild_roles),
    ("GET", _GUILD + "/members/{user:[0-9]+}", guild_member),
]
