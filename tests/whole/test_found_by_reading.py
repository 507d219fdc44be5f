"""What fresh eyes have found in the code, each small: what was said and done, and what went wrong."""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

import storage
from bots.delivery.platform import Address, GoneError, UnreachableError
from bots.on_telegram.limits import LIMITS, pace_of
from bots.runtime.backups import Backups
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Screen
from core.book import Identity
from core.engine import Engine
from core.messages.alerts import AddPriceAlert, RemovePriceAlert, SendTest, SetMentions
from core.messages.all import Request
from core.messages.chats import SetAdminsOpen, SetStakeCap
from core.messages.operator import AskBackup
from core.messages.privacy import DeleteMe
from core.money import POINT, USD
from core.prices.anchors import Panel, Witness, begin, hear, look
from core.prices.conditions import Cause, MarketState
from core.prices.markets import Mark, Rules, Ticker
from core.prices.quotes import Quote
from core.rules.alerts.price_alerts import PriceKind
from core.rules.chats import Chat
from core.rules.notices import Notice, Outcome, Receipt, Topic
from core.rules.operator import BackupState
from core.rules.rounds import RoundState
from tests.worlds.game import PRICE, Game
from tests.worlds.links import ANN, BOOKS, DAN, DEGEN, People, refusal, undo
from tests.worlds.on_telegram import played as on_telegram
from tests.worlds.post import world

SECOND = 1_000
ROOM = Address("test", chat="room")


@pytest.fixture(params=BOOKS)
def people(request) -> Iterator[People]:
    made = People.of_two(request.param)
    yield made
    made.close()


# The post


@pytest.mark.parametrize("end", ["asked for", "gone", "moved"])
def test_a_card_that_waits_for_its_edit_may_go_another_way(end):
    """The edit waited for its gap, and went with a reply or with its chat: the program ended at the end of the gap."""

    async def play() -> None:
        async with world(pace_of(LIMITS)) as made:

            async def says(who: str, text: str) -> None:
                await made.post.reply(ROOM, await made.says(who, text, "room"))
                await made.deliver()

            await says("ana", "round 1m btc")
            await says("bob", "up 25")
            await asyncio.sleep(1.5)
            await says("cyd", "down 25")
            await asyncio.sleep(0.5)
            if end == "gone":
                made.platform.trouble = [UnreachableError("kicked")]
            await says("ana", "round")
            assert made.post._later or end != "asked for"
            await asyncio.sleep(5)
            await made.post.reply(ROOM, await made.says("ana", "price", "room"))

    asyncio.run(asyncio.wait_for(play(), 20))


# Notices for somebody who is not there any more


@pytest.mark.parametrize("goes", ["leaves", "is linked"])
def test_a_backup_is_told_to_whoever_its_operator_is_by_then(people, goes):
    engine, dan = people.engine, people.number(DAN)
    engine.handle(Request(dan, None, True, "b", people.now, "", AskBackup(), people.now, operator=True))
    backup = engine.wanted_backup()
    people.do(DAN, DeleteMe()) if goes == "leaves" else people.link(ANN, DAN)
    people.hear()
    ended = people.now + 1
    engine.on_backup(replace(backup, state=BackupState.DONE, file="x", size=1, ended_ms=ended))
    found = [each for each in engine.telling.untold(False, 0, 9) if each.notice.topic is Topic.BACKUP]
    assert [each.to for each in found] == ([None] if goes == "leaves" else [ANN])


@pytest.mark.parametrize("goes", ["leaves", "is linked"])
def test_a_chat_goes_that_was_to_call_somebody_who_has_gone(people, goes):
    people.engine.chat("discord", "room", people.number(DAN), people.now)
    people.do(DAN, SetMentions(True))
    people.do(DAN, SendTest())
    people.engine.on_delivered(Receipt("discord", "dan", "", Outcome.UNREACHABLE, people.now))
    (addressed,) = people.engine.telling.untold(True, 0, 9)
    assert addressed.calls == DAN
    people.do(DAN, DeleteMe()) if goes == "leaves" else people.link(ANN, DAN)
    people.engine.on_delivered(Receipt("discord", "", "room", Outcome.UNREACHABLE, people.now, (addressed.notice,)))
    told = [each.to for first in (True, False) for each in people.engine.telling.untold(first, 0, 9)]
    assert set(told) == (set() if goes == "leaves" else {ANN})


def test_of_who_has_left_no_message_is_remembered():
    people = People.of_two(lambda: storage.open(None))
    people.do(DAN, DeleteMe())
    people.engine.on_delivered(Receipt("discord", "dan", "", Outcome.ARRIVED, people.now, (), "position 1", "55/66"))
    assert people.book._conn.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    people.close()


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

    on_telegram(story, "can't initiate conversation")


def test_what_is_on_its_way_while_a_link_is_undone_is_told_to_whose_it_is(people):
    people.price()
    people.do(DAN, DEGEN)
    people.price()
    people.hear()
    link = people.link(ANN, DAN).link
    people.hear()
    people.now += 4_000_000
    people.number(ANN)
    people.price()
    people.price(50_000)
    (addressed,) = people.engine.telling.untold(True, 0, 9)
    undo(people.engine, link.number, people.now)
    assert people.engine.telling.look_up(addressed.notice, people.now) is None
    people.engine.on_delivered(Receipt("telegram", "ann", "", Outcome.ARRIVED, people.now, (addressed.notice,)))
    assert [each.to for each in people.engine.telling.untold(True, 0, 99)] == [DAN]


def test_what_is_under_way_on_one_platform_is_not_begun_anew_because_the_other_fails(people):
    people.link(ANN, DAN)
    people.hear()
    found = []
    for who in (ANN, DAN):
        people.now += 4_000_000
        people.do(who, SendTest())
        found.append(people.engine.telling.untold(True, 0, 9)[-1])
    assert [each.to for each in found] == [ANN, DAN]
    people.engine.on_delivered(Receipt("telegram", "ann", "", Outcome.UNREACHABLE, people.now, (found[0].notice,)))
    there, anew = people.engine.telling.untold(True, 0, 9)
    assert (there.notice, there.to, anew.to) == (found[1].notice, DAN, DAN)
    assert anew.notice.at_ms == found[0].notice.at_ms


def test_a_chat_that_has_us_back_is_told_again(people):
    chat = people.engine.chat("discord", "room", people.number(DAN), people.now)
    for is_there in (False, True):
        if is_there:
            people.engine.telling.added("discord", "room")
        else:
            people.engine.telling.left("discord", "room", people.now)
        people.book.outbox.add([Notice(Topic.ROUND, 1, people.now, chat=chat.number)])
        told = [each.to for each in people.engine.telling.untold(False, 0, 9)]
        assert told == [people.book.get(Chat, chat.number) if is_there else None]


def test_an_old_button_removes_no_alert_of_the_other_account(people):
    people.price()
    for who, usd in ((ANN, 150_000), (DAN, 200_000)):
        people.do(who, AddPriceAlert("BTC", PriceKind.ABOVE, usd * USD, 0))
    link = people.link(ANN, DAN).link
    assert refusal(people.ask(DAN, RemovePriceAlert(1))) == "no_such_alert"
    kept = {each.value // USD: each.number for each in people.book.alerts.price_alerts_of(people.number(ANN))}
    assert kept.keys() == {150_000, 200_000} and min(kept.values()) > 1
    undo(people.engine, link.number, people.now)
    assert [each.number for each in people.book.alerts.price_alerts_of(people.number(ANN))] == [1]


# The file


def test_a_backup_beside_somebody_who_reads_the_file_fails_with_a_sentence(tmp_path):
    async def play() -> str:
        thread = EngineThread()
        book = await thread.call(storage.open, tmp_path / "game.db")
        engine = Engine(book, Rules(), live=False)

        def ask() -> None:
            engine.player(Identity("t", "a"), "a", 1_000)
            engine.on_mark(Mark("BTC", 2_000, PRICE, "x"))
            engine.handle(Request(1, None, False, "r", 3_000, "", AskBackup(), 3_000, operator=True))

        await thread.call(ask)
        other = sqlite3.connect(f"{(tmp_path / 'game.db').as_uri()}?mode=ro", uri=True)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM players").fetchall()
        backups = Backups(book, engine, thread, tmp_path / "kept", lambda: 4_000)
        await backups.make_wanted()
        other.close()
        (notice,) = await thread.call(book.outbox.waiting, False, 0, 9)
        backup = (await thread.call(engine.telling.look_up, notice, 5_000)).thing.backup
        assert await thread.call(next, book.copy()), "the next one goes on"
        await thread.call(book.close)
        thread.close()
        return backup.error

    assert "reading the file" in asyncio.run(play())


# Chats


def test_a_late_word_from_where_a_chat_was_takes_nothing_from_it(people):
    engine = people.engine
    number = engine.chat("telegram", "-5", people.number(ANN), people.now).number
    for command in (SetStakeCap(5 * POINT), SetAdminsOpen(True)):
        at_ms = people.now
        engine.handle(Request(people.number(ANN), number, True, str(command), at_ms, "", command, at_ms))
    engine.telling.moved("telegram", "-5", "-1005")
    engine.chat("telegram", "-5", people.number(DAN), people.now)
    engine.telling.moved("telegram", "-5", "-1005")
    engine.telling.moved("telegram", "-1005", "-1005")
    chat = engine.chat("telegram", "-1005", people.number(DAN), people.now)
    assert (chat.number, chat.stake_cap, chat.admins_open) == (number, 5 * POINT, True)


# Prices


def test_two_disputes_around_a_silence_settle_nothing_from_the_disputed_source():
    """The second one erased the first, so that history was asked of the source that had lied over the close."""
    game = Game(Rules())
    panel = Panel("BTC", ("pyth", "binance"), (Witness("pyth"), Witness("binance", fresh_ms=3_600_000)))
    watch = begin(panel, None, game.book.markets.tickers()[0], game.now)

    def apply(now, marks=()) -> None:
        nonlocal watch
        if now.condition != watch.condition:
            game.engine.on_condition(now.condition, game.now)
        watch = now
        for quote in marks:
            game.engine.on_mark(Mark("BTC", quote.published_ms, quote.price, quote.source))

    def second(**prices: int) -> None:
        game.now += SECOND
        for source, price in prices.items():
            now, decided = hear(panel, watch, Quote("BTC", source, price, 0, game.now - 200, game.now))
            apply(now, decided.marks)
        apply(look(panel, watch, game.now, 0))
        game.engine.on_clock(game.now)

    second(binance=PRICE, pyth=PRICE)
    number = game.round()
    while game.now < game.chat_round(number).closes_ms - 4_000:
        second(binance=PRICE, pyth=PRICE)
    for lies, silent in ((8, 22), (8, 0)):
        for _ in range(lies):
            second(binance=PRICE, pyth=PRICE * 97 // 100)
        for _ in range(silent):
            second(binance=PRICE)
    assert game.engine.wanted_history(game.now) == []
    round_ = game.chat_round(number)
    assert (round_.state, round_.reason, game.balance()) == (RoundState.VOID, "guard", 1_000 * POINT)
    game.close()


def test_a_restart_does_not_end_a_dispute_before_the_guard_has_spoken():
    panel = Panel("BTC", ("pyth", "binance"), (Witness("pyth"), Witness("binance", fresh_ms=5_000)))
    now, ticker = 1_000_000_000, Ticker("BTC", PRICE, 1_000_000_000, "pyth")

    def quote(source: str, price: int) -> Quote:
        return Quote("BTC", source, price, 0, now - 200, now)

    watch = begin(panel, None, ticker, now)
    for _ in range(5):
        now += 1_000
        watch, _heard = hear(panel, watch, quote("binance", PRICE))
        watch, _heard = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
    assert watch.condition.is_disputed
    now += 3_000
    watch = begin(panel, watch.condition, ticker, now)
    for _ in range(10):
        now += 400
        watch, decided = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
        assert not decided.marks and watch.condition.is_disputed
    watch, _heard = hear(panel, watch, quote("binance", PRICE * 97 // 100))
    now += 400
    watch, decided = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
    assert decided.marks and not watch.condition.is_disputed
    now += 1_000
    watch = begin(
        panel, replace(watch.condition, state=MarketState.HALTED, cause=Cause.GUARD, guard="gone"), ticker, now
    )
    watch = look(panel, watch, now + 3_000, 0)
    assert watch.condition.is_disputed
    assert not look(panel, watch, now + 60_000, 0).condition.is_disputed  # a guard that nobody asks any more


# Topics


def test_answers_go_to_the_topic_they_were_asked_in():
    async def play() -> list[tuple[str, str]]:
        async with world() as made:
            gate = asyncio.Event()
            made.platform.before = gate.wait
            asked = []
            for thread, title in (("7", "seven"), ("9", "nine"), ("7", "seven again")):
                address = Address("test", chat="room", thread=thread)
                asked.append(asyncio.create_task(made.post.reply(address, Screen("price", title))))
                await asyncio.sleep(0.05)
            gate.set()
            await asyncio.gather(*asked)
            return [(outgoing.screens[0].title, outgoing.address.thread) for outgoing in made.platform.sent]

    assert asyncio.run(play()) == [("seven", "7"), ("nine", "9"), ("seven again", "7")]


@pytest.mark.parametrize("gone", (1, 2))
def test_a_card_that_was_deleted_returns_in_its_topic_and_outside_only_where_that_is_gone(gone):
    async def play() -> list[tuple[str, str]]:
        async with world() as made:
            topic = Address("test", chat="room", thread="7")
            made.platform.trouble = [GoneError("deleted")] * gone
            assert await made.post.reply(topic, Screen("price", "BTC"), edit="m0") == f"m{1 + gone}"
            return [(outgoing.edit, outgoing.address.thread) for outgoing in made.platform.sent]

    assert asyncio.run(play()) == [("m0", "7"), ("", "7"), ("", "")][: 1 + gone]
