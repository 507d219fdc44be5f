"""What the platforms say by themselves, or add to a screen, is said in the language of the chat or person."""

from bots.delivery.live_cards import pausing
from bots.languages.texts import Wording
from bots.on_telegram.render import pages
from bots.screens.kit.screen import Button, Screen
from tests.worlds.on_discord import play
from tests.worlds.on_telegram import World, played


def test_what_is_added_to_a_screen_is_said_as_the_screen_is():
    card = Screen(
        "history",
        "Verlauf",
        notes=("x" * 3_000, "y" * 3_000),
        buttons=((Button("Neu", "positions"),),),
        say=Wording("de"),
    )
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
