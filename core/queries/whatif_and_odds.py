"""The verbs `whatif` and `odds`: one trade at every leverage, and the chance to survive at each."""

from core.checks import check_leverage, in_bounds, known_market, live_ticker, resolve
from core.messages.lessons import OddsShown, ShowOdds
from core.messages.positions import ShowWhatIf, WhatIfShown
from core.money import POINT
from core.prices.markets import Market, Side, Ticker
from core.rules.players import Player
from core.rules.positions import LEVERAGE_PRESETS, Preview, preview, with_chances
from core.turn import Turn

ODDS_AMOUNT = 25 * POINT  # of which `odds` speaks; only Standard slippage depends on it, by less than it shows


def whatif(turn: Turn, player: Player, command: ShowWhatIf) -> WhatIfShown:
    """The same trade at every leverage the market has, at the present mark."""
    market = known_market(command.market)
    ticker = live_ticker(turn, market.symbol)
    amount = resolve(turn, player.number, command.amount)
    in_bounds("margin_bounds", amount, turn.rules.margin_min, turn.rules.margin_max)
    return WhatIfShown(amount, _at_presets(turn, command.side, amount, market, ticker)[0])


def odds(turn: Turn, command: ShowOdds) -> OddsShown:
    """The chance to survive at every preset of a market, or at one leverage, at the present mark."""
    market = known_market(command.market)
    if command.leverage is not None:
        check_leverage(market, command.leverage)
    ticker = live_ticker(turn, market.symbol)
    previews, move = _at_presets(turn, Side.LONG, ODDS_AMOUNT, market, ticker, command.leverage)
    return OddsShown(previews, ticker, move)


def _at_presets(
    turn: Turn, side: Side, amount: int, market: Market, ticker: Ticker, only: int | None = None
) -> tuple[tuple[Preview, ...], int | None]:
    """The trade at every preset that the market has, or at one leverage; and the move its chances come from."""
    presets = [leverage for leverage in LEVERAGE_PRESETS if leverage <= market.max_leverage]
    leverages = presets if only is None else [only]
    move = turn.minute_move(market.symbol)
    offers = (preview(side, amount, leverage, market, ticker, turn.at_ms) for leverage in leverages)
    return tuple(with_chances(offer, move) for offer in offers), move
