"""The auditor: reads only rows that were committed, keeps books of his own, and shares no code with the core.

    watching.py         which rows an event has changed
    ledger_books.py     transfers and balances           price_books.py   marks, gaps, funding
    position_books.py   orders, fills, settlements       bet_books.py     predictions, rounds, pools
    alert_books.py      prices that were waited for      post_books.py    what was told to whom

After every event he looks at what it touched, so that an event costs the same however long the day is. Now and then,
after every crash and at the end, he compares everything with everything.
"""

import sqlite3
from collections import Counter

from tests.prove.books.alerts import AlertBooks
from tests.prove.books.bets import BetBooks
from tests.prove.books.ledger import HOUSE_AND_MINT, LedgerBooks
from tests.prove.books.positions import PositionBooks
from tests.prove.books.post import PostBooks
from tests.prove.books.prices import Happened, PriceBooks
from tests.prove.watching import Key, Watcher


class Auditor:
    """Complains with AssertionError. A process that has died is followed by `meets` with the next one's connection."""

    def __init__(self) -> None:
        self.ledger = LedgerBooks()
        self.prices = PriceBooks()
        self.positions = PositionBooks(self.ledger)
        self.bets = BetBooks(self.ledger)
        self.alerts = AlertBooks()
        self.post = PostBooks()
        self.checks = 0
        self._outbox = 0
        self._funding = 0  # what positions have received from the house, less what they paid to it

    def meets(self, conn: sqlite3.Connection) -> None:
        """A process has started."""
        self._conn = conn
        self._watcher = Watcher(conn)

    def after(self, happened: Happened) -> int:
        """Audit what is new; how many transfers there were, but for what a newcomer is given."""
        self.checks += 1
        conn, changed = self._conn, self._watcher.changed()
        if happened.died:
            for name, mirror in self._mirrors():
                changed[name] |= mirror.everything(conn)
            self.post.died()
            changed["outbox"] |= set(conn.execute("SELECT id FROM outbox").fetchall())
        moved = self.ledger.take(conn)
        interest = dict(self.positions.interest)
        marked = self.prices.take(conn, happened, interest)
        rings = self.positions.take(conn, changed, happened, self.prices.now)
        self.bets.take(conn, changed, happened, self.prices.now)
        self._accounts({name: changed[name] for name in ("orders", "positions", "predictions", "rounds", "bets")})
        self._alerts(rings)
        self.post.take(conn, changed["outbox"])
        if marked:
            self.positions.triggers(marked, self.prices.now[marked])
            self._interest(marked)
            self.alerts.take(conn, marked, self.prices.now[marked], self._outbox)
        self._outbox = conn.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0]
        self._funding += sum(self.ledger.moved(account, "funding") for account in self.ledger.new if "/" in account)
        return moved

    def everything(self, settled: bool = False) -> None:
        """Compare all accounts, all that is open, all funding, and all that is told."""
        conn = self._conn
        self.ledger.everything(conn)
        for name, mirror in self._mirrors():
            wrong = mirror.everything(conn)
            assert not wrong, f"{name} have changed without anybody's doing: {sorted(wrong)[:5]}"
        for account in self.ledger.balances:
            self._account(account)
        for market in self.prices.now:
            self._interest(market)
        house = conn.execute(
            "SELECT coalesce(sum(CASE WHEN debit = 'house' THEN amount ELSE -amount END), 0) FROM transfers"
            " WHERE code = 'funding'"
        ).fetchone()[0]
        assert house == self._funding, f"positions received {self._funding} of funding, the house gave {house}"
        self.post.everything(conn, settled)

    def _mirrors(self):
        yield "orders", self.positions.orders
        yield "positions", self.positions.positions
        yield "predictions", self.bets.predictions
        yield "rounds", self.bets.rounds
        yield "bets", self.bets.bets

    def _accounts(self, changed: dict[str, set[Key]]) -> None:
        """What is held for things is what the open ones of them have."""
        touched = set(self.ledger.new)
        for name, keys in changed.items():
            touched |= {f"r{key[0]}" if name in ("rounds", "bets") else f"p{key[0]}/{key[1]}" for key in keys}
        for account in sorted(touched):
            self._account(account)

    def _account(self, account: str) -> None:
        if account in HOUSE_AND_MINT:
            return
        if account[0] == "r":
            held = self.bets.staked(int(account[1:]))
        elif "/" in account:
            player, number = map(int, account[1:].split("/"))
            held = self.positions.held(player, number) + self.bets.held(player, number)
        else:
            return
        mine = self.ledger.balances.get(account, 0)
        assert mine == held, f"{account} holds {mine}, what is open is {held}"

    def _alerts(self, rings: list[tuple[Key, str | None]]) -> None:
        """What ended by itself has one alert, what its player closed has its update."""
        rows = self._conn.execute(
            "SELECT id, player, number, ring FROM outbox WHERE id > ? AND topic = 'position' ORDER BY id",
            (self._outbox,),
        ).fetchall()
        found = Counter((player, number, ring) for _, player, number, ring in rows)
        for (player, number), ring in rings:
            count = found[player, number, ring]
            assert count == 1, f"position {player}/{number} ended with {count} alerts of {ring}"

    def _interest(self, market: str) -> None:
        row = self._conn.execute("SELECT open_long, open_short FROM tickers WHERE market = ?", (market,)).fetchone()
        mine = tuple(self.positions.interest[market, side] for side in ("long", "short"))
        assert row == mine, f"open interest of {market}: {row} kept, {mine} open"
