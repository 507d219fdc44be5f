"""The card of any thing that a notice or a list is about."""

from bots.screens.alerts.cards import alert_card, mirror_card, trial_card
from bots.screens.alerts.digest import digest_card
from bots.screens.alerts.group_feed import feed_card
from bots.screens.bets.cards import bet_card, prediction_card, round_card
from bots.screens.kit.screen import Screen
from bots.screens.markets.halts import halt_card
from bots.screens.operator import backup_card, broadcast_card
from bots.screens.people.link import link_card
from bots.screens.positions.card import order_card, position_card
from core.messages.alerts import AlertNow, DigestNow, FeedNow, MirrorNow, Tested
from core.messages.all import Thing
from core.messages.links import LinkNow
from core.messages.operator import BackupNow, BroadcastNow
from core.messages.positions import OrderNow, PositionNow
from core.messages.predictions import PredictionNow
from core.messages.prices import HaltNow
from core.messages.rounds import RoundNow


def thing_card(thing: Thing) -> Screen:
    """The card of whatever a notice is about."""
    match thing:
        case PositionNow():
            return position_card(thing)
        case OrderNow():
            return order_card(thing)
        case PredictionNow():
            return prediction_card(thing)
        case HaltNow():
            return halt_card(thing)
        case RoundNow(bet=None):
            return round_card(thing.round)
        case RoundNow():
            return bet_card(thing)
        case LinkNow():
            return link_card(thing)
        case MirrorNow():
            return mirror_card(thing)
        case AlertNow():
            return alert_card(thing)
        case DigestNow():
            return digest_card(thing)
        case FeedNow():
            return feed_card(thing)
        case BroadcastNow():
            return broadcast_card(thing)
        case BackupNow():
            return backup_card(thing)
        case Tested():
            return trial_card()
