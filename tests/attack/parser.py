"""A million strings thrown at the parser: what it accepts is in the grammar, and nothing takes it longer than 1 ms.

    python -m tests.attack.parser [--strings 1000000] [--seed 1]

A quarter are sentences of the grammar, half are those with a word or some letters changed, the rest is any Unicode. The
judge of what is a sentence is tests/attack/grammar.py. A time above the bound is measured again before it counts: the
machine has other things to do, a slow string is slow every time.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bots.languages.texts import ENGLISH
from bots.screens.refusals import explain
from bots.sentences.verbs import read
from core.messages.all import Refusal
from tests.attack.grammar import recognised
from tests.of_bots.sentences.test_sentences import MEANINGS

SLOWEST_S = 0.001
_AGAIN = 30
_ODD_WORDS = (
    "NaN", "inf", "-infinity", "1e309", "1e-5", "1_000", "0x10", "0b1", "１２", "१२", "٣", "²", "½", "∞", "𝟙", "1.2.3",
    "1,000", "1,00", "1,5", ".5", "5.", "-5", "+5", "--5", "00", "0", "0%", "100%", "101%", "0.00001%", "9" * 15,
    "1000000000000k", "1.0000001", "25x", "x25", "25xx", "x", "1001X", "5M", "5 m", "61m", "0m", "1h", "2h", "8d",
    "#", "#1234", "#k3f9", "#k3f9k3f9k", "btc/usd", "btc/eth", "BTCUSDT", "roe", "all", "half", "every", "sealed",
    "at", "tp", "sl", "off", "hide", "yes", "ACDE-3467", "acde3467", "BCDE-3467", "@all", "@everyone", "~2", "<b>",
    "';--", "\\", "", "above", "move", "in", "near", "22:00-07:00", "24:00-07:00", "+14:00", "+14:30", "remove", "liq",
    "europe/berlin", "Europe/Atlantis", "utc", "../etc/passwd", "//",
)  # fmt: skip
_ODD_LETTERS = (
    *"0123456789.,%kxmhde_+-#@/~: \t\n\r\x0b\x0c\x00\x1c\x1f\x7f\x85\xa0", "\u200b", "\u202e", "\u2028", "\u212a",
    "ı", "İ", "ß", "ſ", "٣", "２", "，", "．", "％", "＃", "　", "\ud800", "𝟙", "😀", "e\u0301", "ﬁ", "Ⅷ",
)  # fmt: skip
_SAID = tuple(sorted(MEANINGS))
_WORDS = tuple(sorted({word for said in _SAID for word in said.split()}))


@dataclass
class Count:
    """What became of the strings; `slowest` are the seconds that the slowest took, and that string."""

    read: int = 0
    accepted: int = 0
    slowest: tuple[float, str] = (0.0, "")
    wrong: list[str] = field(default_factory=list)


def strings(random: Random) -> Iterator[str]:
    """Strings without end."""
    while True:
        match random.randrange(8):
            case 0 | 1:
                yield _spoken(random)
            case 2 | 3:
                yield _with_odd_words(random)
            case 4 | 5:
                yield _with_odd_letters(random)
            case 6:
                yield " ".join(random.choice((*_WORDS, *_ODD_WORDS)) for _ in range(random.randrange(30)))
            case _:
                yield _anything(random)


def _spoken(random: Random) -> str:
    """A sentence, its words perhaps in another order."""
    verb, *words = random.choice(_SAID).split()
    if random.random() < 0.5:
        random.shuffle(words)
    return " ".join([verb, *words, *(["#k3f9"] if random.random() < 0.1 else [])])


def _with_odd_words(random: Random) -> str:
    words = random.choice(_SAID).split()
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(words))
        words[place : place + random.randint(0, 2)] = [random.choice((*_WORDS, *_ODD_WORDS, _digits(random)))]
    return random.choice((" ", " ", "  ", "\t", "\xa0")).join(words)


def _digits(random: Random) -> str:
    """Something like a number."""
    most = random.choice((2, 4, 8, 16, 30))
    digits = "".join(random.choice("0123456789") for _ in range(random.randint(1, most)))
    point = random.choice(("", "", ".", ",", "."))
    rest = "".join(random.choice("0123456789") for _ in range(random.randint(0, most))) if point else ""
    before, after = random.choice(("", "", "", "x", "#", "-")), random.choice(("", "", "k", "%", "x", "m"))
    return before + digits + point + rest + after


def _with_odd_letters(random: Random) -> str:
    letters = list(random.choice(_SAID))
    for _ in range(random.randint(1, 4)):
        place = random.randint(0, len(letters))
        letters[place : place + random.randint(0, 2)] = [random.choice(_ODD_LETTERS)]
    return "".join(letters) * (random.choice((1, 1, 1, 10)))


def _anything(random: Random) -> str:
    """Any code points, some of them surrogates, of one block or of all; now and then very long."""
    length = random.choice((1, 5, 20, 100, 199, 200, 201, 3_000))
    begin, end = random.choice(((0, 0x80), (0, 0x80), (0x80, 0x800), (0x2000, 0x2100), (0, 0x110000)))
    return "".join(chr(random.randrange(begin, end)) for _ in range(random.randint(0, length)))


def throw(count: Count, text: str) -> None:
    """Read one string and judge what came of it."""
    began = time.perf_counter()
    accepted = _accepts(text)
    spent = time.perf_counter() - began
    if spent > min(SLOWEST_S, count.slowest[0]):
        spent = min(_timed(text) for _ in range(_AGAIN))
    count.read += 1
    count.accepted += accepted
    count.slowest = max(count.slowest, (spent, text))
    if accepted and not recognised(text):
        count.wrong.append(f"accepted: {text!r}")
    if spent > SLOWEST_S:
        count.wrong.append(f"{spent * 1_000:.2f} ms: {text!r}")


def _accepts(text: str) -> bool:
    """Whether the parser takes it. Whatever it raises besides a refusal comes out."""
    try:
        read(text)
    except Refusal as refusal:
        assert refusal.code
        return False
    return True


def _timed(text: str) -> float:
    began = time.perf_counter()
    _accepts(text)
    return time.perf_counter() - began


def thrown(number: int, seed: int) -> Count:
    """So many strings of a seed; one in a hundred refusals is also put into words."""
    random, count = Random(seed), Count()
    for text, _ in zip(strings(random), range(number), strict=False):
        throw(count, text)
        if count.read % 100 == 0:
            _explained(text)
    return count


def _explained(text: str) -> None:
    try:
        read(text)
    except Refusal as refusal:
        assert explain(ENGLISH, refusal.code, refusal.values)


def main() -> int:
    """1 if anything was wrong, else 0."""
    options = argparse.ArgumentParser(prog="python -m tests.attack.parser")
    options.add_argument("--strings", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began = time.monotonic()
    count = thrown(chosen.strings, chosen.seed)
    seconds, text = count.slowest
    print("\n".join(count.wrong[:50]))
    slowest = f"slowest {seconds * 1_000:.3f} ms ({text[:40]!r})"
    spent = time.monotonic() - began
    print(f"{count.read:,} strings, {count.accepted:,} accepted, {len(count.wrong)} wrong, {slowest}, {spent:.0f} s")
    return 1 if count.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
