"""The table of verbs: a row that forgets something is refused here, by name."""

import re
from dataclasses import replace

import pytest

from bots.desk.help import help_on
from bots.languages.texts import ENGLISH, TRANSLATED, Wording
from bots.on_discord.slash_commands import registered
from bots.on_telegram.command_menu import menus
from bots.sentences.row import Help, Option, Suggest, Takes, Verb
from bots.sentences.verbs import ALIASES, VERBS, read
from core.messages.all import Refusal

WORD = re.compile(r"[a-z?]{1,32}")


def complaints(verb: Verb) -> list[str]:
    """What is wrong with a row by itself."""
    found = []
    if not WORD.fullmatch(verb.name) or any(not WORD.fullmatch(alias) for alias in verb.aliases):
        found.append("a name or alias is no word")
    if not verb.examples or any(example.split()[0] != verb.name for example in verb.examples):
        found.append("its examples do not begin with it")
    for example in verb.examples:
        try:
            verb.reader(example.lower().split()[1:])
        except Refusal:
            found.append(f"its example is not read: {example}")
    for text in (verb.does, *(option.does for option in verb.options)):
        found += [f"not in {language}: {text}" for language in TRANSLATED if Wording(language)(text) == text]
    names = [option.name for option in verb.options]
    if len(set(names)) < len(names):
        found.append("two options have one name")
    needed = [option.needed for option in verb.options]
    if needed != sorted(needed, reverse=True):
        found.append("an option that is needed comes after one that is not")
    if bool(verb.usage) != bool(verb.options):
        found.append("a usage without options, or options without a usage")
    if verb.admins_only and (verb.group_menu is not None or not verb.groups_only):
        found.append("what is for admins of groups has no place among everybody's")
    if verb.groups_only and not verb.admins_only and verb.group_menu is None:
        found.append("what is for groups alone stands in no menu")
    for option in verb.options:
        found += complaints_of(option)
    return found


def complaints_of(option: Option) -> list[str]:
    """What is wrong with an option by itself."""
    found = []
    if ("{}" in option.says) == (option.takes is Takes.FLAG):
        found.append(f"{option.name}: a flag says its words, everything else what it is filled with")
    if option.choices and (option.suggest or option.also):
        found.append(f"{option.name}: choices and suggestions exclude each other")
    if (option.low is not None or option.high is not None) and option.takes not in (Takes.WHOLE, Takes.DECIMAL):
        found.append(f"{option.name}: bounds are for numbers")
    return found


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_row_is_whole(verb):
    assert complaints(verb) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"examples": ()}, "examples"),
        ({"examples": ("margin 3 10",)}, "examples"),
        ({"examples": ("close 3 200%",)}, "not read"),
        ({"does": "open the fridge"}, "not in de"),
        ({"options": (Option("id", "open the fridge"),)}, "not in de"),
        ({"options": (VERBS["close"].options[0],) * 2}, "one name"),
        ({"options": (VERBS["close"].options[1], VERBS["tp"].options[0])}, "needed"),
        ({"options": ()}, "usage"),
        ({"aliases": ("Zu machen",)}, "word"),
        ({"admins_only": True}, "admins"),
        ({"groups_only": True}, "menu"),
        ({"options": (replace(VERBS["close"].options[0], says="it"),)}, "filled with"),
        ({"options": (replace(VERBS["price"].options[0], also=("all",)),)}, "exclude"),
        ({"options": (replace(VERBS["close"].options[0], low=1),)}, "bounds"),
    ],
)
def test_what_a_row_may_not_be(change, complaint):
    assert any(complaint in each for each in complaints(replace(VERBS["close"], **change)))


def test_no_word_means_two_verbs():
    said = [*VERBS, *(alias for verb in VERBS.values() for alias in verb.aliases)]
    assert len(set(said)) == len(said)
    assert all(name == verb.name for name, verb in VERBS.items())
    assert all(read(alias).verb == name for alias, name in ALIASES.items() if not VERBS[name].admins_only)


def test_the_menu_of_groups_has_each_place_once():
    places = sorted(verb.group_menu for verb in VERBS.values() if verb.group_menu is not None)
    assert places == list(range(1, len(places) + 1))


def test_every_verb_is_shown_everywhere_it_should_be():
    listed = {name for name, verb in VERBS.items() if verb.listed}
    private, group, admins = ({each.command for each in commands} for _s, language, commands in menus() if not language)
    assert private | admins == listed and group < admins
    assert {field.value for item in help_on(ENGLISH, None).items for field in item if field.key == "Verb"} == listed
    assert [command["name"] for command in registered({})] == list(VERBS)
    assert all(read(f"help {name}").command == Help(name) for name in VERBS)


def test_verbs_that_name_a_thing_by_its_number_take_no_nonce_for_it():
    by_number = {Suggest.POSITION, Suggest.ORDER, Suggest.POSITION_OR_ORDER, Suggest.ENDED}
    numbered = {name for name, verb in VERBS.items() if verb.numbered}
    assert numbered == {"confirm", "verify"} | {
        name for name, verb in VERBS.items() if any(option.suggest in by_number for option in verb.options)
    }
    assert read("close #1234").nonce is None
    assert read("up #1234").nonce == "1234"
