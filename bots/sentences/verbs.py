"""Every verb, and the one reader of sentences. Telegram, Discord and the terminal are made of this table.

    /Long@bot BTC 25 1001x tp 0.3% #k3f9       a verb, words in any order, and perhaps the nonce of a button

The rows stand in the files of their topics. A word that is not understood executes nothing: Refusal names it and
suggests one correction.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bots.languages.texts import N_
from bots.sentences import alerts, bets, learning, limits, numbers, operator, players, prices, settings, trading
from bots.sentences.row import Help, Meaning, Option, Ping, Suggest, Verb
from bots.sentences.words import at_most
from core.messages.all import Command, Refusal
from core.messages.players import ShowStart

MAX_SENTENCE = 200
MAX_WORDS = 24
_COMPARED = 60  # letters of a sentence that are compared with the shorter examples; all of them would take a ms

_NONCE = re.compile(r"#([a-z0-9]{4,8})")
_NUMBER = re.compile(r"#[0-9]+")
_VERB = re.compile(r"/?([^/@]+)(?:@[a-z0-9_]{1,64})?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was understood."""

    verb: str
    command: Meaning
    nonce: str | None


def read(text: str, is_operator: bool = False) -> Sentence:
    """The meaning of a sentence. `is_operator`: the operator's verb is understood too. Raises Refusal."""
    asked = operator.after_admin(text) if is_operator else None
    if asked is not None:
        return _operators(asked)
    words = _words(text)
    found = _VERB.fullmatch(words[0])
    said = found[1] if found else words[0]
    verb = verb_named(said)
    if verb is None:
        raise Refusal("verb_unknown", word=numbers.shown(said), near=numbers.suggest(said, [*VERBS, *ALIASES]))
    nonce = _nonce(words[1:], verb.numbered)
    if nonce:
        words.pop()
    try:
        return Sentence(verb.name, verb.reader(words[1:]), nonce)
    except Refusal as refusal:
        refusal.values.setdefault("example", _nearest(words, verb.examples))
        raise


def verb_named(word: str) -> Verb | None:
    """The verb of this name or alias."""
    return VERBS.get(ALIASES.get(word, word))


def _nearest(words: list[str], examples: tuple[str, ...]) -> str:
    """Of the examples that share the most words with a sentence, the one that looks most like it."""
    said = set(words[1:])
    shared = [len(said & set(example.split()[1:])) for example in examples]
    alike = [example for example, count in zip(examples, shared, strict=True) if count == max(shared)]
    return get_close_matches(" ".join(words)[:_COMPARED], alike, n=1, cutoff=0.0)[0]


def _operators(rest: str) -> Sentence:
    """What follows the operator's verb; a text for everybody is taken as it is, with whatever ends it."""
    plan = operator.broadcast(rest)
    if plan is not None:
        return Sentence(operator.VERB, plan, None)
    words = _words(f"{operator.VERB} {rest}")[1:]
    nonce = _nonce(words, numbered=False)
    return Sentence(operator.VERB, operator.admin(words[:-1] if nonce else words), nonce)


def _nonce(words: list[str], numbered: bool) -> str | None:
    """The nonce that ends a sentence. `close #1234` has none: it names position 1234 as screens write it."""
    if not words or (len(words) == 1 and numbered and _NUMBER.fullmatch(words[0])):
        return None
    found = _NONCE.fullmatch(words[-1])
    return found[1] if found else None


def _words(text: str) -> list[str]:
    text = text.replace(numbers.JOINER, "")
    if len(text) > MAX_SENTENCE:
        raise Refusal("sentence_long", length=len(text), most=MAX_SENTENCE)
    text = text.strip(" \t\r\n")
    odd = next((letter for letter in text if not (letter.isascii() and letter.isprintable())), "")
    if odd:
        raise Refusal("letter_odd", point=f"U+{ord(odd):04X}")
    words = text.lower().split()
    if len(words) > MAX_WORDS:
        raise Refusal("words_many", count=len(words), most=MAX_WORDS)
    if not words or words[0] == "/":
        raise Refusal("sentence_empty")
    return numbers.without_unit(words)


def _start(words: list[str]) -> Command:
    """Begin; the payload of a deep link is allowed and means nothing yet."""
    if len(words) > 1 or (words and not _PAYLOAD.fullmatch(words[0])):
        raise Refusal("word_extra", word=numbers.shown(words[-1]), verb="start")
    return ShowStart()


def _help(words: list[str]) -> Help:
    at_most(1, "help", words)
    if not words:
        return Help(None)
    said = words[0].removeprefix("/")
    verb = verb_named(said)
    if verb is None:
        raise Refusal("verb_unknown", word=numbers.shown(said), near=numbers.suggest(said, list(VERBS)))
    return Help(verb.name)


def _ping(words: list[str]) -> Ping:
    at_most(0, "ping", words)
    return Ping()


_START = Verb(
    "start", "", N_("begin: your points and the first taps"), ("start",), _start, aliases=("play", "hello", "hi")
)
_HELP = Verb(
    "help",
    "[verb]",
    N_("this list, or the manual of one verb"),
    ("help", "help long"),
    _help,
    (Option("verb", N_("the manual of one verb"), suggest=Suggest.VERB),),
    aliases=("?",),
    group_menu=12,
)
_PING = Verb("ping", "", N_("are you there"), ("ping",), _ping)

# In the order of help and menus.
VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        _START,
        *bets.CALLS,
        *trading.VERBS,
        *bets.ROUNDS,
        *learning.VERBS,
        *players.STANDING,
        *prices.VERBS,
        *limits.VERBS,
        *alerts.VERBS,
        *settings.VERBS,
        *players.ACCOUNT,
        _HELP,
        _PING,
    )
}
ALIASES = {alias: verb.name for verb in VERBS.values() for alias in verb.aliases}
