"""How a round looks, to its chat and to a player of it: its card, opening it, and joining it."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import (
    count,
    market_field,
    moment,
    money,
    quoted,
    side_name,
)
from bots.screens.kit.screen import Audience, Button, Field, Group, Rows, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.predictions import PredictingShown
from core.messages.rounds import BetPlaced, BetWithdrawn, RoundNow, RoundOpened, RoundShown
from core.money import POINT_DECIMALS, plain
from core.prices.markets import Side
from core.rules.rounds import MAX_PROFIT, RAKE_BPS, WITHDRAW_MS, Bet, Round, RoundState, Schedule, divide
from core.units import MINUTE_MS, PPM

STAKES = (10_000_000, 25_000_000, 50_000_000, 100_000_000)  # offered where a player has no presets of their own


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
    ppm = (winning + divide(winning, round_.pool(side.opposite)).pot) * PPM // winning
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


def joining_screen(say: Wording, answer: PredictingShown, round_: Round) -> Screen:
    """How much to put into the round of this chat."""
    bet = answer.bet
    side = bet.side if bet is not None else answer.side
    sides = (side,) if side is not None else (Side.UP, Side.DOWN)
    staked = bet.stake if bet is not None else 0
    stakes = [micro for micro in STAKES if staked < micro <= min(answer.balance + staked, answer.most)]
    rows = tuple(
        tuple(
            Button(
                f"{side_name(say, side)} {figures.points(say, micro)}",
                f"{side} {plain(micro, POINT_DECIMALS)}",
                Style.UP if side is Side.UP else Style.DOWN,
            )
            for micro in stakes
        )
        for side in sides
    )
    title = say("Round {number}: how much?").format(number=round_.number)
    notes = (_raising(say, staked),) if staked else ()
    return Screen("round", title, round_fields(say, round_), notes=notes, buttons=rows if stakes else ())


def _raising(say: Wording, staked: int) -> str:
    text = say("Your stake is {stake}. What you name now is the whole of it: only more counts.")
    return text.format(stake=figures.points(say, staked))


def bet_placed_screen(say: Wording, answer: BetPlaced) -> Screen:
    """A receipt for a bet."""
    card = bet_card(say, answer.item)
    return Screen(card.about, _bet_title(say, answer.item), card.fields, edit_key=card.edit_key)


def _bet_title(say: Wording, item: RoundNow) -> str:
    if item.bet is None:
        return say("You have no bet in round {number}").format(number=item.round.number)
    return say("Your bet in round {number}: {side} {stake}").format(
        number=item.round.number, side=side_name(say, item.bet.side), stake=figures.points(say, item.bet.stake)
    )


def bet_withdrawn_screen(say: Wording, answer: BetWithdrawn) -> Screen:
    """A stake that went back."""
    title = say("{amount} back from round {number}").format(
        amount=figures.points(say, answer.amount), number=answer.item.round.number
    )
    return Screen("round", title, round_fields(say, answer.item.round))


def round_opened_screen(say: Wording, answer: RoundOpened) -> Screen:
    """A round that was just opened, and whether others follow."""
    card = round_card(say, answer.item.round)
    return replace(card, notes=(*card.notes, *_schedule_notes(say, answer.item.schedule)))


def _schedule_notes(say: Wording, schedule: Schedule | None) -> tuple[str, ...]:
    if schedule is None:
        return ()
    text = say("A {minutes} min round opens every {every}, next at {time}. Admins end that with “/round stop”.")
    every, time = figures.span(say, schedule.every_minutes * MINUTE_MS), figures.moment(schedule.next_ms)
    return (text.format(minutes=schedule.minutes, every=every, time=time),)


def round_shown_screen(say: Wording, answer: RoundShown) -> Screen:
    """The chat's round and schedule."""
    notes = _schedule_notes(say, answer.schedule)
    if answer.item is None:
        row = tuple(Button(say("{minutes} min round").format(minutes=each), f"round {each}m") for each in (1, 5, 15))
        return Screen("round", say("No round is open here"), notes=notes, buttons=(row,), audience=Audience.OPEN)
    if answer.mine:
        return replace(bet_card(say, answer.item), title=_bet_title(say, answer.item))
    card = round_card(say, answer.item.round)
    return replace(card, notes=(*card.notes, *notes))


def cancelled_screen(say: Wording, round_: Round) -> Screen:
    """A round that an admin cancelled."""
    title = say("Round {number} is cancelled, all stakes are back").format(number=round_.number)
    return Screen("round", title, round_fields(say, round_), audience=Audience.OPEN)
