"""What the chances of a market look like: to survive in a position, and what its windows take to break even."""

from bots.languages.texts import Wording
from bots.screens.bets.predictions import window_fields
from bots.screens.kit.fields import market_field, quoted, share
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen
from bots.screens.positions.preview import alive_fields
from core.messages.lessons import OddsShown
from core.prices.markets import MARKETS
from core.prices.survival import MEASURED_MS
from core.rules.positions import Preview
from core.units import MINUTE_MS


def odds_screen(say: Wording, answer: OddsShown) -> Screen:
    """The estimated chances to survive at several leverages, and what the windows of the market pay."""
    market = MARKETS[answer.ticker.market]
    move = None if answer.move_ppb is None else answer.move_ppb // 1_000
    fields = (
        market_field(say, market.symbol),
        quoted(say, "Mark", say("Mark"), answer.ticker.price),
        share(say, "MinuteMove", say("Mean move of a minute"), move),
    )
    survival = tuple(_survival(say, offer) for offer in answer.previews)
    windows = tuple(window_fields(say, minutes, profit) for minutes, profit in market.windows)
    symbol = market.symbol.lower()
    others = tuple(Button(each, f"odds {each.lower()}") for each in MARKETS if each != market.symbol)
    tries = (Button(say("What if"), f"whatif long {symbol}"), Button(say("Learn why"), "learn liquidation"))
    title = say("{market}: the chance to be alive").format(market=say.pair(market.symbol))
    toss = say("A window is about a coin toss: half of all calls are right, and to break even it takes more.")
    notes = (*_about_the_estimate(say, answer), toss)
    return Screen("odds", title, fields, survival + windows, notes, (tries, others), audience=Audience.OPEN)


def _survival(say: Wording, offer: Preview) -> Group:
    leverage = offer.position.leverage
    return (
        Field("Leverage", say("Leverage"), str(leverage), f"{leverage}x"),
        share(say, "Distance", say("Distance"), offer.distance_ppm),
        *alive_fields(say, offer),
    )


def _about_the_estimate(say: Wording, answer: OddsShown) -> tuple[str, ...]:
    minutes = MEASURED_MS // MINUTE_MS
    if answer.move_ppb is None:
        return (
            say("The price has hardly moved here in the last {minutes} minutes: too little to estimate from.").format(
                minutes=minutes
            ),
        )
    return (
        say(
            "An estimate: how likely a random walk as restless as the last {minutes} minutes "
            "stays clear of liquidation."
        ).format(minutes=minutes),
        say(
            "Slippage is already spent. A short's chances are about the same. Trends, jumps and calm are not foreseen."
        ),
    )
