"""What the strict Telegram refuses, as the exceptions that python-telegram-bot makes of it."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from tests.servers.telegram.errors import bad
from tests.servers.telegram.people import forwarded
from tests.worlds.echo_on_telegram import bot_of, button, talk


def picture(width: int = 120, height: int = 60) -> bytes:
    """A small JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(buffer, "JPEG")
    return buffer.getvalue()


def refuses(call, words: str, kind: type[Exception] = BadRequest, violations: int = 0) -> None:
    """A call `call(bot, chat)` fails so, in a private chat with message 1 of Ann and message 2 of the bot."""

    async def test(server, bot, ann):
        await ann.says("/start")
        await bot.send_message(ann.id, "first", reply_markup=button("Up"))
        before = [(each.text, each.labels) for each in ann.chat.messages]
        with pytest.raises(kind) as caught:
            await call(bot, ann.id)
        assert caught.type is kind
        assert words.lower() in str(caught.value).lower()  # the library changes capitals
        assert [(each.text, each.labels) for each in ann.chat.messages] == before
        assert len(server.violations) == violations, server.violations
        server.violations.clear()

    talk(test)


# Texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Message text is empty"),
        (" \n ", "Message text is empty"),
        ("\u200b\u2060", "Message text is empty"),
        ("x" * 4_097, "Message is too long"),
        ("😀" * 2_049, "Message is too long"),
    ],
)
def test_texts_are_neither_empty_nor_too_long(text, words):
    refuses(lambda bot, chat: bot.send_message(chat, text), words)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>up", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ä <p>up</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("a <0.5 b", 'Unsupported start tag "0.5" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a < b >", 'Unsupported start tag "" at byte offset 2'),
        ("<b>up</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("up</b>", "Unexpected end tag at byte offset 2"),
        ("<b>up</b", "Unclosed end tag at byte offset 5"),
        ("<a href=https://a.com/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<tg-time>x</tg-time>", 'Tag "tg-time" must have a valid attribute "unix"'),
        ('<tg-time unix="1" format="q">x</tg-time>', 'Invalid date-time format "q" specified'),
    ],
)
def test_markup_must_be_whole(html, words):
    refuses(lambda bot, chat: bot.send_message(chat, html, "HTML"), f"can't parse entities: {words}")


def test_an_edit_must_be_of_a_good_text_too():
    refuses(lambda bot, chat: bot.edit_message_text("<b>", chat, 2, parse_mode="HTML"), "start tag")
    refuses(lambda bot, chat: bot.edit_message_text("x" * 4_097, chat, 2), "Message is too long")
    refuses(lambda bot, chat: bot.send_message(chat, "x", parse_mode="Marked"), "Unsupported parse_mode")


@pytest.mark.parametrize(
    ("html", "lost"),
    [
        ("<pre><b>up</b></pre>", "bold inside pre"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "blockquote inside blockquote"),
        ('<b class="x">up</b>', "attribute 'class'"),
        ("up<b></b>", "around nothing"),
        ("up &nbsp; down", "a bare &"),
    ],
)
def test_markup_that_telegram_drops_without_a_word_is_told(html, lost):
    async def test(server, bot, ann):
        await bot.send_message(ann.id, html, "HTML")
        (violation,) = server.violations
        assert lost in violation
        server.violations.clear()

    talk(test)


# Keyboards


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (InlineKeyboardButton("Up", callback_data="ü" * 33), "Button_data_invalid"),
        (InlineKeyboardButton("Up", callback_data="x" * 65), "Button_data_invalid"),
        (InlineKeyboardButton("Up", callback_data=""), "Button_data_invalid"),
        (InlineKeyboardButton(" ", callback_data="x"), "text buttons are unallowed"),
        (InlineKeyboardButton("\u2060", callback_data="x"), "text buttons are unallowed"),
        (InlineKeyboardButton("Up"), "text buttons are unallowed"),
        (InlineKeyboardButton("Up", callback_data="x", style="green"), "invalid button style"),
        (InlineKeyboardButton("Up", url="no address"), "URL 'no address' is invalid"),
        (InlineKeyboardButton("Up", copy_text=CopyTextButton("x" * 257)), "Button_copy_text_invalid"),
        (InlineKeyboardButton("Up", copy_text=CopyTextButton("")), "Button_copy_text_invalid"),
    ],
)
def test_buttons_keep_to_the_rules(key, words):
    refuses(lambda bot, chat: bot.send_message(chat, "x", reply_markup=InlineKeyboardMarkup.from_button(key)), words)


def test_a_button_is_of_one_kind():
    key = InlineKeyboardButton("Up", callback_data="x", url="https://a.com")
    refuses(
        lambda bot, chat: bot.send_message(chat, "x", reply_markup=InlineKeyboardMarkup.from_button(key)),
        "A button of 2 kinds", violations=1,
    )  # fmt: skip


def test_a_keyboard_has_a_hundred_buttons_at_most():
    keys = [[InlineKeyboardButton("Up", callback_data="x")] * 5] * 20

    async def test(server, bot, ann):
        await bot.send_message(ann.id, "x", reply_markup=InlineKeyboardMarkup(keys))
        assert len(ann.chat.last.buttons) == 100
        with pytest.raises(BadRequest, match="Reply markup is too long"):
            await bot.send_message(ann.id, "x", reply_markup=InlineKeyboardMarkup([*keys, keys[0][:1]]))

    talk(test)


# Edits, answers, pins, deletions


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda bot, chat: bot.edit_message_text("first", chat, 2, reply_markup=button("Up")), "is not modified"),
        (lambda bot, chat: bot.edit_message_reply_markup(chat, 2, reply_markup=button("Up")), "is not modified"),
        (lambda bot, chat: bot.edit_message_text("x", chat, 9), "Message to edit not found"),
        (lambda bot, chat: bot.edit_message_text("x", chat, 1), "Message can't be edited"),
        (lambda bot, chat: bot.edit_message_caption(chat, 2, caption="x"), "There is no caption in the message"),
        (lambda bot, chat: bot.send_message(chat, "x", reply_to_message_id=9), "Message to be replied not found"),
        (lambda bot, chat: bot.send_message(chat, "x", message_thread_id=9), "Message thread not found"),
        (lambda bot, chat: bot.send_message(7, "x"), "Chat not found"),
        (lambda bot, chat: bot.send_message("@nobody", "x"), "Chat not found"),
        (lambda bot, chat: bot.delete_message(chat, 9), "Message to delete not found"),
        (lambda bot, chat: bot.pin_chat_message(chat, 9), "Message to pin not found"),
        (lambda bot, chat: bot.unpin_chat_message(chat), "Message to unpin not found"),
        (lambda bot, chat: bot.get_chat_member(chat, 77), "Invalid user_id specified"),
        (lambda bot, chat: bot.get_file("AgAC"), "Wrong file_id"),
        (lambda bot, chat: bot.answer_callback_query("5"), "Query is too old and response timeout expired"),
        (lambda bot, chat: bot.send_chat_action(chat, "dancing"), "Wrong parameter action"),
        (lambda bot, chat: bot.set_webhook("http://example.org/hook"), "An HTTPS URL must be provided"),
        (lambda bot, chat: bot.set_webhook("https://example.org", secret_token="a b"), "unallowed characters"),
        (lambda bot, chat: bot.get_chat_administrators(chat), "There are no administrators in the private chat"),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_ours_is_refused(call, words):
    refuses(call, words)


def test_an_answer_to_nothing_may_be_sent_all_the_same():
    async def test(server, bot, ann):
        told = ReplyParameters(9, allow_sending_without_reply=True)
        await bot.send_message(ann.id, "x", reply_parameters=told)
        assert ann.chat.last.reply_to is None

    talk(test)


def test_a_press_is_answered_once_and_soon():
    async def test(server, bot, ann):
        await bot.send_message(ann.id, "card", reply_markup=button("Up"))
        early, late, long = (ann.taps(ann.chat.last, "Up") for _ in range(3))
        assert await bot.answer_callback_query(early.id, "done")
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(early.id)
        with pytest.raises(BadRequest, match="Message_too_long"):
            await bot.answer_callback_query(long.id, "x" * 201)
        server.pass_ms(server.limits.press_ms + 1)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(late.id)
        assert early.toast.text == "done" and late.toast is None

    talk(test)


def test_old_messages_stay():
    async def test(server, bot, ann):
        message = await bot.send_message(ann.id, "x")
        server.pass_ms(timedelta(hours=48, seconds=1).total_seconds() * 1_000)
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await message.delete()
        await message.edit_text("y")
        assert ann.chat.last.text == "y"

    talk(test)


# Who may be written to


def test_people_who_do_not_want_the_bot():
    async def test(server, bot, ann):
        async def said(who) -> str:
            with pytest.raises(Forbidden) as caught:
                await bot.send_message(who.id, "x")
            return str(caught.value)

        stranger = server.user("Bob")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(stranger.id, "x")
        await stranger.says("/up", server.group("Degens", ann, stranger))
        assert await said(stranger) == "Forbidden: bot can't initiate conversation with a user"
        await ann.blocks()
        assert await said(ann) == "Forbidden: bot was blocked by the user"
        await ann.unblocks()
        await bot.send_message(ann.id, "back")
        await ann.deletes_account()
        assert await said(ann) == "Forbidden: user is deactivated"
        assert [each.text for each in ann.inbox] == ["back"]

    talk(test)


def test_groups_that_do_not_want_the_bot():
    async def test(server, bot, ann):
        group = server.group("Degens", ann)
        basic = server.group("Friends", ann, kind="group", bot=False)
        await ann.mutes_bot(group)
        with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
            await bot.send_message(group.id, "x")
        await ann.removes_bot(group)
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await bot.send_message(group.id, "x")
        with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
            await bot.send_message(basic.id, "x")
        await ann.adds_bot(group)
        message = await bot.send_message(group.id, "x")
        with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
            await message.pin()
        await ann.promotes_bot(group, "can_pin_messages")
        await message.pin(disable_notification=True)
        assert group.last.pinned
        await bot.leave_chat(group.id)
        with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
            await bot.send_message(group.id, "x")

    talk(test)


def test_a_group_that_has_another_number_tells_it():
    async def test(server, bot, ann):
        old = server.group("Friends", ann, kind="group")
        await bot.send_message(old.id, "x")
        new = await ann.upgrades(old)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(old.id, "y")
        assert caught.value.new_chat_id == new.id
        await bot.send_message(new.id, "y")
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("z", new.id, 5)

    talk(test)


def test_topics_close_and_vanish():
    async def test(server, bot, ann):
        group = server.group("Degens", ann, forum=True)
        topic = await ann.opens_topic(group, "Game")
        message = await bot.send_message(group.id, "in it", message_thread_id=topic.id)
        assert topic.last.text == "in it"
        await ann.closes_topic(topic)
        with pytest.raises(BadRequest, match="Topic_closed"):
            await bot.send_message(group.id, "x", message_thread_id=topic.id)
        await ann.deletes_topic(topic)
        for thread in (topic.id, 999):
            with pytest.raises(BadRequest, match="Message thread not found"):
                await bot.send_message(group.id, "x", message_thread_id=thread)
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await message.edit_text("y")

    talk(test)


def test_a_thread_of_answers_is_no_topic():
    async def test(server, bot, ann):
        group = server.group("Degens", ann)
        said = await ann.says("/up", group)
        answer = await ann.says("/up 2", group, reply_to=said)
        assert (answer.thread, "is_topic_message" in answer.json()) == (said.id, False)
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(group.id, "x", message_thread_id=answer.thread)
        assert forwarded(server, group, "News").json()["is_automatic_forward"]

    talk(test)


# Files


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"no picture", "Image_process_failed"),
        (picture(10_000, 10), "Photo_invalid_dimensions"),
        (picture()[:200], "Image_process_failed"),
        ("AgACAgIAAx000", "Wrong file identifier/http url specified"),
    ],
)
def test_pictures_must_be_pictures(photo, words):
    refuses(lambda bot, chat: bot.send_photo(chat, photo), words)
    media = InputMediaPhoto(photo)
    refuses(lambda bot, chat: bot.edit_message_media(media, chat, 2), words)


def test_captions_are_shorter_than_texts():
    refuses(lambda bot, chat: bot.send_photo(chat, picture(), "x" * 1_025), "Message caption is too long")
    refuses(lambda bot, chat: bot.send_document(chat, b"", filename="a.txt"), "File must be non-empty")


def test_a_picture_has_no_text():
    async def test(server, bot, ann):
        message = await bot.send_photo(ann.id, picture(), "a card")
        with pytest.raises(BadRequest, match="There is no text in the message to edit"):
            await message.edit_text("x")
        await message.edit_caption("another", reply_markup=button("Up"))
        assert (ann.chat.last.text, ann.chat.last.labels) == ("another", ["Up"])

    talk(test)


# Menus and what the bot says of itself


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda bot: bot.set_my_commands([BotCommand("Up", "x")]), "Bot_command_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand("x" * 33, "x")]), "Bot_command_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand("up", " ")]), "Bot_command_description_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand("up", "x" * 257)]), "Bot_command_description_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)]), "Bot_commands_too_much"),
        (lambda bot: bot.set_my_commands([BotCommand("up", "x")], language_code="english"), "Invalid language code"),
        (lambda bot: bot.set_my_commands([BotCommand("up", "x")], BotCommandScopeChat(-5)), "Chat not found"),
        (lambda bot: bot.set_my_description("x" * 513), "too long"),
        (lambda bot: bot.set_my_short_description("x" * 121), "too long"),
        (lambda bot: bot.set_my_name("x" * 65), "too long"),
    ],
)
def test_menus_and_descriptions_keep_to_the_rules(call, words):
    refuses(lambda bot, chat: call(bot), words)


# Everybody


@pytest.mark.filterwarnings("ignore:Please use 'Bot.sendMessage'")
def test_tokens_methods_and_parameters():
    async def test(server, bot, ann):
        stranger, malformed = bot_of(server, "123456789:" + "x" * 35), bot_of(server, "123:x")
        for other in (stranger, malformed):
            with pytest.raises(InvalidToken):
                await other.get_me()
        assert [each.said for each in server.refused] == ["Unauthorized", "Not Found"]
        server.revoked = True
        with pytest.raises(InvalidToken):
            await bot.get_me()
        server.revoked = False
        for call in (
            bot.do_api_request("sendMessage", {"chat_id": ann.id, "text": "x", "colour": "red"}),
            bot.do_api_request("sendMessage", {"chat_id": ann.id, "text": "x", "disable_notification": "perhaps"}),
            bot.send_message(ann.id, "*x*", "MarkdownV2"),
            bot.get_updates(limit=101),
        ):
            with pytest.raises(BadRequest):
                await call
        with pytest.raises(Exception, match="Endpoint 'sendDreams' not found"):
            await bot.do_api_request("sendDreams", {"chat_id": ann.id})
        assert len(server.violations) == 5 and not ann.inbox
        server.violations.clear()

    talk(test)


@pytest.mark.filterwarnings("ignore:Please use 'Bot.sendMessage'")
def test_what_nobody_means_fails_the_test_that_did_it():
    async def test(server, bot, ann):
        with pytest.raises(BadRequest):
            await bot.do_api_request("sendMessage", {"chat_id": ann.id, "text": "x", "colour": "red"})

    with pytest.raises(AssertionError, match="sendMessage: unknown parameters: colour"):
        talk(test)


def test_too_many_messages_are_refused_and_told_for_how_long():
    async def test(server, bot, ann):
        await bot.send_message(ann.id, "one")
        with pytest.raises(RetryAfter) as caught:
            await bot.edit_message_text("two", ann.id, 1)
        assert caught.value.retry_after == timedelta(seconds=1)
        server.pass_ms(1_000)
        await bot.edit_message_text("two", ann.id, 1)
        group = server.group("Degens", ann)
        for number in range(20):
            server.pass_ms(100)
            await bot.send_message(group.id, str(number))
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(group.id, "21")
        assert 55 <= caught.value.retry_after.total_seconds() <= 59
        press = ann.taps(await _card(server, bot, ann), "Up")
        for chat in range(30):
            other = server.user("Bob", started=True)
            if chat < 29:
                await bot.send_message(other.id, "x")
            else:
                with pytest.raises(RetryAfter):
                    await bot.send_message(other.id, "x")
        await bot.answer_callback_query(press.id)
        assert (server.flood.refused, server.flood.early) == (3, 0)

    talk(test, paced=True)


async def _card(server, bot, ann):
    server.pass_ms(1_000)
    await bot.send_message(ann.id, "card", reply_markup=button("Up"))
    return ann.chat.last


def test_a_chat_that_must_rest_is_refused_until_it_has():
    async def test(server, bot, ann):
        async def waits() -> float:
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(ann.id, "x")
            return caught.value.retry_after.total_seconds()

        bob = server.user("Bob", started=True)
        server.fault("sendMessage", chat=ann.id, retry_after=3)
        assert await waits() == 3
        await bot.send_message(bob.id, "unaffected")
        server.pass_ms(1_500)
        assert await waits() == 2
        server.pass_ms(1_500)
        await bot.send_message(ann.id, "x")
        assert (server.flood.refused, server.flood.early) == (2, 1)

    talk(test)


def test_any_other_refusal_may_be_played():
    async def test(server, bot, ann):
        server.fault("sendMessage", says=bad("CHAT_RESTRICTED"))
        with pytest.raises(BadRequest, match="Chat_restricted"):
            await bot.send_message(ann.id, "x")
        await bot.send_message(ann.id, "x")

    talk(test)
