"""The port to storage. `storage.sqlite.book.SqliteBook` implements it; `tests/memory_book/book.py` is its reference.

Entities are the frozen dataclasses of core; `save` inserts or replaces by primary key (see `KEYS`).
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
from core.rules.notices import Notice
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
class Message:
    """Which message of a platform shows a thing at an address: a newer version of it is an edit of that message."""

    platform: str
    address: str
    edit_key: str
    reference: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody left: when, and until when a break of theirs lasts, ms UTC."""

    at_ms: int
    break_until_ms: int


Entity = (
    Ticker
    | Mark
    | Gap
    | Condition
    | Halt
    | Proof
    | Player
    | Chat
    | Member
    | Order
    | Position
    | Prediction
    | Round
    | Bet
    | Schedule
    | Draft
    | Message
    | Result
    | Link
    | Attempt
    | NearWarning
    | PriceAlert
    | WatchedPosition
    | Broadcast
    | Backup
)

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


class Book(Protocol):
    """Everything the engine remembers. Lists come in a defined order: by player, then number, unless said otherwise."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; nested ones undo only themselves."""

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace, in order."""

    def end(self, endings: Iterable[Ending]) -> None:
        """Write into open positions what their ends change."""

    def delete(self, entity: Draft | Bet | Schedule) -> None:
        """Remove an entity by its primary key."""

    def transfer(self, transfers: Iterable[Transfer]) -> None:
        """Record immutable transfers. Raises OverdraftError or DuplicateError, both bugs of ours."""

    def balance(self, account: str) -> int:
        """What an account holds, micro-points; zero if it never moved."""

    def latest_ms(self) -> int:
        """The latest moment anything is recorded at; zero for a new book."""

    def player_of(self, identity: Identity) -> int | None:
        """The player behind an identity."""

    def identity_of(self, player: int) -> Identity:
        """Where a player is reached: the identity that spoke last. Raises KeyError for one without any."""

    def identities_of(self, player: int) -> Sequence[Identity]:
        """Every place where a player is reached, by platform and user."""

    def spoke(self, identity: Identity, at_ms: int) -> None:
        """This is the identity of its player that spoke last, at about this moment."""

    def spoke_ms(self, identity: Identity) -> int:
        """When it spoke last, about."""

    def seen(self, players: Iterable[int]) -> dict[int, int]:
        """When each of these players spoke last, about; without those who have left."""

    def unreachable_ms(self, identity: Identity) -> int | None:
        """Since when nothing reaches this person there; None while it does."""

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        """Remember that nothing reaches this person there, or (None) that it does again."""

    def add_player(self, identity: Identity, name: str, at_ms: int) -> Player:
        """A new player, numbered by the book from 1."""

    def count_about(self, player: int) -> dict[str, int]:
        """How many rows of each table are about a player or show their number; tables without one are left out."""

    def everything_about(self, player: int) -> dict[str, Rows]:
        """Those rows, by table."""

    def remove_person(self, player: int, at_ms: int, break_until_ms: int) -> None:
        """Remove whatever identifies a player but the row of the player itself, and note the departure."""

    def departed(self, identity: Identity, since_ms: int) -> Departure | None:
        """The last departure of whoever had this identity, if it was since then."""

    def forget_departures(self, before_ms: int) -> None:
        """Drop departures older than this."""

    def chat_of(self, platform: str, key: str) -> Chat | None:
        """A chat by its platform's own id."""

    def add_chat(self, platform: str, key: str, founder: int) -> Chat:
        """A new chat, numbered by the book from 1."""

    def move_chat(self, chat: Chat, key: str) -> None:
        """Give a chat another id of its platform; what was known under that id joins it."""

    def next_order(self) -> int:
        """The sequence of the next order, over all players, from 1."""

    def next_round(self) -> int:
        """The number of the next round, over all chats, from 1."""

    def answer(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request, if it was seen."""

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        """Keep an answer for repeats."""

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        """Drop answers and drafts older than this, and which message shows what where that is older."""

    def tickers(self) -> Sequence[Ticker]:
        """Every market that ever had a mark, by name."""

    def proofs(self, market: str, mark_ms: int) -> Sequence[Proof]:
        """What every source said at a mark that is kept, by source."""

    def prune_marks(self, before_ms: int, limit: int) -> None:
        """Drop the oldest marks published before this that are not kept, so many at most."""

    def next_halt(self) -> int:
        """The number of the next halt, over all markets, from 1."""

    def minute_closes(self, market: str, since_ms: int) -> Sequence[int]:
        """The last price of each minute that had a mark since then, oldest first."""

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        """The newest mark at each of these moments (ms UTC, rising), none twice; none before the first mark."""

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        """The gaps that ended after the one moment, up to the other, in order."""

    def market_orders(self, market: str, before_ms: int) -> Sequence[Order]:
        """Waiting orders without a limit that were received before this, by receipt."""

    def limit_orders(self, market: str, side: Side, level: int, before_ms: int) -> Sequence[Order]:
        """Waiting orders that `level` reaches: long `limit_key >= level`, short `<=`; received before, same order."""

    def waiting_orders(self, player: int) -> Sequence[Order]:
        """A player's waiting orders."""

    def due_orders(self, at_ms: int) -> Sequence[Order]:
        """Waiting orders with `due_ms` before this."""

    def open_positions(self, player: int) -> Sequence[Position]:
        """A player's open positions."""

    def newest_position(self, player: int, liquidated: bool) -> Position | None:
        """A player's position of the highest number, of all or of those that were liquidated."""

    def tally(self, player: int) -> Tally:
        """All positions of a player in figures."""

    def closing_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with a close received before this, by receipt, player, number."""

    def adding_positions(self, market: str, before_ms: int) -> Sequence[Position]:
        """Open positions with margin received before this."""

    def liquidatable(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `liq_key` the level reaches: long `>=` level, short `<=`."""

    def stopped(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `sl_key` the level reaches: long `>=` level, short `<=`."""

    def taken(self, market: str, side: Side, level: int) -> Sequence[Position]:
        """Open positions whose `tp_key` the level reaches: long `<=` level, short `>=`."""

    def positions_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[Position]:
        """Open positions by `near_key`: not warned and reached (long `>=` level, short `<=`), or warned and left."""

    def positions_funded(self, market: str, side: Side, index: int) -> Sequence[Position]:
        """Open positions whose `funding_key` is at or below this cumulative funding."""

    def has_feeds(self) -> bool:
        """Whether any chat has a feed."""

    def chats_of(self, player: int) -> Sequence[int]:
        """The chats that a player spoke in, the last one first."""

    def feeds_of(self, player: int) -> Sequence[int]:
        """The chats with a feed that a player spoke in and that we are still in, by number."""

    def due_warnings(self, market: str, until_ms: int) -> Sequence[NearWarning]:
        """Warnings of a market since this moment or before."""

    def drop_warnings(self, market: str, until_ms: int) -> None:
        """Remove those."""

    def mirrors(self, player: int) -> Sequence[WatchedPosition]:
        """What a player watches elsewhere."""

    def mirrors_near(self, market: str, side: Side, level: int, warned: bool) -> Sequence[WatchedPosition]:
        """Watched mirrors by `near_key`, as `positions_near`, at a price."""

    def reached_mirrors(self, market: str, side: Side, price: int) -> Sequence[WatchedPosition]:
        """Watched mirrors whose liquidation price is reached: long `>=` price, short `<=`."""

    def price_alerts(self, player: int) -> Sequence[PriceAlert]:
        """A player's armed price alerts."""

    def alerts_reached(self, market: str, kind: PriceKind, price: int) -> Sequence[PriceAlert]:
        """Armed alerts for a price above or below (`kind`) that this one reaches."""

    def alert_spans(self, market: str) -> Sequence[int]:
        """The spans within which moves of a market are watched, ms, rising."""

    def moves_reached(self, market: str, span_ms: int, ppm: int, at_ms: int) -> Sequence[PriceAlert]:
        """Alerts for a move of at most so much within this span that do not rest."""

    def waiting_predictions(self, market: str, before_ms: int) -> Sequence[Prediction]:
        """Predictions without an entry that were received before this."""

    def closing_predictions(self, market: str, until_ms: int) -> Sequence[Prediction]:
        """Running predictions that expire at or before this."""

    def due_predictions(self, at_ms: int) -> Sequence[Prediction]:
        """Waiting or running predictions with `due_ms` before this."""

    def open_predictions(self, player: int) -> Sequence[Prediction]:
        """A player's waiting and running predictions."""

    def predicted(self, market: str, minutes: int, side: Side) -> int:
        """All stakes on a side of a market and window that wait or run, micro-points."""

    def active_round(self, chat: int) -> Round | None:
        """The chat's open or locked round."""

    def rounds_at(self, market: str, at_ms: int) -> Sequence[Round]:
        """Open rounds of the market whose lock, and locked ones whose close, is at or before this; by number."""

    def due_rounds(self, at_ms: int) -> Sequence[Round]:
        """Open or locked rounds with `due_ms` before this."""

    def bets(self, round_number: int) -> Sequence[Bet]:
        """The stakes of a round, by player."""

    def open_bets(self, player: int) -> Sequence[Bet]:
        """A player's stakes in rounds that have not ended."""

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        """Players whose digest is due by then."""

    def day_of(self, player: int, after_ms: int, until_ms: int) -> Day:
        """A player's results later than the one moment and not later than the other."""

    def due_schedules(self, at_ms: int) -> Sequence[Schedule]:
        """Repeating rounds that open at or before this."""

    def history(self, player: int, limit: int) -> Sequence[Result]:
        """A player's results, newest first, then by kind and number."""

    def standings(self, since_ms: int, live: bool, chat: int | None, spoke_since_ms: int) -> Sequence[Standing]:
        """Results since then, summed by player; those that put nothing in do not count.

        Without a chat: everything but rounds. With one: its own rounds, and all but rounds of those who spoke there
        since `spoke_since_ms`.
        """

    def standing(self, player: int, live: bool) -> Standing | None:
        """All results of one player."""

    def net_since(self, player: int, since_ms: int) -> int:
        """The sum of a player's net results since then, micro-points."""

    def longest_ms(self, player: int, live: bool) -> int:
        """The longest a position of this player lived, at live or at other prices, ms; zero without one."""

    def tell_involved(self, market: str, notice: Notice) -> None:
        """Put this notice into the outbox for every player with something open on the market, by player."""

    def tell_again(self, notice: Notice) -> None:
        """Put this notice into the outbox for every player who had one about the halt and is still there, by player."""

    def tell(self, notices: Iterable[Notice]) -> None:
        """Put notices into the outbox, in order."""

    def untold(self, first: bool, after: int, limit: int) -> Sequence[Notice]:
        """Notices not delivered and not held: liquidations (`first`) or all others, with a higher id, by id."""

    def notice(self, number: int) -> Notice | None:
        """A notice that waits, as it is now: a link may have given it away. None if it was told or they left."""

    def begin_telling(self, notices: Iterable[int]) -> None:
        """Count one more try of each; they go together, as one message."""

    def told(self, notices: Iterable[int], at_ms: int) -> None:
        """Mark notices as delivered."""

    def hold_one(self, notice: int) -> None:
        """Keep this notice until what is held for its player is released."""

    def hold(self, player: int) -> None:
        """Keep a player's undelivered notices until they are released."""

    def release(self, player: int) -> None:
        """Put what is held for a player at the end of the outbox."""

    def next_link(self) -> int:
        """The number of the next link, from 1."""

    def offer_of(self, player: int) -> Link | None:
        """The link that a player has offered and that is not made."""

    def offer_with(self, code: str) -> Link | None:
        """The link that is not made and has this code; no link has the empty one."""

    def links_of(self, player: int) -> Sequence[Link]:
        """The links in force in which a player is one of both accounts, by number."""

    def granted(self, player: int) -> int:
        """What the mint gave to a player, less what went back to it, micro-points.

        That is by transfers named for the player's account (`p7:...`), as all of those are.
        """

    def move_things(self, source: int, target: int, numbers: range, by: int) -> None:
        """Give orders, positions, predictions, their results and untold notices of one player to another, or back.

        Their numbers change by `by`; nothing of the target has those.
        """

    def move_rounds(self, link: int, source: int, target: int) -> None:
        """Give bets and results of rounds to another player, but those of rounds that both bet in; note which."""

    def return_rounds(self, link: int, source: int, target: int) -> None:
        """Give back the bets, results and untold notices of the rounds that a link has moved."""

    def move_person(self, source: int, target: int, platforms: Sequence[str]) -> None:
        """Give identities of these platforms to another player, and what they are in the chats of these platforms.

        Raises DuplicateError where the other is somebody on one of them already.
        """

    def move_notices(self, source: int, target: int) -> None:
        """Tell another player what was not told yet, and the ends of the halts that last."""

    def copy_answers(self, source: int, target: int, since_ms: int) -> None:
        """Let a player repeat the requests that another made since then; an own one with the same id stays."""

    def drop_drafts(self, player: int) -> None:
        """Remove every sentence that waits to be confirmed."""

    def census(self) -> Census:
        """How many there are."""

    def waiting_lanes(self) -> tuple[Lane, ...]:
        """What was not told yet, by kind: liquidations, alerts, updates, broadcast, held; those that have any."""

    def newest_links(self, limit: int) -> Sequence[Link]:
        """The links in force, newest first, so many at most."""

    def next_broadcast(self) -> int:
        """The number of the next broadcast, from 1."""

    def last_broadcast_ms(self) -> int | None:
        """When the last broadcast was sent; None if there was none."""

    def count_heard(self, since_ms: int) -> int:
        """How many players spoke to us since then and can be reached."""

    def tell_heard(self, notice: Notice, since_ms: int) -> int:
        """Put this notice into the outbox for each of them, by player; how many they are."""

    def next_backup(self) -> int:
        """The number of the next backup, from 1."""

    def asked_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""

    def last_backup(self) -> Backup | None:
        """The newest backup that was made."""
