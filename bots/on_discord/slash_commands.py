"""Discord's slash commands: what is registered there, made of the table of verbs, and what comes back from it.

VERBS            --registered-->  what Discord is told, in every language that we have; and only where it was told
                                  something else before (`same`)
an invocation    --spoken-->      a sentence
"""

from collections.abc import Callable, Mapping

from bots.on_discord.escape import cut
from bots.on_discord.library_internals import Payload
from bots.on_discord.limits import DiscordLimits
from bots.sentences.row import Option, Takes, Verb
from bots.sentences.verbs import VERBS

Translate = Callable[[str], str]

_LIMITS = DiscordLimits()
_CHAT_INPUT = 1
_TYPES = {Takes.TEXT: 3, Takes.WHOLE: 4, Takes.FLAG: 5, Takes.ROLE: 8, Takes.DECIMAL: 10}
_IN_SERVERS, _BY_USERS = 0, 1  # who installs the app
_SERVER, _BOT_DM, _OTHER_DM = 0, 1, 2  # where a command may be used
_MANAGE_SERVER = "32"  # the permission; a server may choose other roles and channels for each command
_LONGEST = 60  # characters of what is typed into an option


def registered(languages: Mapping[str, Translate]) -> list[Payload]:
    """All commands. `languages`: how a text is translated, by Discord's name of a language; ours is English."""
    return [_command(verb, languages) for verb in VERBS.values()]


def _command(verb: Verb, languages: Mapping[str, Translate]) -> Payload:
    alone = not verb.groups_only
    return {
        "type": _CHAT_INPUT,
        "name": verb.name,
        **_description(verb.does, languages),
        "options": [_option(option, languages) for option in verb.options if option.on_discord],
        "integration_types": [_IN_SERVERS, _BY_USERS] if alone else [_IN_SERVERS],
        "contexts": [_SERVER, _BOT_DM, _OTHER_DM] if alone else [_SERVER],
        "default_member_permissions": _MANAGE_SERVER if verb.admins_only else None,
    }


def _option(option: Option, languages: Mapping[str, Translate]) -> Payload:
    payload: Payload = {
        "type": _TYPES[option.takes],
        "name": option.name,
        **_description(option.does, languages),
        "required": option.needed,
    }
    if option.choices:
        payload["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
    elif option.suggest or option.also:
        payload["autocomplete"] = True
    if option.takes is Takes.TEXT and not option.choices:
        payload["max_length"] = _LONGEST
    bounds = {"min_value": option.low, "max_value": option.high}
    return payload | {key: bound for key, bound in bounds.items() if bound is not None}


def _description(does: str, languages: Mapping[str, Translate]) -> Payload:
    translated = {name: translate(does) for name, translate in languages.items()}
    return {
        "description": cut(does, _LIMITS.command_description),
        "description_localizations": {
            name: cut(text, _LIMITS.command_description) for name, text in translated.items() if text != does
        },
    }


def same(ours: list[Payload], theirs: list[Payload]) -> bool:
    """Whether Discord has these very commands. It adds ids, leaves out what is empty, and keeps its own order."""
    return _by_name(ours) == _by_name(theirs)


def _by_name(commands: list[Payload]) -> dict[str, Payload]:
    return {command["name"]: _plain(command, _COMMAND_KEYS) for command in commands}


_COMMAND_KEYS = (
    "type", "description", "description_localizations", "options", "integration_types", "contexts",
    "default_member_permissions",
)  # fmt: skip
_OPTION_KEYS = (
    "type", "name", "description", "description_localizations", "required", "choices", "autocomplete", "max_length",
    "min_value", "max_value",
)  # fmt: skip
_CHOICE_KEYS = ("name", "value")


def _plain(payload: Payload, keys: tuple[str, ...]) -> Payload:
    kept = {key: payload[key] for key in keys if not _is_empty(payload.get(key))}
    for key, inner in (("options", _OPTION_KEYS), ("choices", _CHOICE_KEYS)):
        if key in kept:
            kept[key] = [_plain(each, inner) for each in kept[key]]
    for key in ("integration_types", "contexts"):
        if key in kept:
            kept[key] = sorted(kept[key])
    return kept


def _is_empty(value: object) -> bool:
    return value is None or value is False or value == [] or value == {}


def spoken(data: Payload) -> str:
    """The sentence of an invocation. A command that is not in the table is said by its name, to be refused."""
    name = data["name"]
    given = {option["name"]: option["value"] for option in data.get("options", [])}
    return VERBS[name].sentence(given) if name in VERBS else name


def focused(data: Payload) -> tuple[Option, str] | None:
    """The option that is being typed, and what of it is there already; None: it is not in the table."""
    typed = next((option for option in data.get("options", []) if option.get("focused")), None)
    if typed is None:
        return None
    option = VERBS[data["name"]].option(typed["name"]) if data["name"] in VERBS else None
    return None if option is None else (option, str(typed["value"]).strip().lower())
