"""Long polling: updates in, one batch after another, each confirmed only after it was heard.

    getUpdates(offset) --> batch --> heard, every one of it --> getUpdates(last + 1), which confirms

The library's own loop confirms what it has merely queued: a crash would lose up to a hundred updates. Here a crash
repeats some instead, which is harmless, because an update's id is the id of what it asks for.

A press tells nothing of its time. It is young if it came by a fetch that ended at most `YOUNG_S` after the one before,
when that one had left nothing behind; so an empty fetch waits less than that.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bots.delivery.platform import TokenError
from bots.on_telegram.bot_api import rest_s
from bots.on_telegram.updates import UPDATES, parse_update
from bots.runtime.backoff import RESTS_S, Backoff

YOUNG_S = 10.0

_WAIT_S = 6
_ANSWER_S = 5  # more than it waits
_BATCH = 100
_CONFLICTS = 6  # in a row; another poller that only ends slowly, as after a restart, is gone by then

T = TypeVar("T")
Take = Callable[[Sequence[Update], bool], Awaitable[None]]

_log = logging.getLogger(__name__)


class RivalError(Exception):
    """Another process fetches the updates of the same bot."""


async def poll(bot: Bot, take: Take, on_caught_up: Callable[[], None]) -> None:
    """Fetch until cancelled; `take` is given updates, and whether their presses are young.

    `on_caught_up` is called once what people said while the bot was away was taken. Raises TokenError, RivalError.
    """
    await persist(lambda: bot.delete_webhook(drop_pending_updates=False))
    loop = asyncio.get_running_loop()
    offset: int | None = None
    emptied: float | None = None  # when a fetch last left nothing behind
    while True:
        wait_s = 0 if emptied is None else _WAIT_S
        fetched = await persist(partial(_fetch, bot, offset, wait_s))
        now = loop.time()
        young = emptied is not None and now - emptied <= YOUNG_S
        emptied = now if len(fetched) < _BATCH else None
        if fetched:
            updates = [parse_update(each, bot) for each in fetched]
            await take([each for each in updates if each is not None], young)
            offset = fetched[-1]["update_id"] + 1
        if emptied is not None:
            on_caught_up()


async def _fetch(bot: Bot, offset: int | None, wait_s: int) -> list[dict[str, Any]]:
    """Not `get_updates`, which gives up a whole batch over one update that it cannot read."""
    asked: dict[str, Any] = {"limit": _BATCH, "timeout": wait_s, "allowed_updates": UPDATES}
    if offset is not None:
        asked["offset"] = offset
    updates: list[dict[str, Any]] = await bot.do_api_request("getUpdates", asked, read_timeout=_WAIT_S + _ANSWER_S)
    return updates


async def persist(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call until it succeeds, with pauses, and say once what is wrong and once that it is over.

    Raises TokenError, RivalError, and what is a bug.
    """
    backoff, conflicts = Backoff(RESTS_S), 0
    while True:
        try:
            result = await call()
        except (InvalidToken, EndPointNotFound) as error:
            raise TokenError("Telegram does not know this TELEGRAM_BOT_TOKEN: look it up at @BotFather.") from error
        except BadRequest:
            raise
        except RetryAfter as error:
            await asyncio.sleep(rest_s(error))
            continue
        except Conflict as error:
            conflicts += 1
            if conflicts >= _CONFLICTS:
                raise RivalError("Another process uses this TELEGRAM_BOT_TOKEN: end it, or use another.") from error
            problem: TelegramError = error
        except NetworkError as error:
            conflicts = 0
            problem = error
        else:
            if backoff.failing:
                _log.warning("Telegram is back")
            return result
        if not backoff.failing:
            _log.warning("Telegram cannot be reached, trying again: %s", problem.message)
        await asyncio.sleep(backoff.next_s())
