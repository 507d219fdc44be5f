"""The reference of what is stored about a person: every row looked at, one by one."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from core.book import KEYS, Departure, Draft, Identity
from core.messages.privacy import Rows
from core.rules.alerts.near_warnings import NearWarning
from core.rules.alerts.price_alerts import PriceAlert
from core.rules.alerts.watched_positions import WatchedPosition
from core.rules.chats import Member
from core.rules.links import Attempt
from core.rules.notices import Message
from tests.memory_book.memory import NOTHING, Part, key_of

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


class MemoryPrivacy(Part):
    """`core.book.PrivacyBook` in plain Python."""

    def count_rows(self, player: int) -> dict[str, int]:
        return {table: len(rows) for table, rows in self.rows(player).items()}

    def rows(self, player: int) -> dict[str, Rows]:
        tables: dict[str, list[dict[str, Any]]] = {
            "identities": [asdict(identity) | {"player": player} for identity in self._memory.identities_of(player)],
            "requests": [{"player": who, "id": id_} for who, id_ in self._memory.answers if who == player],
            "outbox": [_row(notice) for notice in self._memory.notices.values() if notice.player == player],
            "accounts": [
                {"name": name, "balance": held} for name, held in self._memory.balances.items() if _is(name, player)
            ],
            "transfers": [
                asdict(each)
                for each in self._memory.transfers.values()
                if _is(each.debit, player) or _is(each.credit, player)
            ],
        }
        for kind in KEYS:
            table = _TABLES.get(kind, f"{kind.__name__.lower()}s")
            if table not in _NOBODYS:
                columns = _WHOSE.get(table, ("player",))
                mine = (_row(each) for each in self._memory.entities[kind].values() if kind is not Message)
                tables[table] = [row for row in mine if any(row[column] == player for column in columns)]
        tables["messages"] = [asdict(each) for each in self._messages_to(player)]
        return {table: tuple(rows) for table, rows in tables.items() if rows}

    def _messages_to(self, player: int) -> list[Message]:
        addresses = {(each.platform, f"user {each.user}") for each in self._memory.identities_of(player)}
        return self._memory.all(Message, lambda each: (each.platform, each.address) in addresses)

    def remove(self, player: int, at_ms: int, break_until_ms: int) -> None:
        with self._memory.transaction():
            for message in self._messages_to(player):
                key = key_of(message)
                self._memory.put(self._memory.entities[Message], key, NOTHING)
            for identity in self._memory.identities_of(player):
                self._memory.put(self._memory.departures, identity, Departure(at_ms, break_until_ms))
                self._memory.put(self._memory.identities, identity, NOTHING)
                self._memory.put(self._memory.unreachable, identity, NOTHING)
            for kind in _OF_PERSON:
                for each in self._memory.all(kind, lambda each: each.player == player):
                    self._memory.delete(each)
            for key in [key for key in self._memory.answers if key[0] == player]:
                self._memory.put(self._memory.answers, key, NOTHING)
            for notice in [each for each in self._memory.notices.values() if each.player == player]:
                if notice.id < max(self._memory.notices):
                    self._memory.put(self._memory.notices, notice.id, NOTHING)
                else:
                    self._memory.put(self._memory.sent, notice.id, self._memory.sent.get(notice.id, at_ms))

    def departure(self, identity: Identity, since_ms: int) -> Departure | None:
        found = self._memory.departures.get(identity)
        return found if found is not None and found.at_ms >= since_ms else None

    def forget_departures(self, before_ms: int) -> None:
        for identity in [each for each, left in self._memory.departures.items() if left.at_ms < before_ms]:
            self._memory.put(self._memory.departures, identity, NOTHING)


def _is(account: str, player: int) -> bool:
    return account == f"p{player}" or account.startswith(f"p{player}/")
