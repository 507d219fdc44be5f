"""Every code that a screen may show has a name that people can read."""

import pytest

from bots.bet_cards import _void_reasons
from bots.codes import coded
from bots.position_cards import _refund_reasons
from core.alarms import MirrorState
from core.conditions import MarketState
from core.links import LinkState
from core.markets import Side
from core.orders import OrderState
from core.positions import State
from core.predictions import PredictionState
from core.rounds import RoundState

STATES = (State, OrderState, PredictionState, RoundState, MirrorState, LinkState, MarketState)
CODES = {state.value for states in STATES for state in states} | {*_refund_reasons(), *_void_reasons()}


@pytest.mark.parametrize("code", sorted(CODES | {Side.UP.value, Side.DOWN.value}))
def test_a_code_has_a_name(code):
    field = coded("State", "State", code)
    assert field.value == code and "_" not in field.shown
