"""Previews: what is told of a position before the tap, to the last unit."""

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest

from core.messages.players import SetConfirm
from core.messages.positions import Open
from core.money import POINT, USD, Amount
from core.prices.markets import MARKETS, Side, Ticker
from core.prices.survival import MINUTES, alive_ppm
from core.rules.positions import funding_ppm_hour, preview, same_move_elsewhere, with_chances
from core.units import PPB, PPM
from tests.oracle.things import LONG, SHORT, degen, down, funding_rate, slipped, split_amount
from tests.oracle.things import Position as SlowPosition
from tests.worlds.game import usd
from tests.worlds.positions import held

MARKET = MARKETS["BTC"]
SIDES = {Side.LONG: LONG, Side.SHORT: SHORT}
TICKER = Ticker(
    "BTC", 99_999_99999999, 1, "t", offset=7, funding_long=123_456, funding_short=-98_765, open_long=12_345 * 10**9,
    open_short=23_456 * 10**9, standard_long=1_234_567_890_123, standard_short=2_345_678_901_234,
)  # fmt: skip


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("leverage", [2, 3, 77, 499, 500, 1001])
@pytest.mark.parametrize("amount", [POINT, 123_456_789, 1_000 * POINT])
def test_a_preview_is_exact_to_the_last_part_per_million(side, leverage, amount):
    offer = preview(side, amount, leverage, MARKET, TICKER, 5)
    margin, fee = split_amount(amount, leverage)
    notional, mark = margin * leverage, TICKER.price
    steps = Fraction(TICKER.standard_interest(side) + notional, 10**12)
    share = Fraction(1, 10_000) if degen(leverage) else min(Fraction(1, 10_000) * (1 + steps), Fraction(5, 10_000))
    entry = slipped(mark, SIDES[side], share, opening=True)
    assert (offer.position.margin, offer.position.fees, offer.position.notional) == (margin, fee, notional)
    assert (offer.position.entry, offer.position.open_mark, offer.position.put_in) == (entry, mark, amount)
    slow = SlowPosition("p", 0, SIDES[side], "BTC", leverage, margin, notional, amount, entry, mark, 5, 7, fee)
    assert offer.position.takeprofit == slow.cap_price()
    assert offer.distance_ppm == floor(Fraction(abs(mark - slow.liquidation) * PPM, mark))
    mine, other = TICKER.open_interest(side) + notional, TICKER.open_interest(side.opposite)
    rate = funding_rate(mine, other) / 8 * (-1 if mine > other else 1)
    assert offer.funding_ppm_hour == down(rate * notional / margin * PPM)
    rate = funding_rate(TICKER.open_interest(side), other) / 8
    rate *= -1 if TICKER.open_interest(side) > other else 1
    assert funding_ppm_hour(side, notional, margin, TICKER, opening=False) == down(rate * notional / margin * PPM)
    away = Fraction(SIDES[side] * (mark - slow.liquidation), mark)
    chances = tuple(alive_ppm(floor(away * PPB), 400_000, minutes) for minutes in MINUTES)
    assert with_chances(offer, 400_000).alive_ppm == chances
    assert with_chances(offer, None).alive_ppm == ()


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
def test_the_same_move_elsewhere_loses_all_at_the_loss_rate_and_not_before(side):
    """60 % of 10 pt at 100x is a move of 0.6 %."""
    dead = replace(held(side), exit_mark=100_000 * USD - side.sign * 600 * USD)
    assert same_move_elsewhere(dead, 100, MARKET) == 10 * POINT
    assert same_move_elsewhere(dead, 99, MARKET) == 5_940_000
    assert same_move_elsewhere(replace(dead, exit_mark=dead.exit_mark + side.sign * USD), 100, MARKET) == 5_990_000
    assert same_move_elsewhere(replace(dead, exit_mark=100_000 * USD + side.sign * USD), 100, MARKET) == -10_000


def test_the_chance_of_a_limit_order_is_that_of_an_opening(game):
    for second in range(300):
        game.mark(usd(100_000 + 2 * (second % 40)))
    game.ask(SetConfirm(0))
    market, limit = (
        game.ask(Open(Side.LONG, "BTC", Amount(25 * POINT), 1001, limit=price)).preview for price in (None, usd(99_000))
    )
    assert market.alive_ppm == pytest.approx(limit.alive_ppm, rel=1e-4) != ()
