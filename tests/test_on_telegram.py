"""Conversations with the whole bot over a strict Telegram, in private chats."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest

from bots.menu import VERBS
from tests.telegram_checks import RefusalError
from tests.telegram_world import World, telegram_world


def played(story: Callable[[World], Awaitable[None]], *expected: str, **options) -> None:
    """Play a story in a world; Telegram must have refused this much (parts of its words) and nothing else."""

    async def play() -> None:
        async with telegram_world(**options) as world:
            await asyncio.wait_for(story(world), 60)
            refused = [(method, error.said) for method, error in world.cloud.refusals]
            unexpected = [each for each in refused if not any(part in each[1] for part in (*expected, "not modified"))]
            assert not unexpected, unexpected
            assert all(any(part in said for _method, said in refused) for part in expected), refused

    asyncio.run(play())


# The first taps


def test_the_first_prediction_is_two_taps():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann", started=False)
        first = await world.ask(ann, "/start")
        await world.press(ann, first, "Up with 25 pt")
        assert first.title == "BTC up with 25 pt: how long?", "the message became the next question"
        await world.press(ann, first, "1 min")
        assert first.title == "BTC up 1 min: starts at the next price"
        await world.price(100_010)
        assert first.title == "BTC up 1 min: running"
        assert len(world.cloud.shown_to(5)) == 1, "one message for one thing"

    played(story)


def test_the_first_position_is_three_taps():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann", started=False)
        shown = await world.ask(ann, "/start")
        for label in ("Long BTC", "25 pt", "1001x"):
            assert await world.press(ann, shown, label) == "", "acknowledged, without words"
        assert shown.title == "BTC long 1001x: opening at the next price"
        await world.price(100_000)
        assert shown.title == "BTC long 1001x is open"
        await world.price(99_000)
        alert = world.last(ann)
        assert alert.title == "LIQUIDATED BTC long 1001x -25 pt"
        assert alert.id != shown.id and not alert.silent

    played(story)


def test_a_first_screen_invites_and_leads_to_groups():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        shown = await world.ask(ann, "/start")
        assert shown.key("Copy an invitation")["copy_text"]["text"] == "https://t.me/degen_bot?start=start"
        assert shown.key("Play in a group")["url"] == "https://t.me/degen_bot?startgroup=round"

    played(story)


# Every verb


def test_every_verb_answers_as_a_command_and_all_its_buttons_answer():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        for sentence in ("long btc 25 100x", "up 25 5m", "short eth 25 10x", "long btc 25 10x at 90000"):
            await world.says(ann, sentence)
        await world.price()
        for verb, entry in VERBS.items():
            for said in (f"/{verb}", *(f"/{example}" for example in entry.examples)):
                await world.wait(6, prices=False)  # so that nobody is told to slow down
                answers = await world.says(ann, said)
                edited = [call for call in world.cloud.calls[-8:] if call[0] == "editMessageText"]
                assert answers or edited, said
                if not answers:
                    continue
                shown = answers[0]
                for row in list(shown.keyboard):
                    for key in row:
                        if "callback_data" in key:
                            await world.wait(2, prices=False)
                            world.cloud.presses(ann, shown, "", key["callback_data"])
                            await world.quiet()
        assert len(world.cloud.toasts) > 80

    played(story)


def test_a_refused_press_says_why_and_leaves_the_message():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        shown = await world.ask(ann, "/start")
        text = shown.text
        world.cloud.presses(ann, shown, "", "long btc 25000 10x")
        await world.quiet()
        toast = world.cloud.toasts[-1]
        assert toast.alert and "outside 1 pt to 1,000 pt" in toast.text
        assert shown.text == text

    played(story)


def test_an_alert_stays_and_the_answer_goes_below():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        await world.says(ann, "long btc 25 1001x")
        await world.price()
        await world.price(99_000)
        alert = world.last(ann)
        await world.press(ann, alert, "What if")
        assert alert.title.startswith("LIQUIDATED")
        assert world.last(ann).title == "25 pt long BTC at every leverage"

    played(story)


def test_a_card_is_refreshed_in_place_and_other_answers_go_below_it():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        await world.price(100_100)
        before = card.text
        await world.press(ann, card, "Refresh")
        assert len(world.cloud.shown_to(5)) == 1 and card.text != before
        await world.press(ann, card, "What if")
        assert card.title == "BTC long 100x is open"
        assert world.last(ann).title == "25 pt long BTC at every leverage"
        await world.press(ann, card, "Close half")
        assert card.title == "Closing at the next price"
        await world.price()
        await world.press(ann, card, "Close")
        await world.price()
        assert card.title.startswith("Closed BTC long 100x")
        assert len(world.cloud.shown_to(5)) == 2

    played(story)


def test_a_long_list_is_turned_page_by_page():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        for number in range(18):
            await world.says(ann, "up 10 15m")
            await world.says(ann, f"long btc 10 {10 + number}x tp 1% sl 0.2%")
            await world.wait(2)
        first = await world.ask(ann, "/positions")
        assert first.title == "What is open (page 1 of 2)"
        await world.press(ann, first, "More ›")
        assert first.title == "What is open (page 2 of 2)"
        await world.press(ann, first, "‹ Back")
        assert first.title == "What is open (page 1 of 2)"
        assert len(first.keyboard) < 30

    played(story)


def test_a_card_is_a_text_at_once_and_a_picture_below_it():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        await world.says(ann, "long btc 25 100x")
        await world.price()
        await world.price(100_100)
        text, picture = await world.says(ann, "/card")
        assert text.title.startswith("BTC long 100x")
        assert picture.plain.startswith("[card.jpg] ") and picture.answers == text.id and picture.silent
        assert 0 < len(picture.plain) < 1_100

    played(story)


def test_what_is_stored_comes_as_a_document():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        await world.says(ann, "/start")
        text, document = await world.says(ann, "/privacy export")
        assert re.match(r"\[[a-z0-9_.-]+\.json\]", document.plain), document.plain
        assert document.answers == text.id

    played(story)


# Deep links


def test_a_deep_link_shows_a_thing_and_never_does_one():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        await world.says(ann, "long btc 25 100x")
        await world.price()
        assert (await world.ask(ann, "/start history_1")).title == "BTC long 100x is open"
        assert (await world.ask(ann, "/start price_eth")).title == "Prices"
        assert "dumbdegen" in (await world.ask(ann, "/start close_all")).title
        assert (await world.ask(ann, "/positions")).title == "BTC long 100x is open"

    played(story)


# Doing things once


def test_fifty_presses_at_once_open_one_position():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        shown = await world.ask(ann, "long btc 25")
        data = shown.key("100x")["callback_data"]
        for _ in range(50):
            world.cloud.presses(ann, shown, "", data)
        await world.quiet()
        await world.price()
        await world.wait(60, prices=False)
        assert (await world.ask(ann, "/positions")).title == "BTC long 100x is open"

    played(story)


def test_an_update_that_is_brought_again_does_nothing_again():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        update = world.cloud.says(ann, "/up 25 5m")
        await world.quiet()
        world.cloud.push_again(update)
        await world.quiet()
        titles = [each.title for each in world.cloud.shown_to(5)]
        assert set(titles) == {"BTC up 5 min: starts at the next price"}
        assert "Balance 975 pt" in (await world.ask(ann, "/start")).plain

    played(story)


def test_a_restart_in_the_middle_repeats_nothing_and_forgets_nothing(tmp_path):
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        card = await world.ask(ann, "long btc 25 1001x")
        await world.price()
        update = world.cloud.says(ann, "/up 25 5m")
        while not [each for each in world.cloud.shown_to(5) if "up 5 min" in each.title]:
            await asyncio.sleep(0)
        await world.stop()  # the update was answered, and perhaps not confirmed
        if not world.cloud.pending:
            world.cloud.push_again(update)
        await world.start()
        await world.quiet()
        assert "Balance 950 pt" in (await world.ask(ann, "/start")).plain
        await world.press(ann, card, "Refresh")
        assert card.title == "BTC long 1001x is open", "buttons of before still work"
        await world.price(99_000)
        assert world.last(ann).title.startswith("LIQUIDATED")
        assert [each for each in world.cloud.shown_to(5) if each.title == "BTC up 5 min: running"]

    played(story, path=tmp_path / "game.db")


# What came while nobody was there


def test_what_was_said_long_ago_opens_nothing_but_closes(tmp_path):
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        menu = await world.ask(ann, "long eth 25")
        await world.stop()
        world.cloud.says(ann, "/short btc 25 100x")
        world.cloud.says(ann, "/up 25 5m")
        world.cloud.presses(ann, menu, "100x")
        world.cloud.presses(ann, card, "Close")
        world._skipped += 60_000
        await world.start()
        await world.quiet()
        await world.price()
        assert card.title.startswith("Closed BTC long 100x")
        assert "Nothing is open" in (await world.ask(ann, "/positions")).title
        again = [each for each in world.cloud.shown_to(5) if "Do it at the next price" in each.labels]
        assert len(again) >= 2
        await world.wait(6)
        await world.press(ann, again[0], "Do it at the next price")
        await world.price()
        assert [each.title for each in world.cloud.shown_to(5) if each.title == "BTC short 100x is open"]

    played(story, "query is too old", path=tmp_path / "game.db")


# Who may do what


def test_a_forged_or_borrowed_button_acts_only_for_who_presses_it():
    async def story(world: World):
        ann, eve = world.cloud.person(5, "Ann"), world.cloud.person(6, "Eve")
        card = await world.ask(ann, "long btc 25 100x")
        await world.price()
        for data in (card.key("Close")["callback_data"], "close 1", "close 1 #aaaaaaaa", "cancel 1", "tp 1 200000"):
            await world.press_forged(eve, card, data)
        await world.price()
        assert card.title == "BTC long 100x is open"
        assert (await world.ask(ann, "/positions")).title == "BTC long 100x is open"

    played(story)


@pytest.mark.parametrize(
    "data", ["!", " ~2", "nonsense", "x" * 64, "positions ~99", "довге", "a\nb", "#aaaaaaaa", "/", "\0"]
)
def test_a_payload_nobody_made_is_answered_calmly(data):
    async def story(world: World):
        eve = world.cloud.person(6, "Eve")
        shown = await world.ask(eve, "/start")
        await world.press_forged(eve, shown, data)

    played(story)


@pytest.mark.parametrize("name", ["<b>Eve</b>", "@everyone", "\u202eevil", "https://evil.com", "&lt;", "", "x" * 500])
def test_a_hostile_name_breaks_nothing(name):
    async def story(world: World):
        eve = world.cloud.person(6, name)
        for said in ("/start", "/me", "/top all"):
            await world.ask(eve, said)

    played(story)


# Reaching people


def test_who_blocks_the_bot_is_left_alone_and_told_after_coming_back():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        await world.says(ann, "long btc 25 1001x")
        await world.price()
        ann.blocked = True
        await world.price(99_000)
        await world.wait(3)
        tries = [call for call in world.cloud.calls if call[0] == "sendMessage"]
        await world.wait(30)
        assert [call for call in world.cloud.calls if call[0] == "sendMessage"] == tries, "not tried again"
        ann.blocked = False
        world.cloud.changes(ann, "kicked", "member")
        await world.quiet()
        assert world.last(ann).title.startswith("LIQUIDATED")

    played(story, "blocked by the user")


def test_told_to_wait_for_one_chat_the_others_are_served():
    async def story(world: World):
        ann, bob = world.cloud.person(5, "Ann"), world.cloud.person(6, "Bob")
        for who in (ann, bob):
            await world.says(who, "long btc 25 1001x")
        await world.price()
        world.cloud.trouble.append(RefusalError(429, "Too Many Requests: retry after 1", retry_after=1))
        await world.price(99_000)
        for who in (ann, bob):
            assert [each.title for each in world.cloud.shown_to(who.id)].count("LIQUIDATED BTC long 1001x -25 pt") == 1

    played(story, "Too Many Requests")


def test_a_press_that_is_acknowledged_too_late_is_no_error():
    async def story(world: World):
        ann = world.cloud.person(5, "Ann")
        shown = await world.ask(ann, "/start")
        world.cloud.trouble.append(RefusalError(400, "Bad Request: query is too old and response timeout expired"))
        world.cloud.presses(ann, shown, "Long BTC")
        await world.quiet()
        assert shown.title == "long BTC: how much margin?"

    played(story, "query is too old")


# Menus


def test_menus_and_descriptions_are_set_once(tmp_path):
    async def story(world: World):
        assert len([key for key in world.cloud.tuned if key[0] == "Commands"]) == 6
        german = world.cloud.tuned["Commands", "all_private_chats", "de"]
        assert {"command": "daily", "description": "die Punkte von heute"} in german
        assert re.search("play money", world.cloud.tuned["Description", "default", ""])
        await world.stop()
        world.cloud.calls.clear()
        await world.start()
        await world.quiet()
        assert not [name for name, _given in world.cloud.calls if name.startswith("setMy")]

    played(story, path=tmp_path / "game.db")
