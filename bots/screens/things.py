"""The card of any thing that a notice or a list is about."""

from bots.languages.texts import Wording
from bots.screens.alerts.alert_settings import trial_card
from bots.screens.alerts.digest import digest_card
from bots.screens.alerts.group_feed import feed_card
from bots.screens.alerts.price_alerts import alert_card
from bots.screens.alerts.watched_positions import watched_card
from bots.screens.bets.predictions import prediction_card
from bots.screens.bets.rounds import bet_card, round_card
from bots.screens.kit.screen import Screen
from bots.screens.markets.halts import halt_card
from bots.screens.operator import backup_card, broadcast_card
from bots.screens.people.links import link_card
from bots.screens.positions.order_card import order_card
from bots.screens.positions.position_card import position_card
from core.messages.alerts import AlertNow, DigestNow, GroupFeedNow, Tested, WatchedNow
from core.messages.all import Thing
from core.messages.links import LinkNow
from core.messages.operator import BackupNow, BroadcastNow
from core.messages.positions import OrderNow, PositionNow
from core.messages.predictions import PredictionNow
from core.messages.prices import HaltNow
from core.messages.rounds import RoundNow


def thing_card(say: Wording, thing: Thing) -> Screen:
    """The card of this thing; of a round, the chat's or the player's own."""
    match thing:
        case PositionNow():
            return position_card(say, thing)
        case OrderNow():
            return order_card(say, thing)
        case PredictionNow():
            return prediction_card(say, thing)
        case HaltNow():
            return halt_card(say, thing)
        case RoundNow(bet=None):
            return round_card(say, thing.round)
        case RoundNow():
            return bet_card(say, thing)
        case LinkNow():
            return link_card(say, thing)
        case WatchedNow():
            return watched_card(say, thing)
        case AlertNow():
            return alert_card(say, thing)
        case DigestNow():
            return digest_card(say, thing)
        case GroupFeedNow():
            return feed_card(say, thing)
        case BroadcastNow():
            return broadcast_card(say, thing)
        case BackupNow():
            return backup_card(say, thing)
        case Tested():
            return trial_card(say)
