"""Sentences that repeat a number of the rules take it from the rules: another number, another sentence, everywhere."""

import importlib
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache, partial

import pytest

from bots.languages.texts import LANGUAGES, Wording
from bots.on_telegram import command_menu
from bots.screens.answers import screen_of
from bots.screens.refusals import explain
from bots.sentences.settings import MAX_PRESETS
from bots.sentences.verbs import VERBS, read
from core.messages.all import Answer
from core.messages.links import LinkNow, LinkSide
from core.money import POINT
from core.prices.conditions import Condition, MarketState
from core.prices.survival import MINUTES
from core.rules.links import Link, LinkState
from core.rules.orders import OrderState
from core.rules.players import Player
from tests.worlds.game import Game
from tests.worlds.quotes import START

Shown = Callable[[Wording], str]


def _screen(answer: Callable[[], Answer]) -> Shown:
    """All that is read on the screen of an answer, which is given once, by the rules as they are."""
    given = cache(answer)

    def shown(say: Wording) -> str:
        screen = screen_of(say, given())
        fields = [field for group in (screen.fields, *screen.items) for field in group]
        return "\n".join([screen.title, *screen.notes, *(f"{field.label}: {field.shown}" for field in fields)])

    return shown


def _answer(*sentences: str, group: bool = False) -> Answer:
    """What is answered to the last of these sentences."""
    with closing(Game()) as game:
        return [game.ask(read(sentence).command, group=group) for sentence in sentences][-1]


def _asked(*sentences: str) -> Shown:
    return _screen(partial(_answer, *sentences))


def _refused(code: str, /, **values: int | str) -> Shown:
    return lambda say: explain(say, code, values)


def _moving() -> Answer:
    shown = _answer("price btc")
    (pulse,) = shown.pulses
    return replace(shown, pulses=(replace(pulse, condition=Condition("BTC", "binance", MarketState.MOVING)),))


def _unfilled() -> Answer:
    placed = _answer("long btc 25 100x")
    order = replace(placed.order.order, state=OrderState.REFUNDED, reason="not_filled")
    return replace(placed, order=replace(placed.order, order=order))


def _planned() -> Answer:
    link = Link(1, 1, START, "ACDE3467", LinkState.PLANNED, asked_by=2, keeps=1, closes=2)
    return LinkNow(link, True, *(LinkSide(name, "telegram", START, POINT, 0) for name in ("ana", "bob")))


_ROUND = _screen(partial(_answer, "round 5m", "round", group=True))


CASES: dict[str, tuple[int, tuple[Shown, ...]]] = {
    "core.rules.rounds.RAKE_BPS": (500, (_ROUND,)),
    "core.rules.rounds.MAX_PROFIT": (7, (_ROUND,)),
    "core.rules.rounds.WITHDRAW_MS": (
        20_000,
        (_ROUND, _refused("round_withdraw_late", number=3)),
    ),
    "core.rules.orders.FILL_MS": (
        7_000,
        (_asked("long btc 25 100x"), _screen(_unfilled), _refused("order_fills", number=3)),
    ),
    "core.prices.markets.LIVE_MS": (7_000, (_refused("closes_already", share_ppm=500_000, number=3),)),
    "core.rules.players.CLAIM_MS": (3_600_000, (_asked("daily"), _asked("privacy"), _asked("privacy delete"))),
    "core.rules.players.STREAK_MS": (36_000_000, (_asked("daily"),)),
    "core.rules.players.LOOSER_MS": (3_600_000, (_asked("limits"),)),
    "core.rules.links.AGAIN_MS": (86_400_000, (_screen(_planned), _refused("link_again", from_ms=START))),
    "core.rules.links.CODE_MS": (120_000, (_refused("link_wrong", code="ACDE3467", left=2),)),
    "core.rules.links.CODE_LENGTH": (6, (_refused("link_odd", word="x", example="link ACDE-3467"),)),
    "core.rules.operator.BROADCAST_MS": (7_200_000, (_refused("broadcast_again", from_ms=START),)),
    "core.actions.privacy.RETURN_MS": (86_400_000, (_asked("privacy"), _asked("privacy delete"))),
    "core.actions.marks.order_of_events.ANSWERS_MS": (3_600_000, (_asked("privacy"),)),
    "core.actions.alerts.digests.DIGEST_MINUTE": (8 * 60 + 30, (_asked("alerts"),)),
    "core.prices.anchors.PROVING": (5, (_screen(_moving),)),
    "core.prices.survival.MEASURED_MS": (1_200_000, (_asked("odds btc"), _asked("price"))),
    "core.prices.funding.PERIOD_MINUTES": (60, (_asked("price"), _asked("learn funding"))),
    "core.prices.funding.FLOOR_BPS": (2, (_asked("learn funding"),)),
    "core.prices.funding.SKEW_BPS": (9, (_asked("learn funding"),)),
    "core.rules.fees_and_slippage.SLIP_BPS": (2, (_asked("learn slippage"),)),
    "core.rules.fees_and_slippage.SLIP_MAX_STEPS": (9, (_asked("learn slippage"),)),
    "core.rules.fees_and_slippage.DEGEN_LEVERAGE": (600, (_asked("learn slippage"), _asked("long btc 25 100x"))),
    "core.rules.fees_and_slippage.DEGEN_CLOSE_BPS": (4, (_asked("long btc 25 1001x"),)),
    "core.rules.fees_and_slippage.DEGEN_PROFIT_BPS": (2_000, (_asked("long btc 25 1001x"),)),
    "core.rules.positions.LOSS_RATE_BPS": (7_000, (_asked("learn liquidation"),)),
    "core.queries.leaderboards.RANKED_ENTRIES": (12, (_asked("top"),)),
    "bots.sentences.bets.MAX_EVERY": (3 * 1_440, (_refused("every_bounds", word="9d"),)),
    "bots.sentences.row.MAX_LEVERAGE": (500, (_asked("learn funding"), command_menu.description)),
}


def _change(monkeypatch: pytest.MonkeyPatch, path: str, value: int) -> None:
    """The constant has this value, in every module that knows it."""
    home, _dot, name = path.rpartition(".")
    assert getattr(importlib.import_module(home), name) != value
    for known, module in list(sys.modules.items()):
        if known.partition(".")[0] in ("bots", "core") and name in vars(module):
            monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", CASES)
def test_another_number_is_another_sentence(path, language, monkeypatch):
    value, places = CASES[path]
    say = Wording(language)
    before = [place(say) for place in places]
    _change(monkeypatch, path, value)
    assert [text for text, place in zip(before, places, strict=True) if place(say) == text] == []


def test_menus_repeat_no_other_numbers():
    """What a verb or an option does is a text of platforms' menus, told to them once; its figures are held here."""
    one, *middle, last = MINUTES
    assert f"after {', '.join(map(str, (one, *middle)))} and {last} minutes" in VERBS["odds"].does
    presets = " ".join(str(micro // POINT) for micro in Player(1, "ana", START).presets)
    assert f"up to {MAX_PRESETS}: {presets}" in VERBS["settings"].option("presets").does
