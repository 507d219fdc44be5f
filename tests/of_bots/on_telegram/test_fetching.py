"""How updates come: fetched and confirmed, or brought to the webhook; and what stops the bot."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

import bots.on_telegram.polling as polling
from bots.delivery.platform import TokenError
from bots.on_telegram.bot_api import AiohttpRequest
from bots.on_telegram.polling import RivalError, poll
from bots.on_telegram.webhook import listen
from tests import ROOT
from tests.servers.telegram.errors import conflict
from tests.servers.telegram.server import TOKEN, TelegramServer
from tests.worlds.console import PROGRAM

SECRET = "s3cr3t-of-sixteen"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = (
    b'{"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "hi",'
    b' "from": {"id": 5, "is_bot": false, "first_name": "Ann"}}}'
)


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(polling, "RESTS_S", (0.001,))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("no_proxy", raising=False)


class Taken:
    """Keeps what was fetched; `hold` delays the hearing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.young: list[bool] = []
        self.caught_up_at: list[int] = []  # how many texts there were
        self.hold = asyncio.Event()
        self.hold.set()

    def catch_up(self) -> None:
        self.caught_up_at.append(len(self.texts))

    async def __call__(self, updates, young: bool) -> None:
        await self.hold.wait()
        self.young.append(young)
        self.texts += [update.message.text for update in updates]


def told(story: Callable) -> object:
    """Play a story with a server, a bot of its own, and what the bot takes."""

    async def play():
        async with TelegramServer() as server:
            requests = {
                "request": AiohttpRequest(server.url, 8),
                "get_updates_request": AiohttpRequest(server.url, 1),
            }
            async with Bot(server.token, server.base_url, **requests) as bot:
                return await asyncio.wait_for(story(server, bot, Taken()), 20)

    return asyncio.run(play())


def test_an_update_is_confirmed_after_it_was_heard():
    async def story(server, bot, taken):
        taken.hold.clear()
        await server.user("Ann").says("one")
        task = asyncio.create_task(poll(bot, taken, taken.catch_up))
        await server.until(lambda: server.delivery.polls)
        await asyncio.sleep(0.02)
        assert server.delivery.pending, "not before"
        taken.hold.set()
        await server.until(lambda: not server.delivery.pending)
        task.cancel()
        return taken.texts

    assert told(story) == ["one"]


def test_an_update_nobody_can_read_does_not_stop_the_others():
    async def story(server, bot, taken):
        server.delivery.push("message", {"message_id": "what"})
        await server.user("Ann").says("one")
        task = asyncio.create_task(poll(bot, taken, taken.catch_up))
        await server.until(lambda: server.delivery.polls and not server.delivery.pending)
        task.cancel()
        return taken.texts

    assert told(story) == ["one"]


def test_presses_of_the_first_fetch_may_be_old_and_later_ones_are_not():
    async def story(server, bot, taken):
        ann = server.user("Ann")
        await ann.says("one")
        task = asyncio.create_task(poll(bot, taken, taken.catch_up))
        await server.until(lambda: taken.texts == ["one"])
        await ann.says("two")
        await server.until(lambda: len(taken.texts) == 2)
        for number in range(150):
            await ann.says(str(number))
        await server.until(lambda: len(taken.texts) == 152)
        task.cancel()
        return taken.young

    young = told(story)
    assert young[:2] == [False, True]
    assert young[-1] is False, "after a full fetch nobody knows how long the rest has waited"


def test_what_was_said_meanwhile_is_heard_before_the_world_goes_on():
    async def story(server, bot, taken):
        ann = server.user("Ann")
        for number in range(130):
            await ann.says(str(number))
        task = asyncio.create_task(poll(bot, taken, taken.catch_up))
        await server.until(lambda: taken.caught_up_at)
        task.cancel()
        return taken.caught_up_at[0]

    assert told(story) == 130


def test_a_token_that_is_nobodys_any_more_ends_the_bot():
    async def story(server, bot, taken):
        server.revoked = True
        await poll(bot, taken, taken.catch_up)

    with pytest.raises(TokenError) as caught:
        told(story)
    assert TOKEN not in str(caught.value)


def test_a_rival_that_stays_ends_the_bot():
    async def story(server, bot, taken):
        server.fault("getUpdates", 100, says=conflict("terminated by other getUpdates request"))
        await poll(bot, taken, taken.catch_up)

    with pytest.raises(RivalError):
        told(story)


def test_trouble_is_sat_out_and_told_once(caplog):
    async def story(server, bot, taken):
        server.fault("getUpdates", 10, status=502)
        server.fault("getUpdates", 10, drop=True)
        server.fault("getUpdates", 3, says=conflict("terminated by other getUpdates request"))
        await server.user("Ann").says("hello")
        task = asyncio.create_task(poll(bot, taken, taken.catch_up))
        await server.until(lambda: taken.texts == ["hello"])
        async with server.away():
            await asyncio.sleep(0.05)
        await server.user("Bob").says("again")
        await server.until(lambda: taken.texts == ["hello", "again"])
        task.cancel()

    told(story)
    lines = [record.getMessage() for record in caplog.records if record.name == polling.__name__]
    assert [text.partition(",")[0] for text in lines] == ["Telegram cannot be reached", "Telegram is back"] * 2


# The webhook


@asynccontextmanager
async def webhook(server: TelegramServer, bot: Bot, taken: Taken):
    """The bot listens; the address behind its proxy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server.delivery.webhook.proxies["https://bot.example"] = f"http://127.0.0.1:{port}"
    task = asyncio.create_task(listen(bot, taken, "https://bot.example/hook", SECRET, "127.0.0.1", port))
    await server.until(lambda: server.asked("setWebhook") and server.asked("setWebhook")[-1].status)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_telegram_brings_updates_to_the_webhook():
    async def story(server, bot, taken):
        async with webhook(server, bot, taken):
            await server.user("Ann").says("one")
            await server.until(lambda: not server.delivery.pending)
        (call,) = server.asked("setWebhook")
        assert set(call.arguments["allowed_updates"]) == {"message", "callback_query", "my_chat_member"}
        return taken.texts, server.delivery.webhook.statuses

    assert told(story) == (["one"], [200])


def brought(*requests: tuple[str, dict, bytes]) -> tuple[list[int], list[str]]:
    """What each request (path, headers, body) was answered, and what was heard."""

    async def story(server, bot, taken):
        async with webhook(server, bot, taken) as address, aiohttp.ClientSession() as session:
            statuses = []
            for path, headers, body in requests:
                async with session.post(address + path, headers=headers, data=body) as answer:
                    statuses.append(answer.status)
            return statuses, taken.texts

    return told(story)


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: SECRET + "x"}, {HEADER: "ü"}])
def test_without_the_secret_nothing_is_heard(headers):
    assert brought(("/hook", headers, UPDATE)) == ([403], [])


def test_a_secret_that_is_no_text_at_all_is_a_wrong_one(caplog):
    """aiohttp hands on bytes that are not UTF-8 as lone surrogates, which cannot be compared as they are."""

    async def story(server, bot, taken):
        async with webhook(server, bot, taken) as address:
            host, port = address.removeprefix("http://").split(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            head = f"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(UPDATE)}\r\n{HEADER}: "
            writer.write(head.encode() + b"\xff\xfe\r\n\r\n" + UPDATE)
            status = await reader.readline()
            writer.close()
            return status, taken.texts

    assert told(story) == (b"HTTP/1.1 403 Forbidden\r\n", [])
    assert not [record for record in caplog.records if record.exc_info], "strangers write no tracebacks into the log"


def test_an_update_nested_without_end_is_not_heard():
    assert brought(("/hook", {HEADER: SECRET}, b"[" * 200_000)) == ([400], [])


def test_what_is_no_update_is_not_heard():
    right = {HEADER: SECRET}
    statuses, texts = brought(
        ("/hook", right, UPDATE), ("/hook", right, b"{"), ("/hook", right, b"[1]"),
        ("/hook", right, b'{"update_id": 1, "message": {}}'), ("/", right, UPDATE),
        ("/hook", right, b" " * 2_000_000),
    )  # fmt: skip
    assert statuses == [200, 400, 200, 200, 404, 413]
    assert texts == ["hi"]


# The transport


def test_no_answer_may_have_been_sent_and_no_connection_was_not():
    async def story(server, bot, _taken):
        ann = server.user("Ann", started=True)
        server.flood.on = False
        server.fault("sendMessage", hang_after=True)
        with pytest.raises(TimedOut):
            await bot.send_message(ann.id, "slow", read_timeout=0.05)
        server.release()
        server.fault("sendMessage", drop_after=True)
        with pytest.raises(TimedOut):
            await bot.send_message(ann.id, "cut")
        async with server.away():
            with pytest.raises(NetworkError) as caught:
                await bot.send_message(ann.id, "nowhere")
        assert type(caught.value) is NetworkError and TOKEN not in repr(caught.value)
        return [each.text for each in ann.inbox]

    assert told(story) == ["slow", "cut"]


# The process


def run_process(address: str, tmp_path: Path, token: str = TOKEN) -> subprocess.Popen:
    """The real program on Telegram."""
    env = {
        "PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1", "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": address,
        "DATABASE": str(tmp_path / "game.db"), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path),
    }  # fmt: skip
    return subprocess.Popen(PROGRAM, env=env, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ended(story: Callable, tmp_path: Path, token: str = TOKEN) -> tuple[int, str]:
    """The exit status and the log of a process, after a story with the server it talks to."""

    async def play():
        async with TelegramServer() as server:
            process = run_process(server.url, tmp_path, token)
            try:
                await story(server, process)
                _out, log = await asyncio.wait_for(asyncio.to_thread(process.communicate), 30)
                return process.returncode, log
            finally:
                process.kill()

    return asyncio.run(play())


def test_the_process_plays_and_ends_cleanly(tmp_path):
    async def story(server, process):
        ann = server.user("Ann")
        ann.patience = 30
        assert "dumbdegen" in (await ann.asks("/start")).lines[0]
        process.send_signal(signal.SIGTERM)

    assert ended(story, tmp_path) == (128 + signal.SIGTERM, "")


def test_a_wrong_token_is_one_clear_line(tmp_path):
    async def story(_server, _process):
        pass

    status, log = ended(story, tmp_path, "123456789:" + "B" * 35)
    assert status == 5
    assert log == "dumbdegen: Telegram does not know this TELEGRAM_BOT_TOKEN: look it up at @BotFather.\n"


def test_without_a_network_it_waits_and_ends_when_asked(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = run_process(f"http://127.0.0.1:{port}", tmp_path)
    line = process.stderr.readline()
    assert "Telegram cannot be reached, trying again: no connection: " in line and TOKEN not in line
    process.send_signal(signal.SIGINT)
    _out, log = process.communicate(timeout=30)
    assert (process.returncode, log) == (128 + signal.SIGINT, "")
