"""What players choose about alerts: how each kind arrives, quiet hours, what they wait for."""

from dataclasses import replace
from typing import assert_never

from core.actions.alerts.digests import with_digest
from core.actions.alerts.price_alerts import add_price_alert, remove_price_alert
from core.actions.alerts.watched_positions import stop_watching, watch_position
from core.messages.alerts import (
    AddPriceAlert,
    AlertsShown,
    AlertWrite,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetLoudness,
    SetMentions,
    SetNear,
    SetQuiet,
    StopWatching,
    WatchedShown,
    WatchPosition,
)
from core.queries.alerts import alerts
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.watched_positions import with_near_key
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.rules.positions import funding_shares, with_keys
from core.turn import Turn


def choose(turn: Turn, player: Player, command: AlertWrite) -> AlertsShown | WatchedShown:
    """Make one choice about alerts."""
    match command:
        case SetLoudness(kind, loudness):
            return _set_funding(turn, with_digest(player.with_loudness(kind, loudness), turn.at_ms))
        case SetNear(percent):
            return _set_near(turn, player, percent)
        case SetFundingShare(percent):
            return _set_funding(turn, replace(player, funding_percent=percent))
        case SetQuiet(begin, end, zone):
            asleep = replace(player, quiet_from=begin, quiet_until=end, zone=zone)
            return _changed(turn, with_digest(asleep, turn.at_ms))
        case SetMentions(on):
            return _changed(turn, replace(player, mentions=on))
        case SendTest():
            turn.tell(Notice(Topic.TEST, 0, turn.at_ms, player=player.number, alert=AlertKind.LIQUIDATION))
            return replace(alerts(turn, player, changed=False), tested=True)
        case AddPriceAlert():
            return add_price_alert(turn, player, command)
        case RemovePriceAlert(number):
            return remove_price_alert(turn, player, number)
        case WatchPosition():
            return watch_position(turn, player, command)
        case StopWatching(number):
            return stop_watching(turn, player, number)
        case _:
            assert_never(command)


def _changed(turn: Turn, player: Player) -> AlertsShown:
    turn.save(player)
    return alerts(turn, player, changed=True)


def _set_near(turn: Turn, player: Player, percent: int) -> AlertsShown:
    """Also for what is open and watched already."""
    for position in turn.book.positions.open_of(player.number):
        turn.save(with_keys(replace(position, near_percent=percent)))
    for watched in turn.book.alerts.mirrors_of(player.number):
        turn.save(with_near_key(replace(watched, near_percent=percent)))
    return _changed(turn, replace(player, near_percent=percent))


def _set_funding(turn: Turn, player: Player) -> AlertsShown:
    """Also for what is open already; shares of its margin that it has paid before are not told."""
    percent = player.told_of_funding
    for position in turn.book.positions.open_of(player.number):
        if position.funding_percent != percent:
            changed = replace(position, funding_percent=percent, funding_told=0)
            if percent:
                index = turn.ticker(position.market).funding(position.side)
                changed = replace(changed, funding_told=funding_shares(changed, index))
            turn.save(with_keys(changed))
    return _changed(turn, player)
