"""The one list of what an operator may choose: name, default, allowed values, explanation.

The upper bounds are far above play and far below 2^63, which every stored amount must stay under.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bots.markets import BINANCE_FUTURES_URL, BINANCE_URL, CHAINLINK, PYTH_URL
from bots.settings import readers
from core.money import POINT, POINT_DECIMALS, parse_units
from core.prices.markets import MARKETS


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: how its text is read, and what people are told about it."""

    name: str
    default: str
    parse: Callable[[str], Any]  # raises ValueError for what is not allowed
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


VARIABLES = (
    Variable(
        "DATABASE",
        "",
        readers.database,
        "the path of a file, or sqlite:///PATH, either without a $; empty is dumbdegen.db in this user's data folder",
        "The one SQLite file that holds the whole game.",
    ),
    Variable(
        "LOG_LEVEL",
        "WARNING",
        readers.log_level,
        "DEBUG, INFO, WARNING or ERROR",
        "How much is told on standard error.",
    ),
    Variable(
        "PRICES",
        "",
        readers.matching(r"live|sim|tape:[^\x00-\x1f]{1,500}"),
        "live, sim, tape:FILE or tape:NAME; empty is live with a token of a platform, else sim",
        "Where prices come from: the market, a simulated one, or a recording.",
    ),
    Variable(
        "PYTH_URL",
        PYTH_URL,
        readers.base_url,
        "an http or https address",
        "Pyth's Hermes, or a mirror.",
    ),
    Variable(
        "PYTH_API_KEY",
        "",
        readers.matching(r"[!-~]{8,500}"),
        "8 to 500 visible ASCII characters; empty is no Pyth",
        "Makes Pyth the price by which everything is decided; without it, Binance is.",
        secret=True,
    ),
    Variable(
        "BINANCE_URL",
        BINANCE_URL,
        readers.base_url,
        "an http or https address",
        "Binance's spot market, or a mirror.",
    ),
    Variable(
        "BINANCE_FUTURES_URL",
        BINANCE_FUTURES_URL,
        readers.base_url,
        "an http or https address",
        "Binance's futures, for the real funding rate that is shown beside ours.",
    ),
    Variable(
        "CHAINLINK_RPC_URLS",
        "",
        readers.rpc_urls,
        f"chain=URL,URL chain=URL with chains of {', '.join(CHAINLINK)}; a chain that is not named has a public node",
        "The nodes through which Chainlink is read, in the order of trial.",
        secret=True,
    ),
    Variable(
        "BINANCE_ORACLE_ADDRESSES",
        "",
        readers.addresses,
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
        readers.matching(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}"),
        "a token as @BotFather gives it; empty is off",
        "Turns the Telegram bot on.",
        secret=True,
    ),
    Variable(
        "TELEGRAM_BASE_URL",
        "https://api.telegram.org",
        readers.url("https", "http"),
        "an http or https address",
        "The Bot API server: Telegram's, or your own.",
    ),
    Variable(
        "TELEGRAM_WEBHOOK_URL",
        "",
        readers.url("https"),
        "an https address that leads to TELEGRAM_WEBHOOK_LISTEN; empty is long polling",
        "Where Telegram brings updates to, instead of being asked for them.",
    ),
    Variable(
        "TELEGRAM_WEBHOOK_SECRET",
        "",
        readers.matching(r"[A-Za-z0-9_-]{16,256}"),
        "16 to 256 of A-Z a-z 0-9 _ -; needed with TELEGRAM_WEBHOOK_URL",
        "What Telegram proves itself with at the webhook.",
        secret=True,
    ),
    Variable(
        "TELEGRAM_WEBHOOK_LISTEN",
        "127.0.0.1:8443",
        readers.listen,
        "host:port",
        "Where the webhook listens, without TLS: put a proxy before it.",
    ),
    Variable(
        "DISCORD_BOT_TOKEN",
        "",
        readers.matching(r"[A-Za-z0-9._-]{10,200}"),
        "a token as the developer portal gives it; empty is off",
        "Turns the Discord bot on.",
        secret=True,
    ),
    Variable(
        "DISCORD_API_URL",
        "",
        readers.url("https", "http"),
        "an http or https address with its version, as https://discord.com/api/v10; empty is Discord",
        "Discord's REST API, or a proxy of it.",
    ),
    Variable(
        "DISCORD_GATEWAY_URL",
        "",
        readers.url("wss", "ws"),
        "a ws or wss address; empty is the one that the API names",
        "Discord's gateway, or a proxy of it.",
    ),
    Variable(
        "OPERATORS",
        "",
        readers.operators,
        "telegram:ID or discord:ID with the numeric id of a person, comma-separated; empty is nobody",
        "Who may say admin to the bot, in private. Who sits at the terminal always may.",
    ),
)
