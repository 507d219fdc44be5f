"""Answers as text, so that the repeat of a request shows the first answer again: JSON, each union tagged by type.

An answer lives for a day and may be read by the next version of the program: a new field of anything in
`core.messages.all.WriteAnswer` needs a default, and a renamed type a migration of the table `requests`.
"""

import json
from functools import cache
from typing import Any

from cattrs import Converter
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from core.messages.all import WriteAnswer
from core.messages.positions import OrderNow, PositionNow

_UNIONS: tuple[Any, ...] = (PositionNow | OrderNow, WriteAnswer)  # inner before outer


@cache
def _converter() -> Converter:
    converter = make_converter()
    for union in _UNIONS:
        configure_tagged_union(union, converter)
    return converter


def to_text(answer: WriteAnswer) -> str:
    """An answer as JSON."""
    return json.dumps(_converter().unstructure(answer, WriteAnswer), separators=(",", ":"))


def from_text(text: str) -> WriteAnswer:
    """The answer that `to_text` wrote."""
    answer: WriteAnswer = _converter().structure(json.loads(text), WriteAnswer)  # type: ignore[arg-type]
    return answer
