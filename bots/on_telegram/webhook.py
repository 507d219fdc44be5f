"""The webhook: Telegram brings the updates to us, with a secret that only it and we know.

A request without the secret is refused before its body is read; the comparison takes the same time however much of it
is right. An update is answered with 200 after it was heard, so that one we crashed over is brought again. Behind a
proxy that speaks TLS: we listen on this machine alone, unless told otherwise.
"""

import asyncio
import hmac
import json
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot

from bots.on_telegram.polling import Take, persist
from bots.on_telegram.updates import UPDATES, parse_update

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BYTES = 1024 * 1024
_CONNECTIONS = 40
_SETTLED_S = 60.0  # presses of the first minute may be of the time before


async def listen(bot: Bot, take: Take, url: str, secret: str, host: str, port: int) -> None:
    """Serve until cancelled, and let Telegram know where. Raises OSError where the port is taken, TokenError."""
    begun = asyncio.get_running_loop().time()

    async def bring(request: web.Request) -> web.Response:
        said = request.headers.get(_HEADER, "").encode(errors="surrogateescape")  # back to the bytes that came
        if not hmac.compare_digest(said, secret.encode()):
            return web.Response(status=403)
        try:
            update = parse_update(json.loads(await request.read()), bot)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if update is not None:  # else brought again and again, it would never become readable
            young = asyncio.get_running_loop().time() - begun > _SETTLED_S
            await take([update], young)
        return web.Response()

    app = web.Application(client_max_size=_MAX_BYTES)
    app.router.add_post(urlsplit(url).path or "/", bring)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await persist(
            lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES, max_connections=_CONNECTIONS)
        )
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
