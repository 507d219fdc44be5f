"""The reference of what the book knows about a person: every row looked at, one by one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from core.book import KEYS, Departure, Draft, Identity, Message
from core.messages.lessons import Tally
from core.messages.privacy import Rows
from core.prices.markets import Gap, Mark
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Member
from core.rules.links import Attempt
from core.rules.positions import Position, State

NOTHING = object()  # removes, where a value is put
# What is about a person, beside the messages that were sent to them.
_OF_PERSON = (Member, Draft, Attempt, NearWarning, PriceAlert, WatchedPosition)
_WHOSE = {
    "players": ("number",),
    "chats": ("founder",),
    "rounds": ("opened_by",),
    "links": ("offered_by", "keeps", "closes"),
}
_TABLES = {WatchedPosition: "mirrors"}  # which are not named as their entity is
_COLUMNS = {"alert_choices": "rings", "group_feed": "feed", "alert": "ring"}  # nor these as their field
_TEXTS: dict[str, Callable[[Any], str]] = {  # structures that a row holds as text
    "presets": lambda presets: " ".join(map(str, presets)),
    "alert_choices": lambda choices: ",".join(f"{kind}={loudness}" for kind, loudness in choices),
    "renumbered": lambda pairs: " ".join(f"{before}:{after}" for before, after in pairs),
}
_NOBODYS = ("tickers", "marks", "gaps", "proofs", "conditions", "halts", "schedules")


def _row(entity: Any) -> dict[str, Any]:
    """What a row of a file holds of an entity."""
    found = asdict(entity)
    return {_COLUMNS.get(name, name): _TEXTS[name](value) if name in _TEXTS else value for name, value in found.items()}


class MemoryPerson:
    """The part of `MemoryBook` that `storage.sqlite.person` has in the other book, and a few queries beside."""

    _departures: dict[Identity, Departure]

    def identities_of(self, player: int) -> Sequence[Identity]:
        """Every place where a player is reached, by platform and user."""
        mine = (identity for identity, number in self._identities.items() if number == player)
        return sorted(mine, key=lambda each: (each.platform, each.user))

    def count_about(self, player: int) -> dict[str, int]:
        """How many rows of each table are about a player."""
        return {table: len(rows) for table, rows in self.everything_about(player).items()}

    def everything_about(self, player: int) -> dict[str, Rows]:
        """Those rows; of answers only their keys."""
        tables: dict[str, list[dict[str, Any]]] = {
            "identities": [asdict(identity) | {"player": player} for identity in self.identities_of(player)],
            "requests": [{"player": who, "id": id_} for who, id_ in self._answers if who == player],
            "outbox": [_row(notice) for notice in self._notices.values() if notice.player == player],
            "accounts": [{"name": name, "balance": held} for name, held in self._balances.items() if _is(name, player)],
            "transfers": [
                asdict(each) for each in self._transfers.values() if _is(each.debit, player) or _is(each.credit, player)
            ],
        }
        for kind in KEYS:
            table = _TABLES.get(kind, f"{kind.__name__.lower()}s")
            if table not in _NOBODYS:
                columns = _WHOSE.get(table, ("player",))
                mine = (_row(each) for each in self._entities[kind].values() if kind is not Message)
                tables[table] = [row for row in mine if any(row[column] == player for column in columns)]
        tables["messages"] = [asdict(each) for each in self._messages_to(player)]
        return {table: tuple(rows) for table, rows in tables.items() if rows}

    def _messages_to(self, player: int) -> list[Message]:
        addresses = {(each.platform, f"user {each.user}") for each in self.identities_of(player)}
        return self._all(Message, lambda each: (each.platform, each.address) in addresses)

    def remove_person(self, player: int, at_ms: int, break_until_ms: int) -> None:
        """Remove whatever identifies a player, and note the departure."""
        with self.transaction():
            for message in self._messages_to(player):
                key = tuple(getattr(message, name) for name in KEYS[Message])
                self._put(self._entities[Message], key, NOTHING)
            for identity in self.identities_of(player):
                self._put(self._departures, identity, Departure(at_ms, break_until_ms))
                self._put(self._identities, identity, NOTHING)
                self._put(self._unreachable, identity, NOTHING)
            for kind in _OF_PERSON:
                for each in self._all(kind, lambda each: each.player == player):
                    self._put(self._entities[kind], tuple(getattr(each, name) for name in KEYS[kind]), NOTHING)
            for key in [key for key in self._answers if key[0] == player]:
                self._put(self._answers, key, NOTHING)
            for notice in [each for each in self._notices.values() if each.player == player]:
                if notice.id < max(self._notices):
                    self._put(self._notices, notice.id, NOTHING)
                else:
                    self._put(self._sent, notice.id, self._sent.get(notice.id, at_ms))

    def departed(self, identity: Identity, since_ms: int) -> Departure | None:
        """The last departure of whoever had this identity, if it was since then."""
        found = self._departures.get(identity)
        return found if found is not None and found.at_ms >= since_ms else None

    def forget_departures(self, before_ms: int) -> None:
        """Drop departures older than this."""
        for identity in [each for each, left in self._departures.items() if left.at_ms < before_ms]:
            self._put(self._departures, identity, NOTHING)

    def marks_at(self, market: str, moments: Iterable[int]) -> Sequence[Mark]:
        """The newest mark at each of these moments, none twice."""
        marks = self._all(Mark, lambda each: each.market == market)
        found = (max((m for m in marks if m.published_ms <= at), key=lambda m: m.published_ms, default=None)
                 for at in moments)  # fmt: skip
        return list(dict.fromkeys(mark for mark in found if mark is not None))

    def gaps(self, market: str, from_ms: int, until_ms: int) -> Sequence[Gap]:
        """The gaps that ended after the one moment, up to the other."""
        return self._all(Gap, lambda each: each.market == market and from_ms < each.to_ms <= until_ms)

    def newest_position(self, player: int, liquidated: bool) -> Position | None:
        """A player's position of the highest number, of all or of those that were liquidated."""
        found = self._mine(player, liquidated)
        return found[-1] if found else None

    def tally(self, player: int) -> Tally:
        """All positions of a player in figures."""
        mine = self._mine(player, liquidated=False)
        funding, fees = sum(each.realised_funding for each in mine), sum(each.fees for each in mine)
        return Tally(len(mine), len(self._mine(player, liquidated=True)), funding, fees)

    def _mine(self, player: int, liquidated: bool) -> list[Position]:
        states = (State.LIQUIDATED,) if liquidated else tuple(State)
        return self._all(Position, lambda each: each.player == player and each.state in states)


def _is(account: str, player: int) -> bool:
    return account == f"p{player}" or account.startswith(f"p{player}/")
