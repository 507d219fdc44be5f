"""How a price source does, for everybody who asks for prices."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source by name, its state, when its newest quote was published (ms UTC), and its last error in a sentence."""

    name: str
    state: str
    last_ms: int | None
    error: str
