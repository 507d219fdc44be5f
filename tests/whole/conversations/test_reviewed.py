"""What a review by fresh eyes found: each once broken, each with the transcript that showed it."""

import pytest

from bots.on_console.steering import SteeringError
from tests.worlds.console import Console, last, refused, talk

T0 = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"


@pytest.fixture
def console():
    with Console(T0, BTC) as made:
        yield made


def test_a_gap_that_moves_the_effective_mark_below_zero_breaks_nothing():
    with Console(T0, "!price SOL 100", "short sol 25 2x", "!price SOL 100") as console:
        console.say("!wait 20s", "!price SOL 300", "!price SOL 190", "close 1", "!price SOL 190", "!price SOL 191")
        closed = last(console.shown, "takeprofit" if console.balance("p1") == "" else "position", "p1")
        assert closed["fields"]["State"] in ("closed", "takeprofit")


def test_a_limit_order_moved_to_zero_by_a_gap_can_be_looked_at():
    for price in ("90", "89"):
        with Console(T0, "!price SOL 100", "long sol 25 2x at 10", "!wait 20s", f"!price SOL {price}") as console:
            order = console.ask("orders")["fields"]
            assert order["Limit"] == "none"
            assert console.ask("sl 1 5%")["about"] == "order"


def test_no_price_below_zero_is_shown():
    with Console(
        T0, "!price SOL 10000", "long sol 25 2x", "!price SOL 10000", "!wait 20s", "!price SOL 100"
    ) as console:
        position = console.ask("positions")
        assert position["fields"]["Liquidation"] == "none"
        assert "No price above zero liquidates it." in position["notes"]


def test_names_that_no_encoding_holds_are_refused(console):
    with pytest.raises(SteeringError):
        console.say("!as \udcff")
    assert refused(console.ask("up \udcff")) == "letter_odd"


def test_the_loss_limit_sees_partial_closes_and_fees(console):
    console.say("limits loss 100", "long btc 100 100x", BTC, "!price BTC 99500", "close 1 90%", "!price BTC 99500")
    limits = console.ask("limits")["fields"]
    assert float(limits["LostToday"]) > 50
    assert refused(console.ask("up 90 1m")) == "loss_limit"


def test_a_choice_of_margin_is_never_read_as_a_leverage(console):
    screen = console.ask("limits leverage 5x", "settings presets 2 3", "long btc 25")
    says = [button["says"] for row in screen["buttons"] for button in row]
    assert says and all(sentence.startswith("long btc 25 5x #") for sentence in says)


def test_a_repeat_of_a_question_asks_again_and_bets_nothing(console):
    first = console.ask("!in g1", "up 25 #abcd")
    console.say("round 5m")
    assert console.ask("up 25 #abcd") == first
    assert console.balance("p1") == "1000"


def test_a_return_is_one_on_the_present_margin():
    with Console(T0, "!price ETH 1000", "long eth 100 100x", "!price ETH 1000") as console:
        console.say("margin 1 100", "!price ETH 1000")
        position = console.ask("sl 1 20% roe")
        fields = {
            key: float(value) for key, value in position["fields"].items() if key not in ("Side", "Market", "State")
        }
        lost = fields["Notional"] * (fields["Entry"] - fields["StopLoss"]) / fields["Entry"]
        assert lost == pytest.approx(0.2 * fields["Margin"], rel=1e-6)
        assert any("-0.3 %" in note or "-0.3005 %" in note for note in position["notes"]), position["notes"]


def test_a_close_in_a_halted_market_says_so():
    with Console(T0, "!price SOL 100", "long sol 25 2x", "!price SOL 100", "!wait 20s") as console:
        assert any("halted" in note for note in console.ask("close 1")["notes"])


def test_a_partial_close_and_a_liquidation_at_one_mark_are_told_once(console):
    shown = console.say("long btc 25 1001x", BTC, "close 1 50%", "!price BTC 99930")
    assert [each["kind"] for each in shown if each["about"] == "liquidation"] == ["alert"]


def test_verify_says_what_losers_get_back(console):
    console.say(
        "!in g1", "round 1m", "up 1", "!as p2", "down 100", "!wait 62s hold", "!price BTC 100001", "!wait 60s hold"
    )
    notes = console.ask("verify 1")["notes"]
    assert any("A loser gets back" in note for note in notes)


def test_the_calendar_has_an_end():
    assert talk("!at 9999-12-31T23:59:00Z", status=2) == []


def test_all_in_a_round_is_everything_and_repeats_change_nothing(console):
    console.say("!in g1", "round 5m", "settings presets 10", "up 300")
    console.say("up 50%")
    bet = console.ask("up 500")
    assert bet["fields"]["Stake"] == "500"
    assert console.ask("up half")["fields"]["Stake"] == "500"
    assert console.ask("up half")["fields"]["Stake"] == "500"


def test_a_break_and_a_tighter_leverage_cancel_orders_that_wait(console):
    console.say("long btc 20 50x at 90000", "long btc 20 5x at 90000", "limits leverage 10x")
    assert [order["Id"] for order in console.ask("orders")["items"]] == ["2"]
    console.say("break 24h")
    assert console.ask("orders")["items"] == []
    assert console.balance("p1") == "1000"


def test_a_leverage_stays_what_was_asked_for_through_partial_closes(console):
    console.say("long btc 33.333333 300x", BTC, "close 1 33.3333%", BTC, "close 1 12.5%", BTC)
    assert console.ask("positions")["fields"]["Leverage"] == "300"


def test_losses_beyond_the_margin_forgive_price_first(console):
    """Received funding does not come back where the loss is beyond the margin."""
    console.say("!as ann", "long btc 1 2x", BTC, "!as bob", "short btc 500 100x", BTC, "!wait 10m hold")
    console.say("!as ann", "close 1", "!price BTC 40000")
    assert last(console.shown, "position", "ann")["fields"]["Returned"] == "0"


def test_a_button_refused_once_may_be_pressed_again(console):
    offer = console.ask("long btc 25")
    console.say("!wait 10s")
    assert refused(console.press(offer, "1001x")) == "halted"
    console.say(BTC)
    assert console.press(offer, "1001x")["about"] == "order"
    assert console.press(offer, "1001x")["about"] == "order"
    assert console.balance("p1") == "975"


def test_a_repeated_confirmation_is_answered_the_same_to_the_last_button(console):
    console.say("settings confirm 10", "long btc 25 100x")
    first = console.ask("confirm 1 #abcd")
    assert console.ask("confirm 1 #abcd") == first
    assert console.balance("p1") == "975"


def test_the_last_margin_and_leverage_are_offered_again(console):
    console.say("long btc 33 77x", BTC)
    margins = [button["says"] for row in console.ask("long btc")["buttons"] for button in row]
    assert "long btc 33" in margins
    leverages = [button["label"] for row in console.ask("long btc 33")["buttons"] for button in row]
    assert leverages == ["10x", "50x", "77x", "100x", "250x", "500x", "750x", "1001x"]
