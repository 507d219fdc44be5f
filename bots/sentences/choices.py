"""How the words are read by which players choose about themselves: limits, settings, a link. Raises Refusal."""

import re
from dataclasses import dataclass

from bots.languages.texts import NAMES
from bots.sentences import numbers
from bots.sentences.alerts import ringing
from bots.sentences.play import exactly
from core.messages.all import Command, Refusal
from core.messages.chats import SetAdminsOpen, SetChatFeed, SetChatLanguage, SetStakeCap, SetThread, ShowSetup
from core.messages.links import UseLink
from core.messages.players import (
    SetConfirm,
    SetLanguage,
    SetLeverageLimit,
    SetLossLimit,
    SetPresets,
    SetTolerance,
    ShowLimits,
    ShowSettings,
    TakeBreak,
)
from core.rules.links import CODE_LENGTH, CODE_LETTERS
from core.rules.players import BREAKS_MS, MAX_TOLERANCE_BPS

MAX_PRESETS = 4


@dataclass(frozen=True, slots=True)
class NewCode:
    """Offer a code for a link; what it is drawn from is the desk's matter."""


def link(words: list[str]) -> UseLink | NewCode:
    """A code for the other platform, or the code of the other platform."""
    exactly("link", words, 2)
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


def limits(words: list[str]) -> Command:
    """Own limits."""
    exactly("limits", words, 2)
    match words:
        case []:
            return ShowLimits()
        case ["loss", "off"]:
            return SetLossLimit(None)
        case ["loss", text]:
            return SetLossLimit(_points(text))
        case ["leverage", "off"]:
            return SetLeverageLimit(None)
        case ["leverage", text]:
            return SetLeverageLimit(_leverage(text))
        case _:
            raise _unfinished("limits_unknown", "limits", words[0], _LIMITS)


_LIMITS = {"loss": "limits loss 200", "leverage": "limits leverage 100x"}


def _leverage(word: str) -> int:
    leverage = numbers.leverage(word, bare=True)
    if not leverage:
        raise Refusal("leverage_whole", word=numbers.shown(word))
    return leverage


def _unfinished(code: str, verb: str, word: str, examples: dict[str, str]) -> Refusal:
    """The refusal of a word that is not one of these, or is and has nothing after it."""
    if word in examples:
        return Refusal("word_missing", after=f"{verb} {word}", example=examples[word])
    return Refusal(code, word=numbers.shown(word), near=numbers.suggest(word, list(examples)))


def break_(words: list[str]) -> Command:
    """A pause."""
    exactly("break", words, 1)
    if not words:
        return ShowLimits()
    if words[0] not in BREAKS_MS:
        raise Refusal("break_unknown", word=numbers.shown(words[0]), offered=" ".join(BREAKS_MS))
    return TakeBreak(BREAKS_MS[words[0]])


def settings(words: list[str]) -> Command:
    """Settings."""
    match words:
        case []:
            return ShowSettings()
        case ["tolerance", text]:
            return SetTolerance(_tolerance(text))
        case ["confirm", "off"]:
            return SetConfirm(None)
        case ["confirm", text]:
            return SetConfirm(_points(text))
        case ["language", code]:
            return SetLanguage(_language(code))
        case ["presets", _, *_]:
            return SetPresets(_presets(words[1:]))
        case ["alert", *rest]:
            return ringing("settings alert", rest)
        case ["tolerance" | "confirm" | "language", _, extra, *_]:
            raise Refusal("word_extra", word=numbers.shown(extra), verb="settings")
        case _:
            raise _unfinished("settings_unknown", "settings", words[0], _SETTINGS)


_SETTINGS = {
    "tolerance": "settings tolerance 0.2%",
    "confirm": "settings confirm 100",
    "presets": "settings presets 10 25 50 100",
    "alert": "settings alert settled loud",
    "language": "settings language de",
}


def _language(word: str) -> str:
    if word not in NAMES:
        raise Refusal("language_unknown", word=numbers.shown(word), known=" ".join(NAMES))
    return word


def setup(words: list[str]) -> Command:
    """What admins choose for their chat."""
    exactly("setup", words, 2)
    match words:
        case []:
            return ShowSetup()
        case ["topic", "here" | "off" as where]:
            return SetThread(where == "here")
        case ["cap", "off"]:
            return SetStakeCap(None)
        case ["cap", text]:
            return SetStakeCap(_points(text))
        case ["rounds", "admins" | "all" as who]:
            return SetAdminsOpen(who == "admins")
        case ["rounds", role] if found := _ROLE.fullmatch(role):
            return SetAdminsOpen(True, found[1])
        case ["feed", "on" | "off" as word]:
            return SetChatFeed(word == "on")
        case ["language", code]:
            return SetChatLanguage(_language(code))
        case [("topic" | "rounds" | "feed") as what, word]:
            raise Refusal("word_unknown", word=numbers.shown(word), verb=f"setup {what}", near="")
        case _:
            raise _unfinished("setup_unknown", "setup", words[0], _SETUP)


_ROLE = re.compile(r"(?:<@&)?([1-9][0-9]{15,19})>?")
_SETUP = {
    "topic": "setup topic here",
    "cap": "setup cap 100",
    "rounds": "setup rounds admins",
    "feed": "setup feed on",
    "language": "setup language de",
}


def _presets(words: list[str]) -> tuple[int, ...]:
    if len(words) > MAX_PRESETS:
        raise Refusal("presets_many", count=len(words), most=MAX_PRESETS, example=_SETTINGS["presets"])
    amounts: dict[int, str] = {}
    for word in words:
        micro = _points(word)
        if micro in amounts:
            first, again = numbers.shown(amounts[micro]), numbers.shown(word)
            raise Refusal("word_twice", what="preset", first=first, word=again, verb="settings presets",
                          example=_SETTINGS["presets"])  # fmt: skip
        amounts[micro] = word
    return tuple(amounts)


def _tolerance(text: str) -> int:
    ppm = numbers.ratio(text, bare=True)
    bps, rest = divmod(ppm or 0, 100)
    if rest or not 1 <= bps <= MAX_TOLERANCE_BPS:
        raise Refusal("tolerance_bounds", word=numbers.shown(text), most_bps=MAX_TOLERANCE_BPS)
    return bps


def _points(word: str) -> int:
    micro = None if word.endswith("%") else numbers.points(word)
    if micro is None:
        raise Refusal("points_expected", word=numbers.shown(word))
    return micro
