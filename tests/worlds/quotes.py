"""Quotes for tests: a panel of one anchor and its guards, and a market that is told them second by second."""

from core.money import USD
from core.prices.anchors import Decision, Panel, Verdict, Watch, Witness, begin, hear, look
from core.prices.conditions import Condition
from core.prices.markets import Ticker
from core.prices.quotes import Quote

START = 1_767_225_600_000  # 2026-01-01T00:00:00Z
SECOND = 1_000
MINUTE = 60_000
PRICE = 100_000 * USD

PYTH = Panel(
    "BTC",
    ("pyth", "binance"),
    (Witness("pyth"), Witness("binance"), Witness("chainlink", fresh_ms=3_660_000, deviation_ppm=5_000)),
)
BINANCE = Panel(
    "BTC", ("binance",), (Witness("binance"), Witness("chainlink", fresh_ms=3_660_000, deviation_ppm=5_000))
)
ALONE = Panel("BTC", ("pyth",), (Witness("pyth"),))


def percent(part: float, of: int = PRICE) -> int:
    """A price that is so many percent above another."""
    return of + round(of * part / 100)


class Market:
    """A watch that is told quotes; `marks` are all that came of them."""

    def __init__(self, panel: Panel = PYTH, stored: Condition | None = None, ticker: Ticker | None = None) -> None:
        self.panel = panel
        self.now = START
        self.watch: Watch = begin(panel, stored, ticker or Ticker(panel.market), START)
        self.marks: list[Quote] = []

    @property
    def condition(self) -> Condition:
        return self.watch.condition

    def says(self, source: str, price: int, age_ms: int = 100, confidence: int = 0) -> Decision:
        """A source says a price now, published so long ago."""
        quote = Quote(self.panel.market, source, price, confidence, self.now - age_ms, self.now)
        self.watch, decision = hear(self.panel, self.watch, quote)
        self.marks += decision.marks
        return decision

    def anchor(self, price: int = PRICE, age_ms: int = 100, confidence: int = 0) -> Verdict:
        """The anchor says a price, a second after what was said before."""
        self.now += SECOND
        return self.says(self.watch.anchor, price, age_ms, confidence).verdict

    def wait(self, ms: int, clock_off_ms: int | None = None) -> None:
        """Time passes, looked at each second."""
        for at_ms in range(self.now + SECOND, self.now + ms + 1, SECOND):
            self.watch = look(self.panel, self.watch, at_ms, clock_off_ms)
        self.now += ms

    def live(self) -> "Market":
        """The same after its first marks."""
        self.anchor()
        self.anchor()
        assert self.marks and self.marks[-1].price == PRICE
        return self


def restarted(market: Market, panel: Panel | None = None) -> Market:
    """The market as a new program finds it in the book."""
    last = market.marks[-1]
    ticker = Ticker("BTC", last.price, last.published_ms, last.source)
    again = Market(panel or market.panel, market.condition, ticker)
    again.now = market.now
    again.watch = begin(again.panel, market.condition, ticker, market.now)
    return again
