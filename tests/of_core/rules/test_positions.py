"""The formulas of positions, against the worked figures of the rules and against exact fractions, and one unit
beside their edges."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import POINT, USD
from core.prices.markets import MARKETS, Side, Ticker
from core.rules.fees_and_slippage import close_fill
from core.rules.positions import (
    WHOLE,
    Position,
    State,
    bankruptcy_price,
    exit_price,
    funding_ppm_hour,
    funding_shares,
    funding_so_far,
    is_liquidated,
    is_near,
    limited_loss,
    liquidation_price,
    margin_left,
    post_mortem,
    preview,
    settle_part,
    stoploss_reached,
    takeprofit_reached,
    with_keys,
)
from core.units import PPM
from tests.worlds.positions import LONG, SIDES, held
from tests.worlds.quotes import PRICE

BTC = MARKETS["BTC"]


def position(side=Side.LONG, entry=100_000 * USD, leverage=1001, margin=100 * POINT, **changes) -> Position:
    return held(side, leverage, entry, margin, **changes)


@pytest.mark.parametrize(
    ("side", "leverage", "expected"),
    [
        (Side.LONG, 1001, "99940.06"),
        (Side.SHORT, 1001, "100059.94"),
        (Side.LONG, 10, "94000"),
        (Side.LONG, 50, "98800"),
        (Side.LONG, 100, "99400"),
        (Side.LONG, 500, "99880"),
    ],
)
def test_worked_liquidation_prices(side, leverage, expected):
    price = liquidation_price(position(side, leverage=leverage), 0)
    assert abs(Fraction(price, USD) - Fraction(expected)) <= Fraction("0.005")


@pytest.mark.parametrize(("funding", "expected"), [(-10, "99950.05"), (10, "99930.07")])
def test_worked_liquidation_prices_with_funding(funding, expected):
    """10 % of the margin paid brings it nearer, 10 % received moves it away."""
    held = position()
    index = -funding * POINT * held.entry // held.notional
    assert funding_so_far(held, index) // 10_000 == pytest.approx(funding * 100, abs=1)
    assert abs(Fraction(liquidation_price(held, index), USD) - Fraction(expected)) <= Fraction("0.005")


def test_bankruptcy_is_one_over_leverage():
    assert Fraction(bankruptcy_price(position(), 0), USD) == pytest.approx(Fraction("99900.1"), abs=1e-4)


def test_a_manual_close_never_beats_the_take_profit():
    held = position(takeprofit=100_100 * USD)
    assert exit_price(held, 200_000 * USD) == 100_100 * USD
    assert exit_price(held, 100_050 * USD) == close_fill(100_050 * USD, Side.LONG)


def test_a_loss_is_at_most_the_margin():
    part = settle_part(position(), WHOLE, 50_000 * USD, 0, BTC)
    assert (part.pnl, part.fee, part.payout) == (-100 * POINT, 0, 0)


prices = st.integers(min_value=1, max_value=10**17)
near = st.integers(min_value=-(10**12), max_value=10**12)


@given(
    side=st.sampled_from([Side.LONG, Side.SHORT]),
    entry=st.integers(min_value=10**4, max_value=10**14),
    leverage=st.integers(min_value=2, max_value=1001),
    margin=st.integers(min_value=POINT, max_value=1_000 * POINT),
    move=st.fractions(min_value=-1, max_value=1, max_denominator=10**6),
    index=near,
    opened_index=near,
    offset=near,
    opened_offset=near,
)
def test_threshold_formula_and_rule_agree(
    side, entry, leverage, margin, move, index, opened_index, offset, opened_offset
):
    """The comparison with a constant, the price on the screen and the inequality are one rule, exactly."""
    held = position(side, entry, leverage, margin, funding_index=opened_index, offset=opened_offset)
    for mark in {entry + int(entry * move / leverage), (liquidation_price(held, index) or 1) + int(move * 2)}:
        mark = max(mark, 1)
        funding = Fraction(-held.notional * (index - opened_index), entry)
        profit = Fraction(side.sign * held.notional * (mark - entry), entry)
        by_fractions = profit + funding <= -Fraction(6, 10) * margin
        assert is_liquidated(held, mark, index) == by_fractions
        level = mark + (offset - opened_offset) - offset - side.sign * index
        assert (held.liq_key >= level if side is Side.LONG else held.liq_key <= level) == by_fractions
        shown = liquidation_price(held, index)
        if shown is not None:
            assert (side.sign * (mark - shown) <= 0) == by_fractions


@given(
    side=st.sampled_from([Side.LONG, Side.SHORT]),
    leverage=st.integers(min_value=2, max_value=1001),
    exit_at=st.integers(min_value=1, max_value=3 * 10**13),
    index=st.integers(min_value=-(10**11), max_value=10**11),
    ppm=st.integers(min_value=1, max_value=PPM),
)
def test_a_part_is_worth_between_nothing_and_its_cash(side, leverage, exit_at, index, ppm):
    held = position(side, leverage=leverage)
    part = settle_part(held, ppm, exit_at, index, BTC)
    assert part.payout >= 0
    assert part.fee >= 0
    assert part.pnl + part.funding >= -part.margin


@given(
    side=st.sampled_from([Side.LONG, Side.SHORT]),
    leverage=st.integers(min_value=2, max_value=1001),
    slipped=st.integers(min_value=-(10**9), max_value=10**9),
    exit_mark=st.integers(min_value=1, max_value=3 * 10**13),
    index=st.integers(min_value=-(10**11), max_value=10**11),
)
def test_a_post_mortem_adds_up_to_the_margin(side, leverage, slipped, exit_mark, index):
    entry = 100_000 * USD
    held = position(side, entry, leverage, open_mark=entry + slipped)
    dead = replace(held, state=State.LIQUIDATED, exit_mark=exit_mark, exit_index=index)
    mortem = post_mortem(dead)
    assert mortem.price + mortem.slippage + mortem.funding + mortem.remainder == held.margin


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("leverage", [2, 10, 100, 499, 500, 1001])
def test_break_even_move_breaks_even(side, leverage):
    """Closing after just that move returns what was put in, give or take the unit it is rounded to."""
    ticker = Ticker("BTC", price=100_000 * USD, published_ms=1)
    offer = preview(side, 100 * POINT, leverage, BTC, ticker, 1)
    held = offer.position

    def returned(ppm):
        mark = ticker.price + side.sign * ticker.price * ppm // PPM
        return settle_part(held, WHOLE, close_fill(mark, side), 0, BTC).payout

    assert returned(offer.breakeven_ppm) >= held.put_in - 10
    assert returned(offer.breakeven_ppm - 2) < held.put_in


def test_preview_of_1001x_reads_as_the_rules_say():
    ticker = Ticker("BTC", price=100_000 * USD, published_ms=1)
    offer = preview(Side.LONG, 25 * POINT, 1001, BTC, ticker, 1)
    assert offer.distance_ppm == 499  # slippage already spent: 5 basis points, not 6
    assert offer.funding_ppm_hour == -6 * PPM // 100 - 2_563  # alone on its side: 0.05 % x 1001 / 8 h


@pytest.mark.parametrize("price_of", [liquidation_price, bankruptcy_price])
def test_a_price_of_one_unit_is_one_and_of_none_is_none(price_of):
    base = price_of(held(), 0)
    assert price_of(held(), 1 - base) == 1
    assert price_of(held(), -base) is None


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("told", [0, 1, 4])
def test_funding_is_told_at_the_first_index_that_has_eaten_its_share(side, told):
    position = held(side, leverage=333, funding_percent=7, funding_told=told, funding_index=-12_345)
    key = position.funding_key
    assert key is not None

    def eaten(index: int) -> Fraction:
        return Fraction(position.notional * (index - position.funding_index), position.entry)

    share = Fraction(7 * (told + 1) * position.margin, 100)
    assert eaten(key - 1) < share <= eaten(key)
    assert (funding_shares(position, key - 1), funding_shares(position, key)) == (told, told + 1)
    assert funding_shares(position, position.funding_index - 10**9) == 0, "what was received eats nothing"


def test_what_is_near_is_near_at_its_key_and_not_before():
    for side in (Side.LONG, Side.SHORT):
        for warned, left in ((False, 30), (True, 60)):
            position = held(side, near_percent=30, warned=warned)
            bound = position.near_key
            assert is_near(position, bound, 0) and not is_near(position, bound + side.sign, 0)
            distance = Fraction(6_000 * (100 - left) // 100, 10_000) * position.entry / position.leverage
            assert abs(bound - (position.entry - side.sign * distance)) < 1


@SIDES
def test_a_stop_is_reached_at_its_price(side):
    position, sign = replace(held(side), takeprofit=PRICE + side.sign * 9, stoploss=PRICE - side.sign * 9), side.sign
    assert [takeprofit_reached(position, PRICE + sign * move) for move in (8, 9, 10)] == [False, True, True]
    assert [stoploss_reached(position, PRICE - sign * move) for move in (8, 9, 10)] == [False, True, True]
    bare = replace(position, takeprofit=None, stoploss=None)
    assert takeprofit_reached(bare, PRICE) is False and stoploss_reached(bare, PRICE) is False
    assert exit_price(position, PRICE + sign * 10**6, slipped=False) == position.takeprofit
    assert exit_price(position, PRICE, slipped=False) == exit_price(bare, PRICE, slipped=False) == PRICE


def test_the_house_bears_what_is_beyond_the_margin_of_the_price_first():
    for gain, funding, paid in ((-7, -2, (-7, -2)), (-9, -3, (-7, -3)), (5, -20, (5, -15)), (-3, -20, (0, -10))):
        assert limited_loss(10, gain, funding) == paid


def test_what_a_part_leaves_is_rounded_up():
    assert margin_left(replace(held(LONG, 100), margin=3), 500_000) == 2


def test_a_position_that_is_open_has_not_ended_living():
    assert held(LONG, 100).lived_ms == 0
    assert replace(held(LONG, 100), opened_ms=5, closed_ms=12).lived_ms == 7


def test_no_interest_pays_no_funding():
    nothing = Ticker("BTC", PRICE, 0, "t")
    assert funding_ppm_hour(LONG, POINT, POINT, nothing, opening=False) == 0
    assert funding_ppm_hour(LONG, POINT, POINT, nothing, opening=True) < 0


@SIDES
def test_a_warning_waits_where_the_funding_since_the_opening_has_brought_it(side):
    """Ticks compare `mark - offset`, less the cumulative funding of the side, with the key."""
    position = with_keys(replace(held(side, 100), near_percent=20, funding_index=7_000, offset=-300 * USD))
    for index in (7_000, 9_000):
        mark = position.near_key + side.sign * index + position.offset
        assert is_near(position, mark, index)
        assert not is_near(position, mark + side.sign * 2, index)
