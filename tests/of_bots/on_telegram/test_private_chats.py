"""Conversations with the whole bot over a strict Telegram, in private chats."""

import asyncio
import re

import pytest

from bots.sentences.verbs import VERBS
from tests.servers.telegram.errors import bad
from tests.worlds.on_telegram import World, played

# The first taps


def test_the_first_prediction_is_two_taps():
    async def story(world: World):
        ann = world.person("Ann", started=False)
        first = await world.ask(ann, "/start")
        await world.press(ann, first, "Up with 25 pt")
        assert first.lines[0] == "BTC up with 25 pt: how long?", "the message became the next question"
        await world.press(ann, first, "1 min")
        assert first.lines[0] == "BTC up 1 min: starts at the next price"
        await world.price(100_010)
        assert first.lines[0] == "BTC up 1 min: running"
        assert len(ann.inbox) == 1, "one message for one thing"

    played(story)


def test_the_first_position_is_three_taps():
    async def story(world: World):
        ann = world.person("Ann", started=False)
        shown = await world.ask(ann, "/start")
        for label in ("Long BTC", "25 pt", "1001x"):
            assert not (await world.press(ann, shown, label)).text, "acknowledged, without words"
        assert shown.lines[0] == "BTC long 1001x: opening at the next price"
        await world.price(100_000)
        assert shown.lines[0] == "BTC long 1001x is open"
        await world.price(99_000)
        alert = ann.chat.last
        assert alert.lines[0] == "LIQUIDATED BTC long 1001x -25 pt"
        assert alert is not shown and not alert.silent
        assert shown.lines[0] == alert.lines[0], "no card says that it is open"

    played(story)


def test_a_first_screen_invites_and_leads_to_groups():
    async def story(world: World):
        ann = world.person("Ann")
        shown = await world.ask(ann, "/start")
        assert ann.copies(shown, "Copy an invitation") == "https://t.me/degen_bot?start=start"
        assert shown.button("Play in a group").url == "https://t.me/degen_bot?startgroup=round"

    played(story)


# Every verb


def test_every_verb_answers_as_a_command_and_all_its_buttons_answer():
    async def story(world: World):
        ann = world.person("Ann")
        for sentence in ("long btc 25 100x", "up 25 5m", "short eth 25 10x", "long btc 25 10x at 90000"):
            await world.says(ann, sentence)
        await world.price()
        pressed = 0
        for verb, entry in VERBS.items():
            for said in (f"/{verb}", *(f"/{example}" for example in entry.examples)):
                if "delete" in said:
                    continue
                await world.wait(6, prices=False)  # so that nobody is told to slow down
                answers = await world.says(ann, said)
                assert answers or world.server.calls[-1].method == "editMessageText", said
                for data in [each.data for shown in answers for each in shown.buttons if each.data]:
                    await world.wait(2, prices=False)
                    await world.press(ann, answers[0], data=data)
                    pressed += 1
        assert pressed > 80

    played(story)


def test_a_refused_press_says_why_and_leaves_the_message():
    async def story(world: World):
        ann = world.person("Ann")
        shown = await world.ask(ann, "/start")
        toast = await world.press(ann, shown, data="long btc 25000 10x")
        assert toast.alert and "outside 1 pt to 1,000 pt" in toast.text
        assert not shown.edits

    played(story)


def test_an_alert_stays_and_the_answer_goes_below():
    async def story(world: World):
        ann = world.person("Ann")
        await world.says(ann, "long btc 25 1001x")
        await world.price()
        await world.price(99_000)
        alert = ann.chat.last
        await world.press(ann, alert, "What if")
        assert alert.lines[0].startswith("LIQUIDATED")
        assert ann.chat.last.lines[0] == "25 pt long BTC at every leverage"

    played(story)


def test_a_card_is_refreshed_in_place_and_other_answers_go_below_it():
    async def story(world: World):
        ann = world.person("Ann")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        await world.price(100_100)
        before = card.text
        await world.press(ann, card, "Refresh")
        assert len(ann.inbox) == 1 and card.text != before
        await world.press(ann, card, "What if")
        assert card.lines[0] == "BTC long 100x is open"
        assert ann.chat.last.lines[0] == "25 pt long BTC at every leverage"
        await world.press(ann, card, "Close half")
        assert card.lines[0] == "Closing at the next price"
        await world.price()
        await world.press(ann, card, "Close")
        await world.price()
        assert card.lines[0].startswith("Closed BTC long 100x")
        assert len(ann.inbox) == 2

    played(story)


def test_a_long_list_is_turned_page_by_page():
    async def story(world: World):
        ann = world.person("Ann")
        for number in range(18):
            await world.says(ann, "up 10 15m")
            await world.says(ann, f"long btc 10 {10 + number}x tp 1% sl 0.2%")
            await world.wait(2)
        first = await world.ask(ann, "/positions")
        assert first.lines[0] == "What is open (page 1 of 2)"
        await world.press(ann, first, "More ›")
        assert first.lines[0] == "What is open (page 2 of 2)"
        await world.press(ann, first, "‹ Back")
        assert first.lines[0] == "What is open (page 1 of 2)"
        assert len(first.rows) < 30

    played(story)


def test_a_card_is_a_text_at_once_and_a_picture_below_it():
    async def story(world: World):
        ann = world.person("Ann")
        await world.says(ann, "long btc 25 100x")
        await world.price()
        await world.price(100_100)
        text, picture = await world.says(ann, "/card")
        assert text.lines[0].startswith("BTC long 100x")
        assert picture.picture.name == "card.jpg" and picture.reply_to is text and picture.silent
        assert 0 < len(picture.text) <= 1_024

    played(story)


def test_what_is_stored_comes_as_a_document():
    async def story(world: World):
        ann = world.person("Ann")
        await world.says(ann, "/start")
        text, document = await world.says(ann, "/privacy export")
        assert re.fullmatch(r"[\w.-]+\.json", document.document.name)
        assert document.reply_to is text

    played(story)


# Deep links


def test_a_deep_link_shows_a_thing_and_never_does_one():
    async def story(world: World):
        ann = world.person("Ann")
        await world.says(ann, "long btc 25 100x")
        await world.price()
        assert (await world.ask(ann, "/start history_1")).lines[0] == "BTC long 100x is open"
        assert (await world.ask(ann, "/start price_eth")).lines[0] == "Prices"
        assert "dumbdegen" in (await world.ask(ann, "/start close_all")).lines[0]
        assert (await world.ask(ann, "/positions")).lines[0] == "BTC long 100x is open"

    played(story)


# Doing things once


def test_fifty_presses_at_once_open_one_position():
    async def story(world: World):
        ann = world.person("Ann")
        shown = await world.ask(ann, "long btc 25")
        data = shown.button("100x").data
        for _ in range(50):
            ann.taps(shown, data=data)
        await world.quiet()
        await world.price()
        await world.wait(60, prices=False)
        assert (await world.ask(ann, "/positions")).lines[0] == "BTC long 100x is open"

    played(story)


def test_an_update_that_is_brought_again_does_nothing_again():
    async def story(world: World):
        ann = world.person("Ann")
        await ann.says("/up 25 5m")
        await world.quiet()
        world.server.redeliver()
        await world.quiet()
        titles = [each.lines[0] for each in ann.inbox]
        assert set(titles) == {"BTC up 5 min: starts at the next price"}
        assert "Balance 975 pt" in (await world.ask(ann, "/start")).text

    played(story)


def test_a_restart_in_the_middle_repeats_nothing_and_forgets_nothing(tmp_path):
    async def story(world: World):
        ann = world.person("Ann")
        card = await world.ask(ann, "long btc 25 1001x")
        await world.price()
        await ann.says("/up 25 5m")
        while not [each for each in ann.inbox if "up 5 min" in each.lines[0]]:
            await asyncio.sleep(0)
        await world.stop()  # the update was answered, and perhaps not confirmed
        if not world.server.delivery.pending:
            world.server.redeliver()
        await world.start()
        await world.quiet()
        assert "Balance 950 pt" in (await world.ask(ann, "/start")).text
        await world.press(ann, card, "Refresh")
        assert card.lines[0] == "BTC long 1001x is open", "buttons of before still work"
        await world.price(99_000)
        assert ann.chat.last.lines[0].startswith("LIQUIDATED")
        assert [each for each in ann.inbox if each.lines[0] == "BTC up 5 min: running"]

    played(story, path=tmp_path / "game.db")


# What came while nobody was there


def test_what_was_said_long_ago_opens_nothing_but_closes(tmp_path):
    async def story(world: World):
        ann = world.person("Ann")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        menu = await world.ask(ann, "long eth 25")
        await world.stop()
        await ann.says("/short btc 25 100x")
        await ann.says("/up 25 5m")
        ann.taps(menu, "100x")
        ann.taps(card, "Close")
        world.skip(60_000)
        await world.start()
        await world.quiet()
        await world.price()
        assert card.lines[0].startswith("Closed BTC long 100x")
        assert "Nothing is open" in (await world.ask(ann, "/positions")).lines[0]
        again = [each for each in ann.inbox if "Do it at the next price" in each.labels]
        assert len(again) >= 2
        await world.wait(6)
        await world.press(ann, again[0], "Do it at the next price")
        await world.price()
        assert [each.lines[0] for each in ann.inbox if each.lines[0] == "BTC short 100x is open"]

    played(story, "query is too old", path=tmp_path / "game.db")


# Who may do what


def test_a_forged_button_acts_only_for_who_presses_it():
    async def story(world: World):
        ann, eve = world.person("Ann"), world.person("Eve")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        hers = await world.ask(eve, "/start")
        for data in (card.button("Close").data, "close 1", "close 1 #aaaaaaaa", "cancel 1", "tp 1 200000"):
            await world.press(eve, hers, data=data)
        await world.price()
        assert card.lines[0] == "BTC long 100x is open"
        assert (await world.ask(ann, "/positions")).lines[0] == "BTC long 100x is open"

    played(story)


@pytest.mark.parametrize(
    "data", ["!", " ~2", "nonsense", "x" * 64, "positions ~99", "довге", "a\nb", "#aaaaaaaa", "/", "\0"]
)
def test_a_payload_nobody_made_is_answered_calmly(data):
    async def story(world: World):
        eve = world.person("Eve")
        shown = await world.ask(eve, "/start")
        await world.press(eve, shown, data=data)

    played(story)


@pytest.mark.parametrize(
    "name", ["<b>Eve</b>", "@everyone", "\u202eevil", "https://evil.com", "&lt;", "\u200b", "x" * 500]
)
def test_a_hostile_name_breaks_nothing(name):
    async def story(world: World):
        eve = world.person(name)
        for said in ("/start", "/me", "/top all"):
            await world.ask(eve, said)

    played(story)


# Reaching people


def test_who_blocks_the_bot_is_left_alone_and_told_after_coming_back():
    async def story(world: World):
        ann = world.person("Ann")
        await world.says(ann, "long btc 25 1001x")
        await world.price()
        await ann.blocks()
        await world.price(99_000)
        await world.wait(3)
        tries = world.server.asked("sendMessage")
        await world.wait(30)
        assert world.server.asked("sendMessage") == tries, "not tried again"
        await ann.unblocks()
        await world.quiet()
        assert ann.chat.last.lines[0].startswith("LIQUIDATED")

    played(story, "blocked by the user")


def test_told_to_wait_for_one_chat_the_others_are_served():
    async def story(world: World):
        ann, bob = world.person("Ann"), world.person("Bob")
        for who in (ann, bob):
            await world.says(who, "long btc 25 1001x")
        await world.price()
        world.server.fault("sendMessage", retry_after=1)
        await world.price(99_000)
        for who in (ann, bob):
            assert [each.edits > 0 for each in who.inbox if each.lines[0].startswith("LIQUIDATED")] == [True, False]
        assert not world.server.flood.early

    played(story, "Too Many Requests")


def test_a_press_that_is_acknowledged_too_late_is_no_error():
    async def story(world: World):
        ann = world.person("Ann")
        shown = await world.ask(ann, "/start")
        world.server.fault("answerCallbackQuery", says=bad("query is too old and response timeout expired"))
        ann.taps(shown, "Long BTC")
        await world.quiet()
        assert shown.lines[0] == "long BTC: how much margin?"

    played(story, "query is too old")


# Menus


def test_menus_and_descriptions_are_set_once(tmp_path):
    async def story(world: World):
        about = world.server.about
        german = about.menus["de", ("all_private_chats", 0, 0)]
        assert {"command": "daily", "description": "die Punkte von heute"} in german
        assert "play money" in about.descriptions[""]
        assert about.short_descriptions["de"]
        assert not about.names, "the name is its owner's"
        ann = world.person("Ann")
        group = world.server.group("Friends", ann, world.person("Bob"))
        assert "setup" in ann.menu(group) and "long" in ann.menu() and "long" not in ann.menu(group)
        await world.stop()
        world.server.calls.clear()
        await world.start()
        await world.quiet()
        assert not [call for call in world.server.calls if call.method.startswith("setMy")]

    played(story, path=tmp_path / "game.db")
