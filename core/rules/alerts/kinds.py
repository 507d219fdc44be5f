"""The kinds of alerts: one row says everything about a kind that is not a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Loudness(StrEnum):
    """How an alert arrives."""

    LOUD = "loud"
    SILENT = "silent"
    OFF = "off"


class AlertKind(StrEnum):
    """What players are alerted to; for each kind they choose how loud."""

    LIQUIDATION = "liquidation"
    NEAR = "near"
    TAKEPROFIT = "takeprofit"
    STOPLOSS = "stoploss"
    FILLED = "filled"
    REFUNDED = "refunded"
    SETTLED = "settled"
    MARKET = "market"
    PRICE = "price"
    FUNDING = "funding"
    DIGEST = "digest"  # a day in one message
    GROUP_FEED = "feed"  # a player's positions, told in groups


@dataclass(frozen=True, slots=True)
class AlertRow:
    """What holds for alerts of one kind.

    `default`: how they arrive where a player has chosen nothing. `first`: they are told before everything else, and
    quiet hours do not silence them. `calls`: a player whom nothing else reaches is named in a group for one, if they
    allow it. `storms`: many of them about positions, at one address, are told as one message.
    """

    default: Loudness
    first: bool = False
    calls: bool = False
    storms: bool = False


ALERTS: Mapping[AlertKind, AlertRow] = {
    AlertKind.LIQUIDATION: AlertRow(Loudness.LOUD, first=True, calls=True, storms=True),
    AlertKind.NEAR: AlertRow(Loudness.LOUD, calls=True),
    AlertKind.TAKEPROFIT: AlertRow(Loudness.LOUD, calls=True),
    AlertKind.STOPLOSS: AlertRow(Loudness.LOUD, calls=True),
    AlertKind.FILLED: AlertRow(Loudness.SILENT),
    AlertKind.REFUNDED: AlertRow(Loudness.LOUD),
    AlertKind.SETTLED: AlertRow(Loudness.SILENT),
    AlertKind.MARKET: AlertRow(Loudness.SILENT),
    AlertKind.PRICE: AlertRow(Loudness.LOUD, calls=True),
    AlertKind.FUNDING: AlertRow(Loudness.OFF),
    AlertKind.DIGEST: AlertRow(Loudness.OFF),
    AlertKind.GROUP_FEED: AlertRow(Loudness.OFF, storms=True),
}
