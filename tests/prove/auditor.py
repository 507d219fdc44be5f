"""The auditor: reads only rows that were committed, adds up for himself, and shares no code with the core.

After every event he reads the new transfers, moves his own balances, and compares what they touched. After a mark he
judges every open position of its market by the text of the rules, in exact integers. Now and then, and at the end, he
compares everything with everything.
"""

import sqlite3
from collections import defaultdict
from typing import Any

_HELD = """
    SELECT sum(held) FROM (
        SELECT margin + adding AS held FROM positions WHERE player = :p AND number = :n AND state = 'open'
        UNION ALL SELECT amount FROM orders WHERE player = :p AND number = :n AND state = 'waiting'
        UNION ALL SELECT stake FROM predictions WHERE player = :p AND number = :n AND state IN ('waiting', 'running')
    )
"""
_ENDS = {"liquidated": "liquidation", "takeprofit": "takeprofit", "stoploss": "stoploss"}  # state: its alert


class Auditor:
    """Complains with AssertionError. `conn` is asked for the connection each time: the process may have died."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.sequence = 0
        self.outbox = 0
        self.ended: set[tuple[int, int]] = set()
        self.checks = 0

    def after(self, conn: sqlite3.Connection, marked: str | None = None) -> int:
        """Audit what is new; how many transfers there were. `marked`: the market whose mark was just processed."""
        self.checks += 1
        touched: set[str] = set()
        rows = conn.execute(
            "SELECT sequence, id, debit, credit, amount FROM transfers WHERE sequence > ? ORDER BY sequence",
            (self.sequence,),
        ).fetchall()
        for sequence, name, debit, credit, amount in rows:
            assert amount > 0, f"transfer {name} moves {amount}"
            self.sequence = sequence
            self.balances[debit] -= amount
            self.balances[credit] += amount
            touched |= {debit, credit}
        for account in sorted(touched):
            self._account(conn, account)
        self._alerts(conn)
        if marked is not None:
            self._triggers(conn, marked)
        return len(rows)

    def everything(self, conn: sqlite3.Connection) -> None:
        """Compare all accounts, all that is open, and all pools."""
        said = dict(conn.execute("SELECT name, balance FROM accounts").fetchall())
        assert sum(said.values()) == 0, f"the ledger sums to {sum(said.values())}"
        mine = {name: balance for name, balance in self.balances.items() if balance}
        assert mine == {name: balance for name, balance in said.items() if balance}, "balances are not their transfers"
        for account in sorted(said):
            self._account(conn, account)
        for market, long, short in conn.execute("SELECT market, open_long, open_short FROM tickers").fetchall():
            for side, kept in (("long", long), ("short", short)):
                found = conn.execute(
                    "SELECT coalesce(sum(notional), 0) FROM positions WHERE state = 'open' AND market = ? AND side = ?",
                    (market, side),
                ).fetchone()[0]
                assert found == kept, f"open interest of {market} {side}: {kept} kept, {found} open"

    def _account(self, conn: sqlite3.Connection, account: str) -> None:
        mine = self.balances[account]
        said = conn.execute("SELECT balance FROM accounts WHERE name = ?", (account,)).fetchone()[0]
        assert said == mine, f"{account} has {said}, its transfers say {mine}"
        if account in ("house", "mint"):
            return
        assert mine >= 0, f"{account} is below zero: {mine}"
        if account[0] == "r":
            stakes = conn.execute(
                "SELECT coalesce(sum(stake), 0) FROM bets WHERE round = ? AND paid IS NULL", (int(account[1:]),)
            ).fetchone()[0]
            assert mine == stakes, f"pool {account} holds {mine}, its open stakes are {stakes}"
        elif "/" in account:
            player, number = map(int, account[1:].split("/"))
            held = conn.execute(_HELD, {"p": player, "n": number}).fetchone()[0] or 0
            assert mine == held, f"{account} holds {mine}, what is open is {held}"
            self._ending(conn, player, number)

    def _ending(self, conn: sqlite3.Connection, player: int, number: int) -> None:
        """A position ends once; what ended by itself has its one alert."""
        row = conn.execute("SELECT state FROM positions WHERE player = ? AND number = ?", (player, number)).fetchone()
        if row is None or (player, number) in self.ended:
            return
        if row[0] != "open":
            self.ended.add((player, number))
        if row[0] in _ENDS:
            alerts = conn.execute(
                "SELECT count(*) FROM outbox WHERE topic = 'position' AND player = ? AND number = ? AND ring = ?"
                " AND id > ?",
                (player, number, _ENDS[row[0]], self.outbox),
            ).fetchone()[0]
            assert alerts == 1, f"position {player}/{number} was {row[0]} with {alerts} alerts"

    def _alerts(self, conn: sqlite3.Connection) -> None:
        self.outbox = conn.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0]

    def _triggers(self, conn: sqlite3.Connection, market: str) -> None:
        """Nothing open stands beyond its liquidation, stop or take-profit at the newest mark."""
        price, offset, long, short = conn.execute(
            "SELECT price, offset, funding_long, funding_short FROM tickers WHERE market = ?", (market,)
        ).fetchone()
        positions: list[tuple[Any, ...]] = conn.execute(
            "SELECT player, number, side, margin, notional, entry, funding_index, offset, takeprofit, stoploss"
            " FROM positions WHERE state = 'open' AND market = ?",
            (market,),
        ).fetchall()
        for player, number, side, margin, notional, entry, index, began, takeprofit, stoploss in positions:
            mark = max(1, price - (offset - began))
            sign, funding = (1, long) if side == "long" else (-1, short)
            lost = notional * (sign * (mark - entry) - (funding - index))  # in units of 1 / entry
            assert lost * 5 > -3 * margin * entry, f"{player}/{number} stands beyond its liquidation at {mark}"
            assert takeprofit is None or sign * (mark - takeprofit) < 0, f"{player}/{number} is beyond its take-profit"
            assert stoploss is None or sign * (mark - stoploss) > 0, f"{player}/{number} is beyond its stop-loss"
