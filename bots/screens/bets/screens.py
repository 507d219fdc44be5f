"""What the way to a prediction, bets, rounds and their evidence look like."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.screens.bets.cards import bet_card, odds_text, prediction_card, round_card, round_fields
from bots.screens.kit import figures
from bots.screens.kit.fields import moment, money, quoted, share, side_name, word
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, Style
from bots.screens.positions.lists import balance
from core.messages.predictions import Predicted, PredictingShown
from core.messages.rounds import BetPlaced, BetWithdrawn, RoundNow, RoundOpened, RoundShown, Verified
from core.money import POINT_DECIMALS, plain
from core.prices.conditions import Proof
from core.prices.markets import MARKETS, Side
from core.prices.quotes import differs_ppm
from core.rules.predictions import breakeven_ppm
from core.rules.rounds import RAKE_BPS, Round, RoundState, Schedule, divide

_STAKES = (10_000_000, 25_000_000, 50_000_000, 100_000_000)  # offered where a player has no presets of their own


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
        return _joining(say, answer, answer.round)
    side = answer.side
    assert side is not None
    style = Style.UP if side is Side.UP else Style.DOWN
    market = MARKETS[answer.market]
    fields = (*balance(say, answer.balance), quoted(say, "Mark", say("Mark"), answer.ticker.price))
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
    return sorted({*_STAKES, last}) if last is not None else list(_STAKES)


def _joining(say: Wording, answer: PredictingShown, round_: Round) -> Screen:
    bet = answer.bet
    side = bet.side if bet is not None else answer.side
    sides = (side,) if side is not None else (Side.UP, Side.DOWN)
    staked = bet.stake if bet is not None else 0
    stakes = [micro for micro in _STAKES if staked < micro <= min(answer.balance + staked, answer.most)]
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
    every, time = figures.span(say, schedule.every_minutes * 60_000), figures.moment(schedule.next_ms)
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


def verified_screen(say: Wording, answer: Verified) -> Screen:
    """The evidence of a round."""
    round_ = answer.round
    hidden = round_.sealed and round_.state is RoundState.OPEN
    bets = () if hidden else answer.bets
    items: tuple[Group, ...] = tuple(
        (
            word(say, "Player", say("Player"), answer.names[bet.player]),
            Field("Side", say("Side"), bet.side.value, side_name(say, bet.side)),
            money(say, "Stake", say("Stake"), bet.stake),
            money(say, "Paid", say("Paid"), bet.paid),
        )
        for bet in bets
    )
    fields = (
        *round_fields(say, round_),
        moment(say, "LockPublished", say("Lock price published"), round_.lock_published_ms),
        word(say, "LockSource", say("Lock price from"), round_.lock_source),
        moment(say, "ClosePublished", say("Close price published"), round_.close_published_ms),
        word(say, "CloseSource", say("Close price from"), round_.close_source),
    )
    items += tuple(_proof_fields(say, "lock", proof, round_.lock) for proof in answer.lock)
    items += tuple(_proof_fields(say, "close", proof, round_.close) for proof in answer.close)
    title = say("Round {number}, to check").format(number=round_.number)
    return Screen(
        "verify", title, fields + _division_fields(say, round_), items, _arithmetic(say, round_), audience=Audience.OPEN
    )


def _proof_fields(say: Wording, at: str, proof: Proof, mark: int | None) -> Group:
    """What a source said at the lock or the close, how far it was from the mark, and how old it was then."""
    age = plain(max(0, proof.mark_ms - proof.published_ms), 3)
    return (
        Field("At", say("At"), at, {"lock": say("lock"), "close": say("close")}[at]),
        word(say, "Source", say("Source"), proof.source),
        quoted(say, "Price", say("Price"), proof.price),
        share(say, "Differs", say("Differs"), None if mark is None else differs_ppm(proof.price, mark)),
        Field("Age", say("Age"), age, f"{age} s"),
        quoted(say, "Confidence", say("Confidence"), proof.confidence),
    )


def _division_fields(say: Wording, round_: Round) -> Group:
    if round_.winner is None:
        return ()
    division = divide(round_.pool(round_.winner), round_.pool(round_.winner.opposite))
    return (
        money(say, "Taken", say("Losing stakes taken"), division.taken),
        money(say, "Rake", say("Rake"), division.rake),
        money(say, "Pot", say("Shared by the winners"), division.pot),
        money(say, "GivenBack", say("Given back to the losers"), division.given_back),
    )


def _arithmetic(say: Wording, round_: Round) -> tuple[str, ...]:
    if round_.winner is None:
        return (
            (say("Nothing was won or lost: every stake went back whole."),) if round_.state is RoundState.VOID else ()
        )
    winning = round_.pool(round_.winner)
    division = divide(winning, round_.pool(round_.winner.opposite))
    winner = say("A winner is paid stake + {pot} x stake / {winning}, rounded down.")
    rake = say("The rake is {rate} of the {taken} taken.")
    loser = say("A loser gets back {given} x stake / {losing}, rounded down. What roundings leave is the house's.")
    losing = round_.pool(round_.winner.opposite)
    return (
        winner.format(pot=plain(division.pot, POINT_DECIMALS), winning=plain(winning, POINT_DECIMALS)),
        rake.format(rate=figures.percent(RAKE_BPS * 100), taken=plain(division.taken, POINT_DECIMALS)),
        loser.format(given=plain(division.given_back, POINT_DECIMALS), losing=plain(losing, POINT_DECIMALS)),
    )
