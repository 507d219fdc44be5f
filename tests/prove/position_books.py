"""The auditor's positions: how each began, what it was settled for, that it ended once, and that nothing open stands
beyond a trigger. By the text of the rules, in exact fractions."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from tests.prove.ledger_books import LedgerBooks
from tests.prove.price_books import Happened, Price
from tests.prove.watching import Key, Mirror, Row

MICRO = 1_000_000
WHOLE = 1_000_000
FEE = Fraction(8, 10_000)
SLIP = Fraction(1, 10_000)
RINGS = {"closed": None, "liquidated": "liquidation", "takeprofit": "takeprofit", "stoploss": "stoploss"}
_SIGN = {"long": 1, "short": -1}


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
            "returned", "closed_ms",
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
        for key, before, now in self.orders.take(conn, changed.get("orders", set())):
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
        fixed = ("market", "side", "amount", "leverage", "limit", "received_ms", "offset")
        assert all(before[name] == now[name] for name in fixed), f"order {key} has become {now}"

    def _began(self, key: Key, order: Row | None, now: Row, happened: Happened, price: Price) -> None:
        assert order is not None, f"position {key} began without an order"
        assert now["state"] == "open", f"position {key} began as {now['state']}"
        assert happened.kind == "mark" and now["opened_ms"] == price.at_ms, f"position {key} began without a mark"
        assert now["opened_ms"] > order["received_ms"], f"position {key} began at a price that was known"
        mark = max(1, price.price - (price.offset - order["offset"]))
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
        self._moved(key, "open-fee", margin - order["amount"])

    def _changed(self, key: Key, before: Row, now: Row, price: Price) -> None:
        """An open position is different now: by its player, by margin, by a partial close, or it ended."""
        if now["state"] != "open":
            self._settled(key, before, before["margin"], before["notional"], now["state"], price)
            self._moved(key, "margin-back", -before["adding"])
        elif now["parts"] != before["parts"]:
            part = {name: floor(Fraction(before[name] * before["closing_ppm"], WHOLE)) for name in ("margin", "notional")}
            left = {name: before[name] - now[name] for name in part}
            assert left == part, f"position {key} gave up {left} instead of {part}"
            assert now["margin"] >= MICRO and now["parts"] == before["parts"] + 1, f"position {key} is {now}"
            self._settled(key, before, part["margin"], part["notional"], "closed", price)
        elif now["margin"] != before["margin"]:
            grown = before["margin"] + before["adding"]
            assert now["margin"] == grown and not now["adding"], f"position {key} has a margin of {now['margin']}"
        fixed = ["market", "side", "leverage", "entry", "open_mark", "opened_ms", "funding_index", "offset"]
        fixed += ["notional"] if now["parts"] == before["parts"] else []
        assert all(before[name] == now[name] for name in fixed), f"position {key} has become {now}"

    def _settled(self, key: Key, before: Row, margin: int, notional: int, state: str, price: Price) -> None:
        """Every transfer of a settlement, by the rules."""
        sign, entry = _SIGN[before["side"]], before["entry"]
        mark = max(1, price.price - (price.offset - before["offset"]))
        level = mark
        if state != "liquidated":
            level = floor(mark * (1 - SLIP)) if sign > 0 else ceil(mark * (1 + SLIP))
            if before["takeprofit"] is not None:
                level = min(level, before["takeprofit"]) if sign > 0 else max(level, before["takeprofit"])
        gain = floor(Fraction(sign * notional * (level - entry), entry))
        funding = floor(Fraction(-notional * (price.index[before["side"]] - before["funding_index"]), entry))
        beyond = max(0, -(margin + gain + funding))
        by_price = min(beyond, max(0, -gain))
        gain, funding = gain + by_price, funding + beyond - by_price
        left, fee = margin + gain + funding, 0
        self._reason(key, before, state, mark, price)
        if state == "liquidated":
            self._moved(key, "liquidation", -left)
        else:
            value = Fraction(notional * level, entry)
            fee = ceil(value * FEE)
            if before["leverage"] >= 500:
                fee = max(ceil(max(gain, 0) * Fraction(15, 100)), ceil(value * Fraction(3, 10_000)))
            fee = min(fee, left)
        self._moved(key, "pnl", gain)
        self._moved(key, "funding", funding)
        self._moved(key, "close-fee", -fee)
        self._moved(key, "payout", 0 if state == "liquidated" else fee - left)

    def _reason(self, key: Key, before: Row, state: str, mark: int, price: Price) -> None:
        """Whether it had to end so."""
        crossed = _crossed(before, mark, price.index[before["side"]])
        if state == "closed":
            assert before["closing_ppm"], f"position {key} was closed by nobody"
        else:
            assert crossed == state, f"position {key} was {state}, it had to be {crossed or 'open'}"

    def _moved(self, key: Key, code: str, amount: int) -> None:
        found = self._ledger.moved(f"p{key[0]}/{key[1]}", code)
        assert found == amount, f"position {key}: {found} of {code} instead of {amount}"

    def triggers(self, market: str, price: Price) -> None:
        """Nothing open stands beyond its liquidation, stop or take-profit at the newest mark."""
        for key, row in self.open[market].items():
            mark = max(1, price.price - (price.offset - row["offset"]))
            crossed = _crossed(row, mark, price.index[row["side"]])
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
