"""A book with so many open positions, made by a few statements: playing a million of them would take the whole bench.

Half are longs, half shorts of 100x, the entries spread by 0.2 % to each side of the mark, so that liquidation prices
lie evenly over a stretch below (longs) and above (shorts). Nothing triggers at ENTRY; `fires` says where the price must
be for the next so many longs to be liquidated.
"""

from dataclasses import replace
from pathlib import Path

import storage
from core.book import Identity
from core.engine import Engine
from core.money import POINT, USD
from core.prices.markets import Mark, Rules, Side, Ticker
from core.rules.positions import Position, with_keys
from core.rules.profit_cap import profit_cap

START = 1_700_000_000_000
ENTRY = 100_000 * USD
MARGIN = 10 * POINT
LEVERAGE = 100
FIRST_USER = 100_000  # a player's platform id less its number
EACH = 20  # positions of a player
_SPREAD = ENTRY // 500
_BULK = 100_000


class Crowd:
    """The world: `book`, `engine` and the moment of the last mark."""

    def __init__(self, file: Path, count: int, platforms: tuple[str, ...] = ("bench",), each: int = EACH) -> None:
        self.file = file
        self.count = count
        self.each = each
        self.at_ms = START
        self.book = storage.open(file)
        self.engine = Engine(self.book, Rules(open_interest_cap=10**18, max_open_positions=1_000), live=False)
        self.mark(ENTRY)
        self._fill(platforms)
        self._fired = 0

    def mark(self, price: int, seconds: int = 1) -> None:
        """A price, so many seconds after the last one."""
        self.at_ms += seconds * 1_000
        self.engine.on_mark(Mark("BTC", self.at_ms, price, "bench"))

    def fires(self, count: int) -> int:
        """The price that liquidates the next so many longs."""
        self._fired += count
        return with_keys(position_of(self.count, _longs(self.count) - self._fired, ENTRY, self.each)).liq_key or 0

    def refill(self, price: int) -> int:
        """Every position that has ended is opened again around this price; how many those were."""
        book = self.book
        ended = book._conn.execute("SELECT player, number FROM positions WHERE state <> 'open'").fetchall()
        if ended:
            margins = [(MARGIN, f"p{player}/{number}") for player, number in ended]
            indexes = [(player - 1) * self.each + number - 1 for player, number in ended]
            with book.transaction():
                book._conn.executemany("DELETE FROM results WHERE player = ? AND number = ?", ended)
                book._conn.executemany("UPDATE accounts SET balance = ? WHERE name = ?", margins)
                book._conn.executemany("DELETE FROM positions WHERE player = ? AND number = ?", ended)
                book.save([position_of(self.count, index, price, self.each) for index in indexes])
        return len(ended)

    def _fill(self, platforms: tuple[str, ...]) -> None:
        book, players = self.book, -(-self.count // self.each)
        with book.transaction():
            for number in range(1, players + 1):
                book.players.add(Identity(platforms[number % len(platforms)], str(FIRST_USER + number)), "p", START)
            for begin in range(0, self.count, _BULK):
                indexes = range(begin, min(begin + _BULK, self.count))
                book.save([position_of(self.count, index, ENTRY, self.each) for index in indexes])
            # The margins come from the mint at one stroke; the books still add up.
            connection = book._conn
            connection.execute("INSERT INTO accounts SELECT 'p' || player || '/' || number, margin FROM positions")
            connection.execute("INSERT INTO accounts VALUES ('mint', ?)", (-MARGIN * self.count,))
            connection.execute(f"UPDATE players SET next_number = {self.each} + 1")
            side = _longs(self.count) * MARGIN * LEVERAGE  # of the shorts it may be one too many
            interest = dict.fromkeys(("open_long", "open_short", "standard_long", "standard_short"), side)
            book.save([replace(book.get(Ticker, "BTC"), **interest)])
        book.tidy()

    def close(self) -> None:
        """Leave one file."""
        self.book.close()


def _longs(count: int) -> int:
    return count - count // 2


def position_of(count: int, index: int, around: int, each: int) -> Position:
    """The position of this index: first the longs, then the shorts, their entries rising, around a price."""
    longs = _longs(count)
    side, place, of = (Side.LONG, index, longs) if index < longs else (Side.SHORT, index - longs, count - longs)
    entry = around - _SPREAD + 2 * _SPREAD * place // of
    position = Position(
        player=index // each + 1, number=index % each + 1, market="BTC", side=side, leverage=LEVERAGE, margin=MARGIN,
        notional=MARGIN * LEVERAGE, entry=entry, open_mark=entry, opened_ms=START, funding_index=0, offset=0,
        put_in=MARGIN, fees=0, takeprofit=profit_cap(side, entry, LEVERAGE),
    )  # fmt: skip
    return with_keys(position)


def keys_of(crowd: Crowd, side: Side) -> list[int]:
    """The liquidation keys of a side, as a scan in memory would hold them."""
    found = crowd.book._conn.execute("SELECT liq_key FROM positions WHERE side = ? AND state = 'open'", (side,))
    return [key for (key,) in found]
