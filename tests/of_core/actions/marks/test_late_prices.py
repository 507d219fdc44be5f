"""What ended while there was no price: settled by the anchor's own history where it has the second, else given back."""

from dataclasses import replace

import pytest

from core.actions.marks.late_prices import Wanted
from core.money import POINT
from core.prices.anchors import Panel, Witness, begin, hear, look
from core.prices.conditions import Cause, MarketState
from core.prices.markets import Mark, Rules
from core.prices.quotes import Quote
from core.rules.predictions import EXIT_MS, PredictionState
from core.rules.rounds import RoundState
from tests.worlds.game import LIVE, PRICE, Game
from tests.worlds.quotes import SECOND, percent

STAKE = 25 * POINT


def _running(game: Game) -> int:
    """A prediction of a minute, up; when it ends."""
    game.up()
    game.mark()
    closes_ms = game.prediction().closes_ms
    assert closes_ms == game.now + 60 * SECOND
    return closes_ms


def _outage(game: Game, seconds: int) -> None:
    """No marks until so long after the end of the first prediction."""
    game.marks(30)
    game.bells(30 + seconds)


def test_a_prediction_that_ended_in_an_outage_is_settled_by_history(game):
    closes_ms = _running(game)
    _outage(game, 20)
    (asked,) = game.engine.wanted_history(game.now)
    assert asked == Wanted("BTC", closes_ms, "pyth")
    assert game.engine.on_history(asked, game.quote("pyth", percent(0.1), closes_ms + 400), game.now)
    prediction = game.prediction()
    assert (prediction.state, prediction.exit) == (PredictionState.WON, percent(0.1))
    assert prediction.exited_ms == closes_ms + 400
    assert game.balance() == 1_000 * POINT + STAKE * 70 // 100
    assert not game.engine.wanted_history(game.now)
    assert not game.engine.on_history(asked, game.quote("pyth", percent(-9), closes_ms), game.now)


def test_the_market_being_back_settles_nothing_that_ended_long_before(game):
    closes_ms = _running(game)
    _outage(game, 20)
    game.mark(percent(-5))
    game.marks(5)
    assert game.prediction().state is PredictionState.RUNNING
    (asked,) = game.engine.wanted_history(game.now)
    assert game.engine.on_history(asked, game.quote("pyth", percent(0.1), closes_ms), game.now)
    assert game.prediction().state is PredictionState.WON


def test_a_short_outage_settles_by_the_first_mark_after_it(game):
    _running(game)
    _outage(game, 14)
    game.mark(percent(-1))
    assert game.prediction().state is PredictionState.LOST
    assert not game.engine.wanted_history(game.now)


def test_nothing_is_asked_while_a_mark_may_still_come(game):
    closes_ms = _running(game)
    _outage(game, 0)
    assert not game.engine.wanted_history(closes_ms + EXIT_MS + LIVE.late_ms)
    assert game.engine.wanted_history(closes_ms + EXIT_MS + LIVE.late_ms + 1)


def test_without_an_answer_it_is_given_back_after_ten_minutes_and_not_before(game):
    closes_ms = _running(game)
    _outage(game, 0)
    end_ms = closes_ms + EXIT_MS + LIVE.history_ms
    game.engine.on_clock(end_ms + LIVE.late_ms)
    assert game.prediction().state is PredictionState.RUNNING
    game.engine.on_clock(end_ms + LIVE.late_ms + 1)
    assert (game.prediction().state, game.prediction().reason) == (PredictionState.REFUNDED, "no_price")
    assert game.balance() == 1_000 * POINT


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"source": "binance"}, "another source"),
        ({"published_ms": -1}, "before the end"),
        ({"published_ms": EXIT_MS + 1}, "too long after it"),
        ({"market": "ETH"}, "another market"),
    ],
)
def test_an_answer_to_another_question_settles_nothing(game, change, why):
    closes_ms = _running(game)
    _outage(game, 30)
    (asked,) = game.engine.wanted_history(game.now)
    if "published_ms" in change:
        change = {"published_ms": closes_ms + change["published_ms"]}
    quote = replace(game.quote("pyth", percent(1), closes_ms), **change)
    assert not game.engine.on_history(asked, quote, game.now), why
    assert game.prediction().state is PredictionState.RUNNING


def test_what_was_not_asked_is_not_answered(game):
    closes_ms = _running(game)
    _outage(game, 30)
    for asked in (Wanted("BTC", closes_ms - 1, "pyth"), Wanted("ETH", closes_ms, "pyth")):
        assert not game.engine.on_history(asked, game.quote("pyth", percent(1), closes_ms), game.now)


def test_where_a_guard_halted_the_market_at_the_end_nothing_is_asked_and_all_is_given_back(game):
    _running(game)
    game.marks(55)
    disputed = {"state": MarketState.HALTED, "cause": Cause.GUARD, "disputed_from_ms": game.now}
    game.is_now(**disputed)
    game.bells(30)
    assert not game.engine.wanted_history(game.now)
    game.is_now(disputed_from_ms=disputed["disputed_from_ms"], disputed_to_ms=game.now)
    game.mark()
    assert game.prediction().state is PredictionState.REFUNDED


def test_each_second_is_asked_once_the_oldest_first(game):
    for _ in range(3):
        game.up()
    game.mark()
    game.up()
    game.mark()
    first = game.prediction(1).closes_ms
    _outage(game, 30)
    assert [asked.at_ms for asked in game.engine.wanted_history(game.now)] == [first, first + SECOND]


def test_a_round_is_settled_by_history_too(game):
    number = game.round()
    game.marks(61)
    closes_ms = game.chat_round(number).closes_ms
    game.marks(30)
    game.bells(60)
    assert game.chat_round(number).state is RoundState.LOCKED
    (asked,) = game.engine.wanted_history(game.now)
    assert asked.at_ms == closes_ms
    assert game.engine.on_history(asked, game.quote("pyth", percent(1), closes_ms), game.now)
    round_ = game.chat_round(number)
    assert (round_.state, round_.close) == (RoundState.SETTLED, percent(1))


def test_a_lock_takes_no_past_price(game):
    number = game.round()
    game.marks(50)
    game.bells(60)
    assert not game.engine.wanted_history(game.now)
    assert game.chat_round(number).reason == "no_price"


def test_without_history_it_is_given_back_at_once():
    game = Game(Rules(), source="sim")
    _running(game)
    _outage(game, 16)
    assert not game.engine.wanted_history(game.now)
    assert game.prediction().state is PredictionState.REFUNDED
    game.close()


def test_a_past_price_is_kept_with_what_it_settled_and_changes_no_price(game):
    closes_ms = _running(game)
    _outage(game, 30)
    (asked,) = game.engine.wanted_history(game.now)
    before = game.engine.market("BTC", game.now)
    game.engine.on_history(asked, game.quote("pyth", percent(1), closes_ms), game.now)
    assert game.engine.market("BTC", game.now) == before
    assert game.book.get(Mark, "BTC", closes_ms) == Mark("BTC", closes_ms, percent(1), "pyth", kept=True)
    assert [proof.source for proof in game.book.markets.proofs("BTC", closes_ms)] == ["pyth"]


def test_two_disputes_around_a_silence_settle_nothing_from_the_disputed_source():
    """The second one erased the first, so that history was asked of the source that had lied over the close."""
    game = Game(Rules())
    panel = Panel("BTC", ("pyth", "binance"), (Witness("pyth"), Witness("binance", fresh_ms=3_600_000)))
    watch = begin(panel, None, game.book.markets.tickers()[0], game.now)

    def apply(now, marks=()) -> None:
        nonlocal watch
        if now.condition != watch.condition:
            game.engine.on_condition(now.condition, game.now)
        watch = now
        for quote in marks:
            game.engine.on_mark(Mark("BTC", quote.published_ms, quote.price, quote.source))

    def second(**prices: int) -> None:
        game.now += SECOND
        for source, price in prices.items():
            now, decided = hear(panel, watch, Quote("BTC", source, price, 0, game.now - 200, game.now))
            apply(now, decided.marks)
        apply(look(panel, watch, game.now, 0))
        game.engine.on_clock(game.now)

    second(binance=PRICE, pyth=PRICE)
    number = game.round()
    while game.now < game.chat_round(number).closes_ms - 4_000:
        second(binance=PRICE, pyth=PRICE)
    for lies, silent in ((8, 22), (8, 0)):
        for _ in range(lies):
            second(binance=PRICE, pyth=PRICE * 97 // 100)
        for _ in range(silent):
            second(binance=PRICE)
    assert game.engine.wanted_history(game.now) == []
    round_ = game.chat_round(number)
    assert (round_.state, round_.reason, game.balance()) == (RoundState.VOID, "guard", 1_000 * POINT)
    game.close()
