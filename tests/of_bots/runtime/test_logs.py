"""The second wall: what is logged, and that no token survives in message, arguments or traceback."""

import logging
import re
import sys
import warnings
from contextlib import redirect_stderr
from io import StringIO

import httpx
import pytest

from bots.runtime.logs import set_up_logging, without_tokens

TELEGRAM = "123456789:" + "AAbb-CC_dd" * 3 + "eeeee"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GabcDE." + "x" * 38
NAMED = "hunter2/+ secret"
NODE = "https://ann:correct-horse@Node.example:443/v3/0123456789abcdef?key=fedcba9876543210"
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6"


@pytest.fixture
def lines():
    """What has been logged at INFO and above, up to now; the process's own logging comes back afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    chatty = {name: logging.getLogger(name).level for name in ("apscheduler", "httpcore", "httpx")}
    with redirect_stderr(StringIO()) as stream:
        set_up_logging("INFO", [NAMED, NODE, ""])
    yield stream.getvalue
    logging.captureWarnings(False)
    sys.excepthook = hook
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in chatty.items():
        logging.getLogger(name).setLevel(before)


def test_a_line_has_utc_time_level_logger_and_message(lines):
    logging.getLogger("bots.delivery.courier").info("sent %d", 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO bots\.delivery\.courier: sent 3\n", lines())


def test_the_time_is_utc(lines):
    handler = logging.getLogger().handlers[0]
    record = logging.makeLogRecord({"created": 1_767_225_600, "msecs": 7, "msg": "x", "levelname": "INFO"})
    assert handler.format(record).startswith("2026-01-01T00:00:00.007Z ")


@pytest.mark.parametrize(
    "secret",
    [TELEGRAM, DISCORD, INTERACTION, NODE, NAMED, "hunter2%2F%2B%20secret", TELEGRAM.replace(":", "%3A")],
)
def test_secrets_vanish_wherever_they_are(lines, secret):
    log = logging.getLogger("x")
    log.info(f"https://host/bot{secret}/getMe")
    log.info("in %s and %r", secret, {"token": secret})
    try:
        raise ValueError(f"refused {secret}")
    except ValueError:
        log.exception("failed")
    text = lines()
    assert secret not in text
    assert text.count("[redacted]") >= 4
    assert "ValueError: refused [redacted]" in text


def test_authorization_headers_vanish(lines):
    logging.getLogger("x").info("{'authorization': 'Bearer abc.DEF-123='}")
    assert "{'authorization': '[redacted]'}" in lines()


def test_the_key_of_a_node_vanishes_however_its_address_is_written(lines):
    written = str(httpx.URL(NODE)), repr(httpx.URL(NODE)), httpx.URL(NODE).raw_path.decode(), "correct-horse"
    assert written[0] != NODE, "a library drops the port that goes without saying"
    for text in written:
        logging.getLogger("x").info(text)
    assert not re.search("0123456789abcdef|fedcba9876543210|correct-horse", lines())


def test_what_is_printed_without_a_logger_has_no_tokens():
    said = without_tokens(f"TELEGRAM_BASE_URL is 'https://{TELEGRAM}', {DISCORD}")
    assert said == "TELEGRAM_BASE_URL is 'https://[redacted]', [redacted]"


def test_ordinary_numbers_and_names_stay(lines):
    text = "position 1234567 of p1:btc at 2026-01-01T00:00:00Z, bots.on_console.caller.main"
    logging.getLogger("x").info(text)
    assert text in lines()


def test_a_log_call_with_wrong_arguments_is_told_without_its_secrets(lines):
    ours = logging.getLogger().handlers[0]  # alone, for pytest's own handlers raise
    ours.handle(logging.makeLogRecord({"levelno": logging.INFO, "msg": f"%d {TELEGRAM}", "args": ("word",)}))
    text = lines()
    assert "'%d [redacted]' cannot be formatted: TypeError" in text
    assert "Traceback" not in text


def test_an_error_nobody_caught_is_logged_and_redacted(lines):
    error = RuntimeError(TELEGRAM)
    sys.excepthook(RuntimeError, error, None)
    text = lines()
    assert "CRITICAL root: stopped by an error" in text
    assert "RuntimeError: [redacted]" in text


def test_warnings_are_logged(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)  # pytest records warnings itself; take them back inside its block
        warnings.warn(f"old {TELEGRAM}", stacklevel=1)
    assert "UserWarning: old [redacted]" in lines()


def test_text_cannot_pose_as_a_line_or_steer_the_terminal(lines):
    logging.getLogger("x").info("name\r\n2026-01-01T00:00:00.000Z ERROR root: \x1b[31mforged\u202e")
    assert re.search(r"x: name \n    2026-.* ERROR root:  \[31mforged \n$", lines())


@pytest.mark.parametrize("name", ["apscheduler.scheduler", "httpcore.http11", "httpx"])
def test_chatty_libraries_are_heard_from_warning_on(lines, name):
    logging.getLogger(name).info("every second")
    logging.getLogger(name).warning("matters")
    assert "every second" not in (text := lines())
    assert "matters" in text


def test_setting_up_again_replaces_and_the_level_holds_for_all(lines):
    with redirect_stderr(StringIO()) as stream:
        set_up_logging("ERROR", [])
    logging.getLogger("httpx").warning("quiet")
    logging.getLogger("x").warning("quiet")
    logging.getLogger("x").error("loud")
    assert re.fullmatch(r"\S+ ERROR x: loud\n", stream.getvalue())
    assert not lines()
