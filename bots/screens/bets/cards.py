"""How a prediction or a round looks, to its player and to its chat."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, side_field, side_name
from bots.screens.kit.screen import Audience, Button, Field, Group, Rows, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.predictions import PredictionNow
from core.messages.rounds import RoundNow
from core.money import POINT_DECIMALS, plain
from core.prices.markets import Side
from core.rules.predictions import Prediction, PredictionState, breakeven_ppm
from core.rules.rounds import MAX_PROFIT, RAKE_BPS, WITHDRAW_MS, Bet, Round, RoundState, divide


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


def round_fields(say: Wording, round_: Round) -> Group:
    """A round as its chat may see it: a sealed one hides its sides until the lock."""
    hidden = round_.sealed and round_.state is RoundState.OPEN
    fields = [
        count("Id", say("Round"), round_.number),
        market_field(say, round_.market),
        Field("Window", say("Window"), str(round_.minutes), f"{round_.minutes} min"),
    ]
    if hidden:
        fields += [
            Field("Up", say("Up"), "sealed", say("sealed")),
            Field("Down", say("Down"), "sealed", say("sealed")),
        ]
    else:
        fields += [money(say, "Up", say("Up"), round_.up), money(say, "Down", say("Down"), round_.down)]
    return (
        *fields,
        money(say, "Pool", say("Pool"), round_.up + round_.down),
        count("Players", say("Players"), round_.players),
        *(() if hidden else _pays(say, round_)),
        quoted(say, "Lock", say("Lock"), round_.lock),
        quoted(say, "Close", say("Close price"), round_.close),
        moment(say, "LocksAt", say("Locks"), round_.locks_ms),
        moment(say, "ClosesAt", say("Closes"), round_.closes_ms),
        coded(say, "State", say("State"), round_.state.value),
        coded(say, "Reason", say("Reason"), round_.reason),
        coded(say, "Winner", say("Winner"), round_.winner and round_.winner.value),
    )


def _pays(say: Wording, round_: Round) -> Group:
    """What each side would be paid for a point, were it to win; nothing before there is somebody on both."""
    if not (round_.up and round_.down):
        return ()
    labels = (("UpPays", say("Up pays"), Side.UP), ("DownPays", say("Down pays"), Side.DOWN))
    return tuple(Field(key, label, *_multiple(round_, side)) for key, label, side in labels)


def _multiple(round_: Round, side: Side) -> tuple[str, str]:
    winning = round_.pool(side)
    ppm = (winning + divide(winning, round_.pool(side.opposite)).pot) * 1_000_000 // winning
    return plain(ppm, 6), f"{plain(ppm // 10_000, 2)}x"


def round_card(say: Wording, round_: Round) -> Screen:
    """The card of a round that a whole chat looks at."""
    return Screen(
        about="round",
        title=_round_title(say, round_),
        fields=round_fields(say, round_),
        notes=_round_notes(say, round_),
        buttons=_round_buttons(say, round_),
        tone={RoundState.VOID: Tone.WARNING, RoundState.SETTLED: Tone.GOOD}.get(round_.state, Tone.PLAIN),
        edit_key=f"round {round_.number}",
        audience=Audience.CHAT,
    )


def _round_title(say: Wording, round_: Round) -> str:
    name = say("Round {number}: {market} {minutes} min").format(
        number=round_.number, market=round_.market, minutes=round_.minutes
    )
    match round_.state:
        case RoundState.OPEN:
            return say("{name}, bets until {time}").format(name=name, time=figures.clock(round_.locks_ms))
        case RoundState.LOCKED:
            assert round_.lock is not None
            return say("{name}, locked at {price}").format(name=name, price=figures.price(round_.lock))
        case RoundState.SETTLED:
            assert round_.winner is not None
            return say("{name}: {side} wins").format(name=name, side=side_name(say, round_.winner).upper())
        case RoundState.VOID:
            return say("{name}: void, all stakes back").format(name=name)


def _round_notes(say: Wording, round_: Round) -> tuple[str, ...]:
    match round_.state:
        case RoundState.OPEN:
            text = say(
                "Say “/up 25” or “/down 25”. Losers pay winners, less a {rake} rake; "
                "profit is at most {most} times the stake."
            ).format(rake=figures.percent(RAKE_BPS * 100), most=MAX_PROFIT)
            if round_.sealed:
                return text, say("Sealed: sides and amounts show at the lock; a stake stays in.")
            return text, say("Withdraw until {span} before the lock with “/round withdraw”.").format(
                span=figures.span(say, WITHDRAW_MS)
            )
        case RoundState.VOID:
            return (_void_reasons(say)[round_.reason],)
        case RoundState.SETTLED:
            return (say("Check it: “/verify {number}”.").format(number=round_.number),)
        case RoundState.LOCKED:
            return (say("Closes at {time}.").format(time=figures.clock(round_.closes_ms)),)


def _void_reasons(say: Wording) -> dict[str, str]:
    return {
        "one_sided": say("Nobody stood on the other side."),
        "empty": say("Nobody placed a bet."),
        "tie": say("It closed exactly where it was locked."),
        "no_price": say("No price came in time."),
        "cancelled": say("An admin of this chat cancelled it."),
        "operator": say("The operator voided it."),
        "guard": say("The sources of prices contradicted each other at that moment."),
        "anchor_changed": say("Another source makes the prices since then."),
    }


def _round_buttons(say: Wording, round_: Round) -> Rows:
    if round_.state is RoundState.OPEN:
        return (
            (Button(say("Up 25"), "up 25", Style.UP), Button(say("Down 25"), "down 25", Style.DOWN)),
            (Button(say("Up 100"), "up 100", Style.UP), Button(say("Down 100"), "down 100", Style.DOWN)),
            (_my_bet(say),),
        )
    if round_.state is RoundState.LOCKED:
        return ((_my_bet(say),),)
    again = Button(say("New round"), f"round {round_.minutes}m {round_.market.lower()}")
    return ((again, Button(say("Verify"), f"verify {round_.number}")),)


def _my_bet(say: Wording) -> Button:
    return Button(say("My bet"), "round mine")


def bet_fields(say: Wording, round_: Round, bet: Bet | None) -> Group:
    """A player's own part in a round."""
    if bet is None:
        return ()
    fields = [
        Field("MySide", say("Your side"), bet.side.value, side_name(say, bet.side)),
        money(say, "Stake", say("Your stake"), bet.stake),
    ]
    if bet.paid is not None:
        fields += [
            money(say, "Paid", say("Paid to you"), bet.paid),
            money(say, "Net", say("Net"), bet.paid - bet.stake, sign=True),
        ]
    return tuple(fields)


def bet_card(say: Wording, now: RoundNow) -> Screen:
    """A player's own view of a round: the bet, and once it ended what it paid."""
    round_, bet = now.round, now.bet
    title = _round_title(say, round_)
    tone = Tone.PLAIN
    if bet is not None and bet.paid is not None and round_.state is RoundState.SETTLED:
        net = bet.paid - bet.stake
        verb = say("WON round {number} {net}") if net > 0 else say("LOST round {number} {net}")
        title = verb.format(number=round_.number, net=figures.points(say, net, sign=True))
        tone = Tone.GOOD if net > 0 else Tone.BAD
    return Screen(
        about="round",
        title=title,
        fields=round_fields(say, round_) + bet_fields(say, round_, bet),
        notes=_round_notes(say, round_) if round_.state is not RoundState.OPEN else (),
        tone=tone,
        edit_key=f"bet {round_.number}",
    )
