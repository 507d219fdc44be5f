"""The strict Telegram of the tests, itself tested through python-telegram-bot: conversations and groups."""

import pytest
from telegram import BotCommand, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram import BotCommandScopeAllChatAdministrators as Admins
from telegram import BotCommandScopeAllPrivateChats as Privates
from telegram.error import BadRequest

from tests.servers.telegram.errors import Impossible
from tests.servers.telegram.people import forwarded
from tests.servers.telegram.tests.test_rejections import picture
from tests.worlds.echo_on_telegram import button, echoing, news, said_in, talk

# Conversations


def test_somebody_says_presses_and_sees():
    async def test(server, bot, ann):
        async with echoing(server):
            card = await ann.asks("up & <away>")
            assert (card.text, card.labels, card.marked("bold")) == ("up & <away>", ["Up"], ["up & <away>"])
            toast = await ann.presses(card, "Up")
            assert (toast.text, toast.alert) == ("you said up", False)
            await server.until(lambda: card.edits)
            assert (card.texts, card.labels) == (["up & <away>", "Ann said up"], ["Down"])
            assert (await ann.presses(card, data="forged")).text == "you said forged"
            assert ann.inbox == [card] == ann.chat.from_bot
        assert not server.refused

    talk(test)


def test_no_client_presses_what_is_not_there():
    async def test(server, bot, ann):
        bob = server.user("Bob")
        await bot.send_message(ann.id, "card", reply_markup=button("Help", url="https://a.com"))
        for act in (
            lambda: ann.presses(ann.chat.last, "Up"),
            lambda: ann.presses(ann.chat.last, "Help"),
            lambda: bob.presses(ann.chat.last, data="help"),
            lambda: bob.says("/up", server.group("Degens", ann)),
        ):
            with pytest.raises(Impossible):
                await act()

    talk(test)


def test_a_press_on_what_was_deleted_meanwhile_shows_no_message():
    async def test(server, bot, ann):
        await bot.send_message(ann.id, "card", reply_markup=button("Up"))
        card = ann.chat.last
        await ann.deletes(card)
        ann.taps(card, "Up")
        (update,) = await news(bot)
        assert not update.callback_query.message.is_accessible
        assert not ann.inbox

    talk(test)


def test_links_lead_and_invitations_are_copied():
    async def test(server, bot, ann):
        keys = [
            InlineKeyboardButton("Play", url=f"https://t.me/{bot.username}?start=round_7"),
            InlineKeyboardButton("Invite", copy_text=CopyTextButton("come")),
            InlineKeyboardButton("Site", url="https://a.com/x"),
        ]
        await bot.send_message(ann.id, "card", reply_markup=InlineKeyboardMarkup([keys]))
        card = ann.chat.last
        assert (await ann.follows(card, "Play")).text == "/start round_7"
        assert ann.copies(card, "Invite") == "come"
        assert await ann.follows(card, "Site") == "https://a.com/x"
        assert said_in(await news(bot)) == ["/start round_7"]

    talk(test)


def test_a_stranger_in_a_name_is_seen_as_a_link():
    async def test(server, bot, ann):
        await bot.send_message(ann.id, "by @everyone via evil.com /reset #now $BTC <b>", disable_web_page_preview=True)
        assert ann.chat.last.links == ["@everyone", "evil.com", "/reset", "#now", "$BTC"]
        assert not ann.chat.last.previews
        await bot.send_message(ann.id, "<code>/reset</code> 1.5x at 10:30, a@b", "HTML")
        assert (ann.chat.last.links, ann.chat.last.marked("code")) == ([], ["/reset"])
        await bot.send_message(ann.id, '<a href="https://a.com">here</a>', "HTML")
        assert ann.chat.last.previews

    talk(test)


def test_pictures_come_and_change():
    async def test(server, bot, ann):
        text = await bot.send_message(ann.id, "soon", reply_markup=button("Up"))
        card = ann.chat.last
        await text.edit_media(InputMediaPhoto(picture(), "a <b>card</b>", "HTML"), reply_markup=button("Up"))
        assert (card.picture.size, card.text, card.marked("bold"), card.labels) == (
            (120, 60),
            "a card",
            ["card"],
            ["Up"],
        )
        sent = await bot.send_photo(ann.id, picture(60, 60), "new", disable_notification=True)
        assert ann.chat.last.silent
        file = await bot.get_file(sent.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == ann.chat.last.picture.data
        await bot.send_photo(ann.id, sent.photo[-1].file_id)
        assert ann.chat.last.picture.size == (60, 60)
        await bot.send_document(ann.id, b'{"me": 1}', "yours", filename="me.json")
        assert (ann.chat.last.document.name, ann.chat.last.document.data) == ("me.json", b'{"me": 1}')

    talk(test)


def test_menus_depend_on_place_language_and_rights():
    async def test(server, bot, ann):
        heidi = server.user("Heidi", language="de")
        group = server.group("Degens", ann, heidi)
        await bot.set_my_commands([BotCommand("help", "all")])
        await bot.set_my_commands([BotCommand("up", "x")], Privates())
        await bot.set_my_commands([BotCommand("hoch", "x")], Privates(), "de")
        await bot.set_my_commands([BotCommand("setup", "x")], Admins())
        assert (ann.menu(), heidi.menu(), ann.menu(group), heidi.menu(group)) == (["up"], ["hoch"], ["setup"], ["help"])
        assert [each.command for each in await bot.get_my_commands(Privates(), "de")] == ["hoch"]
        await bot.delete_my_commands(Privates(), "de")
        assert heidi.menu() == ["up"]
        await bot.set_my_description("play")
        await bot.set_my_description("spiel", "de")
        assert (await bot.get_my_description("de")).description == "spiel"
        assert (await bot.get_my_description("fr")).description == "play"
        await bot.set_my_short_description("p")
        await bot.set_my_name("Degen")
        assert ((await bot.get_my_short_description()).short_description, (await bot.get_my_name()).name) == (
            "p",
            "Degen",
        )

    talk(test)


# Groups


def test_privacy_mode_hides_what_is_not_for_the_bot():
    async def test(server, bot, ann):
        group = server.group("Degens", ann)
        await bot.send_message(group.id, "card")
        await ann.says("hello", group)
        await ann.says("/up", group)
        await ann.says("/up@degen_bot", group)
        await ann.says("/up@other_bot", group)
        await ann.says("up", group, reply_to=group.last)
        await ann.says("hey @Degen_bot", group)
        group.heard_last = False
        await ann.says("/down", group)
        assert said_in(await news(bot)) == ["/up", "/up@degen_bot", "up", "hey @Degen_bot"]
        await ann.promotes_bot(group, "can_pin_messages")
        await ann.says("hello", group)
        assert said_in((await news(bot))[1:]) == ["hello"]

    talk(test)


def test_who_is_nobody_in_a_group():
    async def test(server, bot, ann):
        group = server.group("Degens", ann)
        await ann.says_anonymously("/up", group)
        await ann.says_as_channel("/down", group)
        forwarded(server, group, "/post")
        anonymous, channel, post = (update.message for update in await news(bot))
        assert (anonymous.from_user.id, anonymous.sender_chat.id) == (1087968824, group.id)
        assert (channel.from_user.id, channel.sender_chat.type) == (136817688, "channel")
        assert post.is_automatic_forward and post.from_user.id == 777000

    talk(test)


def test_topics_keep_their_messages():
    async def test(server, bot, ann):
        group = server.group("Degens", ann, forum=True)
        topic = await ann.opens_topic(group, "Game")
        async with echoing(server):
            card = await ann.asks("/up", topic)
            assert card is topic.last and card.thread == topic.id
            general = await ann.asks("/down", group)
            assert general.thread == 0
        created, first, second = server.delivery.log
        assert created["message"]["forum_topic_created"]["name"] == "Game"
        assert first["message"]["is_topic_message"] is True
        assert "forum_topic_created" in first["message"]["reply_to_message"]
        assert "message_thread_id" not in second["message"]

    talk(test)


def test_the_bot_comes_and_goes():
    async def test(server, bot, ann):
        group = server.group("Degens", ann, bot=False)
        await ann.adds_bot(group)
        await ann.removes_bot(group)
        await ann.blocks()
        with pytest.raises(Impossible):
            await ann.says("/start")
        await ann.unblocks()
        changes = [update.my_chat_member for update in await news(bot) if update.my_chat_member]
        assert [(each.chat.id, each.old_chat_member.status, each.new_chat_member.status) for each in changes] == [
            (group.id, "left", "member"), (group.id, "member", "kicked"), (ann.id, "member", "kicked"),
            (ann.id, "kicked", "member"),
        ]  # fmt: skip

    talk(test)


def test_rights_are_told():
    async def test(server, bot, ann):
        bob, eve = server.user("Bob"), server.user("Eve")
        group = server.group("Degens", ann, bob, admins=[bob], rights=["can_pin_messages"])
        status = [(await bot.get_chat_member(group.id, each.id)).status for each in (ann, bob, eve, server.user("Dan"))]
        assert status == ["creator", "administrator", "left", "left"]
        await eve.joins(group)
        assert (await bot.get_chat_member(group.id, eve.id)).status == "member"
        assert (await bot.get_chat_member(group.id, bot.id)).can_pin_messages
        admins = await bot.get_chat_administrators(group.id)
        assert {each.user.id for each in admins} == {ann.id, bob.id, bot.id}
        assert await bot.get_chat_member_count(group.id) == 4
        assert (await bot.get_chat(group.id)).title == "Degens"
        for act in (eve.removes_bot(group), bob.promotes_bot(group), eve.says_anonymously("/up", group)):
            with pytest.raises(Impossible):
                await act

    talk(test)


def test_a_group_becomes_a_supergroup():
    async def test(server, bot, ann):
        old = server.group("Friends", ann, kind="group")
        new = await ann.upgrades(old)
        to, origin = (update.message for update in await news(bot))
        assert (to.chat.id, to.migrate_to_chat_id) == (old.id, new.id)
        assert (origin.chat.id, origin.migrate_from_chat_id) == (new.id, old.id)
        with pytest.raises(Impossible):
            await ann.says("/up", old)
        await ann.says("/up", new)
        assert said_in(await news(bot)) == ["/up"]

    talk(test)


def test_a_pin_is_told_to_everybody():
    async def test(server, bot, ann):
        group = server.group("Degens", ann, rights=["can_pin_messages"])
        first, second = [await bot.send_message(group.id, each) for each in ("one", "two")]
        await first.pin(disable_notification=True)
        await second.pin()
        told = [update.message for update in await news(bot)]
        assert [(each.from_user.id, each.pinned_message.text) for each in told] == [(bot.id, "one"), (bot.id, "two")]
        assert [each.text for each in group.pins] == ["one", "two"]
        await bot.unpin_chat_message(group.id)
        assert [each.pinned for each in group.from_bot] == [True, False]
        assert (await bot.get_chat(group.id)).pinned_message.text == "one"
        await ann.deletes(group.from_bot[0])
        assert not group.pins
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await first.edit_text("x")

    talk(test)
