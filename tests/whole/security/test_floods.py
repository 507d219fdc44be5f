"""Floods: how little of one gets through the door, that it costs no database work, and that nothing grows by it."""

import asyncio
from types import SimpleNamespace

from bots.delivery.platform import Address
from bots.delivery.rate_limit import RateLimit, Window
from bots.desk.flood import Flood, Verdict
from bots.desk.inbox import Inbox
from bots.desk.said import Said
from bots.on_discord.limits import DiscordLimits
from bots.on_discord.sender import pace
from bots.on_telegram.limits import LIMITS, pace_of
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from core.book import Identity

GROUP = Address("test", chat="g")


def passed(verdicts: list[Verdict]) -> int:
    return verdicts.count(Verdict.PASS)


def test_a_person_has_a_burst_of_five_and_then_one_a_second_and_is_told_once():
    flood = Flood()
    burst = [flood.judge("ann", None, 1_000 + number * 2) for number in range(50)]
    assert burst == [Verdict.PASS] * 5 + [Verdict.WARN] + [Verdict.DROP] * 44
    minute = [flood.judge("ann", None, 2_000 + number * 10) for number in range(6_000)]
    assert 59 <= passed(minute) <= 61
    assert flood.judge("ann", None, 70_000) is Verdict.PASS
    assert passed([flood.judge("ann", None, 100_000) for _ in range(50)]) == 5


def test_many_people_of_one_chat_share_its_bucket():
    flood = Flood()
    verdicts = [flood.judge(f"p{number}", "group", 1_000) for number in range(500)]
    assert passed(verdicts) == 20 and verdicts.count(Verdict.WARN) == 1
    assert passed([flood.judge(f"q{number}", "other", 1_000) for number in range(5)]) == 5
    later = [flood.judge(f"r{number}", "group", 1_000 + number) for number in range(60_000)]
    assert 230 <= passed(later) <= 250, "four a second"


def test_a_clock_that_stands_still_or_steps_back_gives_nobody_more():
    flood = Flood()
    assert passed([flood.judge("ann", None, 10_000 - number) for number in range(1_000)]) <= 6


def test_who_was_quiet_is_forgotten():
    flood = Flood()
    for number in range(200_000):
        flood.judge(f"p{number}", None, number)
    assert len(flood._buckets) <= 50_001


def test_fifty_sentences_in_a_tenth_of_a_second_cost_five_looks_at_the_book():
    asked: list[str] = []

    async def play() -> list[Screen | None]:
        thread = EngineThread()

        def hear_all(all_said):
            asked.extend(said.text for said in all_said)
            return [Screen("pong", "pong") for _ in all_said]

        speech = SimpleNamespace(signed=lambda _say, screen: screen)
        desk = SimpleNamespace(hear_all=hear_all, speech=speech)
        courier = SimpleNamespace(has_work=lambda: False)
        inbox = Inbox(SimpleNamespace(), desk, thread, courier)  # type: ignore[arg-type]
        who = Identity("test", "eve")
        said = [
            Said(who, "Eve", None, None, f"up {number}", str(number), 1_000 + number * 2, 1_000)
            for number in range(50)
        ]  # fmt: skip
        answers = await asyncio.gather(*map(inbox.hear, said))
        thread.close()
        return answers

    answers = asyncio.run(play())
    assert asked == [f"up {number}" for number in range(5)]
    assert [answer.about for answer in answers if answer is not None] == ["pong"] * 5 + ["refused"]


def test_of_what_nobody_asked_for_a_group_gets_six_messages_and_six_edits_a_minute():
    for platform in (pace_of(LIMITS), pace(DiscordLimits())):
        assert platform.unasked == platform.edits == Window(6, 60_000)
        for edit in (False, True):
            rate_limit, sent = RateLimit(platform), []
            for now in range(0, 600_000, 250):
                if max(rate_limit.opens(now), rate_limit.address_opens(GROUP, edit, False, now)) <= now:
                    rate_limit.begin(GROUP, edit, False)
                    rate_limit.end(GROUP, edit, False, now + 50)
                    sent.append(now)
            assert len(sent) >= 50, "and not much less"
            assert all(later - earlier >= 60_000 for earlier, later in zip(sent, sent[6:], strict=False))
