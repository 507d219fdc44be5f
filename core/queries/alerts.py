"""Alerts as players look at them: their choices, what they wait for, and the digest of a day."""

from core.ledger import player_account
from core.messages.alerts import AlertsShown, DigestNow, WatchedNow, WatchedShown
from core.rules.players import Player
from core.rules.positions import funding_so_far
from core.turn import Turn
from core.units import DAY_MS


def alerts(turn: Turn, player: Player, changed: bool) -> AlertsShown:
    """How each kind of alert arrives, the price alerts that wait, and how many positions elsewhere are watched."""
    watched = len(turn.book.alerts.mirrors_of(player.number))
    return AlertsShown(player, tuple(turn.book.alerts.price_alerts_of(player.number)), watched, turn.at_ms, changed)


def watched_positions(turn: Turn, player: Player, changed: bool) -> WatchedShown:
    """The positions held elsewhere that are watched."""
    found = turn.book.alerts.mirrors_of(player.number)
    return WatchedShown(tuple(WatchedNow(each, turn.ticker(each.market)) for each in found), changed)


def digest(turn: Turn, player: Player, until_ms: int) -> DigestNow:
    """The 24 hours before a moment, and what is open now."""
    positions = turn.book.positions.open_of(player.number)
    funding = sum(funding_so_far(each, turn.ticker(each.market).funding(each.side)) for each in positions)
    day = turn.book.results.day_of(player.number, until_ms - DAY_MS, until_ms)
    return DigestNow(day, turn.balance(player_account(player.number)), len(positions), funding)
