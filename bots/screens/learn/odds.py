"""What the chances of a market look like: to survive in a position, and what its windows take to break even."""

from bots.languages.texts import _
from bots.screens.bets.screens import window_fields
from bots.screens.kit.currencies import pair
from bots.screens.kit.fields import market_field, quoted, share
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen
from bots.screens.positions.card import alive_fields
from core.messages.lessons import OddsShown
from core.prices.markets import MARKETS
from core.rules.positions import Preview


def odds_screen(answer: OddsShown) -> Screen:
    """Chances to survive, an estimate; and the windows of the market."""
    market = MARKETS[answer.ticker.market]
    move = None if answer.move_ppb is None else answer.move_ppb // 1_000
    fields = (
        market_field(market.symbol),
        quoted("Mark", _("Mark"), answer.ticker.price),
        share("MinuteMove", _("Mean move of a minute"), move),
    )
    survival = tuple(_survival(offer) for offer in answer.previews)
    windows = tuple(window_fields(minutes, profit) for minutes, profit in market.windows)
    symbol = market.symbol.lower()
    others = tuple(Button(each, f"odds {each.lower()}") for each in MARKETS if each != market.symbol)
    tries = (Button(_("What if"), f"whatif long {symbol}"), Button(_("Learn why"), "learn liquidation"))
    title = _("{market}: the chance to be alive").format(market=pair(market.symbol))
    toss = _("A window is about a coin toss: half of all calls are right, and to break even it takes more.")
    notes = (*_about_the_estimate(answer), toss)
    return Screen("odds", title, fields, survival + windows, notes, (tries, others), audience=Audience.OPEN)


def _survival(offer: Preview) -> Group:
    leverage = offer.position.leverage
    return (
        Field("Leverage", _("Leverage"), str(leverage), f"{leverage}x"),
        share("Distance", _("Distance"), offer.distance_ppm),
        *alive_fields(offer),
    )


def _about_the_estimate(answer: OddsShown) -> tuple[str, ...]:
    if answer.move_ppb is None:
        return (_("The price has hardly moved here in the last 15 minutes: too little to estimate from."),)
    return (
        _("An estimate: how likely a random walk as restless as the last 15 minutes stays clear of liquidation."),
        _("Slippage is already spent. A short's chances are about the same. Trends, jumps and calm are not foreseen."),
    )
