"""Sentences: what each means, what each refusal says, and that nothing outside the grammar ever gets through."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.menu import MAX_SENTENCE, VERBS, read
from bots.readers import Confirm, Help, Ping
from bots.refusals import SENTENCES, explain
from core.accounts import AlertKind, Ring
from core.answers import Refusal
from core.commands import (
    AddMargin,
    Amount,
    Cancel,
    CancelRound,
    ClaimDaily,
    Close,
    Open,
    OpenRound,
    Predict,
    SetConfirm,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SetRing,
    SetStop,
    SetTolerance,
    ShowHistory,
    ShowLimits,
    ShowMe,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowPredicting,
    ShowPrice,
    ShowRound,
    ShowSettings,
    ShowStart,
    ShowTop,
    ShowVerify,
    ShowWhatIf,
    StopRounds,
    TakeBreak,
    WithdrawBet,
)
from core.markets import Side
from core.money import POINT, USD
from core.orders import Stop, StopBy

LONG, SHORT, UP, DOWN = Side.LONG, Side.SHORT, Side.UP, Side.DOWN
P25 = Amount(micro=25 * POINT)
MOVE, ROE, PRICE = StopBy.MOVE, StopBy.ROE, StopBy.PRICE

MEANINGS = {
    "start": ShowStart(),
    "/start r_12-Ab": ShowStart(),
    "play": ShowStart(),
    "up 25 5m": Predict(UP, P25, 5, None),
    "DOWN 25 1h sol": Predict(DOWN, P25, 60, "SOL"),
    "up 25": Predict(UP, P25, None, None),
    "up": ShowPredicting(UP, None, None, None),
    "down eth 15min": ShowPredicting(DOWN, None, 15, "ETH"),
    "up all 1m": Predict(UP, Amount(share_ppm=1_000_000), 1, None),
    "long": ShowOpening(LONG, None, None, None),
    "long btc": ShowOpening(LONG, "BTC", None, None),
    "short eth 25": ShowOpening(SHORT, "ETH", P25, None),
    "long btc 1001x": ShowOpening(LONG, "BTC", None, 1001),
    "long btc 25 1001x": Open(LONG, "BTC", P25, 1001),
    "long 25 1001": Open(LONG, "BTC", P25, 1001),
    "long 1001x BTC/USD 25": Open(LONG, "BTC", P25, 1001),
    "/long@dumbdegen_bot btc 25 1001x": Open(LONG, "BTC", P25, 1001),
    "short btcusd 1.5k x50": Open(SHORT, "BTC", Amount(micro=1_500 * POINT), 50),
    "long btc half 10x": Open(LONG, "BTC", Amount(share_ppm=500_000), 10),
    "long btc 10% 10x": Open(LONG, "BTC", Amount(share_ppm=100_000), 10),
    "long btc 25,5 10x": Open(LONG, "BTC", Amount(micro=25_500_000), 10),
    "long btc 25 10x at 99000": Open(LONG, "BTC", P25, 10, limit=99_000 * USD),
    "long tp 0.3% btc sl 99950.5 25 100x": Open(
        LONG, "BTC", P25, 100, Stop(MOVE, 3_000), Stop(PRICE, 9_995_050_000_000)
    ),
    "long btc 25 100x tp 50% roe": Open(LONG, "BTC", P25, 100, Stop(ROE, 500_000)),
    "positions": ShowPositions(),
    "orders": ShowOrders(),
    "history": ShowHistory(None),
    "history 3": ShowHistory(3),
    "close": ShowPositions(),
    "close 3": Close(3, 1_000_000),
    "close 3 50": Close(3, 500_000),
    "close 3 12.5%": Close(3, 125_000),
    "close all": Close(None, 1_000_000),
    "close all 25%": Close(None, 250_000),
    "tp 3 101000": SetStop(3, True, Stop(PRICE, 101_000 * USD)),
    "sl 3 30% roe": SetStop(3, False, Stop(ROE, 300_000)),
    "tp 3 off": SetStop(3, True, None),
    "margin 3 10": AddMargin(3, Amount(micro=10 * POINT)),
    "cancel 3": Cancel(3),
    "cancel all": Cancel(None),
    "cancel": ShowOrders(),
    "confirm 7": Confirm(7),
    "round": ShowRound(),
    "round 5m": OpenRound(5, "BTC", None, False),
    "round sealed eth 1m every 1h": OpenRound(1, "ETH", 60, True),
    "round withdraw": WithdrawBet(),
    "round cancel": CancelRound(),
    "round stop": StopRounds(),
    "verify 12": ShowVerify(12),
    "whatif": ShowWhatIf(LONG, "BTC", P25),
    "whatif short eth 50": ShowWhatIf(SHORT, "ETH", Amount(micro=50 * POINT)),
    "top": ShowTop(None, False, "net"),
    "top all season roi": ShowTop(True, True, "roi"),
    "me": ShowMe(),
    "daily": ClaimDaily(),
    "price": ShowPrice(None),
    "price eth": ShowPrice("ETH"),
    "limits": ShowLimits(),
    "limits loss 200": SetLossLimit(200 * POINT),
    "limits loss off": SetLossLimit(None),
    "limits leverage 100x": SetLeverageLimit(100),
    "limits leverage off": SetLeverageLimit(None),
    "break": ShowLimits(),
    "break 7d": TakeBreak(7 * 86_400_000),
    "settings": ShowSettings(),
    "settings tolerance 0.2%": SetTolerance(20),
    "settings confirm 100": SetConfirm(100 * POINT),
    "settings confirm off": SetConfirm(None),
    "settings presets 5 10": SetPresets((5 * POINT, 10 * POINT)),
    "settings alert settled loud": SetRing(AlertKind.SETTLED, Ring.LOUD),
    "help": Help(None),
    "help /long": Help("long"),
    "ping": Ping(),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning(text):
    assert read(text).command == MEANINGS[text]


@pytest.mark.parametrize("text", [example for verb in VERBS.values() for example in verb.examples])
def test_every_example_can_be_said(text):
    assert read(text).nonce is None


def test_a_nonce_ends_a_sentence():
    assert read("long btc 25 1001x #k3f9").nonce == "k3f9"
    assert read("long btc 25 1001x #k3f9").command == read("long btc 25 1001x").command


REFUSED = {
    "": "sentence_empty",
    "/": "sentence_empty",
    "lnog btc": "verb_unknown",
    "long btc 25 1001x now": "word_unknown",
    "long btc 25 1001x #abc": "word_unknown",
    "long #k3f9 btc": "word_unknown",
    "long btc -25 10x": "number_negative",
    "long btc +25 10x": "number_odd",
    "long btc nan 10x": "number_odd",
    "long btc inf 10x": "number_odd",
    "long btc 1e309 10x": "number_odd",
    "long btc 0x10 10x": "number_odd",
    "long btc 1_000 10x": "number_odd",
    "long btc 1,000 10x": "number_comma",
    "long btc 0.0000001 10x": "number_decimals",
    "long btc 9999999999999 10x": "number_large",
    "long btc ２５ 10x": "letter_odd",
    "long btc ٢٥ 10x": "letter_odd",
    "long btc\u200b 25 10x": "letter_odd",
    "long btc eth 25 10x": "word_twice",
    "long btc 25 10x 20x": "word_twice",
    "long btc 25 10x 30": "word_twice",
    "long btc 25 10x tp": "word_missing",
    "long btc 25 10x tp soon": "stop_expected",
    "long btc 25 10x at noon": "price_expected",
    "long btc 25 10x at 0": "price_bounds",
    "long btc 25 tp 0.3%": "opening_incomplete",
    "long btc 0% 10x": "amount_share",
    "long btc 101% 10x": "amount_share",
    "up 25 5": "window_unit",
    "up 25 90s": "window_seconds",
    "up 25 2h": "window_bounds",
    "up 25 0m": "window_bounds",
    "close half": "number_expected",
    "close 0": "number_expected",
    "close 3 0": "close_percent",
    "close 3 101": "close_percent",
    "close 3 50 now": "word_extra",
    "tp 3": "word_missing",
    "margin 3": "word_missing",
    "margin 3 some": "amount_expected",
    "me too": "word_extra",
    "round 5m every 8d": "every_bounds",
    "round btc": "word_missing",
    "verify": "word_missing",
    "confirm": "word_missing",
    "break 1h": "break_unknown",
    "limits more": "limits_unknown",
    "settings dark": "settings_unknown",
    "settings tolerance 9%": "tolerance_bounds",
    "settings tolerance 0.001%": "tolerance_bounds",
    "settings alert doorbell loud": "alert_unknown",
    "settings presets 1 2 3 4 5": "settings_unknown",
    "x" * (MAX_SENTENCE + 1): "sentence_long",
    "long " + "1 " * 30: "sentence_long",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusal(text):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert caught.value.code == REFUSED[text]
    sentence = explain(caught.value.code, caught.value.values)
    assert "{" not in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize(("text", "near"), [("lnog", "long"), ("postions", "positions"), ("top chta", "chat")])
def test_one_correction_is_suggested(text, near):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert f"“{near}”" in explain(caught.value.code, caught.value.values)


def _codes() -> dict[str, str]:
    """Every code that is raised anywhere, and where."""
    codes = {}
    for path in [*Path("core").glob("*.py"), *Path("bots").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refusal", "StopProblem"):
                for constant in ast.walk(node.args[0]):
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                        codes[constant.value] = str(path)
    return codes


def test_every_refusal_has_its_sentence_and_no_sentence_is_unused():
    passed_as_arguments = {"margin_bounds", "stake_bounds", "amount_share", "close_percent"}
    codes = {code for code in _codes() if code != "-"} | passed_as_arguments
    assert codes == set(SENTENCES)


words = st.one_of(
    st.sampled_from(
        [*VERBS, "btc", "25", "1001x", "5m", "tp", "sl", "at", "0.3%", "roe", "all", "off", "every", "#k3f9"]
    ),
    st.text(max_size=12),
    st.from_regex(r"[-+]?[0-9]{0,20}[.,]?[0-9]{0,10}[kxm%]?", fullmatch=True),
    st.sampled_from(["NaN", "1e309", "१२", "𝟙", "٣", "1_0", "0b1", "1.2.3", "1,23,4", "--5", "∞", "½", "1 000"]),
)


@settings(max_examples=1_500, deadline=None)
@given(text=st.one_of(st.text(max_size=250), st.lists(words, max_size=8).map(" ".join)))
def test_anything_is_a_sentence_or_refused(text):
    """Never another exception, and what is refused can be explained."""
    try:
        sentence = read(text)
    except Refusal as refusal:
        assert explain(refusal.code, refusal.values)
        return
    assert text.isascii()
    assert sentence.verb in VERBS


@settings(max_examples=1_500, deadline=None)
@given(word=st.one_of(st.text(max_size=24), st.from_regex(r"[0-9]{1,16}([.,][0-9]{0,8})?k?", fullmatch=True)))
def test_an_accepted_amount_is_what_it_says(word):
    """An independent reading of the same text, in exact fractions."""
    try:
        command = read(f"margin 3 {word}").command
    except Refusal:
        return
    amount = command.amount
    text = word.strip().lower()
    if amount.micro is None:
        assert text in ("all", "max", "half") or text.endswith("%")
        return
    thousand = 1_000 if text.endswith("k") else 1
    assert Fraction(amount.micro, POINT) == Fraction(text.removesuffix("k").replace(",", ".")) * thousand
