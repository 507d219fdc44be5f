"""Updates, the network and the limits of the strict Telegram of the tests, through python-telegram-bot."""

import asyncio
import time

import pytest
from aiohttp import web
from telegram.constants import UpdateType
from telegram.error import Conflict, NetworkError, RetryAfter, TimedOut

from bots.on_telegram.limits import LIMITS
from tests.servers.telegram import delivery as telegram_delivery
from tests.worlds.echo_on_telegram import bot_of, news, said_in, talk

# Updates


def test_what_is_not_confirmed_comes_again():
    async def test(server, bot, ann):
        await ann.says("one")
        await ann.says("two", sent_ago=60)
        first, second = await bot.get_updates()
        assert 59 <= (first.message.date - second.message.date).total_seconds() <= 61
        assert said_in(await bot.get_updates()) == ["one", "two"]
        assert said_in(await bot.get_updates(offset=second.update_id)) == ["two"]
        assert said_in(await bot.get_updates(offset=-1)) == ["two"]
        assert not await bot.get_updates(offset=second.update_id + 1)
        server.redeliver()
        server.redeliver(server.delivery.log[0])
        assert said_in(await bot.get_updates(offset=second.update_id + 1)) == ["two", "one"]
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
        assert said_in(await news(bot, allowed_updates=[])) == ["two"]

    talk(test)


def test_the_library_knows_all_kinds_of_updates():
    assert {str(each.value) for each in UpdateType} >= telegram_delivery._KINDS


def test_a_long_poll_ends_with_the_news():
    async def test(server, bot, ann):
        poll = asyncio.create_task(bot.get_updates(timeout=5))
        await server.until(lambda: server.delivery.polls)
        begun = time.monotonic()
        await ann.says("one")
        assert said_in(await poll) == ["one"]
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
        assert said_in(await second) == ["one"]
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
            assert said_in(await news(bot)) == ["three"]
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
        assert said_in(await bot.get_updates()) == ["one"]

    talk(test)


# Limits


class RateLimit:
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
        rate_limit = RateLimit(LIMITS.overall, server.limits.second_ms, server.now_ms)
        await asyncio.gather(*(rate_limit.send(bot.send_message(each.id, "alert")) for each in people))
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
