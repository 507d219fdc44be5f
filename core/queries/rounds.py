"""Rounds as a chat looks at them, and the evidence behind one (the verb `verify`)."""

from core.messages.all import Refusal, Request
from core.messages.rounds import RoundNow, RoundShown, ShowRound, ShowVerify, Verified
from core.prices.conditions import Proof
from core.rules.players import Player
from core.rules.rounds import Bet, Round, Schedule
from core.turn import Turn


def chat_round(turn: Turn, request: Request, command: ShowRound) -> RoundShown:
    """The chat's round and schedule, or what the player has in it."""
    if request.chat is None:
        raise Refusal("groups_only", verb="round")
    round_ = turn.book.rounds.active_in(request.chat)
    bet = turn.get(Bet, round_.number, request.player) if round_ and command.mine else None
    return RoundShown(RoundNow(round_, bet) if round_ else None, turn.get(Schedule, request.chat), command.mine)


def verify(turn: Turn, request: Request, command: ShowVerify) -> Verified:
    """The evidence of a round, for those of its chat and those who played it."""
    round_ = turn.get(Round, command.number)
    played = round_ is not None and turn.get(Bet, round_.number, request.player) is not None
    if round_ is None or not (played or round_.chat == request.chat):
        raise Refusal("no_such_round", number=command.number)
    bets = tuple(turn.book.rounds.bets_in(round_.number))
    names = {bet.player: turn.require(Player, bet.player).name for bet in bets}
    lock = _proofs(turn, round_.market, round_.lock_published_ms)
    close = _proofs(turn, round_.market, round_.close_published_ms)
    return Verified(round_, bets, names, lock, close)


def _proofs(turn: Turn, market: str, mark_ms: int | None) -> tuple[Proof, ...]:
    return () if mark_ms is None else tuple(turn.book.markets.proofs(market, mark_ms))
