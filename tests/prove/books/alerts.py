"""The auditor's alerts: whatever a mark reached has rung, once; nothing that waits stands beyond the newest mark."""

import sqlite3
from collections import Counter

from tests.prove.books.prices import Price

_REACHED = """
    SELECT player, number, 'price' FROM pricealerts WHERE market = :market AND armed = 1
    AND (kind = 'above' AND value <= :price OR kind = 'below' AND value >= :price)
    UNION ALL SELECT player, number, 'mirror' FROM mirrors WHERE market = :market AND state = 'watched'
    AND (side = 'long' AND liquidation >= :price OR side = 'short' AND liquidation <= :price)
"""
_RANG = """
    SELECT player, number, 'price' FROM pricealerts WHERE market = :market AND fired_ms = :at_ms
    UNION ALL SELECT player, number, 'mirror' FROM mirrors WHERE market = :market AND reached_ms = :at_ms
"""
_TOLD = "SELECT player, number, topic FROM outbox WHERE id > ? AND topic IN ('price', 'mirror') AND ring <> 'near'"


class AlertBooks:
    """Price alerts, and positions that are watched elsewhere."""

    def __init__(self) -> None:
        self.rang = 0

    def take(self, conn: sqlite3.Connection, market: str, price: Price, outbox: int) -> None:
        """Audit a mark. `outbox`: the newest row before it."""
        values = {"market": market, "price": price.price, "at_ms": price.at_ms}
        waiting = conn.execute(_REACHED, values).fetchall()
        assert not waiting, f"{waiting} wait beyond {price.price}"
        rang, told = Counter(conn.execute(_RANG, values)), Counter(conn.execute(_TOLD, (outbox,)))
        assert rang == told, f"{rang - told} were reached and not told, {told - rang} the other way round"
        self.rang += rang.total()
