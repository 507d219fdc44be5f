"""How a prediction or a round looks, to its player and to its chat."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, quoted, side_field, side_name
from bots.screens.kit.screen import Audience, Button, Field, Group, Rows, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.predictions import PredictionNow
from core.messages.rounds import RoundNow
from core.money import POINT_DECIMALS, plain
from core.prices.markets import Side
from core.rules.predictions import Prediction, PredictionState, breakeven_ppm
from core.rules.rounds import Bet, Round, RoundState, divide


def prediction_fields(now: PredictionNow) -> Group:
    """A prediction; `Pays` is what a win pays, and once it ended what it paid."""
    prediction = now.prediction
    return (
        count("Id", _("Id"), prediction.number),
        side_field(prediction.side),
        market_field(prediction.market),
        Field("Window", _("Window"), str(prediction.minutes), f"{prediction.minutes} min"),
        quoted("Entry", _("Entry"), prediction.entry),
        quoted("Exit", _("Exit"), prediction.exit),
        money("Stake", _("Stake"), prediction.stake),
        money("Pays", _("Pays"), prediction.pays),
        coded("State", _("State"), prediction.state.value),
        moment("ClosesAt", _("Ends"), prediction.closes_ms),
    )


def prediction_card(now: PredictionNow) -> Screen:
    """A prediction: waiting, running, or what came of it."""
    prediction = now.prediction
    return Screen(
        about="prediction",
        title=_prediction_title(prediction),
        fields=prediction_fields(now),
        notes=_prediction_notes(now),
        buttons=_prediction_buttons(prediction),
        tone=_PREDICTION_TONES.get(prediction.state, Tone.PLAIN),
        edit_key=f"prediction {prediction.number}",
    )


_PREDICTION_TONES = {
    PredictionState.WON: Tone.GOOD,
    PredictionState.LOST: Tone.BAD,
    PredictionState.REFUNDED: Tone.WARNING,
}


def _prediction_title(prediction: Prediction) -> str:
    name = f"{prediction.market} {side_name(prediction.side)} {prediction.minutes} min"
    net = figures.points(prediction.pays - prediction.stake, sign=True)
    match prediction.state:
        case PredictionState.WAITING:
            return _("{name}: starts at the next price").format(name=name)
        case PredictionState.RUNNING:
            return _("{name}: running").format(name=name)
        case PredictionState.WON:
            return _("WON {name} {net}").format(name=name, net=net)
        case PredictionState.LOST:
            return _("LOST {name} {net}").format(name=name, net=net)
        case PredictionState.TIED:
            return _("TIE {name}: stake back").format(name=name)
        case PredictionState.REFUNDED:
            if prediction.reason == "anchor_changed":
                return _("{name}: another source of prices, stake back").format(name=name)
            return _("{name}: no price in time, stake back").format(name=name)


def _prediction_notes(now: PredictionNow) -> tuple[str, ...]:
    prediction = now.prediction
    if prediction.state not in (PredictionState.WAITING, PredictionState.RUNNING):
        return ()
    odds = _("A right call pays {profit} on top of the stake; {rate} right calls break even. A tie is refunded.")
    return (
        odds.format(
            profit=figures.percent(prediction.profit_bps * 100), rate=_rounded(breakeven_ppm(prediction.profit_bps))
        ),
    )


def _rounded(ppm: int) -> str:
    """A share with one decimal, rounded up."""
    return figures.percent(-(-ppm // 1_000) * 1_000)


def odds_text(profit_bps: int) -> str:
    """Profit and break-even hit rate of a window."""
    text = _("+{profit}, breaks even at {rate}")
    return text.format(profit=figures.percent(profit_bps * 100), rate=_rounded(breakeven_ppm(profit_bps)))


def _prediction_buttons(prediction: Prediction) -> Rows:
    if prediction.state in (PredictionState.WAITING, PredictionState.RUNNING):
        return ((Button(_("Refresh"), f"history {prediction.number}"),),)
    tail = f"{plain(prediction.stake, POINT_DECIMALS)} {prediction.minutes}m {prediction.market.lower()}"
    return (
        (
            Button(_("Up again"), f"up {tail}", Style.UP, once=True),
            Button(_("Down again"), f"down {tail}", Style.DOWN, once=True),
        ),
    )


def round_fields(round_: Round) -> Group:
    """A round as its chat may see it: a sealed one hides its sides until the lock."""
    hidden = round_.sealed and round_.state is RoundState.OPEN
    fields = [
        count("Id", _("Round"), round_.number),
        market_field(round_.market),
        Field("Window", _("Window"), str(round_.minutes), f"{round_.minutes} min"),
    ]
    if hidden:
        fields += [
            Field("Up", _("Up"), "sealed", _("sealed")),
            Field("Down", _("Down"), "sealed", _("sealed")),
        ]
    else:
        fields += [money("Up", _("Up"), round_.up), money("Down", _("Down"), round_.down)]
    return (
        *fields,
        money("Pool", _("Pool"), round_.up + round_.down),
        count("Players", _("Players"), round_.players),
        *(() if hidden else _pays(round_)),
        quoted("Lock", _("Lock"), round_.lock),
        quoted("Close", _("Close price"), round_.close),
        moment("LocksAt", _("Locks"), round_.locks_ms),
        moment("ClosesAt", _("Closes"), round_.closes_ms),
        coded("State", _("State"), round_.state.value),
        coded("Reason", _("Reason"), round_.reason),
        coded("Winner", _("Winner"), round_.winner and round_.winner.value),
    )


def _pays(round_: Round) -> Group:
    """What each side would be paid for a point, were it to win; nothing before there is somebody on both."""
    if not (round_.up and round_.down):
        return ()
    labels = (("UpPays", _("Up pays"), Side.UP), ("DownPays", _("Down pays"), Side.DOWN))
    return tuple(Field(key, label, *_multiple(round_, side)) for key, label, side in labels)


def _multiple(round_: Round, side: Side) -> tuple[str, str]:
    winning = round_.pool(side)
    ppm = (winning + divide(winning, round_.pool(side.opposite)).pot) * 1_000_000 // winning
    return plain(ppm, 6), f"{plain(ppm // 10_000, 2)}x"


def round_card(round_: Round) -> Screen:
    """The card of a round that a whole chat looks at."""
    return Screen(
        about="round",
        title=_round_title(round_),
        fields=round_fields(round_),
        notes=_round_notes(round_),
        buttons=_round_buttons(round_),
        tone={RoundState.VOID: Tone.WARNING, RoundState.SETTLED: Tone.GOOD}.get(round_.state, Tone.PLAIN),
        edit_key=f"round {round_.number}",
        audience=Audience.CHAT,
    )


def _round_title(round_: Round) -> str:
    name = _("Round {number}: {market} {minutes} min").format(
        number=round_.number, market=round_.market, minutes=round_.minutes
    )
    match round_.state:
        case RoundState.OPEN:
            return _("{name}, bets until {time}").format(name=name, time=figures.clock(round_.locks_ms))
        case RoundState.LOCKED:
            return _("{name}, locked at {price}").format(name=name, price=figures.price(round_.lock))
        case RoundState.SETTLED:
            assert round_.winner is not None
            return _("{name}: {side} wins").format(name=name, side=side_name(round_.winner).upper())
        case RoundState.VOID:
            return _("{name}: void, all stakes back").format(name=name)


def _round_notes(round_: Round) -> tuple[str, ...]:
    match round_.state:
        case RoundState.OPEN:
            text = _(
                "Say “/up 25” or “/down 25”. Losers pay winners, less a 3 % rake; profit is at most 4 times the stake."
            )
            if round_.sealed:
                return text, _("Sealed: sides and amounts show at the lock; a stake stays in.")
            return text, _("Withdraw until 10 s before the lock with “/round withdraw”.")
        case RoundState.VOID:
            return (_void_reasons()[round_.reason],)
        case RoundState.SETTLED:
            return (_("Check it: “/verify {number}”.").format(number=round_.number),)
        case RoundState.LOCKED:
            return (_("Closes at {time}.").format(time=figures.clock(round_.closes_ms)),)


def _void_reasons() -> dict[str, str]:
    return {
        "one_sided": _("Nobody stood on the other side."),
        "empty": _("Nobody placed a bet."),
        "tie": _("It closed exactly where it was locked."),
        "no_price": _("No price came in time."),
        "cancelled": _("An admin of this chat cancelled it."),
        "operator": _("The operator voided it."),
        "guard": _("The sources of prices contradicted each other at that moment."),
        "anchor_changed": _("Another source makes the prices since then."),
    }


def _round_buttons(round_: Round) -> Rows:
    if round_.state is RoundState.OPEN:
        return (
            (Button(_("Up 25"), "up 25", Style.UP), Button(_("Down 25"), "down 25", Style.DOWN)),
            (Button(_("Up 100"), "up 100", Style.UP), Button(_("Down 100"), "down 100", Style.DOWN)),
            (_my_bet(),),
        )
    if round_.state is RoundState.LOCKED:
        return ((_my_bet(),),)
    again = Button(_("New round"), f"round {round_.minutes}m {round_.market.lower()}")
    return ((again, Button(_("Verify"), f"verify {round_.number}")),)


def _my_bet() -> Button:
    return Button(_("My bet"), "round mine")


def bet_fields(round_: Round, bet: Bet | None) -> Group:
    """A player's own part in a round."""
    if bet is None:
        return ()
    fields = [
        Field("MySide", _("Your side"), bet.side.value, side_name(bet.side)),
        money("Stake", _("Your stake"), bet.stake),
    ]
    if bet.paid is not None:
        fields += [
            money("Paid", _("Paid to you"), bet.paid),
            money("Net", _("Net"), bet.paid - bet.stake, sign=True),
        ]
    return tuple(fields)


def bet_card(now: RoundNow) -> Screen:
    """A player's own view of a round: the bet, and once it ended what it paid."""
    round_, bet = now.round, now.bet
    title = _round_title(round_)
    tone = Tone.PLAIN
    if bet is not None and bet.paid is not None and round_.state is RoundState.SETTLED:
        net = bet.paid - bet.stake
        verb = _("WON round {number} {net}") if net > 0 else _("LOST round {number} {net}")
        title = verb.format(number=round_.number, net=figures.points(net, sign=True))
        tone = Tone.GOOD if net > 0 else Tone.BAD
    return Screen(
        about="round",
        title=title,
        fields=round_fields(round_) + bet_fields(round_, bet),
        notes=_round_notes(round_) if round_.state is not RoundState.OPEN else (),
        tone=tone,
        edit_key=f"bet {round_.number}",
    )
