"""What players choose about alerts: how each kind arrives, quiet hours, what they wait for."""

from dataclasses import replace
from typing import assert_never

from core.actions.alerts.digests import with_digest
from core.actions.alerts.price_alerts import add_price_alert, remove_price_alert
from core.actions.alerts.watched_positions import add_mirror, remove_mirror
from core.messages.alerts import (
    AddMirror,
    AddPriceAlert,
    AlertsShown,
    AlertWrite,
    MirrorsShown,
    RemoveMirror,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetMentions,
    SetNear,
    SetQuiet,
    SetRing,
)
from core.queries.alerts import alerts
from core.rules.alerts import with_near_key
from core.rules.notices import Notice, Topic
from core.rules.players import AlertKind, Player
from core.rules.positions import funding_shares, with_keys
from core.turn import Turn


def choose(turn: Turn, player: Player, command: AlertWrite) -> AlertsShown | MirrorsShown:
    """Make one choice about alerts."""
    match command:
        case SetRing(kind, ring):
            return _set_funding(turn, with_digest(player.with_ring(kind, ring), turn.at_ms))
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
            turn.tell(Notice(Topic.TEST, 0, turn.at_ms, player=player.number, ring=AlertKind.LIQUIDATION))
            return replace(alerts(turn, player, changed=False), tested=True)
        case AddPriceAlert():
            return add_price_alert(turn, player, command)
        case RemovePriceAlert(number):
            return remove_price_alert(turn, player, number)
        case AddMirror():
            return add_mirror(turn, player, command)
        case RemoveMirror(number):
            return remove_mirror(turn, player, number)
        case _:
            assert_never(command)


def _changed(turn: Turn, player: Player) -> AlertsShown:
    turn.save(player)
    return alerts(turn, player, changed=True)


def _set_near(turn: Turn, player: Player, percent: int) -> AlertsShown:
    """Also for what is open and watched already."""
    for position in turn.book.positions.open_of(player.number):
        turn.save(with_keys(replace(position, near_percent=percent)))
    for mirror in turn.book.alerts.mirrors_of(player.number):
        turn.save(with_near_key(replace(mirror, near_percent=percent)))
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
