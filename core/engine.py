"""The engine: the only way to change the book.

    handle(request)     somebody said something
    on_mark(mark)       a price was published
    on_clock(at_ms)     a second has passed
    on_condition        a market is in another condition (`core.prices.anchors` finds it)
    on_history, on_delivered, on_backup       the world answers: a past price, a message sent, a backup made

Each door is one transaction, synchronous, and knows the time only from its argument: it loads, decides and records, and
what must be told goes into the outbox of the same transaction.
What happens at a mark and at a bell, and in which order, is in core/actions/marks/order_of_events.py; what is told to
whom is `engine.telling`, in core/telling.py.

It lives on one thread with the only connection to the file: that thread is the lock. Whatever can arrive twice carries
an id: a repeated request is answered as the first time, an old mark is ignored, a late or double bell changes nothing.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import assert_never

from core.actions import chats, links, orders, players, positions, predictions, privacy, rounds
from core.actions.alerts import choices
from core.actions.marks import late_prices
from core.actions.marks.anchor_changes import anchor_changed, change_condition
from core.actions.marks.late_prices import Wanted
from core.actions.marks.order_of_events import at_bell, at_mark
from core.actions.operator import end_backup, operate
from core.book import Book, Draft, Identity
from core.messages.alerts import AlertWrite, ShowAlerts, ShowWatched
from core.messages.all import Answer, Read, Refusal, Refused, Request, Write, WriteAnswer
from core.messages.cards import ShowCard
from core.messages.chats import SetAdminsOpen, SetChatLanguage, SetGroupFeed, SetStakeCap, SetThread, ShowSetup
from core.messages.leaderboards import ShowTop
from core.messages.lessons import ShowLesson, ShowOdds
from core.messages.links import LinkNow, OfferLink, UseLink
from core.messages.operator import OperatorWrite, ShowLinks, ShowStatus
from core.messages.players import (
    ClaimDaily,
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
    Started,
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
from core.prices.conditions import Condition, MarketState
from core.prices.markets import Mark, Rules, Ticker
from core.prices.quotes import Quote, quote_currency
from core.queries import alerts as alert_queries
from core.queries import chats as chat_queries
from core.queries import leaderboards, lessons, operator, prices, share_card, whatif_and_odds
from core.queries import players as player_queries
from core.queries import positions as position_queries
from core.queries import predictions as prediction_queries
from core.queries import privacy as privacy_queries
from core.queries import rounds as round_queries
from core.rules.chats import Chat, Member
from core.rules.links import LinkState
from core.rules.notices import Notice, Receipt
from core.rules.operator import Backup
from core.rules.players import Player, with_leverage_limit, with_loss_limit
from core.rules.positions import Position, State
from core.telling import Telling
from core.turn import Turn
from core.units import HOUR_MS

_SPOKE_MS = HOUR_MS  # when somebody spoke is written down at most this often, so that reading stays free of writes


class Engine:
    """The rules of the game over a book. `live`: whether prices are real; results on others are kept apart."""

    def __init__(self, book: Book, rules: Rules, live: bool) -> None:
        self._book = book
        self._rules = rules
        self._live = live
        self.telling = Telling(book, self._turn)

    def _turn(self, at_ms: int) -> Turn:
        return Turn(self._book, self._rules, self._live, at_ms)

    # Who speaks

    def known(self, identity: Identity) -> int | None:
        """The number of a person's player, if they have one."""
        return self._book.players.number_of(identity)

    def player(self, identity: Identity, name: str, at_ms: int, language: str = "") -> int:
        """The number of a person's player; the first time, an account is made, in this language, and given 1,000 pt."""
        known, players = self.known(identity), self._book.players
        if known is not None:
            if players.identity_of(known) != identity or at_ms - players.spoke_ms(identity) >= _SPOKE_MS:
                with self._book.transaction():
                    players.set_spoke(identity, at_ms)
            return known
        with self._book.transaction():
            player = replace(players.add(identity, name, at_ms), language=language)
            turn = self._turn(at_ms)
            privacy.welcome(turn, player, identity)
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
        return chat.language if (chat := self._book.chats.find(platform, key)) else ""

    def chat(self, platform: str, key: str, player: int, at_ms: int) -> Chat:
        """The chat of a platform's own id, with the player who just spoke there as a member."""
        chat = self._book.chats.find(platform, key)
        if chat is not None and chat.left_ms is None:
            member = self._book.get(Member, chat.number, player)
            if member is not None and at_ms - member.spoke_ms < _SPOKE_MS:
                return chat
        with self._book.transaction():
            chat = replace(chat or self._book.chats.add(platform, key, player), left_ms=None)
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
        return self._book.players.answer_to(player, request)

    def together(self) -> AbstractContextManager[None]:
        """A transaction around several calls: all of it is kept, or nothing."""
        return self._book.transaction()

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at, ms UTC; zero for a new book."""
        return self._book.latest_ms()

    # Requests

    def handle(self, request: Request) -> Answer:
        """Do what a request asks, once; its repeats get the first answer again.

        A refusal changes nothing; only a button that was refused is tried anew when it is pressed again.
        """
        first = self._book.players.answer_to(request.player, request.id)
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
                    players = self._book.players
                    if players.answer_to(keeper, request.id) is None:  # a link may have brought one under this id
                        players.remember(keeper, request.id, request.at_ms, answer)
                return answer
        except Refusal as refusal:
            refused = Refused(refusal.code, refusal.values)
        if not isinstance(request.command, Read) and not request.pressed:
            with self._book.transaction():
                self._book.players.remember(request.player, request.id, request.at_ms, refused)
        return refused

    # Prices

    def on_mark(self, mark: Mark, quotes: Sequence[Quote] = ()) -> bool:
        """Take a price: one transaction, however much it triggers. False if it is not newer than the last one.

        `quotes`: what every source says at this moment; kept with the mark if anything comes of it.
        """
        turn = self._turn(mark.published_ms)
        ticker = turn.ticker(mark.market)
        if mark.published_ms <= ticker.published_ms:
            return False
        with self._book.transaction():
            at_mark(turn, ticker, mark, quotes)
            turn.finish()
        return True

    def on_condition(self, condition: Condition, at_ms: int) -> None:
        """Keep how a market is now, as `core.prices.anchors` has found."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            change_condition(turn, condition)
            turn.finish()

    def reopen(self, at_ms: int, continued: bool = True) -> None:
        """Nobody guards the markets from now on (simulated prices, a tape): they are live while they have a price.

        Not `continued`: what comes has nothing to do with what was, so what was called on that is given back.
        """
        turn = self._turn(at_ms)
        with self._book.transaction():
            for ticker in self._book.markets.tickers():
                condition = turn.condition(ticker.market)
                if condition.state is not MarketState.LIVE:
                    change_condition(turn, Condition(ticker.market, condition.anchor))
                if not continued:
                    anchor_changed(turn, ticker.market)
            turn.finish()

    def wanted_history(self, at_ms: int) -> list[Wanted]:
        """The past prices that something waits for: see `core.actions.marks.late_prices`."""
        return late_prices.wanted(self._turn(at_ms))

    def on_history(self, asked: Wanted, quote: Quote, at_ms: int) -> bool:
        """Settle what waited for a past price; False if it does not wait, or this is no answer to it."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            used = late_prices.settle(turn, asked, quote)
            turn.finish()
        return used

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""
        return self._book.markets.tickers()

    def market(self, symbol: str, at_ms: int) -> tuple[Ticker, Condition]:
        """How a market stands."""
        turn = self._turn(at_ms)
        return turn.ticker(symbol), turn.condition(symbol)

    def prices(self) -> dict[str, int]:
        """The newest price of every market that ever had one, 1e-8 USD."""
        return {ticker.market: ticker.price for ticker in self._book.markets.tickers()}

    def currencies(self) -> dict[str, str]:
        """What the prices of each market are in, by who makes its marks."""
        return {ticker.market: quote_currency(ticker.source) for ticker in self._book.markets.tickers()}

    # Time, notices, backups

    def on_clock(self, at_ms: int) -> None:
        """Do what time alone brings: funding due, orders and settlements that found no price, rounds that repeat."""
        turn = self._turn(at_ms)
        with self._book.transaction():
            at_bell(turn)
            turn.finish()

    def on_delivered(self, receipt: Receipt) -> list[Notice]:
        """Take what became of a message; the notices that must be told again, because nobody knows."""
        return self.telling.delivered(receipt)

    def wanted_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""
        return self._book.operator.asked_backup()

    def on_backup(self, backup: Backup) -> None:
        """Take what became of a backup (`ended_ms` is now), and tell it to whoever asked."""
        assert backup.ended_ms is not None, "a backup that ended has a moment"
        turn = self._turn(backup.ended_ms)
        with self._book.transaction():
            end_backup(turn, backup)
            turn.finish()


def _keeper(request: Request, answer: WriteAnswer) -> int:
    """The player who repeats a request: after a link, perhaps not the one who made it."""
    if isinstance(answer, LinkNow) and answer.link.state is LinkState.LINKED:
        assert answer.link.keeps is not None
        return answer.link.keeps
    return request.player


def _write(turn: Turn, request: Request, player: Player, command: Write) -> WriteAnswer:
    match command:
        case Open():
            return orders.place(turn, request, player, command)
        case Cancel():
            return orders.cancel(turn, player, command)
        case Close():
            return positions.close(turn, player, command)
        case SetStop():
            return positions.set_stop(turn, player, command)
        case AddMargin():
            return positions.add_margin(turn, request, player, command)
        case Predict():
            return predictions.predict(turn, request, player, command)
        case OpenRound():
            return rounds.open_round(turn, request, command)
        case WithdrawBet():
            return rounds.withdraw_bet(turn, request, player)
        case CancelRound():
            return rounds.cancel_round(turn, request)
        case StopRounds():
            return rounds.stop_rounds(turn, request)
        case ClaimDaily():
            return players.claim_daily(turn, player)
        case SetLossLimit(limit):
            return players.set_limits(turn, with_loss_limit(player, limit, turn.at_ms))
        case SetLeverageLimit(limit):
            return players.set_limits(turn, with_leverage_limit(player, limit, turn.at_ms))
        case TakeBreak():
            return players.take_break(turn, player, command)
        case SetTolerance(bps):
            return players.set_choice(turn, replace(player, tolerance_bps=bps))
        case SetConfirm(above):
            return players.set_choice(turn, replace(player, confirm_above=above))
        case SetPresets():
            return players.set_presets(turn, player, command)
        case SetLanguage(language):
            return players.set_choice(turn, replace(player, language=language))
        case SetThread() | SetStakeCap() | SetAdminsOpen() | SetChatLanguage() | SetGroupFeed():
            return chats.choose(turn, request, command)
        case DeleteMe():
            return privacy.delete(turn, player)
        case OfferLink():
            return links.offer(turn, request, player, command)
        case UseLink():
            return links.use(turn, request, player, command)
    if isinstance(command, AlertWrite):
        return choices.choose(turn, player, command)
    if isinstance(command, OperatorWrite):
        return operate(turn, request, player, command)
    assert_never(command)


def _look(turn: Turn, request: Request, player: Player, command: Read) -> Answer:
    match command:
        case ShowStart():
            return Started(player_queries.account(turn, player))
        case ShowMe():
            return player_queries.me(turn, player)
        case ShowHistory():
            return player_queries.history(turn, player, command)
        case ShowLimits():
            return player_queries.limits(turn, player, changed=False)
        case ShowSettings():
            return SettingsShown(player, changed=False)
        case ShowPositions():
            return position_queries.positions(turn, player)
        case ShowOrders():
            return position_queries.orders(turn, player)
        case ShowOpening():
            return position_queries.opening(turn, player, command)
        case ShowWhatIf():
            return whatif_and_odds.whatif(turn, player, command)
        case ShowOdds():
            return whatif_and_odds.odds(turn, command)
        case ShowPredicting():
            return prediction_queries.predicting(turn, request, player, command)
        case ShowRound():
            return round_queries.chat_round(turn, request, command)
        case ShowVerify():
            return round_queries.verify(turn, request, command)
        case ShowTop():
            return leaderboards.top(turn, request, command)
        case ShowPrice():
            return prices.price(turn, command)
        case ShowAlerts():
            return alert_queries.alerts(turn, player, changed=False)
        case ShowWatched():
            return alert_queries.watched_positions(turn, player, changed=False)
        case ShowSetup():
            return chat_queries.setup(turn, request, changed=False)
        case ShowLesson():
            return lessons.lesson(turn, player, command.lesson)
        case ShowCard():
            return share_card.card(turn, player, command)
        case ShowPrivacy():
            return privacy_queries.privacy(turn, player, command)
        case Export():
            return privacy_queries.export(turn, request)
        case ShowStatus():
            return operator.status(turn, request)
        case ShowLinks():
            return operator.links(turn, request)
        case _:
            assert_never(command)
