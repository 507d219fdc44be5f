"""The post: order, pace, joined and replaced messages, and every kind of trouble on the way."""

import asyncio
import random
from collections import defaultdict
from unittest.mock import patch

import pytest

from bots.delivery.platform import (
    Address,
    DownError,
    SlowError,
    UncertainError,
    UnreachableError,
)
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace, RateLimit, Window
from core.book import Identity
from tests.worlds.post import FREELY, played, private, world


async def _liquidated(made, *people: str) -> None:
    """Everybody opens a long and loses it; the liquidations are still to be told."""
    for who in people:
        await made.says(who, "long btc 25 1001x")
    await made.price(100_000)
    await made.deliver()
    await made.quiet()
    made.platform.sent.clear()
    await made.price(99_000)


def test_a_fill_that_overtakes_the_reply_is_one_message():
    async def story(made):
        screen = await made.says("ann", "long btc 25 1001x")
        await made.price(100_000)
        made.post._rate_limit.rest(None, made.now() + 20)
        replied = asyncio.create_task(made.post.reply(private("ann"), screen))
        await asyncio.sleep(0)
        await made.deliver()
        reference = await replied
        await made.quiet()
        return made.platform.titles, reference, await made.shown_on("user ann", "position 1")

    titles, reference, known = played(story)
    assert titles == [["BTC long 1001x is open"]]
    assert reference == known == "m1"


def test_the_fill_edits_the_reply():
    async def story(made):
        await made.post.reply(private("ann"), await made.says("ann", "long btc 25 1001x"))
        await made.price(100_000)
        await made.deliver()
        await made.quiet()
        return [outgoing.edit for outgoing in made.platform.sent]

    assert played(story) == ["", "m1"]


def test_liquidations_go_first_and_alerts_of_one_person_are_joined():
    async def story(made):
        for _ in range(3):
            await made.says("ann", "long btc 25 1001x")
        await made.says("bob", "up 10 1m")
        await made.price(100_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        made.platform.joined = 2
        await made.price(99_000)
        await made.deliver()
        await made.quiet()
        return made.platform.titles

    titles = played(story)
    assert [len(each) for each in titles] == [2, 1]
    assert all(title.startswith("LIQUIDATED") for each in titles for title in each)


@pytest.mark.parametrize("trouble", [SlowError(20), SlowError(20, everywhere=True)])
def test_told_to_wait_it_waits_and_sends_again(trouble):
    async def story(made):
        await _liquidated(made, "ann")
        made.platform.trouble = [trouble]
        begun = made.now()
        await made.deliver()
        await made.quiet()
        return made.platform.titles, made.now() - begun, await made.untold()

    titles, took, left = played(story)
    assert len(titles) == 2 and titles[0] == titles[1]
    assert took >= 19 and not left


def test_waiting_for_one_chat_delays_no_other():
    async def story(made):
        made.platform.trouble = [SlowError(200)]
        await _liquidated(made, "ann", "bob", "cid")
        begun = made.now()
        await made.deliver()
        while len(made.platform.sent) < 3:
            await asyncio.sleep(0.001)
        return made.now() - begun, [outgoing.address.user for outgoing in made.platform.sent]

    took, users = played(story)
    assert took < 150 and set(users) == {"ann", "bob", "cid"}


def test_a_platform_that_is_down_gets_everything_later():
    async def story(made):
        await _liquidated(made, "ann", "bob")
        made.platform.trouble = [DownError("no route"), DownError("no route")]
        await made.deliver()
        await made.quiet()
        return made.platform.titles, await made.untold()

    titles, left = played(story)
    assert len(titles) == 4 and not left


def test_who_blocked_the_bot_is_not_written_to_until_they_return():
    async def story(made):
        await _liquidated(made, "ann")
        made.platform.trouble = [UnreachableError("blocked")]
        await made.deliver()
        await made.quiet()
        await made.says("ann", "up 10 1m")
        await made.price(99_000)
        await made.deliver()
        await made.quiet()
        silent = len(made.platform.sent)
        await made.thread.call(made.engine.telling.returned, Identity("test", "ann"))
        await made.deliver()
        await made.quiet()
        return silent, made.platform.titles[silent:]

    silent, titles = played(story)
    assert silent == 1
    assert titles[0][0].startswith("LIQUIDATED")


@pytest.mark.parametrize("alert", ["liquidation", "take-profit"])
def test_an_alert_that_may_have_arrived_is_sent_until_it_is_answered_and_says_so(alert):
    async def story(made):
        if alert == "liquidation":
            await _liquidated(made, "ann")
        else:
            await made.says("ann", "short btc 25 100x tp 0.5%")
            await made.price(100_000)
            await made.deliver()
            await made.quiet()
            made.platform.sent.clear()
            await made.price(99_000)
        made.platform.trouble = [UncertainError(), UncertainError()]
        await made.deliver()
        await made.quiet()
        return [outgoing.again for outgoing in made.platform.sent if not outgoing.edit], await made.untold()

    assert played(story) == ([False, True, True], 0)


def test_what_may_have_arrived_is_sent_again_as_the_same_message_and_what_came_meanwhile_below_it():
    async def story(made):
        for _ in range(2):
            await made.says("ann", "long btc 25 1001x")
        await made.says("ann", "long btc 25 500x")
        await made.price(100_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        held = asyncio.Event()
        made.platform.before, made.platform.trouble = held.wait, [DownError("no answer")]
        await made.price(99_900)
        await made.deliver()
        while not made.platform.sent:
            await asyncio.sleep(0.001)
        await made.price(99_000)
        await made.deliver()
        held.set()
        await made.quiet()
        return [(len(outgoing.screens), outgoing.nonce) for outgoing in made.platform.sent if not outgoing.edit]

    (first, nonce), (repeat, same), (later, other) = played(story)
    assert (first, repeat, later) == (2, 2, 1)
    assert nonce == same != other


def test_after_a_crash_in_the_middle_of_a_send_the_repeat_says_so():
    async def story(made):
        await _liquidated(made, "ann")
        made.platform.before = asyncio.Event().wait
        await made.deliver()
        while not made.platform.sent:
            await asyncio.sleep(0.001)
        (addressed,) = await made.thread.call(made.engine.telling.untold, True, 0, 9)
        return addressed.notice.tries

    assert played(story) == 1


def test_the_result_of_a_round_is_also_said_below_its_card():
    async def story(made):
        await made.post.reply(Address("test", chat="g"), await made.says("ann", "round 1m", chat="g"))
        await made.says("ann", "up 25", chat="g")
        await made.says("bob", "down 25", chat="g")
        made.at_ms += 60_000
        await made.price(100_000)
        made.at_ms += 60_000
        await made.price(100_001)
        await made.deliver()
        await made.quiet()
        return [
            (outgoing.edit, outgoing.answers)
            for outgoing in made.platform.sent
            if outgoing.address.chat and "wins" in outgoing.screens[0].title
        ], await made.untold()

    assert played(story) == ([("m1", ""), ("", "m1")], 0)


def test_a_bug_in_the_wire_is_logged_and_loops_for_nobody(caplog):
    async def story(made):
        await _liquidated(made, "ann", "bob")
        made.platform.trouble = [ValueError("no such tag")]
        await made.deliver()
        await made.quiet()
        return len(made.platform.titles), await made.untold()

    assert played(story) == (2, 0)
    assert "did not take ['liquidation']" in caplog.text


def test_what_cannot_be_told_is_logged_and_silences_nobody(caplog):
    async def story(made):
        await _liquidated(made, "ann", "bob", "cleo")
        look_up = made.engine.telling.look_up

        def broken(notice, at_ms):
            return {}[notice.id] if notice.player == 2 else look_up(notice, at_ms)

        with patch.object(made.engine.telling, "look_up", broken):
            await made.deliver()
            await made.quiet()
        return {outgoing.address.user for outgoing in made.platform.sent}, await made.untold()

    assert played(story) == ({"ann", "cleo"}, 0)
    assert "cannot be told" in caplog.text and "KeyError" in caplog.text


def test_people_are_answered_in_the_middle_of_a_storm():
    pace = Pace(Window(2, 10), *(Window(1_000, 1) for _ in range(4)), edit_gap_ms=0)

    async def story(made):
        await _liquidated(made, *(f"p{number}" for number in range(60)))
        await made.deliver()
        await made.post.reply(private("zoe"), await made.says("zoe", "me"))
        return len(made.platform.sent)

    assert played(story, pace) < 20


def test_no_window_is_ever_overrun():
    """What a platform would count, from its side: between our sending and the answer."""
    pace = Pace(Window(6, 50), Window(1, 30), Window(3, 100), Window(2, 200), Window(2, 200), edit_gap_ms=40)
    chance = random.Random(3)

    async def story(made):
        arrivals = defaultdict(list)

        async def travel() -> None:
            outgoing = made.platform.sent[-1]
            await asyncio.sleep(chance.uniform(0, 0.01))
            moment = asyncio.get_running_loop().time() * 1_000
            arrivals["all"].append(moment)
            arrivals[outgoing.address.key].append(moment)
            await asyncio.sleep(chance.uniform(0, 0.01))

        made.platform.before = travel
        await made.says("ann", "round 5m", chat="g")
        for who in ("ann", "bob", "cid", "dan", "eve"):
            await made.says(who, "up 25", chat="g")
            await made.says(who, "long btc 25 1001x")
            await made.price(100_000)
            await made.deliver()
        await made.price(99_000)
        await made.deliver()
        await made.quiet()
        return arrivals

    arrivals = played(story, pace)
    for key, moments in arrivals.items():
        most, span = (6, 50) if key == "all" else (3, 100) if key == "chat g" else (1, 30)
        moments.sort()
        assert all(later - earlier >= span - 1 for earlier, later in zip(moments, moments[most:], strict=False)), key


def test_meters_of_quiet_addresses_are_forgotten():
    rate_limit = RateLimit(FREELY)
    for number in range(100):
        rate_limit.begin(private(str(number)), False, False)
        rate_limit.end(private(str(number)), False, False, 0)
    rate_limit.rest(private("1"), 5)
    rate_limit.forget(10)
    assert not rate_limit._meters and not rate_limit._closed


@pytest.mark.parametrize("steps", range(4))
def test_a_post_ends_when_it_is_told_to_whatever_it_is_woken_by(steps):
    """Seed 103: woken and cancelled at once, it went on for ever (Python 3.11), and so did the program."""

    async def play() -> bool:
        async with world(FREELY) as made:
            post = Post(made.platform, RateLimit(FREELY), made.engine, made.notices, made.thread, made.now)
            post._later.append((made.now() + 60_000, "user nobody"))
            running = asyncio.create_task(post.run())
            await asyncio.sleep(0.01)
            post._woken.set()
            for _ in range(steps):
                await asyncio.sleep(0)
            running.cancel()
            done, _ = await asyncio.wait({running}, timeout=0.5)
            if not done:
                running.cancel()
            return bool(done)

    assert asyncio.run(play())
