"""Binance's spot market: the middle of the best bid and ask once a second, and one-second bars of the past.

Rules of the file
1. Binance tells no time with a book, so a price is as old as the request that asked for it.
2. The price is (bid + ask) / 2 rounded down, its confidence half the spread rounded up: an empty book disqualifies
   itself.
3. The price of a past moment is the close of the bar of its second, published with the bar's last millisecond: at or
   after the moment, never before it.
4. Prices are in USDT. They are not converted: a converted price would jump with the converter.
5. A rest that Binance asks for is kept to the second, for going on ends in a ban.
"""

from collections.abc import Mapping

import httpx

from bots.on_prices.sources.numbers import SourceError, decimal_price, strict_json, whole
from bots.on_prices.sources.source import Emit, Health, Reading, Surroundings, Watch
from bots.on_prices.sources.web import BannedError, BusyError, fetch
from bots.runtime.backoff import Backoff, doubling
from core.money import ceil_div, floor_div
from core.prices.quotes import Quote

NAME = "binance"
PERIOD_S = 1.0
TIMEOUT_S = 1.0
HISTORY_TIMEOUT_S = 5.0
BUSY_S = 60
BANNED_S = 3_600
_MAX_MS = 4_102_444_800_000  # 2100


def read_books(body: bytes, markets: Mapping[str, str], sent_ms: int, received_ms: int) -> Reading:
    """The quotes in an answer of bookTicker; `markets`: market by symbol. Raises SourceError if it is none."""
    rows = strict_json(body)
    if not isinstance(rows, list):
        raise SourceError("binance answered without books")
    quotes, refusals = [], []
    missing = set(markets.values())
    for row in rows:
        symbol = row.get("symbol") if isinstance(row, dict) else None
        market = markets.get(symbol) if isinstance(symbol, str) else None
        if market not in missing:  # None, too, is in no set of markets
            refusals.append("binance told a price that was not asked for")
            continue
        missing.remove(market)
        try:
            bid, ask = decimal_price(row.get("bidPrice")), decimal_price(row.get("askPrice"))
            if bid > ask:
                raise SourceError("a bid above the ask")
            quotes.append(
                Quote(market, NAME, floor_div(bid + ask, 2), ceil_div(ask - bid, 2), sent_ms, received_ms)
            )  # fmt: skip
        except SourceError as error:
            refusals.append(f"{market}: {error}")
    refusals += [f"{market}: no price" for market in sorted(missing)]
    return Reading(tuple(quotes), tuple(refusals))


def read_bar(body: bytes, market: str, second_ms: int, received_ms: int) -> Quote | None:
    """The close of the bar that opened at this moment; None if there is none or it is not over. Raises SourceError."""
    bars = strict_json(body)
    if not isinstance(bars, list):
        raise SourceError("binance answered without bars")
    if not bars:
        return None
    bar = bars[0]
    if not isinstance(bar, list) or len(bar) < 7:
        raise SourceError("binance answered without bars")
    opened_ms, closed_ms = (whole(bar[column], 0, _MAX_MS) for column in (0, 6))
    if opened_ms != second_ms:  # the next bar there is: this second has none
        return None
    if closed_ms != second_ms + 999:
        raise SourceError("a bar that is not of one second")
    close = decimal_price(bar[4])
    return Quote(market, NAME, close, 0, closed_ms, received_ms) if closed_ms < received_ms else None


def rest_of(error: BusyError) -> int:
    """How many seconds Binance is left alone: what it said, or long enough where it said nothing."""
    return max(error.wait_s, BANNED_S) if isinstance(error, BannedError) else error.wait_s or BUSY_S


class Binance:
    """The prices of these markets (symbol by market) from the Binance at this URL."""

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        symbols: Mapping[str, str],
        surroundings: Surroundings,
        timeout_s: float = TIMEOUT_S,
        history_timeout_s: float = HISTORY_TIMEOUT_S,
    ) -> None:
        self.markets = frozenset(symbols)
        self._client = client
        self._url = url
        self._symbols = dict(symbols)
        self._by_symbol = {symbol: market for market, symbol in symbols.items()}
        self._world = surroundings
        self._timeout_s = timeout_s
        self._history_timeout_s = history_timeout_s
        self._watch = Watch()
        self._quiet_until_ms = 0

    @property
    def health(self) -> Health:
        """How it is now."""
        return self._watch.health

    async def run(self, emit: Emit) -> None:
        """Give every quote to `emit`, until cancelled."""
        backoff = Backoff(doubling(PERIOD_S, 10), self._world.chance)
        while True:
            await self._keep_rest()
            sent_ms = self._world.now()
            rest_s = 0.0
            try:
                self._watch.take(await self._books(sent_ms), emit)
                backoff.reset()
            except BusyError as error:
                self._note_rest(error)
            except SourceError as error:
                rest_s = backoff.next_s()
                self._watch.fail(error, self._world.now() + int(rest_s * 1_000))
            spent_s = (self._world.now() - sent_ms) / 1_000
            await self._world.sleep(max(rest_s, PERIOD_S - spent_s, 0))

    async def price_at(self, market: str, at_ms: int) -> Quote | None:
        """The close of the bar of this moment's second; None if there is none, or not yet. Raises SourceError."""
        if self._world.now() < self._quiet_until_ms:
            raise SourceError("binance asked for a rest")
        second_ms = at_ms // 1_000 * 1_000
        params: dict[str, str | int] = {
            "symbol": self._symbols[market],
            "interval": "1s",
            "startTime": second_ms,
            "limit": 1,
        }
        request = self._client.build_request("GET", f"{self._url}/api/v3/klines", params=params)
        try:
            body = await fetch(self._client, request, self._history_timeout_s)
        except BusyError as error:
            self._note_rest(error)
            raise
        return read_bar(body, market, second_ms, self._world.now())

    async def _books(self, sent_ms: int) -> Reading:
        symbols = ",".join(f'"{symbol}"' for symbol in self._by_symbol)
        request = self._client.build_request(
            "GET", f"{self._url}/api/v3/ticker/bookTicker", params={"symbols": f"[{symbols}]"}
        )
        body = await fetch(self._client, request, self._timeout_s)
        return read_books(body, self._by_symbol, sent_ms, self._world.now())

    def _note_rest(self, error: BusyError) -> None:
        self._quiet_until_ms = self._world.now() + rest_of(error) * 1_000
        self._watch.fail(error, self._quiet_until_ms, stopped=isinstance(error, BannedError))

    async def _keep_rest(self) -> None:
        while (left_ms := self._quiet_until_ms - self._world.now()) > 0:
            await self._world.sleep(left_ms / 1_000)
