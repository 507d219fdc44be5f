"""The auditor's positions: how each began, what it was settled for, that it ended once, and that nothing open stands
beyond a trigger. By the text of the rules, in exact fractions."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from tests.prove.books.ledger import LedgerBooks
from tests.prove.books.prices import Happened, Price
from tests.prove.watching import Change, Key, Mirror, Row

MICRO = 1_000_000
WHOLE = 1_000_000
FEE = Fraction(8, 10_000)
SLIP = Fraction(1, 10_000)
RINGS = {"closed": None, "liquidated": "liquidation", "takeprofit": "takeprofit", "stoploss": "stoploss"}
_SIGN = {"long": 1, "short": -1}
_FIXED = ("market", "side", "amount", "leverage", "limit", "received_ms", "offset")  # of an order


class PositionBooks:
    """Orders and positions."""

    def __init__(self, ledger: LedgerBooks) -> None:
        self._ledger = ledger
        self.orders = Mirror(
            "orders", "market", "side", "amount", "leverage", "limit", "received_ms", "offset", "state"
        )
        self.positions = Mirror(
            "positions", "market", "side", "leverage", "margin", "notional", "entry", "open_mark", "opened_ms",
            "funding_index", "offset", "put_in", "takeprofit", "stoploss", "adding", "closing_ppm", "parts", "state",
            "returned", "closed_ms", "takeprofit_ms", "stoploss_ms",
        )  # fmt: skip
        self.open: defaultdict[str, dict[Key, Row]] = defaultdict(dict)
        self.interest: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._listed: dict[Key, Row] = {}
        self.ends = 0

    def take(
        self, conn: sqlite3.Connection, changed: Mapping[str, set[Key]], happened: Happened, prices: Mapping[str, Price]
    ) -> list[tuple[Key, str | None]]:
        """Audit what is different now; the positions that ended, and as what each must ring."""
        filled: dict[Key, Row] = {}
        for key, before, now in _followed(self.orders.take(conn, changed.get("orders", set()))):
            self._order(key, before, now)
            if now is not None and now["state"] == "filled":
                filled[key] = now
        ended = []
        keys = changed.get("positions", set())
        for key, before, now in self.positions.take(conn, keys):
            assert now is not None, f"position {key} is gone"
            price = prices[now["market"]]
            if before is None:
                self._began(key, filled.pop(key, None), now, happened, price)
            else:
                assert before["state"] == "open", f"position {key} was {before['state']} and is {now}"
                self._changed(key, before, now, price)
                if now["state"] != "open":
                    ended.append((key, RINGS[now["state"]]))
                    self.ends += 1
        assert not filled, f"orders {sorted(filled)} were filled, without positions"
        self._sort(keys)
        return ended

    def _sort(self, keys: set[Key]) -> None:
        """Keep what is open at hand, by market, and its sums."""
        for key in keys:
            before, now = self._listed.pop(key, None), self.positions.get(*key)
            if before is not None:
                del self.open[before["market"]][key]
                self.interest[before["market"], before["side"]] -= before["notional"]
            if now is not None and now["state"] == "open":
                self._listed[key] = self.open[now["market"]][key] = now
                self.interest[now["market"], now["side"]] += now["notional"]

    def held(self, player: int, number: int) -> int:
        """What must be in the account of a thing of this number."""
        order, position = self.orders.get(player, number), self.positions.get(player, number)
        waiting = order["amount"] if order is not None and order["state"] == "waiting" else 0
        running = position["margin"] + position["adding"] if position and position["state"] == "open" else 0
        return waiting + running

    def _order(self, key: Key, before: Row | None, now: Row | None) -> None:
        assert now is not None, f"order {key} is gone"
        if before is None:
            assert now["state"] == "waiting", f"order {key} began as {now['state']}"
            return
        assert before["state"] == "waiting", f"order {key} was {before['state']} and is {now['state']}"
        assert all(before[name] == now[name] for name in _FIXED), f"order {key} has become {now}"

    def _began(self, key: Key, order: Row | None, now: Row, happened: Happened, price: Price) -> None:
        assert order is not None, f"position {key} began without an order"
        assert now["state"] == "open", f"position {key} began as {now['state']}"
        assert happened.kind == "mark" and now["opened_ms"] == price.at_ms, f"position {key} began without a mark"
        assert now["opened_ms"] > order["received_ms"], f"position {key} began at a price that was known"
        mark = _effective(order, price)
        assert now["open_mark"] == mark, f"position {key} began at {now['open_mark']}, the mark was {mark}"
        slipped = Fraction(_SIGN[now["side"]] * (now["entry"] - mark), mark)
        most = SLIP if now["leverage"] >= 500 else 5 * SLIP
        assert SLIP <= slipped < most + Fraction(1, mark), f"position {key} slipped by {float(slipped)}"
        if order["limit"] is not None:
            better = _SIGN[now["side"]] * (order["limit"] - now["entry"])
            assert better >= 0, f"position {key} was filled {-better} worse than its limit"
        fee = 0 if now["leverage"] >= 500 else FEE
        margin = floor(order["amount"] / (1 + fee * now["leverage"]))
        assert now["margin"] == margin and now["notional"] == margin * now["leverage"], f"position {key} has {now}"
        assert now["put_in"] == order["amount"] and now["funding_index"] == price.index[now["side"]], f"{key}: {now}"
        fees = self._ledger.moved(f"p{key[0]}/{key[1]}", "open-fee")
        assert fees == margin - order["amount"], f"position {key} paid {fees} to open"

    def _changed(self, key: Key, before: Row, now: Row, price: Price) -> None:
        """An open position is different now: by its player, by margin, by a partial close, or it ended."""
        left, moves = dict(before), Counter[str]()
        last = now["state"] not in ("open", "liquidated")  # this end counts as a part too
        if now["parts"] - before["parts"] - last == 1:
            _gives_up_part(left, price, moves)
        if now["state"] != "open":
            _ends(key, left, now["state"], price, moves)
            moves["margin-back"] = -before["adding"]
        elif now["margin"] != left["margin"]:
            left |= {"margin": left["margin"] + before["adding"], "adding": 0}
        kept = ["market", "side", "leverage", "entry", "open_mark", "opened_ms", "funding_index", "offset", "notional"]
        wrong = {name: now[name] for name in (*kept, "margin") if now[name] != left[name]}
        assert not wrong, f"position {key} has {wrong}, it was {before}"
        account = f"p{key[0]}/{key[1]}"
        for code in ("pnl", "funding", "close-fee", "payout", "liquidation", "margin-back"):
            found = self._ledger.moved(account, code)
            assert found == moves[code], f"position {key}: {found} of {code} instead of {moves[code]}"

    def triggers(self, market: str, price: Price) -> None:
        """Nothing open stands beyond its liquidation, stop or take-profit at the newest mark."""
        for key, row in self.open[market].items():
            mark = _effective(row, price)
            crossed = _crossed(row, mark, price.index[row["side"]])
            if crossed in ("stoploss", "takeprofit") and 0 <= row[f"{crossed}_ms"] - price.at_ms < 5_000:
                continue  # the player may have seen that price when the stop was chosen
            assert not crossed, f"position {key} is open, it had to be {crossed} at {mark}"


def _crossed(row: Row, mark: int, index: int) -> str:
    """What a mark makes of a position, as its state; empty if nothing."""
    sign, entry = _SIGN[row["side"]], row["entry"]
    lost = row["notional"] * (sign * (mark - entry) - (index - row["funding_index"]))  # in units of 1 / entry
    if lost * 5 <= -3 * row["margin"] * entry:
        return "liquidated"
    if row["stoploss"] is not None and sign * (mark - row["stoploss"]) <= 0:
        return "stoploss"
    if row["takeprofit"] is not None and sign * (mark - row["takeprofit"]) >= 0:
        return "takeprofit"
    return ""


def _followed(changes: list[Change]) -> list[Change]:
    """The changes, where an order that a link moved and gave back in one (the other account's limits forbid it) is one
    change of its new key."""
    gone = [before for _key, before, now in changes if before is not None and now is None]
    found: list[Change] = []
    for key, before, now in changes:
        if before is None and now is not None:
            same = next((each for each in gone if all(each[name] == now[name] for name in _FIXED)), None)
            if same is not None:
                gone.remove(same)
                before = same
        if now is not None:
            found.append((key, before, now))
    return found + [(key, before, None) for key, before, now in changes if now is None and before in gone]


def _gives_up_part(left: Row, price: Price, moves: Counter[str]) -> None:
    """A partial close; it leaves a point of margin at least, or takes all."""
    part = {name: floor(Fraction(left[name] * left["closing_ppm"], WHOLE)) for name in ("margin", "notional")}
    assert left["margin"] - part["margin"] >= MICRO, f"too little is left of {left}"
    _settle(left, part["margin"], part["notional"], "closed", price, moves)
    for name, amount in part.items():
        left[name] -= amount


def _ends(key: Key, left: Row, state: str, price: Price, moves: Counter[str]) -> None:
    """The end of a position, and whether it had to be this one."""
    if state == "closed":
        assert left["closing_ppm"], f"position {key} was closed by nobody"
    else:
        crossed = _crossed(left, _effective(left, price), price.index[left["side"]])
        assert crossed == state, f"position {key} was {state}, it had to be {crossed or 'open'}"
    _settle(left, left["margin"], left["notional"], state, price, moves)


def _effective(row: Row, price: Price) -> int:
    """The mark in a position's own frame."""
    return max(1, price.price - (price.offset - row["offset"]))


def _settle(row: Row, margin: int, notional: int, state: str, price: Price, moves: Counter[str]) -> None:
    """Every transfer of a settlement, by the rules."""
    sign, entry, mark = _SIGN[row["side"]], row["entry"], _effective(row, price)
    level = mark
    if state != "liquidated":
        level = floor(mark * (1 - SLIP)) if sign > 0 else ceil(mark * (1 + SLIP))
        if row["takeprofit"] is not None:
            level = min(level, row["takeprofit"]) if sign > 0 else max(level, row["takeprofit"])
    gain = floor(Fraction(sign * notional * (level - entry), entry))
    funding = floor(Fraction(-notional * (price.index[row["side"]] - row["funding_index"]), entry))
    beyond = max(0, -(margin + gain + funding))  # the house's
    by_price = min(beyond, max(0, -gain))
    gain, funding = gain + by_price, funding + beyond - by_price
    left = margin + gain + funding
    moves["pnl"] += gain
    moves["funding"] += funding
    if state == "liquidated":
        moves["liquidation"] -= left
        return
    value = Fraction(notional * level, entry)
    fee = ceil(value * FEE)
    if row["leverage"] >= 500:
        fee = max(ceil(max(gain, 0) * Fraction(15, 100)), ceil(value * Fraction(3, 10_000)))
    fee = min(fee, left)
    moves["close-fee"] -= fee
    moves["payout"] -= left - fee
