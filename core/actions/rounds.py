"""The rounds of chats: opened, repeated, bet on, locked, settled or void."""

from dataclasses import replace

from core.checks import (
    can_risk,
    checked_stake,
    history_may_tell,
    known_market,
    live_ticker,
    not_on_break,
    not_stale,
    opens,
)
from core.ledger import HOUSE, player_account, pool_account
from core.messages.all import Refusal, Request
from core.messages.predictions import Predict
from core.messages.rounds import (
    BetPlaced,
    BetWithdrawn,
    OpenRound,
    RoundCancelled,
    RoundNow,
    RoundOpened,
    RoundsStopped,
)
from core.prices.markets import Mark, Side
from core.rules.alerts.kinds import AlertKind
from core.rules.chats import Chat
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.rules.predictions import EXIT_MS
from core.rules.rounds import (
    BETTING_MS,
    MAX_MINUTES,
    ROUND_STEPS,
    WITHDRAW_MS,
    Bet,
    Round,
    RoundState,
    Schedule,
    next_opening,
    payout,
)
from core.steps import step
from core.turn import Turn
from core.units import MINUTE_MS

_SLACK_MINUTES = 2  # betting time and the longest wait for a closing price, so that repeating rounds never overlap


def joins(round_: Round, command: Predict) -> bool:
    """Whether a call belongs to the chat's round: nothing else is named than what the round is."""
    return command.minutes in (None, round_.minutes) and command.market in (None, round_.market)


def open_round(turn: Turn, request: Request, command: OpenRound) -> RoundOpened:
    """Open a round in the chat now, and remember to repeat it if asked to."""
    chat = _group(request, "round")
    market = known_market(command.market)
    if not 1 <= command.minutes <= MAX_MINUTES:
        raise Refusal("window_unknown", market=market.symbol, minutes=command.minutes, offered=f"1m ... {MAX_MINUTES}m")
    active = turn.book.rounds.active_in(chat)
    if active is not None:
        raise Refusal("round_active", number=active.number)
    here = turn.require(Chat, chat)
    if here.admins_open and not request.admin and here.role not in (request.roles or ()):
        raise Refusal("role_only" if here.role else "admins_only", verb="round")
    schedule = turn.get(Schedule, chat)
    if command.every_minutes is not None:
        least = command.minutes + _SLACK_MINUTES
        if command.every_minutes < least:
            raise Refusal("round_every_short", minutes=command.every_minutes, least_minutes=least)
        if schedule is not None and not request.admin:
            raise Refusal("admins_only", verb="round every")
        schedule = Schedule(
            chat, market.symbol, command.minutes, command.every_minutes, command.sealed,
            turn.at_ms + command.every_minutes * MINUTE_MS,
        )  # fmt: skip
        turn.save(schedule)
        if not here.thread:  # where it was asked for, the next ones appear
            turn.save(replace(here, thread=request.thread))
    live_ticker(turn, market.symbol)
    round_ = _new_round(turn, chat, market.symbol, command.minutes, command.sealed, request.player)
    return RoundOpened(RoundNow(round_, schedule=schedule))


def _group(request: Request, verb: str) -> int:
    if request.chat is None:
        raise Refusal("groups_only", verb=verb)
    return request.chat


def _new_round(turn: Turn, chat: int, market: str, minutes: int, sealed: bool, player: int | None) -> Round:
    locks = turn.at_ms + BETTING_MS
    round_ = Round(
        number=turn.book.next_number(Round),
        chat=chat,
        market=market,
        minutes=minutes,
        sealed=sealed,
        opened_by=player,
        opened_ms=turn.at_ms,
        locks_ms=locks,
        closes_ms=locks + minutes * MINUTE_MS,
        due_ms=locks + EXIT_MS,
    )
    turn.save(round_)
    return round_


def repeat_round(turn: Turn, schedule: Schedule) -> None:
    """Open the next round of a schedule, unless nobody would see it, nothing opens on the market or one still runs."""
    turn.save(replace(schedule, next_ms=next_opening(schedule, turn.at_ms)))
    here = turn.require(Chat, schedule.chat)
    missed = turn.at_ms - schedule.next_ms > BETTING_MS or here.left_ms is not None
    if missed or not opens(turn, schedule.market) or turn.book.rounds.active_in(schedule.chat) is not None:
        return
    round_ = _new_round(turn, schedule.chat, schedule.market, schedule.minutes, schedule.sealed, None)
    turn.tell(_card(turn, round_))


def place_bet(turn: Turn, request: Request, player: Player, command: Predict, round_: Round) -> BetPlaced:
    """Set the player's stake in the chat's round to an amount; raising is allowed until the scheduled lock."""
    if round_.state is not RoundState.OPEN or request.bet_ms >= round_.locks_ms:
        raise Refusal("round_locked", number=round_.number)
    if request.bet_ms < round_.opened_ms:  # whoever said it knew of no round
        not_stale(request)
    not_on_break(turn, player)
    live_ticker(turn, round_.market)
    before = turn.get(Bet, round_.number, player.number)
    stake = checked_stake(turn, player, command, before.stake if before else 0)
    if before is not None and before.side is not command.side:
        raise Refusal("round_side", number=round_.number, side=before.side)
    more = stake - (before.stake if before else 0)
    if more < 0:
        raise Refusal("round_lower", number=round_.number, stake_micro=before.stake if before else 0)
    bet = Bet(round_.number, player.number, command.side, stake)
    if more == 0:
        return BetPlaced(RoundNow(round_, bet))
    can_risk(turn, player, more)
    cap = turn.require(Chat, round_.chat).stake_cap
    if cap is not None and stake > cap:
        raise Refusal("stake_cap", stake_micro=stake, most_micro=cap)
    changed = _with_stake(round_, command.side, more, 0 if before else 1)
    pool = pool_account(round_.number)
    turn.move(f"{pool}/p{player.number}:{request.id}@{turn.at_ms}", player_account(player.number), pool, more, "bet")
    turn.save(bet)
    turn.save(changed)
    turn.save(replace(player, last_stake=stake))
    turn.tell(_card(turn, changed))
    return BetPlaced(RoundNow(changed, bet))


def _with_stake(round_: Round, side: Side, more: int, players: int) -> Round:
    if side is Side.UP:
        return replace(round_, up=round_.up + more, players=round_.players + players)
    return replace(round_, down=round_.down + more, players=round_.players + players)


def withdraw_bet(turn: Turn, request: Request, player: Player) -> BetWithdrawn:
    """Take the whole stake back, until 10 s before the lock; a sealed round gives none back."""
    round_ = _active_round(turn, request)
    bet = turn.get(Bet, round_.number, player.number)
    if bet is None:
        raise Refusal("round_no_bet", number=round_.number)
    if round_.sealed:
        raise Refusal("round_sealed_withdraw", number=round_.number)
    if round_.state is not RoundState.OPEN or request.bet_ms > round_.locks_ms - WITHDRAW_MS:
        raise Refusal("round_withdraw_late", number=round_.number)
    changed = _with_stake(round_, bet.side, -bet.stake, -1)
    pool = pool_account(round_.number)
    reason = f"{pool}/p{player.number}:{request.id}@{turn.at_ms}"
    turn.move(reason, pool, player_account(player.number), bet.stake, "withdraw")
    turn.book.delete(bet)
    turn.save(changed)
    turn.tell(_card(turn, changed))
    return BetWithdrawn(RoundNow(changed), bet.stake)


def _active_round(turn: Turn, request: Request) -> Round:
    round_ = turn.book.rounds.active_in(_group(request, "round"))
    if round_ is None:
        raise Refusal("no_round")
    return round_


def cancel_round(turn: Turn, request: Request) -> RoundCancelled:
    """Cancel the chat's round before its scheduled lock (chat admins): everybody is refunded."""
    round_ = _active_round(turn, request)
    _admin(request, "round cancel")
    if round_.state is not RoundState.OPEN or request.at_ms >= round_.locks_ms:
        raise Refusal("round_locked", number=round_.number)
    return RoundCancelled(RoundNow(void_round(turn, round_, "cancelled")))


def stop_rounds(turn: Turn, request: Request) -> RoundsStopped:
    """End the chat's schedule (chat admins)."""
    chat = _group(request, "round")
    _admin(request, "round stop")
    schedule = turn.get(Schedule, chat)
    if schedule is None:
        raise Refusal("nothing_scheduled")
    turn.book.delete(schedule)
    return RoundsStopped(schedule)


def _admin(request: Request, verb: str) -> None:
    if not request.admin:
        raise Refusal("admins_only", verb=verb)


def rounds_at(turn: Turn, mark: Mark) -> None:
    """Lock and settle the rounds whose moment this mark is, or void those whose moment passed without one."""
    for round_ in turn.book.rounds.at_mark(mark.market, mark.published_ms):
        moment = round_.locks_ms if round_.state is RoundState.OPEN else round_.closes_ms
        if turn.condition(round_.market).was_disputed(moment, min(mark.published_ms, moment + EXIT_MS)):
            void_round(turn, round_, "guard")
        elif mark.published_ms > moment + EXIT_MS:
            if round_.state is RoundState.OPEN or not history_may_tell(turn, round_.market, moment):
                void_round(turn, round_, "no_price")
        elif round_.state is RoundState.OPEN:
            _lock(turn, round_, mark)
        else:
            settle_round(turn, round_, mark)


def settle_round(turn: Turn, round_: Round, mark: Mark) -> None:
    """Pay a locked round by this mark; a tie is void."""
    closed = replace(round_, close=mark.price, close_published_ms=mark.published_ms, close_source=mark.source)
    if mark.price == round_.lock:
        void_round(turn, closed, "tie")
    else:
        _pay_round(turn, closed)


def give_up_round(turn: Turn, round_: Round) -> None:
    """No price came in time, by mark or history: void."""
    moment = round_.locks_ms if round_.state is RoundState.OPEN else round_.closes_ms
    disputed = turn.condition(round_.market).was_disputed(moment, moment + EXIT_MS)
    void_round(turn, round_, "guard" if disputed else "no_price")


def _lock(turn: Turn, round_: Round, mark: Mark) -> None:
    if not round_.up or not round_.down:
        void_round(turn, round_, "one_sided" if round_.players else "empty")
        return
    locked = replace(
        round_,
        state=step(ROUND_STEPS, round_.state, RoundState.LOCKED),
        lock=mark.price,
        lock_published_ms=mark.published_ms,
        lock_source=mark.source,
        due_ms=round_.closes_ms + EXIT_MS + turn.rules.history_ms,
    )
    turn.save(locked)
    turn.tell(_card(turn, locked))


def _pay_round(turn: Turn, round_: Round) -> None:
    settled = replace(round_, state=step(ROUND_STEPS, round_.state, RoundState.SETTLED))
    winner = settled.winner
    assert winner is not None
    winning, losing = settled.pool(winner), settled.pool(winner.opposite)
    pool = pool_account(round_.number)
    left = winning + losing
    for bet in turn.book.rounds.bets_in(round_.number):
        paid = payout(bet, winner, winning, losing)
        left -= paid
        turn.move(f"{pool}/p{bet.player}", pool, player_account(bet.player), paid, "payout")
        turn.save(replace(bet, paid=paid))
        lived = round_.closes_ms - round_.locks_ms
        turn.ended(Topic.ROUND, bet.player, round_.number, bet.stake, paid - bet.stake, lived, round_.chat)
        turn.tell(_bet_notice(turn, settled, bet))
    turn.move(pool, pool, HOUSE, left, "rake")
    turn.save(settled)
    turn.tell(_card(turn, settled))


def void_round(turn: Turn, round_: Round, reason: str) -> Round:
    """End a round without a winner: every stake returns whole."""
    void = replace(round_, state=step(ROUND_STEPS, round_.state, RoundState.VOID), reason=reason)
    pool = pool_account(round_.number)
    for bet in turn.book.rounds.bets_in(round_.number):
        turn.move(f"{pool}/p{bet.player}", pool, player_account(bet.player), bet.stake, "refund")
        turn.save(replace(bet, paid=bet.stake))
        turn.ended(Topic.ROUND, bet.player, round_.number, chat=round_.chat)
        turn.tell(_bet_notice(turn, void, bet))
    turn.save(void)
    turn.tell(_card(turn, void))
    return void


def _card(turn: Turn, round_: Round) -> Notice:
    return Notice(Topic.ROUND, round_.number, turn.at_ms, chat=round_.chat)


def _bet_notice(turn: Turn, round_: Round, bet: Bet) -> Notice:
    return Notice(Topic.ROUND, round_.number, turn.at_ms, player=bet.player, alert=AlertKind.SETTLED)
