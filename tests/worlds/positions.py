"""Positions for tests of their formulas, without an engine."""

from dataclasses import replace
from typing import Any

import pytest

from core.money import POINT, USD
from core.prices.markets import Side
from core.rules.positions import Position, with_keys
from core.rules.profit_cap import profit_cap
from core.rules.stops import Stop, StopBy

LONG, SHORT = Side.LONG, Side.SHORT
SIDES = pytest.mark.parametrize("side", [LONG, SHORT])


def held(
    side: Side = Side.LONG, leverage: int = 100, entry: int = 100_000 * USD, margin: int = 10 * POINT, **changes: Any
) -> Position:
    """An open position of player 1, with its keys."""
    made = Position(
        player=1, number=1, market="BTC", side=side, leverage=leverage, margin=margin, notional=margin * leverage,
        entry=entry, open_mark=entry, opened_ms=0, funding_index=0, offset=0, put_in=margin, fees=0,
        takeprofit=profit_cap(side, entry, leverage),
    )  # fmt: skip
    return with_keys(replace(made, **changes))


def at(price: int) -> Stop:
    """A stop at this price."""
    return Stop(StopBy.PRICE, price)
