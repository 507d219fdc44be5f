"""Price alerts: added and removed by players, fired by marks."""

from dataclasses import replace

from core.checks import known_market
from core.messages.alerts import AddPriceAlert, AlertsShown
from core.messages.all import Refusal
from core.prices.markets import Mark
from core.queries.alerts import alerts
from core.rules.alerts.kinds import AlertKind
from core.rules.alerts.price_alerts import LOOKED_BACK_MS, MOST_ALERTS, PriceAlert, PriceKind, disarmed, moved_ppm
from core.rules.notices import Notice, Topic
from core.rules.players import Player
from core.turn import Turn


def add_price_alert(turn: Turn, player: Player, command: AddPriceAlert) -> AlertsShown:
    """Arm a price alert, unless the price is there already."""
    symbol = known_market(command.market).symbol
    if len(turn.book.alerts.price_alerts_of(player.number)) >= MOST_ALERTS:
        raise Refusal("too_many_alerts", most=MOST_ALERTS)
    mark = turn.ticker(symbol).price
    passed = mark >= command.value if command.kind is PriceKind.ABOVE else mark <= command.value
    if mark and command.kind is not PriceKind.MOVE and passed:
        raise Refusal("alert_passed", market=symbol, kind=command.kind, asked_price=command.value, mark_price=mark)
    number = player.next_number
    alert = PriceAlert(player.number, number, symbol, command.kind, command.value, command.span_ms)
    counted = replace(player, next_number=number + 1)
    turn.save(alert)
    turn.save(counted)
    return replace(alerts(turn, counted, changed=True), added=alert)


def remove_price_alert(turn: Turn, player: Player, number: int) -> AlertsShown:
    """Disarm a price alert."""
    alert = turn.get(PriceAlert, player.number, number)
    if alert is None or not alert.armed:
        raise Refusal("no_such_alert", number=number)
    turn.save(disarmed(alert))
    return alerts(turn, player, changed=True)


def fire_price_alerts(turn: Turn, mark: Mark) -> None:
    """Tell every price alert that this mark reaches. One for a move rests for its span; any other is over."""
    at_ms = mark.published_ms
    fired = [*turn.book.alerts.price_alerts_reached(mark.market, PriceKind.ABOVE, mark.price)]
    fired += turn.book.alerts.price_alerts_reached(mark.market, PriceKind.BELOW, mark.price)
    for alert in fired:
        turn.save(replace(disarmed(alert), fired_ms=at_ms, fired_price=mark.price))
    for span_ms in turn.book.alerts.move_spans(mark.market):
        then = next(iter(turn.book.markets.marks_at(mark.market, [at_ms - span_ms])), None)
        if then is None or then.published_ms < at_ms - span_ms - LOOKED_BACK_MS:
            continue
        moved = moved_ppm(then.price, mark.price)
        for alert in turn.book.alerts.move_alerts_reached(mark.market, span_ms, moved, at_ms):
            fired.append(alert)
            turn.save(replace(alert, rests_until_ms=at_ms + span_ms, fired_ms=at_ms, fired_price=mark.price))
    for alert in fired:
        turn.tell(Notice(Topic.PRICE, alert.number, at_ms, player=alert.player, alert=AlertKind.PRICE))
