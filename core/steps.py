"""Which state may follow which: every kind of thing with states has a table of its steps beside its states.

A state that is not followed by any is the end. A step that is not in its table is a bug of ours, never a player's.
"""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)
Steps = Mapping[S, Set[S]]


class IllegalStepError(Exception):
    """Something was about to go from one state to another that must not follow it."""


def step(steps: Steps[S], now: S, then: S) -> S:
    """The state after a legal step. Raises IllegalStepError for any other."""
    if then not in steps[now]:
        raise IllegalStepError(f"{type(now).__name__} from {now} to {then}")
    return then
