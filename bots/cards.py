"""The card of any thing that a notice or a list is about."""

from bots.bet_cards import bet_card, bet_fields, prediction_card, prediction_fields, round_card, round_fields
from bots.position_cards import order_card, order_fields, position_card, position_fields
from bots.screen import Group, Screen
from core.answers import OrderNow, PositionNow, PredictionNow, RoundNow, Thing

_COMPARED = (10, 50, 100)  # what the same move would have cost at calmer leverages


def thing_card(thing: Thing) -> Screen:
    """The card of whatever a notice is about."""
    match thing:
        case PositionNow():
            return position_card(thing)
        case OrderNow():
            return order_card(thing)
        case PredictionNow():
            return prediction_card(thing)
        case RoundNow(bet=None):
            return round_card(thing.round)
        case RoundNow():
            return bet_card(thing)


def thing_fields(thing: Thing) -> Group:
    """The fields of one thing in a list."""
    match thing:
        case PositionNow():
            return position_fields(thing)
        case OrderNow():
            return order_fields(thing)
        case PredictionNow():
            return prediction_fields(thing)
        case RoundNow():
            return round_fields(thing.round) + bet_fields(thing.round, thing.bet)
