"""What the way to a prediction, bets, rounds and their evidence look like."""

from dataclasses import replace

from bots.languages.texts import _
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


def predicted_screen(answer: Predicted) -> Screen:
    """A prediction that begins."""
    card = prediction_card(answer.item)
    if answer.past_round is None:
        return card
    note = _("This is a prediction of your own, not a bet in round {number}.").format(number=answer.past_round)
    return replace(card, notes=(*card.notes, note))


def predicting_screen(answer: PredictingShown) -> Screen:
    """The next choice on the way to a prediction, or into the chat's round."""
    if answer.round is not None:
        return _joining(answer, answer.round)
    side = answer.side
    assert side is not None
    style = Style.UP if side is Side.UP else Style.DOWN
    market = MARKETS[answer.market]
    fields = (*balance(answer.balance), quoted("Mark", _("Mark"), answer.ticker.price))
    windows = [(minutes, profit) for minutes, profit in market.windows if answer.minutes in (None, minutes)]
    items = tuple(window_fields(minutes, profit) for minutes, profit in windows)
    name = f"{market.symbol} {side_name(side)}"
    if answer.stake is None:
        window = f" {answer.minutes}m" if answer.minutes else ""
        tail = f"{window} {market.symbol.lower()}"
        stakes = [micro for micro in _stakes(answer) if micro <= answer.balance]
        row = tuple(
            Button(figures.points(micro), f"{side} {plain(micro, POINT_DECIMALS)}{tail}", style, once=bool(window))
            for micro in stakes
        )
        title = _("{name}: how much?").format(name=name)
        return Screen("prediction", title, fields, items, buttons=(row,) if row else ())
    stake = plain(answer.stake, POINT_DECIMALS)
    row = tuple(
        Button(
            _("{minutes} min {odds}").format(minutes=minutes, odds=odds_text(profit)),
            f"{side} {stake} {minutes}m {market.symbol.lower()}",
            style,
            once=True,
        )
        for minutes, profit in windows
    )
    title = _("{name} with {stake}: how long?").format(name=name, stake=figures.points(answer.stake))
    return Screen("prediction", title, fields, items, buttons=tuple((button,) for button in row))


def window_fields(minutes: int, profit_bps: int) -> Group:
    """What a window of a market pays, and the hit rate that breaks even."""
    return (
        Field("Window", _("Window"), str(minutes), f"{minutes} min"),
        share("Profit", _("Profit of a right call"), profit_bps * 100),
        share("BreakEven", _("Right calls to break even"), -(-breakeven_ppm(profit_bps) // 1_000) * 1_000),
    )


def _stakes(answer: PredictingShown) -> list[int]:
    last = answer.player.last_stake
    return sorted({*_STAKES, last}) if last is not None else list(_STAKES)


def _joining(answer: PredictingShown, round_: Round) -> Screen:
    bet = answer.bet
    side = bet.side if bet is not None else answer.side
    sides = (side,) if side is not None else (Side.UP, Side.DOWN)
    staked = bet.stake if bet is not None else 0
    stakes = [micro for micro in _STAKES if staked < micro <= min(answer.balance + staked, answer.most)]
    rows = tuple(
        tuple(
            Button(
                f"{side_name(side)} {figures.points(micro)}",
                f"{side} {plain(micro, POINT_DECIMALS)}",
                Style.UP if side is Side.UP else Style.DOWN,
            )
            for micro in stakes
        )
        for side in sides
    )
    title = _("Round {number}: how much?").format(number=round_.number)
    notes = (_raising(staked),) if staked else ()
    return Screen("round", title, round_fields(round_), notes=notes, buttons=rows if stakes else ())


def _raising(staked: int) -> str:
    text = _("Your stake is {stake}. What you name now is the whole of it: only more counts.")
    return text.format(stake=figures.points(staked))


def bet_placed_screen(answer: BetPlaced) -> Screen:
    """A receipt for a bet."""
    card = bet_card(answer.item)
    return Screen(card.about, _bet_title(answer.item), card.fields, edit_key=card.edit_key)


def _bet_title(item: RoundNow) -> str:
    if item.bet is None:
        return _("You have no bet in round {number}").format(number=item.round.number)
    return _("Your bet in round {number}: {side} {stake}").format(
        number=item.round.number, side=side_name(item.bet.side), stake=figures.points(item.bet.stake)
    )


def bet_withdrawn_screen(answer: BetWithdrawn) -> Screen:
    """A stake that went back."""
    title = _("{amount} back from round {number}").format(
        amount=figures.points(answer.amount), number=answer.item.round.number
    )
    return Screen("round", title, round_fields(answer.item.round))


def round_opened_screen(answer: RoundOpened) -> Screen:
    """A round that was just opened, and whether others follow."""
    card = round_card(answer.item.round)
    return replace(card, notes=(*card.notes, *_schedule_notes(answer.item.schedule)))


def _schedule_notes(schedule: Schedule | None) -> tuple[str, ...]:
    if schedule is None:
        return ()
    text = _("A {minutes} min round opens every {every}, next at {time}. Admins end that with “/round stop”.")
    every, time = figures.span(schedule.every_minutes * 60_000), figures.moment(schedule.next_ms)
    return (text.format(minutes=schedule.minutes, every=every, time=time),)


def round_shown_screen(answer: RoundShown) -> Screen:
    """The chat's round and schedule."""
    notes = _schedule_notes(answer.schedule)
    if answer.item is None:
        row = tuple(Button(_("{minutes} min round").format(minutes=each), f"round {each}m") for each in (1, 5, 15))
        return Screen("round", _("No round is open here"), notes=notes, buttons=(row,), audience=Audience.OPEN)
    if answer.mine:
        return replace(bet_card(answer.item), title=_bet_title(answer.item))
    card = round_card(answer.item.round)
    return replace(card, notes=(*card.notes, *notes))


def cancelled_screen(round_: Round) -> Screen:
    """A round that an admin cancelled."""
    title = _("Round {number} is cancelled, all stakes are back").format(number=round_.number)
    return Screen("round", title, round_fields(round_), audience=Audience.OPEN)


def verified_screen(answer: Verified) -> Screen:
    """The evidence of a round."""
    round_ = answer.round
    hidden = round_.sealed and round_.state is RoundState.OPEN
    bets = () if hidden else answer.bets
    items = tuple(
        (
            word("Player", _("Player"), answer.names[bet.player]),
            Field("Side", _("Side"), bet.side.value, side_name(bet.side)),
            money("Stake", _("Stake"), bet.stake),
            money("Paid", _("Paid"), bet.paid),
        )
        for bet in bets
    )
    fields = (
        *round_fields(round_),
        moment("LockPublished", _("Lock price published"), round_.lock_published_ms),
        word("LockSource", _("Lock price from"), round_.lock_source),
        moment("ClosePublished", _("Close price published"), round_.close_published_ms),
        word("CloseSource", _("Close price from"), round_.close_source),
    )
    items += tuple(_proof_fields("lock", proof, round_.lock) for proof in answer.lock)
    items += tuple(_proof_fields("close", proof, round_.close) for proof in answer.close)
    title = _("Round {number}, to check").format(number=round_.number)
    return Screen(
        "verify", title, fields + _division_fields(round_), items, _arithmetic(round_), audience=Audience.OPEN
    )


def _proof_fields(at: str, proof: Proof, mark: int | None) -> Group:
    """What a source said at the lock or the close, how far it was from the mark, and how old it was then."""
    age = plain(max(0, proof.mark_ms - proof.published_ms), 3)
    return (
        Field("At", _("At"), at, {"lock": _("lock"), "close": _("close")}[at]),
        word("Source", _("Source"), proof.source),
        quoted("Price", _("Price"), proof.price),
        share("Differs", _("Differs"), None if mark is None else differs_ppm(proof.price, mark)),
        Field("Age", _("Age"), age, f"{age} s"),
        quoted("Confidence", _("Confidence"), proof.confidence),
    )


def _division_fields(round_: Round) -> Group:
    if round_.winner is None:
        return ()
    division = divide(round_.pool(round_.winner), round_.pool(round_.winner.opposite))
    return (
        money("Taken", _("Losing stakes taken"), division.taken),
        money("Rake", _("Rake"), division.rake),
        money("Pot", _("Shared by the winners"), division.pot),
        money("GivenBack", _("Given back to the losers"), division.given_back),
    )


def _arithmetic(round_: Round) -> tuple[str, ...]:
    if round_.winner is None:
        return (_("Nothing was won or lost: every stake went back whole."),) if round_.state is RoundState.VOID else ()
    winning = round_.pool(round_.winner)
    division = divide(winning, round_.pool(round_.winner.opposite))
    winner = _("A winner is paid stake + {pot} x stake / {winning}, rounded down.")
    rake = _("The rake is {rate} of the {taken} taken.")
    loser = _("A loser gets back {given} x stake / {losing}, rounded down. What roundings leave is the house's.")
    losing = round_.pool(round_.winner.opposite)
    return (
        winner.format(pot=plain(division.pot, POINT_DECIMALS), winning=plain(winning, POINT_DECIMALS)),
        rake.format(rate=figures.percent(RAKE_BPS * 100), taken=plain(division.taken, POINT_DECIMALS)),
        loser.format(given=plain(division.given_back, POINT_DECIMALS), losing=plain(losing, POINT_DECIMALS)),
    )
