"""Slash commands: every verb is one, within Discord's limits, and what is filled in becomes a sentence that is read."""

import itertools
import re

import pytest

from bots.languages.texts import Wording
from bots.on_discord import slash_commands
from bots.on_discord.limits import DiscordLimits
from bots.sentences import verbs
from bots.sentences.row import Option, Takes
from core.messages.all import Refusal

LIMITS = DiscordLimits()
TYPED = {  # what people type where nothing is chosen
    "stake": ["25", "1.5k", "half"],
    "margin": ["25", "10%"],
    "amount": ["25"],
    "tp": ["0.3%", "101000", "50% roe"],
    "sl": ["0.02%"],
    "value": ["off", "0.3%", "50% roe", "99000"],
    "id": ["3"],
    "loss": ["200", "off"],
    "confirm": ["100", "off"],
    "cap": ["100", "off"],
    "presets": ["10 25 50"],
    "verb": ["long"],
    "code": ["ACDE-3467", "acde3467"],
    "quiet": ["22:00-07:00 +02:00", "off"],
}
CONFLICTS = {
    "limits": {"loss", "leverage"},
    "round": {"do"},
    "settings": {"tolerance", "confirm", "presets", "language"},
    "alerts": {"near", "funding", "quiet", "mention", "test"},
    "alert": {"below", "move", "within", "remove"},
    "watch": {"remove"},
    "setup": {"topic", "cap", "rounds", "role", "feed", "language"},
}


OPTIONS_OF_A_MIRROR = ("side", "market", "margin", "leverage", "at", "loss", "liq")


def fillings(verb: str, option: Option) -> list:
    """What an option may be filled with."""
    if option.choices:
        return list(option.choices)
    match option.takes:
        case Takes.FLAG:
            return [True, False]
        case Takes.ROLE:
            return ["123456789012345678"]
        case Takes.WHOLE:
            least = max(1, option.low or 1)
            return [least, least + 2]
        case Takes.DECIMAL:
            return [0.25, 5, 1.5]
        case Takes.TEXT if (verb, option.name) == ("limits", "leverage"):
            return ["100x", "off", "50"]
        case Takes.TEXT:
            return [*TYPED[option.name], *option.also]


def sentence(verb: str, given: dict) -> str:
    """What somebody says who filled these options in."""
    return verbs.VERBS[verb].sentence(given)


def test_what_is_for_groups_and_admins():
    assert {verb.name for verb in verbs.VERBS.values() if verb.groups_only} == {"round", "setup"}
    assert {verb.name for verb in verbs.VERBS.values() if verb.admins_only} == {"setup"}


@pytest.mark.parametrize("verb", verbs.VERBS)
def test_whatever_is_filled_in_is_read(verb):
    needed = {option.name: fillings(verb, option)[0] for option in verbs.VERBS[verb].options if option.needed}
    context = {
        "tp": {"margin": "25", "leverage": 100}, "sl": {"margin": "25", "leverage": 100},
        "at": {"margin": "25", "leverage": 100}, "percent": {"id": "3"}, "kind": {"ring": "loud"},
        "ring": {"kind": "settled"}, "within": {"move": 1}, "move": {"within": "5m"},
        "every": {"window": "5m"}, "sealed": {"window": "5m"}, "market": {"window": "5m"},
        "sure": {"code": "ACDE-3467"},
    }  # fmt: skip
    if verb == "alert":
        context["market"] = {"above": 105_000}
    if verb == "watch":
        context |= {name: {"side": "long", "leverage": 50, "at": 100_000} for name in OPTIONS_OF_A_MIRROR}
    known = {option.name for option in verbs.VERBS[verb].options}
    for option in verbs.VERBS[verb].options:
        others = {name: value for name, value in context.get(option.name, {}).items() if name in known}
        for value in fillings(verb, option):
            given = needed | others | {option.name: value}
            assert verbs.read(sentence(verb, given)).verb == verb, given
    verbs.read(sentence(verb, needed))


@pytest.mark.parametrize("verb", [verb for verb in verbs.VERBS if len(verbs.VERBS[verb].options) > 1])
def test_all_options_together_are_read_in_whatever_order_they_come(verb):
    options = [option for option in verbs.VERBS[verb].options if option.name not in CONFLICTS.get(verb, ())]
    given = {option.name: fillings(verb, option)[0] for option in options}
    said = {sentence(verb, dict(order)) for order in itertools.islice(itertools.permutations(given.items()), 30)}
    assert len(said) == 1
    verbs.read(said.pop())


def test_options_mean_what_they_say():
    read = verbs.read(
        sentence("long", {"leverage": 1001, "market": "ETH", "margin": "25", "tp": "0.3%", "at": 3999.5})
    ).command
    same = verbs.read("long eth 25 1001x tp 0.3% at 3999.5").command
    assert read == same
    assert sentence("settings", {"tolerance": 0.2}) == "settings tolerance 0.2%"
    assert sentence("close", {"id": "3", "percent": 12.5}) == "close 3 12.5%"
    assert sentence("round", {"window": "5m", "sealed": True, "every": "1h"}) == "round 5m every 1h sealed"
    assert sentence("round", {"sealed": False}) == "round"
    assert sentence("long", {"at": 1e-07}) == "long at 0.0000001"


def test_what_is_not_in_the_table_is_refused_and_not_forgotten():
    with pytest.raises(Refusal) as caught:
        verbs.read(sentence("long", {"margin": "25", "leverage": 100, "stop": "3"}))
    assert caught.value.code == "word_unknown"
    with pytest.raises(Refusal):
        verbs.read(slash_commands.spoken({"name": "nonsense"}))


# What Discord is told


def texts(command: dict) -> int:
    """How many characters Discord counts of a command."""
    options = command["options"]
    counted = [command, *options, *(choice for option in options for choice in option.get("choices", []))]
    return sum(
        len(each["name"])
        + max(map(len, (each.get("description", ""), *each.get("description_localizations", {}).values())))
        + len(str(each.get("value", "")))
        for each in counted
    )


def test_commands_are_within_discords_limits():
    commands = slash_commands.registered({"de": lambda text: text * 3})
    assert 1 <= len(commands) <= LIMITS.commands
    assert len({command["name"] for command in commands}) == len(commands)
    for command in commands:
        assert texts(command) <= LIMITS.command_text
        assert len(command["options"]) <= LIMITS.command_options
        needed = [option["required"] for option in command["options"]]
        assert needed == sorted(needed, reverse=True), "Discord wants what is needed first"
        for each in (command, *command["options"]):
            assert re.fullmatch(r"[a-z0-9_-]{1,32}", each["name"])
            for text in (each["description"], *each["description_localizations"].values()):
                assert 1 <= len(text) <= LIMITS.command_description
        for option in command["options"]:
            assert len(option.get("choices", [])) <= LIMITS.choices
            assert not (option.get("choices") and option.get("autocomplete"))


def test_alone_anywhere_and_rounds_only_where_the_bot_is():
    commands = {command["name"]: command for command in slash_commands.registered({})}
    assert (commands["long"]["integration_types"], commands["long"]["contexts"]) == ([0, 1], [0, 1, 2])
    assert (commands["round"]["integration_types"], commands["round"]["contexts"]) == ([0], [0])
    assert commands["setup"]["default_member_permissions"] == "32", "offered to who manages the server"
    assert commands["round"]["default_member_permissions"] is None


def test_descriptions_are_given_in_other_languages_where_there_is_a_translation():
    german = {"what is open": "was offen ist"}
    commands = {
        command["name"]: command for command in slash_commands.registered({"de": lambda text: german.get(text, text)})
    }
    assert commands["positions"]["description"] == "what is open"
    assert commands["positions"]["description_localizations"] == {"de": "was offen ist"}
    assert commands["me"]["description_localizations"] == {}


def test_everything_is_described_in_german_and_whole():
    described = [entry.does for entry in verbs.VERBS.values()]
    described += [option.does for entry in verbs.VERBS.values() for option in entry.options]
    for text in described:
        assert Wording("de")(text) != text, text
        for each in (text, Wording("de")(text)):
            assert len(each) <= LIMITS.command_description, each


def as_discord_returns(command: dict) -> dict:
    """A command as Discord keeps it: with ids, without what is empty."""
    kept = {key: value for key, value in command.items() if value not in ({}, [])}
    kept["options"] = [
        {key: value for key, value in option.items() if value != {} and value is not False}
        for option in command["options"]
    ]
    if not kept["options"]:
        del kept["options"]
    added = {"id": "1", "application_id": "2", "version": "3", "nsfw": False, "name_localizations": None}
    return kept | added | {"dm_permission": True}


def test_commands_are_sent_again_only_when_they_changed():
    ours = slash_commands.registered({"de": str.upper})
    theirs = [as_discord_returns(command) for command in reversed(ours)]
    assert slash_commands.same(ours, theirs)
    assert not slash_commands.same(ours, theirs[1:])
    assert not slash_commands.same(ours, [])
    assert not slash_commands.same(slash_commands.registered({}), theirs)
    for change in ({"description": "other"}, {"contexts": [0]}, {"options": []}):
        assert not slash_commands.same(ours, [*theirs[:-4], *({**each, **change} for each in theirs[-4:])])
    choices = [{**each, "options": [{**option, "choices": [{"name": "x", "value": "x"}]}
                                    for option in each.get("options", [])]} for each in theirs]  # fmt: skip
    assert not slash_commands.same(ours, choices)


# What comes back


def test_an_invocation_is_a_sentence():
    options = [{"name": "window", "type": 3, "value": "5m"}, {"name": "stake", "type": 3, "value": "25"}]
    data = {"id": "1", "name": "up", "type": 1, "options": options}
    assert slash_commands.spoken(data) == "up 25 5m"
    assert slash_commands.spoken({"name": "me"}) == "me"


def test_what_is_being_typed_is_found():
    data = {"name": "close", "options": [{"name": "id", "type": 3, "value": " #3 ", "focused": True}]}
    option, typed = slash_commands.focused(data)
    assert (option.name, typed) == ("id", "#3")
    assert (
        slash_commands.focused({"name": "close", "options": [{"name": "other", "value": "", "focused": True}]}) is None
    )
    assert (
        slash_commands.focused({"name": "nothing", "options": [{"name": "id", "value": "", "focused": True}]}) is None
    )
    assert slash_commands.focused({"name": "close", "options": []}) is None


def test_a_text_where_a_number_belongs_is_refused_as_a_text():
    """`1e999999999` would be a sentence of a gigabyte."""
    for text in ("1e999999999", "NaN", "abc", ""):
        said = sentence("close", {"id": "3", "percent": text})
        assert said == f"close 3 {text}%"
        with pytest.raises(Refusal):
            verbs.read(said)
