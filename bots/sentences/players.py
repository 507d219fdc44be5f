"""How the verbs are read about a player's own standing and account. Raises Refusal, never guesses."""

import re

from bots.languages.texts import N_
from bots.sentences import numbers
from bots.sentences.row import NewCode, Option, Suggest, Takes, Verb
from bots.sentences.words import Slot, Words, at_most
from core.messages.all import Command, Refusal
from core.messages.cards import ShowCard
from core.messages.leaderboards import ShowTop
from core.messages.links import UseLink
from core.messages.players import ClaimDaily, ShowMe
from core.messages.privacy import DeleteMe, Export, ShowPrivacy
from core.queries.leaderboards import RANKINGS
from core.rules.links import CODE_LENGTH, CODE_LETTERS


def _card(words: list[str]) -> Command:
    """A card, and what it leaves out."""
    given = Words("card", words, "card 3 hide points", ("hide",))
    position = Slot[int](given, "position")
    hidden = {word: Slot[bool](given, word) for word in ("points", "name")}
    for word in given:
        if word == "hide":
            what = given.next("hide")
            if what not in hidden:
                raise Refusal("hide_unknown", word=numbers.shown(what), near=numbers.suggest(what, list(hidden)))
            hidden[what].fill(True)
        else:
            position.fill(numbers.number(word, "card 3"))
    return ShowCard(position.value, bool(hidden["points"].value), bool(hidden["name"].value))


def _top(words: list[str]) -> Command:
    """A leaderboard."""
    given = Words("top", words, "top chat week roi", ("chat", "all", "week", "season", *RANKINGS))
    whose, period, ranking = Slot[bool](given, "whose"), Slot[bool](given, "period"), Slot[str](given, "ranking")
    for word in given:
        match word:
            case "chat" | "all":
                whose.fill(word == "all")
            case "week" | "season":
                period.fill(word == "season")
            case _ if word in RANKINGS:
                ranking.fill(word)
            case _:
                raise given.unknown(word)
    return ShowTop(whose.value, bool(period.value), ranking.value or "net")


def _me(words: list[str]) -> Command:
    at_most(0, "me", words)
    return ShowMe()


def _daily(words: list[str]) -> Command:
    at_most(0, "daily", words)
    return ClaimDaily()


def _privacy(words: list[str]) -> Command:
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


def _link(words: list[str]) -> UseLink | NewCode:
    """A code for the other platform, or the code of the other platform."""
    at_most(2, "link", words)
    if not words:
        return NewCode()
    if not _CODE.fullmatch(words[0].upper()):
        raise Refusal("link_odd", word=numbers.shown(words[0]), example=_LINK)
    if len(words) > 1 and words[1] != "yes":
        raise Refusal("word_unknown", word=numbers.shown(words[1]), verb="link", near="", example=_LINK)
    return UseLink(words[0].upper().replace("-", ""), sure=len(words) > 1)


_LINK = "link ACDE-3467"
_HALF = f"[{CODE_LETTERS}]{{{CODE_LENGTH // 2}}}"
_CODE = re.compile(f"{_HALF}-?{_HALF}")

STANDING = (
    Verb(
        "card",
        "[id] [hide points] [hide name]",
        N_("a picture of a position to share"),
        ("card", "card 3", "card 3 hide points hide name"),
        _card,
        (
            Option("id", N_("the number of a position"), suggest=Suggest.ENDED),
            Option("points", N_("leave your points out"), "hide points", Takes.FLAG),
            Option("name", N_("leave your name out"), "hide name", Takes.FLAG),
        ),
        numbered=True,
    ),
    Verb(
        "top",
        "[chat|all] [week|season] [net|roi|hits]",
        N_("leaderboards"),
        ("top", "top all season roi"),
        _top,
        (
            Option("whose", N_("of this chat or of everybody"), choices=("chat", "all")),
            Option("period", N_("this week or this season"), choices=("week", "season")),
            Option("by", N_("net points, return or hit rate"), choices=tuple(RANKINGS)),
        ),
        aliases=("leaderboard",),
        group_menu=5,
    ),
    Verb("me", "", N_("your own statistics"), ("me",), _me, aliases=("balance",), group_menu=7),
    Verb("daily", "", N_("today's points"), ("daily",), _daily, group_menu=9),
)

ACCOUNT = (
    Verb(
        "privacy",
        "[export|delete]",
        N_("what is stored about you: look, take it with you, or have it deleted"),
        ("privacy", "privacy export", "privacy delete"),
        _privacy,
        (Option("do", N_("take it all with you, or have it deleted"), choices=("export", "delete")),),
    ),
    Verb(
        "link",
        "[code] [yes]",
        N_("one account on two platforms: say it here, and the code there"),
        ("link", _LINK),
        _link,
        (
            Option("code", N_("the code that I showed you on the other platform")),
            Option("sure", N_("do it, after you saw what happens"), "yes", Takes.FLAG),
        ),
    ),
)
