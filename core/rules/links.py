"""Links: two accounts of one person, on different platforms, become one. Pure; `core.actions.links` does it.

    offered --the other platform names the code--> planned --it says yes--> linked --the operator--> undone
       ^                                              |
       +----a new code, by whoever offered it---------+

The older account stays and the other is closed, empty. So that a link is no way to pool the points of two people:

1. One person, one set of gifts. What the mint gave to both goes back to it: the smaller of both sums, as far as both
   accounts have it. So nobody ends with less than the richer account had, or with more than the gifts of one account
   and what was won.
2. The two accounts are of different platforms, and a player is one person on each: with two platforms an account can
   take in one other, ever. Once in 30 days, and only the operator can undo it.
3. Limits come out tighter, breaks longer.

Numbers. Things of the closed account go up by `offset`, the numbers the older one has used; so a link is undone by
going down again. Open things of the older account whose number is also one of the closed account go up as well
(`renumbered`): after a link nothing open has a number that a button of before could mean something else by.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.rules.players import Player
from core.steps import Steps
from core.units import DAY_MS, HOUR_MS, MINUTE_MS

CODE_MS = 10 * MINUTE_MS  # a code lives so long
CODE_LETTERS = "ACDEFHJKMNPRTVWXY34679"  # none looks like another, whatever the font
CODE_LENGTH = 8  # 5e10 codes: with 5 guesses an hour, a thousand accounts hit one of ten once in 10^6 hours
MAX_WRONG = 5
WRONG_MS = HOUR_MS  # after the last of so many wrong codes, no other is looked at
AGAIN_MS = 30 * DAY_MS  # one link per account


class LinkState(StrEnum):
    """Where a link stands."""

    OFFERED = "offered"
    PLANNED = "planned"
    LINKED = "linked"
    UNDONE = "undone"


LINK_STEPS: Steps[LinkState] = {
    LinkState.OFFERED: {LinkState.OFFERED, LinkState.PLANNED},
    LinkState.PLANNED: {LinkState.OFFERED, LinkState.PLANNED, LinkState.LINKED},
    LinkState.LINKED: {LinkState.UNDONE},
    LinkState.UNDONE: set(),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A code and what came of it. Amounts in micro-points, times in ms UTC.

    `code` is empty once it is used. From `planned` on, as it was shown and then done: player `keeps` gets `points` (all
    that `closes` can spend) and gives `given_twice` back to the mint. From `linked` on: numbers 1 to `count` of the
    closed account went up by `offset`, `renumbered` are those of the older one that changed (before, after),
    `platforms` came along. `returned` is what an undo gave back of `points`.
    """

    number: int
    offered_by: int
    offered_ms: int
    code: str
    state: LinkState = LinkState.OFFERED
    asked_by: int | None = None
    keeps: int | None = None
    closes: int | None = None
    points: int = 0
    given_twice: int = 0
    offset: int = 0
    count: int = 0
    renumbered: tuple[tuple[int, int], ...] = ()
    platforms: str = ""
    linked_ms: int | None = None
    undone_ms: int | None = None
    returned: int = 0

    @property
    def expires_ms(self) -> int:
        """From when on the code is of no use."""
        return self.offered_ms + CODE_MS


@dataclass(frozen=True, slots=True)
class Attempt:
    """How many wrong codes a player has named, less than an hour apart, and when the last."""

    player: int
    wrong: int
    last_ms: int

    def left_at(self, at_ms: int) -> int:
        """How many more may be wrong."""
        return MAX_WRONG if at_ms - self.last_ms >= WRONG_MS else max(0, MAX_WRONG - self.wrong)

    def one_more(self, at_ms: int) -> "Attempt":
        """After another wrong one."""
        return Attempt(self.player, MAX_WRONG - self.left_at(at_ms) + 1, at_ms)


def code_of(draw: int) -> str:
    """The code of a random number of at least 64 bits."""
    letters = []
    for _ in range(CODE_LENGTH):
        draw, letter = divmod(draw, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def given_twice(granted: int, has: int, granted_other: int, has_other: int) -> int:
    """What goes back to the mint: of gifts that both got, what both have. `has` is spendable and at stake."""
    return max(0, min(granted, has, granted_other, has_other))


def joined(player: Player, other: Player, at_ms: int) -> Player:
    """A player with whatever binds either of two more: limits, the break, and what was claimed last."""
    loss = _tighter(
        (player.loss_limit, player.loss_limit_next, player.loss_limit_next_ms),
        (other.loss_limit, other.loss_limit_next, other.loss_limit_next_ms),
        at_ms,
    )
    leverage = _tighter(
        (player.leverage_limit, player.leverage_limit_next, player.leverage_limit_next_ms),
        (other.leverage_limit, other.leverage_limit_next, other.leverage_limit_next_ms),
        at_ms,
    )
    later = max(player, other, key=lambda each: each.claimed_ms or 0)
    refills = [each.refilled_ms for each in (player, other) if each.refilled_ms is not None]
    return replace(
        player,
        loss_limit=loss[0],
        loss_limit_next=loss[1],
        loss_limit_next_ms=loss[2],
        leverage_limit=leverage[0],
        leverage_limit_next=leverage[1],
        leverage_limit_next_ms=leverage[2],
        break_until_ms=max(player.break_until_ms, other.break_until_ms),
        claimed_ms=later.claimed_ms,
        streak=later.streak,
        refilled_ms=max(refills, default=None),
    )


_Limit = tuple[int | None, int | None, int]  # now, next, and when the next begins (0: there is none)


def _tighter(one: _Limit, other: _Limit, at_ms: int) -> _Limit:
    """The tighter of two limits; what loosens does so when both have, to what is the tighter then."""
    limits = [(then, None, 0) if 0 < moment <= at_ms else (now, then, moment) for now, then, moment in (one, other)]
    now = _least([now for now, _, _ in limits])
    moment = max(moment for _, _, moment in limits)
    then = _least([then if moment else now for now, then, moment in limits])
    return (now, None, 0) if then == now else (now, then, moment)


def _least(values: list[int | None]) -> int | None:
    """The smallest, where None is no limit."""
    return min((value for value in values if value is not None), default=None)
