"""What Telegram allows: one table, read by the adapter that keeps within it and by the strict server of the tests.

Texts are in UTF-16 code units after the markup was parsed, payloads in bytes. An edit counts as a message, the answer
to a press does not.
"""

from dataclasses import dataclass, fields, replace

from bots.delivery.rate_limit import Pace, Window


@dataclass(frozen=True, slots=True)
class TelegramLimits:
    """Times in milliseconds, texts in characters, the rest in pieces."""

    # How many messages
    second_ms: int = 1_000
    overall: int = 30  # in a second, to everybody together
    person: int = 1  # in a second, to one private chat
    minute_ms: int = 60_000
    group: int = 20  # in a minute, to one group
    # How long a press may be answered
    press_ms: int = 30_000
    # Messages
    text: int = 4_096
    toast: int = 200
    caption: int = 1_024
    photo_bytes: int = 10_485_760
    entities: int = 100  # more are not shown
    # Keyboards
    buttons: int = 100
    data_bytes: int = 64
    copied: int = 256
    # Menus
    commands: int = 100
    command: int = 32
    command_description: int = 256
    description: int = 512
    short_description: int = 120

    def scaled(self, factor: int) -> "TelegramLimits":
        """The same in a world where time runs this many times as fast."""
        times = {each.name: getattr(self, each.name) for each in fields(self) if each.name.endswith("_ms")}
        return replace(self, **{name: max(1, ms // factor) for name, ms in times.items()})


LIMITS = TelegramLimits()


def pace_of(limits: TelegramLimits, scale: int = 1) -> Pace:
    """How fast we send: as fast as is allowed. `scale`: how much faster time runs than where the limits are from."""
    whole = Pace(
        overall=Window(limits.overall, limits.second_ms),
        person=Window(limits.person, limits.second_ms),
        group=Window(limits.group, limits.minute_ms),
    )
    return whole.scaled(scale)
