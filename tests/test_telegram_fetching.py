"""How updates come: fetched and confirmed, or brought to the webhook; and what stops the bot."""

import asyncio
import signal
import socket
import subprocess
import time
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from telegram import Bot, Update
from telegram.error import NetworkError, TimedOut

import bots.telegram_polling as polling
from bots.telegram_polling import RivalError, TokenError, poll
from bots.telegram_request import AiohttpRequest
from bots.telegram_webhook import listen
from tests.console import PROGRAM, ROOT
from tests.telegram_checks import RefusalError
from tests.telegram_cloud import TOKEN, Cloud
from tests.telegram_ways import CloudRequest, serve
from tests.telegram_world import QUICK

SECRET = "s3cr3t-of-sixteen"


def clock() -> int:
    """Real milliseconds."""
    return time.monotonic_ns() // 1_000_000


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(polling, "_PAUSES_S", (0.001,))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class Taken:
    """Keeps what was fetched; `hold` delays the hearing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.young: list[bool] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def __call__(self, updates, young: bool) -> None:
        await self.hold.wait()
        self.young.append(young)
        self.texts += [update.message.text for update in updates]


async def polled(cloud: Cloud, taken: Taken) -> asyncio.Task:
    """A bot that fetches."""
    bot = Bot(TOKEN, request=CloudRequest(cloud), get_updates_request=CloudRequest(cloud))
    await bot.initialize()
    return asyncio.create_task(poll(bot, taken))


async def until(true) -> None:
    """Wait for something."""
    for _ in range(5_000):
        if true():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never happened")


def test_an_update_is_confirmed_after_it_was_heard():
    async def story():
        cloud, taken = Cloud(QUICK, clock), Taken()
        ann = cloud.person(5, "Ann")
        cloud.says(ann, "one")
        taken.hold.clear()
        task = await polled(cloud, taken)
        await asyncio.sleep(0.02)
        assert cloud.pending == 1, "not before"
        taken.hold.set()
        await until(lambda: not cloud.pending)
        task.cancel()
        return taken.texts

    assert asyncio.run(story()) == ["one"]


def test_an_update_nobody_can_read_does_not_stop_the_others():
    async def story():
        cloud, taken = Cloud(QUICK, clock), Taken()
        cloud.push({"message": {"message_id": "what"}})
        cloud.says(cloud.person(5, "Ann"), "one")
        task = await polled(cloud, taken)
        await until(lambda: not cloud.pending)
        task.cancel()
        return taken.texts

    assert asyncio.run(story()) == ["one"]


def test_presses_of_the_first_fetch_may_be_old_and_later_ones_are_not():
    async def story():
        cloud, taken = Cloud(QUICK, clock), Taken()
        ann = cloud.person(5, "Ann")
        cloud.says(ann, "one")
        task = await polled(cloud, taken)
        await until(lambda: taken.texts == ["one"])
        cloud.says(ann, "two")
        await until(lambda: len(taken.texts) == 2)
        for number in range(150):
            cloud.says(ann, str(number))
        await until(lambda: len(taken.texts) == 152)
        task.cancel()
        return taken.young

    young = asyncio.run(story())
    assert young[:2] == [False, True]
    assert young[-1] is False, "after a full fetch nobody knows how long the rest has waited"


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (RefusalError(401, "Unauthorized"), TokenError),
        (RefusalError(404, "Not Found"), TokenError),
        (RefusalError(409, "Conflict: terminated by other getUpdates request"), RivalError),
    ],
)
def test_a_wrong_token_and_a_rival_end_the_bot(refusal, error):
    async def story():
        cloud = Cloud(QUICK, clock)
        cloud.fetch_trouble = [refusal] * 100
        await asyncio.wait_for(await polled(cloud, Taken()), 5)

    with pytest.raises(error) as caught:
        asyncio.run(story())
    assert TOKEN not in str(caught.value)


def test_trouble_is_sat_out_and_told_once(caplog):
    async def story():
        cloud, taken = Cloud(QUICK, clock), Taken()
        conflict = RefusalError(409, "Conflict: terminated by other getUpdates request")
        cloud.fetch_trouble = [RefusalError(502, "Bad Gateway")] * 20 + [conflict] * 3
        cloud.says(cloud.person(5, "Ann"), "hello")
        task = await polled(cloud, taken)
        await until(lambda: taken.texts == ["hello"])
        task.cancel()

    asyncio.run(story())
    told = [record.getMessage() for record in caplog.records if record.name == polling.__name__]
    assert [text.partition(",")[0] for text in told] == ["Telegram cannot be reached", "Telegram is back"]


# The webhook


@asynccontextmanager
async def webhook(cloud: Cloud, taken: Taken):
    """A bot that listens; the address to bring updates to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = Bot(TOKEN, request=CloudRequest(cloud), get_updates_request=CloudRequest(cloud))
    await bot.initialize()
    task = asyncio.create_task(listen(bot, taken, "https://bot.example/hook", SECRET, "127.0.0.1", port))
    await until(lambda: cloud.webhook)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def brought(*requests: tuple[str, dict, bytes]) -> tuple[list[int], list[str], dict]:
    """What each request (path, headers, body) was answered, and what was heard."""

    async def story():
        cloud, taken = Cloud(QUICK, clock), Taken()
        async with webhook(cloud, taken) as address, aiohttp.ClientSession() as session:
            statuses = []
            for path, headers, body in requests:
                async with session.post(address + path, headers=headers, data=body) as answer:
                    statuses.append(answer.status)
            return statuses, taken.texts, cloud.webhook

    return asyncio.run(story())


UPDATE = (
    b'{"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "hi",'
    b' "from": {"id": 5, "is_bot": false, "first_name": "Ann"}}}'
)
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def test_the_webhook_hears_who_knows_the_secret():
    statuses, texts, told = brought(("/hook", {HEADER: SECRET}, UPDATE))
    assert (statuses, texts) == ([200], ["hi"])
    assert (told["url"], told["secret_token"]) == ("https://bot.example/hook", SECRET)
    assert set(told["allowed_updates"]) == {"message", "callback_query", "my_chat_member"}


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: SECRET + "x"}, {HEADER: "ü"}])
def test_without_the_secret_nothing_is_heard(headers):
    statuses, texts, _told = brought(("/hook", headers, UPDATE))
    assert (statuses, texts) == ([403], [])


def test_what_is_no_update_is_refused():
    right = {HEADER: SECRET}
    statuses, texts, _told = brought(
        ("/hook", right, b"{"), ("/hook", right, b"[1]"), ("/hook", right, b'{"update_id": 1, "message": {}}'),
        ("/", right, UPDATE), ("/hook", right, b" " * 2_000_000),
    )  # fmt: skip
    assert statuses == [400, 200, 200, 404, 413]
    assert texts == []


# The transport


def over_http(story):
    """Play a story with a bot over HTTP, and the cloud behind it."""

    async def play():
        cloud = Cloud(QUICK, clock)
        async with serve(cloud) as address:
            requests = {"request": AiohttpRequest(address, 8), "get_updates_request": AiohttpRequest(address, 1)}
            bot = Bot(TOKEN, f"{address}/bot", **requests)
            async with bot:
                return await story(cloud, bot)

    return asyncio.run(play())


def test_messages_go_over_http():
    async def story(cloud, bot):
        cloud.person(5, "Ann")
        await bot.send_message(5, "<b>hi</b> ünïcode", parse_mode="HTML")
        cloud.says(cloud.people[5], "one")
        (update,) = await bot.get_updates()
        assert isinstance(update, Update)
        return cloud.shown_to(5)[0].plain

    assert over_http(story) == "hi ünïcode"


def test_no_connection_was_not_sent_and_no_answer_may_have_been(monkeypatch):
    async def story(cloud, bot):
        held = asyncio.Event()

        async def never(method, given, files):
            await held.wait()

        cloud.call = never
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.05)
        held.set()
        nowhere = "http://127.0.0.1:9"
        requests = {"request": AiohttpRequest(nowhere, 1), "get_updates_request": AiohttpRequest(nowhere, 1)}
        gone = Bot(TOKEN, f"{nowhere}/bot", **requests)
        with pytest.raises(NetworkError) as caught:
            await gone.initialize()
        assert type(caught.value) is NetworkError
        assert TOKEN not in repr(caught.value)
        await gone.shutdown()

    over_http(story)


# The process


def run_process(address: str, tmp_path: Path, token: str = TOKEN) -> subprocess.Popen:
    """The real program on Telegram."""
    env = {
        "PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1", "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": address,
        "DATABASE": str(tmp_path / "game.db"), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path),
    }  # fmt: skip
    return subprocess.Popen(PROGRAM, env=env, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ended(story, tmp_path: Path, token: str = TOKEN) -> tuple[int, str]:
    """The exit status and the log of a process, after a story with the cloud it talks to."""

    async def play():
        cloud = Cloud(QUICK, lambda: time.time_ns() // 1_000_000)
        async with serve(cloud) as address:
            process = run_process(address, tmp_path, token)
            try:
                await story(cloud, process)
                _out, log = await asyncio.wait_for(asyncio.to_thread(process.communicate), 30)
                return process.returncode, log
            finally:
                process.kill()

    return asyncio.run(play())


def test_the_process_plays_and_ends_cleanly(tmp_path):
    async def story(cloud, process):
        ann = cloud.person(5, "Ann", started=False)
        cloud.says(ann, "/start")
        for _ in range(1_000):
            if cloud.shown_to(5):
                break
            await asyncio.sleep(0.01)
        assert "dumbdegen" in cloud.shown_to(5)[0].title
        process.send_signal(signal.SIGTERM)

    assert ended(story, tmp_path) == (128 + signal.SIGTERM, "")


def test_a_wrong_token_is_one_clear_line(tmp_path):
    async def story(_cloud, _process):
        pass

    status, log = ended(story, tmp_path, "123456789:" + "B" * 35)
    assert status == 5
    assert log == "dumbdegen: Telegram does not know this TELEGRAM_BOT_TOKEN: look it up at @BotFather.\n"


def test_without_a_network_it_waits_and_goes_on(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = run_process(f"http://127.0.0.1:{port}", tmp_path)
    line = process.stderr.readline()
    assert "Telegram cannot be reached, trying again: no connection: " in line and TOKEN not in line
    process.send_signal(signal.SIGINT)
    _out, log = process.communicate(timeout=30)
    assert (process.returncode, log) == (128 + signal.SIGINT, "")
