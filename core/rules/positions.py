"""Leveraged positions: every formula of Standard (2-499x) and Degen (500-1001x) positions, pure and exact.

    open --close--> closed          a position ends once, in one of four ways; a partial close leaves it open
         --liquidation--> liquidated
         --take-profit--> takeprofit
         --stop-loss----> stoploss

Frames. Downtime never costs or pays a player anything: the price gap over a halt joins the market's `offset`, and a
position computes with the *effective* mark, `mark - (offset now - offset at its open)`. All prices stored in a
position are in its own frame; what a screen shows is moved by `shift`.

Why the threshold is a constant. With F the cumulative funding cost per coin of the position's side, the rule
`unrealised PnL + accumulated funding <= - loss rate x margin` is, for a long, `P - offset - F <= liq_key` where the
right side knows only what the position was opened with. P, offset and F are integers, so comparing with the floor
(long) or ceiling (short) of the exact bound is exact: a tick is one range scan, whatever the number of positions.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.money import ceil_div, floor_div
from core.prices.funding import rate_8h
from core.prices.markets import Market, Side, Ticker
from core.prices.survival import MINUTES, alive_ppm
from core.rules.fees_and_slippage import (
    DEGEN_CLOSE_BPS,
    SLIP_BPS,
    close_fee,
    close_fill,
    is_degen,
    margin_after_fee,
    open_fill,
)
from core.rules.profit_cap import profit_cap
from core.steps import Steps
from core.units import BPS, PPB, PPM

LOSS_RATE_BPS = 6_000
LEVERAGE_PRESETS = (10, 50, 100, 250, 500, 750, 1001)
WHOLE = PPM  # a full close, in parts per million of the position


class State(StrEnum):
    """Where a position stands; only `open` can change."""

    OPEN = "open"
    CLOSED = "closed"
    LIQUIDATED = "liquidated"
    TAKEPROFIT = "takeprofit"
    STOPLOSS = "stoploss"


POSITION_STEPS: Steps[State] = {
    State.OPEN: {State.CLOSED, State.LIQUIDATED, State.TAKEPROFIT, State.STOPLOSS},
    State.CLOSED: set(),
    State.LIQUIDATED: set(),
    State.TAKEPROFIT: set(),
    State.STOPLOSS: set(),
}


@dataclass(frozen=True, slots=True)
class Position:
    """One position. Amounts in micro-points, prices in 1e-8 USD in the position's own frame, times in ms UTC.

    `put_in` and `returned` sum everything paid in and out; `fees`, `realised_pnl` and `realised_funding` sum what was
    settled so far. `margin` and `notional` stay as they were when it ended, so that history can explain it.
    `adding` is margin that waits for the next mark; `closing_ppm` (0: none) is a close that does.
    `takeprofit` None means a cap at or below zero; `capped` that it is the profit cap rather than the player's choice.
    The `*_key` columns are what the market's `mark - offset` is compared with; None never triggers.
    `near_percent` (0: nobody is warned) of the distance to liquidation left is near; `near_key` stands there until the
    player was `warned`, and then at twice that distance, from where on they are warned again.
    Each `funding_percent` (0: none) of the margin paid in funding is told; `funding_told` of them were, and
    `funding_key` is the cumulative funding of its side at the next. `takeprofit_ms`, `stoploss_ms`: when each was last
    chosen while it was open.
    """

    player: int
    number: int
    market: str
    side: Side
    leverage: int
    margin: int
    notional: int
    entry: int
    open_mark: int
    opened_ms: int
    funding_index: int
    offset: int
    put_in: int
    fees: int
    takeprofit: int | None = None
    capped: bool = True
    stoploss: int | None = None
    adding: int = 0
    adding_ms: int = 0
    closing_ppm: int = 0
    closing_ms: int = 0
    parts: int = 0
    state: State = State.OPEN
    exit: int | None = None
    exit_mark: int | None = None
    exit_index: int | None = None
    exit_offset: int | None = None
    closed_ms: int | None = None
    realised_pnl: int = 0
    realised_funding: int = 0
    returned: int = 0
    liq_key: int | None = None
    tp_key: int | None = None
    sl_key: int | None = None
    near_percent: int = 0
    warned: bool = False
    near_key: int | None = None
    funding_percent: int = 0
    funding_told: int = 0
    funding_key: int | None = None
    takeprofit_ms: int = 0
    stoploss_ms: int = 0

    @property
    def degen(self) -> bool:
        """Whether Degen rules apply: no fee at open, no margin additions."""
        return is_degen(self.leverage)

    @property
    def lived_ms(self) -> int:
        """How long it was open; zero while it is."""
        return 0 if self.closed_ms is None else self.closed_ms - self.opened_ms


@dataclass(frozen=True, slots=True)
class Ending:
    """What the end of the position `number` of `player` changes in it, named as there; nothing waits for it any more.

    It is smaller than the position by two thirds, and 10,000 of them may be due at one mark.
    """

    player: int
    number: int
    state: State
    exit: int
    exit_mark: int
    exit_index: int
    exit_offset: int
    closed_ms: int
    fees: int
    realised_pnl: int
    realised_funding: int
    returned: int
    parts: int
    adding: int = 0
    closing_ppm: int = 0


def exit_price(position: Position, mark: int, slipped: bool = True) -> int:
    """What a close at this effective mark fills at: slipped, and never better than the take-profit."""
    fill = close_fill(mark, position.side) if slipped else mark
    if position.takeprofit is None:
        return fill
    return min(fill, position.takeprofit) if position.side is Side.LONG else max(fill, position.takeprofit)


def pnl(side: Side, notional: int, entry: int, price: int) -> int:
    """Profit of so much notional between two prices: `notional x (price - entry) / entry` for a long, floored."""
    return floor_div(side.sign * notional * (price - entry), entry)


def funding_so_far(position: Position, index: int, notional: int | None = None) -> int:
    """Funding accumulated up to this index, player's side: received positive, paid negative; floored."""
    amount = position.notional if notional is None else notional
    return floor_div(-amount * (index - position.funding_index), position.entry)


def is_liquidated(position: Position, mark: int, index: int) -> bool:
    """The rule itself, at an effective mark: `unrealised PnL + accumulated funding <= - loss rate x margin`, exactly.

    Both sides are multiplied by entry x 10,000, so nothing is rounded.
    """
    return _has_lost(position, mark, index, LOSS_RATE_BPS)


def _has_lost(position: Position, mark: int, index: int, rate_bps: int) -> bool:
    move = position.side.sign * (mark - position.entry) - (index - position.funding_index)
    return position.notional * move * BPS <= -rate_bps * position.margin * position.entry


def _price_at_loss(position: Position, rate_bps: int) -> int:
    """The price, funding aside, at which this share of the margin is lost: the last whole price that loses it."""
    distance = position.entry * position.margin * rate_bps
    scale = position.notional * BPS
    if position.side is Side.LONG:
        return floor_div(position.entry * scale - distance, scale)
    return ceil_div(position.entry * scale + distance, scale)


def liquidation_price(position: Position, index: int) -> int | None:
    """The mark, in the position's frame, at which it is liquidated now; None where that is at or below zero.

    `entry - distance` for a long, `entry + distance` for a short, with
    `distance = entry x (margin x loss rate + accumulated funding) / margin / leverage`
    and leverage = notional / margin. Aster's formula; received funding is positive and moves it away.
    """
    paid = index - position.funding_index
    price = _price_at_loss(position, LOSS_RATE_BPS) + position.side.sign * paid
    return price if price > 0 else None


def bankruptcy_price(position: Position, index: int) -> int | None:
    """The mark, in the position's frame, at which equity is zero; None where that is at or below zero."""
    paid = index - position.funding_index
    price = _price_at_loss(position, BPS) + position.side.sign * paid
    return price if price > 0 else None


def with_keys(position: Position) -> Position:
    """The position with the constants that ticks compare with, after anything they depend on has changed."""
    sign = position.side.sign
    return replace(
        position,
        liq_key=_price_at_loss(position, LOSS_RATE_BPS) - sign * position.funding_index - position.offset,
        tp_key=None if position.takeprofit is None else position.takeprofit - position.offset,
        sl_key=None if position.stoploss is None else position.stoploss - position.offset,
        near_key=_near_key(position),
        funding_key=_funding_key(position),
    )


def _funding_key(position: Position) -> int | None:
    """The funding index at which the next share of the margin is paid: the first whole one that pays it."""
    if not position.funding_percent:
        return None
    share = position.funding_percent * (position.funding_told + 1)
    return position.funding_index + ceil_div(share * position.margin * position.entry, 100 * position.notional)


def funding_shares(position: Position, index: int) -> int:
    """How many whole shares of `funding_percent` of the margin have been paid in funding at this index."""
    paid = 100 * position.notional * (index - position.funding_index)
    return max(0, floor_div(paid, position.funding_percent * position.margin * position.entry))


def _near_key(position: Position) -> int | None:
    """Where less than the player's share of the whole distance to liquidation is left; after that, twice as much."""
    if not position.near_percent:
        return None
    paid = position.side.sign * position.funding_index
    return _price_at_loss(position, _near_loss_bps(position)) - paid - position.offset


def _near_loss_bps(position: Position) -> int:
    left = position.near_percent * (2 if position.warned else 1)
    return floor_div(LOSS_RATE_BPS * (100 - left), 100)


def is_near(position: Position, mark: int, index: int) -> bool:
    """Whether at most `near_percent` of the distance to liquidation is left, or of twice that once it was warned."""
    return _has_lost(position, mark, index, _near_loss_bps(position))


def takeprofit_reached(position: Position, mark: int) -> bool:
    """Whether the effective mark is at the take-profit or better; price alone counts, not funding."""
    if position.takeprofit is None:
        return False
    return position.side.sign * (mark - position.takeprofit) >= 0


def stoploss_reached(position: Position, mark: int) -> bool:
    """Whether the effective mark is at the stop-loss or worse."""
    return position.stoploss is not None and position.side.sign * (mark - position.stoploss) <= 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a full or partial close settles, micro-points: margin and notional given up, then the cash of it.

    `payout = margin + pnl + funding - fee`, each loss limited to what is left.
    """

    margin: int
    notional: int
    pnl: int
    funding: int
    fee: int

    @property
    def payout(self) -> int:
        """What returns to the player."""
        return self.margin + self.pnl + self.funding - self.fee


def settle_part(position: Position, ppm: int, exit_at: int, index: int, market: Market) -> Part:
    """Settle a share (parts per million) of a position at a fill price.

    Margin and notional shrink in proportion, each floored. The fee is Aster's:
    Standard 0.08 % of close notional (the value at the exit), Degen the larger of 15 % of profit and 0.03 % of close
    notional; it takes at most what is left.
    """
    margin = floor_div(position.margin * ppm, PPM)
    notional = floor_div(position.notional * ppm, PPM)
    gain = pnl(position.side, notional, position.entry, exit_at)
    gain, funding = limited_loss(margin, gain, funding_so_far(position, index, notional))
    whole_fee = close_fee(position.leverage, position.entry, notional, gain, exit_at, market)
    fee = min(whole_fee, margin + gain + funding)
    return Part(margin, notional, gain, funding, fee)


def limited_loss(margin: int, gain: int, funding: int) -> tuple[int, int]:
    """PnL and funding as they are settled: what together they lose beyond the margin is the house's, price first."""
    beyond = max(0, -(margin + gain + funding))
    by_price = min(beyond, max(0, -gain))
    return gain + by_price, funding + beyond - by_price


def margin_left(position: Position, ppm: int) -> int:
    """The margin a partial close would leave."""
    return position.margin - floor_div(position.margin * ppm, PPM)


@dataclass(frozen=True, slots=True)
class PostMortem:
    """Where a liquidated margin went, micro-points; the four add up to the margin exactly.

    `remainder` is what the house got; below zero it is what the house lost to a gap beyond the margin.
    """

    price: int
    slippage: int
    funding: int
    remainder: int


def post_mortem(position: Position) -> PostMortem:
    """The post-mortem of a liquidated position."""
    assert position.state is State.LIQUIDATED and position.exit_mark is not None and position.exit_index is not None
    total = -pnl(position.side, position.notional, position.entry, position.exit_mark)
    slipped = position.side.sign * (position.entry - position.open_mark)
    slippage = ceil_div(position.notional * slipped, position.entry)
    funding = -funding_so_far(position, position.exit_index)
    return PostMortem(total - slippage, slippage, funding, position.margin - total - funding)


def same_move_elsewhere(position: Position, leverage: int, market: Market) -> int:
    """What the move that liquidated this position would have cost at another leverage, micro-points (a gain: negative).

    The same margin, entered and left at the same two fills, price alone; all of it where that would be a liquidation.
    """
    assert position.exit_mark is not None
    loss = -pnl(position.side, position.margin * leverage, position.entry, position.exit_mark)
    return position.margin if loss * BPS >= LOSS_RATE_BPS * position.margin else loss


@dataclass(frozen=True, slots=True)
class Preview:
    """What a player is told before the tap: the position as it would be at the present mark, moves in ppm of the mark.

    `funding_ppm_hour`: funding per hour in ppm of the margin, received positive, with this position included.
    `alive_ppm`: the estimated chance to be alive after each of `survival.MINUTES`; empty where it is not known.
    """

    position: Position
    breakeven_ppm: int
    distance_ppm: int
    funding_ppm_hour: int
    alive_ppm: tuple[int, ...] = ()


def preview(side: Side, amount: int, leverage: int, market: Market, ticker: Ticker, at_ms: int) -> Preview:
    """Open a position in thought at the newest mark."""
    margin = margin_after_fee(amount, leverage, market)
    notional = margin * leverage
    interest = ticker.standard_interest(side) + notional
    entry = open_fill(ticker.price, side, leverage, interest)
    position = with_keys(
        Position(
            player=0, number=0, market=market.symbol, side=side, leverage=leverage, margin=margin, notional=notional,
            entry=entry, open_mark=ticker.price, opened_ms=at_ms, funding_index=ticker.funding(side),
            offset=ticker.offset, put_in=amount, fees=amount - margin, takeprofit=profit_cap(side, entry, leverage),
        )
    )  # fmt: skip
    liquidation = liquidation_price(position, position.funding_index) or 0
    return Preview(
        position,
        breakeven_ppm(position, market),
        floor_div(abs(ticker.price - liquidation) * PPM, ticker.price),
        funding_ppm_hour(side, notional, margin, ticker, opening=True),
    )


def with_chances(offer: Preview, move_ppb: int | None) -> Preview:
    """The preview with the chance to be alive, counted from the mark it was made at: slippage is already spent.

    `move_ppb` is `survival.minute_move` of its market; None: nothing is known about it.
    """
    position = offer.position
    liquidation = liquidation_price(position, position.funding_index) or 0
    away = position.side.sign * (position.open_mark - liquidation)
    distance = floor_div(away * PPB, position.open_mark)
    chances = () if move_ppb is None else tuple(alive_ppm(distance, move_ppb, minutes) for minutes in MINUTES)
    return replace(offer, alive_ppm=chances)


def breakeven_ppm(position: Position, market: Market) -> int:
    """How far the mark must move, in ppm of the mark at open, until a close returns what was put in; rounded up.

    From `pnl = open fee + close fee` with both slippages: for a long the exit fill is `entry x (1 + f) / (1 - f)`,
    for a short `entry x (1 - f) / (1 + f)`, f being the Standard fee; Degen has no open fee and 0.03 % at close.
    """
    fee = DEGEN_CLOSE_BPS if position.degen else market.fee_bps
    open_fee = 0 if position.degen else market.fee_bps
    sign = position.side.sign
    numerator = position.entry * (BPS + sign * open_fee) * BPS
    denominator = (BPS - sign * fee) * (BPS - sign * SLIP_BPS)
    moved = sign * (numerator - position.open_mark * denominator)
    return ceil_div(moved * PPM, denominator * position.open_mark)


def funding_ppm_hour(side: Side, notional: int, margin: int, ticker: Ticker, opening: bool) -> int:
    """Funding per hour in ppm of the margin: received positive, paid negative.

    `opening`: this notional is still to be added to its side's open interest.
    """
    mine = ticker.open_interest(side) + (notional if opening else 0)
    other = ticker.open_interest(side.opposite)
    numerator, denominator = rate_8h(mine, other)
    signed = -numerator if mine > other else numerator
    return floor_div(signed * notional * PPM, denominator * 8 * margin)
