"""The strict Telegram of the tests, itself tested through python-telegram-bot: conversations, updates, the network."""

import asyncio
import time

import pytest
from aiohttp import web
from telegram import BotCommand, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram import BotCommandScopeAllChatAdministrators as Admins
from telegram import BotCommandScopeAllPrivateChats as Privates
from telegram.constants import UpdateType
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TimedOut

from bots.telegram_limits import LIMITS
from tests import telegram_delivery
from tests.telegram_echo import bot_of, button, echoing, talk
from tests.telegram_errors import Impossible
from tests.telegram_markup import length, read, said
from tests.telegram_people import forwarded
from tests.test_telegram_rejections import picture


def texts(updates) -> list[str]:
    """What was said in these updates."""
    return [(update.effective_message.text or "-") for update in updates]


async def news(bot, **more) -> list:
    """The updates since, which are then confirmed."""
    updates = await bot.get_updates(timeout=0, **more)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return list(updates)


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
        assert texts(await news(bot)) == ["/start round_7"]

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
        assert texts(await news(bot)) == ["/up", "/up@degen_bot", "up", "hey @Degen_bot"]
        await ann.promotes_bot(group, "can_pin_messages")
        await ann.says("hello", group)
        assert texts((await news(bot))[1:]) == ["hello"]

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
        assert texts(await news(bot)) == ["/up"]

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


# Updates


def test_what_is_not_confirmed_comes_again():
    async def test(server, bot, ann):
        await ann.says("one")
        await ann.says("two", sent_ago=60)
        first, second = await bot.get_updates()
        assert 59 <= (first.message.date - second.message.date).total_seconds() <= 61
        assert texts(await bot.get_updates()) == ["one", "two"]
        assert texts(await bot.get_updates(offset=second.update_id)) == ["two"]
        assert texts(await bot.get_updates(offset=-1)) == ["two"]
        assert not await bot.get_updates(offset=second.update_id + 1)
        server.redeliver()
        server.redeliver(server.delivery.log[0])
        assert texts(await bot.get_updates(offset=second.update_id + 1)) == ["two", "one"]
        assert not server.delivery.pending
        await ann.says("three")
        server.pass_ms(86_400_001)
        assert not await bot.get_updates()

    talk(test)


def test_only_what_was_asked_for_is_kept():
    async def test(server, bot, ann):
        message = await ann.says("one")
        await ann.edits(message, "won")
        await ann.summons("/up@degen_bot")
        await ann.sends_photo()
        kinds = [next(iter(set(each.to_dict()) - {"update_id"})) for each in await news(bot)]
        assert kinds == ["message", "edited_message", "guest_message", "message"]
        await news(bot, allowed_updates=[UpdateType.MESSAGE])
        await ann.edits(message, "one")
        await ann.blocks()
        assert not await news(bot)
        await ann.unblocks()
        await ann.says("two")
        assert texts(await news(bot, allowed_updates=[])) == ["two"]

    talk(test)


def test_the_library_knows_all_kinds_of_updates():
    assert {str(each.value) for each in UpdateType} >= telegram_delivery._KINDS


def test_a_long_poll_ends_with_the_news():
    async def test(server, bot, ann):
        poll = asyncio.create_task(bot.get_updates(timeout=5))
        await server.until(lambda: server.delivery.polls)
        begun = time.monotonic()
        await ann.says("one")
        assert texts(await poll) == ["one"]
        assert time.monotonic() - begun < 1

    talk(test)


def test_of_two_pollers_the_first_is_thrown_out():
    async def test(server, bot, ann):
        rival = bot_of(server)
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await server.until(lambda: server.delivery.polls)
        second = asyncio.create_task(rival.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await ann.says("one")
        assert texts(await second) == ["one"]
        await rival.shutdown()

    talk(test)


def test_a_webhook_is_brought_what_happens_until_it_says_yes():
    async def test(server, bot, ann):
        came = []

        async def hear(request: web.Request) -> web.Response:
            assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
            came.append((await request.json())["message"]["text"])
            return web.Response(status=500 if len(came) < 3 else 200)

        app = web.Application()
        app.router.add_post("/hook", hear)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            behind = f"http://127.0.0.1:{runner.addresses[0][1]}"
            server.delivery.webhook.proxies["https://bot.example"] = behind
            server.delivery.webhook.retry_ms = 1
            await ann.says("one")
            await bot.set_webhook("https://bot.example/hook", secret_token="s3cret")
            await server.until(lambda: not server.delivery.pending)
            assert came == ["one"] * 3 and server.delivery.webhook.statuses == [500, 500, 200]
            info = await bot.get_webhook_info()
            assert "500" in info.last_error_message and info.pending_update_count == 0
            with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
                await bot.get_updates()
            await ann.says("two")
            await server.until(lambda: came[-1] == "two")
            await bot.delete_webhook()
            await ann.says("three")
            assert texts(await news(bot)) == ["three"]
        finally:
            await runner.cleanup()

    talk(test)


# The network


def test_a_message_whose_answer_never_came_may_have_arrived():
    async def test(server, bot, ann):
        hasty = bot_of(server, read_s=0.05)
        async with hasty:
            server.fault("sendMessage", hang=True)
            with pytest.raises(TimedOut):
                await hasty.send_message(ann.id, "lost")
            server.fault("sendMessage", hang_after=True)
            with pytest.raises(TimedOut):
                await hasty.send_message(ann.id, "arrived")
        server.release()
        server.fault("sendMessage", drop=True)
        server.fault("sendMessage", drop_after=True)
        for text in ("cut off", "arrived, cut off"):
            with pytest.raises(NetworkError):
                await bot.send_message(ann.id, text)
        assert [each.text for each in ann.inbox] == ["arrived", "arrived, cut off"]

    talk(test)


def test_trouble_of_every_kind():
    async def test(server, bot, ann):
        for status, words in ((502, "Bad Gateway"), (500, "Internal Server Error"), (504, "Gateway Timeout")):
            server.fault("sendMessage", status=status)
            with pytest.raises(NetworkError, match=words):
                await bot.send_message(ann.id, "x")
        server.fault("getMe", delay_ms=30)
        begun = time.monotonic()
        await bot.get_me()
        assert time.monotonic() - begun >= 0.03
        async with server.away():
            with pytest.raises(NetworkError, match=r"ConnectError|RemoteProtocolError|ReadError"):
                await bot.get_me()
            with pytest.raises(NetworkError, match="ConnectError"):
                await bot.get_me()
        await bot.get_me()
        assert [call.status for call in server.asked("sendMessage")] == [502, 500, 504]

    talk(test)


def test_an_update_whose_answer_was_cut_off_comes_again():
    async def test(server, bot, ann):
        await ann.says("one")
        server.fault("getUpdates", drop_after=True)
        with pytest.raises(NetworkError):
            await bot.get_updates()
        assert texts(await bot.get_updates()) == ["one"]

    talk(test)


# Limits


class Gate:
    """The pace of the documentation: what is under way and what was over less than a span ago stays below the limit."""

    def __init__(self, limit: int, span_ms: float, now) -> None:
        self.limit, self.span_ms, self.now = limit, span_ms, now
        self.under_way = 0
        self.over: list[float] = []

    async def send(self, call) -> None:
        while self.under_way + sum(self.now() - at < self.span_ms for at in self.over[-self.limit :]) >= self.limit:
            await asyncio.sleep(0.001)
        self.under_way += 1
        try:
            await call
        finally:
            self.under_way -= 1
            self.over.append(self.now())


def test_who_counts_as_the_server_counts_is_never_refused():
    async def test(server, bot, ann):
        people = [server.user(f"P{number}", started=True) for number in range(90)]
        gate = Gate(LIMITS.overall, server.limits.second_ms, server.now_ms)
        await asyncio.gather(*(gate.send(bot.send_message(each.id, "alert")) for each in people))
        assert all([each.text for each in person.inbox] == ["alert"] for person in people)
        assert server.flood.refused == 0
        assert 0 < server.flood.share() <= 1

    talk(test, paced=True, limits=LIMITS.scaled(4))


def test_who_does_not_count_is_refused():
    async def test(server, bot, ann):
        people = [server.user(f"P{number}", started=True) for number in range(40)]
        done = await asyncio.gather(*(bot.send_message(each.id, "x") for each in people), return_exceptions=True)
        refused = [each for each in done if isinstance(each, RetryAfter)]
        assert len(refused) == 10 == server.flood.refused
        assert sum(len(person.inbox) for person in people) == LIMITS.overall

    talk(test, paced=True)


def test_the_clock_may_be_the_tests():
    now = 1_767_225_600_000.0

    async def test(server, bot, ann):
        assert server.now_ms() == now
        sent = await bot.send_message(ann.id, "x")
        assert sent.date.timestamp() * 1_000 == now

    talk(test, clock=lambda: now)


# Reading texts


@pytest.mark.parametrize(
    ("html", "plain", "kinds"),
    [
        ("<b>a<i>b</i></b>", "ab", ["bold 0 2", "italic 1 1"]),
        ("😀<u>é</u>", "😀é", ["underline 2 1"]),
        ("&lt;&#65;&#x42;&gt;&quot;&amp;", '<AB>"&', []),
        ("<pre><code class='language-py'>x</code></pre>", "x", ["pre 0 1"]),
        ("<blockquote expandable>long</blockquote>", "long", ["expandable_blockquote 0 4"]),
        ("<tg-spoiler>s</tg-spoiler><span class='tg-spoiler'>t</span>", "st", ["spoiler 0 1", "spoiler 1 1"]),
        ("<a href='tg://user?id=7'>Ann</a>", "Ann", ["text_mention 0 3"]),
        ("<a>https://a.com</a>", "https://a.com", ["text_link 0 13"]),
        ("  <b>trimmed </b> \n", "trimmed", ["bold 0 7"]),
        ("a\r<b>b</b>\u202ec", "abc", ["bold 1 1"]),
        ('<tg-time unix="99" format="wDT">then</tg-time>', "then", ["date_time 0 4"]),
    ],
)
def test_markup_is_read(html, plain, kinds):
    lost: list[str] = []
    text = read(html, "HTML", None, lost.append)
    assert text.plain == plain and not lost
    assert [f"{each['type']} {each['offset']} {each['length']}" for each in text.entities] == kinds


def test_lengths_are_of_utf16():
    assert (length("é"), length("😀"), said("a 😀 @degen_bot").entities[0]["offset"]) == (1, 2, 5)
