"""The reference of the book: the port in plain Python, as a second opinion on every query and error of SqliteBook.

Nothing is shared with storage but the errors. Every query looks at everything and sorts, so this is for hundreds of
things, not for thousands.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields, replace
from typing import Any, TypeVar

from core.book import KEYS, Departure, Draft, Entity, Identity, Message
from core.ledger import HOUSE, MINT, Transfer
from core.messages.all import WriteAnswer
from core.messages.leaderboards import Standing
from core.prices.markets import Side, Ticker
from core.rules.chats import Chat, Member
from core.rules.notices import Notice
from core.rules.orders import Order, OrderState
from core.rules.players import Player, Result
from core.rules.positions import Ending, Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Bet, Round, RoundState, Schedule
from storage.errors import DuplicateError, LedgerError, OverdraftError
from tests.memory_book.alarms import MemoryAlarms
from tests.memory_book.markets import MemoryMarkets
from tests.memory_book.moving import MemoryMoving
from tests.memory_book.operating import MemoryOperating
from tests.memory_book.person import NOTHING, MemoryPerson

E = TypeVar("E")
_LARGEST = 2**63 - 1
_RUNNING = (PredictionState.WAITING, PredictionState.RUNNING)
_ACTIVE = (RoundState.OPEN, RoundState.LOCKED)


class MemoryBook(MemoryPerson, MemoryMarkets, MemoryMoving, MemoryAlarms, MemoryOperating):
    """Everything the engine remembers, as long as it lives."""

    def __init__(self) -> None:
        self._entities: dict[type, dict[Any, Any]] = {kind: {} for kind in KEYS}
        self._balances: dict[str, int] = {}
        self._transfers: dict[str, Transfer] = {}
        self._identities: dict[Identity, int] = {}
        self._answers: dict[tuple[int, str], tuple[int, WriteAnswer]] = {}
        self._departures: dict[Identity, Departure] = {}
        self._notices: dict[int, Notice] = {}
        self._sent: dict[int, int] = {}
        self._held: dict[int, bool] = {}
        self._unreachable: dict[Identity, int] = {}
        self._spoke: dict[Identity, int] = {}
        self._linked_rounds: dict[tuple[int, int], bool] = {}
        self._depth = 0
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones undo only themselves."""
        start = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            while len(self._undo) > start:
                self._set(*self._undo.pop())
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._undo.clear()

    def _put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Every change goes through here, so that it can be undone; `NOTHING` removes."""
        if self._depth:
            self._undo.append((table, key, table.get(key, NOTHING)))
        self._set(table, key, value)

    @staticmethod
    def _set(table: dict[Any, Any], key: Any, value: Any) -> None:
        if value is NOTHING:
            table.pop(key, None)
        else:
            table[key] = value

    def checkpoint(self) -> None:
        """There is no log to copy."""

    def close(self) -> None:
        """There is no file to close."""

    # Entities

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""
        return self._entities[kind].get(key)

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace, in order."""
        with self.transaction():
            for entity in entities:
                if any(isinstance(value, int) and abs(value) > _LARGEST for value in astuple(entity)):
                    raise OverflowError("more than the book can hold")
                self._put(self._entities[type(entity)], _key(entity), entity)

    def end(self, endings: Iterable[Ending]) -> None:
        """Write into open positions what their ends change."""
        for ending in endings:
            position = self.get(Position, ending.player, ending.number)
            assert position is not None, "only what is in the book can end"
            changes = {field.name: getattr(ending, field.name) for field in fields(ending)}
            self.save([replace(position, **changes)])

    def delete(self, entity: Draft | Bet | Schedule) -> None:
        """Remove an entity by its primary key."""
        self._put(self._entities[type(entity)], _key(entity), NOTHING)

    def _all(self, kind: type[E], keep: Callable[[E], bool], order: Callable[[E], Any] | None = None) -> list[E]:
        return sorted(filter(keep, self._entities[kind].values()), key=order or _key)

    # Ledger

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers."""
        with self.transaction():
            for each in transfers:
                self._transfer(each)

    def _transfer(self, each: Transfer) -> None:
        if each.amount <= 0 or each.debit == each.credit:
            raise LedgerError(each)
        if each.id in self._transfers:
            raise DuplicateError(each)
        left = self.balance(each.debit) - each.amount
        if left < 0 and each.debit not in (HOUSE, MINT):
            raise OverdraftError(each)
        self._put(self._transfers, each.id, each)
        self._put(self._balances, each.debit, left)
        self._put(self._balances, each.credit, self.balance(each.credit) + each.amount)

    def balance(self, account: str) -> int:
        """What an account holds, micro-points; zero if it never moved."""
        return self._balances.get(account, 0)

    # Time

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at; zero for a new book."""
        moments = [each.at_ms for each in (*self._transfers.values(), *self._notices.values())]
        moments += [at_ms for at_ms, _ in self._answers.values()]
        moments += [each.published_ms for each in self._entities[Ticker].values()]
        moments += [each.funding_minute * 60_000 for each in self._entities[Ticker].values()]
        moments += [each.spoke_ms for each in self._entities[Member].values()]
        moments += [each.created_ms for each in self._entities[Player].values()]
        return max(moments, default=0)

    # People

    def player_of(self, identity: Identity) -> int | None:
        """The player behind an identity."""
        return self._identities.get(identity)

    def identity_of(self, player: int) -> Identity:
        """Where a player is reached: the identity that spoke last."""
        found = self.identities_of(player)
        if not found:
            raise KeyError(player)
        return max(found, key=lambda each: (self._unreachable.get(each) is None, self._spoke[each]))

    def unreachable_ms(self, identity: Identity) -> int | None:
        """Since when nothing reaches this person there; None while it does."""
        return self._unreachable.get(identity)

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        """Remember that nothing reaches this person there, or (None) that it does again."""
        if identity in self._identities:
            self._put(self._unreachable, identity, at_ms)

    def add_player(self, identity: Identity, name: str, at_ms: int) -> Player:
        """A new player, numbered by the book from 1."""
        if identity in self._identities:
            raise DuplicateError(identity)
        player = Player(self._next(Player), name, at_ms)
        self.save([player])
        self._put(self._identities, identity, player.number)
        self._put(self._spoke, identity, at_ms)
        return player

    def chat_of(self, platform: str, key: str) -> Chat | None:
        """A chat by its platform's own id."""
        found = self._all(Chat, lambda each: (each.platform, each.key) == (platform, key))
        return found[0] if found else None

    def add_chat(self, platform: str, key: str, founder: int) -> Chat:
        """A new chat, numbered by the book from 1."""
        if self.chat_of(platform, key):
            raise DuplicateError(platform, key)
        chat = Chat(self._next(Chat), platform, key, founder)
        self.save([chat])
        return chat

    def move_chat(self, chat: Chat, key: str) -> None:
        """Give a chat another id of its platform; what was known under that id joins it."""
        with self.transaction():
            other = self.chat_of(chat.platform, key)
            if other is not None and other.number < chat.number:
                chat, other = other, chat
            if other is not None and other.number != chat.number:
                for kind in (Round, Result, Member, Schedule):
                    for each in self._all(kind, lambda entity: entity.chat == other.number):
                        moved = replace(each, chat=chat.number)
                        self._put(self._entities[kind], _key(each), NOTHING)
                        if kind not in (Member, Schedule) or _key(moved) not in self._entities[kind]:
                            self._put(self._entities[kind], _key(moved), moved)
                for notice in [each for each in self._notices.values() if each.chat == other.number]:
                    self._put(self._notices, notice.id, replace(notice, chat=chat.number))
                self._put(self._entities[Chat], _key(other), NOTHING)
            back = {"left_ms": None} if other is not None and other.left_ms is None else {}
            self.save([replace(self._entities[Chat][(chat.number,)], key=key, **back)])

    def next_order(self) -> int:
        """The sequence of the next order, over all players, from 1."""
        return max((order.sequence for order in self._all(Order, lambda _: True)), default=0) + 1

    def next_round(self) -> int:
        """The number of the next round, over all chats, from 1."""
        return self._next(Round)

    def _next(self, kind: type) -> int:
        return max((number for (number,) in self._entities[kind]), default=0) + 1

    # Requests

    def answer(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request, if it was seen."""
        found = self._answers.get((player, request))
        return found[1] if found else None

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        """Keep an answer for repeats."""
        if (player, request) in self._answers:
            raise DuplicateError(player, request)
        self._put(self._answers, (player, request), (at_ms, answer))

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        """Drop answers and drafts older than this, and which message shows what where that is older."""
        for key in [key for key, (at_ms, _) in self._answers.items() if at_ms < before_ms]:
            self._put(self._answers, key, NOTHING)
        for draft in self._all(Draft, lambda each: each.at_ms < before_ms):
            self.delete(draft)
        for message in self._all(Message, lambda each: each.at_ms < messages_before_ms):
            self._put(self._entities[Message], _key(message), NOTHING)

    # Orders

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        """Waiting orders without a limit that were received before this, by receipt, player, number."""
        return self._orders(market, before_ms, lambda each: each.limit is None)

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        """Waiting orders that `level` reaches: long `limit_key >= level`, short `<=`; received before, same order."""
        return self._orders(
            market,
            before_ms,
            lambda each: each.limit is not None and each.side is side and _beyond(each.limit_key, level, -side.sign),
        )

    def _orders(self, market: str, before_ms: int, keep: Callable[[Order], bool]) -> list[Order]:
        return self._all(
            Order,
            lambda each: _waits(each) and each.market == market and each.received_ms < before_ms and keep(each),
            lambda each: (each.received_ms, each.sequence, each.player, each.number),
        )

    def waiting_orders(self, player: int) -> Sequence[Order]:
        """A player's waiting orders."""
        return self._all(Order, lambda each: _waits(each) and each.player == player)

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        """Waiting orders with `due_ms` before this."""
        return self._all(Order, lambda each: _waits(each) and each.due_ms < at_ms)

    # Positions

    def open_positions(self, player: int) -> Sequence[Position]:
        """A player's open positions."""
        return self._open(lambda each: each.player == player)

    def closing_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with a close received before this, by receipt, player, number."""
        return self._open(
            lambda each: each.market == market and each.closing_ppm > 0 and each.closing_ms < before_ms,
            lambda each: (each.closing_ms, each.player, each.number),
        )

    def adding_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with margin received before this."""
        return self._open(lambda each: each.market == market and each.adding > 0 and each.adding_ms < before_ms)

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `liq_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached(market, side, lambda each: _beyond(each.liq_key, level, -side.sign))

    def stopped(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `sl_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached(market, side, lambda each: _beyond(each.sl_key, level, -side.sign))

    def taken(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `tp_key` the level reaches: long `<=` level, short `>=`."""
        return self._reached(market, side, lambda each: _beyond(each.tp_key, level, side.sign))

    def _reached(self, market: str, side: Side, keep: Callable[[Position], bool]) -> list[Position]:
        return self._open(lambda each: each.market == market and each.side is side and keep(each))

    def _open(self, keep: Callable[[Position], bool], order: Callable[[Position], Any] | None = None) -> list[Position]:
        return self._all(Position, lambda each: each.state is State.OPEN and keep(each), order)

    # Predictions

    def waiting_predictions(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""
        return self._predictions(
            lambda each: _is(each, PredictionState.WAITING, market) and each.received_ms < before_ms
        )

    def closing_predictions(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""
        return self._predictions(
            lambda each: _is(each, PredictionState.RUNNING, market) and _beyond(each.closes_ms, until_ms, 1)
        )

    def due_predictions(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""
        return self._predictions(lambda each: each.due_ms < at_ms)

    def open_predictions(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""
        return self._predictions(lambda each: each.player == player)

    def predicted(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run, micro-points."""
        key = (market, minutes, side)
        return sum(e.stake for e in self._predictions(lambda each: (each.market, each.minutes, each.side) == key))

    def _predictions(self, keep: Callable[[Prediction], bool]) -> list[Prediction]:
        return self._all(Prediction, lambda each: each.state in _RUNNING and keep(each))

    # Rounds

    def active_round(self, chat: int) -> Round | None:
        """The chat's open or locked round."""
        found = self._rounds(lambda each: each.chat == chat)
        return found[0] if found else None

    def rounds_at(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""
        return self._rounds(
            lambda each: each.market == market and (each.locks_ms if _opens(each) else each.closes_ms) <= at_ms
        )

    def due_rounds(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""
        return self._rounds(lambda each: each.due_ms < at_ms)

    def _rounds(self, keep: Callable[[Round], bool]) -> list[Round]:
        return self._all(Round, lambda each: each.state in _ACTIVE and keep(each))

    def bets(self, round_number: int) -> Sequence[Bet]:
        """The stakes of a round, by player."""
        return self._all(Bet, lambda each: each.round == round_number)

    def open_bets(self, player: int) -> Sequence[Bet]:
        """A player's stakes in rounds that have not ended."""
        active = {each.number for each in self._rounds(lambda each: True)}
        return self._all(Bet, lambda each: each.player == player and each.paid is None and each.round in active)

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Repeating rounds that open at or before this."""
        return self._all(Schedule, lambda each: each.next_ms <= at_ms)

    # Results

    def history(self, player: int, limit: int) -> Sequence[Result]:
        """A player's results, newest first, then by kind and number."""
        results = self._all(
            Result, lambda each: each.player == player, lambda each: (-each.at_ms, each.kind, each.number)
        )
        return results[:limit]

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        """Results since then, summed by player.

        Without a chat: everything but rounds. With one: its own rounds, and all but rounds of those who spoke there
        since `spoke_since_ms`.
        """
        spoke = self._all(Member, lambda each: each.chat == chat and each.spoke_ms >= spoke_since_ms)
        speakers = {each.player for each in spoke}

        def counts(result: Result) -> bool:
            if result.at_ms < since_ms or result.live is not live:
                return False
            if result.chat is None:
                return chat is None or result.player in speakers
            return result.chat == chat

        return self._standings(counts)

    def standing(self, player: int, live: bool) -> Standing | None:
        """All results of one player."""
        found = self._standings(lambda each: each.player == player and each.live is live)
        return found[0] if found else None

    def _standings(self, keep: Callable[[Result], bool]) -> list[Standing]:
        sums: dict[int, Standing] = {}
        for each in self._all(Result, lambda result: result.staked > 0 and keep(result)):
            sums.setdefault(each.player, Standing(each.player, self._entities[Player][each.player,].name, 0, 0, 0, 0))
            line = sums[each.player]
            sums[each.player] = replace(
                line,
                entries=line.entries + 1,
                hits=line.hits + (each.net > 0),
                staked=line.staked + each.staked,
                net=line.net + each.net,
            )
        return list(sums.values())

    def net_since(self, player: int, since_ms: int) -> int:
        """The sum of a player's net results since then, micro-points."""
        return sum(e.net for e in self._all(Result, lambda each: each.player == player and each.at_ms >= since_ms))

    def longest_ms(self, player: int, live: bool) -> int:
        """The longest a position of this player lived, at live or at other prices, ms; zero without one."""
        positions = self._all(Result, lambda e: (e.player, e.kind, e.live) == (player, "position", live))
        return max((each.lived_ms for each in positions), default=0)

    # Outbox

    def tell(self, notices: Iterable[Notice]) -> None:
        """Put notices into the outbox, in order."""
        for notice in notices:
            number = max(self._notices, default=0) + 1
            self._put(self._notices, number, replace(notice, id=number))

    def untold(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        """Notices not delivered and not held: liquidations (`first`) or all others, with a higher id, by id."""
        waiting = (each for each in self._notices.values() if each.id not in self._sent and each.id not in self._held)
        return sorted((e for e in waiting if e.first == first and e.id > after), key=lambda each: each.id)[:limit]

    def notice(self, number: int) -> Notice | None:
        """A notice that waits, as it is now: a link may have given it away. None if it was told or they left."""
        return None if number in self._sent else self._notices.get(number)

    def begin_telling(self, notices: Iterable[int]) -> None:
        """Count one more try of each; they go together, as one message."""
        for notice in (found := [self._notices[number] for number in notices]):
            self._put(self._notices, notice.id, replace(notice, tries=notice.tries + 1, sent_with=found[0].id))

    def told(self, notices: Iterable[int], at_ms: int) -> None:
        """Mark notices as delivered."""
        for number in self._notices.keys() & set(notices):
            self._put(self._sent, number, at_ms)

    def hold_one(self, notice: int) -> None:
        """Keep this notice until what is held for its player is released."""
        self._put(self._held, notice, True)

    def hold(self, player: int) -> None:
        """Keep a player's undelivered notices until they are released; what a chat is told of them goes on."""
        for notice in self._notices.values():
            if notice.player == player and notice.chat is None and notice.id not in self._sent:
                self._put(self._held, notice.id, True)

    def release(self, player: int) -> None:
        """Put what is held for a player at the end of the outbox."""
        theirs = [each for each in self._notices.values() if each.player == player and each.id not in self._sent]
        held = sorted((each for each in theirs if each.id in self._held), key=lambda each: each.id)
        self.tell(held)
        for notice in held:
            self._put(self._held, notice.id, NOTHING)
            self._put(self._notices, notice.id, NOTHING)


def _key(entity: Any) -> tuple[Any, ...]:
    return tuple(getattr(entity, name) for name in KEYS[type(entity)])


def _waits(order: Order) -> bool:
    return order.state is OrderState.WAITING


def _is(prediction: Prediction, state: PredictionState, market: str) -> bool:
    return prediction.state is state and prediction.market == market


def _opens(round_: Round) -> bool:
    return round_.state is RoundState.OPEN


def _beyond(key: int | None, level: int, sign: int) -> bool:
    """Whether a level is at a threshold, or further in the direction of `sign`; None is never reached."""
    return key is not None and sign * (level - key) >= 0
