"""The words after a verb, taken one by one into named places: any order, every place once, nothing left over."""

from collections.abc import Iterator, Sequence

from bots.sentences import numbers
from core.messages.all import Refusal
from core.prices.markets import MARKETS


class Words:
    """Words that wait to be read, and the places that are filled already."""

    def __init__(self, verb: str, words: list[str], example: str, known: Sequence[str] = ()) -> None:
        self.verb = verb
        self.said: dict[str, str] = {}  # place -> the words it was filled by
        self._places: dict[str, object] = {}
        self._example = example
        self._known = known
        self._words = words
        self._all = tuple(words)

    def __iter__(self) -> Iterator[str]:
        while self._words:
            yield self._words.pop(0)

    def put(self, place: str, value: object) -> None:
        """Fill a place by the words read since the last. Raises Refusal if it is taken."""
        begin = sum(len(said.split()) for said in self.said.values())
        said = " ".join(self._all[begin : len(self._all) - len(self._words)])
        if place in self._places:
            first, again = numbers.shown(self.said[place]), numbers.shown(said)
            raise Refusal("word_twice", what=place, first=first, word=again, verb=self.verb, example=self._example)
        self._places[place] = value
        self.said[place] = said

    def next(self, after: str) -> str:
        """The word that must follow."""
        if not self._words:
            raise Refusal("word_missing", after=after, example=self._example)
        return self._words.pop(0)

    def peek(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self._words and self._words[0] == word:
            self._words.pop(0)
            return True
        return False

    def unknown(self, word: str) -> Refusal:
        """The refusal of a word that means nothing here."""
        near = numbers.suggest(word, [*self._known, *(symbol.lower() for symbol in MARKETS)])
        return Refusal("word_unknown", word=numbers.shown(word), verb=self.verb, near=near, example=self._example)

    def get(self, place: str):
        """What was put into a place, or None."""
        return self._places.get(place)
