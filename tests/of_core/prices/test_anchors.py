"""Which quotes become marks, rule by rule."""

from dataclasses import replace

import pytest

from core.money import USD
from core.prices.anchors import MOVE_MS, Panel, Verdict, Witness, begin, hear, look
from core.prices.conditions import Cause, MarketState
from core.prices.markets import Ticker
from core.prices.quotes import Quote
from tests.worlds.quotes import ALONE, BINANCE, MINUTE, PRICE, PYTH, SECOND, START, Market, percent, restarted


def test_quotes_of_the_anchor_become_marks_as_they_were_received():
    market = Market().live()
    assert market.anchor(percent(0.2)) is Verdict.MARK
    mark = market.marks[-1]
    assert (mark.price, mark.source, mark.published_ms) == (percent(0.2), "pyth", market.now - 100)


def test_guards_make_no_marks():
    market = Market().live()
    before = len(market.marks)
    assert market.says("binance", percent(0.1)).verdict is Verdict.HEARD
    assert market.says("chainlink", percent(0.1)).verdict is Verdict.HEARD
    assert len(market.marks) == before


@pytest.mark.parametrize(
    ("age_ms", "verdict"),
    [(3_000, Verdict.MARK), (3_001, Verdict.OLD), (0, Verdict.MARK), (-3_000, Verdict.MARK), (-3_001, Verdict.AHEAD)],
)
def test_a_quote_is_published_within_three_seconds_of_its_coming(age_ms, verdict):
    market = Market().live()
    market.now += 10 * SECOND
    assert market.says("pyth", PRICE, age_ms).verdict is verdict


def test_a_quote_is_published_later_than_the_one_before():
    market = Market().live()
    last = market.marks[-1].published_ms
    market.now += SECOND
    assert market.says("pyth", PRICE, age_ms=market.now - last).verdict is Verdict.REPEATED
    assert market.says("pyth", PRICE, age_ms=market.now - last + 1).verdict is Verdict.REPEATED
    assert market.says("pyth", PRICE, age_ms=market.now - last - 1).verdict is Verdict.MARK


def test_a_quote_is_sure_to_a_tenth_of_a_percent():
    market = Market().live()
    assert market.anchor(confidence=PRICE // 1_000) is Verdict.MARK
    assert market.anchor(confidence=PRICE // 1_000 + 1) is Verdict.VAGUE


def test_a_step_of_one_percent_is_no_step():
    market = Market().live()
    assert market.anchor(percent(1)) is Verdict.MARK
    assert market.anchor(percent(1, of=percent(1)) + 1) is Verdict.HELD


def test_a_larger_step_waits_for_the_next_quote_where_a_guard_is_fresh_and_both_are_marks():
    market = Market().live()
    market.says("binance", percent(-1.2))
    before = len(market.marks)
    assert market.anchor(percent(-2)) is Verdict.HELD
    assert len(market.marks) == before
    assert market.anchor(percent(-2.1)) is Verdict.MARK
    assert [mark.price for mark in market.marks[before:]] == [percent(-2), percent(-2.1)]


def test_a_larger_step_waits_for_three_more_where_no_guard_is_fresh_and_all_are_marks():
    market = Market().live()
    before, steps = len(market.marks), [percent(part) for part in (-2, -2.1, -1.9, -2)]
    assert [market.anchor(step) for step in steps] == [Verdict.HELD, Verdict.HELD, Verdict.HELD, Verdict.MARK]
    assert [mark.price for mark in market.marks[before:]] == steps


def test_those_three_are_alike_or_begin_anew():
    market = Market().live()
    apart = percent(0.3, of=percent(2)) + 1
    assert [market.anchor(step) for step in (percent(2), percent(2), apart)] == [Verdict.HELD] * 3
    assert [market.anchor(apart) for _ in range(3)] == [Verdict.HELD, Verdict.HELD, Verdict.MARK]
    assert {mark.price for mark in market.marks} == {PRICE, apart}


def test_a_step_that_the_next_quote_contradicts_was_never_there():
    market = Market().live()
    assert market.anchor(percent(50)) is Verdict.HELD
    assert market.anchor(percent(0.1)) is Verdict.MARK
    assert percent(50) not in [mark.price for mark in market.marks]


def test_another_quote_of_the_same_moment_confirms_nothing():
    market = Market().live()
    market.now += SECOND
    assert market.says("pyth", percent(2)).verdict is Verdict.HELD
    assert market.says("pyth", percent(2)).verdict is Verdict.REPEATED


def test_a_guard_confirms_a_step_at_once():
    market = Market().live()
    market.says("binance", percent(2.1))  # a guard that runs ahead halts; the anchor agrees with it in the next moment
    assert market.anchor(percent(2)) is Verdict.MARK
    assert market.condition.state is MarketState.LIVE


def test_a_guard_confirms_a_step_that_is_held():
    market = Market().live()
    assert market.anchor(percent(2)) is Verdict.HELD
    decision = market.says("binance", percent(1.9))
    assert decision.verdict is Verdict.MARK
    assert [mark.price for mark in decision.marks] == [percent(2)]


def test_a_guard_confirms_no_step_that_is_too_old_by_then():
    market = Market().live()
    assert market.anchor(percent(2), age_ms=0) is Verdict.HELD
    market.now += 3_001
    assert market.says("binance", percent(2)).verdict is Verdict.HEARD


def test_a_guard_that_is_nearer_to_where_the_step_came_from_confirms_nothing():
    market = Market(BINANCE).live()
    market.says("chainlink", percent(0.5))  # within its deviation of both
    assert market.anchor(percent(1.05)) is Verdict.HELD


def test_the_very_first_price_waits_for_another():
    market = Market()
    assert market.anchor(123 * USD) is Verdict.HELD
    assert market.anchor() is Verdict.HELD
    assert market.anchor() is Verdict.MARK
    assert 123 * USD not in [mark.price for mark in market.marks]


def test_the_first_price_is_confirmed_by_a_guard():
    market = Market()
    market.says("chainlink", PRICE)
    assert market.anchor() is Verdict.MARK


# Guards


@pytest.mark.parametrize(
    ("panel", "source", "part", "state"),
    [
        (PYTH, "binance", 0.3, MarketState.LIVE),
        (PYTH, "binance", 0.301, MarketState.PAUSED),
        (PYTH, "binance", -1, MarketState.PAUSED),
        (PYTH, "binance", -1.001, MarketState.HALTED),
        (PYTH, "chainlink", 0.8, MarketState.LIVE),
        (PYTH, "chainlink", 0.801, MarketState.PAUSED),
        (PYTH, "chainlink", 1.001, MarketState.HALTED),
        (BINANCE, "chainlink", 1.1, MarketState.LIVE),
        (BINANCE, "chainlink", 1.101, MarketState.PAUSED),
        (BINANCE, "chainlink", 1.3, MarketState.PAUSED),
        (BINANCE, "chainlink", -1.301, MarketState.HALTED),
    ],
)
def test_a_guard_pauses_beyond_its_own_threshold_and_halts_beyond_one_percent(panel, source, part, state):
    market = Market(panel).live()
    market.says(source, percent(part))
    assert market.condition.state is state
    assert market.condition.cause is (Cause.NONE if state is MarketState.LIVE else Cause.GUARD)
    assert market.condition.guard == ("" if state is MarketState.LIVE else source)
    expected = Verdict.DISPUTED if state is MarketState.HALTED else Verdict.MARK
    assert market.anchor() is expected
    market.says(source, PRICE)
    assert market.condition.state is MarketState.LIVE
    assert market.anchor() is Verdict.MARK


def test_a_guard_that_is_not_fresh_guards_nothing():
    market = Market().live()
    market.says("binance", percent(5), age_ms=5_001)
    assert market.condition.state is MarketState.LIVE
    market.says("chainlink", percent(0.9), age_ms=3_660_000)
    assert market.condition.state is MarketState.PAUSED
    market.now += 1
    market.says("chainlink", percent(0.9), age_ms=3_660_001)
    assert market.condition.state is MarketState.LIVE


def test_a_guard_that_fell_silent_stops_guarding():
    market = Market().live()
    market.says("binance", percent(5))
    assert market.condition.state is MarketState.HALTED
    for _ in range(5):
        market.anchor()
    assert market.anchor() is Verdict.MARK
    assert market.condition.state is MarketState.LIVE


def test_a_guard_that_is_not_sure_guards_nothing():
    market = Market(BINANCE).live()
    market.says("chainlink", percent(5), confidence=PRICE // 100)
    assert market.condition.state is MarketState.LIVE


def test_an_older_word_of_a_guard_changes_nothing():
    market = Market().live()
    market.says("chainlink", PRICE, age_ms=100)
    market.says("chainlink", percent(5), age_ms=5_000)
    assert market.condition.state is MarketState.LIVE


def test_one_bad_price_of_the_anchor_does_not_halt():
    market = Market().live()
    market.says("binance", PRICE)
    assert market.anchor(percent(20)) is Verdict.HELD
    assert market.condition.state is MarketState.LIVE


def test_an_anchor_that_stays_wrong_is_halted_by_its_guard():
    market = Market().live()
    before = len(market.marks)
    for _ in range(10):
        market.says("binance", PRICE)
        market.anchor(10 * PRICE)
    assert len(market.marks) == before
    assert market.condition.is_disputed


def test_when_a_dispute_began_and_ended_is_known():
    market = Market().live()
    market.says("binance", percent(2))
    began = market.now
    market.anchor()
    assert market.condition.was_disputed(market.now, market.now)
    market.says("binance", PRICE)
    ended = market.now
    market.anchor()
    condition = market.condition
    assert (condition.disputed_from_ms, condition.disputed_to_ms) == (began, ended)
    assert condition.was_disputed(ended, ended + 1) and not condition.was_disputed(ended + 1, ended + 9)
    assert condition.was_disputed(0, began) and not condition.was_disputed(0, began - 1)


def test_a_decision_names_every_quote_it_looked_at():
    market = Market().live()
    market.says("binance", percent(0.1))
    market.says("chainlink", percent(0.2), age_ms=60_000)
    market.now += SECOND
    decision = market.says("pyth", percent(0.05))
    said = {quote.source: quote.price for quote in decision.quotes}
    assert said == {"pyth": percent(0.05), "binance": percent(0.1), "chainlink": percent(0.2)}


# Clock


def test_a_clock_that_is_off_pauses():
    market = Market().live()
    for off, state in ((250, MarketState.LIVE), (-251, MarketState.PAUSED), (None, MarketState.LIVE)):
        market.wait(SECOND, clock_off_ms=off)
        assert market.condition.state is state
    market.wait(SECOND, clock_off_ms=251)
    assert market.condition.cause is Cause.CLOCK
    assert market.anchor() is Verdict.MARK


# The anchor is gone


def test_an_anchor_that_is_silent_for_five_seconds_halts():
    market = Market().live()
    market.wait(5 * SECOND)
    assert market.condition.state is MarketState.LIVE
    market.wait(SECOND)
    assert (market.condition.state, market.condition.cause) == (MarketState.HALTED, Cause.SILENT)
    assert market.anchor() is Verdict.MARK
    assert market.condition.state is MarketState.LIVE


def test_nothing_moves_within_fifteen_minutes():
    market = Market().live()
    for _ in range(MOVE_MS // SECOND - 1):
        market.wait(SECOND)
        market.says("binance", PRICE)
    assert market.condition.anchor == "pyth"
    assert market.anchor() is Verdict.MARK
    assert market.marks[-1].source == "pyth"


def _moved() -> Market:
    market = Market().live()
    for _ in range(MOVE_MS // SECOND + 1):
        market.wait(SECOND)
        if market.condition.anchor == "pyth":
            market.says("binance", percent(3))
    assert (market.condition.state, market.condition.anchor) == (MarketState.MOVING, "binance")
    return market


def test_after_fifteen_minutes_the_next_anchor_proves_itself_by_three_good_quotes():
    market = _moved()
    before = len(market.marks)
    assert market.anchor(percent(3)) is Verdict.PROVING
    assert market.anchor(percent(3.1)) is Verdict.PROVING
    assert market.condition.state is MarketState.MOVING
    assert market.anchor(percent(3.2)) is Verdict.MARK
    assert [(mark.source, mark.price) for mark in market.marks[before:]] == [("binance", percent(3.2))]
    assert market.condition.state is MarketState.LIVE


def test_proving_begins_anew_after_a_bad_quote():
    market = _moved()
    market.anchor(percent(3))
    market.anchor(percent(3))
    assert market.anchor(percent(9)) is Verdict.PROVING
    assert market.anchor(percent(3)) is Verdict.PROVING
    assert market.anchor(percent(3)) is Verdict.PROVING
    assert market.anchor(percent(3)) is Verdict.MARK


def test_proving_begins_anew_after_a_silence():
    market = _moved()
    market.anchor(percent(3))
    market.anchor(percent(3))
    market.wait(6 * SECOND)
    assert [market.anchor(percent(3)) for _ in range(3)] == [Verdict.PROVING, Verdict.PROVING, Verdict.MARK]


def test_a_guard_forbids_a_new_anchor():
    market = _moved()
    market.says("chainlink", PRICE)
    assert [market.anchor(percent(3)) for _ in range(4)] == [Verdict.DISPUTED] * 4
    assert market.condition.state is MarketState.MOVING
    market.says("chainlink", percent(3))
    assert [market.anchor(percent(3)) for _ in range(3)] == [Verdict.PROVING, Verdict.PROVING, Verdict.MARK]


def test_the_old_anchor_does_not_come_back_by_coming_back():
    market = _moved()
    market.says("pyth", percent(3))
    for _ in range(5):
        market.anchor(percent(3))
        market.says("pyth", percent(3))
    assert {mark.source for mark in market.marks[-3:]} == {"binance"}
    for _ in range(MOVE_MS // SECOND + 5):
        market.wait(SECOND)
        market.says("pyth", percent(3))
    assert market.marks[-1].source == "pyth"


def test_there_is_no_move_to_a_source_that_says_nothing():
    market = Market().live()
    market.wait(2 * MOVE_MS)
    assert (market.condition.state, market.condition.anchor) == (MarketState.HALTED, "pyth")


def test_there_is_no_move_where_there_is_one_anchor():
    market = Market(ALONE).live()
    market.wait(2 * MOVE_MS)
    assert (market.condition.state, market.condition.anchor) == (MarketState.HALTED, "pyth")
    assert market.anchor() is Verdict.MARK


def test_quotes_that_are_useless_are_a_silence():
    market = Market().live()
    for _ in range(MOVE_MS // SECOND + 1):
        market.anchor(confidence=PRICE)
        market.says("binance", PRICE)
    market.wait(SECOND)
    assert market.condition.anchor == "binance"


# Restarts


def test_a_restart_keeps_the_anchor():
    market = _moved()
    for _ in range(3):
        market.anchor(percent(3))
    again = restarted(market)
    again.says("pyth", percent(3))
    assert again.anchor(percent(3)) is Verdict.MARK
    assert again.marks[-1].source == "binance"


def test_a_restart_in_the_middle_of_a_move_goes_on_with_it():
    again = restarted(_moved())
    assert [again.anchor(percent(3)) for _ in range(3)] == [Verdict.PROVING, Verdict.PROVING, Verdict.MARK]


def test_a_restart_gives_the_anchor_fifteen_minutes_again():
    market = Market().live()
    market.wait(60 * MINUTE)
    again = restarted(market)
    for _ in range(60):
        again.wait(SECOND)
        again.says("binance", PRICE)
    assert again.condition.anchor == "pyth"
    assert again.anchor() is Verdict.MARK


def test_an_anchor_that_is_not_configured_any_more_is_silent():
    again = restarted(Market().live(), panel=BINANCE)
    for _ in range(MOVE_MS // SECOND - 1):
        again.wait(SECOND)
        again.says("binance", PRICE)
    assert again.condition.anchor == "pyth"
    for _ in range(5):
        again.wait(SECOND)
        again.says("binance", PRICE)
    assert again.marks[-1].source == "binance"


def test_a_new_book_begins_with_the_first_anchor():
    assert Market().condition.anchor == "pyth"
    assert Market(BINANCE).condition.anchor == "binance"
    assert Market().watch.alive_ms == START


def test_a_restart_does_not_end_a_dispute_before_the_guard_has_spoken():
    panel = Panel("BTC", ("pyth", "binance"), (Witness("pyth"), Witness("binance", fresh_ms=5_000)))
    now, ticker = 1_000_000_000, Ticker("BTC", PRICE, 1_000_000_000, "pyth")

    def quote(source: str, price: int) -> Quote:
        return Quote("BTC", source, price, 0, now - 200, now)

    watch = begin(panel, None, ticker, now)
    for _ in range(5):
        now += 1_000
        watch, _heard = hear(panel, watch, quote("binance", PRICE))
        watch, _heard = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
    assert watch.condition.is_disputed
    now += 3_000
    watch = begin(panel, watch.condition, ticker, now)
    for _ in range(10):
        now += 400
        watch, decided = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
        assert not decided.marks and watch.condition.is_disputed
    watch, _heard = hear(panel, watch, quote("binance", PRICE * 97 // 100))
    now += 400
    watch, decided = hear(panel, watch, quote("pyth", PRICE * 97 // 100))
    assert decided.marks and not watch.condition.is_disputed
    now += 1_000
    watch = begin(
        panel, replace(watch.condition, state=MarketState.HALTED, cause=Cause.GUARD, guard="gone"), ticker, now
    )
    watch = look(panel, watch, now + 3_000, 0)
    assert watch.condition.is_disputed
    assert not look(panel, watch, now + 60_000, 0).condition.is_disputed  # a guard that nobody asks any more
