"""The words after a verb, taken one by one into slots: in any order, each slot filled once, nothing left over.

given = Words("up", words, "up 25 5m")
stake, window = Slot[Amount](given, "stake"), Slot[int](given, "window")
for word in given: ... stake.fill(amount) ... raise given.unknown(word)
"""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from bots.sentences import numbers
from core.messages.all import Refusal
from core.prices.markets import MARKETS

T = TypeVar("T")


class Words:
    """Words that wait to be read. `known`: words that mean something after this verb, to be suggested."""

    def __init__(self, verb: str, words: list[str], example: str, known: Sequence[str] = ()) -> None:
        self.verb = verb
        self.example = example
        self._known = known
        self._words = words
        self._begin = 0  # of the words that no slot has taken yet
        self._read = 0

    def __iter__(self) -> Iterator[str]:
        while self._read < len(self._words):
            yield self._take()

    def _take(self) -> str:
        self._read += 1
        return self._words[self._read - 1]

    def taken(self) -> str:
        """The words that were read since this was asked last."""
        said = " ".join(self._words[self._begin : self._read])
        self._begin = self._read
        return said

    def next(self, after: str) -> str:
        """The word that must follow. Raises Refusal if there is none."""
        if self._read == len(self._words):
            raise Refusal("word_missing", after=after, example=self.example)
        return self._take()

    def next_is(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self._words[self._read : self._read + 1] == [word]:
            self._read += 1
            return True
        return False

    def price(self, after: str) -> int:
        """The price that must follow, 1e-8 USD. Raises Refusal."""
        text = self.next(after)
        price = numbers.price(text)
        if price is None:
            raise Refusal("price_expected", word=numbers.shown(text), after=after)
        return price

    def unknown(self, word: str) -> Refusal:
        """The refusal of a word that means nothing here."""
        near = numbers.suggest(word, [*self._known, *(symbol.lower() for symbol in MARKETS)])
        return Refusal("word_unknown", word=numbers.shown(word), verb=self.verb, near=near, example=self.example)


class Slot(Generic[T]):
    """A named place of a sentence. `value` None: it is not filled; `said`: the words that filled it."""

    def __init__(self, words: Words, name: str) -> None:
        self.name = name
        self.value: T | None = None
        self.said = ""
        self._words = words

    def fill(self, value: T) -> None:
        """Fill the slot by the words read since another was filled. Raises Refusal if it is filled already."""
        said = self._words.taken()
        if self.value is not None:
            first, again = numbers.shown(self.said), numbers.shown(said)
            raise Refusal("word_twice", what=self.name, first=first, word=again, verb=self._words.verb,
                          example=self._words.example)  # fmt: skip
        self.value, self.said = value, said


def at_most(count: int, verb: str, words: Sequence[str]) -> None:
    """Refuse more words than a verb takes."""
    if len(words) > count:
        raise Refusal("word_extra", word=numbers.shown(words[count]), verb=verb)


def second(words: Sequence[str], example: str) -> str:
    """The word that must follow the first. Raises Refusal."""
    if len(words) < 2:
        raise Refusal("word_missing", after=numbers.shown(words[0]), example=example)
    return words[1]


def unfinished(code: str, verb: str, word: str, examples: dict[str, str]) -> Refusal:
    """The refusal (`code`) of a word that is not one of these, or that is one and has nothing after it."""
    if word in examples:
        return Refusal("word_missing", after=f"{verb} {word}", example=examples[word])
    return Refusal(code, word=numbers.shown(word), near=numbers.suggest(word, list(examples)))
