"""The menu: every verb, and the one reader of sentences. Telegram, Discord and the terminal are readings of this table.

    /Long@bot BTC 25 1001x tp 0.3% #k3f9       a verb, words in any order, and perhaps the nonce of a button

A word that is not understood executes nothing: Refusal names it and suggests one correction.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from bots.languages.texts import N_
from bots.sentences import alerts, choices, learning, numbers, play
from bots.sentences import operator as operator_readers
from bots.sentences.choices import NewCode
from bots.sentences.play import Confirm, Help, Ping
from core.messages.all import Command, Refusal
from core.messages.players import ClaimDaily, ShowMe
from core.messages.positions import ShowOrders, ShowPositions
from core.prices.markets import Side

MAX_SENTENCE = 200
MAX_WORDS = 24
_COMPARED = 60  # letters of a sentence, with examples that are shorter: all of them would take a millisecond

_NONCE = re.compile(r"#([a-z0-9]{4,8})")
_NUMBER = re.compile(r"#[0-9]+")
_NUMBERED = frozenset({"history", "close", "tp", "sl", "margin", "cancel", "confirm", "verify", "card"})
_VERB = re.compile(r"/?([^/@]+)(?:@[a-z0-9_]{1,64})?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was understood."""

    verb: str
    command: Command | Help | Ping | Confirm | NewCode
    nonce: str | None


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the words it takes, what it does, examples, and how its words are read."""

    usage: str
    does: str
    examples: tuple[str, ...]
    reader: Callable[[list[str]], Command | Help | Ping | Confirm | NewCode]


def read(text: str, operator: bool = False) -> Sentence:
    """The meaning of a sentence. Raises Refusal. The operator's verb is a word for the `operator` alone."""
    asked = operator_readers.after_admin(text) if operator else None
    if asked is not None:
        return _operators(asked)
    words = _words(text)
    found = _VERB.fullmatch(words[0])
    said = found[1] if found else words[0]
    verb = ALIASES.get(said, said)
    if verb not in VERBS:
        raise Refusal("verb_unknown", word=numbers.shown(said), near=numbers.suggest(said, [*VERBS, *ALIASES]))
    nonce = _nonce(verb, words[1:])
    if nonce:
        words.pop()
    entry = VERBS[verb]
    try:
        return Sentence(verb, entry.reader(words[1:]), nonce)
    except Refusal as refusal:
        refusal.values.setdefault("example", _nearest(words, entry.examples))
        raise


def _nearest(words: list[str], examples: tuple[str, ...]) -> str:
    """Of the examples that share the most words with a sentence, the one that looks most like it."""
    said = set(words[1:])
    shared = [len(said & set(example.split()[1:])) for example in examples]
    alike = [example for example, count in zip(examples, shared, strict=True) if count == max(shared)]
    return get_close_matches(" ".join(words)[:_COMPARED], alike, n=1, cutoff=0.0)[0]


def _operators(rest: str) -> Sentence:
    """What follows the operator's verb; a text for everybody is taken as it is, with whatever ends it."""
    verb = operator_readers.VERB
    plan = operator_readers.broadcast(rest)
    if plan is not None:
        return Sentence(verb, plan, None)
    words = _words(f"{verb} {rest}")[1:]
    nonce = _nonce(verb, words)
    return Sentence(verb, operator_readers.admin(words[:-1] if nonce else words), nonce)


def _nonce(verb: str, words: list[str]) -> str | None:
    """The nonce that ends a sentence. `close #1234` has none: it names position 1234 as screens write it."""
    if not words or (len(words) == 1 and verb in _NUMBERED and _NUMBER.fullmatch(words[0])):
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


def _help(words: list[str]) -> Help:
    play.exactly("help", words, 1)
    if not words:
        return Help(None)
    verb = ALIASES.get(words[0].removeprefix("/"), words[0].removeprefix("/"))
    if verb not in VERBS:
        raise Refusal("verb_unknown", word=numbers.shown(verb), near=numbers.suggest(verb, list(VERBS)))
    return Help(verb)


_OPEN_USAGE = "[market] [margin] [leverage] [tp ..] [sl ..] [at price]"

VERBS: dict[str, Verb] = {
    "start": Verb("", N_("begin: your points and the first taps"), ("start",), play.start),
    "up": Verb(
        "[stake] [window] [market]",
        N_("call the price up; in a chat with an open round, join it"),
        ("up 25 5m", "up 25 15m eth"),
        play.calling(Side.UP),
    ),
    "down": Verb(
        "[stake] [window] [market]",
        N_("call the price down; in a chat with an open round, join it"),
        ("down 25 5m", "down half 1m btc"),
        play.calling(Side.DOWN),
    ),
    "long": Verb(
        _OPEN_USAGE,
        N_("open a position that gains when the price rises"),
        ("long btc 25 1001x", "long eth 50 100x tp 0.5% sl 0.3%", "long btc 25 50x at 99000"),
        play.opening(Side.LONG),
    ),
    "short": Verb(
        _OPEN_USAGE,
        N_("open a position that gains when the price falls"),
        ("short btc 25 1001x", "short sol 50 100x tp 80% roe", "short btc 25 50x at 101000"),
        play.opening(Side.SHORT),
    ),
    "positions": Verb("", N_("what is open"), ("positions",), play.alone("positions", ShowPositions())),
    "orders": Verb("", N_("what waits for its price"), ("orders",), play.alone("orders", ShowOrders())),
    "history": Verb("[id]", N_("what was, with post-mortems"), ("history", "history 3"), play.history),
    "close": Verb("[id|all] [percent]", N_("close a position or a part of it"), ("close 3", "close 3 50%"), play.close),
    "tp": Verb(
        "[id] [price|move%|return% roe|off]",
        N_("set the take-profit of a position or order"),
        ("tp 3 101000", "tp 3 0.3%", "tp 3 50% roe", "tp 3 off"),
        play.set_stop("tp", True),
    ),
    "sl": Verb(
        "[id] [price|move%|return% roe|off]",
        N_("set the stop-loss of a position or order"),
        ("sl 3 99950", "sl 3 0.02%", "sl 3 30% roe", "sl 3 off"),
        play.set_stop("sl", False),
    ),
    "margin": Verb("[id] [amount]", N_("add margin to a Standard position"), ("margin 3 10",), play.margin),
    "cancel": Verb("[id|all]", N_("cancel a waiting order"), ("cancel 3", "cancel all"), play.cancel),
    "confirm": Verb("[id]", N_("do what was asked about"), ("confirm 7",), play.confirm),
    "round": Verb(
        "[window] [market] [every ..] [sealed] | mine | withdraw | cancel | stop",
        N_("open or show the round of this chat"),
        ("round 5m", "round 5m every 1h", "round 1m eth sealed", "round withdraw"),
        play.round_,
    ),
    "verify": Verb("[round]", N_("check a round: prices, sources, arithmetic"), ("verify 12",), play.verify),
    "whatif": Verb(
        "[long|short] [market] [amount]",
        N_("the same trade at every leverage"),
        ("whatif", "whatif short eth 50"),
        play.whatif,
    ),
    "odds": Verb(
        "[market] [leverage]",
        N_("the chance to be alive after 1, 5 and 15 minutes, and what windows pay"),
        ("odds", "odds btc 1001x", "odds eth"),
        learning.odds,
    ),
    "learn": Verb(
        "[leverage|liquidation|funding|slippage|risk]",
        N_("short lessons with your own numbers"),
        ("learn", "learn liquidation"),
        learning.learn,
    ),
    "card": Verb(
        "[id] [hide points] [hide name]",
        N_("a picture of a position to share"),
        ("card", "card 3", "card 3 hide points hide name"),
        learning.card,
    ),
    "top": Verb(
        "[chat|all] [week|season] [net|roi|hits]",
        N_("leaderboards"),
        ("top", "top all season roi"),
        play.top,
    ),
    "me": Verb("", N_("your own statistics"), ("me",), play.alone("me", ShowMe())),
    "daily": Verb("", N_("today's points"), ("daily",), play.alone("daily", ClaimDaily())),
    "price": Verb("[market]", N_("prices, and how old they are"), ("price", "price btc"), play.price),
    "limits": Verb(
        "[loss amount|off] [leverage x|off]",
        N_("your own limits: a loss a day, a highest leverage"),
        ("limits", "limits loss 200", "limits leverage 100x"),
        choices.limits,
    ),
    "break": Verb(
        "[24h|7d|30d]", N_("open nothing for a while; it cannot be ended early"), ("break 24h",), choices.break_
    ),
    "alerts": Verb(
        "[kind loud|silent|off] [near percent] [funding percent] [quiet from-until zone|off] [mention on|off] [test]",
        N_("what rings, and how; quiet hours; a test"),
        (
            "alerts",
            "alerts liquidation loud",
            "alerts near 30%",
            "alerts funding 10%",
            "alerts quiet 22:00-07:00 +02:00",
            "alerts feed on",
            "alerts mention on",
            "alerts test",
        ),
        alerts.alerts,
    ),
    "alert": Verb(
        "[market] [above price|below price|move percent in span] | remove id",
        N_("tell me when a price is reached, or moves"),
        ("alert btc above 105000", "alert btc below 95000", "alert btc move 1% in 5m", "alert remove 3"),
        alerts.alert,
    ),
    "watch": Verb(
        "[long|short] [market] [margin] [leverage] at price [loss percent] [liq price] | remove id",
        N_("watch a position that you hold elsewhere; no points are in it"),
        ("watch long btc 100 1001x at 100000", "watch short eth 20x at 4000 liq 4180", "watch", "watch remove 3"),
        alerts.watch,
    ),
    "settings": Verb(
        "[tolerance ..] [confirm ..] [presets ..] [language ..]",
        N_("tolerance, questions, presets, language"),
        (
            "settings",
            "settings tolerance 0.2%",
            "settings confirm 100",
            "settings presets 10 25 50 100",
            "settings language de",
        ),
        choices.settings,
    ),
    "setup": Verb(
        "[topic here|off] [cap amount|off] [rounds all|admins] [feed on|off] [language ..]",
        N_("what this chat plays, and where (chat admins)"),
        ("setup", "setup topic here", "setup cap 100", "setup rounds admins", "setup feed on", "setup language de"),
        choices.setup,
    ),
    "privacy": Verb(
        "[export|delete]",
        N_("what is stored about you: look, take it with you, or have it deleted"),
        ("privacy", "privacy export", "privacy delete"),
        learning.privacy,
    ),
    "link": Verb(
        "[code] [yes]",
        N_("one account on two platforms: say it here, and the code there"),
        ("link", "link ACDE-3467"),
        choices.link,
    ),
    "help": Verb("[verb]", N_("this list, or the manual of one verb"), ("help", "help long"), _help),
    "ping": Verb("", N_("are you there"), ("ping",), play.alone("ping", Ping())),
}

ALIASES = {
    "play": "start",
    "hello": "start",
    "hi": "start",
    "buy": "long",
    "sell": "short",
    "balance": "me",
    "leaderboard": "top",
    "prices": "price",
    "?": "help",
}
