"""The line at the bottom of the terminal: what the player has, and the prices as they move."""

from bots.screens.kit.figures import price as price_text
from bots.screens.kit.text_layout import Line
from core.prices.markets import MARKETS


def price_line(tag: str, equity: str, before: dict[str, int], prices: dict[str, int], width: int) -> Line:
    """`simulated  1,000 pt  BTC 100,000.00 ▲  ETH …`: as many markets as fit into `width` columns."""
    line: list[tuple[str, str]] = [("dim", tag), ("", f"  {equity}" if equity else "")]
    used = sum(len(text) for _style, text in line)
    for market in MARKETS:
        if market not in prices:
            continue
        move = prices[market] - before.get(market, prices[market])
        arrow, style = (" ▲", "rising") if move > 0 else (" ▼", "falling") if move < 0 else ("  ", "")
        texts = [("dim", f"  {market} "), (style, price_text(prices[market]) + arrow)]
        used += sum(len(text) for _style, text in texts)
        if used > width - 1:
            break
        line += texts
    return tuple(line)
