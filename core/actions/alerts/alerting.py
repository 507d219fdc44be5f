"""What rings: a player's choices about it, and what a mark or a bell sets off beside the game.

    on_mark:  warnings due -> (the game) -> groups' feeds -> positions near their liquidation -> mirrors -> price alerts
    bell:     warnings due

Everything is decided by a mark's own time, and a warning is due before a later mark does anything: so no bell, late,
double or missing, changes what is told.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from core.actions.alerts import group_feed
from core.actions.alerts.digests import with_digest
from core.actions.limits import known_market
from core.messages.alerts import (
    AddMirror,
    AddPriceAlert,
    AlertRead,
    AlertsShown,
    AlertWrite,
    MirrorNow,
    MirrorsShown,
    RemoveMirror,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetMentions,
    SetNear,
    SetQuiet,
    SetRing,
    ShowAlerts,
    ShowMirrors,
)
from core.messages.all import Refusal
from core.prices.markets import Mark, Side, Ticker
from core.rules.alerts import (
    LOOKED_BACK_MS,
    MOST_ALERTS,
    NEAR_WAIT_MS,
    Mirror,
    MirrorState,
    NearWarning,
    PriceAlert,
    PriceKind,
    liquidation_elsewhere,
    moved_ppm,
    near_price,
)
from core.rules.notices import Notice, Topic
from core.rules.players import AlertKind, Player
from core.rules.positions import Position, State, funding_shares, with_keys
from core.turn import Turn

# What players choose


def choose(turn: Turn, player: Player, command: AlertWrite) -> AlertsShown | MirrorsShown:
    """Do what a player says about what rings."""
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
            return replace(_alerts(turn, player, changed=False), tested=True)
        case AddPriceAlert():
            return _add_alert(turn, player, command)
        case RemovePriceAlert(number):
            return _remove_alert(turn, player, number)
        case AddMirror():
            return _add_mirror(turn, player, command)
        case RemoveMirror(number):
            return _remove_mirror(turn, player, number)
        case _:
            assert_never(command)


def show(turn: Turn, player: Player, command: AlertRead) -> AlertsShown | MirrorsShown:
    """Everything that rings, or what is watched elsewhere."""
    match command:
        case ShowAlerts():
            return _alerts(turn, player, changed=False)
        case ShowMirrors():
            return _mirrors(turn, player, changed=False)
        case _:
            assert_never(command)


def _changed(turn: Turn, player: Player) -> AlertsShown:
    turn.save(player)
    return _alerts(turn, player, changed=True)


def _alerts(turn: Turn, player: Player, changed: bool) -> AlertsShown:
    turn.flush()
    mirrors = len(turn.book.mirrors(player.number))
    return AlertsShown(player, tuple(turn.book.price_alerts(player.number)), mirrors, turn.at_ms, changed)


def _mirrors(turn: Turn, player: Player, changed: bool) -> MirrorsShown:
    turn.flush()
    found = turn.book.mirrors(player.number)
    return MirrorsShown(tuple(MirrorNow(each, turn.ticker(each.market)) for each in found), changed)


def _set_near(turn: Turn, player: Player, percent: int) -> AlertsShown:
    for position in turn.book.open_positions(player.number):
        turn.save(with_keys(replace(position, near_percent=percent)))
    for mirror in turn.book.mirrors(player.number):
        turn.save(_keyed(replace(mirror, near_percent=percent)))
    return _changed(turn, replace(player, near_percent=percent))


def _set_funding(turn: Turn, player: Player) -> AlertsShown:
    """What is open tells of funding as the player wants from now on: of no share that was paid before."""
    percent = player.told_of_funding
    for position in turn.book.open_positions(player.number):
        if position.funding_percent != percent:
            changed = replace(position, funding_percent=percent, funding_told=0)
            if percent:
                index = turn.ticker(position.market).funding(position.side)
                changed = replace(changed, funding_told=funding_shares(changed, index))
            turn.save(with_keys(changed))
    return _changed(turn, player)


def _add_alert(turn: Turn, player: Player, command: AddPriceAlert) -> AlertsShown:
    symbol = known_market(command.market).symbol
    if len(turn.book.price_alerts(player.number)) >= MOST_ALERTS:
        raise Refusal("too_many_alerts", most=MOST_ALERTS)
    mark = turn.ticker(symbol).price
    passed = mark >= command.value if command.kind is PriceKind.ABOVE else mark <= command.value
    if mark and command.kind is not PriceKind.MOVE and passed:
        raise Refusal("alert_passed", market=symbol, kind=command.kind, asked_price=command.value, mark_price=mark)
    number = player.next_number
    alert = PriceAlert(player.number, number, symbol, command.kind, command.value, command.span_ms)
    turn.save(alert)
    return replace(_changed(turn, replace(player, next_number=number + 1)), added=alert)


def _remove_alert(turn: Turn, player: Player, number: int) -> AlertsShown:
    alert = turn.book.get(PriceAlert, player.number, number)
    if alert is None or not alert.armed:
        raise Refusal("no_such_alert", number=number)
    turn.save(replace(alert, armed=False))
    return _alerts(turn, player, changed=True)


def _add_mirror(turn: Turn, player: Player, command: AddMirror) -> MirrorsShown:
    symbol = known_market(command.market).symbol
    if len(turn.book.mirrors(player.number)) >= MOST_ALERTS:
        raise Refusal("too_many_watched", most=MOST_ALERTS)
    side, entry = command.side, command.entry
    price = command.liquidation
    if price is None:
        price = liquidation_elsewhere(side, entry, command.leverage, command.loss_bps)
    if price <= 0 or side.sign * (entry - price) <= 0:
        raise Refusal("watch_wrong_side", side=side, entry_price=entry, liquidation_price=price)
    mark = turn.ticker(symbol).price
    if mark and side.sign * (mark - price) <= 0:
        raise Refusal("watch_passed", market=symbol, mark_price=mark, liquidation_price=price)
    number = player.next_number
    mirror = Mirror(
        player.number, number, symbol, side, command.leverage, command.margin, entry, price, turn.at_ms,
        player.near_percent,
    )  # fmt: skip
    turn.save(_keyed(mirror))
    turn.save(replace(player, next_number=number + 1))
    return _mirrors(turn, player, changed=True)


def _remove_mirror(turn: Turn, player: Player, number: int) -> MirrorsShown:
    mirror = turn.book.get(Mirror, player.number, number)
    if mirror is None or mirror.state is not MirrorState.WATCHED:
        raise Refusal("no_such_watch", number=number)
    turn.save(replace(mirror, state=MirrorState.REMOVED))
    return _mirrors(turn, player, changed=True)


def _keyed(mirror: Mirror) -> Mirror:
    return replace(mirror, near_key=near_price(mirror))


# What a mark or a bell sets off


def tell_warnings(turn: Turn, market: str, at_ms: int) -> None:
    """Tell the warnings of a market that are more than 2 s old, where nothing has ended their position meanwhile."""
    until_ms = at_ms - NEAR_WAIT_MS - 1
    due = turn.book.due_warnings(market, until_ms)
    for warning in due:
        if _still_there(turn, warning):
            key = (warning.topic, warning.number, warning.at_ms)
            turn.tell(Notice(*key, player=warning.player, ring=AlertKind.NEAR))
    if due:
        turn.book.drop_warnings(market, until_ms)


def _still_there(turn: Turn, warning: NearWarning) -> bool:
    if warning.topic is Topic.POSITION:
        position = turn.book.get(Position, warning.player, warning.number)
        return position is not None and position.state is State.OPEN
    mirror = turn.book.get(Mirror, warning.player, warning.number)
    return mirror is not None and mirror.state is MirrorState.WATCHED


def after_mark(turn: Turn, ticker: Ticker, mark: Mark) -> None:
    """What a mark sets off beside the game, after everything else of it. `ticker` is the market's with this mark."""
    group_feed.share(turn, turn.happened)
    turn.flush()
    for side in (Side.LONG, Side.SHORT):
        level = mark.price - ticker.offset - side.sign * ticker.funding(side)
        _warn(turn, mark, Topic.POSITION, turn.book.positions_near, side, level, with_keys)
        _tell_funding(turn, mark, side, ticker.funding(side))
    for side in (Side.LONG, Side.SHORT):
        for mirror in turn.book.reached_mirrors(mark.market, side, mark.price):
            gone = replace(mirror, state=MirrorState.REACHED, reached_ms=mark.published_ms, reached_price=mark.price)
            turn.save(gone)
            key = (Topic.MIRROR, mirror.number, mark.published_ms)
            turn.tell(Notice(*key, player=mirror.player, ring=AlertKind.LIQUIDATION))
    turn.flush()
    for side in (Side.LONG, Side.SHORT):
        _warn(turn, mark, Topic.MIRROR, turn.book.mirrors_near, side, mark.price, _keyed)
    _price_alerts(turn, mark)


def _tell_funding(turn: Turn, mark: Mark, side: Side, index: int) -> None:
    """Tell of every position whose funding has reached its next share of the margin."""
    turn.flush()  # one that came near its liquidation at the same mark is read back as warned
    for position in turn.book.positions_funded(mark.market, side, index):
        turn.save(with_keys(replace(position, funding_told=funding_shares(position, index))))
        key = (Topic.POSITION, position.number, mark.published_ms)
        turn.tell(Notice(*key, player=position.player, ring=AlertKind.FUNDING))


def _warn(
    turn: Turn, mark: Mark, topic: Topic, find: Callable, side: Side, level: int, keyed: Callable
) -> None:  # fmt: skip
    """Note what came near its liquidation, and arm again what has left it by twice that distance."""
    for near in find(mark.market, side, level, warned=True):
        turn.save(keyed(replace(near, warned=False)))
    for near in find(mark.market, side, level, warned=False):
        turn.save(keyed(replace(near, warned=True)))
        turn.save(NearWarning(near.player, near.number, topic, mark.market, mark.published_ms))


def _price_alerts(turn: Turn, mark: Mark) -> None:
    book, at_ms = turn.book, mark.published_ms
    fired = [*book.alerts_reached(mark.market, PriceKind.ABOVE, mark.price)]
    fired += book.alerts_reached(mark.market, PriceKind.BELOW, mark.price)
    for alert in fired:
        turn.save(replace(alert, armed=False, fired_ms=at_ms, fired_price=mark.price))
    for span_ms in book.alert_spans(mark.market):
        then = next(iter(book.marks_at(mark.market, [at_ms - span_ms])), None)
        if then is None or then.published_ms < at_ms - span_ms - LOOKED_BACK_MS:
            continue
        moved = moved_ppm(then.price, mark.price)
        for alert in book.moves_reached(mark.market, span_ms, moved, at_ms):
            fired.append(alert)
            turn.save(replace(alert, rests_until_ms=at_ms + span_ms, fired_ms=at_ms, fired_price=mark.price))
    for alert in fired:
        turn.tell(Notice(Topic.PRICE, alert.number, at_ms, player=alert.player, ring=AlertKind.PRICE))
