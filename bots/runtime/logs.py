"""Lines on standard error for the person who runs the bot, with nothing in them that must stay secret.

    any logger  ->  the root's one handler  ->  format: message, arguments, traceback  ->  redact  ->  standard error

Libraries log what we would not: httpx the URL with the bot's token in it, python-telegram-bot the token it refused.
So redaction works on the finished text, the last thing before it leaves, and an error nobody caught goes the same way.
It is the second wall: the first is not to hand tokens around.
"""

import logging
import re
import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from urllib.parse import quote, urlsplit

_REDACTED = "[redacted]"
_TOKEN_SHAPES = (
    r"[0-9]{6,20}(?::|%3A)[A-Za-z0-9_-]{30,}",  # Telegram: the bot's id, a colon, the key
    r"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}",  # Discord: id, time, signature, each in base64
    r"\bBearer\s+[A-Za-z0-9._~+/=-]+",  # an authorization header
    r"aW50ZXJhY3Rpb2[A-Za-z0-9_=-]{20,}",  # of an interaction on Discord, which it stands for: "interaction:" in base64
)
_LEAST_PART = 8  # characters of a path or password that hold a secret, and not a word
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # all but a line's end
_CHATTY = ("apscheduler", "httpcore", "httpx")  # they tell of every bell and every request at INFO


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Send everything of at least this level to standard error, without the secrets; replaces any earlier set-up.

    Secrets are also found percent-encoded, and tokens of Telegram's, Discord's and `Bearer` shape without being named.
    """
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(_Formatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


def without_tokens(text: str) -> str:
    """A text that did not come by a logger, without whatever has the shape of a token."""
    return re.sub("|".join(_TOKEN_SHAPES), _REDACTED, text)


def _parts_of(secret: str) -> Iterator[str]:
    """What of an address is secret by itself, for libraries write addresses in their own way."""
    if "://" in secret:
        address = urlsplit(secret)
        for part in (address.path.strip("/"), address.query, address.password or ""):
            if len(part) >= _LEAST_PART:
                yield part


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger().critical("stopped by an error", exc_info=(kind, error, trace))


class _Formatter(logging.Formatter):
    """`2026-01-01T00:00:00.000Z WARNING bots.app: text`, further lines indented so that none poses as a new one."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, secrets: Iterable[str]):
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        parts = [part for secret in secrets for part in (secret, *_parts_of(secret)) if part]
        literals = {form for part in parts for form in (part, quote(part, safe=""))}
        longest_first = sorted(map(re.escape, literals), key=len, reverse=True)  # a secret may contain another
        self._hidden = re.compile("|".join((*longest_first, *_TOKEN_SHAPES)), re.IGNORECASE)

    def format(self, record: logging.LogRecord) -> str:
        try:
            text = super().format(record)
        except Exception as error:  # arguments that do not fit: logging itself would print them as they are
            text = f"{record.levelname} {record.name}: {record.msg!r} cannot be formatted: {error!r}"
        return self._hidden.sub(_REDACTED, _CONTROLS.sub(" ", text)).replace("\n", "\n    ")
