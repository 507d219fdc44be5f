"""What only the operator may do: stop openings, give a round back, speak to everybody, copy the book, undo a link.

Who is one is known to the edge, by identity, at every act (`Request.operator`); a request of anybody else never comes
here. A pause of the operator stands beside the market's own condition: guards come and go under it, and a restart
changes nothing about it.

    asked --somebody copies the file, bots/runtime/backups.py--> done or failed, told to whoever asked
"""

from dataclasses import replace

from core.actions import linking, predictions
from core.actions.limits import known_market
from core.actions.prices.pricing import Pricing
from core.messages.all import Refusal, Request
from core.messages.links import LinkNow
from core.messages.operator import (
    AskBackup,
    BackupNow,
    BroadcastNow,
    LinksShown,
    OperatorRead,
    OperatorWrite,
    PauseSet,
    PlanBroadcast,
    SendBroadcast,
    SetPause,
    ShowLinks,
    ShowStatus,
    StatusShown,
    Unlink,
    VoidRound,
)
from core.messages.rounds import RoundCancelled, RoundNow
from core.prices.conditions import Condition
from core.prices.markets import MARKETS
from core.rules.notices import Notice, Topic
from core.rules.operator import Backup, BackupState, Broadcast
from core.rules.players import DAY_MS, Player
from core.rules.rounds import Round, RoundState
from core.turn import Turn

HEARD_MS = 30 * DAY_MS  # who spoke to us since then hears a broadcast
BROADCAST_MS = 3_600_000  # from one broadcast to the next, at least
_LINKS = 10  # links shown at once

OperatorAnswer = PauseSet | RoundCancelled | BroadcastNow | BackupNow | LinkNow


class Operating(Pricing):
    """The engine's part for copies of the book, which somebody else must make."""

    def wanted_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""
        return self._book.asked_backup()

    def on_backup(self, backup: Backup) -> None:
        """Take what became of a backup (`ended_ms` is now), and tell it to whoever asked."""
        assert backup.ended_ms is not None, "a backup that ended has a moment"
        turn = self._turn(backup.ended_ms)
        with self._book.transaction():
            turn.save(backup)
            links = turn.book.links_of(backup.player)  # one may have closed their account meanwhile
            asked = next((link.keeps for link in links if link.closes == backup.player), backup.player)
            turn.tell(Notice(Topic.BACKUP, backup.number, backup.ended_ms, player=asked))
            turn.finish()


def operate(turn: Turn, request: Request, player: Player, command: OperatorWrite) -> OperatorAnswer:
    """Do what an operator asks. Raises Refusal."""
    assert request.operator, "only an operator's request is read as one"
    match command:
        case SetPause():
            return _pause(turn, command)
        case VoidRound():
            return _void(turn, command.number)
        case PlanBroadcast():
            return _plan(turn, player, command.text)
        case SendBroadcast():
            return _send(turn, command.number)
        case AskBackup():
            return _backup(turn, player)
        case Unlink():
            return linking.link_now(turn, linking.undo(turn, command.number), asked=False)


def oversee(turn: Turn, request: Request, command: OperatorRead) -> StatusShown | LinksShown:
    """What an operator looks at."""
    assert request.operator, "only an operator's request is read as one"
    match command:
        case ShowStatus():
            return _status(turn)
        case ShowLinks():
            links = turn.book.newest_links(_LINKS)
            return LinksShown(tuple((link, _name(turn, link.keeps), _name(turn, link.closes)) for link in links))


def _name(turn: Turn, number: int | None) -> str:
    player = None if number is None else turn.book.get(Player, number)
    return player.name if player else ""


def _pause(turn: Turn, command: SetPause) -> PauseSet:
    """Keep it beside the market's condition; a pause that lasts keeps its beginning."""
    symbols = tuple(MARKETS) if command.market is None else (known_market(command.market).symbol,)
    for symbol in symbols:
        condition = turn.condition(symbol)
        if bool(condition.stopped_ms) is not command.paused:
            turn.save(replace(condition, stopped_ms=turn.at_ms if command.paused else 0))
    return PauseSet(symbols, command.paused)


def _void(turn: Turn, number: int) -> RoundCancelled:
    round_ = turn.book.get(Round, number)
    if round_ is None:
        raise Refusal("no_round_at_all", number=number)
    if round_.state not in (RoundState.OPEN, RoundState.LOCKED):
        raise Refusal("round_over", number=number)
    return RoundCancelled(RoundNow(predictions.void_round(turn, round_, "operator")))


def _plan(turn: Turn, player: Player, text: str) -> BroadcastNow:
    _not_again(turn)
    people = turn.book.count_heard(turn.at_ms - HEARD_MS)
    broadcast = Broadcast(turn.book.next_broadcast(), player.number, text, turn.at_ms, people)
    turn.save(broadcast)
    return BroadcastNow(broadcast)


def _send(turn: Turn, number: int) -> BroadcastNow:
    planned = turn.book.get(Broadcast, number)
    if planned is None:
        raise Refusal("no_such_broadcast", number=number)
    if planned.sent_ms is not None:
        raise Refusal("broadcast_sent", number=number)
    _not_again(turn)
    people = turn.book.tell_heard(Notice(Topic.BROADCAST, number, turn.at_ms), turn.at_ms - HEARD_MS)
    sent = replace(planned, people=people, sent_ms=turn.at_ms)
    turn.save(sent)
    return BroadcastNow(sent)


def _not_again(turn: Turn) -> None:
    """Refuse a second broadcast within the hour."""
    last = turn.book.last_broadcast_ms()
    if last is not None and turn.at_ms < last + BROADCAST_MS:
        raise Refusal("broadcast_again", from_ms=last + BROADCAST_MS)


def _backup(turn: Turn, player: Player) -> BackupNow:
    """One at a time: asking again shows the one that is being made."""
    asked = turn.book.asked_backup()
    if asked is None:
        asked = Backup(turn.book.next_backup(), player.number, turn.at_ms, BackupState.ASKED)
        turn.save(asked)
    return BackupNow(asked)


def _status(turn: Turn) -> StatusShown:
    book = turn.book
    markets = tuple((turn.ticker(symbol), _in_force(turn, symbol)) for symbol in MARKETS)
    return StatusShown(book.census(), book.waiting_lanes(), markets, book.last_backup(), turn.at_ms)


def _in_force(turn: Turn, symbol: str) -> Condition:
    return turn.condition(symbol).in_force
