"""Live cards: a position on a private screen follows its price, keeps its buttons, and pauses after 15 minutes."""

import asyncio

from bots.delivery.live_cards import EACH_MS, FOR_MS, LiveCards
from bots.delivery.platform import Address
from bots.screens.kit.screen import Screen
from tests.worlds.post import private, world


def _played(story):
    async def play():
        async with world() as made:
            now = [1_000]
            live = LiveCards(made.notices, made.thread, lambda: now[0])
            made.post._on_shown = live.shown

            async def pass_ms(ms: int) -> None:
                now[0] += ms
                await live.second({"test": made.post.refresh})
                await made.quiet()

            await made.post.reply(private("ann"), await made.says("ann", "long btc 25 100x"))
            await made.price(100_000)
            await made.deliver()
            await made.quiet()
            made.platform.sent.clear()
            return await asyncio.wait_for(story(made, pass_ms), 10)

    return asyncio.run(play())


def _sentences(outgoing):
    return [button.sentence for row in outgoing.screens[0].buttons for button in row]


def test_it_is_edited_when_its_text_changes_and_not_sooner_than_every_five_seconds():
    async def story(made, pass_ms):
        await made.price(100_100)
        await pass_ms(EACH_MS - 1)
        early = len(made.platform.sent)
        await pass_ms(1)
        first = list(made.platform.sent)
        await pass_ms(EACH_MS)
        return early, first, len(made.platform.sent)

    early, first, later = _played(story)
    assert early == 0 and [outgoing.edit for outgoing in first] == ["m1"]
    assert "100,100" in str(first[0].screens[0]) and later == 1


def test_its_buttons_stay_the_same_promises():
    async def story(made, pass_ms):
        before = made.post._shown["user ann", "position 1"].buttons
        await made.price(100_100)
        await pass_ms(EACH_MS)
        return before, made.platform.sent[-1].screens[0].buttons

    before, after = _played(story)
    assert before == after and any("#" in button.sentence for row in after for button in row)


def test_it_pauses_with_a_button_that_resumes():
    async def story(made, pass_ms):
        await pass_ms(FOR_MS)
        paused = made.platform.sent[-1].screens[0]
        await made.price(100_200)
        await pass_ms(EACH_MS)
        silent = made.platform.sent[-1].screens[0] is paused
        sentence = next(b.sentence for row in paused.buttons for b in row if b.label == "Resume")
        await made.post.reply(private("ann"), await made.says("ann", sentence), edit="m1")
        await made.price(100_300)
        await pass_ms(EACH_MS)
        return silent, made.platform.sent[-1]

    silent, last = _played(story)
    assert silent and "100,300" in str(last.screens[0])


def test_it_stops_with_its_position():
    async def story(made, pass_ms):
        await made.price(90_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        for _ in range(3):
            await pass_ms(EACH_MS)
        return made.platform.sent

    assert _played(story) == []


def test_groups_have_none():
    async def story(made, pass_ms):
        live = LiveCards(made.notices, made.thread, lambda: 0)
        live.shown(Address("test", chat="g"), "position 1")
        live.shown(private("ann"), "round 1")
        return live._cards

    assert _played(story) == {}


def test_none_of_many_living_cards_starves():
    class Notices:
        def live_card(self, _who, _number):
            return Screen("position", "open")

    class Thread:
        async def call(self, function, *args):
            return function(*args)

    async def play() -> set[str]:
        now, alive = [0], set()
        live = LiveCards(Notices(), Thread(), lambda: now[0])
        for number in range(400):
            live.shown(Address("test", user=str(number)), "position 1")
        for now[0] in range(1_000, FOR_MS, 1_000):
            await live.second({"test": lambda address, _screen, _paused: alive.add(address.user)})
        return alive

    assert len(asyncio.run(play())) == 400
