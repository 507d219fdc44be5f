"""The funding rate that Binance's futures really charge, once a minute, to show beside ours. Nothing depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bots.on_prices.sources.binance import HISTORY_TIMEOUT_S, rest_of
from bots.on_prices.sources.numbers import SourceError, strict_json, whole
from bots.on_prices.sources.source import Health, Surroundings, Watch
from bots.on_prices.sources.web import BannedError, BusyError, fetch
from core.money import parse_units

NAME = "binance-futures"
PERIOD_S = 60.0
RATE_DECIMALS = 8
_MAX_MS = 4_102_444_800_000  # 2100


@dataclass(frozen=True, slots=True)
class RealFunding:
    """What longs pay shorts at the next funding, as a share of notional in 1e-8 (negative: shorts pay), and when."""

    market: str
    rate_e8: int
    next_ms: int
    at_ms: int


def read_funding(body: bytes, market: str, symbol: str) -> RealFunding:
    """The funding in an answer of premiumIndex. Raises SourceError."""
    row = strict_json(body)
    if not isinstance(row, dict) or row.get("symbol") != symbol:
        raise SourceError(f"binance answered without the funding of {symbol}")
    return RealFunding(
        market=market,
        rate_e8=_rate(row.get("lastFundingRate")),
        next_ms=whole(row.get("nextFundingTime"), 0, _MAX_MS),
        at_ms=whole(row.get("time"), 1, _MAX_MS),
    )


def _rate(text: object) -> int:
    digits = text.removeprefix("-") if isinstance(text, str) else ""
    try:
        rate = parse_units(digits, RATE_DECIMALS)
    except ValueError as error:
        raise SourceError("a funding rate that is not a number") from error
    if rate > 10**RATE_DECIMALS:
        raise SourceError("a funding rate above 100 %")
    return -rate if text != digits else rate


class BinanceFunding:
    """The newest real funding of these markets (symbol by market): `funding`, by market, empty where none is known."""

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        symbols: Mapping[str, str],
        surroundings: Surroundings,
        timeout_s: float = HISTORY_TIMEOUT_S,
    ) -> None:
        self.funding: dict[str, RealFunding] = {}
        self._client = client
        self._url = url
        self._symbols = dict(symbols)
        self._world = surroundings
        self._timeout_s = timeout_s
        self._watch = Watch()

    @property
    def health(self) -> Health:
        """How it is now; what counts as its quote is a funding rate."""
        return self._watch.health

    async def run(self) -> None:
        """Keep `funding` new, until cancelled."""
        while True:
            await self._world.sleep(max(PERIOD_S * self._world.chance.uniform(0.9, 1), await self._round()))

    async def _round(self) -> int:
        """Ask for every market; how many seconds of rest are asked for."""
        for market, symbol in self._symbols.items():
            request = self._client.build_request(
                "GET", f"{self._url}/fapi/v1/premiumIndex", params={"symbol": symbol}
            )  # fmt: skip
            try:
                body = await fetch(self._client, request, self._timeout_s)
                self.funding[market] = read_funding(body, market, symbol)
                self._watch.succeed(self._world.now())
            except BusyError as error:
                rest_s = rest_of(error)
                self._watch.fail(error, self._world.now() + rest_s * 1_000, stopped=isinstance(error, BannedError))
                return rest_s
            except SourceError as error:
                self._watch.fail(error)
        return 0
