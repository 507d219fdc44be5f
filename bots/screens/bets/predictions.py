"""How a prediction looks: the way to it, its card, and what came of it."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.bets.rounds import STAKES, joining_screen
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    balance_field,
    count,
    market_field,
    moment,
    money,
    quoted,
    share,
    side_field,
    side_name,
)
from bots.screens.kit.screen import Button, Field, Group, Rows, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.predictions import Predicted, PredictingShown, PredictionNow
from core.money import POINT_DECIMALS, plain
from core.prices.markets import MARKETS, Side
from core.rules.predictions import Prediction, PredictionState, breakeven_ppm


def prediction_fields(say: Wording, now: PredictionNow) -> Group:
    """A prediction; `Pays` is what a win pays, and once it ended what it paid."""
    prediction = now.prediction
    return (
        count("Id", say("Id"), prediction.number),
        side_field(say, prediction.side),
        market_field(say, prediction.market),
        Field("Window", say("Window"), str(prediction.minutes), f"{prediction.minutes} min"),
        quoted(say, "Entry", say("Entry"), prediction.entry),
        quoted(say, "Exit", say("Exit"), prediction.exit),
        money(say, "Stake", say("Stake"), prediction.stake),
        money(say, "Pays", say("Pays"), prediction.pays),
        coded(say, "State", say("State"), prediction.state.value),
        moment(say, "ClosesAt", say("Ends"), prediction.closes_ms),
    )


def prediction_card(say: Wording, now: PredictionNow) -> Screen:
    """A prediction: waiting, running, or what came of it."""
    prediction = now.prediction
    return Screen(
        about="prediction",
        title=_prediction_title(say, prediction),
        fields=prediction_fields(say, now),
        notes=_prediction_notes(say, now),
        buttons=_prediction_buttons(say, prediction),
        tone=_PREDICTION_TONES.get(prediction.state, Tone.PLAIN),
        edit_key=f"prediction {prediction.number}",
    )


_PREDICTION_TONES = {
    PredictionState.WON: Tone.GOOD,
    PredictionState.LOST: Tone.BAD,
    PredictionState.REFUNDED: Tone.WARNING,
}


def _prediction_title(say: Wording, prediction: Prediction) -> str:
    name = f"{prediction.market} {side_name(say, prediction.side)} {prediction.minutes} min"
    net = figures.points(say, prediction.pays - prediction.stake, sign=True)
    match prediction.state:
        case PredictionState.WAITING:
            return say("{name}: starts at the next price").format(name=name)
        case PredictionState.RUNNING:
            return say("{name}: running").format(name=name)
        case PredictionState.WON:
            return say("WON {name} {net}").format(name=name, net=net)
        case PredictionState.LOST:
            return say("LOST {name} {net}").format(name=name, net=net)
        case PredictionState.TIED:
            return say("TIE {name}: stake back").format(name=name)
        case PredictionState.REFUNDED:
            if prediction.reason == "anchor_changed":
                return say("{name}: another source of prices, stake back").format(name=name)
            return say("{name}: no price in time, stake back").format(name=name)


def _prediction_notes(say: Wording, now: PredictionNow) -> tuple[str, ...]:
    prediction = now.prediction
    if prediction.state not in (PredictionState.WAITING, PredictionState.RUNNING):
        return ()
    odds = say("A right call pays {profit} on top of the stake; {rate} right calls break even. A tie is refunded.")
    return (
        odds.format(
            profit=figures.percent(prediction.profit_bps * 100), rate=_rounded(breakeven_ppm(prediction.profit_bps))
        ),
    )


def _rounded(ppm: int) -> str:
    """A share with one decimal, rounded up."""
    return figures.percent(-(-ppm // 1_000) * 1_000)


def odds_text(say: Wording, profit_bps: int) -> str:
    """Profit and break-even hit rate of a window."""
    text = say("+{profit}, breaks even at {rate}")
    return text.format(profit=figures.percent(profit_bps * 100), rate=_rounded(breakeven_ppm(profit_bps)))


def _prediction_buttons(say: Wording, prediction: Prediction) -> Rows:
    if prediction.state in (PredictionState.WAITING, PredictionState.RUNNING):
        return ((Button(say("Refresh"), f"history {prediction.number}"),),)
    tail = f"{plain(prediction.stake, POINT_DECIMALS)} {prediction.minutes}m {prediction.market.lower()}"
    return (
        (
            Button(say("Up again"), f"up {tail}", Style.UP, once=True),
            Button(say("Down again"), f"down {tail}", Style.DOWN, once=True),
        ),
    )


def predicted_screen(say: Wording, answer: Predicted) -> Screen:
    """A prediction that begins."""
    card = prediction_card(say, answer.item)
    if answer.past_round is None:
        return card
    note = say("This is a prediction of your own, not a bet in round {number}.").format(number=answer.past_round)
    return replace(card, notes=(*card.notes, note))


def predicting_screen(say: Wording, answer: PredictingShown) -> Screen:
    """The next choice on the way to a prediction, or into the chat's round."""
    if answer.round is not None:
        return joining_screen(say, answer, answer.round)
    side = answer.side
    assert side is not None
    style = Style.UP if side is Side.UP else Style.DOWN
    market = MARKETS[answer.market]
    fields = (balance_field(say, answer.balance), quoted(say, "Mark", say("Mark"), answer.ticker.price))
    windows = [(minutes, profit) for minutes, profit in market.windows if answer.minutes in (None, minutes)]
    items = tuple(window_fields(say, minutes, profit) for minutes, profit in windows)
    name = f"{market.symbol} {side_name(say, side)}"
    if answer.stake is None:
        window = f" {answer.minutes}m" if answer.minutes else ""
        tail = f"{window} {market.symbol.lower()}"
        stakes = [micro for micro in _stakes(answer) if micro <= answer.balance]
        row = tuple(
            Button(figures.points(say, micro), f"{side} {plain(micro, POINT_DECIMALS)}{tail}", style, once=bool(window))
            for micro in stakes
        )
        title = say("{name}: how much?").format(name=name)
        return Screen("prediction", title, fields, items, buttons=(row,) if row else ())
    stake = plain(answer.stake, POINT_DECIMALS)
    row = tuple(
        Button(
            say("{minutes} min {odds}").format(minutes=minutes, odds=odds_text(say, profit)),
            f"{side} {stake} {minutes}m {market.symbol.lower()}",
            style,
            once=True,
        )
        for minutes, profit in windows
    )
    title = say("{name} with {stake}: how long?").format(name=name, stake=figures.points(say, answer.stake))
    return Screen("prediction", title, fields, items, buttons=tuple((button,) for button in row))


def window_fields(say: Wording, minutes: int, profit_bps: int) -> Group:
    """What a window of a market pays, and the hit rate that breaks even."""
    return (
        Field("Window", say("Window"), str(minutes), f"{minutes} min"),
        share(say, "Profit", say("Profit of a right call"), profit_bps * 100),
        share(say, "BreakEven", say("Right calls to break even"), -(-breakeven_ppm(profit_bps) // 1_000) * 1_000),
    )


def _stakes(answer: PredictingShown) -> list[int]:
    last = answer.player.last_stake
    return sorted({*STAKES, last}) if last is not None else list(STAKES)
