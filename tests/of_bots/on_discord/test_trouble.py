"""Discord and people as they are: closed direct messages, dead tokens, cut lines, floods, wrong settings."""

import asyncio
import logging
import threading
from contextlib import contextmanager
from dataclasses import replace

import discord
import pytest

from bots.delivery.platform import (
    Address,
    Call,
    DownError,
    GoneError,
    Outgoing,
    SlowError,
    TokenError,
    UncertainError,
    UnreachableError,
)
from bots.on_discord.limits import DiscordLimits
from bots.screens.kit.screen import Screen
from tests.of_bots.on_discord.test_conversations import figures
from tests.servers.discord.state import COMMAND
from tests.worlds.on_discord import TOKEN, game, play


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


async def opened(world, person, leverage=1001, **where):
    """A position of somebody's that is open."""
    answer = await person.slash("long", market="BTC", margin="25", leverage=leverage, **where)
    await world.price(100_000)
    await world.server.until(lambda: "is open" in answer.message.text)
    return answer.message


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


def test_what_was_said_while_the_line_was_cut_is_heard_once():
    async def talk(world):
        ann, server = world.person("Ann", patience=0.1), world.server
        card = await opened(world, ann, leverage=100)
        server.gateway.drop()
        acts = [asyncio.ensure_future(ann.presses(card, "Close half")) for _ in range(2)]
        await server.until(lambda: server.gateway.resumed >= 1, 10)
        for act in acts:
            assert not (await act).failed
        await world.price(100_000)
        await world.server.until(lambda: float(figures(card)["Margin"].split()[0]) < 13)
        assert float((await world.ask(ann, "positions"))["Margin"]) > 11, "closed twice"

    play(talk)


@pytest.mark.parametrize("trouble", ["reconnect", "invalidate", "drop"])
def test_the_line_is_taken_up_again(trouble):
    async def talk(world):
        ann, server = world.person("Ann"), world.server
        before = len(server.gateway.identified) + server.gateway.resumed
        getattr(server.gateway, trouble)()
        await server.until(lambda: len(server.gateway.identified) + server.gateway.resumed > before, 10)
        await server.ready(10)
        answer = await ann.slash("me", channel=world.general)
        assert not answer.failed

    play(talk)


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


# What the sender makes of Discord's errors

SCREEN = Screen("ping", "Pong", edit_key="position 1")


@pytest.mark.parametrize(
    ("fault", "outgoing", "error"),
    [
        ({"drop": True}, {"nonce": "n"}, DownError),
        ({"drop": True}, {}, UncertainError),
        ({"status": 403}, {"nonce": "n"}, DownError),
        ({"status": 429}, {"nonce": "n"}, SlowError),
    ],
)
def test_the_sender_says_what_trouble_means(fault, outgoing, error):
    async def talk(world):
        ann = world.person("Ann")
        await world.game.client.sender.open_conversation(str(ann.id))
        world.server.fault("POST", "/channels/[0-9]+/messages", times=9, **fault)
        with pytest.raises(error):
            await world.game.client.sender.send(Outgoing(Address("discord", str(ann.id)), (SCREEN,), **outgoing))

    play(talk)


def test_the_wire_tells_what_is_gone_from_who_is_gone():
    async def talk(world):
        ann, sender, general = world.person("Ann"), world.game.client.sender, str(world.general.id)
        here = Address("discord", chat=general)
        reference = await sender.send(Outgoing(here, (SCREEN,)))
        world.server.delete(world.general.messages[0])
        for gone in (reference, "@1/2", f"@{world.server.clock.id()}/2", f"{general}/5"):
            with pytest.raises(GoneError):
                await sender.send(Outgoing(here, (SCREEN,), edit=gone))
        nobody = Address("discord", user="1")
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(nobody, (SCREEN,)))
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(Address("discord", chat="2"), (SCREEN,)))
        ann.dms_open = False
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(Address("discord", user=str(ann.id)), (SCREEN,)))
        assert sender.closed == {"1", str(ann.id)}

    play(talk)


# Coming and going


def test_commands_are_registered_once_and_again_only_when_they_changed(tmp_path):
    async def talk(world):
        assert len(world.server.asked("PUT", "/commands")) == 1
        german = {each["name"]: each["description_localizations"] for each in world.server.commands[None]}
        assert german["positions"] == {"de": "was offen ist"}
        await world.restart()
        assert len(world.server.asked("PUT", "/commands")) == 1
        world.server.commands[None][0]["description"] = "something else"
        await world.restart()
        assert len(world.server.asked("PUT", "/commands")) == 2

    play(talk, file=tmp_path / "game.db")


def test_a_wrong_token_is_told_in_a_sentence_without_the_token():
    async def run():
        async with game() as world:
            with pytest.raises(TokenError) as wrong:
                await world.game.bot().serve("not.the.token")
            assert "DISCORD_BOT_TOKEN" in str(wrong.value) and "not.the.token" not in str(wrong.value)

    asyncio.run(run())


def test_without_a_network_it_says_so_and_tries_again(caplog, monkeypatch):
    monkeypatch.setattr("bots.on_discord.caller.RESTS_S", (0,))

    async def run():
        async with game() as world:
            await world.game.client.close()
            world.server.fault("GET", "/users/@me", times=3, drop=True)
            world.server.fault("GET", "/applications/.*/commands", times=2, drop=True)
            second = world.game.bot()
            serving = asyncio.create_task(second.serve(TOKEN))
            identified = len(world.server.gateway.identified)
            await world.server.until(lambda: len(world.server.gateway.identified) > identified)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(run())
    said = [record.getMessage() for record in caplog.records if "cannot be reached" in record.getMessage()]
    assert 1 <= len(said) <= 5 and all("\n" not in text for text in said)


@pytest.mark.parametrize("code", [4004, 4013, 4014, 4011])
def test_what_the_gateway_closes_for_good_ends_us(code):
    async def run():
        async with game() as world:
            serving = world.game._tasks[0]
            world.server.gateway.close(code)
            with pytest.raises(discord.ConnectionClosed if code == 4011 else TokenError):
                await asyncio.wait_for(serving, 5)
            world.game._tasks.remove(serving)

    asyncio.run(run())


def test_several_shards_hear_each_what_is_theirs():
    async def run():
        async with game(shards=2) as world:
            ann = world.person("Ann")
            other = world.server.guild("Other", ann, id=world.guild.id + (1 << 22))
            lobby = world.server.channel(other, "lobby")
            await world.server.until(lambda: world.game.client.get_guild(other.id))
            for where in (world.general, lobby):
                assert not (await ann.slash("me", channel=where)).failed

    logging.getLogger("discord").setLevel(logging.ERROR)
    asyncio.run(run())


def test_nothing_secret_and_no_mistake_of_ours_is_logged(caplog):
    async def talk(world):
        ann = world.person("Ann")
        caplog.set_level(logging.INFO)
        await opened(world, ann, channel=world.general)
        assert TOKEN not in caplog.text
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    play(talk)
