"""The engine: the only way to change the book.

    handle(request)   somebody said something       each door is one transaction, synchronous, and knows the time
    on_mark(mark)     a price was published         only from its argument; it loads, decides, records, and what
    on_clock(at_ms)   a second has passed           must be told goes into the outbox of the same transaction

and on_history, on_delivered for answers to what it asked the world, on_condition for how a market is. What prices do is
in core/actions/prices/pricing.py, what is told to whom in core/telling.py.

It lives on one thread with the only connection to the file: that thread is the lock. Whatever can arrive twice carries
an id: a repeated request is answered as the first time, an old mark is ignored, a late or double bell changes nothing.
"""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import assert_never

from core.actions import chat_setup, leaving, linking, predictions, trading
from core.actions.alerts import alerting
from core.actions.alerts.digests import tell_digests
from core.actions.matching import expire, give_back_forbidden
from core.actions.operating import Operating, operate, oversee
from core.actions.prices import halts
from core.book import Chat, Draft, Identity, Member
from core.ledger import MINT, player_account
from core.messages.alerts import AlertRead, AlertWrite
from core.messages.all import Answer, Read, Refusal, Refused, Request, Write, WriteAnswer
from core.messages.cards import ShowCard
from core.messages.chats import SetAdminsOpen, SetChatFeed, SetChatLanguage, SetStakeCap, SetThread, ShowSetup
from core.messages.leaderboards import ShowTop
from core.messages.lessons import ShowLesson, ShowOdds
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.operator import OperatorRead, OperatorWrite
from core.messages.players import (
    ClaimDaily,
    Claimed,
    LimitsShown,
    SetConfirm,
    SetLanguage,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SettingsShown,
    SetTolerance,
    ShowHistory,
    ShowLimits,
    ShowMe,
    ShowSettings,
    ShowStart,
    TakeBreak,
)
from core.messages.positions import (
    AddMargin,
    Cancel,
    Close,
    Open,
    PositionNow,
    SetStop,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowWhatIf,
)
from core.messages.predictions import Predict, ShowPredicting
from core.messages.prices import ShowPrice
from core.messages.privacy import Deleted, DeleteMe, Export, ShowPrivacy
from core.messages.rounds import CancelRound, OpenRound, ShowRound, ShowVerify, StopRounds, WithdrawBet
from core.prices.funding import accrue
from core.prices.markets import DEFAULT_MARKET
from core.queries import lessons, share_card, state
from core.rules import players
from core.rules.links import LinkState
from core.rules.players import DAY_MS, Player
from core.rules.positions import Position, State
from core.telling import Telling
from core.turn import Turn

_KEPT_MS = DAY_MS  # how long a request's answer is kept for repeats
_SPOKE_MS = 3_600_000  # when somebody spoke is written down at most this often, so that reading stays free of writes
_MESSAGES_MS = 7 * DAY_MS  # how long it is known which message shows what; older cards are shown anew
_MARKS_MS = 2 * DAY_MS  # how long marks that decided nothing are kept
_PRUNED = 200  # marks dropped by a bell at most, so that a bell stays short; some twenty come in its second


class Engine(Operating, Telling):
    """The rules of the game over a book. `live`: whether prices are real; results on others are kept apart."""

    # Who speaks

    def known(self, identity: Identity) -> int | None:
        """The number of a person's player, if they have one."""
        return self._book.player_of(identity)

    def player(self, identity: Identity, name: str, at_ms: int, language: str = "") -> int:
        """The number of a person's player; the first time, an account is made, in this language, and given 1,000 pt."""
        known = self.known(identity)
        if known is not None:
            if self._book.identity_of(known) != identity or at_ms - self._book.spoke_ms(identity) >= _SPOKE_MS:
                with self._book.transaction():
                    self._book.spoke(identity, at_ms)
            return known
        with self._book.transaction():
            player = replace(self._book.add_player(identity, name, at_ms), language=language)
            turn = self._turn(at_ms)
            turn.save(player)
            leaving.welcome(turn, player, identity)
            turn.finish()
        return player.number

    def open_position(self, player: int, number: int) -> PositionNow | None:
        """A position and its market, while it is open."""
        position = self._book.get(Position, player, number)
        if position is None or position.state is not State.OPEN:
            return None
        return PositionNow(position, self._turn(0).ticker(position.market))

    def language(self, player: int) -> str:
        """The language a player has chosen, by its code; empty if none."""
        return known.language if (known := self._book.get(Player, player)) else ""

    def language_of_chat(self, platform: str, key: str) -> str:
        """The language that a chat has chosen, by its code; empty if none."""
        return chat.language if (chat := self._book.chat_of(platform, key)) else ""

    def chat(self, platform: str, key: str, player: int, at_ms: int) -> Chat:
        """The chat of a platform's own id, with the player who just spoke there as a member."""
        chat = self._book.chat_of(platform, key)
        member = self._book.get(Member, chat.number, player) if chat else None
        here = chat is not None and chat.left_ms is None
        if here and member is not None and at_ms - member.spoke_ms < _SPOKE_MS:
            return chat
        with self._book.transaction():
            chat = replace(chat or self._book.add_chat(platform, key, player), left_ms=None)
            self._book.save([chat, Member(chat.number, player, at_ms)])
        return chat

    def draft(self, player: int, number: int) -> str:
        """The sentence that waits under a number for its confirmation. Raises Refusal."""
        draft = self._book.get(Draft, player, number)
        if draft is None:
            raise Refusal("draft_gone", number=number)
        return draft.sentence

    def answered(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request that was seen before."""
        return self._book.answer(player, request)

    def together(self) -> AbstractContextManager[None]:
        """What is done inside is kept together: safe at its end, and nothing of it before."""
        return self._book.transaction()

    # The three doors

    def handle(self, request: Request) -> Answer:
        """Do what a request asks, once; its repeats get the first answer again.

        A refusal changes nothing; only a button that was refused is tried anew when it is pressed again.
        """
        first = self._book.answer(request.player, request.id)
        if first is not None:
            return first
        player = self._book.get(Player, request.player)
        assert player is not None, "a request comes from a known player"
        turn = self._turn(request.at_ms)
        try:
            if isinstance(request.command, Read):
                return _look(turn, request, player, request.command)
            with self._book.transaction():
                answer = _write(turn, request, player, request.command)
                turn.finish()
                if not isinstance(answer, Deleted):  # nobody is left who could repeat it
                    keeper = _keeper(request, answer)
                    if self._book.answer(keeper, request.id) is None:  # a link may have brought one under this id
                        self._book.remember(keeper, request.id, request.at_ms, answer)
                return answer
        except Refusal as refusal:
            refused = Refused(refusal.code, refusal.values)
        if not isinstance(request.command, Read) and not request.pressed:
            with self._book.transaction():
                self._book.remember(request.player, request.id, request.at_ms, refused)
        return refused

    def on_clock(self, at_ms: int) -> None:
        """Do what time alone brings: funding due, orders and settlements that found no price, rounds that repeat.

        Marks that were published earlier may still be on their way for `late_ms`, so nothing is given up before that.
        """
        turn = self._turn(at_ms)
        over = at_ms - self._rules.late_ms
        with self._book.transaction():
            for ticker in self._book.tickers():
                alerting.tell_warnings(turn, ticker.market, over)
                accrued = accrue(ticker, over)
                if accrued is not ticker:
                    turn.save(accrued)
                halts.notice_halt(turn, ticker)
            for order in self._book.due_orders(over):
                expire(turn, order)
            for round_ in self._book.due_rounds(over):
                predictions.give_up_round(turn, round_)
            for prediction in self._book.due_predictions(over):
                predictions.refund_prediction(turn, prediction, "no_price")
            turn.flush()
            for schedule in self._book.due_schedules(at_ms):
                predictions.repeat_round(turn, schedule)
            tell_digests(turn)
            self._book.forget(at_ms - _KEPT_MS, at_ms - _MESSAGES_MS)
            self._book.prune_marks(at_ms - _MARKS_MS, _PRUNED)
            self._book.forget_departures(at_ms - leaving.RETURN_MS)
            turn.finish()

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at, ms UTC; zero for a new book."""
        return self._book.latest_ms()


def _keeper(request: Request, answer: WriteAnswer) -> int:
    """The player who repeats a request: after a link, perhaps not the one who made it."""
    if isinstance(answer, LinkNow) and answer.link.state is LinkState.LINKED:
        assert answer.link.keeps is not None
        return answer.link.keeps
    return request.player


def _write(turn: Turn, request: Request, player: Player, command: Write) -> WriteAnswer:
    if isinstance(command, AlertWrite):
        return alerting.choose(turn, player, command)
    if isinstance(command, OperatorWrite):
        return operate(turn, request, player, command)
    match command:
        case Predict():
            return _predict(turn, request, player, command)
        case Open():
            return trading.place(turn, request, player, command)
        case Close():
            return trading.close(turn, player, command)
        case SetStop():
            return trading.set_stop(turn, player, command)
        case AddMargin():
            return trading.add_margin(turn, request, player, command)
        case Cancel():
            return trading.cancel(turn, player, command)
        case OpenRound():
            return predictions.open_round(turn, request, command)
        case WithdrawBet():
            return predictions.withdraw_bet(turn, request, player)
        case CancelRound():
            return predictions.cancel_round(turn, request)
        case StopRounds():
            return predictions.stop_rounds(turn, request)
        case ClaimDaily():
            return _claim(turn, player)
        case SetLossLimit():
            return _limit(turn, players.with_loss_limit(player, command.limit, turn.at_ms))
        case SetLeverageLimit():
            return _limit(turn, players.with_leverage_limit(player, command.limit, turn.at_ms))
        case TakeBreak():
            return _break(turn, player, command)
        case SetTolerance():
            return _set(turn, replace(player, tolerance_bps=command.bps))
        case SetConfirm():
            return _set(turn, replace(player, confirm_above=command.above))
        case SetPresets():
            return _presets(turn, player, command)
        case SetLanguage():
            return _set(turn, replace(player, language=command.language))
        case SetThread() | SetStakeCap() | SetAdminsOpen() | SetChatLanguage() | SetChatFeed():
            return chat_setup.choose(turn, request, command)
        case DeleteMe():
            return leaving.delete(turn, player)
        case OfferLink():
            return linking.offer(turn, request, player, command)
        case UseLink():
            return linking.use(turn, request, player, command)
        case _:
            assert_never(command)


def _predict(turn: Turn, request: Request, player: Player, command: Predict) -> WriteAnswer:
    """A bet in the chat's round, a prediction, or the choice of a window: an answer too, or its repeat would bet."""
    round_ = None if request.chat is None else turn.book.active_round(request.chat)
    if round_ is not None and predictions.joins(round_, command):
        return predictions.place_bet(turn, request, player, command, round_)
    if command.minutes is None:
        market = command.market or DEFAULT_MARKET
        return state.predicting(turn, request, player, ShowPredicting(command.side, command.stake, None, market))
    return predictions.predict(turn, request, player, command, command.minutes, round_)


def _claim(turn: Turn, player: Player) -> Claimed:
    account = player_account(player.number)
    things = trading.open_things(turn, player.number)
    grant = players.claim(player, turn.balance(account), not things, turn.at_ms)
    if isinstance(grant, int):
        raise Refusal("daily_later", from_ms=grant, left_span_ms=grant - turn.at_ms)
    turn.move(f"{account}:{turn.at_ms}", MINT, account, grant.amount, "refill" if grant.refill else "daily")
    turn.save(grant.player)
    return Claimed(state.account(turn, grant.player), grant.amount, grant.refill)


def _limit(turn: Turn, player: Player) -> LimitsShown:
    """Put a limit in force: it acts at once, also on orders that wait."""
    turn.save(player)
    give_back_forbidden(turn, player)
    return state.limits(turn, player, changed=True)


def _break(turn: Turn, player: Player, command: TakeBreak) -> LimitsShown:
    until = turn.at_ms + command.length_ms
    if until < player.break_until_ms:
        raise Refusal("break_longer", until_ms=player.break_until_ms)
    return _limit(turn, replace(player, break_until_ms=until))


def _presets(turn: Turn, player: Player, command: SetPresets) -> SettingsShown:
    for micro in command.amounts:
        if not turn.rules.margin_min <= micro <= turn.rules.margin_max:
            bounds = {"least_micro": turn.rules.margin_min, "most_micro": turn.rules.margin_max}
            raise Refusal("presets_bounds", amount_micro=micro, **bounds)
    return _set(turn, replace(player, presets=" ".join(str(micro) for micro in command.amounts)))


def _set(turn: Turn, player: Player) -> SettingsShown:
    turn.save(player)
    return SettingsShown(player, changed=True)


def _look(turn: Turn, request: Request, player: Player, command: Read) -> Answer:
    if isinstance(command, AlertRead):
        return alerting.show(turn, player, command)
    if isinstance(command, OperatorRead):
        return oversee(turn, request, command)
    match command:
        case ShowStart():
            return state.start(turn, player)
        case ShowPositions():
            return state.positions(turn, player)
        case ShowOrders():
            return state.orders(turn, player)
        case ShowHistory():
            return state.history(turn, player, command)
        case ShowOpening():
            return state.opening(turn, player, command)
        case ShowPredicting():
            return state.predicting(turn, request, player, command)
        case ShowWhatIf():
            return state.whatif(turn, player, command)
        case ShowRound():
            return state.chat_round(turn, request, command)
        case ShowVerify():
            return state.verify(turn, request, command)
        case ShowTop():
            return state.top(turn, request, command)
        case ShowMe():
            return state.me(turn, player)
        case ShowPrice():
            return state.price(turn, command)
        case ShowLimits():
            return state.limits(turn, player, changed=False)
        case ShowSettings():
            return SettingsShown(player, changed=False)
        case ShowSetup():
            return chat_setup.show(turn, request)
        case ShowOdds():
            return state.odds(turn, command)
        case ShowLesson():
            return lessons.lesson(turn, player, command.lesson)
        case ShowCard():
            return share_card.card(turn, player, command)
        case ShowPrivacy():
            return leaving.shown(turn, player, command)
        case Export():
            return leaving.export(turn, request)
        case _:
            assert_never(command)
