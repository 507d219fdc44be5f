"""Groups, supergroups and topics with the whole bot over a strict Telegram."""

import pytest

from tests.telegram_cloud import Person
from tests.telegram_world import World
from tests.test_on_telegram import played


def five(world: World) -> list[Person]:
    """Five people, of whom only the first ever wrote to the bot."""
    names = ("Ann", "Bob", "Cid", "Dora", "<b>Eve</b>")
    return [world.cloud.person(number, name, started=number == 5) for number, name in enumerate(names, start=5)]


def test_a_round_of_five_in_a_topic():
    async def story(world: World):
        ann, bob, *_others, eve = people = five(world)
        group = world.cloud.group(-1001, topics={4, 9}, admins={5})
        card = await world.ask(ann, "/round@degen_bot 1m", group, thread=4)
        assert card.title.startswith("Round 1: BTC 1 min, bets until")
        assert (card.thread, card.chat) == (4, -1001)
        assert card.id in group.pinned
        assert {"Up 25", "Down 100", "My bet", "Tell me how it ends"} <= set(card.labels)
        for who, label in zip(people, ("Up 25", "Down 25", "Up 100", "Down 25", "Down 100"), strict=True):
            toast = await world.press(who, card, label)
            assert toast.startswith(f"Your bet in round 1: {label.lower()} pt")
            assert len(toast) <= 200
        assert "Players 5" in card.plain and "Up pays" in card.plain
        assert len(world.cloud.shown_to(-1001)) == 1, "bets are no messages"
        assert all(not world.cloud.shown_to(who.id) for who in people), "and nobody is written to"
        mine = await world.press(bob, card, "My bet")
        assert mine.startswith("Your bet in round 1: down 25 pt")
        await world.wait(61)
        assert "locked at" in card.title
        world.prices["BTC"] = 100_100
        await world.wait(61)
        assert card.title == "Round 1: BTC 1 min: UP wins"
        assert card.id not in group.pinned
        below = world.last(group)
        assert below.answers == card.id and below.thread == 4, "settled by an answer to the card"
        assert below.title == "Round 1: BTC 1 min: UP wins"
        check = below.key("Verify")["callback_data"]
        world.cloud.presses(eve, below, check)
        await world.quiet()
        evidence = world.last(group)
        assert evidence.title == "Round 1, to check"
        assert "\u2068&lt;b&gt;Eve" in evidence.text
        assert below.title.endswith("UP wins"), "and that stays"
        assert world.last(ann).title.startswith("WON round 1 +")

    played(story, "can't initiate conversation")


def test_a_storm_of_bets_edits_the_card_seldom_and_ends_with_the_truth():
    async def story(world: World):
        people = [world.cloud.person(100 + number, f"P{number}") for number in range(60)]
        group = world.cloud.group(-1001, admins={100})
        card = await world.ask(people[0], "/round 5m", group)
        for number, who in enumerate(people):
            world.cloud.presses(who, card, "Up 25" if number % 2 else "Down 25")
            if number % 12 == 11:
                await world.quiet()
                await world.wait(4)
        assert "Players 60" in card.plain
        assert card.edits <= 12

    played(story)


def test_what_is_ones_own_comes_in_private_and_else_the_way_to_it():
    async def story(world: World):
        ann, bob = world.cloud.person(5, "Ann"), world.cloud.person(6, "Bob", started=False)
        group = world.cloud.group(-1001, topics={4})
        assert await world.says(ann, "/me", group, thread=4) == []
        assert world.last(ann).title == "Your statistics"
        hint = await world.ask(bob, "/me", group, thread=4)
        assert hint.thread == 4 and "Balance" not in hint.plain
        assert hint.keyboard == [[{"text": "Open our private chat", "url": "https://t.me/degen_bot?start=me"}]]
        assert not world.cloud.shown_to(6)
        bob.open = True
        assert (await world.ask(bob, "/start me")).title == "Your statistics"

    played(story, "can't initiate conversation")


def test_what_is_everybodys_is_answered_where_it_was_asked():
    async def story(world: World):
        bob = world.cloud.person(6, "Bob", started=False)
        group = world.cloud.group(-1001, topics={4, 9})
        for said, thread in (("/price", 4), ("/top", 9), ("/help", None), ("/whatif", 4)):
            update = world.cloud.says(bob, said, group, thread)
            await world.quiet()
            shown = world.last(group)
            assert shown.thread == thread
            assert shown.answers == update["message"]["message_id"]

    played(story)


def test_talk_and_other_bots_commands_are_not_answered():
    async def story(world: World):
        bob = world.cloud.person(6, "Bob")
        group = world.cloud.group(-1001)
        for said in ("hello", "up 25", "/price@other_bot", "long btc 25 100x"):
            assert await world.says(bob, said, group) == []
        assert not world.cloud.shown_to(6)

    played(story)


@pytest.mark.parametrize(
    ("sender", "chat"),
    [
        ({"id": 1087968824, "is_bot": True, "first_name": "Group"}, {"id": -1001, "type": "supergroup", "title": "F"}),
        ({"id": 136817688, "is_bot": True, "first_name": "Channel"}, {"id": -1007, "type": "channel", "title": "C"}),
    ],
)
def test_nobody_is_told_how_to_be_somebody_but_not_again_and_again(sender, chat):
    async def story(world: World):
        group = world.cloud.group(-1001)
        for _ in range(5):
            world.cloud.says(sender, "/up 25", group, sender_chat=chat)
        await world.quiet()
        (shown,) = world.cloud.shown_to(-1001)
        assert "anonymous" in shown.plain.lower()

    played(story)


def test_admins_are_asked_for_at_the_act():
    async def story(world: World):
        ann, bob = world.cloud.person(5, "Ann"), world.cloud.person(6, "Bob")
        group = world.cloud.group(-1001, admins={5})
        card = await world.ask(bob, "/round 5m", group)
        await world.says(bob, "/round cancel", group)
        assert "Only an admin" in world.last(bob).plain or "admin" in world.last(bob).plain
        assert "bets until" in card.title
        group.admins = {6}
        await world.wait(6)
        world.telegram._admins._known.clear()  # seconds of this world are not seconds of the loop
        await world.says(bob, "/round cancel", group)
        assert "void" in card.title or "cancelled" in card.title
        checks = [given for name, given in world.cloud.calls if name == "getChatMember"]
        assert {given["user_id"] for given in checks} == {6}
        assert ann.id not in {given["user_id"] for given in checks}

    played(story)


def test_setup_is_for_admins():
    async def story(world: World):
        ann, bob = world.cloud.person(5, "Ann"), world.cloud.person(6, "Bob")
        group = world.cloud.group(-1001, topics={4}, admins={5})
        shown = await world.ask(ann, "/setup", group, thread=4)
        toast = await world.press(bob, shown, "Play here")
        assert "admin" in toast
        await world.press(ann, shown, "Play here")
        assert "Topic 4" in shown.plain
        await world.press(ann, shown, "Deutsch")
        assert "Sprache" in shown.plain or "Deutsch" in shown.plain

    played(story)


def test_an_added_bot_says_how_to_begin_and_a_removed_one_is_silent():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        group = world.cloud.group(-1001, admins={5})
        world.cloud.changes(group, "left", "member")
        await world.quiet()
        welcome = world.last(group)
        assert "5 min round" in welcome.labels
        await world.press(ann, welcome, "1 min round")
        assert welcome.title.startswith("Round 1: BTC 1 min, bets until")
        await world.press(ann, welcome, "Up 25")
        group.present = False
        world.cloud.changes(group, "member", "kicked")
        await world.quiet()
        calls = len(world.cloud.calls)
        await world.wait(130)
        sent = [name for name, given in world.cloud.calls[calls:] if given.get("chat_id") == -1001]
        assert len(sent) <= 1, sent

    played(story)


@pytest.mark.parametrize("heard", ["message", "error", "both"])
def test_a_group_that_becomes_a_supergroup_goes_on(heard):
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        old = world.cloud.group(-12, type="group", admins={5})
        await world.ask(ann, "/round 1m", old)
        await world.press(ann, world.last(old), "Up 25")
        new = world.cloud.group(-1001, admins={5})
        old.moved_to = -1001
        if heard != "error":
            world.cloud.says(ann, "", old, migrate_to_chat_id=-1001)
            world.cloud.says(ann, "", new, migrate_from_chat_id=-12)
            await world.quiet()
        if heard != "message":
            world.cloud.refusals.clear()
        await world.wait(125)
        assert any("void" in each.title for each in world.cloud.shown_to(-1001)), world.cloud.shown_to(-1001)
        assert (await world.ask(ann, "/top", new)).title.startswith("Top of this chat")

    played(story, *(["upgraded to a supergroup"] if heard == "error" else []))


def test_a_deleted_topic_is_survived():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        group = world.cloud.group(-1001, topics={4}, admins={5})
        await world.ask(ann, "/setup topic here", group, thread=4)
        await world.ask(ann, "/round 1m", group, thread=4)
        group.topics = {9}
        world.cloud.messages = {key: each for key, each in world.cloud.messages.items() if each.thread != 4}
        await world.wait(125)
        assert any("Round 1" in each.title and each.thread is None for each in world.cloud.shown_to(-1001))

    played(story, "not found")


def test_where_pinning_is_not_allowed_the_round_goes_on():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        group = world.cloud.group(-1001, admins={5}, may_pin=False)
        card = await world.ask(ann, "/round 1m", group)
        await world.press(ann, card, "Up 25")
        await world.wait(125)
        assert "void" in card.title
        assert [name for name, _given in world.cloud.calls].count("pinChatMessage") == 1

    played(story, "not enough rights to manage pinned")


def test_a_borrowed_button_spends_only_the_pressers_points():
    async def story(world: World):
        ann, bob = world.cloud.person(5, "Ann"), world.cloud.person(6, "Bob")
        group = world.cloud.group(-1001, admins={5})
        card = await world.ask(ann, "/round 5m", group)
        await world.press(bob, card, "Up 100")
        assert "Balance 900 pt" in (await world.ask(bob, "/start")).plain
        assert "Balance 1,000 pt" in (await world.ask(ann, "/start")).plain

    played(story)
