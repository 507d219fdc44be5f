"""What every answer looks like: the one door from numbers to words.

Answer --screen_of--> Screen          Thing (of a notice) --cards.thing_card--> Screen
"""

from typing import assert_never

from bots.languages.texts import _
from bots.screens.alerts.lists import alerts_screen, mirrors_screen
from bots.screens.bets.screens import (
    bet_placed_screen,
    bet_withdrawn_screen,
    cancelled_screen,
    predicted_screen,
    predicting_screen,
    round_opened_screen,
    round_shown_screen,
    verified_screen,
)
from bots.screens.kit.screen import Audience, Field, Screen, Tone
from bots.screens.learn.lessons import lesson_screen
from bots.screens.learn.odds import odds_screen
from bots.screens.markets.prices import prices_screen
from bots.screens.operator import backup_card, broadcast_card, links_screen, pause_screen, status_screen
from bots.screens.people.account import claimed_screen, limits_screen, me_screen, start_screen, top_screen
from bots.screens.people.choices import settings_screen, setup_screen
from bots.screens.people.link import link_card
from bots.screens.people.privacy import deleted_screen, exported_screen, privacy_screen
from bots.screens.positions.card import order_card, position_card
from bots.screens.positions.lists import (
    closing_screen,
    draft_screen,
    history_screen,
    opening_screen,
    orders_list_screen,
    positions_screen,
    whatif_screen,
)
from bots.screens.positions.share_card import card_screen
from bots.screens.refusals import explain, refusal_fields
from core.messages.alerts import AlertsShown, MirrorsShown
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


def screen_of(answer: Answer) -> Screen:
    """The screen of an answer."""
    match answer:
        case Refused():
            return refused(answer.code, answer.values)
        case Started():
            return start_screen(answer)
        case OrderPlaced():
            return order_card(answer.order)
        case Drafted():
            return draft_screen(answer)
        case Closing():
            return closing_screen(answer)
        case StopSet():
            return position_card(answer.item) if isinstance(answer.item, PositionNow) else order_card(answer.item)
        case MarginAdding():
            return position_card(answer.item)
        case Cancelled():
            return orders_list_screen(_("Cancelled, all points are back"), answer.items)
        case Predicted():
            return predicted_screen(answer)
        case RoundOpened():
            return round_opened_screen(answer)
        case BetPlaced():
            return bet_placed_screen(answer)
        case BetWithdrawn():
            return bet_withdrawn_screen(answer)
        case RoundCancelled():
            return cancelled_screen(answer.item.round)
        case RoundsStopped():
            return _note("round", _("No more repeating rounds"), _("The one that runs, if any, is played to its end."))
        case Claimed():
            return claimed_screen(answer)
        case PositionsShown():
            return positions_screen(answer)
        case OrdersShown():
            return orders_list_screen(_("Waiting orders"), answer.orders)
        case HistoryShown():
            return history_screen(answer)
        case OpeningShown():
            return opening_screen(answer)
        case PredictingShown():
            return predicting_screen(answer)
        case WhatIfShown():
            return whatif_screen(answer)
        case RoundShown():
            return round_shown_screen(answer)
        case Verified():
            return verified_screen(answer)
        case TopShown():
            return top_screen(answer)
        case MeShown():
            return me_screen(answer)
        case PriceShown():
            return prices_screen(answer)
        case LimitsShown():
            return limits_screen(answer)
        case SettingsShown():
            return settings_screen(answer)
        case SetupShown():
            return setup_screen(answer)
        case OddsShown():
            return odds_screen(answer)
        case LessonShown():
            return lesson_screen(answer)
        case CardShown():
            return card_screen(answer)
        case PrivacyShown():
            return privacy_screen(answer)
        case Exported():
            return exported_screen(answer)
        case AlertsShown():
            return alerts_screen(answer)
        case MirrorsShown():
            return mirrors_screen(answer)
        case Deleted():
            return deleted_screen(answer)
        case LinkNow():
            return link_card(answer)
        case StatusShown():
            return status_screen(answer)
        case LinksShown():
            return links_screen(answer)
        case PauseSet():
            return pause_screen(answer)
        case BroadcastNow():
            return broadcast_card(answer)
        case BackupNow():
            return backup_card(answer)
        case _:
            assert_never(answer)


def refused(code: str, values: dict[str, int | str]) -> Screen:
    """A refusal, in a sentence."""
    fields = (Field("Code", _("Code"), code, code), *refusal_fields(values))
    return Screen("refused", _("Not done"), fields, notes=(explain(code, values),), tone=Tone.WARNING)


def _note(about: str, title: str, *notes: str) -> Screen:
    return Screen(about, title, notes=notes, audience=Audience.OPEN)
