"""The auditor's ledger: adds up every transfer that was committed, and compares what it touched."""

import sqlite3
from collections import defaultdict

HOUSE_AND_MINT = ("house", "mint")


class LedgerBooks:
    """`new`: what the last event moved, by account: code and micro-points, positive if they came in."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.new: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._sequence = 0
        self._ids: set[str] = set()

    def take(self, conn: sqlite3.Connection) -> int:
        """Add up what is new; how many transfers there were, but for what a newcomer is given."""
        self.new.clear()
        rows = conn.execute(
            "SELECT sequence, id, debit, credit, amount, code FROM transfers WHERE sequence > ? ORDER BY sequence",
            (self._sequence,),
        ).fetchall()
        for sequence, name, debit, credit, amount, code in rows:
            assert amount > 0, f"transfer {name} moves {amount}"
            assert name not in self._ids, f"transfer {name} came twice"
            assert code != "funding" or "house" in (debit, credit), f"funding {name} does not go through the house"
            _explained(name, debit, credit, code)
            self._ids.add(name)
            self._sequence = sequence
            for account, signed in ((debit, -amount), (credit, amount)):
                self.balances[account] += signed
                self.new[account].append((code, signed))
        for account in self.new:
            self._compare(conn, account)
        return sum(code != "first-grant" for *_, code in rows)

    def moved(self, account: str, *codes: str) -> int:
        """What the last event moved into an account under these codes."""
        return sum(amount for code, amount in self.new.get(account, ()) if code in codes)

    def everything(self, conn: sqlite3.Connection) -> None:
        """All accounts against all transfers."""
        said = dict(conn.execute("SELECT name, balance FROM accounts").fetchall())
        assert sum(said.values()) == 0, f"the ledger sums to {sum(said.values())}"
        mine = {name: balance for name, balance in self.balances.items() if balance}
        assert mine == {name: balance for name, balance in said.items() if balance}, "balances are not their transfers"

    def _compare(self, conn: sqlite3.Connection, account: str) -> None:
        mine = self.balances[account]
        said = conn.execute("SELECT balance FROM accounts WHERE name = ?", (account,)).fetchone()[0]
        assert said == mine, f"{account} has {said}, its transfers say {mine}"
        assert mine >= 0 or account in HOUSE_AND_MINT, f"{account} is below zero: {mine}"


def _explained(name: str, debit: str, credit: str, code: str) -> None:
    """Points go between a player and their own things, pools and the mint; the house plays with things and pools."""
    pair = {debit, credit}
    if code in ("link", "unlink"):
        return
    players = {account for account in pair if account[0] == "p" and "/" not in account}
    assert not ("house" in pair and players), f"{name}: {debit} pays {credit} without a bet"
    assert len(players) < 2, f"{name}: {debit} pays {credit}"
    things = {account for account in pair if "/" in account}
    assert all(each.partition("/")[0] in players for each in things) or "house" in pair, f"{name}: {debit} to {credit}"
