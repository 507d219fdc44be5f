"""Group chats and who plays there."""

from dataclasses import dataclass

from core.rules.positions import Position


@dataclass(frozen=True, slots=True)
class Chat:
    """A group chat and what its admins chose for it; `founder` is the player who spoke there first.

    `thread`: the topic or thread that the game lives in, as the platform names it; empty: wherever it is spoken of.
    `stake_cap`: most points one player may put into a round, micro-points. `admins_open`: only admins open rounds,
    and who has `role`, as the platform names it.
    `group_feed`: members who want it have their positions told here.
    `record_ms`: the longest that a Degen position told there has lived.
    `left_ms`: since when the bot is not there any more.
    """

    number: int
    platform: str
    key: str
    founder: int
    thread: str = ""
    stake_cap: int | None = None
    admins_open: bool = False
    role: str = ""
    language: str = ""
    left_ms: int | None = None
    group_feed: bool = False
    record_ms: int = 0

    def is_record(self, position: Position) -> bool:
        """Whether no other Degen position told here has lived longer than this one."""
        return position.degen and position.lived_ms == self.record_ms > 0


@dataclass(frozen=True, slots=True)
class Member:
    """A player who spoke to the bot in a chat, and when last."""

    chat: int
    player: int
    spoke_ms: int
