"""A crash that takes many at once: who is told first, and how many messages it is."""

from tests.worlds.post import World, played


async def _crash(made: World, *people: str, positions: int = 1, chat: str | None = None, source: str = "test") -> None:
    """Everybody opens positions; then the price falls, and they are still to be told."""
    for who in people:
        for _each in range(positions):
            await made.says(who, "long btc 25 1001x", chat)
    await made.price(100_000, source)
    await made.deliver()
    await made.quiet()
    made.platform.sent.clear()
    await made.price(99_000, source)


def test_who_was_here_last_is_told_first():
    async def story(made):
        for who in ("ann", "bob", "cid"):
            await made.says(who, "long btc 25 1001x")
        await made.price(100_000)
        for who in ("bob", "cid", "ann"):
            made.at_ms += 3_600_000
            await made.says(who, "me")
            await made.price(100_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        await made.price(90_000)
        await made.deliver()
        await made.quiet()
        return [outgoing.address.user for outgoing in made.platform.sent if not outgoing.edit]

    assert played(story) == ["ann", "cid", "bob"]


def test_many_liquidations_of_one_player_are_one_message():
    async def story(made):
        await _crash(made, "ann", positions=12)
        await made.deliver()
        await made.quiet()
        return [outgoing for outgoing in made.platform.sent if not outgoing.edit], await made.untold()

    sent, untold = played(story)
    assert [screen.title for outgoing in sent for screen in outgoing.screens] == ["LIQUIDATED 12 positions -300 pt"]
    ((screen,),) = [outgoing.screens for outgoing in sent]
    assert len(screen.items) == 12 and not screen.silent and untold == 0


def test_a_storm_names_the_currency_that_its_alerts_name():
    """While Binance makes the marks: the alerts that a storm stands for say BTC/USDT, and so does the storm."""

    async def story(made):
        await _crash(made, "ann", positions=5, source="binance")
        card = (await made.says("ann", "history 1")).fields
        await made.deliver()
        await made.quiet()
        ((storm,),) = [outgoing.screens for outgoing in made.platform.sent if not outgoing.edit]
        return [{field.key: field.shown for field in fields}["Market"] for fields in (card, *storm.items)]

    assert played(story) == ["BTC/USDT"] * 6


def test_few_are_told_one_by_one():
    async def story(made):
        await _crash(made, "ann", positions=3)
        await made.deliver()
        await made.quiet()
        return made.platform.titles

    assert played(story) == [["LIQUIDATED BTC long 1001x -25 pt"] * 3]


def test_a_group_gets_one_summary_without_amounts():
    async def story(made):
        people = [f"p{number}" for number in range(30)]
        for who in people:
            await made.says(who, "alerts feed on", "den")
        await made.says(people[0], "setup feed on", "den")
        await _crash(made, *people, chat="den")
        await made.deliver()
        await made.quiet()
        return [screen for outgoing in made.platform.sent if outgoing.address.chat for screen in outgoing.screens]

    (screen,) = played(story)
    assert screen.title == "LIQUIDATED: 30 of 30 positions of members"
    assert screen.notes[0].startswith("LIQUIDATED: p") and screen.notes[-1] == "… and 10 more."
    assert not any("25" in line or "pt" in line.split() for line in screen.notes)


def test_the_longest_life_is_a_record():
    async def story(made):
        for who in ("ann", "bob"):
            await made.says(who, "alerts feed on", "den")
        await made.says("ann", "setup feed on", "den")
        told = []
        for who, lived_ms in (("ann", 60_000), ("ann", 240_000), ("bob", 200_000), ("bob", 300_000)):
            await made.says(who, "long btc 25 1001x")
            await made.price(100_000)
            await made.deliver()
            for _second in range(lived_ms // 4_000):
                made.at_ms += 3_999
                await made.price(100_000)
            await made.says(who, "close all")
            await made.price(100_000)
            await made.deliver()
            await made.quiet()
            told.append([s.title + " ".join(s.notes) for p in made.platform.sent if p.address.chat for s in p.screens])
            made.platform.sent.clear()
        return told

    short, first, less, more = played(story)
    assert short == ["ann opened BTC long 1001x"]
    assert first == [
        "ann opened BTC long 1001x",
        "ann's BTC long 1001x was closed after 4 minA record: none of this group has survived longer.",
    ]
    assert less == ["bob opened BTC long 1001x"]
    assert len(more) == 2 and "A record" in more[1]
