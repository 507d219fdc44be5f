"""Secrets where they would be told by accident: what objects say of themselves, tracebacks with causes, defaults."""

import logging
import random
import traceback
from pathlib import Path

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken

from bots.markets import CHAINLINK, PYTH_IDS
from bots.on_prices.sources.chainlink import Aggregators
from bots.on_prices.sources.pyth import Pyth
from bots.on_prices.sources.source import Surroundings
from bots.on_telegram.bot_api import AiohttpRequest
from bots.runtime.logs import _Formatter
from bots.settings import read_settings

TELEGRAM = "123456789:" + "AAbb-CC_dd" * 3 + "eeeee"
NODE = "https://node.example/v3/0123456789abcdef0123"
ENVIRONMENT = {
    "TELEGRAM_BOT_TOKEN": TELEGRAM,
    "TELEGRAM_WEBHOOK_URL": "https://bot.example/hook",
    "TELEGRAM_WEBHOOK_SECRET": "webhook-secret-0123456789",
    "DISCORD_BOT_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "x" * 38,
    "PYTH_API_KEY": "pyth-key-0123456789",
    "CHAINLINK_RPC_URLS": f"ethereum={NODE}",
}
HIDDEN = (TELEGRAM, "webhook-secret", "GabcDE", "pyth-key", "0123456789abcdef0123")


@pytest.fixture
def settings():
    return read_settings(ENVIRONMENT, Path("/nonexistent"))


def test_no_object_says_a_secret_of_itself(settings):
    world = Surroundings(int, lambda _s: None, random.Random(1))  # type: ignore[arg-type]
    client = httpx.AsyncClient()
    nodes = Aggregators(client, "chainlink", CHAINLINK["ethereum"], [NODE], world)
    pyth = Pyth(client, "https://pyth.example", "pyth-key-0123456789", PYTH_IDS, world)
    things = [settings, nodes, *nodes._nodes, pyth, AiohttpRequest("https://api.telegram.org", 1)]
    for thing in things:
        assert not [each for each in HIDDEN if each in repr(thing) or each in str(thing)], type(thing)


def test_every_secret_of_the_settings_is_hidden_from_the_log(settings):
    formatter = _Formatter(settings.secrets)
    try:
        try:
            raise InvalidToken(f"The token `{TELEGRAM}` was rejected by the server.")
        except InvalidToken as error:
            raise RuntimeError(f"{ENVIRONMENT} {Bot(TELEGRAM)!r}") from error
    except RuntimeError as error:
        assert TELEGRAM in "".join(traceback.format_exception(error))
        record = logging.makeLogRecord({"msg": "%s", "args": (ENVIRONMENT,), "exc_info": (type(error), error, None)})
        told = formatter.format(record)
    assert not [each for each in HIDDEN if each in told], told
    assert "was rejected by the server" in told


def test_nothing_listens_to_the_world_unless_it_is_asked_to():
    assert read_settings({}, Path("/nonexistent")).telegram_webhook_listen == ("127.0.0.1", 8443)
    assert not read_settings({}, Path("/nonexistent")).telegram_webhook_url
