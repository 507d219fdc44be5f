"""Refusals: every code has its sentence, every sentence its code, and every value is written by its unit."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from bots.languages.texts import ENGLISH
from bots.screens.refusals import SENTENCES, _rules, explain
from tests import ROOT

FILES = [*(ROOT / "core").rglob("*.py"), *(ROOT / "bots").rglob("*.py")]
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


def _raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every code that stands in a `Refusal` or `StopProblem`: where, which, and its values (None: not all written)."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Refusal", "StopProblem") and node.args:
                values = {keyword.arg for keyword in node.keywords}
                known = None if None in values or ast.unparse(node.func) == "StopProblem" else values
                for constant in ast.walk(node.args[0]):
                    if isinstance(constant, ast.Constant) and CODE.fullmatch(str(constant.value)):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", constant.value, known


def _used(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


def test_every_code_has_its_sentence():
    raised = list(_raised())
    assert len(raised) > 50, "the codes are not found any more"
    assert not [f"{where} {code}" for where, code, _values in raised if code not in SENTENCES]


def test_every_sentence_has_its_code():
    """Some codes are handed on before they are raised; each stands somewhere as a word of its own."""
    words = {
        node.value
        for path in FILES
        if path.name != "refusals.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert not set(SENTENCES) - words


def test_every_sentence_says_only_what_its_refusal_carries():
    wrong = []
    for where, code, values in _raised():
        if values is not None:
            given = values | _rules(ENGLISH).keys() | {f"{name}_exact" for name in values if name.endswith("_price")}
            given |= {"example"} if where.startswith("bots/") else set()
            wrong += [f"{where} {code} {name}" for name in _used(SENTENCES[code]) - given]
    assert not wrong


SAMPLES = {
    "_micro": 25_500_000,
    "_price": 9_994_006_000_000,
    "_ppm": 500,
    "_bps": 500,
    "_span_ms": 1,
    "_ms": 1,
    "_x": 2,
}
WORDS = {"what": "leverage", "missing": "margin leverage"}


def _sample(name: str) -> int | str:
    unit = next((value for suffix, value in SAMPLES.items() if name.endswith(suffix)), None)
    return WORDS.get(name, "word") if unit is None else unit


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_short_and_calm(code):
    names = {name.removesuffix("_exact") for name in _used(SENTENCES[code])}
    sentence = explain(ENGLISH, code, {name: _sample(name) for name in names})
    assert not set(sentence) & set("{}!\n")
    assert len(sentence) < 200
    assert sentence.count("“") == sentence.count("”")
    assert sentence[-1] in ".”"


@pytest.mark.parametrize(
    ("code", "values", "sentence"),
    [
        (
            "balance",
            {"need_micro": 25_500_000, "balance_micro": 1_000_999_999},
            "That takes 25.5 pt, and you have 1,000.999999 pt. Say less, or “daily” for today's points.",
        ),
        (
            "halted",
            {"market": "BTC", "since_ms": 1_767_225_610_000},
            "BTC is halted: no fresh price since 2026-01-01 00:00:10 UTC. Nothing opens until there is one; "
            "closes wait for it.",
        ),
        (
            "leverage_bounds",
            {"leverage_x": 251, "least_x": 2, "most_x": 250, "market": "ETH"},
            "251x is not offered on ETH: it takes 2x to 250x.",
        ),
        (
            "daily_later",
            {"from_ms": 0, "left_span_ms": 133_000},
            "Today's points are claimed. Come back in 2 min 13 s.",
        ),
        (
            "takeprofit_wrong_side",
            {"asked_price": 9_900_000_000_000, "nearest_price": 10_000_000_000_001, "number": 3, "side": "long"},
            "A take-profit at 99,000 is already passed. The nearest is “100000.00000001”.",
        ),
        (
            "tolerance_bounds",
            {"word": "9%", "most_bps": 500},
            "“9%” is not a tolerance. It is 0.01 % to 5 %, in steps of 0.01 %.",
        ),
        (
            "verb_unknown",
            {"word": "lnog", "near": "long"},
            "I do not know “lnog”. Did you mean “long”? Say “help” for all verbs.",
        ),
        ("verb_unknown", {"word": "xyzzy", "near": ""}, "I do not know “xyzzy”. Say “help” for all verbs."),
        (
            "opening_incomplete",
            {"word": "at 99000", "missing": "margin leverage", "example": "long btc 25 100x at 99000"},
            "With “at 99000” I need the whole order, and margin and leverage are missing. "
            "Say “long btc 25 100x at 99000”.",
        ),
    ],
)
def test_values_are_written_by_their_units(code, values, sentence):
    assert explain(ENGLISH, code, values) == sentence


def test_words_of_players_are_no_templates():
    assert "“{0.__class__}”" in explain(ENGLISH, "word_extra", {"word": "{0.__class__}", "verb": "me", "example": "me"})
