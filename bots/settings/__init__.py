"""What an operator may choose, read once at the start and never changed.

Rules of the folder
1. `VARIABLES` is the one list (bots/settings/variables.py). `.env.example` is printed from it
   (`python -m bots.settings > .env.example`) and tests/test_house.py keeps the two equal.
2. The process's environment wins over `.env`, `.env` over the default. Nothing is interpolated.
3. A wrong value stops the start with the variable's name, what was read and what is allowed. So does a name in `.env`
   that is not in the list, for a misspelt limit would otherwise be no limit at all; the environment is shared with
   other programs, so unknown names there are theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream

from bots.markets import CHAINLINK
from bots.settings.readers import SettingsError
from bots.settings.variables import VARIABLES, Variable
from core.book import Identity
from core.money import POINT_DECIMALS, plain
from core.prices.markets import Rules

__all__ = ["Settings", "SettingsError", "env_example", "read_settings"]


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

    def rules(self, late_ms: int = 0, history_ms: int = 0) -> Rules:
        """The limits, as the engine takes them. `late_ms` and `history_ms`: how long it waits for marks, see Rules."""
        return Rules(
            margin_min=self.margin_min,
            margin_max=self.margin_max,
            stake_min=self.stake_min,
            stake_max=self.stake_max,
            max_open_positions=self.max_open_positions,
            max_open_predictions=self.max_open_predictions,
            open_interest_cap=self.open_interest_cap,
            prediction_cap=self.prediction_cap,
            order_life_ms=self.order_life_hours * 3_600_000,
            late_ms=late_ms,
            history_ms=history_ms,
        )

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


_PUBLIC = frozenset(url for chain in CHAINLINK.values() for url in chain.urls)


def _texts(value: object) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


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


def _parse(variable: Variable, text: str) -> Any:
    try:
        return variable.parse(text)
    except ValueError as error:
        if variable.secret:
            raise SettingsError(f"{variable.name} is not of its form. Allowed: {variable.allowed}.") from None
        shown = ascii(text if len(text) <= 40 else text[:40] + "...")  # ascii: a full-width digit shows what it is
        raise SettingsError(f"{variable.name} is {shown}. Allowed: {variable.allowed}.") from error


def _read_dotenv(path: Path) -> dict[str, str]:
    """The texts in a `.env` file. A line that cannot be read is named by number, for it may hold a secret."""
    texts: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for binding in parse_stream(lines):
                name, text = binding.key, binding.value
                if binding.error or (name is not None and text is None):
                    raise SettingsError(f"{path}, line {binding.original.line}: not of the form NAME=value.")
                if name is None or text is None:  # a comment or an empty line
                    continue
                if name not in _BY_NAME:
                    raise SettingsError(f"{path}: {_unknown(name)}")
                texts[name] = text
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
