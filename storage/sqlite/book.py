"""The book in one SQLite file: `core.book.Book` with one connection, which is made and used on the engine's thread.

Rules of the file
1. Whoever writes is inside a transaction: the caller's, or one of its own. An error leaves it half done, so it is never
   caught inside the transaction that it belongs to.
2. Bulk goes through `executemany`; the row API of sqlite-utils costs ten times as much.
3. Every statement's text is one of a fixed set, so that SQLite's compiled form of it is found again.
4. A query of a mark or a bell names its index (`INDEXED BY`): it fails rather than turn into a scan of all history.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from operator import attrgetter
from typing import Any, TypeVar

from sqlite_utils import Database

from core.book import Draft, Entity, Identity
from core.ledger import Transfer
from core.messages.all import WriteAnswer
from core.messages.leaderboards import Standing
from core.messages.lessons import Tally
from core.prices.markets import Side
from core.rules.chats import Chat
from core.rules.notices import Topic
from core.rules.orders import Order
from core.rules.players import Player, Result
from core.rules.positions import Ending, Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round, Schedule
from storage.answers import from_text, to_text
from storage.errors import DuplicateError, LedgerError, OverdraftError
from storage.sqlite.alerts import AlarmTables
from storage.sqlite.links import MovingTables
from storage.sqlite.markets import ACTIVE, RUNNING, MarketTables
from storage.sqlite.operator import OperatingTables
from storage.sqlite.outbox import OutboxTables
from storage.sqlite.person import PersonTables
from storage.sqlite.rows import Shape, change_of, shape

E = TypeVar("E")

_TRANSFER = attrgetter("id", "debit", "credit", "amount", "code", "at_ms")
_RUNNING, _ACTIVE = RUNNING, ACTIVE
_BY_RECEIPT = "ORDER BY received_ms, sequence, player, number"

_STANDINGS_OF_ALL = """
    SELECT player, staked, net FROM results INDEXED BY results_at
    WHERE at_ms >= :since AND live = :live AND chat IS NULL
"""
_STANDINGS_OF_A_CHAT = """
    SELECT player, staked, net FROM results INDEXED BY results_chat
    WHERE chat = :chat AND at_ms >= :since AND live = :live
    UNION ALL
    SELECT results.player, staked, net FROM members CROSS JOIN results INDEXED BY results_player
    WHERE members.chat = :chat AND spoke_ms >= :spoke_since
    AND results.player = members.player AND at_ms >= :since AND live = :live AND results.chat IS NULL
"""
_STANDING_OF_ONE = "SELECT player, staked, net FROM results WHERE player = :player AND live = :live"

# Asked once, at the start. What is appended in the order of time is read at its end, and requests have an index.
_LATEST = """
    SELECT max(at_ms) FROM (
        SELECT max(max(published_ms), 60000 * max(funding_minute)) AS at_ms FROM tickers
        UNION ALL SELECT max(at_ms) FROM requests
        UNION ALL SELECT max(spoke_ms) FROM members
        UNION ALL SELECT max(created_ms) FROM players
        UNION ALL SELECT * FROM (SELECT at_ms FROM transfers ORDER BY sequence DESC LIMIT 1)
        UNION ALL SELECT max(at_ms) FROM outbox
    )
"""


class SqliteBook(PersonTables, OutboxTables, MarketTables, MovingTables, AlarmTables, OperatingTables):
    """Everything the engine remembers, in a database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._conn = db.conn

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones undo only themselves."""
        with self._db.atomic():
            yield

    def _writing(self) -> AbstractContextManager[Any]:
        """The caller's transaction, or one of its own. A savepoint for every write would cost half as much again."""
        return nullcontext() if self._conn.in_transaction else self._db.atomic()

    # Entities

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""
        form = shape(kind)
        try:
            row = self._conn.execute(form.get, key).fetchone()
        except OverflowError:  # a number that no column can hold, so nothing has it
            return None
        return form.entity(row) if row else None

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace. Each type has a table of its own, so only the order within a type matters."""
        groups: defaultdict[type, list[Entity]] = defaultdict(list)
        for entity in entities:
            groups[type(entity)].append(entity)
        if groups:
            with self._writing():
                for kind, group in groups.items():
                    form: Shape[Any] = shape(kind)
                    self._conn.executemany(form.save, map(form.values, group))

    def end(self, endings: Iterable[Ending]) -> None:
        """Write into open positions what their ends change."""
        sql, values = change_of(Ending, Position)
        rows = [values(each) for each in endings]
        if rows:
            with self._writing():
                changed = self._conn.executemany(sql, rows).rowcount
            assert changed == len(rows), "only what is in the book can end"

    def delete(self, entity: Draft | Bet | Schedule) -> None:
        """Remove an entity by its primary key."""
        form: Shape[Any] = shape(type(entity))
        with self._writing():
            self._conn.execute(form.delete, form.key(entity))

    def _all(self, kind: type[E], clause: str, *values: int | str, order: str | None = None) -> list[E]:
        form = shape(kind)
        rows = self._conn.execute(f"{form.select} {clause} {order or form.order}", values)
        return [form.entity(row) for row in rows]

    def _value(self, sql: str, *values: int | str) -> Any:
        row = self._conn.execute(sql, values).fetchone()
        return row[0] if row else None

    # Ledger

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers, all of them or none."""
        rows = [*map(_TRANSFER, transfers)]
        if rows:
            with self._once(), self._writing():
                self._conn.executemany(
                    "INSERT INTO transfers (id, debit, credit, amount, code, at_ms) VALUES (?, ?, ?, ?, ?, ?)", rows
                )

    def balance(self, account: str) -> int:
        """What an account holds, micro-points; zero if it never moved."""
        return self._value("SELECT balance FROM accounts WHERE name = ?", account) or 0

    @contextmanager
    def _once(self) -> Iterator[None]:
        """The database's refusals by our names for them."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if "overdraft" in str(error):  # the name of the constraint
                raise OverdraftError(str(error)) from error
            if error.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
                raise DuplicateError(str(error)) from error
            raise LedgerError(str(error)) from error

    # Time

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at; zero for a new book."""
        return self._value(_LATEST) or 0

    # People

    def player_of(self, identity: Identity) -> int | None:
        """The player behind an identity."""
        sql = "SELECT player FROM identities WHERE platform = ? AND user = ?"
        return self._value(sql, identity.platform, identity.user)

    def identity_of(self, player: int) -> Identity:
        """Where a player is reached: the identity that spoke last. Raises KeyError for one without any."""
        sql = (
            "SELECT platform, user FROM identities WHERE player = ? "
            "ORDER BY unreachable_ms IS NOT NULL, spoke_ms DESC, platform, user LIMIT 1"
        )
        row = self._conn.execute(sql, (player,)).fetchone()
        if row is None:
            raise KeyError(player)
        return Identity(*row)

    def unreachable_ms(self, identity: Identity) -> int | None:
        """Since when nothing reaches this person there; None while it does."""
        sql = "SELECT unreachable_ms FROM identities WHERE platform = ? AND user = ?"
        return self._value(sql, identity.platform, identity.user)

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        """Remember that nothing reaches this person there, or (None) that it does again."""
        sql = "UPDATE identities SET unreachable_ms = ? WHERE platform = ? AND user = ?"
        with self._writing():
            self._conn.execute(sql, (at_ms, identity.platform, identity.user))

    def add_player(self, identity: Identity, name: str, at_ms: int) -> Player:
        """A new player, numbered by the book from 1."""
        with self._once(), self._writing():
            player = Player(self._next("players"), name, at_ms)
            self.save([player])
            values = (identity.platform, identity.user, player.number, at_ms)
            sql = "INSERT INTO identities (platform, user, player, spoke_ms) VALUES (?, ?, ?, ?)"
            self._conn.execute(sql, values)
        return player

    def chat_of(self, platform: str, key: str) -> Chat | None:
        """A chat by its platform's own id."""
        found = self._all(Chat, "WHERE platform = ? AND key = ?", platform, key)
        return found[0] if found else None

    def add_chat(self, platform: str, key: str, founder: int) -> Chat:
        """A new chat, numbered by the book from 1."""
        with self._once(), self._writing():
            chat = Chat(self._next("chats"), platform, key, founder)
            self.save([chat])
        return chat

    def move_chat(self, chat: Chat, key: str) -> None:
        """Give a chat another id of its platform; what was known under that id joins it."""
        with self._writing():
            other = self.chat_of(chat.platform, key)
            if other is not None and other.number < chat.number:  # a late message made another chat of the old id
                chat, other = other, chat
            if other is not None and other.number != chat.number:
                for table in ("rounds", "results", "outbox"):
                    self._conn.execute(f"UPDATE {table} SET chat = ? WHERE chat = ?", (chat.number, other.number))
                for table in ("members", "schedules"):  # where both have one, the older chat's stays
                    self._conn.execute(
                        f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", (chat.number, other.number)
                    )
                    self._conn.execute(f"DELETE FROM {table} WHERE chat = ?", (other.number,))
                self._conn.execute("DELETE FROM chats WHERE number = ?", (other.number,))
            back = other is not None and other.left_ms is None
            sql = "UPDATE chats SET key = ?, left_ms = CASE WHEN ? THEN NULL ELSE left_ms END WHERE number = ?"
            self._conn.execute(sql, (key, back, chat.number))

    def next_order(self) -> int:
        """The sequence of the next order, over all players, from 1."""
        return self._value("SELECT coalesce(max(sequence), 0) + 1 FROM orders")

    def next_round(self) -> int:
        """The number of the next round, over all chats, from 1."""
        return self._next("rounds")

    def _next(self, table: str) -> int:
        return self._value(f"SELECT coalesce(max(number), 0) + 1 FROM {table}")

    # Requests

    def answer(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request, if it was seen."""
        text = self._value("SELECT answer FROM requests WHERE player = ? AND id = ?", player, request)
        return None if text is None else from_text(text)

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        """Keep an answer for repeats."""
        with self._once(), self._writing():
            sql = "INSERT INTO requests (player, id, at_ms, answer) VALUES (?, ?, ?, ?)"
            self._conn.execute(sql, (player, request, at_ms, to_text(answer)))

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        """Drop answers and drafts older than this, and which message shows what where that is older."""
        with self._writing():
            self._conn.execute("DELETE FROM requests INDEXED BY requests_at WHERE at_ms < ?", (before_ms,))
            self._conn.execute("DELETE FROM drafts INDEXED BY drafts_at WHERE at_ms < ?", (before_ms,))
            self._conn.execute("DELETE FROM messages INDEXED BY messages_at WHERE at_ms < ?", (messages_before_ms,))

    # Orders

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        """Waiting orders without a limit that were received before this, by receipt, player, number."""
        where = (
            "INDEXED BY orders_market WHERE state = 'waiting' AND \"limit\" IS NULL AND market = ? AND received_ms < ?"
        )
        return self._all(Order, where, market, before_ms, order=_BY_RECEIPT)

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        """Waiting orders that `level` reaches: long `limit_key >= level`, short `<=`; received before, same order."""
        reached = ">=" if side is Side.LONG else "<="
        where = (
            "INDEXED BY orders_limit WHERE state = 'waiting' AND \"limit\" IS NOT NULL AND market = ? AND side = ? "
            f"AND limit_key {reached} ? AND received_ms < ?"
        )
        return self._all(Order, where, market, side, level, before_ms, order=_BY_RECEIPT)

    def waiting_orders(self, player: int) -> Sequence[Order]:
        """A player's waiting orders."""
        return self._all(Order, "INDEXED BY orders_waiting WHERE state = 'waiting' AND player = ?", player)

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        """Waiting orders with `due_ms` before this."""
        return self._all(Order, "INDEXED BY orders_due WHERE state = 'waiting' AND due_ms < ?", at_ms)

    # Positions

    def open_positions(self, player: int) -> Sequence[Position]:
        """A player's open positions."""
        return self._all(Position, "INDEXED BY positions_open WHERE state = 'open' AND player = ?", player)

    def newest_position(self, player: int, liquidated: bool) -> Position | None:
        """A player's position of the highest number, of all or of those that were liquidated."""
        state = " AND state = 'liquidated'" if liquidated else ""
        found = self._all(Position, f"WHERE player = ?{state}", player, order="ORDER BY number DESC LIMIT 1")
        return found[0] if found else None

    def tally(self, player: int) -> Tally:
        """All positions of a player in figures."""
        sql = (
            "SELECT count(*), coalesce(sum(state = 'liquidated'), 0), coalesce(sum(realised_funding), 0), "
            "coalesce(sum(fees), 0) FROM positions WHERE player = ?"
        )
        return Tally(*self._conn.execute(sql, (player,)).fetchone())

    def closing_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with a close received before this, by receipt, player, number."""
        where = (
            "INDEXED BY positions_closing WHERE state = 'open' AND closing_ppm > 0 AND market = ? AND closing_ms < ?"
        )
        return self._all(Position, where, market, before_ms, order="ORDER BY closing_ms, player, number")

    def adding_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with margin received before this."""
        where = "INDEXED BY positions_adding WHERE state = 'open' AND adding > 0 AND market = ? AND adding_ms < ?"
        return self._all(Position, where, market, before_ms)

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `liq_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached("liq", market, side, ">=" if side is Side.LONG else "<=", level)

    def stopped(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `sl_key` the level reaches: long `>=` level, short `<=`."""
        return self._reached("sl", market, side, ">=" if side is Side.LONG else "<=", level)

    def taken(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `tp_key` the level reaches: long `<=` level, short `>=`."""
        return self._reached("tp", market, side, "<=" if side is Side.LONG else ">=", level)

    def _reached(self, key: str, market: str, side: Side, reached: str, level: int) -> list[Position]:
        where = f"INDEXED BY positions_{key} WHERE state = 'open' AND market = ? AND side = ? AND {key}_key {reached} ?"
        return self._all(Position, where, market, side, level)

    # Predictions

    def waiting_predictions(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""
        where = "INDEXED BY predictions_waiting WHERE state = 'waiting' AND market = ? AND received_ms < ?"
        return self._all(Prediction, where, market, before_ms)

    def closing_predictions(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""
        where = "INDEXED BY predictions_closing WHERE state = 'running' AND market = ? AND closes_ms <= ?"
        return self._all(Prediction, where, market, until_ms)

    def due_predictions(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""
        return self._all(Prediction, f"INDEXED BY predictions_due WHERE {_RUNNING} AND due_ms < ?", at_ms)

    def open_predictions(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""
        return self._all(Prediction, f"INDEXED BY predictions_open WHERE {_RUNNING} AND player = ?", player)

    def predicted(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run, micro-points."""
        sql = (
            "SELECT coalesce(sum(stake), 0) FROM predictions INDEXED BY predictions_stakes "
            f"WHERE {_RUNNING} AND market = ? AND minutes = ? AND side = ?"
        )
        return self._value(sql, market, minutes, side)

    # Rounds

    def active_round(self, chat: int) -> Round | None:
        """The chat's open or locked round."""
        found = self._all(Round, f"INDEXED BY rounds_active WHERE {_ACTIVE} AND chat = ?", chat)
        return found[0] if found else None

    def rounds_at(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""
        where = (
            "WHERE number IN ("
            "SELECT number FROM rounds INDEXED BY rounds_locking "
            "WHERE state = 'open' AND market = ? AND locks_ms <= ? UNION ALL "
            "SELECT number FROM rounds INDEXED BY rounds_closing "
            "WHERE state = 'locked' AND market = ? AND closes_ms <= ?)"
        )
        return self._all(Round, where, market, at_ms, market, at_ms)

    def due_rounds(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""
        return self._all(Round, f"INDEXED BY rounds_due WHERE {_ACTIVE} AND due_ms < ?", at_ms)

    def bets(self, round_number: int) -> Sequence[Bet]:
        """The stakes of a round, by player."""
        return self._all(Bet, "WHERE round = ?", round_number)

    def open_bets(self, player: int) -> Sequence[Bet]:
        """A player's stakes in rounds that have not ended."""
        active = f"(SELECT {_ACTIVE} FROM rounds WHERE number = round)"
        where = f"INDEXED BY bets_open WHERE paid IS NULL AND player = ? AND {active}"
        return self._all(Bet, where, player)

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Repeating rounds that open at or before this."""
        return self._all(Schedule, "INDEXED BY schedules_next WHERE next_ms <= ?", at_ms)

    # Results

    def history(self, player: int, limit: int) -> Sequence[Result]:
        """A player's results, newest first, then by kind and number."""
        newest = "ORDER BY at_ms DESC, kind, number LIMIT ?"
        return self._all(Result, "INDEXED BY results_player WHERE player = ?", player, limit, order=newest)

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        """Results since then, summed by player.

        Without a chat: everything but rounds. With one: its own rounds, and all but rounds of those who spoke there
        since `spoke_since_ms`.
        """
        source = _STANDINGS_OF_ALL if chat is None else _STANDINGS_OF_A_CHAT
        return self._standings(source, since=since_ms, live=live, chat=chat, spoke_since=spoke_since_ms)

    def standing(self, player: int, live: bool) -> Standing | None:
        """All results of one player."""
        found = self._standings(_STANDING_OF_ONE, player=player, live=live)
        return found[0] if found else None

    def _standings(self, source: str, **values: int | None) -> list[Standing]:
        sql = (
            "SELECT player, (SELECT name FROM players WHERE number = player), "
            f"count(*), sum(net > 0), sum(staked), sum(net) FROM ({source}) WHERE staked > 0 "
            "GROUP BY player ORDER BY player"
        )
        return [Standing(*row) for row in self._conn.execute(sql, values)]

    def net_since(self, player: int, since_ms: int) -> int:
        """The sum of a player's net results since then, micro-points."""
        sql = "SELECT coalesce(sum(net), 0) FROM results INDEXED BY results_player WHERE player = ? AND at_ms >= ?"
        return self._value(sql, player, since_ms)

    def longest_ms(self, player: int, live: bool) -> int:
        """The longest a position of this player lived, at live or at other prices, ms; zero without one."""
        sql = "SELECT coalesce(max(lived_ms), 0) FROM results WHERE player = ? AND kind = ? AND live = ?"
        return self._value(sql, player, Topic.POSITION, live)
