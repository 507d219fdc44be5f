"""What only operators may do: stop openings, void a round, write to everybody, ask for a backup, undo a link.

The edge knows by identity who is an operator, at every request (`Request.operator`); a request of anybody else never
comes here. A pause of the operator stands beside the market's own condition: guards come and go under it, and a restart
changes nothing about it.
"""

from dataclasses import replace

from core.actions import links, rounds
from core.checks import known_market
from core.messages.all import Refusal, Request
from core.messages.links import LinkNow
from core.messages.operator import (
    AskBackup,
    BackupNow,
    BroadcastNow,
    OperatorWrite,
    PauseSet,
    PlanBroadcast,
    SendBroadcast,
    SetPause,
    Unlink,
    VoidRound,
)
from core.messages.rounds import RoundCancelled, RoundNow
from core.prices.markets import MARKETS
from core.queries.things import link_now
from core.rules.notices import Notice, Topic
from core.rules.operator import BACKUP_STEPS, BROADCAST_MS, HEARD_MS, Backup, Broadcast, sent
from core.rules.players import Player
from core.rules.rounds import ROUND_STEPS, Round, RoundState
from core.steps import step
from core.turn import Turn

OperatorAnswer = PauseSet | RoundCancelled | BroadcastNow | BackupNow | LinkNow


def operate(turn: Turn, request: Request, player: Player, command: OperatorWrite) -> OperatorAnswer:
    """Do what an operator asks. Raises Refusal."""
    assert request.operator, "only an operator's request is read as one"
    match command:
        case SetPause():
            return _pause(turn, command)
        case VoidRound():
            return _void(turn, command.number)
        case PlanBroadcast():
            return _plan_broadcast(turn, player, command.text)
        case SendBroadcast():
            return _send_broadcast(turn, command.number)
        case AskBackup():
            return _ask_backup(turn, player)
        case Unlink():
            return link_now(turn, links.undo(turn, command.number), asked=False)


def _pause(turn: Turn, command: SetPause) -> PauseSet:
    """Keep the pause beside the market's condition; a pause that lasts keeps its beginning."""
    symbols = tuple(MARKETS) if command.market is None else (known_market(command.market).symbol,)
    for symbol in symbols:
        condition = turn.condition(symbol)
        if bool(condition.stopped_ms) is not command.paused:
            turn.save(replace(condition, stopped_ms=turn.at_ms if command.paused else 0))
    return PauseSet(symbols, command.paused)


def _void(turn: Turn, number: int) -> RoundCancelled:
    round_ = turn.get(Round, number)
    if round_ is None:
        raise Refusal("no_round_at_all", number=number)
    if RoundState.VOID not in ROUND_STEPS[round_.state]:
        raise Refusal("round_over", number=number)
    return RoundCancelled(RoundNow(rounds.void_round(turn, round_, "operator")))


def _plan_broadcast(turn: Turn, player: Player, text: str) -> BroadcastNow:
    _check_pace(turn)
    people = turn.book.outbox.count_reachable(turn.at_ms - HEARD_MS)
    broadcast = Broadcast(turn.book.next_number(Broadcast), player.number, text, turn.at_ms, people)
    turn.save(broadcast)
    return BroadcastNow(broadcast)


def _send_broadcast(turn: Turn, number: int) -> BroadcastNow:
    planned = turn.get(Broadcast, number)
    if planned is None:
        raise Refusal("no_such_broadcast", number=number)
    if planned.sent_ms is not None:
        raise Refusal("broadcast_sent", number=number)
    _check_pace(turn)
    people = turn.book.outbox.add_for_reachable(Notice(Topic.BROADCAST, number, turn.at_ms), turn.at_ms - HEARD_MS)
    broadcast = sent(planned, people, turn.at_ms)
    turn.save(broadcast)
    return BroadcastNow(broadcast)


def _check_pace(turn: Turn) -> None:
    """Refuse a second broadcast within the hour."""
    last = turn.book.operator.last_broadcast_ms()
    if last is not None and turn.at_ms < last + BROADCAST_MS:
        raise Refusal("broadcast_again", from_ms=last + BROADCAST_MS)


def _ask_backup(turn: Turn, player: Player) -> BackupNow:
    """One at a time: asking again shows the one that is being made."""
    asked = turn.book.operator.asked_backup()
    if asked is None:
        asked = Backup(turn.book.next_number(Backup), player.number, turn.at_ms)
        turn.save(asked)
    return BackupNow(asked)


def end_backup(turn: Turn, backup: Backup) -> None:
    """Keep what became of a backup, and tell whoever asked for it."""
    assert backup.ended_ms is not None, "a backup that ended has a moment"
    step(BACKUP_STEPS, turn.require(Backup, backup.number).state, backup.state)
    turn.save(backup)
    closed = turn.book.links.in_force_of(backup.player)  # one may have closed their account meanwhile
    asked = next((link.keeps for link in closed if link.closes == backup.player), backup.player)
    turn.tell(Notice(Topic.BACKUP, backup.number, backup.ended_ms, player=asked))
