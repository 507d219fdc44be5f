"""A bot on python-telegram-bot that only echoes, and the world it is tried in.

It is what the strict Telegram is tested with, and the bare echo that answers of the real bot are timed against.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.servers.telegram.people import Person
from tests.servers.telegram.server import TelegramServer


def button(label: str, **more: Any) -> InlineKeyboardMarkup:
    """A keyboard of one button; it says its label, unless told."""
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton(label, **(more or {"callback_data": label.lower()})))


def bot_of(server: TelegramServer, token: str = "", read_s: float = 5.0) -> Bot:
    """A bot that speaks to the server, and waits so long for an answer."""
    requests = _request(64, read_s), _request(8, read_s)
    return Bot(token or server.token, server.base_url, server.file_url, *requests)


def _request(connections: int, read_s: float) -> HTTPXRequest:
    """No certificates are read, which takes longer than most tests."""
    return HTTPXRequest(connections, read_timeout=read_s, pool_timeout=5, httpx_kwargs={"verify": False})


def said_in(updates: Iterable[Update]) -> list[str]:
    """What was said in these updates."""
    return [update.effective_message.text or "-" for update in updates]


async def news(bot: Bot, **more: Any) -> list[Update]:
    """The updates since the last time, which are then confirmed."""
    updates = await bot.get_updates(timeout=0, **more)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return list(updates)


async def _echo(update: Update, _context: object) -> None:
    message = update.effective_message
    topic = message.message_thread_id if message.is_topic_message else None
    chat = message.chat
    await chat.send_message(f"<b>{message.text_html}</b>", "HTML", reply_markup=button("Up"), message_thread_id=topic)


async def _pressed(update: Update, _context: object) -> None:
    query = update.callback_query
    await query.answer(f"you said {query.data}")
    await query.edit_message_text(f"{query.from_user.first_name} said {query.data}", reply_markup=button("Down"))


@asynccontextmanager
async def echoing(server: TelegramServer, drop_pending: bool = False) -> AsyncIterator[Application]:
    """An echo that polls, while inside."""
    app = Application.builder().bot(bot_of(server)).concurrent_updates(True).build()
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, _echo))
    app.add_handler(CallbackQueryHandler(_pressed))
    async with app:
        await app.updater.start_polling(timeout=10, drop_pending_updates=drop_pending)
        await app.start()
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


def talk(
    test: Callable[[TelegramServer, Bot, Person], Coroutine[Any, Any, None]], paced: bool = False, **options: Any
) -> None:
    """Run a conversation in a world of its own: a server, a bot that does nothing by itself, and Ann, who began it."""

    async def run() -> None:
        async with TelegramServer(**options) as server:
            server.flood.on = paced
            async with bot_of(server) as bot:
                await test(server, bot, server.user("Ann", id=1_001, started=True))

    with pytest.MonkeyPatch.context() as patch:
        hosts = {*filter(None, os.environ.get("NO_PROXY", "").split(",")), "127.0.0.1"}
        patch.setenv("NO_PROXY", ",".join(sorted(hosts)))
        patch.delenv("no_proxy", raising=False)
        patch.setenv("PTB_TIMEDELTA", "1")  # or else every RetryAfter warns
        asyncio.run(run())
