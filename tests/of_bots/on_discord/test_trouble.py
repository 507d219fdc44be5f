"""Discord and people as they are: closed direct messages, dead tokens, cut lines, floods, wrong settings."""

import asyncio
import logging
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bots.delivery.platform import (
    Address,
    Call,
    Outgoing,
)
from bots.on_discord.limits import DiscordLimits
from bots.screens.kit.screen import Screen
from tests.servers.discord.state import COMMAND
from tests.worlds.on_discord import TOKEN, opened, play


@contextmanager
def held(world):
    """The engine's thread is busy until the block ends."""
    go = threading.Event()
    busy = asyncio.ensure_future(world.thread.call(go.wait, 10))
    try:
        yield
    finally:
        go.set()
        assert not busy.cancelled()


# In time, or else by a direct message


def test_what_takes_long_is_acknowledged_in_time_and_answered_when_it_is_ready():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("start")).message
        for act in (
            lambda: ann.slash("me", channel=world.general),
            lambda: ann.slash("me"),
            lambda: ann.presses(card, "Prices"),
        ):
            world.server.pass_ms(1_500)
            with held(world):
                saying = asyncio.ensure_future(act())
                await asyncio.sleep(0.25)
                assert not saying.done()
            answer = await saying
            assert not answer.failed and 100 <= answer.took_ms <= 300
            assert "### " in answer.text
            assert answer.ephemeral is (answer.message.channel is world.general)
        assert "### Prices" in card.text

    play(talk, limits=DiscordLimits().scaled(10))


@pytest.mark.parametrize("alone", [True, False])
def test_an_answer_that_comes_too_late_comes_as_a_direct_message_and_is_done_once(alone):
    async def talk(world):
        ann = world.person("Ann")
        with held(world):
            where = {} if alone else {"channel": world.general}
            saying = asyncio.ensure_future(ann.slash("long", market="BTC", margin="25", leverage=100, **where))
            await asyncio.sleep(0.05)
            world.server.pass_ms(301)
        answer = await saying
        assert answer.failed
        await world.server.until(lambda: ann.inbox)
        await world.price(100_000)
        await world.server.until(lambda: "is open" in ann.inbox[-1].text)
        assert len(ann.inbox) == 1
        assert await world.balance(ann) == "975"

    play(talk, limits=DiscordLimits().scaled(10))


def test_a_command_of_long_ago_opens_nothing_and_offers_to_say_it_again():
    async def talk(world):
        ann = world.person("Ann")
        world.server.gateway.drop()
        ann._say(COMMAND, "long", None, {"market": "BTC", "margin": "25", "leverage": 100})
        world.server.pass_ms(11_000)
        await world.server.until(lambda: ann.inbox)
        assert "Not done" in ann.inbox[-1].text
        assert await world.balance(ann) == "1000"
        await world.price(100_000)
        await ann.presses(ann.inbox[-1], ann.inbox[-1].labels[0])
        await world.price(100_000)
        await world.server.until(lambda: "is open" in ann.inbox[-1].text)

    play(talk)


def test_a_card_whose_answer_is_cut_off_is_written_as_a_message():
    async def talk(world):
        ann = world.person("Ann")
        world.server.fault("POST", "/interactions/.*/callback", drop=True)
        answer = await ann.slash("long", market="BTC", margin="25", leverage=100)
        assert answer.failed
        await world.server.until(lambda: ann.inbox)
        await world.price(100_000)
        await world.server.until(lambda: "is open" in ann.inbox[-1].text)

    play(talk, limits=DiscordLimits().scaled(10))


# The gateway


def test_an_interaction_that_is_delivered_twice_is_done_once():
    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("long", market="BTC", margin="25", leverage=100)
        session = next(iter(world.server.gateway.sessions.values()))
        again = [event for event in session.events if event["t"] == "INTERACTION_CREATE"][-1]
        world.server.gateway.dispatch("INTERACTION_CREATE", again["d"])
        await world.server.until(lambda: [each for each in world.server.refused if each.code == 40060])
        await world.price(100_000)
        await world.quiet()
        assert await world.balance(ann) == "975"
        assert len(ann.inbox) == 1

    play(talk)


# Alerts


def test_an_alert_whose_answer_is_lost_arrives_once():
    async def talk(world):
        ann = world.person("Ann")
        await opened(world, ann)
        world.server.fault("POST", "/channels/[0-9]+/messages", drop_after=True)
        await world.price(99_000)
        await world.server.until(lambda: ann.rung)
        posts = world.server.asked("POST", "/channels/[0-9]+/messages")
        await world.server.until(lambda: len(world.server.asked("POST", "/channels/[0-9]+/messages")) > 1, 10)
        await world.quiet()
        assert posts and len(ann.rung) == 1

    play(talk)


def test_closed_direct_messages_are_noticed_remembered_and_told_and_nothing_is_lost():
    async def talk(world):
        ann, server = world.person("Ann", dms_open=False), world.server
        await opened(world, ann, channel=world.general)
        await world.price(99_000)
        await server.until(lambda: [each for each in server.refused if each.code == 50007])
        await world.quiet()
        knocks = len([each for each in server.refused if each.code == 50007])
        await world.price(98_000)
        await world.seconds(3, 98_000)
        answer = await ann.slash("me", channel=world.general)
        await server.until(lambda: "closed to me" in answer.text)
        assert answer.ephemeral
        assert len([each for each in server.refused if each.code == 50007]) == knocks
        ann.dms_open = True
        server.pass_ms(2_000)
        await ann.slash("me")
        await world.quiet()
        await server.until(lambda: any("LIQUIDATED" in message.text for message in ann.inbox))

    play(talk)


def test_the_direct_conversation_is_opened_at_first_contact():
    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("me", channel=world.general)
        await world.server.until(lambda: world.server.asked("POST", "/users/@me/channels"))
        world.server.pass_ms(1_500)
        await ann.slash("me", channel=world.general)
        await world.quiet()
        assert len(world.server.asked("POST", "/users/@me/channels")) == 1

    play(talk)


def test_who_chose_it_is_called_in_the_channel_and_nobody_else():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        screen = Screen("liquidation", f"LIQUIDATED <@{bob.id}> @everyone")
        called = (Call(str(ann.id), "Ann"),)
        outgoing = Outgoing(Address("discord", chat=str(world.general.id)), (screen,), nonce="abc", calls=called)
        await world.game.client.sender.send(outgoing)
        (message,) = world.general.messages
        assert message.pinged == {ann} and message.text.startswith(f"<@{ann.id}>")

    play(talk)


def test_thousands_of_alerts_meet_no_limit():
    """Scaled: a world in which ten seconds are one; but a late answer comes as a message, which rings as well."""

    async def talk(world):
        people = [world.person(f"P{number}") for number in range(120)]
        for person in people:
            await person.slash("long", market="BTC", margin="25", leverage=1001)
            await world.price(100_000)
        await world.quiet()
        await world.price(99_000)
        await world.server.until(lambda: all(person.rung for person in people), 30)
        assert world.server.rates.hits == 0
        assert all(len(person.rung) == 1 for person in people)
        await world.quiet()  # their cards change after that

    play(talk, limits=replace(DiscordLimits().scaled(10), answer_ms=DiscordLimits().answer_ms))


# Too much, and nonsense


def test_a_flood_is_answered_once_and_no_press_is_said_to_have_failed():
    async def talk(world):
        ann = world.person("Ann", patience=0.05)
        card = (await ann.slash("start")).message
        answers = await asyncio.gather(*(ann.presses(card, "Prices") for _ in range(12)))
        assert not any(answer.failed for answer in answers)
        assert sum("Slowly" in text for text in card.texts) <= 1

    play(talk)


def test_typing_quickly_asks_the_desk_no_more_than_every_other_second():
    async def talk(world):
        ann = world.person("Ann")
        await opened(world, ann, leverage=100)
        heard = []
        hear = world.game.desk.hear
        world.game.desk.hear = lambda said: heard.append(said.text) or hear(said)
        for text in ("", "#", "#1", "#1 b", "long"):
            assert [choice.value for choice in await ann.types("close", "id", text)][:1] == ["1"]
        assert heard == ["positions"]

    play(talk)


# Coming and going


def test_nothing_secret_and_no_mistake_of_ours_is_logged(caplog):
    async def talk(world):
        ann = world.person("Ann")
        caplog.set_level(logging.INFO)
        await opened(world, ann, channel=world.general)
        assert TOKEN not in caplog.text
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    play(talk)


def test_a_living_card_that_is_too_old_for_an_edit_is_written_anew():
    """It vanished, with its button to close."""

    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("long", market="BTC", margin="25", leverage=10)
        await world.price(100_000)
        await world.server.until(lambda: "is open" in ann.dm.messages[-1].text)
        card = ann.dm.messages[-1]
        world.server.pass_ms(50 * 60_000)
        await world.price(100_100)
        await ann.presses(card, "Refresh")
        world.server.pass_ms(5 * 60_000 + 1_000)
        await world.seconds(7, 100_300)
        await world.server.until(lambda: card.deleted and "is open" in ann.dm.messages[-1].text)

    play(talk)
