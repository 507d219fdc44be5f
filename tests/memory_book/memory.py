"""What the reference book remembers, as dictionaries; every change can be undone.

Every query looks at everything and sorts, so this is for hundreds of things, not for thousands.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any, TypeVar

from core.book import KEYS, Departure, Entity, Identity
from core.ledger import Transfer
from core.messages.all import WriteAnswer
from core.rules.notices import Notice

E = TypeVar("E")

NOTHING = object()  # removes, where a value is put
_LARGEST = 2**63 - 1


class Memory:
    """The tables."""

    def __init__(self) -> None:
        self.entities: dict[type, dict[Any, Any]] = {kind: {} for kind in KEYS}
        self.balances: dict[str, int] = {}
        self.transfers: dict[str, Transfer] = {}
        self.identities: dict[Identity, int] = {}
        self.answers: dict[tuple[int, str], tuple[int, WriteAnswer]] = {}
        self.departures: dict[Identity, Departure] = {}
        self.notices: dict[int, Notice] = {}
        self.sent: dict[int, int] = {}
        self.held: dict[int, bool] = {}
        self.unreachable: dict[Identity, int] = {}
        self.spoke: dict[Identity, int] = {}
        self.linked_rounds: dict[tuple[int, int], bool] = {}
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

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
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

    def get(self, kind: type[E], *key: int | str) -> E | None:
        """An entity by its primary key."""
        return self.entities[kind].get(key)

    def save(self, entities: Iterable[Entity]) -> None:
        """Insert or replace, in order."""
        with self.transaction():
            for entity in entities:
                if any(isinstance(value, int) and abs(value) > _LARGEST for value in astuple(entity)):
                    raise OverflowError("more than the book can hold")
                self.put(self.entities[type(entity)], key_of(entity), entity)

    def delete(self, entity: Any) -> None:
        """Remove an entity by its primary key."""
        self.put(self.entities[type(entity)], key_of(entity), NOTHING)

    def all(self, kind: type[E], keep: Callable[[E], bool], order: Callable[[E], Any] | None = None) -> list[E]:
        """The entities that are kept, by primary key unless `order` says how."""
        return sorted(filter(keep, self.entities[kind].values()), key=order or key_of)

    def next_number(self, kind: type) -> int:
        """The number of the next entity of a kind that is numbered over the whole book, from 1."""
        return max((number for (number,) in self.entities[kind]), default=0) + 1

    def identities_of(self, player: int) -> list[Identity]:
        """Every identity of a player, by platform and user."""
        mine = (identity for identity, number in self.identities.items() if number == player)
        return sorted(mine, key=lambda each: (each.platform, each.user))


class Part:
    """A topic of the reference book; all parts share the memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory


def key_of(entity: Any) -> tuple[Any, ...]:
    """The primary key of an entity."""
    return tuple(getattr(entity, name) for name in KEYS[type(entity)])
