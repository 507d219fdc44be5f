"""The shortest trace that still fails: events are left out, halves first, as long as the failure stays."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shortest(events: Sequence[T], fails: Callable[[list[T]], bool], tries: int = 400) -> list[T]:
    """Delta debugging: no single event that was tried can be left out; gives up after so many tries."""
    kept, size = list(events), max(1, len(events) // 2)
    while tries > 0:
        start, before = 0, len(kept)
        while start < len(kept) and tries > 0:
            tries -= 1
            shorter = kept[:start] + kept[start + size :]
            if fails(shorter):
                kept = shorter
            else:
                start += size
        if size == 1 and len(kept) == before:
            break
        size = max(1, size // 2)
    return kept
