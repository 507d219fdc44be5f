"""The port to storage: what the engine remembers, by topic. Its reference, in plain Python, is in tests/memory_book/.

Entities are the frozen dataclasses of core; `save` inserts or replaces by primary key (see `KEYS`). Amounts are
micro-points, prices 1e-8 USD, moments ms UTC. Lists come by player, then number, unless said otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.ledger import Transfer
from core.messages.alerts import Day
from core.messages.all import WriteAnswer
from core.messages.leaderboards import Standing
from core.messages.lessons import Tally
from core.messages.operator import Census, Lane
from core.messages.privacy import Rows
from core.prices.conditions import Condition, Halt, Proof
from core.prices.markets import Gap, Mark, Side, Ticker
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Chat, Member
from core.rules.links import Attempt, Link
from core.rules.notices import Message, Notice
from core.rules.operator import Backup, Broadcast
from core.rules.orders import Order
from core.rules.players import Player, Result
from core.rules.positions import Ending, Position
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round, Schedule


@dataclass(frozen=True, slots=True)
class Identity:
    """A person of a platform: `user` is the platform's own id, never a name."""

    platform: str
    user: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that waits to be confirmed; `amount` is what it named or what its share was then, micro-points."""

    player: int
    number: int
    sentence: str
    at_ms: int
    amount: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody left: when, and until when a break of theirs lasts, ms UTC."""

    at_ms: int
    break_until_ms: int


Entity = (
    Ticker | Mark | Gap | Condition | Halt | Proof | Player | Chat | Member | Draft | Message | Result | Link | Attempt
    | Order | Position | Prediction | Round | Bet | Schedule | NearWarning | PriceAlert | WatchedPosition
    | Broadcast | Backup
)  # fmt: skip

KEYS: Mapping[type, tuple[str, ...]] = {
    Ticker: ("market",),
    Mark: ("market", "published_ms"),
    Gap: ("market", "to_ms"),
    Condition: ("market",),
    Halt: ("number",),
    Proof: ("market", "mark_ms", "source"),
    Player: ("number",),
    Chat: ("number",),
    Member: ("chat", "player"),
    Order: ("player", "number"),
    Position: ("player", "number"),
    Prediction: ("player", "number"),
    Round: ("number",),
    Bet: ("round", "player"),
    Schedule: ("chat",),
    Draft: ("player", "number"),
    Message: ("platform", "address", "edit_key"),
    Result: ("player", "kind", "number"),
    Link: ("number",),
    Attempt: ("player",),
    NearWarning: ("player", "number"),
    PriceAlert: ("player", "number"),
    WatchedPosition: ("player", "number"),
    Broadcast: ("number",),
    Backup: ("number",),
}

E = TypeVar("E")


class MarketsBook(Protocol):
    """Marks and what is kept of them, gaps between them."""

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        """The last price of each minute that had a mark since then, oldest first."""

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        """The newest mark at each of these rising moments, none twice; none before the first mark."""

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        """The gaps that ended after the one moment, up to the other, in order."""

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        """What every source said at a mark that is kept, by source."""

    def prune_marks(self, before_ms: int, limit: int) -> None:
        """Delete the oldest marks published before this that are not kept, so many at most."""


class PlayersBook(Protocol):
    """Players: where they are reached, what they asked and were answered."""

    def add(self, identity: Identity, name: str, at_ms: int) -> Player:
        """A new player with the next number. Raises DuplicateError if somebody has this identity."""

    def number_of(self, identity: Identity) -> int | None:
        """The number of the player behind an identity."""

    def identities_of(self, player: int) -> Sequence[Identity]:
        """Every identity of a player, by platform and user."""

    def identity_of(self, player: int) -> Identity:
        """Where a player is reached: of the reachable identities the one that spoke last. Raises KeyError if none."""

    def set_spoke(self, identity: Identity, at_ms: int) -> None:
        """This identity is the one of its player that spoke last, at about this moment."""

    def spoke_ms(self, identity: Identity) -> int:
        """When an identity spoke last, about."""

    def last_spoke(self, players: Iterable[int]) -> dict[int, int]:
        """When each of these players spoke last, about; without those who have left."""

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        """Messages do not reach this identity since then, or (None) do again."""

    def unreachable_ms(self, identity: Identity) -> int | None:
        """Since when messages do not reach this identity; None while they do."""

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        """Players whose digest is due by then."""

    def answer_to(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request, if it was seen."""

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        """Keep an answer for repeats. Raises DuplicateError if the request has one."""

    def copy_answers(self, source: int, target: int, since_ms: int) -> None:
        """Let a player repeat the requests that another made since then; an own one with the same id stays."""

    def drop_drafts(self, player: int) -> None:
        """Delete every sentence of a player that waits to be confirmed."""

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        """Delete answers and drafts older than the one moment, and which message shows what older than the other."""


class PrivacyBook(Protocol):
    """What is stored about a person, and how it is deleted."""

    def count_rows(self, player: int) -> dict[str, int]:
        """How many rows of each table are about a player or show their number; tables without one are left out."""

    def rows(self, player: int) -> dict[str, Rows]:
        """Those rows, by table."""

    def remove(self, player: int, at_ms: int, break_until_ms: int) -> None:
        """Delete whatever identifies a player but the row of the player itself, and note the departure."""

    def departure(self, identity: Identity, since_ms: int) -> Departure | None:
        """The last departure of whoever had this identity, if it was since then."""

    def forget_departures(self, before_ms: int) -> None:
        """Delete departures older than this."""


class ChatsBook(Protocol):
    """Group chats and their members."""

    def add(self, platform: str, key: str, founder: int) -> Chat:
        """A new chat with the next number. Raises DuplicateError if the platform has one with this key."""

    def find(self, platform: str, key: str) -> Chat | None:
        """A chat by its platform's own id."""

    def move(self, chat: Chat, key: str) -> None:
        """Give a chat another id of its platform; what was known under that id joins it."""

    def of_player(self, player: int) -> Sequence[int]:
        """The numbers of the chats that a player spoke in, the last one first."""

    def has_feeds(self) -> bool:
        """Whether any chat has a feed."""

    def feeds_of(self, player: int) -> Sequence[int]:
        """The numbers of the chats with a feed that a player spoke in and the bot is still in, rising."""


class PositionsBook(Protocol):
    """Orders and the positions that come of them."""

    def next_order(self) -> int:
        """The sequence of the next order, over all players, from 1."""

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        """Waiting orders without a limit that were received before this; by receipt, sequence, player, number."""

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        """Waiting orders that `level` reaches: long `limit_key >= level`, short `<=`; received before, same order."""

    def waiting_orders(self, player: int) -> Sequence[Order]:
        """A player's waiting orders."""

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        """Waiting orders with `due_ms` before this."""

    def open_of(self, player: int) -> Sequence[Position]:
        """A player's open positions."""

    def newest_of(self, player: int, liquidated: bool) -> Position | None:
        """A player's position of the highest number, of all or of those that were liquidated."""

    def tally_of(self, player: int) -> Tally:
        """All positions of a player in figures."""

    def closing(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with a close received before this; by receipt, player, number."""

    def adding(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with margin received before this."""

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `liq_key` the level reaches: long `>=` level, short `<=`."""

    def stop_losses(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `sl_key` the level reaches: long `>=` level, short `<=`."""

    def take_profits(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `tp_key` the level reaches: long `<=` level, short `>=`."""

    def near_liquidation(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        """Open positions by `near_key`: not warned and reached (long `>=` level, short `<=`), or warned and left."""

    def funding_paid(self, market: str, side: Side, index: int) -> Sequence[Position]:
        """Open positions whose `funding_key` is at or below this cumulative funding."""

    def end(self, endings: Iterable[Ending]) -> None:
        """Write into open positions what their ends change."""


class PredictionsBook(Protocol):
    """Calls of Up or Down alone."""

    def waiting(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""

    def expiring(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""

    def due(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""

    def open_of(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""

    def stakes(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run."""


class RoundsBook(Protocol):
    """Rounds of chats, the bets in them, and their schedules."""

    def active_in(self, chat: int) -> Round | None:
        """The chat's open or locked round."""

    def at_mark(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""

    def due(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""

    def bets_in(self, round_number: int) -> Sequence[Bet]:
        """The bets of a round, by player."""

    def open_bets_of(self, player: int) -> Sequence[Bet]:
        """A player's bets in rounds that have not ended."""

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Schedules whose next round opens at or before this."""


class ResultsBook(Protocol):
    """What ended: histories and leaderboards."""

    def history(self, player: int, limit: int) -> Sequence[Result]:
        """A player's results, newest first, then by kind and number."""

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        """Results since then, summed by player; those that put nothing in do not count.

        Without a chat: everything but rounds. With one: its own rounds, and all but rounds of those who spoke there
        since `spoke_since_ms`.
        """

    def standing_of(self, player: int, live: bool) -> Standing | None:
        """All results of one player."""

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        """A player's results later than the one moment and not later than the other."""

    def net_since(self, player: int, since_ms: int) -> int:
        """The sum of a player's net results since then."""

    def longest_position_ms(self, player: int, live: bool) -> int:
        """The longest a position of this player lived, at live or at other prices, ms; zero without one."""


class AlertsBook(Protocol):
    """What is watched beside the game: near warnings, price alerts, positions held elsewhere."""

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        """Warnings of a market since this moment or before."""

    def drop_warnings(self, market: str, until_ms: int) -> None:
        """Delete those."""

    def price_alerts_of(self, player: int) -> Sequence[PriceAlert]:
        """A player's armed price alerts."""

    def price_alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        """Armed alerts for a price above or below (`kind`) that this one reaches."""

    def move_spans(self, market: str) -> Sequence[int]:
        """The spans within which moves of a market are watched, ms, rising."""

    def move_alerts_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        """Alerts for a move of at most so much within this span that do not rest."""

    def mirrors_of(self, player: int) -> Sequence[WatchedPosition]:
        """What a player watches elsewhere."""

    def mirrors_reached(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        """Watched mirrors whose liquidation price is reached: long `>=` price, short `<=`."""

    def mirrors_near(self, market: str, side: Side, price: int, warned: bool) -> Sequence[WatchedPosition]:
        """Watched mirrors by `near_key`, as `PositionsBook.near_liquidation`."""


class OutboxBook(Protocol):
    """Notices on their way to a player or a chat."""

    def add(self, notices: Iterable[Notice]) -> None:
        """Put notices at the end, in order."""

    def add_for_market(self, market: str, notice: Notice) -> None:
        """Put this notice at the end for every player with something open on the market, by player."""

    def add_for_halt(self, notice: Notice) -> None:
        """Put this notice at the end for every player who had one about the halt and is still there, by player."""

    def add_for_reachable(self, notice: Notice, spoke_since_ms: int) -> int:
        """Put this notice at the end for every player of `count_reachable`, by player; how many they are."""

    def count_reachable(self, spoke_since_ms: int) -> int:
        """How many players spoke since then and can be reached."""

    def waiting(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        """Notices not delivered and not held: liquidations (`first`) or all others, with a higher id, by id."""

    def waiting_notice(self, number: int) -> Notice | None:
        """A notice that was not delivered, as it is now; None if it was, or its player has left."""

    def begin_sending(self, notices: Iterable[int]) -> None:
        """Count one more try of each; they go as one message."""

    def mark_delivered(self, notices: Iterable[int], at_ms: int) -> None:
        """These notices have arrived."""

    def hold_notice(self, notice: int) -> None:
        """Keep this notice until what is held for its player is released."""

    def hold(self, player: int) -> None:
        """Keep a player's undelivered notices until they are released; what a chat is told of them goes on."""

    def release(self, player: int) -> None:
        """Put what is held for a player at the end."""

    def lanes(self) -> tuple[Lane, ...]:
        """What was not delivered, by kind: liquidations, alerts, updates, broadcast, held; those that have any."""


class LinksBook(Protocol):
    """Links of two accounts, and what moves from one to the other."""

    def offer_of(self, player: int) -> Link | None:
        """The link that a player has offered and that is not made."""

    def offer_with(self, code: str) -> Link | None:
        """The link that is not made and has this code; no link has the empty one."""

    def in_force_of(self, player: int) -> Sequence[Link]:
        """The links in force in which a player is one of both accounts, by number."""

    def newest(self, limit: int) -> Sequence[Link]:
        """The links in force, newest first, so many at most."""

    def granted(self, player: int) -> int:
        """What the mint gave to a player, less what went back to it, by transfers named for the account (`p7:...`)."""

    def move_things(self, source: int, target: int, numbers: range, by: int) -> None:
        """Give orders, positions, predictions, their results and undelivered notices to another player, or back.

        Their numbers change by `by`; nothing of the target has those.
        """

    def move_rounds(self, link: int, source: int, target: int) -> None:
        """Give bets and results of rounds to another player, but those of rounds that both bet in; note which."""

    def return_rounds(self, link: int, source: int, target: int) -> None:
        """Give back the bets, results and undelivered notices of the rounds that a link has moved."""

    def move_person(self, source: int, target: int, platforms: Sequence[str]) -> None:
        """Give identities of these platforms to another player, and what they are in the chats of these platforms.

        Raises DuplicateError where the other is somebody on one of them already.
        """

    def move_notices(self, source: int, target: int) -> None:
        """Give undelivered notices to another player, and those of the halts that last."""


class OperatorBook(Protocol):
    """What the operator looks at: figures, broadcasts, backups."""

    def census(self) -> Census:
        """How many there are."""

    def last_broadcast_ms(self) -> int | None:
        """When the last broadcast was sent; None if there was none."""

    def asked_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""

    def last_backup(self) -> Backup | None:
        """The newest backup that was made."""


class Book(Protocol):
    """Everything the engine remembers: entities by their keys, the ledger, and a part a topic."""

    markets: MarketsBook
    players: PlayersBook
    privacy: PrivacyBook
    chats: ChatsBook
    positions: PositionsBook
    predictions: PredictionsBook
    rounds: RoundsBook
    results: ResultsBook
    alerts: AlertsBook
    outbox: OutboxBook
    links: LinksBook
    operator: OperatorBook

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; nested ones undo only themselves."""

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace, in order."""

    def delete(self, entity: Draft | Bet | Schedule) -> None:
        """Remove an entity by its primary key."""

    def next_number(self, kind: type[Player | Chat | Round | Halt | Link | Broadcast | Backup]) -> int:
        """The number of the next entity of a kind that is numbered over the whole book, from 1."""

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers, all or none. Raises OverdraftError or DuplicateError, both bugs of ours."""

    def balance(self, account: str) -> int:
        """What an account holds; zero if it never moved."""

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at; zero for a new book."""
