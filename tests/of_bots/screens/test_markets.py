"""How markets, halts and the evidence of marks look, and what every screen says of prices that are not real."""

from dataclasses import replace

import pytest

from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from bots.languages.texts import ENGLISH, Wording
from bots.on_console.transcript import as_text
from bots.on_prices.modes import PriceMode
from bots.runtime.source_health import SourceReport, SourcesReport
from bots.screens.kit.screen import Kind, Screen
from bots.screens.markets.halts import halt_card, why
from core.book import Identity
from core.messages.prices import HaltNow
from core.prices.conditions import Cause, Condition, Halt, MarketState
from core.prices.markets import Ticker
from tests.worlds.console import Console, last, refused
from tests.worlds.game import Game
from tests.worlds.quotes import PRICE, START, percent

DISPUTED = Condition("BTC", "pyth", MarketState.HALTED, Cause.GUARD, 0, "binance", 12_345)
SILENT = Ticker("BTC", PRICE, START, "pyth")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("BTC"), "no fresh price since 2026-01-01 00:00:00 UTC"),
        (replace(DISPUTED, state=MarketState.PAUSED), "binance differs from pyth by 1.2345 %"),
        (DISPUTED, "binance differs from pyth by 1.2345 %"),
        (Condition("BTC", "binance", MarketState.MOVING, Cause.SILENT), "moves to binance"),
        (Condition("BTC", "pyth", MarketState.PAUSED, Cause.CLOCK), "clock"),
        (Condition("BTC", state=MarketState.HALTED, cause=Cause.OVER), "tape is over"),
    ],
)
def test_why_a_market_is_not_live_is_one_sentence(condition, words):
    sentence = why(ENGLISH, SILENT, condition)
    assert words in sentence and sentence.endswith(".")


def test_a_halt_says_that_nothing_is_charged_and_its_end_what_was_skipped():
    halt = Halt(1, "BTC", START)
    halted = halt_card(ENGLISH, HaltNow(halt, SILENT, Condition("BTC", halt=1)))
    assert halted.title == "BTC/USD is halted"
    assert "nothing is charged" in halted.notes[1]
    back = halt_card(ENGLISH, HaltNow(replace(halt, to_ms=START + 3_600_000), SILENT, Condition("BTC")))
    assert back.title == "BTC/USD is back"
    assert back.notes[0] == "There was no price for 1 h."
    assert "skipped" in back.notes[1]
    short = halt_card(ENGLISH, HaltNow(replace(halt, to_ms=START + 9_000), SILENT, Condition("BTC")))
    assert len(short.notes) == 1


def test_a_market_is_named_after_what_its_prices_are_in():
    assert ENGLISH.pair("BTC") == "BTC/USD"
    say = Wording(currencies={"BTC": "USDT"})
    assert (say.pair("BTC"), say.pair("ETH")) == ("BTC/USDT", "ETH/USD")


def test_players_live_through_a_halt_in_the_console():
    with Console("!at 2026-01-01T00:00:00Z", "!price BTC 100000", "!as ana", "long btc 25 100x") as console:
        console.say("!price BTC 100000")
        halted = console.say("!wait 20s")
        card = last(halted, "market", "ana", State="halted")
        assert card["title"] == "BTC/USD is halted"
        assert refused(console.ask("long btc 25 10x")) == "halted"
        back = console.say("!price BTC 90000")
        assert last(back, "market", "ana")["title"] == "BTC/USD is back"
        assert last(console.say("positions"), "position")["fields"]["Entry"].startswith("90010.02")


def test_halts_are_silent_unless_chosen_otherwise():
    with Console("!at 2026-01-01T00:00:00Z", "!price BTC 100000", "!as ana", "long btc 25 100x") as console:
        console.say("!price BTC 100000", "settings alert market off")
        assert not [each for each in console.say("!wait 20s") if each["about"] == "market"]


# Where prices come from


@pytest.fixture
def game():
    game = Game()
    yield game
    game.close()


def _hear(game: Game, desk: Desk, text: str) -> Screen:
    game.requests += 1
    said = Said(Identity("test", "ana"), "ana", None, None, text, f"s{game.requests}", game.now, game.now)
    return desk.hear(said)


def _report(game: Game) -> SourcesReport:
    quotes = {"pyth": game.quote("pyth"), "binance": game.quote("binance", percent(-0.25), game.now - 2_000)}
    sources = [SourceReport(name, "live", "", {"BTC": quote}) for name, quote in quotes.items()]
    broken = SourceReport("chainlink-bnb", "failing", "the node does not answer batches", {})
    return SourcesReport((*sources, broken), {"BTC": 12_345}, -17)


def test_price_shows_what_each_source_says_of_a_market(game):
    game.is_now()
    screen = _hear(game, Desk(game.engine, lambda: _report(game)), "price btc")
    items = [{field.key: field.value for field in fields} for fields in screen.items]
    assert [(each["Source"], each["Role"], each["State"]) for each in items] == [
        ("pyth", "anchor", "live"),
        ("binance", "guard", "live"),
        ("chainlink-bnb", "guard", "failing"),
    ]
    assert [(each["Differs"], each["Age"]) for each in items] == [("0", "0"), ("0.25", "2"), ("none", "none")]
    assert items[2]["LastError"] == "the node does not answer batches"
    assert {field.key: field.value for field in screen.fields}["RealFunding8h"] == "0.012345"
    assert "17 ms" in screen.notes[-1]


def test_price_of_all_shows_each_source_once(game):
    screen = _hear(game, Desk(game.engine, lambda: _report(game)), "price")
    assert len(screen.items) == 4 + 3


def test_every_screen_of_prices_that_are_not_real_says_so(game):
    desk = Desk(game.engine, tag=lambda _say: "simulated")
    for text in ("start", "price", "help", "long btc 25 10x", "nonsense", "positions", "help long"):
        assert _hear(game, desk, text).tag == "simulated"
    game.mark()
    (addressed, *_rest) = game.engine.telling.untold(False, 0, 10)
    notices = NoticeScreens(game.engine, lambda _say: "simulated")
    assert notices.delivery(addressed, addressed.notice.at_ms).screen.tag == "simulated"
    assert not _hear(game, Desk(game.engine), "start").tag


def test_who_chooses_a_language_is_answered_in_it_from_the_first_word_to_the_last(game):
    desk = Desk(game.engine, tag=PriceMode("sim").tag)
    answer = _hear(game, desk, "settings language de")
    assert (answer.title, answer.tag) == ("Einstellungen geändert", "simuliert")


def test_a_round_can_be_checked_by_what_every_source_said(game):
    number = game.round()
    for second in range(130):
        quotes = (game.quote("pyth", at_ms=game.now + 1_000), game.quote("binance", percent(0.3), game.now))
        game.mark(percent(0.1) if second > 70 else None, quotes)
    screen = _hear(game, Desk(game.engine), f"verify {number}")
    proofs = [{field.key: field.value for field in fields} for fields in screen.items]
    proofs = [each for each in proofs if "Source" in each]
    assert [(each["At"], each["Source"]) for each in proofs] == [
        ("lock", "binance"), ("lock", "pyth"), ("close", "binance"), ("close", "pyth"),
    ]  # fmt: skip
    assert (proofs[0]["Differs"], proofs[0]["Age"]) == ("0.3", "1")
    assert as_text("ana", "dm", Kind.REPLY, screen)
