"""Answers as text, so that the repeat of a request shows the first answer again: JSON, each union tagged by type.

An answer lives for a day and may be read by the next version of the program: a new field of anything in
`core.messages.all.WriteAnswer` needs a default, and a renamed type or field a line in storage/stored_names.py.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from core.messages.all import WriteAnswer
from core.messages.positions import OrderNow, PositionNow
from storage.stored_names import FIELDS, StoredField, stored_type

_UNIONS: tuple[Any, ...] = (PositionNow | OrderNow, WriteAnswer)  # inner before outer


@cache
def _converter() -> Converter:
    converter = make_converter()
    for kind, stored in FIELDS.items():
        written = {name: override(rename=field.name, unstruct_hook=field.write) for name, field in stored.items()}
        read = {name: override(rename=field.name, struct_hook=_reader(field)) for name, field in stored.items()}
        # Fields are keywords there beside switches of another type, so their types cannot be told apart.
        to_dict: Any = make_dict_unstructure_fn(kind, converter, **written)  # type: ignore[arg-type]
        of_dict: Any = make_dict_structure_fn(kind, converter, **read)  # type: ignore[arg-type]
        converter.register_unstructure_hook(kind, to_dict)
        converter.register_structure_hook(kind, of_dict)
    for union in _UNIONS:
        configure_tagged_union(union, converter, tag_generator=stored_type)
    return converter


def _reader(field: StoredField) -> Callable[[Any, Any], Any] | None:
    """How the stored value becomes the field; None: as values of its type do."""
    read = field.read
    return None if read is None else lambda value, _type: read(value)


def to_text(answer: WriteAnswer) -> str:
    """An answer as JSON."""
    return json.dumps(_converter().unstructure(answer, WriteAnswer), separators=(",", ":"))


def from_text(text: str) -> WriteAnswer:
    """The answer that `to_text` wrote."""
    answer: WriteAnswer = _converter().structure(json.loads(text), WriteAnswer)  # type: ignore[arg-type]
    return answer
