"""What the platforms say by themselves, or add to a screen, is said in the language of the chat or person."""

import ast
import string
from pathlib import Path

import pytest

from bots.delivery.live_cards import pausing
from bots.languages.german import GERMAN
from bots.languages.texts import speaking
from bots.on_telegram.render import pages
from bots.screens.kit.screen import Button, Screen
from tests import ROOT
from tests.worlds.on_discord import play
from tests.worlds.on_telegram import World, played

_BOTS = ROOT / "bots"
_FILES = sorted(_BOTS.rglob("*.py"))


def _texts(path: Path) -> set[str]:
    """Every text that a file marks for people."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    marked = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_")]
    return {text.value for text in marked if isinstance(text, ast.Constant)}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_whatever_people_read_is_there_in_german(path):
    assert _texts(path) - GERMAN.keys() == set()


@pytest.mark.parametrize("text", sorted(GERMAN))
def test_a_translation_names_the_same_figures(text):
    def figures(words: str) -> set[str | None]:
        return {name for _before, name, _format, _how in string.Formatter().parse(words)} - {None}

    assert figures(GERMAN[text]) == figures(text)


def test_what_is_added_to_a_screen_is_said_as_the_screen_is():
    with speaking("de"):
        card = Screen("history", "Verlauf", notes=("x" * 3_000, "y" * 3_000), buttons=((Button("Neu", "positions"),),))
    assert pausing(card).buttons[0][0].label == "Weiter"
    assert pages(card)[0].title.startswith("Verlauf (Seite 1 von")
    assert pages(card)[0].buttons[-1][0].label == "Mehr ›"


def test_a_group_that_speaks_german_is_told_so_by_telegram():
    async def story(world: World):
        ann, bob = world.person("Ann"), world.person("Bob", started=False)
        group = world.server.group("Freunde", ann, bob)
        await world.ask(ann, "/setup language de", group)
        await ann.says_anonymously("/up 25", group)
        await world.quiet()
        assert "Wer bist du?" in group.last.text
        assert "Zum privaten Chat" in (await world.ask(bob, "/me", group)).labels

    played(story, "can't initiate conversation")


def test_discords_own_words_are_in_the_language_of_ones_own_discord():
    async def talk(world):
        ann = world.person("Ann", locale="de")
        world.server.overwrite(world.general, world.server.me, deny=["send_messages"])
        answer = await ann.slash("round", channel=world.general, window="5m")
        assert "Mir fehlt Nachrichten senden" in answer.text

    play(talk)


def test_a_newcomer_begins_in_the_language_of_their_own_telegram():
    async def story(world: World):
        ann, bob, cyd = (
            world.person(name, language=code) for name, code in zip("ABC", ("de-AT", "en", "xx"), strict=True)
        )
        for who, word in ((ann, "Guthaben"), (bob, "Balance"), (cyd, "Balance")):
            assert word in (await world.ask(who, "/me")).text
        await world.ask(ann, "/settings language en")
        assert "Balance" in (await world.ask(ann, "/me")).text, "what they chose stays"

    played(story)


def test_a_newcomer_begins_in_the_language_of_their_own_discord():
    async def talk(world):
        for name, locale, word in (("Ann", "de", "Guthaben"), ("Bob", "en-US", "Balance"), ("Cyd", "pt-BR", "Balance")):
            assert word in (await world.person(name, locale=locale).slash("me")).text
        dora = world.person("Dora", locale="de")
        await dora.types("up", "stake", "")
        assert "Guthaben" in (await dora.slash("me")).text, "also whom typing made an account for"

    play(talk)
