"""The engine: the only way to change the book.

    handle(request)   somebody said something       each door is one transaction, synchronous, and knows the time
    on_mark(mark)     a price was published         only from its argument; it loads, decides, records, and what
    on_clock(at_ms)   a second has passed           must be told goes into the outbox of the same transaction

and on_history, on_delivered for answers to what it asked the world, on_condition for how a market is. What prices do is
in core/pricing.py.

It lives on one thread with the only connection to the file: that thread is the lock. Whatever can arrive twice carries
an id: a repeated request is answered as the first time, an old mark is ignored, a late or double bell changes nothing.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import assert_never

from core import accounts, betting, halts, leaving, lessons, linking, reading, setup, sharing, trading
from core.accounts import DAY_MS, Player, Ring
from core.answers import (
    Answer,
    Claimed,
    Deleted,
    LimitsShown,
    LinkNow,
    PositionNow,
    Refusal,
    Refused,
    SettingsShown,
    Thing,
    WriteAnswer,
)
from core.commands import (
    AddMargin,
    Cancel,
    CancelRound,
    ClaimDaily,
    Close,
    DeleteMe,
    Export,
    OfferLink,
    Open,
    OpenRound,
    Predict,
    Read,
    Request,
    SetAdminsOpen,
    SetChatLanguage,
    SetConfirm,
    SetLanguage,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SetRing,
    SetStakeCap,
    SetStop,
    SetThread,
    SetTolerance,
    ShowCard,
    ShowHistory,
    ShowLesson,
    ShowLimits,
    ShowMe,
    ShowOdds,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowPredicting,
    ShowPrice,
    ShowPrivacy,
    ShowRound,
    ShowSettings,
    ShowSetup,
    ShowStart,
    ShowTop,
    ShowVerify,
    ShowWhatIf,
    StopRounds,
    TakeBreak,
    UseLink,
    WithdrawBet,
    Write,
)
from core.funding import accrue
from core.ledger import MINT, player_account
from core.links import Link, LinkState
from core.markets import DEFAULT_MARKET
from core.matching import expire, give_back_forbidden
from core.notices import Notice, Outcome, Receipt
from core.ports import Chat, Draft, Identity, Member, Message
from core.positions import Position, State
from core.pricing import Pricing
from core.turn import Turn

_KEPT_MS = DAY_MS  # how long a request's answer is kept for repeats
_SPOKE_MS = 3_600_000  # membership is refreshed at most this often, so that reading stays free of writes


_MESSAGES_MS = 7 * DAY_MS  # how long it is known which message shows what; older cards are shown anew
_MARKS_MS = 2 * DAY_MS  # how long marks that decided nothing are kept
_PRUNED = 200  # marks dropped by a bell at most, so that a bell stays short; some twenty come in its second
_TRIES = 2  # sends of a liquidation whose outcome stays unknown; then it counts as told


@dataclass(frozen=True, slots=True)
class Errand:
    """A notice and to whom it goes; None: nobody can receive it now."""

    notice: Notice
    to: Identity | Chat | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice is about, as that is now, how it rings with its player (None: it rings with nobody), and in which
    language that player reads."""

    thing: Thing
    ring: Ring | None
    language: str


class Engine(Pricing):
    """The rules of the game over a book. `live`: whether prices are real; results on others are kept apart."""

    # Who speaks

    def known(self, identity: Identity) -> int | None:
        """The number of a person's player, if they have one."""
        return self._book.player_of(identity)

    def player(self, identity: Identity, name: str, at_ms: int) -> int:
        """The number of a person's player; the first time, the account is made and given its 1,000 pt."""
        known = self.known(identity)
        if known is not None:
            if self._book.identity_of(known) != identity:
                with self._book.transaction():
                    self._book.spoke(identity)
            return known
        with self._book.transaction():
            player = self._book.add_player(identity, name, at_ms)
            turn = self._turn(at_ms)
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

    def unlink(self, number: int, at_ms: int) -> Link:
        """Undo a link, for the operator. Raises Refusal where that is not possible, or not any more."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            link = linking.undo(turn, number)
            turn.finish()
        return link

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
                    self._book.remember(_keeper(request, answer), request.id, request.at_ms, answer)
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
                accrued = accrue(ticker, over)
                if accrued is not ticker:
                    turn.save(accrued)
                halts.notice_halt(turn, ticker)
            for order in self._book.due_orders(over):
                expire(turn, order)
            for round_ in self._book.due_rounds(over):
                betting.give_up_round(turn, round_)
            for prediction in self._book.due_predictions(over):
                betting.refund_prediction(turn, prediction, "no_price")
            turn.flush()
            for schedule in self._book.due_schedules(at_ms):
                betting.repeat_round(turn, schedule)
            self._book.forget(at_ms - _KEPT_MS, at_ms - _MESSAGES_MS)
            self._book.prune_marks(at_ms - _MARKS_MS, _PRUNED)
            self._book.forget_departures(at_ms - leaving.RETURN_MS)
            turn.finish()

    # What must be told

    def untold(self, first: bool, after: int, limit: int) -> list[Errand]:
        """The next notices to deliver, liquidations (`first`) or all others, with a higher id than `after`.

        What nobody can receive now is held until the player is back, or dropped with the chat that has removed us.
        """
        return [Errand(notice, self._address(notice)) for notice in self._book.untold(first, after, limit)]

    def _address(self, notice: Notice) -> Identity | Chat | None:
        if notice.chat is not None:
            chat = self._book.get(Chat, notice.chat)
            assert chat is not None
            if chat.left_ms is None:
                return chat
            self._book.told([notice.id], notice.at_ms)
            return None
        assert notice.player is not None
        identity = self._book.identity_of(notice.player)
        if self._book.unreachable_ms(identity) is None:
            return identity
        self._book.hold(notice.player)
        return None

    def look_up(self, notice: Notice) -> Told:
        """What to tell, at the moment of telling it."""
        thing = reading.noticed(self._turn(notice.at_ms), notice)
        player = None if notice.player is None else self._book.get(Player, notice.player)
        ring = player.ring(notice.ring) if player and notice.ring else None
        return Told(thing, ring, player.language if player else "")

    def begin_telling(self, notices: list[int]) -> None:
        """Remember that notices are about to be sent, so that after a crash it is known that they may have arrived."""
        self._book.begin_telling(notices)

    def reference(self, platform: str, address: str, edit_key: str) -> str:
        """The platform's reference of the message that shows a thing; empty if there is none."""
        found = self._book.get(Message, platform, address, edit_key)
        return found.reference if found else ""

    def on_delivered(self, receipt: Receipt) -> list[Notice]:
        """Take what became of a message; the notices that must be told again, because nobody knows."""
        book, again = self._book, []
        with book.transaction():
            match receipt.outcome:
                case Outcome.ARRIVED if receipt.edit_key:
                    key = (receipt.platform, receipt.address, receipt.edit_key)
                    book.save([Message(*key, receipt.reference, receipt.at_ms)])
                case Outcome.UNCERTAIN:
                    again = [each for each in receipt.notices if each.first and each.tries + 1 < _TRIES]
                case Outcome.UNREACHABLE:
                    self._lose(receipt)
                    return []
            book.told([each.id for each in receipt.notices if each not in again], receipt.at_ms)
        return [replace(each, tries=each.tries + 1) for each in again]

    def _lose(self, receipt: Receipt) -> None:
        """Nothing reaches this person or chat any more: what waits for the one is held, for the other dropped."""
        book = self._book
        if receipt.chat:
            chat = book.chat_of(receipt.platform, receipt.chat)
            if chat is not None:
                book.save([replace(chat, left_ms=receipt.at_ms)])
            book.told([each.id for each in receipt.notices], receipt.at_ms)
            return
        identity = Identity(receipt.platform, receipt.user)
        player = book.player_of(identity)
        if player is not None:
            book.set_unreachable(identity, receipt.at_ms)
            book.hold(player)

    def left(self, platform: str, key: str, at_ms: int) -> None:
        """The bot was removed from a chat."""
        self.on_delivered(Receipt(platform, "", key, Outcome.UNREACHABLE, at_ms))

    def moved(self, platform: str, old: str, new: str) -> None:
        """A chat has another id now, with everything that belongs to it."""
        chat = self._book.chat_of(platform, old)
        if chat is not None:
            with self._book.transaction():
                self._book.move_chat(chat, new)

    def returned(self, identity: Identity) -> None:
        """A person whom nothing reached can be reached again, and is told what has waited."""
        player = self._book.player_of(identity)
        if player is not None and self._book.unreachable_ms(identity) is not None:
            with self._book.transaction():
                self._book.set_unreachable(identity, None)
                self._book.release(player)

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
            return betting.open_round(turn, request, command)
        case WithdrawBet():
            return betting.withdraw_bet(turn, request, player)
        case CancelRound():
            return betting.cancel_round(turn, request)
        case StopRounds():
            return betting.stop_rounds(turn, request)
        case ClaimDaily():
            return _claim(turn, player)
        case SetLossLimit():
            return _limit(turn, accounts.with_loss_limit(player, command.limit, turn.at_ms))
        case SetLeverageLimit():
            return _limit(turn, accounts.with_leverage_limit(player, command.limit, turn.at_ms))
        case TakeBreak():
            return _break(turn, player, command)
        case SetTolerance():
            return _set(turn, replace(player, tolerance_bps=command.bps))
        case SetConfirm():
            return _set(turn, replace(player, confirm_above=command.above))
        case SetPresets():
            return _presets(turn, player, command)
        case SetRing():
            return _set(turn, player.with_ring(command.kind, command.ring))
        case SetLanguage():
            return _set(turn, replace(player, language=command.language))
        case SetThread() | SetStakeCap() | SetAdminsOpen() | SetChatLanguage():
            return setup.choose(turn, request, command)
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
    if round_ is not None and betting.joins(round_, command):
        return betting.place_bet(turn, request, player, command, round_)
    if command.minutes is None:
        market = command.market or DEFAULT_MARKET
        return reading.predicting(turn, request, player, ShowPredicting(command.side, command.stake, None, market))
    return betting.predict(turn, request, player, command, command.minutes, round_)


def _claim(turn: Turn, player: Player) -> Claimed:
    account = player_account(player.number)
    things = trading.open_things(turn, player.number)
    grant = accounts.claim(player, turn.balance(account), not things, turn.at_ms)
    if isinstance(grant, int):
        raise Refusal("daily_later", from_ms=grant, left_span_ms=grant - turn.at_ms)
    turn.move(f"{account}:{turn.at_ms}", MINT, account, grant.amount, "refill" if grant.refill else "daily")
    turn.save(grant.player)
    return Claimed(reading.account(turn, grant.player), grant.amount, grant.refill)


def _limit(turn: Turn, player: Player) -> LimitsShown:
    """Put a limit in force: it acts at once, also on orders that wait."""
    turn.save(player)
    give_back_forbidden(turn, player)
    return reading.limits(turn, player, changed=True)


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
    match command:
        case ShowStart():
            return reading.start(turn, player)
        case ShowPositions():
            return reading.positions(turn, player)
        case ShowOrders():
            return reading.orders(turn, player)
        case ShowHistory():
            return reading.history(turn, player, command)
        case ShowOpening():
            return reading.opening(turn, player, command)
        case ShowPredicting():
            return reading.predicting(turn, request, player, command)
        case ShowWhatIf():
            return reading.whatif(turn, player, command)
        case ShowRound():
            return reading.chat_round(turn, request, command)
        case ShowVerify():
            return reading.verify(turn, request, command)
        case ShowTop():
            return reading.top(turn, request, command)
        case ShowMe():
            return reading.me(turn, player)
        case ShowPrice():
            return reading.price(turn, command)
        case ShowLimits():
            return reading.limits(turn, player, changed=False)
        case ShowSettings():
            return SettingsShown(player, changed=False)
        case ShowSetup():
            return setup.show(turn, request)
        case ShowOdds():
            return reading.odds(turn, command)
        case ShowLesson():
            return lessons.lesson(turn, player, command.lesson)
        case ShowCard():
            return sharing.card(turn, player, command)
        case ShowPrivacy():
            return leaving.shown(turn, player, command)
        case Export():
            return leaving.export(turn, request)
        case _:
            assert_never(command)
