"""Groups, supergroups and topics with the whole bot over a strict Telegram."""

import pytest

from tests.servers.telegram.chats import Message
from tests.servers.telegram.errors import bad
from tests.servers.telegram.people import Person
from tests.worlds.on_telegram import World, played


def people(world: World) -> list[Person]:
    """Five people, of whom only the first ever wrote to the bot."""
    names = ("Ann", "Bob", "Cid", "Dora", "<b>Eve</b>")
    return [world.person(name, started=name == "Ann") for name in names]


def title(message: Message) -> str:
    """The first line."""
    return message.lines[0]


def test_a_round_of_five_in_a_topic():
    async def story(world: World):
        ann, bob, *_others, eve = five = people(world)
        group = world.server.group("Friends", *five, forum=True, rights=["can_pin_messages"])
        topic = await ann.opens_topic(group, "Game")
        card = await world.ask(ann, "/round@degen_bot 1m", topic)
        assert title(card).startswith("Round 1: BTC 1 min, bets until")
        assert card.thread == topic.id and card.pinned and len(card.marked("date_time")) >= 1
        assert {"Up 25", "Down 100", "My bet", "Tell me how it ends"} <= set(card.labels)
        for who, label in zip(five, ("Up 25", "Down 25", "Up 100", "Down 25", "Down 100"), strict=True):
            toast = await world.press(who, card, label)
            assert toast.text.startswith(f"Your bet in round 1: {label.lower()} pt") and not toast.alert
        assert "Players 5" in card.text and "Up pays" in card.text
        assert group.from_bot == [card], "bets are no messages"
        assert not any(who.inbox for who in five), "and nobody is written to"
        assert (await world.press(bob, card, "My bet")).text.startswith("Your bet in round 1: down 25 pt")
        await world.wait(61)
        assert "locked at" in title(card)
        world.prices["BTC"] = 100_100
        await world.wait(61)
        assert title(card) == "Round 1: BTC 1 min: UP wins"
        assert not card.pinned
        below = topic.last
        assert below.reply_to is card and title(below) == title(card), "settled by an answer to the card"
        await world.press(eve, below, "Verify")
        evidence = topic.last
        assert title(evidence) == "Round 1, to check" and not evidence.links
        assert "\u2068<b>Eve<" in evidence.text
        assert title(below).endswith("UP wins"), "and that stays"
        assert title(ann.chat.last).startswith("WON round 1 +")
        assert not group.member(bob.id).is_admin and not bob.inbox

    played(story, "can't initiate conversation")


def test_a_storm_of_bets_edits_the_card_seldom_and_ends_with_the_truth():
    async def story(world: World):
        crowd = [world.person(f"P{number}") for number in range(60)]
        group = world.server.group("Friends", *crowd)
        card = await world.ask(crowd[0], "/round 5m", group)
        for number, who in enumerate(crowd):
            who.taps(card, "Up 25" if number % 2 else "Down 25")
            if number % 12 == 11:
                await world.quiet()
                await world.wait(4)
        assert "Players 60" in card.text
        assert card.edits <= 12

    played(story)


def test_what_is_ones_own_comes_in_private_and_else_the_way_to_it():
    async def story(world: World):
        ann, bob, *_others = five = people(world)
        group = world.server.group("Friends", *five, forum=True)
        topic = await ann.opens_topic(group, "Game")
        assert await world.says(ann, "/me", topic) == []
        assert title(ann.chat.last) == "Your statistics"
        hint = await world.ask(bob, "/me", topic)
        assert hint.thread == topic.id and "pt" not in hint.text and not bob.inbox
        await bob.follows(hint, "Open our private chat")
        await world.quiet()
        assert title(bob.chat.last) == "Your statistics"

    played(story, "can't initiate conversation")


def test_what_is_everybodys_is_answered_where_it_was_asked():
    async def story(world: World):
        ann, bob, *_others = five = people(world)
        group = world.server.group("Friends", *five, forum=True)
        one, two = await ann.opens_topic(group, "Game"), await ann.opens_topic(group, "Talk")
        for said, where in (("/price", one), ("/top", two), ("/help", group), ("/whatif", one)):
            await world.wait(1)
            asked = await bob.says(said, where)
            await world.quiet()
            assert group.last.reply_to is asked
            assert group.last.thread == (0 if where is group else where.id)

    played(story)


def test_talk_and_other_bots_commands_are_not_answered():
    async def story(world: World):
        ann, bob, *_others = five = people(world)
        group = world.server.group("Friends", *five)
        card = await world.ask(ann, "/round 5m", group)
        for said in ("hello", "up 25", "/price@other_bot", "long btc 25 100x", "@degen_bot up 25"):
            assert await world.says(bob, said, group) == []
        await bob.says("lol", group, reply_to=card)
        await bob.edits(await bob.says("hm", group), "/round cancel")
        await bob.summons("/start@degen_bot")
        await world.quiet()
        assert group.from_bot == [card] and not bob.inbox
        await bob.says("up 25", group, reply_to=card)
        await world.quiet()
        assert "Players 1" in card.text, "a verb in answer to the card is a bet"

    played(story, "can't initiate conversation")


@pytest.mark.parametrize("channel", [False, True])
def test_nobody_is_told_how_to_be_somebody_but_not_again_and_again(channel):
    async def story(world: World):
        ann, *_others = five = people(world)
        group = world.server.group("Friends", *five)
        for _ in range(5):
            await (ann.says_as_channel if channel else ann.says_anonymously)("/up 25", group)
        await world.quiet()
        (shown,) = group.from_bot
        assert "anonymous" in shown.text.lower()

    played(story)


def test_admins_are_asked_for_at_the_act():
    async def story(world: World):
        ann, bob = world.person("Ann"), world.person("Bob")
        group = world.server.group("Friends", ann, bob)
        card = await world.ask(bob, "/round 5m", group)
        await world.says(bob, "/round cancel", group)
        assert "admin" in bob.chat.last.text
        assert "bets until" in title(card)
        group.members[bob.id] = group.members[ann.id]
        world.telegram._admins._refused.clear()  # seconds of this world are not seconds of the loop
        await world.says(bob, "/round cancel", group)
        assert "void" in title(card)
        assert {call.arguments["user_id"] for call in world.server.asked("getChatMember")} == {bob.id}

    played(story)


def test_who_is_no_admin_any_more_is_none_at_the_next_act():
    async def story(world: World):
        ann, bob = world.person("Ann"), world.person("Bob")
        group = world.server.group("Friends", ann, bob)
        shown = await world.ask(ann, "/setup", group)
        await world.press(ann, shown, "Deutsch")
        assert "Deutsch" in shown.text
        group.members[ann.id] = group.members[bob.id]
        await world.press(ann, shown, "English")
        assert "Deutsch" in shown.text, "the right was gone within the same second"

    played(story)


def test_setup_is_for_admins():
    async def story(world: World):
        ann, bob, *_others = five = people(world)
        group = world.server.group("Friends", *five, forum=True)
        topic = await ann.opens_topic(group, "Game")
        shown = await world.ask(ann, "/setup", topic)
        toast = await world.press(bob, shown, "Play here")
        assert toast.alert and "admin" in toast.text
        await world.press(ann, shown, "Play here")
        assert f"Topic {topic.id}" in shown.text
        await world.press(ann, shown, "Deutsch")
        assert "Deutsch" in shown.text

    played(story)


def test_a_group_without_topics_has_none_to_choose():
    async def story(world: World):
        ann, *_others = five = people(world)
        group = world.server.group("Friends", *five)
        shown = await world.ask(ann, "/setup", group)
        assert "Play here" not in shown.labels
        await world.says(ann, "/setup topic here", group)
        assert "not a topic" in ann.chat.last.text

    played(story)


def test_an_added_bot_says_how_to_begin_and_a_removed_one_is_silent():
    async def story(world: World):
        ann = world.person("Ann")
        group = world.server.group("Friends", ann, bot=False)
        await ann.adds_bot(group)
        await world.quiet()
        welcome = group.last
        assert "5 min round" in welcome.labels
        await world.press(ann, welcome, "1 min round")
        assert title(welcome).startswith("Round 1: BTC 1 min, bets until")
        await world.press(ann, welcome, "Up 25")
        await ann.removes_bot(group)
        await world.quiet()
        calls = len(world.server.calls)
        await world.wait(130)
        tried = [call for call in world.server.calls[calls:] if call.arguments.get("chat_id") == group.id]
        assert len(tried) <= 1

    played(story)


@pytest.mark.parametrize("heard", [True, False])
def test_a_group_that_becomes_a_supergroup_goes_on(heard):
    async def story(world: World):
        ann = world.person("Ann")
        old = world.server.group("Friends", ann, kind="group")
        card = await world.ask(ann, "/round 1m", old)
        await world.press(ann, card, "Up 25")
        new = await ann.upgrades(old)
        if not heard:
            world.server.delivery._waiting.clear()  # Telegram tells it with the next message alone
        await world.wait(125)
        assert any("void" in title(each) for each in new.from_bot)
        assert title(await world.ask(ann, "/top", new)).startswith("Top of this chat")

    played(story, *([] if heard else ["upgraded to a supergroup"]))


def test_a_deleted_topic_is_survived():
    async def story(world: World):
        ann = world.person("Ann")
        group = world.server.group("Friends", ann, forum=True)
        topic = await ann.opens_topic(group, "Game")
        await world.ask(ann, "/setup topic here", topic)
        await world.ask(ann, "/round 1m", topic)
        await ann.deletes_topic(topic)
        await world.wait(125)
        assert any("Round 1" in title(each) and each.thread == 0 for each in group.from_bot)

    played(story, "not found")


def test_where_pinning_is_not_allowed_the_round_goes_on():
    async def story(world: World):
        ann = world.person("Ann")
        group = world.server.group("Friends", ann)
        card = await world.ask(ann, "/round 1m", group)
        await world.press(ann, card, "Up 25")
        await world.wait(125)
        assert "void" in title(card)
        assert len(world.server.asked("pinChatMessage")) == 1

    played(story, "pin")


def test_a_borrowed_button_spends_only_the_pressers_points():
    async def story(world: World):
        ann, bob = world.person("Ann"), world.person("Bob")
        group = world.server.group("Friends", ann, bob)
        card = await world.ask(ann, "/round 5m", group)
        await world.press(bob, card, "Up 100")
        assert "Balance 900 pt" in (await world.ask(bob, "/start")).text
        assert "Balance 1,000 pt" in (await world.ask(ann, "/start")).text

    played(story)


def test_who_was_met_in_a_group_is_told_everything_once_they_have_begun():
    async def story(tg):
        bob = tg.person("Bob", started=False)
        group = tg.server.group("Friends", tg.person("Ann"), bob)
        await tg.says(bob, "/positions@degen_bot", group)
        await tg.says(bob, "/start")
        await tg.says(bob, "long btc 25 1001x")
        await tg.price()
        await tg.price(99_000)
        await tg.wait(5)
        assert "LIQUIDATED" in bob.chat.last.lines[0]

    played(story, "can't initiate conversation")


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

    played(story, "not enough rights to send photos")
