"""How two accounts of one person are linked: the commands and their answer."""

from dataclasses import dataclass

from core.rules.links import Link


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Offer a code that links this account with one of another platform; `draw` is a random number of 64 bits."""

    draw: int


@dataclass(frozen=True, slots=True)
class UseLink:
    """Name a code: see what it would do, or (`sure`) do it."""

    code: str
    sure: bool


@dataclass(frozen=True, slots=True)
class LinkSide:
    """An account of a link: whose, on which platforms, since when, what it can spend and how many things are open."""

    name: str
    platforms: str
    since_ms: int
    balance: int
    things: int


@dataclass(frozen=True, slots=True)
class LinkNow:
    """A link and, once it is planned, both accounts; `asked`: as it is shown to whoever named the code."""

    link: Link
    asked: bool
    keeps: LinkSide | None = None
    closes: LinkSide | None = None
