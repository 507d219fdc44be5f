"""A day in one message, for players who turned it on: at nine in the morning, where they are.

The moment it is due is a column of the player, so a bell that comes late, twice or not for days changes nothing: what
was missed is one digest, of the last moment that was due.
"""

from dataclasses import replace

from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.rules.quiet_hours_and_zones import next_time
from core.turn import Turn
from core.units import DAY_MS

DIGEST_MINUTE = 9 * 60  # of the day


def with_digest(player: Player, at_ms: int) -> Player:
    """The player with the moment at which the next digest is due, if they want any."""
    wanted = player.loudness(AlertKind.DIGEST) is not Loudness.OFF
    return replace(player, digest_ms=next_time(player.zone, DIGEST_MINUTE, at_ms) if wanted else 0)


def tell_digests(turn: Turn) -> None:
    """Tell what is due."""
    for player in turn.book.players.due_digests(turn.at_ms):
        latest = next_time(player.zone, DIGEST_MINUTE, turn.at_ms - DAY_MS)
        due_ms = latest if player.digest_ms < latest <= turn.at_ms else player.digest_ms
        turn.save(with_digest(player, turn.at_ms))
        turn.tell(Notice(Topic.DIGEST, 0, due_ms, player=player.number, alert=AlertKind.DIGEST))
