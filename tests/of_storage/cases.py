"""What the tests of the book share: entities of every kind from a small world, and every query of the port at once.

The world is three players, two chats and three rounds, with numbers so small that keys, levels and moments collide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from operator import attrgetter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from core.book import KEYS, Book, Identity
from core.prices.conditions import Cause, Condition, Halt
from core.prices.markets import Side
from core.rules.alerts.price_alerts import PriceAlert, PriceKind
from core.rules.alerts.watched_positions import WatchedPosition, WatchState
from core.rules.chats import Chat
from core.rules.links import Link
from core.rules.operator import Backup, Broadcast
from core.rules.orders import Order, OrderState
from core.rules.players import Player, Result
from core.rules.positions import Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Bet, Round, RoundState, Schedule

PLAYERS = (1, 2, 3)
CHATS = (1, 2)
ROUNDS = (1, 2, 3)
MARKETS = ("BTC", "ETH")
LEVELS = (-1, 2, 4)
MOMENTS = (0, 3, 5)

_numbers = st.integers(1, 5)
_NAMED: dict[str, st.SearchStrategy[Any]] = {
    "player": st.sampled_from(PLAYERS),
    "founder": st.sampled_from(PLAYERS),
    "opened_by": st.none() | st.sampled_from(PLAYERS),
    "round": st.sampled_from(ROUNDS),
    "market": st.sampled_from(("BTC", "BTC", "BTC", "ETH")),
    "published_ms": st.sampled_from((0, 1, 2, 59_999, 60_000, 119_999, 120_000)),
    "price": st.integers(1, 5),
    "closing_ppm": st.sampled_from((0, 500_000, 1_000_000)),
    "adding": st.integers(0, 1),
    "offset": st.integers(-5, 5),
    "net": st.integers(-5, 5),
    "kind": st.sampled_from(("position", "prediction", "round")),
    "created_ms": st.just(0),
    **{name: st.integers(0, 3) for name in ("people", "size")},
    "near_percent": st.sampled_from((5, 30, 90)),
    "zone": st.sampled_from(("-02:00", "+00:00", "Europe/Berlin")),
    "span_ms": st.sampled_from((0, 1, 2)),
    "near_key": st.integers(-3, 5),
    **{name: st.none() | st.integers(-3, 5) for name in ("liq_key", "tp_key", "sl_key", "funding_key", "limit_key")},
}
# Numbers that others refer to, so that they exist
_PLACES = {Player: PLAYERS, Chat: CHATS, Round: ROUNDS, Link: PLAYERS}
_TRADED = (Order, Position, WatchedPosition)
_ACTIVE: dict[type, tuple[StrEnum, ...]] = {
    Order: (OrderState.WAITING,),
    Position: (State.OPEN,),
    Prediction: (PredictionState.WAITING, PredictionState.RUNNING),
    Round: (RoundState.OPEN, RoundState.LOCKED),
    WatchedPosition: (WatchState.WATCHED,),
}


def everything_in(hint: Any, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    """Any value of a type of core, every field of a dataclass filled, defaults or not."""
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: everything_in(hints[field.name], numbers) for field in fields(hint)})
    if isinstance(hint, UnionType):
        return st.one_of([everything_in(each, numbers) for each in get_args(hint)])
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if parts[-1] is not Ellipsis:
            return st.tuples(*(everything_in(each, numbers) for each in parts))
        return st.lists(everything_in(parts[0], numbers), max_size=2).map(tuple)
    return numbers if hint is int else st.from_type(hint)


def entities_of(kind: type) -> st.SearchStrategy[Any]:
    """Entities of one kind that fit into the small world."""
    named = _NAMED | {
        "side": st.sampled_from((Side.LONG, Side.SHORT) if kind in _TRADED else (Side.UP, Side.DOWN)),
        "number": st.sampled_from(_PLACES.get(kind, (1, 2, 3, 4))),
        "chat": st.sampled_from((None, *CHATS) if kind is Result else CHATS),
    }
    if kind is PriceAlert:
        named["kind"] = st.sampled_from(tuple(PriceKind))
    if kind in _ACTIVE:  # most things are still going on, for those are what is asked for
        named["state"] = st.sampled_from((*_ACTIVE[kind] * 3, *type(_ACTIVE[kind][0])))
    if kind is Condition:  # what an operator does is not its state, but its `stopped_ms`
        named["cause"] = st.sampled_from([cause for cause in Cause if cause is not Cause.OPERATOR])
    if kind is Link:
        named |= {"offset": _numbers, **{name: st.none() | named["player"] for name in ("asked_by", "keeps", "closes")}}
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    built = {name: named[name] if name in named else everything_in(hints[name], _numbers) for name in names}
    entities = st.builds(kind, **built)
    if kind is Chat:  # a chat's key belongs to its number, for no two chats have the same
        return entities.map(lambda chat: replace(chat, platform="t", key=f"k{chat.number}"))
    if kind is Link:  # nobody has two offers, and no two offers the same code
        return entities.map(lambda link: replace(link, offered_by=link.number, code=f"c{link.number}"))
    return entities


ENTITIES = st.one_of([entities_of(kind) for kind in KEYS])
DELETABLE = st.one_of([entities_of(kind) for kind in (Bet, Schedule)])


def populate(book: Book) -> None:
    """Make the players, chats and rounds of the small world."""
    for number in PLAYERS:
        book.players.add(Identity("t", f"u{number}"), f"name {number}", 0)
    for number in CHATS:
        book.chats.add("t", f"k{number}", 1)
    book.save([Round(number, 1, "BTC", 5, False, None, 1, 2, 3, 4) for number in ROUNDS])


def queries(book: Book) -> Iterable[tuple[str, Any]]:
    """Every query of the port but `get`, with every argument of the small world, and its answer."""

    def ask(name: str, *arguments: Any) -> tuple[str, Any]:
        try:
            found = attrgetter(name)(book)(*arguments)
        except KeyError as error:  # nobody is there
            found = str(error)
        return f"{name}{arguments}", list(found) if isinstance(found, Sequence) else found

    for account in ("mint", "house", "p1", "p2", "p1/1", "nobody"):
        yield ask("balance", account)
    for name in ("latest_ms", "chats.has_feeds", "positions.next_order", "markets.tickers"):
        yield ask(name)
    for name in ("census", "last_broadcast_ms", "asked_backup", "last_backup"):
        yield ask(f"operator.{name}")
    yield ask("outbox.lanes")
    for kind in (Round, Halt, Link, Broadcast, Backup):
        yield ask("next_number", kind)
    yield ask("links.newest", 2)
    for number in PLAYERS:
        yield ask("players.number_of", Identity("t", f"u{number}"))
        for name in (
            "positions.waiting_orders",
            "positions.open_of",
            "predictions.open_of",
            "rounds.open_bets_of",
            "links.granted",
        ):
            yield ask(name, number)
        for name in (
            "players.identities_of",
            "positions.tally_of",
            "alerts.mirrors_of",
            "alerts.price_alerts_of",
            "chats.of_player",
            "chats.feeds_of",
        ):
            yield ask(name, number)
        for truth in (False, True):
            yield ask("positions.newest_of", number, truth)
            yield ask("results.longest_position_ms", number, truth)
        for moment in MOMENTS:
            yield ask("privacy.departure", Identity("t", f"u{number}"), moment)
        for name in ("links.offer_of", "links.in_force_of"):
            yield ask(name, number)
        if book.players.identities_of(number):  # a closed account has none
            yield ask("players.identity_of", number)
        yield ask("links.offer_with", f"c{number}")
        yield ask("players.answer_to", number, "r1")
        yield ask("results.history", number, 3)
        yield ask("results.standing_of", number, True)
        yield ask("results.net_since", number, 3)
    for moment in MOMENTS:
        yield ask("outbox.count_reachable", moment)
        for name in ("positions.due_orders", "predictions.due", "rounds.due", "rounds.due_schedules"):
            yield ask(name, moment)
    for chat in CHATS:
        yield ask("chats.find", "t", f"k{chat}")
        yield ask("rounds.active_in", chat)
        yield ask("results.standings", 2, True, chat, 3)
    yield ask("results.standings", 2, True, None, 3)
    yield ask("results.standings", 0, False, None, 0)
    for number in ROUNDS:
        yield ask("rounds.bets_in", number)
    for number in PLAYERS:
        yield ask("players.unreachable_ms", Identity("t", f"u{number}"))
    for first in (True, False):
        for after, limit in ((0, 2), (0, 100), (2, 100)):
            yield ask("outbox.waiting", first, after, limit)
    for market in MARKETS:
        yield from _market_queries(ask, market)


def _market_queries(ask: Any, market: str) -> Iterable[tuple[str, Any]]:
    yield ask("markets.minute_closes", market, 2)
    for mark_ms in (1, 2):
        yield ask("markets.proofs", market, mark_ms)
    yield ask("markets.marks_at", market, (0, 1, 1, 60_000, 500_000))
    yield ask("markets.gaps", market, 1, 4)
    for moment in MOMENTS:
        for name in ("positions.market_orders", "positions.closing", "positions.adding"):
            yield ask(name, market, moment)
        for name in ("predictions.waiting", "predictions.expiring", "rounds.at_mark"):
            yield ask(name, market, moment)
        yield ask("alerts.due_warnings", market, moment)
    for side in (Side.LONG, Side.SHORT):
        for level in LEVELS:
            yield ask("positions.limit_orders", market, side, level, 4)
            for name in (
                "positions.liquidatable",
                "positions.stop_losses",
                "positions.take_profits",
                "alerts.mirrors_reached",
                "positions.funding_paid",
            ):
                yield ask(name, market, side, level)
            for name in ("positions.near_liquidation", "alerts.mirrors_near"):
                for warned in (False, True):
                    yield ask(name, market, side, level, warned)
    yield ask("alerts.move_spans", market)
    for level in LEVELS:
        for kind in (PriceKind.ABOVE, PriceKind.BELOW):
            yield ask("alerts.price_alerts_reached", market, kind, level)
        for span_ms in (1, 2):
            yield ask("alerts.move_alerts_reached", market, span_ms, level, 3)
    for side in (Side.UP, Side.DOWN):
        yield ask("predictions.stakes", market, 1, side)
