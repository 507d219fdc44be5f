"""The evidence of a round, to check it: prices, sources, bets, and the arithmetic."""

from bots.languages.texts import Wording
from bots.screens.bets.rounds import round_fields
from bots.screens.kit import figures
from bots.screens.kit.fields import moment, money, quoted, share, side_name, word
from bots.screens.kit.screen import Audience, Field, Group, Screen
from core.messages.rounds import Verified
from core.money import POINT_DECIMALS, plain
from core.prices.conditions import Proof
from core.prices.quotes import differs_ppm
from core.rules.rounds import RAKE_BPS, Round, RoundState, divide


def verified_screen(say: Wording, answer: Verified) -> Screen:
    """A round with every figure it was decided by."""
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
