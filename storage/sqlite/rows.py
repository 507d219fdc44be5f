"""Dataclasses as rows and back. A table has the columns of its dataclass, in whatever order.

What is known of a type (columns, SQL, which fields are enums or booleans) is worked out once. Writing takes the
fields as they are, for SQLite stores a StrEnum as its text and a bool as 0 or 1; reading looks those up again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from core.book import KEYS
from storage.stored_names import stored_field, stored_type

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Shape(Generic[E]):
    """How one type of the port is stored. `values` gives an entity's columns, `key` those of its primary key, and
    `entity` is the way back, from a row of `select`."""

    select: str
    order: str
    get: str
    save: str
    delete: str
    values: Callable[[E], tuple[Any, ...]]
    key: Callable[[E], tuple[Any, ...]]
    entity: Callable[[Sequence[Any]], E]


_SHAPES: dict[type, Shape[Any]] = {}


def shape(kind: type[E]) -> Shape[E]:
    """The shape of an entity of the port."""
    if kind not in _SHAPES:
        _SHAPES[kind] = _shape(kind)
    return _SHAPES[kind]


def _shape(kind: type[E]) -> Shape[E]:
    names = [stored_field(kind, name).name for name in _names(kind)]
    key = KEYS[kind]
    table = table_of(kind)
    columns = _columns(names)
    where = " AND ".join(f'"{name}" = ?' for name in key)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    marks = ", ".join("?" * len(names))
    return Shape(
        select=f"SELECT {columns} FROM {table}",
        order=f"ORDER BY {_columns(key)}",
        get=f"SELECT {columns} FROM {table} WHERE {where}",
        save=f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({_columns(key)}) DO UPDATE SET {changes}",
        delete=f"DELETE FROM {table} WHERE {where}",
        values=_values_getter(kind),
        key=_key_getter(key),
        entity=entity_of(kind),
    )


@cache
def change_of(part: type[E], kind: type) -> tuple[str, Callable[[E], tuple[Any, ...]]]:
    """How a dataclass that has some fields of another, its key among them, is written into that other's row: the
    statement, and what makes its values. An index of which nothing changes costs nothing."""
    key = KEYS[kind]
    names = [name for name in _names(part) if name not in key]
    changes = ", ".join(f'"{name}" = ?' for name in names)
    where = " AND ".join(f'"{name}" = ?' for name in key)
    return f"UPDATE {table_of(kind)} SET {changes} WHERE {where}", attrgetter(*names, *key)


def table_of(kind: type) -> str:
    """The table of an entity: its name in the plural."""
    return f"{stored_type(kind).lower()}s"


def entity_of(kind: type[E]) -> Callable[[Sequence[Any]], E]:
    """What makes a dataclass of a row that has its fields in their order.

    It fills the slots one by one, as `kind(*row)` does for a frozen dataclass, in half the time.
    """
    hints = get_type_hints(kind)
    names = _names(kind)
    found = ((index, _lookup(hints[name])) for index, name in enumerate(names))
    lookups = [(index, lookup) for index, lookup in found if lookup]
    stored = enumerate(stored_field(kind, name) for name in names)
    texts = [(index, field.read) for index, field in stored if field.read is not None]
    setters = [vars(kind)[name].__set__ for name in names]
    new = object.__new__

    def entity(row: Sequence[Any]) -> E:
        values = list(row)
        for index, lookup in lookups:
            values[index] = lookup[values[index]]
        for index, read in texts:
            values[index] = read(values[index])
        made = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(made, value)
        return made

    return entity


def _lookup(hint: Any) -> dict[Any, Any]:
    """What each stored value of an enum or a bool stands for; nothing for a field that is stored as it is."""
    if get_origin(hint) is tuple:  # a structure, see storage.stored_names
        return {}
    kinds = get_args(hint) or (hint,)
    lookup: dict[Any, Any] = {}
    for kind in kinds:
        if kind is bool:
            lookup |= {0: False, 1: True}
        elif issubclass(kind, StrEnum):
            lookup |= {member.value: member for member in kind}
    return lookup | {None: None} if lookup and type(None) in kinds else lookup


def _values_getter(kind: type[E]) -> Callable[[E], tuple[Any, ...]]:
    """What gives an entity's fields as they are stored, in their order."""
    names = _names(kind)
    get = attrgetter(*names)
    stored = enumerate(stored_field(kind, name) for name in names)
    texts = [(index, field.write) for index, field in stored if field.write is not None]
    if not texts:
        return get

    def values(entity: E) -> tuple[Any, ...]:
        found = list(get(entity))
        for index, write in texts:
            found[index] = write(found[index])
        return tuple(found)

    return values


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _key_getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda entity: (get(entity),)
