"""The strict Discord of the tests, itself tested through discord.py: conversations, the gateway, the network."""

import asyncio
import io

import aiohttp
import discord
import pytest

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.commands import Impossible
from tests.servers.discord.server import DiscordServer
from tests.worlds.echo_on_discord import TOKEN, card, running, world


def in_world(test, **options):
    """Run a conversation in a world of its own."""

    async def run():
        async with world(**options) as things:
            await test(*things)

    asyncio.run(run())


# Conversations


def test_a_command_is_answered_with_a_card():
    async def talk(server, bot, ann, general):
        answer = await ann.slash("long", channel=general, market="btc", margin=25, leverage="1001x")
        assert answer.kind == "message"
        assert answer.lines == ["# LONG btc 25 1001x", "beside"]
        assert answer.labels == ["Aside", "Close", "Help"]
        assert answer.message.colours == [0x00AA55]
        assert general.messages == [answer.message]
        assert not server.violations and not server.refused

    in_world(talk)


def test_buttons_and_menus_work_after_a_restart():
    async def talk(server, bot, ann, general):
        message = (await ann.slash("long", channel=general, market="btc", margin=25)).message
        await bot.close()
        async with running(server, sync=False):
            answer = await ann.presses(message, "Close")
            assert answer.kind == "update"
            assert message.lines[0] == "said close 7 by Ann"
            assert message.edits == 1
            await ann.chooses(message, "Window", "1 h")
            assert message.lines[0] == "window 3600"
            assert [text.splitlines()[0] for text in message.texts[1:]] == ["said close 7 by Ann", "window 3600"]

    in_world(talk)


def test_typing_thinking_and_forms():
    async def talk(server, bot, ann, general):
        assert [each.value for each in await ann.types("long", "market", "et")] == ["eth"]
        answer = await ann.slash("slow", channel=general)
        assert answer.ephemeral and answer.lines[0] == "thought"
        assert general.messages == [] and ann.sees(general) == [answer.message]
        bob = server.user("Bob")
        server.join(general.guild, bob)
        assert bob.sees(general) == []
        with pytest.raises(Impossible, match="does not see"):
            await bob.presses(answer.message, "Close")
        form = (await ann.slash("form")).modal
        assert form.title == "Custom"
        answer = await ann.submits(form, {"Margin": "25"})
        assert answer.text == "margin 25" and answer.ephemeral
        with pytest.raises(Impossible, match="characters"):
            await ann.submits(form, {"Margin": "123456"})

    in_world(talk)


def test_the_client_offers_what_was_synced_where_it_is_allowed():
    async def talk(server, bot, ann, general):
        for options, why in (
            ({"market": "btc"}, "margin first"),
            ({"market": "btc", "margin": 0}, "from 1 to 1000"),
            ({"market": "btc", "margin": "25"}, "cannot be typed"),
            ({"market": "btc", "margin": 25, "leverage": 7}, "offers"),
            ({"market": "btc", "margin": 25, "stop": 1}, "no such option"),
        ):
            with pytest.raises(Impossible, match=why):
                await ann.slash("long", channel=general, **options)
        with pytest.raises(Impossible, match="no command /short"):
            await ann.slash("short")
        with pytest.raises(Impossible, match="not offered to Ann"):
            await ann.slash("setup", channel=general, where=general)
        with pytest.raises(Impossible, match="not offered in direct"):
            await ann.slash("setup", where=general)
        elsewhere = server.channel(server.guild("Elsewhere", ann, installed=False), "lobby")
        with pytest.raises(Impossible, match="not installed"):
            await ann.slash("hold", channel=elsewhere)
        assert not bot.heard

    in_world(talk)


def test_a_moderator_is_offered_setup_and_channels_are_resolved():
    async def talk(server, bot, ann, general):
        server.role(general.guild, "mods", "manage_guild", members=[ann])
        answer = await ann.slash("setup", channel=general, where=general)
        assert answer.text == "set up general"
        assert bot.heard[0].permissions.manage_guild

    in_world(talk)


def test_an_app_of_a_user_has_five_follow_ups_in_a_server_without_it():
    async def talk(server, bot, ann, general):
        ann.installed, server.rates.on = True, False
        elsewhere = server.channel(server.guild("Elsewhere", ann, installed=False), "lobby")
        asking = asyncio.create_task(ann.slash("hold", channel=elsewhere))
        held = await server.until(lambda: bot.held and bot.held[0])
        assert held.is_user_integration() and not held.is_guild_integration()
        await held.response.send_message("mine")
        for number in range(5):
            await held.followup.send(f"more {number}")
        await refused(40094, held.followup.send("one more"))
        await refused(50001, bot.get_partial_messageable(elsewhere.id).send("later"))
        assert (await asking).text == "more 4"

    in_world(talk)


async def refused(code: int, act) -> discord.HTTPException:
    """What discord.py raises for this, which Discord refuses with this code."""
    with pytest.raises(discord.HTTPException) as raised:
        await act
    assert raised.value.code == code, raised.value
    return raised.value


# The times of an interaction


def test_an_answer_must_come_within_three_seconds_and_once():
    async def talk(server, bot, ann, general):
        asking = asyncio.create_task(ann.slash("hold", channel=general))
        held = await server.until(lambda: bot.held and bot.held.pop())
        server.pass_ms(2_900)
        await held.response.defer()
        held.response._response_type = None
        assert isinstance(await refused(40060, held.response.send_message("twice")), discord.HTTPException)
        await held.followup.send("done")
        assert (await asking).kind == "message"

        asking = asyncio.create_task(ann.slash("hold", channel=general))
        held = await server.until(lambda: bot.held and bot.held.pop())
        await refused(10015, held.edit_original_response(content="before the answer"))
        server.pass_ms(3_001)
        assert isinstance(await refused(10062, held.response.send_message("late")), discord.NotFound)
        assert (await asking).failed

    in_world(talk)


def test_a_token_dies_after_fifteen_minutes():
    async def talk(server, bot, ann, general):
        asking = asyncio.create_task(ann.slash("hold", channel=general))
        held = await server.until(lambda: bot.held and bot.held[0])
        await held.response.send_message("now")
        server.pass_ms(899_000)
        await held.edit_original_response(content="still")
        server.pass_ms(1_000)
        await refused(50027, held.edit_original_response(content="gone"))
        await refused(50027, held.followup.send("gone"))
        assert (await asking).text == "still"
        assert len(server.rates.invalid) == 2

    in_world(talk)


def test_a_follow_up_fills_what_was_thinking_and_a_deleted_answer_is_gone():
    async def talk(server, bot, ann, general):
        asking = asyncio.create_task(ann.slash("hold", channel=general))
        held = await server.until(lambda: bot.held and bot.held[0])
        await held.response.defer()
        assert general.messages == [] and general.everything[0].loading
        await held.followup.send(view=card("thought"))
        assert (await asking).lines[0] == "thought" and len(general.everything) == 1
        await held.delete_original_response()
        await refused(10008, held.edit_original_response(content="back"))

    in_world(talk)


# The gateway


async def events_of(server, bot, ann, general, trouble) -> None:
    """Commands before, during and after trouble with the line: each is heard exactly once, in order."""
    said = [(await ann.slash("slow", channel=general)).interaction]
    trouble()
    asking = []
    for _ in range(3):
        asking.append(asyncio.create_task(ann.slash("slow", channel=general)))
        await asyncio.sleep(0.01)
    answers = await asyncio.gather(*asking)
    said += [each.interaction for each in answers]
    answers.append(await ann.slash("slow", channel=general))
    said.append(answers[-1].interaction)
    assert not any(each.failed for each in answers)
    assert [each.id for each in bot.heard] == [each.id for each in said]


@pytest.mark.parametrize("trouble", ["drop", "reconnect", "close"])
def test_a_lost_line_is_resumed_and_nothing_is_lost_or_repeated(trouble):
    async def talk(server, bot, ann, general):
        acts = {
            "drop": server.gateway.drop,
            "reconnect": server.gateway.reconnect,
            "close": lambda: server.gateway.close(4000),
        }
        await events_of(server, bot, ann, general, acts[trouble])
        assert server.gateway.resumed == 1 and len(server.gateway.identified) == 1

    in_world(talk)


def test_an_invalid_session_begins_anew():
    async def talk(server, bot, ann, general):
        server.gateway.invalidate()
        await server.until(lambda: len(server.gateway.identified) == 2 and server.gateway.connected)
        assert (await ann.slash("slow", channel=general)).lines[0] == "thought"
        assert server.gateway.resumed == 0

    in_world(talk)


def test_a_gateway_that_acknowledges_no_heartbeat_is_left_and_resumed():
    async def talk(server, bot, ann, general):
        server.gateway.withhold_acks = True
        await server.until(lambda: server.gateway.resumed, 8)
        assert 4000 in server.gateway.closed_with

    in_world(talk, limits=DiscordLimits(heartbeat_ms=100), heartbeat_timeout=0.3)


@pytest.mark.parametrize(
    "intents, error, code",
    [
        (discord.Intents.default(), discord.ConnectionClosed, 4013),
        (discord.Intents(guilds=True, message_content=True), discord.PrivilegedIntentsRequired, 4014),
    ],
)
def test_more_intents_than_guilds_are_refused(intents, error, code):
    async def talk():
        async with DiscordServer(TOKEN) as server:
            with server.hooked(), pytest.raises(error):
                async with discord.AutoShardedClient(intents=intents) as bot:
                    await bot.start(TOKEN)
            assert code in server.gateway.closed_with

    asyncio.run(talk())


def test_a_wrong_token_cannot_log_in():
    async def talk():
        async with DiscordServer(TOKEN) as server:
            with server.hooked(), pytest.raises(discord.LoginFailure):
                async with discord.AutoShardedClient(intents=discord.Intents(guilds=True)) as bot:
                    await bot.start("another")
            assert [(each.path, each.status) for each in server.refused] == [("/users/@me", 401)]

    asyncio.run(talk())


def test_shards_get_the_servers_that_are_theirs():
    async def talk(server, bot, ann, general):
        guilds = [server.guild(f"g{number}", ann, id=(number << 22) + 5) for number in (100, 101)]
        await server.until(lambda: all(bot.get_guild(each.id) for each in guilds))
        assert [bot.get_guild(each.id).shard_id for each in guilds] == [0, 1]
        there = server.channel(guilds[1], "there")
        assert (await ann.slash("slow", channel=there)).lines[0] == "thought"
        assert (await ann.slash("slow")).lines[0] == "thought"

    in_world(talk, shards=2)


def test_the_bot_hears_of_servers_and_channels_that_go():
    async def talk(server, bot, ann, general):
        side = server.thread(general, "side")
        await server.until(lambda: bot.get_channel(side.id))
        server.delete_channel(side)
        await server.until(lambda: bot.get_channel(side.id) is None)
        await refused(10003, bot.get_partial_messageable(side.id).send("?"))
        server.kick(general.guild)
        await server.until(lambda: not bot.guilds)
        await refused(50001, bot.get_partial_messageable(general.id).send("?"))

    in_world(talk)


# Messages, direct and in channels


def test_a_message_with_a_nonce_is_written_once():
    async def talk(server, bot, ann, general):
        where = bot.get_channel(general.id)
        first = await where.send(view=card("LIQUIDATED"), nonce="alert-7")
        again = await where.send(view=card("LIQUIDATED"), nonce="alert-7")
        assert first.id == again.id and len(general.messages) == 1
        server.pass_ms(server.limits.nonce_ms)
        await where.send(view=card("LIQUIDATED"), nonce="alert-7")
        assert len(general.messages) == 2

    in_world(talk)


def test_direct_messages_reach_only_who_lets_them():
    async def talk(server, bot, ann, general):
        alone, closed = server.user("Alone"), server.user("Closed", dms_open=False)
        server.join(general.guild, closed)
        for person, code in ((ann, None), (alone, 50278), (closed, 50007)):
            somebody = await bot.create_dm(discord.Object(person.id))
            if code is None:
                await somebody.send(view=card("hello"), silent=False)
                assert person.inbox[-1].lines[0] == "hello" and person.rung == person.inbox
            else:
                assert isinstance(await refused(code, somebody.send("hello")), discord.Forbidden)
                assert person.inbox == []

    in_world(talk)


def test_only_who_may_be_is_rung():
    async def talk(server, bot, ann, general):
        where, bob = bot.get_channel(general.id), server.user("Bob")
        server.join(general.guild, bob)
        mods = server.role(general.guild, "mods", members=[bob], mentionable=True)
        text = f"@everyone <@{ann.id}> <@&{mods.id}>"
        await where.send(text)
        ping = discord.AllowedMentions(users=[discord.Object(ann.id)])
        await where.send(text, allowed_mentions=ping)
        await where.send(text, allowed_mentions=discord.AllowedMentions.all())
        server.role(general.guild, "loud", "mention_everyone", members=[server.me])
        await where.send(text, allowed_mentions=discord.AllowedMentions.all(), silent=True)
        assert [each.pinged for each in general.messages] == [
            frozenset(), {ann}, {ann, bob}, {ann, bob, "everyone"},
        ]  # fmt: skip
        assert len(ann.rung) == 2 and len(bob.rung) == 1

    in_world(talk)


def test_an_old_message_takes_few_edits():
    async def talk(server, bot, ann, general):
        message = await bot.get_channel(general.id).send(view=card("round 3"))
        server.pass_ms(3_600_001)
        for number in range(server.limits.old_edits):
            await message.edit(view=card(f"round 3 {number}"))
        assert (await refused(30046, message.edit(view=card("once too often")))).status == 429
        assert general.messages[0].lines[0] == "round 3 2"

    in_world(talk)


def test_pictures_come_with_what_shows_them():
    async def talk(server, bot, ann, general):
        view = discord.ui.LayoutView()
        gallery = discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://card.png", description="a card"))
        view.add_item(gallery)
        where = bot.get_channel(general.id)
        message = await where.send(view=view, file=discord.File(io.BytesIO(b"png"), "card.png"))
        assert (general.messages[0].files[0].name, general.messages[0].files[0].data) == ("card.png", b"png")
        assert await bot.http.get_from_cdn(message.attachments[0].url) == b"png"
        await refused(50035, where.send(view=card("no picture"), file=discord.File(io.BytesIO(b"png"), "card.png")))
        await refused(50035, where.send(view=view))
        await message.edit(view=card("without"), attachments=[])
        assert general.messages[0].files == []

    in_world(talk)


def test_what_the_bot_may_not_do_in_a_channel_it_cannot():
    async def talk(server, bot, ann, general):
        where = bot.get_channel(general.id)
        message = await where.send("here")
        await message.pin()
        assert [each.id for each in [each async for each in where.pins()]] == [message.id]
        server.overwrite(general, server.me, deny=["send_messages"])
        await refused(50013, where.send("there"))
        await message.edit(content="changed")
        server.overwrite(general, server.me, deny=["view_channel"])
        await refused(50001, message.edit(content="unseen"))
        server.overwrite(general, server.me)
        await message.delete()
        await refused(10008, message.edit(content="gone"))

    in_world(talk)


def test_threads_are_opened_and_locked():
    async def talk(server, bot, ann, general):
        thread = await bot.get_channel(general.id).create_thread(name="round", type=discord.ChannelType.public_thread)
        await thread.send("in it")
        here = server.channels[thread.id]
        assert [each.text for each in here.messages] == ["in it"]
        assert (await ann.slash("slow", channel=here)).lines[0] == "thought"
        server.archive(here, locked=True)
        await refused(50083, thread.send("locked"))

    in_world(talk)


# The network


def test_what_was_done_before_the_line_was_cut_was_done():
    async def talk(server, bot, ann, general):
        where = bot.get_channel(general.id)
        server.fault("POST", "/messages$", drop_after=True)
        with pytest.raises((discord.HTTPException, OSError, aiohttp.ClientError)):
            await where.send("once", nonce="n1")
        await where.send("once", nonce="n1")
        assert [each.text for each in general.messages] == ["once"]
        server.fault("POST", "/messages$", drop=True)
        with pytest.raises((discord.HTTPException, OSError, aiohttp.ClientError)):
            await where.send("twice")
        assert len(general.messages) == 1

    in_world(talk)


def test_a_hanging_request_goes_on_when_released():
    async def talk(server, bot, ann, general):
        where = bot.get_channel(general.id)
        server.fault("POST", "/messages$", hang=True)
        sending = asyncio.create_task(where.send("slowly"))
        await server.until(lambda: server.asked("POST", "/messages$"))
        await asyncio.sleep(0.02)
        assert not sending.done() and general.messages == []
        server.release()
        await sending
        server.fault("POST", "/messages$", status=503)
        with pytest.raises(discord.DiscordServerError):
            await where.send("not at all")
        assert [each.status for each in server.asked("POST", "/messages$")] == [200, 503]

    in_world(talk)
