"""What every answer looks like: the one door from numbers to words.

Answer --screen_of--> Screen          Thing (of a notice or a list) --things.thing_card--> Screen
"""

from typing import assert_never

from bots.languages.texts import Wording
from bots.screens.alerts.alert_settings import alerts_screen
from bots.screens.alerts.watched_positions import watched_screen
from bots.screens.bets.evidence import verified_screen
from bots.screens.bets.predictions import predicted_screen, predicting_screen
from bots.screens.bets.rounds import (
    bet_placed_screen,
    bet_withdrawn_screen,
    cancelled_screen,
    round_opened_screen,
    round_shown_screen,
)
from bots.screens.kit.screen import Audience, Screen
from bots.screens.learn.lessons import lesson_screen
from bots.screens.learn.odds import odds_screen
from bots.screens.markets.prices import prices_screen
from bots.screens.operator import backup_card, broadcast_card, links_screen, pause_screen, status_screen
from bots.screens.people.account import claimed_screen, me_screen, start_screen
from bots.screens.people.chat_setup import setup_screen
from bots.screens.people.leaderboards import top_screen
from bots.screens.people.limits import limits_screen
from bots.screens.people.links import link_card
from bots.screens.people.privacy import deleted_screen, exported_screen, privacy_screen
from bots.screens.people.settings import settings_screen
from bots.screens.positions.lists import closing_screen, history_screen, orders_list_screen, positions_screen
from bots.screens.positions.opening import draft_screen, opening_screen, whatif_screen
from bots.screens.positions.order_card import order_card
from bots.screens.positions.position_card import position_card
from bots.screens.positions.share_card import card_screen
from bots.screens.refusals import refused
from core.messages.alerts import AlertsShown, WatchedShown
from core.messages.all import Answer, Refused
from core.messages.cards import CardShown
from core.messages.chats import SetupShown
from core.messages.leaderboards import TopShown
from core.messages.lessons import LessonShown, OddsShown
from core.messages.links import LinkNow
from core.messages.operator import BackupNow, BroadcastNow, LinksShown, PauseSet, StatusShown
from core.messages.players import Claimed, HistoryShown, LimitsShown, MeShown, SettingsShown, Started
from core.messages.positions import (
    Cancelled,
    Closing,
    Drafted,
    MarginAdding,
    OpeningShown,
    OrderPlaced,
    OrdersShown,
    PositionNow,
    PositionsShown,
    StopSet,
    WhatIfShown,
)
from core.messages.predictions import Predicted, PredictingShown
from core.messages.prices import PriceShown
from core.messages.privacy import Deleted, Exported, PrivacyShown
from core.messages.rounds import (
    BetPlaced,
    BetWithdrawn,
    RoundCancelled,
    RoundOpened,
    RoundShown,
    RoundsStopped,
    Verified,
)


def screen_of(say: Wording, answer: Answer) -> Screen:
    """The screen of an answer."""
    match answer:
        case Refused():
            return refused(say, answer.code, answer.values)
        case Started():
            return start_screen(say, answer)
        case OrderPlaced():
            return order_card(say, answer.order)
        case Drafted():
            return draft_screen(say, answer)
        case Closing():
            return closing_screen(say, answer)
        case StopSet():
            return (
                position_card(say, answer.item)
                if isinstance(answer.item, PositionNow)
                else order_card(say, answer.item)
            )
        case MarginAdding():
            return position_card(say, answer.item)
        case Cancelled():
            return orders_list_screen(say, say("Cancelled, all points are back"), answer.items)
        case Predicted():
            return predicted_screen(say, answer)
        case RoundOpened():
            return round_opened_screen(say, answer)
        case BetPlaced():
            return bet_placed_screen(say, answer)
        case BetWithdrawn():
            return bet_withdrawn_screen(say, answer)
        case RoundCancelled():
            return cancelled_screen(say, answer.item.round)
        case RoundsStopped():
            return _note(
                "round", say("No more repeating rounds"), say("The one that runs, if any, is played to its end.")
            )
        case Claimed():
            return claimed_screen(say, answer)
        case PositionsShown():
            return positions_screen(say, answer)
        case OrdersShown():
            return orders_list_screen(say, say("Waiting orders"), answer.orders)
        case HistoryShown():
            return history_screen(say, answer)
        case OpeningShown():
            return opening_screen(say, answer)
        case PredictingShown():
            return predicting_screen(say, answer)
        case WhatIfShown():
            return whatif_screen(say, answer)
        case RoundShown():
            return round_shown_screen(say, answer)
        case Verified():
            return verified_screen(say, answer)
        case TopShown():
            return top_screen(say, answer)
        case MeShown():
            return me_screen(say, answer)
        case PriceShown():
            return prices_screen(say, answer)
        case LimitsShown():
            return limits_screen(say, answer)
        case SettingsShown():
            return settings_screen(say, answer)
        case SetupShown():
            return setup_screen(say, answer)
        case OddsShown():
            return odds_screen(say, answer)
        case LessonShown():
            return lesson_screen(say, answer)
        case CardShown():
            return card_screen(say, answer)
        case PrivacyShown():
            return privacy_screen(say, answer)
        case Exported():
            return exported_screen(say, answer)
        case AlertsShown():
            return alerts_screen(say, answer)
        case WatchedShown():
            return watched_screen(say, answer)
        case Deleted():
            return deleted_screen(say, answer)
        case LinkNow():
            return link_card(say, answer)
        case StatusShown():
            return status_screen(say, answer)
        case LinksShown():
            return links_screen(say, answer)
        case PauseSet():
            return pause_screen(say, answer)
        case BroadcastNow():
            return broadcast_card(say, answer)
        case BackupNow():
            return backup_card(say, answer)
        case _:
            assert_never(answer)


def _note(about: str, title: str, *notes: str) -> Screen:
    return Screen(about, title, notes=notes, audience=Audience.OPEN)
