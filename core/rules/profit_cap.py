"""The profit cap: a position takes its profit at a price that is known from its opening on."""

from core.money import ceil_div, floor_div
from core.prices.markets import Side

_CAP_PERCENT = 550  # gross profit cap in % of the margin at open (Aster: about 500 % and 300 % net)
_CAP_PERCENT_ABOVE_750 = 350


def profit_cap(side: Side, entry: int, leverage: int) -> int | None:
    """The take-profit that always exists: gross 550 % of the margin at open up to 750x, 350 % above; None if <= 0."""
    percent = _CAP_PERCENT if leverage <= 750 else _CAP_PERCENT_ABOVE_750
    scale = 100 * leverage
    if side is Side.LONG:
        return floor_div(entry * (scale + percent), scale)
    price = ceil_div(entry * (scale - percent), scale)
    return price if price > 0 else None
