"""How the words are read of `odds`, `learn`, `card` and `privacy`. Raises Refusal, never guesses."""

from bots.sentences import numbers
from bots.sentences.play import exactly
from bots.sentences.words import Words
from core.messages.all import Command, Refusal
from core.messages.cards import ShowCard
from core.messages.lessons import Lesson, ShowLesson, ShowOdds
from core.messages.privacy import DeleteMe, Export, ShowPrivacy
from core.prices.markets import DEFAULT_MARKET


def odds(words: list[str]) -> Command:
    """The chances of a market, perhaps at one leverage."""
    given = Words("odds", words, "odds btc 1001x")
    for word in given:
        match word:
            case _ if symbol := numbers.market(word):
                given.put("market", symbol)
            case _ if (times := numbers.leverage(word, bare=True)) is not None:
                given.put("leverage", times)
            case _:
                raise given.unknown(word)
    return ShowOdds(given.get("market") or DEFAULT_MARKET, given.get("leverage"))


def learn(words: list[str]) -> Command:
    """A lesson, or the list of them."""
    exactly("learn", words, 1)
    if not words:
        return ShowLesson(None)
    known = list(Lesson)
    if words[0] not in known:
        near = numbers.suggest(words[0], known)
        raise Refusal("lesson_unknown", word=numbers.shown(words[0]), near=near, known=", ".join(known))
    return ShowLesson(Lesson(words[0]))


def card(words: list[str]) -> Command:
    """A card, and what it leaves out."""
    given = Words("card", words, "card 3 hide points", ("hide",))
    for word in given:
        if word == "hide":
            given.put(_hidden(given.next("hide")), True)
        else:
            given.put("position", numbers.number(word, "card 3"))
    return ShowCard(given.get("position"), bool(given.get("points")), bool(given.get("name")))


def _hidden(word: str) -> str:
    if word not in _HIDDEN:
        raise Refusal("hide_unknown", word=numbers.shown(word), near=numbers.suggest(word, list(_HIDDEN)))
    return word


_HIDDEN = ("points", "name")


def privacy(words: list[str]) -> Command:
    """What is stored; with words, what to do about it."""
    match words:
        case []:
            return ShowPrivacy(deleting=False)
        case ["export"]:
            return Export()
        case ["delete"]:
            return ShowPrivacy(deleting=True)
        case ["delete", "confirm"]:
            return DeleteMe()
        case ["delete", word] | ["export", word] | ["delete", "confirm", word, *_]:
            raise Refusal("word_extra", word=numbers.shown(word), verb="privacy")
        case _:
            near = numbers.suggest(words[0], ["export", "delete"])
            raise Refusal("privacy_unknown", word=numbers.shown(words[0]), near=near)
