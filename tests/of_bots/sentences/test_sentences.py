"""Sentences: what each means, which are refused and why, and that what buttons say is read as it was written."""

import pytest

from bots.languages.texts import ENGLISH
from bots.screens.refusals import explain
from bots.sentences.row import Confirm, Help, NewCode, Ping
from bots.sentences.verbs import MAX_SENTENCE, VERBS, read
from core.messages.alerts import (
    AddPriceAlert,
    RemovePriceAlert,
    SendTest,
    SetFundingShare,
    SetLoudness,
    SetMentions,
    SetNear,
    SetQuiet,
    ShowAlerts,
    ShowWatched,
    StopWatching,
    WatchPosition,
)
from core.messages.all import Refusal
from core.messages.cards import ShowCard
from core.messages.chats import SetAdminsOpen
from core.messages.leaderboards import ShowTop
from core.messages.lessons import Lesson, ShowLesson, ShowOdds
from core.messages.links import UseLink
from core.messages.players import (
    ClaimDaily,
    SetConfirm,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SetTolerance,
    ShowHistory,
    ShowLimits,
    ShowMe,
    ShowSettings,
    ShowStart,
    TakeBreak,
)
from core.messages.positions import (
    AddMargin,
    Cancel,
    Close,
    Open,
    SetStop,
    ShowOpening,
    ShowOrders,
    ShowPositions,
    ShowWhatIf,
)
from core.messages.predictions import Predict, ShowPredicting
from core.messages.prices import ShowPrice
from core.messages.privacy import DeleteMe, Export, ShowPrivacy
from core.messages.rounds import CancelRound, OpenRound, ShowRound, ShowVerify, StopRounds, WithdrawBet
from core.money import POINT, USD, Amount
from core.prices.markets import Side
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import PriceKind
from core.rules.stops import Stop, StopBy

LONG, SHORT, UP, DOWN = Side.LONG, Side.SHORT, Side.UP, Side.DOWN
P25 = Amount(micro=25 * POINT)
MOVE, ROE, PRICE = StopBy.MOVE, StopBy.ROE, StopBy.PRICE

MEANINGS = {
    "start": ShowStart(),
    "/start r_12-Ab": ShowStart(),
    "play": ShowStart(),
    "buy 25 pt bitcoin": read("long 25 btc").command,
    "sell 25pts ethereum 10x": read("short 25 eth 10x").command,
    "balance": ShowMe(),
    "leaderboard": read("top").command,
    "prices": read("price").command,
    "?": Help(None),
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
    "long 25 btc 007": Open(LONG, "BTC", P25, 7),
    "long btc 1.000 10x": Open(LONG, "BTC", Amount(micro=1 * POINT), 10),
    "long btc 0.3333k 10x": Open(LONG, "BTC", Amount(micro=333_300_000), 10),
    "\tlong btc 25 1001x\r\n": Open(LONG, "BTC", P25, 1001),
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
    "link": NewCode(),
    "link acde-3467": UseLink("ACDE3467", sure=False),
    "link ACDE3467 yes": UseLink("ACDE3467", sure=True),
    "positions": ShowPositions(),
    "orders": ShowOrders(),
    "history": ShowHistory(None),
    "history 3": ShowHistory(3),
    "close": ShowPositions(),
    "close 3": Close(3, 1_000_000),
    "close 3 50": Close(3, 500_000),
    "close 3 12.5%": Close(3, 125_000),
    "close 3 12,3456": Close(3, 123_456),
    "close #3": Close(3, 1_000_000),
    "close #1234": Close(1_234, 1_000_000),
    "close all": Close(None, 1_000_000),
    "close all 25%": Close(None, 250_000),
    "close 3 half": Close(3, 500_000),
    "close half": Close(None, 500_000),
    "close 25%": Close(None, 250_000),
    "long btc 25 points 10x limit 99000": Open(LONG, "BTC", P25, 10, limit=99_000 * USD),
    "/\u2060close all": Close(None, 1_000_000),
    "hello": ShowStart(),
    "tp 3 101000": SetStop(3, True, Stop(PRICE, 101_000 * USD)),
    "sl 3 30% roe": SetStop(3, False, Stop(ROE, 300_000)),
    "tp 3 off": SetStop(3, True, None),
    "tp 3 0.3%": SetStop(3, True, Stop(MOVE, 3_000)),
    "sl 3 99,5": SetStop(3, False, Stop(PRICE, 9_950_000_000)),
    "tp": ShowPositions(),
    "margin": ShowPositions(),
    "margin 3 10": AddMargin(3, Amount(micro=10 * POINT)),
    "cancel 3": Cancel(3),
    "cancel all": Cancel(None),
    "cancel": ShowOrders(),
    "confirm 7": Confirm(7),
    "round": ShowRound(),
    "round 5m": OpenRound(5, "BTC", None, False),
    "round sealed eth 1m every 1h": OpenRound(1, "ETH", 60, True),
    "round 60m every 7d": OpenRound(60, "BTC", 10_080, False),
    "round withdraw": WithdrawBet(),
    "round cancel": CancelRound(),
    "round stop": StopRounds(),
    "verify 12": ShowVerify(12),
    "whatif": ShowWhatIf(LONG, "BTC", P25),
    "whatif short eth 50": ShowWhatIf(SHORT, "ETH", Amount(micro=50 * POINT)),
    "odds": ShowOdds("BTC", None),
    "odds 1001x btc": ShowOdds("BTC", 1001),
    "odds eth 250": ShowOdds("ETH", 250),
    "learn": ShowLesson(None),
    "learn liquidation": ShowLesson(Lesson.LIQUIDATION),
    "card": ShowCard(None, False, False),
    "card #3": ShowCard(3, False, False),
    "card 3 hide points": ShowCard(3, True, False),
    "card hide name 3 hide points": ShowCard(3, True, True),
    "privacy": ShowPrivacy(False),
    "privacy export": Export(),
    "privacy delete": ShowPrivacy(True),
    "privacy delete confirm #k3f9": DeleteMe(),
    "top": ShowTop(None, False, "net"),
    "top chat week hits": ShowTop(False, False, "hits"),
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
    "settings alert settled loud": SetLoudness(AlertKind.SETTLED, Loudness.LOUD),
    "alerts": ShowAlerts(),
    "alerts on": ShowAlerts(),
    "alerts test": SendTest(),
    "alerts liquidation off": SetLoudness(AlertKind.LIQUIDATION, Loudness.OFF),
    "alerts near silent": SetLoudness(AlertKind.NEAR, Loudness.SILENT),
    "alerts near 5%": SetNear(5),
    "alerts near 90": SetNear(90),
    "alerts quiet 22:00-07:00": SetQuiet(1_320, 420, "+00:00"),
    "alerts quiet 00:30-06:15 -09:30": SetQuiet(30, 375, "-09:30"),
    "alerts quiet 22:00-07:00 +14:00": SetQuiet(1_320, 420, "+14:00"),
    "alerts funding silent": SetLoudness(AlertKind.FUNDING, Loudness.SILENT),
    "alerts funding 10%": SetFundingShare(10),
    "alerts feed on": SetLoudness(AlertKind.GROUP_FEED, Loudness.SILENT),
    "alerts feed off": SetLoudness(AlertKind.GROUP_FEED, Loudness.OFF),
    "alerts quiet 22:00-07:00 europe/berlin": SetQuiet(1_320, 420, "Europe/Berlin"),
    "setup rounds <@&123456789012345678>": SetAdminsOpen(True, "123456789012345678"),
    "alerts quiet off": SetQuiet(0, 0, "+00:00"),
    "alerts mention on": SetMentions(True),
    "alerts mention off": SetMentions(False),
    "alert": ShowAlerts(),
    "alert btc above 105000": AddPriceAlert("BTC", PriceKind.ABOVE, 105_000 * USD, 0),
    "alert below 3.5k eth": AddPriceAlert("ETH", PriceKind.BELOW, 3_500 * USD, 0),
    "alert btc move 0.25% in 1h": AddPriceAlert("BTC", PriceKind.MOVE, 2_500, 3_600_000),
    "alert remove #3": RemovePriceAlert(3),
    "watch": ShowWatched(),
    "watch remove 3": StopWatching(3),
    "watch long btc 100 1001x at 100000": WatchPosition(LONG, "BTC", 100 * POINT, 1001, 100_000 * USD, 6_000, None),
    "watch short 20x eth at 4000 loss 80%": WatchPosition(SHORT, "ETH", 100 * POINT, 20, 4_000 * USD, 8_000, None),
    "watch long 50x at 4000 liq 3950": WatchPosition(LONG, "BTC", 100 * POINT, 50, 4_000 * USD, 6_000, 3_950 * USD),
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
    "   ": "sentence_empty",
    "@bot long": "verb_unknown",
    "//long": "verb_unknown",
    "long@ btc": "verb_unknown",
    "#k3f9": "verb_unknown",
    "long btc\nclose all": "letter_odd",
    "long btc\x00": "letter_odd",
    "long btc\u202e 25 10x": "letter_odd",
    "long btc 1\u212a 10x": "letter_odd",  # the Kelvin sign, whose small letter is k
    "long btc -inf 10x": "number_infinite",
    "long btc infinity 10x": "number_infinite",
    "long btc 1e5 10x": "number_exponent",
    "long btc .5 10x": "number_odd",
    "long btc 5. 10x": "number_odd",
    "long btc 1.5kk 10x": "number_odd",
    "long btc 1000,000 10x": "number_comma",
    "long btc 0,500 10x": "number_comma",
    "long btc 1,000k 10x": "number_comma",
    "long btc 1,000,000.5 10x": "number_comma",
    "long btc 1,000% 10x": "number_comma",
    "close 3 1,000%": "number_comma",
    "close 3 1,000": "number_comma",
    "tp 3 1,000%": "number_comma",
    "tp 3 99,940": "number_comma",
    "settings tolerance 0,200%": "number_comma",
    "long btc 99999999999999999999 10x": "number_large",
    "long btc 1.12345678901234567890123 10x": "number_decimals",
    "tp 3 0.123456789": "number_decimals",
    "tp 3 99999999999999999999": "price_bounds",
    "long btc max 10x": "word_unknown",
    "long btc x25x 10": "leverage_whole",
    "long btc 25 10.5x": "leverage_whole",
    "long btc 25 10.5": "leverage_whole",
    "long btc 25 -10x": "leverage_whole",
    "long btc 25 1234567x": "leverage_whole",
    "long btc 25 1234567": "leverage_whole",
    "limits leverage x100x": "leverage_whole",
    "limits leverage 1234567": "leverage_whole",
    "limits leverage 0": "leverage_whole",
    "limits loss 10%": "points_expected",
    "limits loss all": "points_expected",
    "limits loss": "word_missing",
    "limits loss 5 6": "word_extra",
    "settings presets": "word_missing",
    "settings presets 10 20 10.0": "word_twice",
    "settings presets 10%": "points_expected",
    "settings tolerance": "word_missing",
    "settings confirm 5 6": "word_extra",
    "alerts near 4%": "near_bounds",
    "alerts near 91": "near_bounds",
    "alerts near 30.5%": "near_bounds",
    "alerts funding 0%": "funding_bounds",
    "alerts funding 101": "funding_bounds",
    "alerts near": "word_missing",
    "alerts liquidation": "word_missing",
    "alerts liquidation loud now": "word_extra",
    "alerts doorbell loud": "alert_unknown",
    "alerts quiet 24:00-07:00": "quiet_unknown",
    "alerts quiet 22:00-22:00": "quiet_unknown",
    "alerts quiet 22:00-07:00 +15:00": "zone_unknown",
    "alerts quiet 22:00-07:00 europe/nowhere": "zone_unknown",
    "alerts mention maybe": "alert_unknown",
    "alert btc": "word_missing",
    "alert btc above": "word_missing",
    "alert btc above high": "price_expected",
    "alert btc above 1 below 2": "word_twice",
    "alert btc move 1%": "word_missing",
    "alert btc move 1% in 7m": "span_unknown",
    "alert btc move 0% in 5m": "move_bounds",
    "alert btc move fast in 5m": "move_bounds",
    "alert remove": "word_missing",
    "alert remove all": "number_expected",
    "alert remove 3 4": "word_extra",
    "watch long btc": "watch_incomplete",
    "watch btc 50x at 100000": "watch_incomplete",
    "watch long 50x": "watch_incomplete",
    "watch long 0x at 5": "watch_leverage",
    "watch long 1002x at 5": "watch_leverage",
    "watch long 50x at 5 loss 0.001%": "loss_bounds",
    "watch long 50x at 5 loss 101%": "loss_bounds",
    "settings alert": "word_missing",
    "settings alert settled": "word_missing",
    "settings alert settled loudly": "alert_unknown",
    "settings alert settled loud now": "word_extra",
    "long at 99000": "opening_incomplete",
    "long btc 10x sl 3%": "opening_incomplete",
    "long btc 25 10x tp 5% tp 6%": "word_twice",
    "long btc 25 10x at 5 at 6": "word_twice",
    "long btc 25 10x tp 0%": "stop_bounds",
    "up 25 1.5h": "window_whole",
    "up 25 5m 10m": "word_twice",
    "up 25 1k": "word_twice",
    "round 5": "window_unit",
    "round 90s": "window_whole",
    "round 5m withdraw": "word_unknown",
    "round withdraw now": "word_extra",
    "round 5m sealed sealed": "word_twice",
    "price doge": "word_unknown",
    "price btc eth": "word_extra",
    "whatif up": "word_unknown",
    "help lnog": "verb_unknown",
    "start a b": "word_extra",
    "odds btc eth": "word_twice",
    "odds btc 10x 20x": "word_twice",
    "odds 10.5x": "leverage_whole",
    "odds soon": "word_unknown",
    "learn patience": "lesson_unknown",
    "learn risk now": "word_extra",
    "card three": "number_expected",
    "card 3 4": "word_twice",
    "card 3 hide": "word_missing",
    "card 3 hide losses": "hide_unknown",
    "card 3 hide points hide points": "word_twice",
    "card hide name hide name": "word_twice",
    "privacy please": "privacy_unknown",
    "privacy export all": "word_extra",
    "privacy delete now": "word_extra",
    "privacy delete confirm yes": "word_extra",
    "verify 012": "number_expected",
    "link yes": "link_odd",
    "link acde-346": "link_odd",
    "link acd-e3467": "link_odd",
    "link 0CDE-3467": "link_odd",
    "link acde-3467 now": "word_unknown",
    "link acde-3467 yes yes": "word_extra",
    "/": "sentence_empty",
    "lnog btc": "verb_unknown",
    "long btc 25 1001x now": "word_unknown",
    "long btc 25 1001x #abc": "word_unknown",
    "long #k3f9 btc": "word_unknown",
    "long btc -25 10x": "number_negative",
    "long btc +25 10x": "number_plus",
    "long btc nan 10x": "number_nan",
    "long btc inf 10x": "number_infinite",
    "long btc 1e309 10x": "number_exponent",
    "long btc 0x10 10x": "number_hex",
    "long btc 1_000 10x": "number_underscore",
    "long btc 25 1_0x": "number_underscore",
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
    "up 25 90s": "window_whole",
    "up 25 2h": "window_bounds",
    "up 25 0m": "window_bounds",
    "close half now": "word_extra",
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
    "settings presets 1 2 3 4 5": "presets_many",
    "x" * (MAX_SENTENCE + 1): "sentence_long",
    "long " + "1 " * 30: "words_many",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusal(text):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert caught.value.code == REFUSED[text]
    sentence = explain(ENGLISH, caught.value.code, caught.value.values)
    assert "{" not in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize("text", REFUSED)
def test_what_a_refusal_suggests_can_be_said(text):
    with pytest.raises(Refusal) as caught:
        read(text)
    if "example" in caught.value.values:
        read(caught.value.values["example"])


@pytest.mark.parametrize("text", ["long at 99000", "short eth 50 tp 2% sl 50% roe", "long sol 20x tp 1% at 99"])
def test_an_opening_is_completed_from_what_was_said(text):
    with pytest.raises(Refusal) as caught:
        read(text)
    completed = read(caught.value.values["example"]).command
    assert isinstance(completed, Open)
    assert set(text.split()) <= set(caught.value.values["example"].split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("long btc 25 10x 20x", "two leverages after “long”: “10x” and “20x”"),
        ("long 10 btc 25% 10x", "two amounts after “long”: “10” and “25%”"),
        ("long btc 1 2x sl 5% roe sl 6", "two stop-losses after “long”: “sl 5% roe” and “sl 6”"),
        ("up 7 5", "“up 7 5m”"),
        ("up 25 99", "“up 25 5m”"),
        ("long btc 1000,5 1,000", "“1,000” is not a leverage"),
        ("margin 3 0,500", "Write 500 without a comma"),
        ("long btc ٢", "U+0662"),
        ("close 3 " + "9" * 40, "“" + "9" * 24 + "…”"),
        ("limits loss -5", "“limits loss 200”"),
    ],
)
def test_a_refusal_says_what_was_read_and_what_to_type(text, expected):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert expected in explain(ENGLISH, caught.value.code, caught.value.values)


@pytest.mark.parametrize(("text", "near"), [("lnog", "long"), ("postions", "positions"), ("top chta", "chat")])
def test_one_correction_is_suggested(text, near):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert f"“{near}”" in explain(ENGLISH, caught.value.code, caught.value.values)
