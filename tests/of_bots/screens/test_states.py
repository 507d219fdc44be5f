"""Every code that a screen may show has a name that people can read."""

import pytest

from bots.languages.texts import ENGLISH
from bots.screens.bets.rounds import _void_reasons
from bots.screens.kit.states import coded
from bots.screens.positions.order_card import _refund_reasons
from core.prices.conditions import MarketState
from core.prices.markets import Side
from core.rules.alerts.watched_positions import WatchState
from core.rules.links import LinkState
from core.rules.orders import OrderState
from core.rules.positions import State
from core.rules.predictions import PredictionState
from core.rules.rounds import RoundState

STATES = (State, OrderState, PredictionState, RoundState, WatchState, LinkState, MarketState)
CODES = {state.value for states in STATES for state in states} | {*_refund_reasons(ENGLISH), *_void_reasons(ENGLISH)}


@pytest.mark.parametrize("code", sorted(CODES | {Side.UP.value, Side.DOWN.value}))
def test_a_code_has_a_name(code):
    field = coded(ENGLISH, "State", "State", code)
    assert field.value == code and "_" not in field.shown
