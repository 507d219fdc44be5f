"""What players ask about leaderboards, and what they are answered."""

from dataclasses import dataclass

from core.units import PPM


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's line in a leaderboard; micro-points; `hits` of `entries` ended with a gain."""

    player: int
    name: str
    entries: int
    hits: int
    staked: int
    net: int

    @property
    def roi_ppm(self) -> int:
        """Net in parts per million of what was put in."""
        return self.net * PPM // self.staked

    @property
    def hit_ppm(self) -> int:
        """Hits in parts per million of entries."""
        return self.hits * PPM // self.entries


@dataclass(frozen=True, slots=True)
class ShowTop:
    """A leaderboard: of this chat or of all, of the week or the season, by `net`, `roi` or `hits`."""

    everyone: bool | None
    season: bool
    by: str


@dataclass(frozen=True, slots=True)
class TopShown:
    """A leaderboard, best first; `mine` is the asker's own standing, ranked or not."""

    standings: tuple[Standing, ...]
    mine: Standing | None
    everyone: bool
    season: bool
    by: str
    since_ms: int
