"""The prices of a story: a true one that walks, jumps and crashes, and three sources that tell it, or lie."""

from dataclasses import dataclass
from random import Random

PRICES = {"BTC": 100_000, "ETH": 4_000, "SOL": 200}
SOURCES = ("pyth", "binance", "chainlink")  # the first two may make marks, all guard
USD = 10**8


@dataclass(slots=True)
class _Source:
    """`silent_until`: events until it speaks again; `frozen`: it repeats what it said."""

    silent: int = 0
    frozen: int = 0
    last: tuple[int, int] = (0, 0)


class Teller:
    """What sources say, one quote at a time."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._true = {market: dollars * USD for market, dollars in PRICES.items()}
        self._sources = {(market, source): _Source() for market in PRICES for source in SOURCES}

    def quote(self, at_ms: int) -> tuple[str, str, int, int, int]:
        """Market, source, price, confidence and publish time: of a true moment, mostly."""
        dice = self._dice
        market = dice.choices(tuple(PRICES), (7, 2, 1))[0]
        source = dice.choices(SOURCES, (14, 4, 1))[0]
        contract = self._sources[market, SOURCES[2]].last[0]
        if abs(contract - self._true[market]) * 200 > contract and dice.random() < 0.5:
            source = SOURCES[2]  # it writes a price when that has moved by half a percent
        teller = self._sources[market, source]
        if dice.random() < 0.002:
            teller.silent = dice.randrange(5, 60)
        if dice.random() < 0.004:
            teller.frozen = dice.randrange(3, 20)
        if teller.silent:
            teller.silent -= 1
            source = "binance" if source == "pyth" else "pyth"
            teller = self._sources[market, source]
        price, published, confidence = self._walk(market), at_ms - dice.choice((0, 0, 0, 40, 300)), 0
        if source == "binance":
            price = price * 10_008 // 10_000  # its dollar is another one
        if teller.frozen:
            teller.frozen -= 1
            price, published = (
                teller.last if teller.last[0] and dice.random() < 0.5 else (teller.last[0] or price, published)
            )
        lie = dice.random()
        if lie < 0.01:
            price = max(1, price * dice.choice((5, 9, 11, 20)) // 10)
        elif lie < 0.02:
            confidence = price // dice.choice((100, 900, 2_000))
        elif lie < 0.04:
            published -= dice.choice((2_000, 4_000, 60_000, 3_600_000))
        elif lie < 0.045:
            published += dice.choice((500, 2_900, 5_000, 3_600_000))
        elif lie < 0.06 and teller.last[1]:
            published = teller.last[1]  # another price of the same moment
        teller.last = (price, published)
        return market, source, price, confidence, published

    def _walk(self, market: str) -> int:
        dice, price, start = self._dice, self._true[market], PRICES[market] * USD
        way = dice.random()
        if way < 0.97:
            price = price * (1_000_000 + round(dice.gauss(0, 250))) // 1_000_000
        elif way < 0.995:
            price = price * (10_000 + dice.randrange(-60, 61)) // 10_000
        elif way < 0.997:
            price = price * dice.randrange(85, 116) // 100  # a crash
        self._true[market] = min(max(price, start // 3), start * 3)
        return self._true[market]
