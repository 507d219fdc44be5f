"""What a player is told before the tap: what a position would be, and what it would cost to close it."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    market_field,
    money,
    moved_by,
    quoted,
    share,
    side_field,
)
from bots.screens.kit.screen import Field, Group
from bots.screens.positions.position_fields import leverage_field
from core.prices.markets import MARKETS
from core.prices.survival import MINUTES
from core.rules.fees_and_slippage import DEGEN_CLOSE_BPS, DEGEN_LEVERAGE, DEGEN_PROFIT_BPS, close_fee, is_degen
from core.rules.orders import Order
from core.rules.positions import Position, Preview, bankruptcy_price, liquidation_price


def preview_fields(say: Wording, offer: Preview, moved: int = 0) -> Group:
    """What a player is told before the tap; `moved` is what its frame is shifted by."""
    position = offer.position
    index = position.funding_index
    least_fee = close_fee(
        position.leverage, position.entry, position.notional, 0, position.entry, MARKETS[position.market]
    )
    return (
        side_field(say, position.side),
        market_field(say, position.market),
        leverage_field(say, position),
        quoted(say, "Liquidation", say("Liquidation"), moved_by(liquidation_price(position, index), moved)),
        share(say, "Distance", say("Distance"), offer.distance_ppm),
        quoted(say, "Bankruptcy", say("Bankruptcy"), moved_by(bankruptcy_price(position, index), moved)),
        share(say, "BreakEven", say("Break-even move"), offer.breakeven_ppm),
        share(say, "FundingPerHour", say("Funding/h of margin"), offer.funding_ppm_hour, sign=True),
        *alive_fields(say, offer),
        money(say, "Fees", say("Fee to open"), position.fees),
        money(say, "CloseFee", say("Fee to close, from"), least_fee),
        money(say, "Margin", say("Margin"), position.margin),
        money(say, "Notional", say("Notional"), position.notional),
        quoted(say, "Entry", say("Entry, about"), moved_by(position.entry, moved)),
        quoted(say, "TakeProfit", say("Profit cap"), moved_by(position.takeprofit, moved)),
    )


def alive_fields(say: Wording, offer: Preview) -> Group:
    """The estimated chances to be alive, where there is an estimate; in whole percent, for nobody knows better."""
    return tuple(
        _chance(say, f"Alive{minutes}m", say("Alive after {minutes} min").format(minutes=minutes), chance)
        for minutes, chance in zip(MINUTES, offer.alive_ppm, strict=False)
    )


def _chance(say: Wording, key: str, label: str, ppm: int) -> Field:
    """A chance in whole percent, of which neither end is ever promised."""
    percent = min(max((ppm + 5_000) // 10_000, 1), 99)
    text = say("over 99 %") if ppm > 990_000 else say("under 1 %") if ppm < 10_000 else f"{percent} %"
    return Field(key, label, str(percent), text)


def closing_fee_notes(say: Wording, *things: Position | Order) -> tuple[str, ...]:
    """What it costs to close these, in a sentence for each kind."""
    return tuple(dict.fromkeys(_closing_fee_note(say, thing) for thing in things))


def _closing_fee_note(say: Wording, thing: Position | Order) -> str:
    if not is_degen(thing.leverage):
        text = say("Closing costs {share} of the notional below {leverage}x.")
        share = figures.percent(MARKETS[thing.market].fee_bps * 100)
        return text.format(share=share, leverage=DEGEN_LEVERAGE)
    text = say("Closing costs {share} of the notional, or {profit} of the profit if that is more, from {leverage}x up.")
    share, profit = (figures.percent(bps * 100) for bps in (DEGEN_CLOSE_BPS, DEGEN_PROFIT_BPS))
    return text.format(share=share, profit=profit, leverage=DEGEN_LEVERAGE)
