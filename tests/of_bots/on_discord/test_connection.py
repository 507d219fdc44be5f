"""The connection to Discord: cut lines, resumed sessions, wrong tokens, shards, and the registration of commands."""

import asyncio
import logging

import discord
import pytest

from bots.delivery.platform import TokenError
from tests.of_bots.on_discord.test_conversations import figures
from tests.worlds.on_discord import TOKEN, game, opened, play


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
    monkeypatch.setattr("bots.on_discord.connection.RESTS_S", (0,))

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


def test_discord_may_keep_us_waiting_at_the_start():
    """It ended the program, Telegram with it."""

    async def talk(world):
        ann = world.person("Ann")
        assert "Prices" in (await ann.slash("price")).message.text

    play(talk, trouble="/gateway/bot")


@pytest.mark.parametrize("after_s", [0, 0.001, 0.01])
def test_who_ends_discord_while_it_reconnects_is_not_left_waiting(after_s):
    """The library took the end of the program for the end of its attempt, and went on."""

    async def talk(world):
        serving = world.game._tasks[0]
        world.server.gateway.close(4000)
        await asyncio.sleep(after_s)
        serving.cancel()
        done, _pending = await asyncio.wait({serving}, timeout=5)
        assert done

    play(talk)


@pytest.mark.parametrize("refusal", [discord.RateLimited(0.01), discord.GatewayNotFound()])
def test_where_no_gateway_is_named_yet_it_is_asked_again(refusal, monkeypatch):
    asked = discord.http.HTTPClient.get_bot_gateway
    refusals = [refusal]

    async def ask(http):
        if refusals:
            raise refusals.pop()
        return await asked(http)

    monkeypatch.setattr(discord.http.HTTPClient, "get_bot_gateway", ask)

    async def talk(world):
        assert "Prices" in (await world.person("Ann").slash("price")).message.text

    play(talk)
    assert not refusals
