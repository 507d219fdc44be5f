"""What an operator may choose, read once at the start and never changed.

Rules of the file
1. `VARIABLES` is the one list: name, default, allowed values, explanation. `.env.example` is printed from it
   (`python -m bots.settings > .env.example`) and tests/test_house.py keeps the two equal.
2. The process's environment wins over `.env`, `.env` over the default. Nothing is interpolated.
3. A wrong value stops the start with the variable's name, what was read and what is allowed. So does a name in `.env`
   that is not in the list, for a misspelt limit would otherwise be no limit at all; the environment is shared with
   other programs, so unknown names there are theirs.
4. The upper bounds are far above play and far below 2^63, which every stored amount must stay under.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import platformdirs
from dotenv.parser import parse_stream

import storage
from bots.markets import BINANCE_FUTURES_URL, BINANCE_URL, CHAINLINK, PYTH_URL
from core.book import Identity
from core.money import POINT, POINT_DECIMALS, parse_units, plain
from core.prices.markets import MARKETS
from storage.errors import AddressError

Choice = (
    frozenset[Identity]
    | Path
    | str
    | int
    | tuple[tuple[str, str], ...]
    | tuple[tuple[str, tuple[str, ...]], ...]
    | tuple[str, int]
)


class SettingsError(Exception):
    """The settings cannot be used; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice, checked: one field per variable, named like it in lower case."""

    database: Path  # absolute; neither it nor its folder needs to exist
    log_level: str  # a level name of the logging module
    prices: str  # live, sim, tape:FILE or tape:NAME; empty: as fits the tokens
    pyth_url: str  # this and the next two without a slash at the end
    pyth_api_key: str = field(repr=False)  # empty: no Pyth
    binance_url: str
    binance_futures_url: str
    chainlink_rpc_urls: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)  # of a chain: nodes, first first
    binance_oracle_addresses: tuple[tuple[str, str], ...]  # of a market: its contract on BNB Chain
    margin_min: int  # micro-points
    margin_max: int  # micro-points
    stake_min: int  # micro-points
    stake_max: int  # micro-points
    max_open_positions: int  # per player
    max_open_predictions: int  # per player
    open_interest_cap: int  # micro-points of notional, per market and side
    prediction_cap: int  # micro-points of stakes, per market, window and side
    order_life_hours: int  # of a limit order
    telegram_bot_token: str = field(repr=False)  # empty: not on Telegram
    telegram_base_url: str  # without a slash at the end
    telegram_webhook_url: str  # empty: long polling
    telegram_webhook_secret: str = field(repr=False)
    telegram_webhook_listen: tuple[str, int]  # host and port
    discord_bot_token: str = field(repr=False)  # empty: not on Discord
    discord_api_url: str  # empty: Discord's own; so is the next
    discord_gateway_url: str
    operators: frozenset[Identity]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(
            text
            for variable in VARIABLES
            if variable.secret
            for text in _texts(getattr(self, variable.name.lower()))
            if text not in _PUBLIC
        )


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: how its text is read, and what people are told about it."""

    name: str
    default: str
    parse: Callable[[str], Choice]  # raises ValueError for what is not allowed
    allowed: str
    explanation: str
    secret: bool = False  # never shown, not even when it is wrong


def _points(name: str, default: str, highest: int, explanation: str) -> Variable:
    """A variable in points, above zero and up to `highest` points, read as micro-points."""

    def parse(text: str) -> int:
        units = parse_units(text, POINT_DECIMALS)
        if not 0 < units <= highest * POINT:
            raise ValueError("out of range")
        return units

    return Variable(name, default, parse, f"points above 0 up to {highest}, at most 6 decimals", explanation)


def _count(name: str, default: str, highest: int, explanation: str) -> Variable:
    """A variable that is a whole number from 1 to `highest`."""

    def parse(text: str) -> int:
        count = parse_units(text, 0)
        if not 1 <= count <= highest:
            raise ValueError("out of range")
        return count

    return Variable(name, default, parse, f"a whole number from 1 to {highest}", explanation)


def _database(text: str) -> Path:
    """The absolute path of the file."""
    if not text:
        return platformdirs.user_data_path("dumbdegen", appauthor=False) / "dumbdegen.db"
    try:
        path = storage.file_of(text)
    except AddressError as error:
        raise SettingsError(f"DATABASE: {error}") from error
    if path.is_dir():
        raise ValueError("a folder")
    return path


def _log_level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("no such level")
    return text.upper()


def _matching(pattern: str) -> Callable[[str], str]:
    """A reader of what is empty or matches."""

    def parse(text: str) -> str:
        if text and not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError("not of this form")
        return text

    return parse


def _base_url(text: str) -> str:
    """The address of a service, to which paths are added."""
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("no such address")
    return _reachable(text.rstrip("/"))


def _reachable(text: str) -> str:
    try:
        url = httpx.URL(text)  # strict about hosts, ports and characters
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error
    port = urlsplit(text).port  # raises ValueError outside 0 to 65535
    if url.scheme not in ("https", "http") or not url.host or not text.isascii() or port == 0:
        raise ValueError("no such address")
    return text


def _rpc_urls(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The nodes of every chain: the public ones, where none are named."""
    named = dict(_pairs(text, CHAINLINK))
    return tuple(
        (name, tuple(map(_reachable, named[name].split(","))) if name in named else chain.urls)
        for name, chain in CHAINLINK.items()
    )


def _addresses(text: str) -> tuple[tuple[str, str], ...]:
    """The contract of each market that has one."""
    pairs = tuple(_pairs(text, MARKETS))
    if not all(re.fullmatch(r"0x[0-9a-fA-F]{40}", address, re.ASCII) for _, address in pairs):
        raise ValueError("no address")
    return pairs


def _pairs(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """`name=value name=value`, each of these names at most once."""
    left = set(known)
    for word in text.split():
        name, _, value = word.partition("=")
        if name not in left or not value:
            raise ValueError("not of the form name=value")
        left.remove(name)
        yield name, value


_PUBLIC = frozenset(url for chain in CHAINLINK.values() for url in chain.urls)


def _texts(value: Choice) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def _url(*schemes: str) -> Callable[[str], str]:
    """A reader of an address on the web, or nothing."""

    def parse(text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not parts.hostname or parts.username or not text.isprintable()):
            raise ValueError("no such address")
        return text.rstrip("/")

    return parse


def _listen(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.path or parts.username:
        raise ValueError("no host and port")
    return parts.hostname, parts.port


def _operators(text: str) -> frozenset[Identity]:
    found = set()
    for word in filter(None, map(str.strip, text.split(","))):
        if not re.fullmatch(r"(?:telegram|discord):[1-9][0-9]{0,19}", word, re.ASCII):
            raise ValueError("not of the form platform:id")
        platform, _, user = word.partition(":")
        found.add(Identity(platform, user))
    return frozenset(found)


VARIABLES = (
    Variable(
        "DATABASE",
        "",
        _database,
        "the path of a file, or sqlite:///PATH, either without a $; empty is dumbdegen.db in this user's data folder",
        "The one SQLite file that holds the whole game.",
    ),
    Variable(
        "LOG_LEVEL",
        "WARNING",
        _log_level,
        "DEBUG, INFO, WARNING or ERROR",
        "How much is told on standard error.",
    ),
    Variable(
        "PRICES",
        "",
        _matching(r"live|sim|tape:[^\x00-\x1f]{1,500}"),
        "live, sim, tape:FILE or tape:NAME; empty is live with a token of a platform, else sim",
        "Where prices come from: the market, a simulated one, or a recording.",
    ),
    Variable(
        "PYTH_URL",
        PYTH_URL,
        _base_url,
        "an http or https address",
        "Pyth's Hermes, or a mirror.",
    ),
    Variable(
        "PYTH_API_KEY",
        "",
        _matching(r"[!-~]{8,500}"),
        "8 to 500 visible ASCII characters; empty is no Pyth",
        "Makes Pyth the price by which everything is decided; without it, Binance is.",
        secret=True,
    ),
    Variable(
        "BINANCE_URL",
        BINANCE_URL,
        _base_url,
        "an http or https address",
        "Binance's spot market, or a mirror.",
    ),
    Variable(
        "BINANCE_FUTURES_URL",
        BINANCE_FUTURES_URL,
        _base_url,
        "an http or https address",
        "Binance's futures, for the real funding rate that is shown beside ours.",
    ),
    Variable(
        "CHAINLINK_RPC_URLS",
        "",
        _rpc_urls,
        f"chain=URL,URL chain=URL with chains of {', '.join(CHAINLINK)}; a chain that is not named has a public node",
        "The nodes through which Chainlink is read, in the order of trial.",
        secret=True,
    ),
    Variable(
        "BINANCE_ORACLE_ADDRESSES",
        "",
        _addresses,
        f"MARKET=0xADDRESS MARKET=0xADDRESS with markets of {', '.join(MARKETS)}; empty is none",
        "Contracts of Binance Oracle on BNB Chain, as one more guard.",
    ),
    _points("MARGIN_MIN", "1", 1_000_000, "Smallest margin of a position."),
    _points("MARGIN_MAX", "1000", 1_000_000, "Largest margin of a position."),
    _points("STAKE_MIN", "1", 1_000_000, "Smallest stake of a prediction or in a round."),
    _points("STAKE_MAX", "500", 1_000_000, "Largest stake of a prediction or in a round."),
    _count("MAX_OPEN_POSITIONS", "20", 1_000, "Open positions of one player."),
    _count("MAX_OPEN_PREDICTIONS", "20", 1_000, "Open predictions of one player."),
    _points("OPEN_INTEREST_CAP", "50000000", 10_000_000_000, "Open notional of one side of a market."),
    _points("PREDICTION_CAP", "100000", 1_000_000_000, "Open stakes of one side of a market and window."),
    _count("ORDER_LIFE_HOURS", "24", 720, "Hours until an unfilled limit order expires."),
    Variable(
        "TELEGRAM_BOT_TOKEN",
        "",
        _matching(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}"),
        "a token as @BotFather gives it; empty is off",
        "Turns the Telegram bot on.",
        secret=True,
    ),
    Variable(
        "TELEGRAM_BASE_URL",
        "https://api.telegram.org",
        _url("https", "http"),
        "an http or https address",
        "The Bot API server: Telegram's, or your own.",
    ),
    Variable(
        "TELEGRAM_WEBHOOK_URL",
        "",
        _url("https"),
        "an https address that leads to TELEGRAM_WEBHOOK_LISTEN; empty is long polling",
        "Where Telegram brings updates to, instead of being asked for them.",
    ),
    Variable(
        "TELEGRAM_WEBHOOK_SECRET",
        "",
        _matching(r"[A-Za-z0-9_-]{16,256}"),
        "16 to 256 of A-Z a-z 0-9 _ -; needed with TELEGRAM_WEBHOOK_URL",
        "What Telegram proves itself with at the webhook.",
        secret=True,
    ),
    Variable(
        "TELEGRAM_WEBHOOK_LISTEN",
        "127.0.0.1:8443",
        _listen,
        "host:port",
        "Where the webhook listens, without TLS: put a proxy before it.",
    ),
    Variable(
        "DISCORD_BOT_TOKEN",
        "",
        _matching(r"[A-Za-z0-9._-]{10,200}"),
        "a token as the developer portal gives it; empty is off",
        "Turns the Discord bot on.",
        secret=True,
    ),
    Variable(
        "DISCORD_API_URL",
        "",
        _url("https", "http"),
        "an http or https address with its version, as https://discord.com/api/v10; empty is Discord",
        "Discord's REST API, or a proxy of it.",
    ),
    Variable(
        "DISCORD_GATEWAY_URL",
        "",
        _url("wss", "ws"),
        "a ws or wss address; empty is the one that the API names",
        "Discord's gateway, or a proxy of it.",
    ),
    Variable(
        "OPERATORS",
        "",
        _operators,
        "telegram:ID or discord:ID with the numeric id of a person, comma-separated; empty is nobody",
        "Who may say admin to the bot, in private. Who sits at the terminal always may.",
    ),
)
_BY_NAME = {variable.name: variable for variable in VARIABLES}
_PAIRS = (("MARGIN_MIN", "MARGIN_MAX"), ("STAKE_MIN", "STAKE_MAX"))


def read_settings(environ: Mapping[str, str], dotenv_path: Path | None) -> Settings:
    """The settings of this process; a `dotenv_path` that does not exist is an empty one.

    Raises SettingsError at the first thing that is wrong.
    """
    texts = {variable.name: variable.default for variable in VARIABLES}
    if dotenv_path is not None:
        texts |= _read_dotenv(dotenv_path)
    texts |= {name: environ[name] for name in _BY_NAME if name in environ}
    values = {name: _parse(_BY_NAME[name], text) for name, text in texts.items()}
    for low, high in _PAIRS:
        if values[low] > values[high]:
            raise SettingsError(
                f"{low} is {plain(values[low], POINT_DECIMALS)} and {high} is {plain(values[high], POINT_DECIMALS)}. "
                f"Allowed: {low} at most {high}."
            )
    if values["TELEGRAM_WEBHOOK_URL"] and not values["TELEGRAM_WEBHOOK_SECRET"]:
        raise SettingsError("TELEGRAM_WEBHOOK_URL is set and TELEGRAM_WEBHOOK_SECRET is not: both, or neither.")
    return Settings(**{name.lower(): value for name, value in values.items()})


def _parse(variable: Variable, text: str) -> Choice:
    try:
        return variable.parse(text)
    except ValueError as error:
        if variable.secret:
            raise SettingsError(f"{variable.name} is not of its form. Allowed: {variable.allowed}.") from None
        shown = ascii(text if len(text) <= 40 else text[:40] + "...")  # ascii: a full-width digit shows what it is
        raise SettingsError(f"{variable.name} is {shown}. Allowed: {variable.allowed}.") from error


def _read_dotenv(path: Path) -> dict[str, str]:
    """The texts in a `.env` file. A line that cannot be read is named by number, for it may hold a secret."""
    texts = {}
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for binding in parse_stream(lines):
                if binding.error or (binding.key is not None and binding.value is None):
                    raise SettingsError(f"{path}, line {binding.original.line}: not of the form NAME=value.")
                if binding.key is None:  # a comment or an empty line
                    continue
                if binding.key not in _BY_NAME:
                    raise SettingsError(f"{path}: {_unknown(binding.key)}")
                texts[binding.key] = binding.value
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    return texts


def _unknown(name: str) -> str:
    near = get_close_matches(name.upper(), _BY_NAME, n=1)
    return f"{name[:40]!a} is not a setting. " + (f"Did you mean {near[0]}?" if near else "See .env.example.")


def env_example() -> str:
    """The text of `.env.example`: every variable with its explanation, what is allowed, and its default."""
    head = "# Copy to .env and change what you like; the process's environment wins over the file.\n"
    return head + "".join(f"\n# {v.explanation} Allowed: {v.allowed}.\n{v.name}={v.default}\n" for v in VARIABLES)


if __name__ == "__main__":
    print(env_example(), end="")
