"""Edits: which message is changed, which edit replaces which, and what is sent anew."""

import asyncio

import pytest

from bots.delivery.platform import Address, GoneError, MovedError, UnreachableError
from bots.delivery.rate_limit import Pace, Window
from bots.on_telegram.limits import LIMITS, pace_of
from bots.screens.kit.screen import Screen
from tests.worlds.post import FREELY, played, private, world

ROOM = Address("test", chat="room")


def test_newer_versions_of_a_card_replace_those_that_wait():
    async def story(made):
        held = asyncio.Event()
        await made.post.reply(private("g"), await made.says("ann", "round 5m", chat="g"))
        made.platform.before = held.wait
        for who in ("ann", "bob", "cid"):
            await made.says(who, "up 25", chat="g")
            await made.deliver()
        held.set()
        await made.quiet()
        return [outgoing.screens[0] for outgoing in made.platform.sent[1:]]

    first, last = played(story)
    shown = [{field.key: field.value for field in screen.fields} for screen in (first, last)]
    assert shown[-1]["Up"] == "75" and len(shown) == 2


def test_what_was_to_be_edited_and_is_gone_is_sent_anew():
    async def story(made):
        await made.post.reply(private("ann"), await made.says("ann", "long btc 25 1001x"))
        await made.price(100_000)
        made.platform.trouble = [GoneError()]
        await made.deliver()
        await made.quiet()
        return [outgoing.edit for outgoing in made.platform.sent], await made.shown_on("user ann", "position 1")

    assert played(story) == (["", "m1", ""], "m3")


def test_a_group_that_moved_gets_its_card_there():
    async def story(made):
        await made.says("ann", "round 1m", chat="g")
        await made.says("ann", "up 25", chat="g")
        made.platform.trouble = [MovedError("h")]
        await made.deliver()
        await made.quiet()
        chat = await made.thread.call(made.book.chats.find, "test", "h")
        return [outgoing.address.chat for outgoing in made.platform.sent], chat.number

    assert played(story) == (["g", "h"], 1)


def test_a_card_that_a_group_never_saw_is_a_message_and_counts_as_one():
    """News of a thing change its message; where there is none, they are a new one, of which there are only so many."""
    freely, few = FREELY.overall, Window(2, 150)
    pace = Pace(freely, freely, freely, unasked=few, edits=Window(100, 1), edit_gap_ms=0)
    moments: list[float] = []

    async def story(made):
        async def note() -> None:
            assert not made.platform.sent[-1].edit
            moments.append(asyncio.get_running_loop().time() * 1_000)

        made.platform.before = note
        for _ in range(5):
            await made.says("ann", "round 5m", chat="g")  # its answer is lost on the way
            await made.says("ann", "round cancel", chat="g")
            await made.deliver()
        await made.quiet()

    played(story, pace)
    assert len(moments) == 5
    assert all(later - earlier >= 149 for earlier, later in zip(moments, moments[2:], strict=False)), moments


def test_the_card_of_what_an_alert_tells_changes_too():
    async def story(made):
        await made.post.reply(private("ann"), await made.says("ann", "long btc 25 1001x"))
        await made.says("ann", "settings alert liquidation off")
        await made.says("bob", "long btc 25 1001x")
        await made.price(100_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        await made.price(99_000)
        await made.deliver()
        await made.quiet()
        return [
            (outgoing.address.user, bool(outgoing.edit), outgoing.screens[0].title[:10])
            for outgoing in made.platform.sent
        ]

    sent = played(story)
    assert sent.count(("bob", False, "LIQUIDATED")) == 1
    assert sent.count(("bob", True, "LIQUIDATED")) == 1
    assert [each for each in sent if each[0] == "ann"] == [("ann", True, "LIQUIDATED")], "also where nothing rings"


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


@pytest.mark.parametrize("end", ["asked for", "gone", "moved"])
def test_a_card_that_waits_for_its_edit_may_go_another_way(end):
    """The edit waited for its gap, and went with a reply or with its chat: the program ended at the end of the gap."""

    async def play() -> None:
        async with world(pace_of(LIMITS)) as made:

            async def says(who: str, text: str) -> None:
                await made.post.reply(ROOM, await made.says(who, text, "room"))
                await made.deliver()

            await says("ana", "round 1m btc")
            await says("bob", "up 25")
            await asyncio.sleep(1.5)
            await says("cyd", "down 25")
            await asyncio.sleep(0.5)
            if end == "gone":
                made.platform.trouble = [UnreachableError("kicked")]
            await says("ana", "round")
            assert made.post._later or end != "asked for"
            await asyncio.sleep(5)
            await made.post.reply(ROOM, await made.says("ana", "price", "room"))

    asyncio.run(asyncio.wait_for(play(), 20))


def test_answers_go_to_the_topic_they_were_asked_in():
    async def play() -> list[tuple[str, str]]:
        async with world() as made:
            gate = asyncio.Event()
            made.platform.before = gate.wait
            asked = []
            for thread, title in (("7", "seven"), ("9", "nine"), ("7", "seven again")):
                address = Address("test", chat="room", thread=thread)
                asked.append(asyncio.create_task(made.post.reply(address, Screen("price", title))))
                await asyncio.sleep(0.05)
            gate.set()
            await asyncio.gather(*asked)
            return [(outgoing.screens[0].title, outgoing.address.thread) for outgoing in made.platform.sent]

    assert asyncio.run(play()) == [("seven", "7"), ("nine", "9"), ("seven again", "7")]


@pytest.mark.parametrize("gone", (1, 2))
def test_a_card_that_was_deleted_returns_in_its_topic_and_outside_only_where_that_is_gone(gone):
    async def play() -> list[tuple[str, str]]:
        async with world() as made:
            topic = Address("test", chat="room", thread="7")
            made.platform.trouble = [GoneError("deleted")] * gone
            assert await made.post.reply(topic, Screen("price", "BTC"), edit="m0") == f"m{1 + gone}"
            return [(outgoing.edit, outgoing.address.thread) for outgoing in made.platform.sent]

    assert asyncio.run(play()) == [("m0", "7"), ("", "7"), ("", "")][: 1 + gone]
