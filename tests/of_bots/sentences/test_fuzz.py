"""Sentences by chance: nothing outside the grammar gets through, no number is misread, nothing takes long."""

import re
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.languages.texts import ENGLISH
from bots.screens.refusals import explain
from bots.sentences.verbs import ALIASES, MAX_SENTENCE, VERBS, read
from core.messages.all import Refusal
from core.messages.lessons import Lesson
from core.messages.positions import AddMargin, Close, Open, SetStop
from core.money import POINT, USD, Amount
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import SPANS_MS
from core.rules.stops import Stop, StopBy
from tests.of_bots.sentences.test_sentences import MEANINGS

words = st.one_of(
    st.sampled_from(
        [*VERBS, "btc", "25", "1001x", "5m", "tp", "sl", "at", "0.3%", "roe", "all", "off", "every", "#k3f9"]
    ),
    st.text(max_size=12),
    st.from_regex(r"[-+]?[0-9]{0,20}[.,]?[0-9]{0,10}[kxm%]?", fullmatch=True),
    st.sampled_from(["NaN", "1e309", "१२", "𝟙", "٣", "1_0", "0b1", "1.2.3", "1,23,4", "--5", "∞", "½", "1 000"]),
)


odd_numbers = st.from_regex(r"[-+x#]?[0-9٣２]{1,4}([.,_e][0-9]{1,4}){0,2}[xkmhs%]{0,2}", fullmatch=True)


@st.composite
def near_sentences(draw) -> str:
    """A sentence that means something, with a word or a few letters changed."""
    said = draw(st.sampled_from(sorted(MEANINGS)))
    if draw(st.booleans()):
        parts = said.split()
        place = draw(st.integers(1, len(parts)))
        parts[place : place + draw(st.integers(0, 1))] = [draw(odd_numbers)]
        return " ".join(parts)
    letters = list(said)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(letters)))
        new = draw(st.sampled_from([*"0159.,%kxmhe_+-#@/ \t", "", "\u200b", "\u212a", "٣", "２", "  ", " 25 ", "btc"]))
        letters[place : place + draw(st.integers(0, 1))] = [new]
    return "".join(letters)


# The whole language once more, by its words
_DECIMAL = r"[0-9]+(?:\.[0-9]+|,(?![0-9]{3}(?![0-9]))[0-9]+)?"
_PRICE, _PERCENT = rf"{_DECIMAL}k?", rf"{_DECIMAL}%"
_AMOUNT = rf"(?:all|half|{_PRICE}|{_PERCENT})"
_STOP = rf"(?:{_PERCENT} roe|{_PERCENT}|{_PRICE})"
_MARKET = r"(?:(?:btc|eth|bnb|sol)(?:/usd|usdt?)?|bitcoin|ethereum|solana)"
_TIMES = r"(?:x[0-9]{1,6}|[0-9]{1,6}x)"
_SPAN, _ID = r"[0-9]{1,6}(?:m|min|h|d)", r"#?[1-9][0-9]*"
LANGUAGE = {
    "start|play|hello|hi": r"(?: [a-z0-9_-]{1,64})?",
    "positions|orders|me|balance|daily|ping": "",
    "up|down": rf"(?: (?:{_MARKET}|{_SPAN}|{_AMOUNT}))*",
    "long|short|buy|sell": rf"(?: (?:{_MARKET}|{_TIMES}|{_AMOUNT}|(?:tp|sl) {_STOP}|(?:at|limit) {_PRICE}))*",
    "history|confirm|verify": rf"(?: {_ID})?",
    "close": rf"(?: (?:half|{_PERCENT}|(?:all|{_ID})(?: (?:half|{_DECIMAL}%?))?))?",
    "tp|sl": rf"(?: {_ID} (?:off|{_STOP}))?",
    "margin": rf"(?: {_ID} {_AMOUNT})?",
    "cancel": rf"(?: (?:all|{_ID}))?",
    "round": rf"(?: (?:withdraw|cancel|stop)|(?: (?:{_SPAN}|{_MARKET}|every {_SPAN}|sealed))*)",
    "whatif": rf"(?: (?:long|short|{_MARKET}|{_AMOUNT}))*",
    "odds": rf"(?: (?:{_MARKET}|{_TIMES}|[0-9]{{1,6}}))*",
    "learn": rf"(?: (?:{'|'.join(Lesson)}))?",
    "card": rf"(?: (?:{_ID}|hide points|hide name))*",
    "privacy": "(?: export| delete| delete confirm)?",
    "top|leaderboard": r"(?: (?:chat|all|week|season|net|roi|hits))*",
    "price|prices": rf"(?: {_MARKET})?",
    "limits": rf"(?: loss (?:off|{_PRICE})| leverage (?:off|{_TIMES}|[0-9]{{1,6}}))?",
    "break": r"(?: (?:24h|7d|30d))?",
    "settings": rf"(?: tolerance {_DECIMAL}%?| confirm (?:off|{_PRICE})| presets(?: {_PRICE}){{1,4}}"
    rf"| alert (?:{'|'.join(AlertKind)}) (?:{'|'.join(Loudness)})| language (?:en|de))?",
    "setup": rf"(?: topic (?:here|off)| cap (?:off|{_PRICE})| feed (?:on|off)"
    r"| rounds (?:all|admins|(?:<@&)?[1-9][0-9]{15,19}>?)| language (?:en|de))?",
    "link": r"(?: [acdefhjkmnprtvwxy34679]{4}-?[acdefhjkmnprtvwxy34679]{4}(?: yes)?)?",
    "alerts": rf"(?: on| test| (?:{'|'.join(AlertKind)}) (?:{'|'.join(Loudness)})| (?:mention (?:on|off)|feed on)"
    rf"| (?:near|funding) {_DECIMAL}%?"
    r"| quiet (?:off|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}(?: (?:[+-][0-9]{2}:[0-9]{2}|[a-z0-9_+/-]+))?))?",
    "alert": rf"(?: remove {_ID}|(?: (?:{_MARKET}|(?:above|below) {_PRICE}"
    rf"|move {_PERCENT} in (?:{'|'.join(SPANS_MS)})))*)",
    "watch": rf"(?: remove {_ID}"
    rf"|(?: (?:long|short|{_MARKET}|{_PRICE}|{_TIMES}|(?:at|liq) {_PRICE}|loss {_DECIMAL}%?))*)",
    r"help|\?": rf"(?: /?(?:{'|'.join(map(re.escape, [*VERBS, *ALIASES]))}))?",
}
_UNIT = re.compile(r"(?<= )([0-9][0-9.,]*k?) ?(?:pts?|points?)(?= |$)")
_LANGUAGE = re.compile(
    "|".join(rf"/?(?:{verb})(?:@[a-z0-9_]+)?{rest}(?: #[a-z0-9]{{4,8}})?" for verb, rest in LANGUAGE.items())
)


@settings(max_examples=1_500, deadline=None)
@given(text=st.one_of(near_sentences(), st.text(max_size=250), st.lists(words, max_size=8).map(" ".join)))
def test_anything_is_a_sentence_or_refused(text):
    """Never another exception, nothing outside the language, and what is refused can be explained."""
    try:
        sentence = read(text)
    except Refusal as refusal:
        assert explain(ENGLISH, refusal.code, refusal.values)
        return
    text = text.replace("\u2060", "")
    assert text.isascii()
    assert _LANGUAGE.fullmatch(_UNIT.sub(r"\1", " ".join(text.lower().split())))
    assert sentence.verb in VERBS
    assert read(text) == sentence


def _exactly(word: str) -> Fraction:
    """An independent reading, in exact fractions."""
    assert not re.search(r",[0-9]{3}(?![0-9])", word), "a thousand to some, one to others"
    thousand = 1_000 if word.endswith("k") else 1
    return Fraction(word.rstrip("k%").replace(",", ".")) * thousand


_WHOLE = ("", "pt", "pts", "point", "points")  # nothing after the number of a position, or the unit of points

number_words = st.one_of(st.text(max_size=24), st.from_regex(r"[0-9]{1,16}([.,][0-9]{0,9})?[k%]?", fullmatch=True))


@settings(max_examples=1_500, deadline=None)
@given(word=number_words)
def test_an_accepted_number_is_what_it_says(word):
    """Amounts, prices, moves and shares, each to the last unit."""
    text = word.strip().lower()
    for sentence in (f"margin 3 {word}", f"tp 3 {word}", f"close 3 {word}"):
        try:
            command = read(sentence).command
        except Refusal:
            continue
        match command:
            case AddMargin(_, Amount(micro=None, share_ppm=ppm)):
                assert text in ("all", "half") or Fraction(ppm, 10_000) == _exactly(text)
            case AddMargin(_, Amount(micro=micro)):
                assert Fraction(micro, POINT) == _exactly(text)
            case SetStop(_, True, Stop(StopBy.PRICE, value)):
                assert Fraction(value, USD) == _exactly(text)
            case SetStop(_, True, Stop(_, value)):
                assert Fraction(value, 10_000) == _exactly(text)
            case Close(3, ppm):
                assert (
                    ppm == 1_000_000
                    if text in _WHOLE or text.startswith("#")
                    else Fraction(ppm, 10_000) == _exactly(text)
                )
            case SetStop(_, True, None):
                assert text == "off"
            case _:
                raise AssertionError(command)


@settings(max_examples=400, deadline=None)
@given(word=odd_numbers)
def test_an_accepted_leverage_is_what_it_says(word):
    try:
        command = read(f"long btc 25 {word}").command
    except Refusal:
        return
    if isinstance(command, Open):
        said = re.fullmatch(r"x?([0-9]{1,6})|([0-9]{1,6})x", word)
        assert said
        assert command.leverage == int(said[1] or said[2])


@pytest.mark.parametrize("letter", "0x_,.-%#@/1k")
@pytest.mark.parametrize("start", ["", "long btc ", "tp 3 ", "close 3 ", "up 25 ", "long 1"])
def test_the_worst_sentence_is_read_quickly(start, letter):
    begin = time.perf_counter()
    for filler in (letter, f"{letter}1", f"1{letter}"):
        text = (start + filler * MAX_SENTENCE)[:MAX_SENTENCE]
        try:
            read(text)
        except Refusal as refusal:
            explain(ENGLISH, refusal.code, refusal.values)
    assert time.perf_counter() - begin < 1
