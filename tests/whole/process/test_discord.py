"""The program as a process, with Discord turned on by its settings."""

import asyncio
import os
import signal
import subprocess
from contextlib import contextmanager

from tests.servers.discord.server import DiscordServer
from tests.worlds.console import PROGRAM

TOKEN = "a.loopback.token"


@contextmanager
def program(server: DiscordServer, folder, token: str = TOKEN):
    """The running program; its standard error is a pipe."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    settings = {
        "DISCORD_BOT_TOKEN": token, "DISCORD_API_URL": server.api_url, "DISCORD_GATEWAY_URL": server.gateway_url,
        "DATABASE": str(folder / "game.db"), "PYTHONPATH": os.getcwd(), "PRICES": "sim",
    }  # fmt: skip
    running = subprocess.Popen(PROGRAM, env=kept | settings, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


async def ended(running: subprocess.Popen) -> tuple[int, str]:
    """Its status and what it said, once it has ended."""
    _nothing, said = await asyncio.wait_for(asyncio.to_thread(running.communicate), 20)
    return running.returncode, said


def test_it_serves_discord_goes_on_after_a_kill_and_ends_on_sigterm(tmp_path):
    async def story():
        async with DiscordServer(TOKEN) as server:
            ann = server.user("Ann")
            general = server.channel(server.guild("Degens", ann), "general")
            with program(server, tmp_path) as first:
                await server.ready(20)
                card = (await ann.slash("start", channel=general)).message
                assert "Balance" in card.text and "simulated" in card.text
                await ann.slash("up", channel=general, stake="25", window="30m")
                first.kill()
                await ended(first)
            with program(server, tmp_path) as second:
                await server.until(lambda: len(server.gateway.identified) == 2, 20)
                answer = await ann.presses(card, "Prices")
                assert answer.message is card and "### Prices" in card.text
                assert "**975 pt**" in (await ann.slash("me")).text
                second.send_signal(signal.SIGTERM)
                status, said = await ended(second)
            assert status == 128 + signal.SIGTERM
            assert "Traceback" not in said and TOKEN not in said
            assert len(server.asked("PUT", "/commands")) == 1
            assert not server.violations

    asyncio.run(story())


def test_a_token_that_discord_does_not_know_is_one_line_and_status_five(tmp_path):
    async def story():
        async with DiscordServer(TOKEN) as server:
            with program(server, tmp_path, "another.loopback.token") as running:
                status, said = await ended(running)
        assert status == 5
        assert said == "dumbdegen: Discord does not know DISCORD_BOT_TOKEN. Copy it again from the developer portal.\n"

    asyncio.run(story())
