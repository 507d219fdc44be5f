"""A strict Binance on this machine: best bid and ask, one-second bars, and the premium index of the futures."""

import json
from collections.abc import Callable

from aiohttp import web

from tests.servers.prices.faults import FaultyServer


class BinanceServer(FaultyServer):
    """What Binance answers."""

    def __init__(self) -> None:
        super().__init__()
        self.books: dict[str, dict] = {}
        self.bars: dict[tuple[str, int], str] = {}
        self.premium: dict[str, dict] = {}
        self.clock: Callable[[], int] = lambda: 0

    def set(self, symbol: str, bid: object, ask: object) -> None:
        """The best bid and ask of a symbol."""
        self.books[symbol] = {"symbol": symbol, "bidPrice": bid, "bidQty": "1.0", "askPrice": ask, "askQty": "2.0"}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        match request.path:
            case "/api/v3/ticker/bookTicker":
                return self._books(request.query)
            case "/api/v3/klines":
                return self._bars(request.query)
            case "/api/v3/time":
                return web.json_response({"serverTime": self.clock()})
            case "/fapi/v1/premiumIndex":
                return self._premium(request.query)
        return web.Response(status=404)

    def _books(self, query) -> web.Response:
        text = query.get("symbols", "")
        if set(query) != {"symbols"} or " " in text:
            return _error(-1100, "Illegal characters found in parameter 'symbols'")
        symbols = json.loads(text)
        if any(symbol not in self.books for symbol in symbols):
            return _error(-1121, "Invalid symbol.")
        return web.json_response([self.books[symbol] for symbol in symbols])

    def _bars(self, query) -> web.Response:
        if query.get("interval") != "1s":
            return _error(-1120, "Invalid interval.")
        symbol, start, limit = query["symbol"], int(query["startTime"]), int(query["limit"])
        rows = sorted((opened, close) for (of, opened), close in self.bars.items() if of == symbol and opened >= start)
        return web.json_response(
            [
                [opened, "1.0", "2.0", "0.5", close, "3.0", opened + 999, "4.0", 5, "1.0", "1.0", "0"]
                for opened, close in rows[:limit]
            ]
        )

    def _premium(self, query) -> web.Response:
        if query.get("symbol") not in self.premium:
            return _error(-1121, "Invalid symbol.")
        row = {"symbol": query["symbol"], "markPrice": "1.0", "indexPrice": "1.0", "interestRate": "0.0001"}
        return web.json_response(row | self.premium[query["symbol"]])


def _error(code: int, message: str) -> web.Response:
    return web.json_response({"code": code, "msg": message}, status=400)
