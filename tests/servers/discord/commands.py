"""What Discord accepts as slash commands, and what a person's client lets them say.

The client is as strict as the server: it offers only commands that are installed and fit the place, and sends only
values that fit the option. What a person could not have said raises `Impossible`.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

import discord

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.errors import Form
from tests.servers.discord.world import Channel, Guild, Role, User

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
ATTACHMENT = 11
GUILD_INSTALL, USER_INSTALL = 0, 1
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
_SAFE = 1 << 53
LOCALES = frozenset(each.value for each in discord.Locale)


class Impossible(AssertionError):
    """A person could not have done that."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer of an option."""

    name: str
    value: Any


def is_name(text: str) -> bool:
    """Whether commands and options may be called so: 1-32 lower-case letters and digits of any script, `-`, `_`."""
    fine = all(letter in "-_" or unicodedata.category(letter)[0] in "LN" for letter in text)
    return fine and 1 <= len(text) <= 32 and text == text.lower()


def examine(payload: Any, limits: DiscordLimits) -> list[dict]:
    """The commands of a bulk overwrite, or a refusal that names every mistake."""
    form = Form()
    if not isinstance(payload, list):
        form.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a list.")
        form.done()
    if len(payload) > limits.commands:
        form.wrong("APPLICATION_COMMANDS_MAX", f"Maximum number of application commands reached ({limits.commands})")
    seen = set()
    for number, each in enumerate(payload):
        inside = form.at(number)
        command = inside.object(each)
        _command(inside, command, limits)
        key = (command.get("type", 1), command.get("name"))
        if key in seen:
            inside.at("name").wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    form.done()
    return payload


def _command(form: Form, data: dict, limits: DiscordLimits) -> None:
    names = {"id", "type", "name", "name_localizations", "description", "description_localizations", "options"}
    names |= {"default_member_permissions", "dm_permission", "integration_types", "contexts", "nsfw"}
    form.known(data, names)
    kind = form.choice(data, "type", (1, 2, 3), required=False) or 1
    if kind == 1:
        _named(form, data, limits)
        _options(form, data, limits, depth=0)
    else:
        form.text(data, "name", 1, limits.command)
        if data.get("description") or data.get("options"):
            form.wrong("APPLICATION_COMMAND_CONTEXT_MENU", "Context menu commands have no description and no options")
    for name, allowed in (("integration_types", (0, 1)), ("contexts", (0, 1, 2))):
        values = form.list(data, name, 1, 3, required=False)
        if set(values) - set(allowed) or len(set(values)) != len(values):
            form.at(name).wrong("BASE_TYPE_CHOICES", f"Values must be different ones of {allowed}.")
    rights = data.get("default_member_permissions")
    if rights is not None and not str(rights).isdecimal():
        form.at("default_member_permissions").wrong("PERMISSIONS_TYPE", "Permissions are a number.")
    form.flag(data, "nsfw")
    form.flag(data, "dm_permission")
    if _length(data) > limits.command_text:
        form.wrong("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({limits.command_text})")


def _named(form: Form, data: dict, limits: DiscordLimits) -> None:
    """A name, a description, and both in other languages."""
    for field, most in (("name", limits.command), ("description", limits.command_description)):
        value = form.text(data, field, 1, most)
        if field == "name" and value and not is_name(value):
            form.at("name").wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        other = data.get(f"{field}_localizations")
        inside = form.at(f"{field}_localizations")
        for locale, text in (inside.object(other) if other is not None else {}).items():
            if locale not in LOCALES:
                inside.at(locale).wrong("LOCALE_INVALID", f"{locale} is no locale of Discord.")
            if inside.text({locale: text}, locale, 1, most) and field == "name" and not is_name(text):
                inside.at(locale).wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options(form: Form, data: dict, limits: DiscordLimits, depth: int) -> None:
    options = form.list(data, "options", 0, limits.command_options, required=False)
    kinds, names, optional = set(), set(), False
    for number, each in enumerate(options):
        inside = form.at("options", number)
        option = inside.object(each)
        _option(inside, option, limits, depth)
        kinds.add(option.get("type") in (SUBCOMMAND, GROUP))
        if option.get("name") in names:
            inside.at("name").wrong("APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
        names.add(option.get("name"))
        if option.get("required") and optional:
            message = "Required options must be placed before non-required options"
            inside.wrong("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional |= not option.get("required")
    if len(kinds) > 1:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.at("options").wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _option(form: Form, data: dict, limits: DiscordLimits, depth: int) -> None:
    names = {"type", "name", "name_localizations", "description", "description_localizations"}
    kind = form.choice(data, "type", range(1, 12))
    _named(form, data, limits)
    if kind in (SUBCOMMAND, GROUP):
        form.known(data, names | {"options", "required"})
        if (kind == GROUP and depth > 0) or depth > 1:
            form.wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands are nested too deeply")
        _options(form, data, limits, depth + 1)
        return
    names |= {"required"}
    names |= {"choices", "autocomplete"} if kind in (STRING, INTEGER, NUMBER) else set()
    names |= {"min_value", "max_value"} if kind in (INTEGER, NUMBER) else set()
    names |= {"min_length", "max_length"} if kind == STRING else set()
    names |= {"channel_types"} if kind == CHANNEL else set()
    form.known(data, names)
    form.flag(data, "required")
    if form.flag(data, "autocomplete") and data.get("choices"):
        form.wrong("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Autocomplete and choices exclude each other")
    choices(form, data, kind, limits)
    form.number(data, "min_length", 0, 6_000)
    form.number(data, "max_length", 1, 6_000)
    for name in ("min_value", "max_value"):
        if kind == INTEGER:
            form.number(data, name, -_SAFE, _SAFE)
    for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
        if data.get(low) is not None and data.get(high) is not None and data[low] > data[high]:
            form.at(low).wrong("APPLICATION_COMMAND_OPTIONS_MIN_OVER_MAX", f"{low} is above {high}")


def choices(form: Form, data: dict, kind: int, limits: DiscordLimits) -> list[dict]:
    """Examine the choices of an option, or of an autocomplete answer."""
    found = form.list(data, "choices", 0, limits.choices, required=False)
    names = set()
    for number, each in enumerate(found):
        inside = form.at("choices", number)
        choice = inside.object(each)
        inside.known(choice, ("name", "name_localizations", "value"))
        names.add(inside.text(choice, "name", 1, limits.choice))
        if kind == STRING:
            inside.text(choice, "value", 1, limits.choice)
        elif kind == INTEGER:
            inside.number(choice, "value", -_SAFE, _SAFE, required=True)
        elif not isinstance(choice.get("value"), int | float):
            inside.at("value").wrong("NUMBER_TYPE_COERCE", f"Value {choice.get('value')!r} is not a number.")
    if len(names) != len(found):
        form.at("choices").wrong("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME", "Choice names must be unique")
    return found


def _length(data: dict) -> int:
    """What counts towards the size of a command: the longest of each text's languages."""
    total = 0
    for field in ("name", "description"):
        texts = [data.get(field) or "", *(data.get(f"{field}_localizations") or {}).values()]
        total += max(len(str(text)) for text in texts)
    total += sum(len(str(each.get("name", ""))) + len(str(each.get("value", ""))) for each in data.get("choices") or ())
    return total + sum(_length(each) for each in data.get("options") or () if isinstance(each, dict))


# A person's client


def offered(command: dict, user: User, channel: Channel, guild: Guild | None) -> None:
    """Whether the client offers this command to this person here; `Impossible` with the reason, if not."""
    name, types = command["name"], command.get("integration_types") or [GUILD_INSTALL]
    place = IN_BOT_DM if guild is None else IN_GUILD
    if command.get("contexts") is not None and place not in command["contexts"]:
        raise Impossible(f"/{name} is not offered in {'a server' if guild else 'direct messages'}")
    if not owners(types, user, guild):
        raise Impossible(f"/{name} is not installed where {user.name} is, nor for {user.name}")
    rights = command.get("default_member_permissions")
    if guild is not None and rights is not None:
        held = guild.permissions(user)
        if held & int(rights) != int(rights) or (int(rights) == 0 and user is not guild.owner):
            raise Impossible(f"/{name} is not offered to {user.name}: it takes the permissions {rights}")


def owners(types: list[int], user: User, guild: Guild | None) -> dict[str, str]:
    """Who authorised the app for this use: the server ("0" in direct messages), the user, both; empty: nobody."""
    found = {}
    if GUILD_INSTALL in types and (guild is None or guild.installed):
        found["0"] = "0" if guild is None else str(guild.id)
    if USER_INSTALL in types and user.installed:
        found["1"] = str(user.id)
    return found


def filled(options: list[dict], said: dict[str, Any], focused: str | None = None) -> list[dict]:
    """The options as the client sends them. `focused`: the person is still typing that one."""
    known = {each["name"]: each for each in options}
    if unknown := said.keys() - known.keys():
        raise Impossible(f"no such option: {', '.join(sorted(unknown))}; there are {', '.join(known) or 'none'}")
    missing = [each["name"] for each in options if each.get("required") and each["name"] not in said]
    if missing and focused is None:
        raise Impossible(f"the client asks for {', '.join(missing)} first")
    sent = []
    for name, value in said.items():
        option = {"type": known[name]["type"], "name": name}
        if name == focused:
            if not known[name].get("autocomplete"):
                raise Impossible(f"{name} has no autocomplete")
            sent.append(option | {"value": str(value), "focused": True})
        else:
            sent.append(option | {"value": _value(known[name], value)})
    return sent


def _value(option: dict, value: Any) -> Any:
    """What the client sends for this, as the option's type allows."""
    name, kind = option["name"], option["type"]
    if option.get("choices"):
        for choice in option["choices"]:
            if value in (choice["name"], choice["value"]):
                return choice["value"]
        raise Impossible(f"{name} offers {[each['name'] for each in option['choices']]}, not {value!r}")
    whole = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        STRING: isinstance(value, str) and value != "", INTEGER: whole, BOOLEAN: isinstance(value, bool),
        NUMBER: whole or isinstance(value, float), USER: isinstance(value, User), CHANNEL: isinstance(value, Channel),
        ROLE: isinstance(value, Role), MENTIONABLE: isinstance(value, User | Role),
    }  # fmt: skip
    if not fits.get(kind, False):
        raise Impossible(f"{name} is of type {kind}; {value!r} cannot be typed there")
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return str(value.id)
    measure, unit = (len(value), "length") if kind == STRING else (value, "value")
    low, high = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if kind != BOOLEAN and ((low is not None and measure < low) or (high is not None and measure > high)):
        raise Impossible(f"{name} takes a {unit} from {low} to {high}, not {value!r}")
    return value
