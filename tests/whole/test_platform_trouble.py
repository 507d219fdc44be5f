"""What platforms, and the walls before them, may answer: found by a reader, each as it would have gone wrong."""

import asyncio
from typing import cast

import discord
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bots.delivery.live_cards import FOR_MS, LiveCards
from bots.delivery.mailbox import Item, Lane, Mailbox
from bots.delivery.platform import Address, MovedError
from bots.on_telegram.bot_api import _checked
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.attachments import Document
from bots.screens.kit.screen import Screen
from core.telling import AddressedNotice
from tests.servers.discord.errors import Refusal
from tests.servers.discord.world import bits
from tests.servers.telegram.errors import bad
from tests.worlds.on_discord import play as on_discord
from tests.worlds.on_telegram import played as on_telegram
from tests.worlds.post import world

ROOM = Address("test", chat="room")


def test_an_answer_on_a_message_of_a_group_that_moved_is_a_new_one():
    """It asked the old group for ever."""

    async def play() -> list[tuple[str, str]]:
        async with world() as made:
            made.platform.trouble = [MovedError("hall")]
            assert await made.post.reply(ROOM, Screen("price", "BTC"), edit="room/7") == "m2"
            return [(outgoing.address.chat, outgoing.edit) for outgoing in made.platform.sent]

    assert asyncio.run(play()) == [("room", "room/7"), ("hall", "")]


def test_of_answers_on_one_message_the_latest_goes_and_of_too_many_none():
    """One busy group filled everybody's queue."""

    async def play() -> list[str]:
        async with world() as made:
            gate = asyncio.Event()
            made.platform.before = gate.wait
            edits = [made.post.reply(ROOM, Screen("price", f"edit {number}"), edit="m0") for number in range(4)]
            news = [made.post.reply(ROOM, Screen("price", f"new {number}")) for number in range(120)]
            sent = asyncio.gather(*edits, *news)
            await asyncio.sleep(0.05)
            gate.set()
            references = await sent
            assert references.count("") == 2 + 21
            return [outgoing.screens[0].title for outgoing in made.platform.sent]

    titles = asyncio.run(play())
    assert titles[:2] == ["edit 0", "edit 3"] and titles[-1] == "new 98"


def test_a_group_without_pictures_keeps_its_news():
    """It was taken for lost, and nobody there heard of the end of a round."""

    async def story(tg):
        ann = tg.person("Ann")
        group = tg.server.group("Friends", ann)
        await tg.says(ann, "/long btc 25 10x")
        await tg.price(100_100)
        tg.server.fault("sendPhoto", says=bad("not enough rights to send photos to the chat"))
        await tg.says(ann, "/card 1", group)
        assert (await tg.thread.call(tg.book.chats.find, "telegram", str(group.id))).left_ms is None

    on_telegram(story, "not enough rights to send photos")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>log in</html>", TimedOut),
        (200, b"", TimedOut),
        (504, b"<html>", TimedOut),
        (302, b"", NetworkError),
        (403, b"<html>blocked</html>", NetworkError),
        (404, b"<html>", NetworkError),
        (500, b"[]", NetworkError),
        (413, b"<html>too large</html>", TelegramError),
    ],
)
def test_a_page_of_somebody_else_is_no_answer(status, body, error):
    """It ended the program, or an alert counted as told."""
    with pytest.raises(TelegramError) as found:
        _checked(status, body)
    assert type(found.value) is error
    assert _checked(status, b' {"ok":false}') == b' {"ok":false}'


def test_where_messages_may_not_be_answered_they_are_written(caplog):
    """A missing permission of one channel stopped the whole of Discord."""

    async def talk(world):
        ann, write, general = world.person("Ann"), world.server.post, world.general
        world.server.overwrite(general, world.server.me, deny=["read_message_history"])

        def strict(channel, draft, *args, **kwargs):
            if draft.reference and not channel.permissions(world.server.me) & bits("read_message_history"):
                raise Refusal(403, 160002, "Cannot reply without permission to read message history")
            return write(channel, draft, *args, **kwargs)

        world.server.post = strict
        await ann.slash("round", channel=general, window="1m")
        await world.seconds(70, 100_000)
        await world.server.until(lambda: "void" in general.messages[-1].text and len(general.messages) == 2)

    on_discord(talk)


def test_discord_may_keep_us_waiting_at_the_start():
    """It ended the program, Telegram with it."""

    async def talk(world):
        ann = world.person("Ann")
        assert "Prices" in (await ann.slash("price")).message.text

    on_discord(talk, trouble="/gateway/bot")


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

    on_discord(talk)


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

    on_discord(talk)
    assert not refusals


def test_a_call_on_a_thread_that_has_ended_is_refused():
    """It waited for ever."""

    async def play() -> None:
        thread = EngineThread()
        with pytest.raises(RuntimeError, match="StopIteration"):
            await thread.call(next, iter(()))
        thread.close()
        with pytest.raises(RuntimeError, match="ended"):
            await thread.call(int)

    asyncio.run(play())


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

    on_discord(talk)


def test_none_of_many_living_cards_starves():
    class Notices:
        def live_card(self, _who, _number):
            return Screen("position", "open")

    class Thread:
        async def call(self, function, *args):
            return function(*args)

    async def play() -> set[str]:
        now, alive = [0], set()
        live = LiveCards(Notices(), Thread(), lambda: now[0])
        for number in range(400):
            live.shown(Address("test", user=str(number)), "position 1")
        for now[0] in range(1_000, FOR_MS, 1_000):
            await live.second({"test": lambda address, _screen, _paused: alive.add(address.user)})
        return alive

    assert len(asyncio.run(play())) == 400


def test_a_picture_is_not_left_out_for_another_screen():
    async def play() -> list[int]:
        mailbox, loop = Mailbox(Address("test", user="ann")), asyncio.get_running_loop()
        export = Screen("privacy", "all of it", document=Document("all.json", "{}"))
        for order, screen in enumerate((export, Screen("price", "BTC"), Screen("price", "ETH"))):
            mailbox.put(Item(Lane.REPLY, order, "", screen, [], "m1", answer=loop.create_future()))
        return [each.order for each in mailbox]

    assert asyncio.run(play()) == [0, 2]


@pytest.mark.parametrize("told", [False, True])
def test_of_two_answers_on_one_message_the_later_is_sent_unless_the_earlier_tells_news(told):
    """The news went with an answer that was left out, and counted as told: day 3002."""

    async def play() -> tuple[list[Item], bool]:
        mailbox, loop = Mailbox(Address("test", user="ann")), asyncio.get_running_loop()
        first = Item(Lane.REPLY, 1, "prediction 1", Screen("prediction", "1"), [], "m1", answer=loop.create_future())
        mailbox.put(first)
        if told:
            mailbox.put(Item(Lane.UPDATE, 2, "prediction 1", None, [cast(AddressedNotice, "it is won")]))
        mailbox.put(Item(Lane.REPLY, 3, "", Screen("price", "2"), [], "m1", answer=loop.create_future()))
        return list(mailbox), first.answer.done()

    left, answered = asyncio.run(play())
    assert [each.order for each in left] == ([1, 3] if told else [3])
    assert answered is not told
